"""An error that nobody foresaw: its place is written down, a code and where to look are told."""

import hashlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from errno import errorcode
from pathlib import Path
from traceback import walk_tb
from typing import Any

from domain.words import Words
from storage.log_file import RotatingFile

#: Name in WEEKREEL_HOME, where WEEKREEL_LOG_FILE names no other.
LOG_NAME = "errors.log"
#: Bytes of that file and older ones: a line is a few hundred.
_LARGEST_BYTES, _OLDER = 1 << 20, 2
#: Frames of one error that are kept, the innermost ones; errors that led to it.
_MOST_FRAMES, _MOST_CAUSES = 40, 5
_ROOT = Path(__file__).parents[1]


def note_unexpected(error: BaseException, environ: Mapping[str, str] | None = None) -> Words:
    """Write one line into the log and say its code and the log's path; raises nothing.

    The line holds types, places in the code and what the system or the database calls its fault.
    It holds no message, variable, file's content or argument: names and phone numbers stand there.
    """
    environ = os.environ if environ is None else environ
    places = list(_causes(error))
    code = _code(places)
    named = environ.get("WEEKREEL_LOG_FILE")
    try:
        path = Path(named) if named else _own_log(environ)
        with RotatingFile(path) if named else _small(path) as file:
            file.write(_line({"code": code, "exception": places}))
    except (OSError, RuntimeError) as fault:
        where = f"{named or environ.get('WEEKREEL_HOME') or LOG_NAME}: {_fault(fault) or fault}"
        return _told(code, _kind(error), where, written=False)
    return _told(code, _kind(error), str(path), written=True)


def _told(code: str, kind: str, where: str, *, written: bool) -> Words:
    zh = "出错位置已记在" if written else "日志没有写成："
    en = "where it happened is in" if written else "the log could not be written:"
    return Words(
        zh=f"出了意外的错误（错误码 {code}，{kind}）。{zh} {where}。已收到的文件都还在；"
        "再试一次，还是这样请把错误码和这个日志交给维护的人",
        en=f"unexpected error {code} ({kind}); {en} {where}; what was received is kept; "
        "try again, and if it stays hand the code and that log to whoever maintains this",
    )


def _own_log(environ: Mapping[str, str]) -> Path:
    """Read by itself: the settings may be what failed. Raises RuntimeError where ~ is nowhere."""
    home = Path(environ.get("WEEKREEL_HOME") or "weekreel-data").expanduser().absolute()
    return home / LOG_NAME


def _small(path: Path) -> RotatingFile:
    return RotatingFile(path, largest_bytes=_LARGEST_BYTES, older=_OLDER)


def _line(told: dict[str, Any]) -> str:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    line = {"timestamp": now, "level": "error", "event": "unexpected", **told}
    return json.dumps(line, ensure_ascii=False) + "\n"


def _causes(error: BaseException) -> Iterator[dict[str, Any]]:
    """The error, then what it came from."""
    found: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if found is None:
            return
        fault = _fault(found)
        yield {"type": _kind(found), **({"fault": fault} if fault else {}), "at": _frames(found)}
        before = None if found.__suppress_context__ else found.__context__
        found = found.__cause__ or before


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _fault(error: BaseException) -> str | None:
    """What the system (errno) or the database (SQLSTATE, SQLite's name) calls it.

    Not `strerror`, in which whoever raises it may write anything; libraries have their own codes.
    """
    if isinstance(error, OSError):
        code = error.errno if type(error).__module__ == "builtins" else None
        return os.strerror(code) if code is not None and code in errorcode else None
    for source in (error, getattr(error, "orig", None)):
        named = getattr(source, "sqlite_errorname", None) or getattr(source, "sqlstate", None)
        if isinstance(named, str):
            return named
    return None


def _frames(error: BaseException) -> list[str]:
    """`file:line function`, the outermost first."""
    found = [
        f"{_shown(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    return found[-_MOST_FRAMES:]


def _shown(file: str) -> str:
    """Below the program, or below its packages: a home folder may bear a person's name."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name


def _code(places: list[dict[str, Any]]) -> str:
    """The same for the same error at the same place, whatever it was about."""
    first = places[0]
    named = f"{first['type']} {first['at'][-1] if first['at'] else ''}"
    return f"E-{hashlib.sha256(named.encode()).hexdigest()[:8]}"


def tell_of_threads(environ: Mapping[str, str] | None = None) -> None:
    """Have an error that ends a thread noted too, told in one line on stderr."""

    def noted(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
            words = note_unexpected(ended.exc_value, environ)
            os.write(2, f"weekreel: {words.en}\n".encode())

    threading.excepthook = noted
