"""A storyboard's hand-over as a folder on disk, and as a zip of which any part can be sent."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path

from domain.exports.formats import Format, folder_name
from domain.wording import local_time
from service.packing.packages import PIECE
from service.packing.zipped import ZippedFiles
from service.writing import free_folder, whole_folder
from storage.blobs import Blobs
from storage.catalog_people import AuditEntry
from storage.handing_over import Handed, HandOver, manifest
from storage.opening import Storage
from storage.queue import NewJob


def preparing(over: HandOver) -> NewJob:
    """The job that draws what is missing; a new one each time, as it may have been cleared away."""
    timeline = over.timeline
    return NewJob(
        kind="export",
        subject=f"{timeline.campaign}:{timeline.version}",
        campaign=timeline.campaign,
        nonce=secrets.token_hex(4),
    )


def log_export(storage: Storage, over: HandOver, form: Format, *, actor: str, at: datetime) -> None:
    """Originals leave the house, with places and all: who took them stands in the log."""
    subject = f"{over.timeline.campaign}-v{over.timeline.version}-{form.value}"
    entry = AuditEntry(at=at, actor=actor, event="export", subject=subject)
    storage.catalog.audit.add(over.timeline.campaign, entry)


def write_export(blobs: Blobs, over: HandOver, form: Format, folder: Path) -> Path:
    """Write a format as `folder`, which must be new or empty; it appears whole or not at all.

    Copies, never links: Premiere writes into the media that it opens, and an original may never
    change.
    """
    handed = manifest(blobs, over, form)
    folder = free_folder(folder)
    with whole_folder(folder) as partial:
        for each in handed:
            target = partial / each.zipped.path
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(blobs, each, target)
    return folder


def _write(blobs: Blobs, handed: Handed, target: Path) -> None:
    if handed.blob is None:
        target.write_bytes(handed.body)
        return
    with blobs.open(handed.blob) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, PIECE)


class ZippedExport(ZippedFiles):
    """The zip of one format."""

    def __init__(self, blobs: Blobs, over: HandOver, form: Format, *, made: datetime) -> None:
        """NotFound when something is not drawn yet. `made` is the moment its files show."""
        name = folder_name(over.timeline, form)
        files = manifest(blobs, over, form)
        super().__init__(blobs, name, files, local_time(made, over.campaign.zone))
