"""Which job, and whose request, a worker's log line belongs to; a line for every step that ends."""

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from dbos import DBOS
from structlog.typing import EventDict, WrappedLogger

from storage.logs import REQUEST

log = structlog.get_logger()

P = ParamSpec("P")
R = TypeVar("R")


def name_job(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: inside a job its id, and the request that asked for it when one did."""
    job = DBOS.workflow_id
    if job is not None:
        event["job"] = job
        # `DbosQueue.send_in` put it there; DBOS hands it on to the jobs that a job starts.
        if DBOS.authenticated_user:
            event[REQUEST] = DBOS.authenticated_user
    return event


def told_in_log(step: Callable[P, R]) -> Callable[P, R]:
    """Write one line when the step has ended, well or badly, with how long it took.

    Positional arguments must be ids and numbers only, as everything that travels to a step is.
    """

    @functools.wraps(step)
    def telling(*args: P.args, **kwargs: P.kwargs) -> R:
        started = time.monotonic()
        try:
            result = step(*args, **kwargs)
        except Exception as error:
            _write(step.__name__, args, started, failed=type(error).__name__)
            raise
        _write(step.__name__, args, started)
        return result

    return telling


def _write(name: str, args: tuple[object, ...], started: float, **more: str) -> None:
    shown = [word for word in args if isinstance(word, str | int)]
    ms = round((time.monotonic() - started) * 1000, 1)
    log.info("step ended", step=name, of=shown, ms=ms, **more)
