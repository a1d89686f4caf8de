"""`python -m bench.reel.timed_worker run`: the real worker, which writes down what took how long.

BENCH_SPANS is the file that gets a line of JSON for each step of a job, each part of a join and
each program: when it began and ended by the clock that all processes share, and what it took of the
processor (a program its own, a part its thread's).
"""

import functools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from workers import __main__ as worker
from workers import film_flow, segments
from workers.stations import cut
from workers.tools.film import film_music, film_sound, join, sound_chunks

#: Parts of the way that are told of one by one, where each is called from.
_PARTS: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (film_flow.storyboard, ("run",)),
    (
        film_flow.cut,
        ("segments_kept", "shots_in_turn", "run_shot", "run_join", "_settled", "_opened"),
    ),
    (film_flow.verify, ("run",)),
    (film_flow, ("gather",)),
    (segments, ("render_segment",)),
    (cut, ("join_film",)),
    (join, ("video_track", "_pictures", "level_sound", "mix_music", "master_sound",
            "_check_length")),
    (film_sound, ("loudness", "coded_chunks", "write_m4a")),
    (film_music, ("bed_samples",)),
    (sound_chunks, ("limited", "_encoded", "_decoded", "loudness")),
)  # fmt: skip


def main() -> int:
    spans = Path(os.environ["BENCH_SPANS"])

    def write(what: str, began: float, cpu_s: float) -> None:
        row = {"what": what, "began": began, "ended": time.monotonic(), "cpu": round(cpu_s, 4)}
        # One write of a short line: two threads' lines never mix.
        with spans.open("a") as file:
            file.write(json.dumps(row) + "\n")

    for module, names in _PARTS:
        for name in names:
            told = f"{module.__name__.rpartition('.')[2]}.{name}"
            setattr(module, name, _timed(getattr(module, name), told, write))
    _time_programs(write)
    return worker.main()


def _timed(
    part: Callable[..., Any], what: str, write: Callable[[str, float, float], None]
) -> Callable[..., Any]:
    @functools.wraps(part)
    def timed(*args: Any, **kwargs: Any) -> Any:
        began, used = time.monotonic(), time.thread_time()
        try:
            return part(*args, **kwargs)
        finally:
            write(what, began, time.thread_time() - used)

    return timed


def _time_programs(write: Callable[[str, float, float], None]) -> None:
    """Every program that this process starts is waited for with what it used."""
    start = subprocess.Popen.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        self.bench_began = time.monotonic()
        start(self, *args, **kwargs)

    def try_wait(self: Any, flags: int) -> tuple[int, int]:
        try:
            pid, status, used = os.wait4(self.pid, flags)
        except ChildProcessError:
            return self.pid, 0
        if pid == self.pid:
            words = [Path(str(word)).name for word in self.args]
            write(f"program {' '.join(words)[-60:]}", self.bench_began,
                  used.ru_utime + used.ru_stime)  # fmt: skip
        return pid, status

    subprocess.Popen.__init__ = init  # type: ignore[method-assign]
    subprocess.Popen._try_wait = try_wait  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
