"""The one place that starts PostgreSQL's own programs: pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL

from domain.errors import ToolFailed, ToolMissing
from domain.words import Words

#: Debian keeps a folder of programs for each version, off PATH.
_DEBIAN = Path("/usr/lib/postgresql")
#: How much of a program's last words is shown, characters.
_TAIL = 1500


def dump(url: URL, *, server: int, snapshot: str, to: Path) -> None:
    """Write the whole database as it stood at an exported snapshot into `to` (custom format).

    `server` is the server's major version. Raises ToolMissing without a pg_dump of at least that
    version, ToolFailed with its last words when it fails.
    """
    arguments = ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"]
    program = suitable("pg_dump", server)[0]
    _run(program, [*arguments, f"--file={to}", f"--dbname={_address(url)}"], url)


def restore(url: URL, *, server: int, source: Path) -> None:
    """Load a dump into an empty database, all or nothing; raises as `dump` does."""
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    # The owner of a database need not own its schema "public", whose comment is in every dump.
    arguments += ["--no-comments", f"--dbname={_address(url)}", str(source)]
    *older, newest = suitable("pg_restore", server)
    for program in older:
        try:
            return _run(program, arguments, url)
        except ToolFailed as error:
            # The dump was made by a newer pg_dump than this program knows.
            if "unsupported version" not in error.stderr_tail:
                raise
    return _run(newest, arguments, url)


def _address(url: URL) -> str:
    """As libpq reads it, without the password, which all users of the machine could see."""
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run(program: Path, arguments: Sequence[str], url: URL) -> None:
    password = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(
        [str(program), "--no-password", *arguments],
        env={**os.environ, **password, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = done.stderr[-_TAIL:].strip()
        raise ToolFailed(
            Words(zh=f"{program.name} 失败：{said}", en=f"{program.name} failed: {said}"),
            stderr_tail=said,
            returncode=done.returncode,
        )


def suitable(program: str, server: int) -> list[Path]:
    """Those of that name that know a server of this major version, oldest first; else ToolMissing.

    The oldest is the best: pg_restore 17 says SET transaction_timeout, which no older server knows,
    and what pg_dump 17 writes no older pg_restore reads.
    """
    found = {version(path): path for path in _candidates(program)}
    newest = max(found, default=0)
    if newest >= server:
        return [found[known] for known in sorted(found) if known >= server]
    install = f"apt-get install postgresql-client-{server}"
    if not found:
        raise ToolMissing(
            Words(
                zh=f"这台机器上没有 {program}。请先安装：{install}",
                en=f"there is no {program} on this machine; install it: {install}",
            )
        )
    raise ToolMissing(
        Words(
            zh=f"{program} 是 {newest} 版，数据库服务器是 {server} 版，不能用旧程序。"
            f"请安装：{install}",
            en=f"{program} is of version {newest} and the database server of {server}; an older"
            f" program cannot read it; install: {install}",
        )
    )


def _candidates(program: str) -> list[Path]:
    on_path = shutil.which(program)
    # Debian's /usr/bin/pg_dump chooses among these by itself, so its version is not its own.
    return [
        *([Path(on_path)] if on_path else []),
        *sorted(_DEBIAN.glob(f"*/bin/{program}")),
    ]


def version(program: Path) -> int:
    """Its major version; 0 when it does not say one."""
    told = subprocess.run(
        [str(program), "--version"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    number = re.search(r"\) (\d+)", told.stdout)
    return int(number[1]) if number else 0
