"""`make bench-packing`: a county's week packed, first and again, each in a process of its own.

`python -m bench.packing FOLDER` makes the week there when it is not there yet. With `--floor` the
60 photos are also decoded and encoded by Pillow alone, one after the other: what no packer can do
without. The last word of a line is what was measured last.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from PIL import Image

from bench.packing.recipe import ACTIVITIES, KEY, NOW, PHOTOS_OF_ACTIVITY, fill
from bench.reel.watching import Seen, watched
from storage.opening import open_storage
from storage.originals import original_blob
from storage.scratch import scratch_folder
from storage.settings import read_settings
from workers.bench import laid_out
from workers.packing import photos
from workers.stations import package as station

#: What issue and contract ask for.
WITHIN_S, WITHIN_MB = 60, 300


def settings_of(home: Path):
    return read_settings({"WEEKREEL_HOME": str(home)})


def made(home: Path) -> str:
    """The film of the week in `home`, which is made when it is not there."""
    noted = home / "film.txt"
    if not noted.exists():
        home.mkdir(parents=True, exist_ok=True)
        with open_storage(settings_of(home)) as storage:
            noted.write_text(fill(storage, home))
    return noted.read_text()


def pack(home: Path, film: str, *, first: bool) -> dict[str, object]:
    """One package; seconds in all and by part, and memory in MB.

    `first` takes nothing from earlier ones, as if photos were made another way now.
    """
    noted = home / "recipe.txt"
    if first:
        noted.write_text(f"bench-{time.time_ns()}")
    photos.RECIPE = noted.read_text()
    settings = settings_of(home)
    steps: list[float] = []
    with (
        scratch_folder(home / "scratch") as scratch,
        open_storage(settings) as storage,
        laid_out(
            storage, blobs=settings.blobs_path, scratch=scratch, slots=os.cpu_count() or 1
        ) as bench,
    ):
        package = storage.catalog.packages.start(KEY, film=film, at=NOW)
        before = _peak_mb()
        began = time.monotonic()
        files = station.run(
            bench, package.id, lambda _done, _total: steps.append(time.monotonic() - began)
        )
        whole = time.monotonic() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    count = ACTIVITIES * PHOTOS_OF_ACTIVITY
    # Told: at the start, after the film, after each photo, then report, list and page.
    marks = [steps[0], steps[1], steps[1 + count], *steps[2 + count :], whole]
    names = ("film", "photos", "report", "list", "page", "checksums")
    spans = [after - before for before, after in zip([0.0, *marks[1:-1]], marks[1:], strict=True)]
    return {
        "files": files,
        "seconds": round(whole, 1),
        "parts": {name: round(span, 1) for name, span in zip(names, spans, strict=True)},
        # What an idle machine would take on one core, LibreOffice and the decoders with it.
        "cpu_seconds": round(_cpu_s(), 1),
        "mb": _peak_mb(),
        "mb_before": before,
        "mb_largest_child": child // 1024,
    }


def _peak_mb() -> int:
    """Of this process since its start: getrusage also counts what was before exec."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _cpu_s() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def floor(home: Path) -> float:
    """Seconds of Pillow for the same photos, one after the other."""
    with open_storage(settings_of(home)) as storage:
        assets = [a for a in storage.catalog.assets.all(KEY) if a.size > 1000]
        began = time.monotonic()
        for asset in assets:
            with storage.blobs.open(original_blob(asset.sha256)) as file:
                picture = Image.open(io.BytesIO(file.read()))
            picture.convert("RGB").save(io.BytesIO(), "JPEG", quality=93, subsampling=0)
        return round(time.monotonic() - began, 1)


def watched_run(command: list[str]) -> tuple[dict[str, Any], Seen]:
    """What it told, and the memory of its whole tree, LibreOffice and the decoders with it."""
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as run,
        watched(run.pid, every_s=0.05) as seen,
    ):
        out, _ = run.communicate()
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    return json.loads(out.splitlines()[-1]), seen


def main(folder: Path, *words: str) -> None:
    film = made(folder)
    if "--once" in words:
        print(json.dumps(pack(folder, film, first="first" in words)))
        return
    for name in ("first", "again"):
        command = [sys.executable, "-m", "bench.packing", str(folder), "--once", name]
        told, seen = watched_run(command)
        told |= {"mb_tree": round(seen.peak_mb), "tree": seen.parts}
        fits = told["seconds"] < WITHIN_S and seen.peak_mb < WITHIN_MB
        print(name, json.dumps(told), "within" if fits else "MISSED", flush=True)
    if "--floor" in words:
        print("floor", floor(folder), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
