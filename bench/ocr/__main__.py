"""`python -m bench.ocr`: pictures by recipe through the real reading child, on one core.

Seconds are of the processor, the child's own, so that other work on the machine does not count;
beside them those by the clock.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.ocr.recipe import GLYPHS, Shown, pictures
from domain.looking.picture_text import TextLine, rows
from domain.looking.watermarks import overlay_of
from domain.weighing.keywords import plain_text
from workers.tools.running.confined import ConfinedChild
from workers.tools.words.reading import MEMORY_BYTES, WORK, Reading

OUT = Path("build/bench-ocr.json")
#: What was aimed at, seconds a photo.
MEDIAN_S, P95_S = 0.6, 2.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Read:
    shown: Shown
    lines: tuple[TextLine, ...]
    cut: bool
    processor_s: float
    clock_s: float

    @property
    def is_exact(self) -> bool:
        """Every keyword stands in one of the lines, letter for letter."""
        plain = [plain_text(line.text) for line in rows(self.lines)]
        return all(any(plain_text(word) in text for text in plain) for word in self.shown.keywords)

    @property
    def is_printed_right(self) -> bool:
        overlay = overlay_of(self.lines)
        taken = self.shown.printed
        if overlay is None or taken is None:
            return overlay is None and taken is None
        return (overlay.day, overlay.time) == (taken.date(), taken.time())

    @property
    def is_place_right(self) -> bool:
        overlay = overlay_of(self.lines)
        return overlay is not None and plain_text(self.shown.place) in plain_text(overlay.place)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ocr", description=__doc__)
    parser.add_argument("--each", type=int, default=12, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    # One core: the child's and ours, since only one of the two ever works.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    read, memory = _all_read(asked.seed, asked.each)
    report = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"1 of {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "load": os.getloadavg(),
        "pictures": len(read),
        "seconds a photo": _times(read),
        "by kind": {kind: _times(_of(read, kind)) for kind in _kinds(read)},
        "exact": _exact(read),
        "corners": _corners(read),
        "letters seen where none are": sum(bool(one.lines) for one in _of(read, "plain")),
        "memory MB": memory,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    _tell(report)
    return 0


def _all_read(seed: int, each: int) -> tuple[list[Read], dict[str, int]]:
    with (
        tempfile.TemporaryDirectory(prefix="weekreel-bench-") as folder,
        ConfinedChild("workers.tools.running.confined_work") as opening,
        # One child for all of them, so that what it keeps from picture to picture shows.
        ConfinedChild(
            WORK, memory_bytes=MEMORY_BYTES, files_per_child=1_000_000, max_blob_bytes=0
        ) as child,
    ):
        path, view = Path(folder) / "photo.jpg", Path(folder) / "view.jpg"
        reading = Reading(confined=child)
        view.write_bytes(_view_of(opening, next(pictures(0, 1)).jpeg, path))
        reading(view)  # started and warm, as it is for all but the first photo
        read: list[Read] = []
        peak = 0
        for shown in pictures(seed, each):
            view.write_bytes(_view_of(opening, shown.jpeg, path))
            read.append(_read(shown, view, child, reading))
            peak = max(peak, _memory_mb(child))
        return read, {"peak of the child": peak}


def _view_of(opening: ConfinedChild, jpeg: bytes, path: Path) -> bytes:
    """The picture of 1,600 px that look would make."""
    path.write_bytes(jpeg)
    return opening.call("photo_look", path, params={}, timeout_s=120).blobs["view"]


def _read(shown: Shown, view: Path, child: ConfinedChild, reading: Reading) -> Read:
    before, began = _processor_s(child), time.monotonic()
    lines, cut = reading(view)
    return Read(
        shown=shown,
        lines=tuple(lines),
        cut=cut,
        processor_s=_processor_s(child) - before,
        clock_s=time.monotonic() - began,
    )


def _processor_s(child: ConfinedChild) -> float:
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory_mb(child: ConfinedChild) -> int:
    status = Path(f"/proc/{child.pid}/status").read_text().splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) // 1024


def _kinds(read: Sequence[Read]) -> list[str]:
    return list(dict.fromkeys(one.shown.kind for one in read))


def _of(read: Sequence[Read], kind: str) -> list[Read]:
    return [one for one in read if one.shown.kind == kind]


def _times(read: Sequence[Read]) -> dict[str, float]:
    def of(seconds: Callable[[Read], float]) -> tuple[float, float]:
        values = [seconds(one) for one in read]
        return round(median(values), 2), round(quantiles(values, n=20)[-1], 2)

    processor, clock = of(lambda one: one.processor_s), of(lambda one: one.clock_s)
    return {
        "median": processor[0],
        "p95": processor[1],
        "median by the clock": clock[0],
        "p95 by the clock": clock[1],
    }


def _exact(read: Sequence[Read]) -> dict[str, Any]:
    banners = _of(read, "banner")
    groups: dict[str, list[Read]] = {}
    for copy in ("phone", "chat"):
        mine = [one for one in banners if one.shown.copy == copy]
        groups[f"banners, {copy}"] = mine
        for glyph in GLYPHS:
            groups[f"glyphs of {glyph} px, {copy}"] = [
                one for one in mine if one.shown.glyph == glyph
            ]
    for tilt in sorted({abs(one.shown.tilt) for one in banners}):
        groups[f"{tilt} degrees askew"] = [one for one in banners if abs(one.shown.tilt) == tilt]
    groups["upright scrolls"] = _of(read, "upright")
    groups["headlines of boards"] = _of(read, "board")
    return {name: _share([one.is_exact for one in group]) for name, group in groups.items()}


def _corners(read: Sequence[Read]) -> dict[str, str]:
    corners = _of(read, "corner")
    others = [one for one in read if one.shown.kind != "corner"]
    return {
        **{
            f"time right, {copy}": _share(
                [one.is_printed_right for one in corners if one.shown.copy == copy]
            )
            for copy in ("phone", "chat")
        },
        "place right": _share([one.is_place_right for one in corners]),
        "a time where none is printed": str(sum(not one.is_printed_right for one in others)),
        "a wrong time": str(
            sum(not one.is_printed_right and overlay_of(one.lines) is not None for one in corners)
        ),
    }


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)}"


def _tell(report: dict[str, Any]) -> None:
    times = report["seconds a photo"]
    print(f"{report['pictures']} pictures, {report['machine']}, load {report['load'][0]:.1f}")
    for name, goal in (("median", MEDIAN_S), ("p95", P95_S)):
        mark = "met" if times[name] <= goal else "MISSED"
        clock = times[f"{name} by the clock"]
        print(f"{name} {times[name]} s of the processor, {clock} by the clock [{goal}: {mark}]")
    for part in ("by kind", "exact", "corners", "memory MB"):
        print(part)
        for name, value in report[part].items():
            print(f"  {name}: {value}")
    print(
        f"pictures without words in which some were read: {report['letters seen where none are']}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
