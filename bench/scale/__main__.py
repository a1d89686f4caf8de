"""`python -m bench.scale`: every measure of scale on both databases, as a table and as JSON."""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from bench.scale import engine, render, views
from bench.scale.fill import Filled, fill
from bench.scale.homes import DATABASES, home, kept_home, why_not
from bench.scale.measures import Row, load, printed
from storage.opening import Storage, open_storage

OUT = Path("build/bench-scale.json")
#: Counties of a whole province; together 200,000 assets.
COUNTIES = 119
PARTS = ("views", "engine", "render")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run at all")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--keep", type=Path, help="leave the filled catalogs here, and use them")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    started, load_before = time.monotonic(), load()
    rows: list[Row] = []
    absent: dict[str, str] = {}
    for database in asked.database or DATABASES:
        if reason := why_not(database):
            absent[database] = reason
            print(f"{database}: not measured: {reason}", flush=True)
            continue
        for part in asked.part or PARTS:
            rows += _told(_MEASURES[part](database, asked.quick, asked.keep))
    about = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": asked.quick,
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "load": [round(load_before, 1), round(load(), 1)],
        "seconds": round(time.monotonic() - started),
        "not measured": absent,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    report = {**about, "rows": [row.as_json() for row in rows]}
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    missed = [row for row in rows if row.met is False]
    print(f"load {load_before:.1f} to {load():.1f}; {len(missed)} goals missed; {asked.out}")
    return 0


def _told(rows: Iterator[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        print(printed(row), flush=True)
        kept.append(row)
    return kept


def _views(database: str, quick: bool, keep: Path | None) -> Iterator[Row]:
    with home(database) if keep is None else kept_home(database, keep) as place:
        with open_storage(place.settings) as storage:
            weeks = [week.key for week in storage.catalog.campaigns.titles()]
            if not weeks:
                sizes = (60, 30) if quick else ()
                filled = fill(storage, storage._engine, counties=COUNTIES, sizes=sizes)
                weeks = list(filled.campaigns)
                yield _filled(storage, filled, database)
        requests, clicks = (3, 1) if quick else (2 * COUNTIES, 18)
        yield from views.run(place, weeks, requests=requests, clicks=clicks)


def _filled(storage: Storage, filled: Filled, database: str) -> Row:
    size = storage.catalog.watch.database_bytes()
    values = {
        "assets": float(filled.assets),
        "bytes per asset": round(size / filled.assets),
        "seconds": round(filled.seconds),
    }
    return Row(part="views", what="catalog filled", database=database, values=values)


def _engine(database: str, quick: bool, _keep: Path | None) -> Iterator[Row]:
    yield from engine.run(database, engine.QUICK if quick else engine.Load())


def _render(database: str, quick: bool, _keep: Path | None) -> Iterator[Row]:
    yield from render.run(database, render.QUICK if quick else render.Film())


_MEASURES: dict[str, Callable[[str, bool, Path | None], Iterator[Row]]] = {
    "views": _views,
    "engine": _engine,
    "render": _render,
}


if __name__ == "__main__":
    sys.exit(main())
