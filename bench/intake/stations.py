"""Our own way over a folder: the stations intake, inspect and look on one core, with a catalog.

`python -m bench.intake.stations FOLDER` prints seconds by station and memory as JSON.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from domain.campaign import Activity, Campaign, Unit
from domain.sending import NewSending
from service.arriving.receiving import ingest_file
from storage.opening import Storage, open_storage
from storage.settings import Settings, read_settings
from workers.bench import Bench, laid_out
from workers.stations import inspect, intake, look

#: Memory is looked at after every so many files.
EVERY = 25
STATIONS: dict[str, Callable[[Bench, str], bool]] = {
    "intake": intake.run,
    "inspect": inspect.run,
    "look": look.run,
}


def main() -> int:
    files = sorted(Path(sys.argv[1]).iterdir())
    with tempfile.TemporaryDirectory(prefix="weekreel-bench-") as home:
        settings = read_settings({"WEEKREEL_HOME": home, "WEEKREEL_RATE_LIMIT": "off"})
        with open_storage(settings) as storage:
            started = time.monotonic()
            assets = [_received(settings, storage, path) for path in files]
            received_s = time.monotonic() - started
            report = {"received_s": received_s, **_gone(storage, Path(home), assets)}
        print(json.dumps(report))
    return 0


def _received(settings: Settings, storage: Storage, path: Path) -> str:
    if not storage.catalog.campaigns.titles():
        storage.catalog.campaigns.save(_week(), merges={}, at=datetime.now(UTC))
    said = NewSending(
        campaign="bench",
        unit="u1",
        invite=None,
        client_id=path.name[:2],
        via="ingest",
        activity=None,
        day=None,
        note="",
        informed=True,
        minors=False,
        patients=False,
    )
    upload = ingest_file(settings, storage, said, path, at=datetime.now(UTC))
    assert upload.asset is not None, f"{path} was sent twice"
    return upload.asset


def _week() -> Campaign:
    return Campaign(
        key="bench",
        title="Bench",
        theme="",
        starts_on=date(2024, 5, 25),
        ends_on=date(2024, 6, 1),
        host_units=("县科协",),
        deadline=None,
        units=(Unit(key="u1", name="县科协"),),
        activities=(Activity(key="a1", number=1, title="启动仪式"),),
    )


def _gone(storage: Storage, home: Path, assets: list[str]) -> dict[str, object]:
    """Every asset through the three stations, one after the other, as one worker does it."""
    scratch = home / "scratch"
    scratch.mkdir()
    seconds: dict[str, float] = defaultdict(float)
    memory: list[int] = []
    cpu_before = sum(os.times()[:4])
    with laid_out(storage, blobs=home, scratch=scratch, slots=1) as bench:
        started = time.monotonic()
        for n, asset in enumerate(assets):
            for name, station in STATIONS.items():
                before = time.monotonic()
                assert station(bench, asset), f"{name} ended the way of {asset}"
                seconds[name] += time.monotonic() - before
            if n % EVERY == EVERY - 1:
                memory.append(_tree_mb(os.getpid()))
        whole_s = time.monotonic() - started
    # Of the children too, which have ended here.
    cpu_s = sum(os.times()[:4]) - cpu_before
    said = {"whole_s": whole_s, "cpu_s": cpu_s, "files": len(assets)}
    return {**said, "stations_s": seconds, "memory_mb": memory}


def _tree_mb(pid: int) -> int:
    """Resident memory of a process and all below it, MB; shared pages count for each."""
    kilobytes = 0
    for process in [pid, *_below(pid)]:
        status = Path(f"/proc/{process}/status").read_text()
        resident = [line for line in status.splitlines() if line.startswith("VmRSS")]
        kilobytes += int(resident[0].split()[1]) if resident else 0
    return kilobytes // 1024


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = [int(child) for child in (task / "children").read_text().split()]
        found += children
        for child in children:
            found += _below(child)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
