"""A real worker, real engine and real database, with stations that do what a test wants.

Loaded by the worker's own process (tests/workers/rigged.py), which has these variables:

RIG_POISON=<asset id>  looking at this asset kills the process, as a decoder's fault would
RIG_LOOK_S=<seconds>   looking at any other asset takes this long; it gives up when cancelled
RIG_TAKE_LOOK_S=<s>    looks into its queues so seldom, but for slots that are freed
RIG_SHOT_S=<seconds>   a shot takes this long instead of being rendered, and stops when cancelled
RIG_STARTS=<file>      gets a line for each shot or look that is begun
RIG_STOPS=<file>       gets a line for each shot or look that was stopped by a cancellation
"""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.errors import ToolCancelled
from domain.words import Words
from workers import asset_flow, taking
from workers.__main__ import main as main
from workers.bench import Bench
from workers.stations import cut, look, verify

POISON = os.environ.get("RIG_POISON", "")
LOOK_S = float(os.environ.get("RIG_LOOK_S", "0"))
SHOT_S = os.environ.get("RIG_SHOT_S")
STARTS = os.environ.get("RIG_STARTS")
STOPS = os.environ.get("RIG_STOPS")


def note(file: str | None, what: str) -> None:
    if file:
        with Path(file).open("a") as lines:
            print(what, time.time(), file=lines)


def patiently(bench: Bench, seconds: float, what: str) -> None:
    """Take so long, and stop as the tools do when the job is cancelled."""
    note(STARTS, what)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if bench.cancelled is not None and bench.cancelled():
            note(STOPS, what)
            raise ToolCancelled(Words(zh="已停止", en="stopped"))
        time.sleep(0.05)


def rigged_look(bench: Bench, asset_id: str) -> bool:
    if asset_id == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    patiently(bench, LOOK_S, asset_id)
    return look_as_ever(bench, asset_id)


def rigged_shot(bench: Bench, film_id: str, index: int) -> dict[str, Any]:
    patiently(bench, float(SHOT_S or 0), f"{film_id}:{index}")
    return {"video": str(index), "audio": str(index)}


def rigged_join(bench: Bench, film_id: str, segments: Sequence[dict[str, Any]]) -> None:
    order = ",".join(segment["video"] for segment in segments)
    bench.blobs.put(f"films/{film_id}.mp4", order.encode())
    bench.catalog.films.cut(film_id, blob=f"films/{film_id}.mp4", sha256="0" * 64, size=len(order))


def rigged_verify(bench: Bench, film_id: str) -> int:
    bench.catalog.films.verified(film_id, measures={}, findings=())
    return 0


taking.LOOK_S = float(os.environ.get("RIG_TAKE_LOOK_S", taking.LOOK_S))
look_as_ever = look.run
if POISON or LOOK_S:
    asset_flow.ASSET_WAY["look"] = rigged_look
if SHOT_S is not None:
    cut.run_shot, cut.run_join, verify.run = rigged_shot, rigged_join, rigged_verify
