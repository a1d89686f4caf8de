"""How web and workers write down what happens: one line an event, JSON unless a person reads it."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO, cast

import structlog
from structlog.typing import ExcInfo, Processor

from domain.errors import UsageError
from domain.words import Words
from storage.log_file import RotatingFile
from storage.settings import Settings
from storage.unexpected import tell_of_threads

#: Context variable that holds the id of the request being answered, for every line and job of it.
REQUEST = "request"
#: Tracebacks without local variables: those hold secrets and names.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def set_up_logs(
    settings: Settings, *, stream: TextIO | None = None, processors: Sequence[Processor] = ()
) -> None:
    """Lines for our own events and for those of the libraries, into WEEKREEL_LOG_FILE or stderr.

    `processors` add to every line what only this process knows. Raises UsageError when the file
    cannot be written.
    """
    stream = stream or _stream(settings.log_file)
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        stamp,
        *processors,
    ]
    ending = _ending(settings.log_format, colours=stream.isatty())
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # One write a line: a line of several would be torn by another process's.
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True
    # At every start it says that SQLite is for development, which is measured otherwise here.
    logging.getLogger("dbos").setLevel(logging.WARNING)


def set_up_terminal() -> None:
    """Lines on stderr for whoever runs a command: scripts read stdout.

    Of an error beside the answer the type alone: a trace helps nobody there, and structlog's own
    shows the variables.
    """
    eyes = structlog.dev.ConsoleRenderer(exception_formatter=_type_alone)
    stamp = structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False)
    shared = [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, stamp]
    structlog.configure(
        processors=[*shared, eyes],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, eyes],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    tell_of_threads()


def _type_alone(stream: TextIO, error: ExcInfo) -> None:
    stream.write(f"  {error[0].__name__}")


def request_id() -> str | None:
    """Id of the request that is being answered here; None outside one."""
    found = structlog.contextvars.get_contextvars().get(REQUEST)
    return None if found is None else str(found)


def _ending(form: str, *, colours: bool) -> list[Processor]:
    if form == "json":
        return [_TRACEBACKS, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]


def _stream(file: Path | None) -> TextIO:
    if file is None:
        return sys.stderr
    try:
        return cast(TextIO, RotatingFile(file))
    except OSError as error:
        raise UsageError(
            Words(
                zh=f"WEEKREEL_LOG_FILE={file} 不可写：{error.strerror}",
                en=f"WEEKREEL_LOG_FILE={file} cannot be written: {error.strerror}",
            )
        ) from error
