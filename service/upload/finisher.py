"""Whole uploads are received beside the answers: the last byte never waits for the hash."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from domain.errors import WeekReelError
from domain.sending import Upload

log = structlog.get_logger("weekreel")

#: An answer waits so long for the receipt, in seconds: a photo's is written by then and a phone on
#: a line of 400 ms need not ask again; a clip's hash takes longer, and the page asks by HEAD.
ANSWER_S = 0.25
#: Files that are hashed and kept at a time; the others wait whole in the spool.
AT_ONCE = 4


class Finisher:
    """Receives whole uploads in threads of its own, each upload once at a time in this process.

    `finish` is run in a thread; it must be safe to be called again, also by another process.
    `heard` is told every outcome on the event loop.
    """

    def __init__(
        self,
        finish: Callable[[Upload], Upload],
        *,
        heard: Callable[[Upload], None],
        answer_s: float = ANSWER_S,
    ) -> None:
        self._finish = finish
        self._heard = heard
        self._answer_s = answer_s
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="finish")
        self._running: dict[str, asyncio.Future[Upload]] = {}

    async def outcome(self, upload: Upload) -> Upload:
        """The upload when it is received; as it is given, still arriving, when that takes longer
        or others wait before it.

        Raises what `finish` raises, if it does so in time; a later failure is logged, and whoever
        asks next tries again.
        """
        running = self._running.get(upload.said.id) or self._begin(upload)
        # In a crowd its turn comes later than anybody should wait.
        patience = self._answer_s if len(self._running) <= AT_ONCE else 0
        done, _ = await asyncio.wait({running}, timeout=patience)
        return running.result() if done else upload

    def close(self) -> None:
        """Wait for the files that are being received; those that wait are left to the next start.

        To be called before the storage is closed.
        """
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _begin(self, upload: Upload) -> asyncio.Future[Upload]:
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._threads, self._finish, upload)
        self._running[upload.said.id] = running
        running.add_done_callback(lambda done: self._ended(upload, done))
        return running

    def _ended(self, upload: Upload, done: asyncio.Future[Upload]) -> None:
        del self._running[upload.said.id]
        if done.cancelled():
            return
        error = done.exception()
        if error is None:
            self._heard(done.result())
        elif isinstance(error, WeekReelError):
            log.warning("an upload could not be finished", code=error.code, why=str(error))
        else:
            log.error("finishing an upload failed", exc_info=error)
