"""`python -m bench.intake`: our stations and the floor, in turn on one core, with their ratio."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.intake.recipe import WHOLE, folder_of

OUT = Path("build/bench-intake.json")
#: Ours may take so many times the floor.
GOAL = 1.5
#: Memory at the end may be so many times that of the middle.
FLAT = 1.15


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--files", type=int, default=WHOLE)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    # One core, for the decoders, exiftool and ourselves alike.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="weekreel-bench-media-") as folder:
        files = folder_of(Path(folder), asked.files)
        size_mb = sum(path.stat().st_size for path in files) / 1e6
        runs = [
            {
                "floor": _run("bench.intake.floor", folder),
                "ours": _run("bench.intake.stations", folder),
            }
            for _ in range(asked.runs)
        ]
    report = {
        "files": len(files),
        "MB": round(size_mb),
        "machine": f"1 of {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        **_summary(runs),
        "runs": runs,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    _tell(report)
    return 0


def _run(module: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, folder], stdout=subprocess.PIPE, check=True, timeout=1800
    )
    return json.loads(done.stdout)


def _summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    files = runs[0]["ours"]["files"]
    floor = median(run["floor"]["cpu_s"] for run in runs)
    ours = median(run["ours"]["cpu_s"] for run in runs)
    walls = [median(run[who]["whole_s"] for run in runs) for who in ("floor", "ours")]
    memory = runs[-1]["ours"]["memory_mb"]
    middle = memory[len(memory) // 2] if memory else 0
    return {
        # Of the processor, so that other work on the machine does not count.
        "floor files/s": round(files / floor, 2),
        "our files/s": round(files / ours, 2),
        "floor and ours, seconds by the clock": [round(wall, 1) for wall in walls],
        "ratio": round(ours / floor, 2),
        "goal": GOAL,
        "met": ours <= GOAL * floor,
        "memory MB, middle and end": [middle, memory[-1] if memory else 0],
        "memory flat": not memory or memory[-1] <= FLAT * middle,
    }


def _tell(report: dict[str, Any]) -> None:
    last = report["runs"][-1]
    print(f"{report['files']} files, {report['MB']} MB, {report['machine']}")
    print(f"floor {report['floor files/s']} files/s of one core")
    stations = ", ".join(f"{name} {s:.1f} s" for name, s in last["ours"]["stations_s"].items())
    print(f"ours  {report['our files/s']} files/s of one core (by the clock: {stations})")
    mark = "met" if report["met"] else "MISSED"
    print(f"ratio {report['ratio']} [at most {report['goal']}: {mark}]")
    flat = "flat" if report["memory flat"] else "GROWS"
    print(f"memory {report['memory MB, middle and end']} MB: {flat}")


if __name__ == "__main__":
    raise SystemExit(main())
