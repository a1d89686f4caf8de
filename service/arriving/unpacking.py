"""One file out of an archive: unpacked beside the blobs, kept, and its copy forgotten."""

import contextlib
import hashlib
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.arriving.file_names import clean_name
from domain.errors import NotFound, Refused, StorageFailed
from domain.sending import NewUpload, Upload, UploadState
from domain.words import Words
from service.arriving.archive import Archive, Member
from service.arriving.receiving import finish_upload, refusal_by_size
from service.upload.spool import free_bytes
from storage.opening import Storage
from storage.settings import Settings

#: Where one file of an archive lies between unpacking and keeping.
FOLDER = "unpacking"
#: Seconds after which such a file is the remains of a killed process.
LEFT_S = 24 * 3600


def unpack_upload(
    settings: Settings,
    storage: Storage,
    file: Path,
    upload: Upload,
    *,
    clock: Callable[[], datetime],
) -> Upload:
    """The whole archive that came as `upload`: each file inside one more upload of its sending.

    Run again after a kill it goes on where it was. Refused as a whole it is kept nowhere. Raises
    StorageFailed when the store itself fails; `file` is left where it is.
    """
    intake = storage.catalog.intake
    zone = ZoneInfo(storage.catalog.campaigns.get(upload.campaign).campaign.zone)
    try:
        with Archive(file, zone=zone) as archive:
            members = list(archive.members())
            if not _was_begun(storage, upload):
                _check_limits(settings, storage, upload, members)
            for number, member in enumerate(members):
                inner = _begin_inner(storage, upload, number, member, clock())
                if inner.state is UploadState.ARRIVING:
                    unpack_one(settings, storage, archive, member, inner, clock=clock)
    except Refused as reason:
        return intake.refuse(upload.said.id, code=reason.code, words=reason.words)
    return intake.unpacked(upload.said.id)


def unpack_one(
    settings: Settings,
    storage: Storage,
    archive: Archive,
    member: Member,
    upload: Upload,
    *,
    clock: Callable[[], datetime],
) -> Upload:
    """What became of one file whose `upload` was begun: an asset, a duplicate or a refusal."""
    reason = member.refused or refusal_by_size(member.size, max_file_bytes=settings.max_file_bytes)
    folder = settings.home / FOLDER
    folder.mkdir(exist_ok=True)
    _forget_old(folder)
    # Before a file is unpacked that would take from the database's reserve.
    if member.size > free_bytes(folder):
        raise _full()
    with tempfile.NamedTemporaryFile(dir=folder) as target:
        try:
            if reason is None:
                archive.unpack(member, target)
                target.flush()
        except Refused as broken:
            reason = broken
        except OSError as error:
            raise _full() from error
        if reason is not None:
            intake = storage.catalog.intake
            return intake.refuse(upload.said.id, code=reason.code, words=reason.words)
        path = Path(target.name)
        # With the rights of a blob, which it becomes.
        path.chmod(0o644)
        return finish_upload(storage, path, upload, clock=clock, final=True)


def _inner_id(archive: Upload, number: int) -> str:
    """The id of a file inside, known to whoever has the archive's; its first two digits name the
    web host, as the archive's do."""
    outer_id = archive.said.id
    told = hashlib.sha256(f"{outer_id}/{number}".encode()).hexdigest()
    return outer_id[:2] + told[:30]


def _was_begun(storage: Storage, archive: Upload) -> bool:
    """True when a killed run has taken some of the files in: they count already."""
    try:
        storage.catalog.intake.upload(_inner_id(archive, 0))
    except NotFound:
        return False
    return True


def _begin_inner(
    storage: Storage, archive: Upload, number: int, member: Member, at: datetime
) -> Upload:
    """The upload of one file inside, the same one however often it is asked for."""
    outer = archive.said
    inner_id = _inner_id(archive, number)
    try:
        return storage.catalog.intake.upload(inner_id)
    except NotFound:
        return storage.catalog.intake.start(
            NewUpload(
                id=inner_id,
                sending=outer.sending,
                filename=clean_name(member.name),
                filetype="",
                size=member.size,
                modified_ms=member.modified_ms,
                created_at=at,
                expires_at=outer.expires_at,
            )
        )


def _check_limits(
    settings: Settings, storage: Storage, upload: Upload, members: list[Member]
) -> None:
    """Refused when the files inside are more than the invite may bring, the archive not counted."""
    if upload.invite is None:
        return
    so_far = storage.catalog.intake.totals(upload.invite)
    size = sum(member.size for member in members) - upload.said.size
    if (
        so_far.files - 1 + len(members) > settings.invite_max_files
        or so_far.bytes + size > settings.invite_max_bytes
    ):
        raise Refused(
            "invite-full",
            Words(
                zh="压缩包里的文件超过了这个链接还能发送的数量或总大小，没有打开。请向联系人要新的链接",
                en="the archive holds more files or bytes than this link may still bring; it was"
                " not opened; ask your contact for a new link",
            ),
        )


def _forget_old(folder: Path) -> None:
    """What a killed process left a day ago."""
    for left in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - LEFT_S:
                left.unlink()


def _full() -> StorageFailed:
    return StorageFailed(
        Words(
            zh="磁盘空间不足，压缩包没有解完；已收到的都在。腾出空间后会接着解，收过的不会重复",
            en="the disk is full and the archive not wholly unpacked; what was received is kept;"
            " make room, then it goes on, and nothing is taken twice",
        )
    )
