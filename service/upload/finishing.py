"""From the last byte to the receipt: whole uploads become assets, old ones are forgotten."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from domain.errors import NotFound, WeekReelError
from domain.sending import Upload, UploadState
from service.arriving.archive import is_archive
from service.arriving.receiving import finish_upload
from service.upload.spool import Busy, Spool
from storage.opening import Storage

log = structlog.get_logger("weekreel")

#: A spool file without a row is forgotten when nobody wrote to it for this long, in seconds:
#: between the making of the file and of its row lie milliseconds.
ORPHAN_S = 3600.0
#: How an archive that arrived as an upload becomes the files inside.
Unpack = Callable[[Path, Upload], Upload]


def finish_if_whole(
    storage: Storage,
    spool: Spool,
    upload: Upload,
    *,
    clock: Callable[[], datetime],
    unpack: Unpack,
) -> Upload:
    """The upload as it stands now, received if its last byte is here; safe to be called often.

    Whoever comes while another finishes it is answered with what is true so far. Raises
    StorageFailed when it is whole and cannot be kept; the bytes stay in the spool.
    """
    if upload.state is not UploadState.ARRIVING:
        spool.remove(upload.said.id)
        return upload
    try:
        with spool.writing(upload.said.id) as writer:
            if writer.offset != upload.said.size:
                return upload
            file = spool.file(upload.said.id)
            if is_archive(file, upload.said.filename):
                received = unpack(file, upload)
            else:
                # It takes no byte more, and we alone may write: it becomes the blob itself.
                received = finish_upload(storage, file, upload, clock=clock, final=True)
    except Busy:
        return upload
    except NotFound:
        # The file goes last: without it, another process has just finished or dropped the upload.
        return storage.catalog.intake.upload(upload.said.id)
    spool.remove(upload.said.id)
    return received


def sweep(storage: Storage, spool: Spool, *, clock: Callable[[], datetime], unpack: Unpack) -> None:
    """Finish what a killed process left whole, forget what expired and what has no row.

    Uploads whose bytes are on another web host are left to it until they expire.
    """
    for upload in storage.catalog.intake.arriving():
        try:
            _settle(storage, spool, upload, clock, unpack)
        except WeekReelError as error:
            # The next sweep tries again; the sender's page does so too.
            log.warning("an upload could not be finished", code=error.code, why=str(error))
    for upload_id in spool.quiet_ids(ORPHAN_S):
        _forget_orphan(storage, spool, upload_id)


def _settle(
    storage: Storage,
    spool: Spool,
    upload: Upload,
    clock: Callable[[], datetime],
    unpack: Unpack,
) -> None:
    try:
        upload = finish_if_whole(storage, spool, upload, clock=clock, unpack=unpack)
    except NotFound:
        return
    if upload.state is UploadState.ARRIVING and upload.said.expires_at < clock():
        drop(storage, spool, upload.said.id)


def drop(storage: Storage, spool: Spool, upload_id: str) -> bool:
    """Forget an upload that is still arriving, row first; False when it is complete already."""
    dropped = storage.catalog.intake.drop(upload_id)
    if dropped:
        spool.remove(upload_id)
    return dropped


def _forget_orphan(storage: Storage, spool: Spool, upload_id: str) -> None:
    try:
        arriving = storage.catalog.intake.upload(upload_id).state is UploadState.ARRIVING
    except NotFound:
        arriving = False
    if not arriving:
        spool.remove(upload_id)
