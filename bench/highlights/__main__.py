"""`python -m bench.highlights`: how many of the chosen seconds are good, beside simple choices.

Every way chooses as many excerpts as WeekReel does, of the same clips in the same run.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench.highlights.choosers import CHOOSERS
from bench.highlights.counting import Chosen, counted
from bench.highlights.recipe import week

OUT = Path("build/bench-highlights.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.highlights", description=__doc__)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    totals = dict.fromkeys(CHOOSERS, Chosen())
    for number in range(asked.weeks):
        with tempfile.TemporaryDirectory() as folder:
            made = week(Path(folder), asked.seed + number)
            count = 0
            for name, chooser in CHOOSERS.items():
                excerpts = chooser(made, count)
                count = count or len(excerpts)
                totals[name] += counted(made, excerpts)
    report = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "seed": asked.seed,
        "weeks": asked.weeks,
        "rows": {name: chosen.row() for name, chosen in totals.items()},
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
