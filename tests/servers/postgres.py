"""A private PostgreSQL: a fresh cluster in a temporary folder, on loopback, ended by its pid.

    with running() as server:
        server.create("one")
        url = server.url("one")          # WEEKREEL_DATABASE_URL
        server.create("two", template="one")

Debian's packages keep the programs off PATH, and `initdb` refuses root: so they are found by glob
and run as `postgres` or `nobody` when the tests run as root.
"""

import contextlib
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from tests.ports import free_port

#: Owner of the databases: no superuser, so that tests show which rights the product needs.
USER, PASSWORD = "weekreel", "only-for-tests"
_PROGRAMS = Path("/usr/lib/postgresql")
_START_S, _STOP_S = 30, 30


def programs() -> Path | None:
    """The folder of the newest PostgreSQL installed, or None."""
    found = [path.parent for path in _PROGRAMS.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(re.sub(r"\D.*", "", path.parent.name)), default=None)


def why_not() -> str | None:
    """Why no server can be started here; None when one can."""
    if programs() is None:
        return "no server under /usr/lib/postgresql: apt-get install postgresql-15"
    return None


def _unprivileged() -> list[str]:
    """The front of a command that runs without root and ends with the thread that started it."""
    front = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() != 0:
        return front
    user = _account()
    return [*front, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("there is neither a user postgres nor a user nobody")


class PostgresServer:
    """One cluster; it can be stopped, killed and started again with what it holds."""

    def __init__(self, folder: Path, *, durable: bool, settings: Sequence[str] = ()) -> None:
        self.folder = folder
        self.port = free_port()
        self._data = folder / "data"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        self._settings = list(settings)
        self._durable = durable
        if not durable:
            # A test's cluster need not outlive the machine. With these a copy of a database takes
            # 80 ms by copying its files; with them off, 440 ms by the log and 1.5 s by files.
            self._settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        self._programs = programs()
        if self._programs is None:
            raise RuntimeError(why_not())

    @property
    def is_running(self) -> bool:
        """Started and not stopped since, by us."""
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is stopped"
        return self._process.pid

    def url(self, database: str) -> str:
        """As an owner writes it into WEEKREEL_DATABASE_URL."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the cluster's files, owned by whom the server runs as."""
        if os.geteuid() == 0:
            os.chown(self.folder, _account().pw_uid, _account().pw_gid)
        # ICU's Chinese order instead of bytes, as owners have it: what relies on SQLite's order
        # of bytes shows itself.
        order = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=zh"]
        self._run("initdb", "--pgdata", str(self._data), "--no-sync", "--auth=trust", *order,
                  "--username=postgres")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_unprivileged(), f"{self._programs}/{program}", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=_ENVIRON, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr[-2000:]}")

    def start(self) -> None:
        """Start it on its port and wait until it answers; after a kill it recovers first."""
        deadline = time.monotonic() + _START_S
        while not self._started(deadline):
            # A killed server's children hold its memory for a moment; then it may start.
            time.sleep(0.1)

    def _started(self, deadline: float) -> bool:
        options = [
            "listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={self.port}",
            "log_checkpoints=off", *self._settings,
        ]  # fmt: skip
        command = [*_unprivileged(), f"{self._programs}/postgres", "-D", str(self._data)]
        command += [part for option in options for part in ("-c", option)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=_ENVIRON, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        while self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError), self.admin():
                return True
            self._check(deadline)
            time.sleep(0.02)
        self._process = None
        self._check(deadline)
        return False

    def _check(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL does not start: {self.log()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT in good order, SIGQUIT at once without a checkpoint, SIGKILL as a crash.

        Nothing happens when it is stopped already.
        """
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        process.wait(_STOP_S)

    def restart(self, how: signal.Signals = signal.SIGINT, *, away_s: float = 0) -> None:
        """Stop it, leave it away for some seconds, and start it on the same port."""
        self.stop(how)
        time.sleep(away_s)
        self.start()

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    @contextlib.contextmanager
    def admin(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection of the superuser, every statement its own transaction."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database, autocommit=True,
            connect_timeout=60,
        ) as connection:  # fmt: skip
            yield connection

    def create_role(self) -> None:
        """`USER`, who owns the databases."""
        role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        with self.admin() as connection:
            connection.execute(role.format(sql.Identifier(USER), sql.Literal(PASSWORD)))

    def create(self, database: str | None = None, *, template: str | None = None) -> str:
        """A database that `USER` owns, empty or a copy of one nobody is connected to; its name."""
        name = database or f"t{next(self._names)}"
        made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}").format(
            sql.Identifier(name),
            sql.Identifier(USER),
            sql.Identifier(template or "template0"),
            sql.Identifier("wal_log" if self._durable else "file_copy"),
        )
        with self.admin() as connection:
            connection.execute(made)
        return name

    def end_connections(self, database: str) -> None:
        """Cut off whoever is connected to it."""
        with self.admin() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (database,),
            )

    def drop(self, database: str) -> None:
        """Drop it with whoever is still connected."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
            )


_ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@contextlib.contextmanager
def kept(folder: Path) -> Iterator[PostgresServer]:
    """A durable cluster that runs inside the `with` and whose files stay in `folder`."""
    server = PostgresServer(folder, durable=True)
    new = not (folder / "data").exists()
    if new:
        folder.mkdir(parents=True)
        server.initialise()
    try:
        server.start()
        if new:
            server.create_role()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def running(*, durable: bool = False, settings: Sequence[str] = ()) -> Iterator[PostgresServer]:
    """A cluster that runs inside the `with` and leaves nothing behind.

    `durable` makes it keep its word over a crash (fsync and the like), which fault tests want;
    `settings` are more of its options, as "max_connections=20". It also ends when the thread that
    started it ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="weekreel-postgres-"))
    try:
        server = PostgresServer(folder, durable=durable, settings=settings)
        server.initialise()
        try:
            server.start()
            server.create_role()
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)
