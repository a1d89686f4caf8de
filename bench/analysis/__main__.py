"""`python -m bench.analysis`: changes of shot and the speed of a look, beside its peers.

Every clip is looked at by all one after the other in one run; what is compared is the processor
time, so that other work on the machine changes little.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import av

from bench.analysis.counting import Count, count
from bench.analysis.recipe import cut_clip
from bench.analysis.tellers import FLOORS, TELLERS, timed
from bench.footage import PHONE, RATE, Footage, Part, shot, written

OUT = Path("build/bench-analysis.json")
#: Phones' usual rates: 17 Mbit/s at 1080p, 40 at 4K.
_HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-b:v", "40M")
_HEVC_KEYS = "keyint=25:min-keyint=25:scenecut=0:bframes=0:log-level=none"
SPEEDS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "1080p H.264": ((1920, 1080), (*PHONE, "-b:v", "17M")),
    "4K HEVC": ((3840, 2160), (*_HEVC, "-x265-params", _HEVC_KEYS, "-tag:v", "hvc1")),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analysis", description=__doc__)
    parser.add_argument("--clips", type=int, default=16, help="cut-together clips by recipe")
    parser.add_argument("--seconds", type=int, default=10, help="of each clip of the speed table")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--media", type=Path, help="folder of real clips to add to the speeds")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    # What is loaded with the first call is not the first clip's.
    with tempfile.TemporaryDirectory() as folder:
        report = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}",
            "load": round(os.getloadavg()[0], 1),
            "seed": asked.seed,
            "boundaries": _boundaries(Path(folder), asked.clips, asked.seed),
            "speed": dict(_speeds(Path(folder), asked.seconds, asked.seed)),
        }
        if asked.media:
            report["media"] = _media(asked.media)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


def _boundaries(folder: Path, clips: int, seed: int) -> list[dict[str, Any]]:
    made = [cut_clip(folder / f"{n}.mp4", seed + n) for n in range(clips)]
    _warm(made[0])
    rows = []
    for name, teller in TELLERS.items():
        total, seconds = Count(), 0.0
        for footage in made:
            found, took = timed(teller, footage.path, footage.duration_ms)
            total, seconds = total + count(found, footage.changes), seconds + took
        length = sum(footage.duration_ms for footage in made) / 1000
        row: dict[str, Any] = {"by": name, "times_real_time": round(length / seconds, 1)}
        if name not in FLOORS:
            row |= {"f1": round(total.f1, 3), **vars(total)}
        rows.append(row)
    return rows


def _warm(footage: Footage) -> None:
    for teller in TELLERS.values():
        teller(footage.path, footage.duration_ms)


def _speeds(folder: Path, seconds: int, seed: int) -> Iterator[tuple[str, Any]]:
    """One hand-held take each, and one shot after another."""
    for name, (size, options) in SPEEDS.items():
        path = folder / "speed.mp4"
        part = Part(kind="hand", seconds=seconds, scene=seed)
        frames = written(path, shot([part], size, seed), size, options)
        yield name, _rates(path, frames * 1000 // RATE, rounds=3)


def _rates(path: Path, duration_ms: int, *, rounds: int) -> dict[str, float]:
    """Times real time of each, medians."""
    return {
        name: round(
            duration_ms
            / 1000
            / statistics.median(timed(teller, path, duration_ms)[1] for _ in range(rounds)),
            1,
        )
        for name, teller in TELLERS.items()
    }


def _media(folder: Path) -> dict[str, Any]:
    """Real clips: how many changes each tells of, and how fast over all of at least two seconds."""
    rows: dict[str, Any] = {}
    length, spent = 0.0, dict.fromkeys(TELLERS, 0.0)
    for path in sorted(folder.iterdir()):
        duration_ms = _duration_ms(path)
        if not 2000 <= duration_ms <= 600_000:
            continue
        length += duration_ms / 1000
        found = {}
        for name, teller in TELLERS.items():
            changes, took = timed(teller, path, duration_ms)
            spent[name] += took
            if name not in FLOORS:
                found[name] = len(changes)
        rows[path.name] = found
    rates = {name: round(length / took, 1) for name, took in spent.items() if took}
    return {"seconds": round(length), "times_real_time": rates, "changes": rows}


def _duration_ms(path: Path) -> int:
    try:
        with av.open(str(path)) as container:
            return (container.duration or 0) // 1000 if container.streams.video else 0
    except av.FFmpegError:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
