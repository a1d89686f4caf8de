"""`python -m bench.upload`: one large file and a crowd of senders, beside a peer, as a table."""

import argparse
import json
import os
from datetime import datetime
from pathlib import Path
from statistics import median

from bench.upload import big, crowd
from bench.upload.servers import OURS

OUT = Path("build")
PARTS = ("big", "crowd")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.upload", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run at all")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    load = os.getloadavg()[0]
    rows: dict[str, list[dict[str, object]]] = {}
    for part in asked.part or PARTS:
        rows[part] = []
        for row in _measures(part, asked.quick, asked.rounds):
            print(part, _printed(row), flush=True)
            rows[part].append(row)
    medians = {part: _medians(found) for part, found in rows.items()}
    for part, found in medians.items():
        print(f"\n{part}, medians of {asked.rounds}")
        for what, values in found.items():
            print(f"  {what:14} {_printed(values)}")
        for name, ratio in _ratios(found).items():
            print(f"  {name}: {ratio:.2f}")
    about = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "quick": asked.quick,
    }
    for part, found in rows.items():
        report = {**about, "medians": medians[part], "rows": found}
        (OUT / f"bench-upload-{part}.json").write_text(json.dumps(report, indent=1))
    return 0


def _measures(part: str, quick: bool, rounds: int):
    if part == "big":
        return big.run((64 << 20) if quick else (2 << 30), rounds=rounds)
    return crowd.run(senders=5 if quick else crowd.SENDERS, rounds=rounds)


def _medians(rows: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for what in dict.fromkeys(str(row["what"]) for row in rows):
        mine = [row for row in rows if row["what"] == what]
        names = [name for name in mine[0] if name not in ("what", "round")]
        found[what] = {name: median(float(str(row[name])) for row in mine) for name in names}
    return found


def _ratios(found: dict[str, dict[str, object]]) -> dict[str, float]:
    """Ours by each other, where both were measured."""
    ours = found[OURS]
    others = {name: values for name, values in found.items() if name != OURS}
    return {
        f"{OURS} / {other}, {name}": float(str(ours[name])) / float(str(value))
        for other, values in others.items()
        for name, value in values.items()
        if name in ours and name not in ("files", "arrived_whole", "cuts") and float(str(value))
    }


def _printed(row: dict[str, object]) -> str:
    return "  ".join(
        f"{name} {value:,.1f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in row.items()
    )


if __name__ == "__main__":
    raise SystemExit(main())
