"""`python -m bench.duplicates`: copies told from look-alikes, by WeekReel and by its peers.

Thresholds were chosen on the scenes of one half; what is printed first is the other half.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.duplicates import album, clips
from bench.duplicates.counting import Count, Kept, count
from bench.duplicates.tellers import TELLERS, Teller

OUT = Path("build/bench-duplicates.json")
#: What was aimed at.
PRECISION, RECALL = 0.99, 0.97
#: Pairs of pictures taken a second apart.
BURSTS = 48


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--photos", type=Path, help="folder of real photos to add to the bases")
    parser.add_argument("--quick", action="store_true", help="few scenes: does it run at all")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    began = time.monotonic()
    chosen_on, held_out = _halves(asked.photos, quick=asked.quick)
    rows = [_row("held out", teller, held_out) for teller in TELLERS]
    rows.append(_row("chosen on", TELLERS[0], chosen_on))
    report = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "rows": rows,
        "bursts": _bursts(4 if asked.quick else BURSTS),
        "clips": clips.measured(quick=asked.quick),
        "seconds": round(time.monotonic() - began),
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(f"bursts taken for one picture: {report['bursts']}; clips: {report['clips']}")
    best = rows[0]
    met = best["precision"] >= PRECISION and best["recall"] >= RECALL
    print(f"{'met' if met else 'MISSED'}: precision {PRECISION}, recall {RECALL}; {asked.out}")
    return 0


#: A half: base pictures and their copies.
Half = list[album.Base]


def _halves(photos: Path | None, *, quick: bool) -> tuple[Half, Half]:
    """Families are not divided, so that no scene has a say in its own measurement."""
    halves: tuple[Half, Half] = ([], [])
    places: dict[str, int] = {}
    for base in album.bases(photos):
        scene = base.family.rpartition("-")[0] or base.family
        place = places.setdefault(scene, len(places))
        if not quick or place < 2:
            halves[place % 2].append(base)
    return halves


def _row(half: str, teller: Teller, bases: Sequence[album.Base]) -> dict[str, Any]:
    began = time.process_time()
    kept: list[Kept] = []
    for base in bases:
        kept.append(_kept(teller, base, "base", base.picture))
        kept += (_kept(teller, base, copy.how, copy.picture) for copy in album.copies(base))
    made = time.process_time()
    told = count(teller, kept, album.COUNTED)
    row = {
        "half": half,
        "teller": teller.name,
        "bases": len(bases),
        "pictures": sum(one.how == "base" or one.how in album.COUNTED for one in kept),
        **_shares(told),
        "ms a picture": round(1000 * (made - began) / len(kept), 1),
        "seconds judging": round(time.process_time() - made, 1),
    }
    print(row, flush=True)
    return row


def _kept(teller: Teller, base: album.Base, how: str, picture: Any) -> Kept:
    return Kept(name=base.name, family=base.family, how=how, what=teller.keep(picture))


def _shares(told: Count) -> dict[str, Any]:
    return {
        "precision": round(told.precision, 4),
        "recall": round(told.recall(album.COUNTED), 4),
        "wrong, same banner": told.wrong_alike,
        "of pairs with the same banner": told.alike,
        "wrong, others": told.wrong_other,
        "found": {how: round(told.recall([how]), 3) for how in album.COPIES},
    }


def _bursts(pairs: int) -> str:
    ours = TELLERS[0]
    taken = [ours.same(ours.keep(a), ours.keep(b)) for a, b in album.bursts(pairs)]
    return f"{sum(taken)} of {len(taken)}"


if __name__ == "__main__":
    raise SystemExit(main())
