"""What a walk left in catalog and store, counted: lost, doubled, stuck, and the package's list."""

import hashlib
import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from domain.asset import Asset
from domain.film import PackageFile
from domain.moves import AssetState
from storage.opening import Storage
from storage.originals import original_blob
from tests.acceptance.faults.tiny_week import TinyWeek
from tests.acceptance.faults.walking import STATIONS, Walk, is_parked


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What must not depend on what struck. Campaigns differ by their key only."""

    #: (name, sha256, state, activity, day) of every asset of the week.
    assets: Sequence[tuple[object, ...]]
    #: Each shot by the file that it shows, its in and out, its frames.
    shots: Sequence[tuple[object, ...]]
    #: Path in the package -> sha256, for film and photos.
    files: Mapping[str, str]
    paths: Sequence[str]
    #: Cells of the list, in an order of their own.
    rows: Sequence[Sequence[object]]

    def differs(self, calm: "Outcome") -> list[str]:
        """Names of the parts that are not as in the calm run."""
        parts = ("assets", "shots", "files", "paths", "rows")
        return [part for part in parts if getattr(self, part) != getattr(calm, part)]


@dataclass(frozen=True, kw_only=True)
class Count:
    lost: Sequence[str]
    doubled: Sequence[str]
    stuck: Sequence[str]


def outcome(walk: Walk, week: TinyWeek) -> Outcome:
    names = {file.name for file in week.files}
    assets = [asset for asset in walk.assets() if asset.original_name in names]
    storage = walk.site.storage
    shown = sorted(map(_row, assets), key=str)
    if not walk.package:
        return Outcome(assets=shown, shots=(), files={}, paths=(), rows=())
    files = storage.catalog.packages.get(walk.package).files
    sha256 = {asset.id: asset.sha256 for asset in assets}
    return Outcome(
        assets=shown,
        shots=tuple(
            (shot.index, shot.kind.value, sha256.get(shot.asset or ""), shot.activity, shot.in_ms,
             shot.out_ms, shot.starts_at, shot.frames, shot.sound)
            for shot in storage.catalog.films.storyboard(walk.key).shots
        ),
        files={file.path: file.sha256 for file in files if file.path.endswith((".mp4", ".jpg"))},
        paths=sorted(file.path for file in files),
        rows=_rows(storage, files, names),
    )  # fmt: skip


def _row(asset: Asset) -> tuple[object, ...]:
    tag = asset.tag
    return (
        asset.original_name,
        asset.sha256,
        asset.state.value,
        tag.activity if tag else None,
        tag.day if tag else None,
    )


def _rows(
    storage: Storage, files: Sequence[PackageFile], names: Collection[str]
) -> Sequence[Sequence[object]]:
    """The head and what is said of the files of these names: a fault's own file has its row too."""
    (listed,) = [file for file in files if file.path.endswith(".xlsx")]
    with storage.blobs.open(listed.blob) as file:
        sheet: Any = load_workbook(io.BytesIO(file.read())).worksheets[0]
        # Without the number: assets of one unit and day stand by their ids, which hold the key.
        head, *rows = [tuple(row)[1:] for row in sheet.iter_rows(values_only=True)]
        return sorted([head, *(row for row in rows if row[0] in names)], key=str)


def count(walk: Walk, week: TinyWeek) -> Count:
    """Every file that was sent is looked for by its own hash, in the catalog and in the store."""
    storage, assets, jobs = walk.site.storage, walk.assets(), walk.jobs()
    kept = Counter(asset.sha256 for asset in assets)
    sent = {hashlib.sha256(file.read_bytes()).hexdigest(): file.name for file in week.files}
    lost = [name for sha256, name in sent.items() if not kept[sha256]]
    lost += [f"bytes of {a.original_name}" for a in assets if not _is_whole(storage, a)]
    doubled = [f"asset {sent.get(sha256)}" for sha256, times in kept.items() if times > 1]
    # A week is weighed anew after each sending and stroke: those jobs are many on purpose.
    subjects = Counter((job.kind, job.subject) for job in jobs if job.kind != "weigh")
    doubled += [f"job {kind} of {subject}" for (kind, subject), n in subjects.items() if n > 1]
    stuck = [f"{job.id} {job.state}" for job in jobs if job.state in ("waiting", "running")]
    over = {job.subject for job in jobs if is_parked(job)}
    stuck += [a.original_name for a in assets if a.state in STATIONS and a.id not in over]
    if walk.package:
        files = storage.catalog.packages.get(walk.package).files
        lost += [file.path for file in files if not _holds(storage, file.blob, file.sha256)]
        paths = Counter(file.path for file in files)
        doubled += [f"path {path}" for path, times in paths.items() if times > 1]
    return Count(lost=tuple(lost), doubled=tuple(doubled), stuck=tuple(stuck))


def _is_whole(storage: Storage, asset: Asset) -> bool:
    if asset.state is AssetState.REFUSED:
        return True
    return _holds(storage, original_blob(asset.sha256), asset.sha256)


def _holds(storage: Storage, blob: str, sha256: str) -> bool:
    if not storage.blobs.exists(blob):
        return False
    with storage.blobs.open(blob) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
