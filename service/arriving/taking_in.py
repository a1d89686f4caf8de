"""A folder, a stick, an archive: every file in it an asset, a duplicate or a refusal."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.sending import NewSending, Upload
from service.arriving.archive import Archive, is_archive
from service.arriving.receiving import begin_file, ingest_file, refuse_file
from service.arriving.unpacking import unpack_one
from storage.opening import Storage
from storage.settings import Settings


def take_in(
    settings: Settings,
    storage: Storage,
    said: NewSending,
    files: Iterable[Path],
    *,
    clock: Callable[[], datetime],
) -> Iterator[Upload]:
    """What became of each file, one after the other; one bad file never stops the rest.

    A ZIP is opened and its files are taken in; archives inside an archive are not. Raises
    StorageFailed when the store itself fails.
    """
    for file in files:
        if is_archive(file, file.name):
            yield from _of_archive(settings, storage, said, file, clock)
        else:
            yield ingest_file(settings, storage, said, file, at=clock())


def _of_archive(
    settings: Settings,
    storage: Storage,
    said: NewSending,
    file: Path,
    clock: Callable[[], datetime],
) -> Iterator[Upload]:
    zone = ZoneInfo(storage.catalog.campaigns.get(said.campaign).campaign.zone)
    try:
        with Archive(file, zone=zone) as archive:
            for member in archive.members():
                at = clock()
                upload = begin_file(storage, said, member.name, member.size, member.modified_ms, at)
                yield unpack_one(settings, storage, archive, member, upload, clock=clock)
    except Refused as reason:
        size = file.stat().st_size
        yield refuse_file(storage, said, file.name, reason, at=clock(), size=size)
