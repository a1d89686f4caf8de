"""The one place that starts workers: a supervised child, and the loan of one for `--wait`."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import structlog

from domain.errors import WeekReelError
from domain.words import Words
from storage.catalog import Catalog
from storage.manning import at_work

log = structlog.get_logger()

#: Seconds before a worker that ended is started again: grows while it keeps ending at once.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
#: A worker that lived this long was healthy; the pause starts small again.
HEALTHY_S = 20.0


class WorkerSupervisor:
    """Keeps one `python -m workers run` alive until it is stopped.

    `environ` is the whole environment of the child: the settings travel by it.
    """

    def __init__(self, environ: Mapping[str, str], *, log_to: Path | None = None) -> None:
        self._environ = dict(environ)
        self._log_to = log_to
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._keep_alive, name="supervise", daemon=True)
        self._thread.start()

    def stop(self, *, patience_s: float = 10.0) -> None:
        self._stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(patience_s)
            except subprocess.TimeoutExpired:
                # Its jobs are durable; the next worker takes them over.
                child.kill()
        if self._thread is not None:
            self._thread.join(timeout=patience_s)

    def _keep_alive(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            started = time.monotonic()
            status = self._run_once()
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE_S if time.monotonic() - started > HEALTHY_S else pause
            log.warning("worker ended, starting another", status=status, pause_s=pause)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _run_once(self) -> int:
        command = [sys.executable, "-m", "workers", "run", "--parent", str(os.getpid())]
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(self._log_to.open("ab")) if self._log_to else None
            self._child = subprocess.Popen(
                command, env=self._environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
            return self._child.wait()


def become_worker() -> NoReturn:
    """Turn this process into a worker, for `weekreel worker` under an init system."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "workers", "run"])


@contextlib.contextmanager
def borrowed_worker(
    catalog: Catalog,
    *,
    takes: Collection[str],
    lease_ttl_s: float,
    environ: Mapping[str, str],
    log_to: Path,
) -> Iterator[Callable[[], None]]:
    """Inside the `with` all of `takes` are taken: by workers that hold a lease, or one started
    here beside them.

    The function given must be called now and then: it notices when a worker is gone and nobody
    else takes what it took, and starts our own.
    """
    ours: list[WorkerSupervisor] = []

    def look_after() -> None:
        taken = {take for seen in at_work(catalog, lease_ttl_s) for take in seen.takes}
        if not ours and not taken >= set(takes):
            ours.append(WorkerSupervisor(environ, log_to=log_to))
            ours[0].start()

    look_after()
    try:
        yield look_after
    finally:
        for supervisor in ours:
            supervisor.stop()


def make_sample(out: Path, *, scale: str, on_line: Callable[[str], None]) -> None:
    """Have a worker make the sample week; WeekReelError with its last words when it fails."""
    command = [sys.executable, "-m", "workers", "sample", str(out), "--scale", scale]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        complaints: list[str] = []
        reader = threading.Thread(target=lambda: complaints.extend(child.stderr or ()), daemon=True)
        reader.start()
        for line in child.stdout:
            on_line(line.strip())
        reader.join(timeout=5)
    if child.returncode:
        last = "".join(complaints[-5:]).strip()
        raise WeekReelError(
            Words(zh=f"示例素材没有做成：{last}", en=f"the sample was not made: {last}")
        )
