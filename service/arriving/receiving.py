"""The one way in: a whole file becomes an original, a row and a job, whoever brought it."""

import os
import secrets
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.arriving.file_names import clean_name
from domain.arriving.refusals import refusal
from domain.closing import OVER
from domain.errors import Refused
from domain.sending import NewSending, NewUpload, Upload, UploadState
from domain.words import Words
from service.reviewing import purge
from storage.catalog_campaigns import CampaignRecord
from storage.opening import Storage
from storage.originals import asset_id, store_original
from storage.settings import Settings

#: How long an upload may take, and how long its address answers after it is complete.
UPLOAD_LIFE = timedelta(days=7)

_NOT_A_FILE = Refused(
    "not-a-file",
    Words(
        zh="这是快捷方式或特殊文件，不是照片或视频本身。请选择原文件。",
        en="This is a link or a special file, not the photo or clip itself. Choose the original.",
    ),
)
_CANNOT_READ = Refused(
    "cannot-read",
    Words(
        zh="文件读不出来，可能没有权限或存储盘已拔出。请检查后重新发送。",
        en="The file cannot be read: no right to it, or the disk is gone. Check and send it again.",
    ),
)


def new_upload_id(web_index: int | None = None) -> str:
    """32 random hex digits, the only key to an upload.

    Of several web hosts each puts its number in the first two, so that a proxy finds the host which
    has the bytes; 120 random bits are left.
    """
    digits = secrets.token_hex(16)
    return digits if web_index is None else f"{web_index:02x}{digits[2:]}"


def is_of_host(upload_id: str, web_index: int | None) -> bool:
    """False when the bytes of an arriving upload are on another web host."""
    return web_index is None or upload_id.startswith(f"{web_index:02x}")


def refusal_by_size(size: int, *, max_file_bytes: int) -> Refused | None:
    """Why a file of `size` bytes is not taken in whatever it holds; None when it may come."""
    if size == 0:
        return refusal("empty")
    return refusal("too-large") if size > max_file_bytes else None


def is_late(record: CampaignRecord, at: datetime) -> bool:
    """True after the deadline's day, counted in the campaign's zone, or when collection ended.

    The day itself is in time.
    """
    campaign = record.campaign
    if record.state in OVER:
        return True
    if campaign.deadline is None:
        return False
    return at.astimezone(ZoneInfo(campaign.zone)).date() > campaign.deadline


def finish_upload(
    storage: Storage,
    file: Path,
    upload: Upload,
    *,
    clock: Callable[[], datetime],
    final: bool = False,
) -> Upload:
    """Keep the whole file as an original, then write asset row and job in one transaction.

    Only after that may anybody say 已收到. Run twice it answers the same. Bytes that were withdrawn
    are refused and not kept. Raises StorageFailed when blobs or catalog cannot take it; `file` is
    left where it is. `final`: nobody writes to it any more, so that it need not be copied.
    """
    stored = store_original(storage.blobs, file, final=final)
    campaign = storage.catalog.campaigns.get(upload.campaign)
    now = clock()
    received = storage.catalog.intake.receive(
        upload.said.id,
        sha256=stored.sha256,
        size=stored.size,
        at=now,
        late=is_late(campaign, now),
    )
    if received.state is UploadState.REFUSED:
        purge(storage, asset_id(upload.campaign, stored.sha256))
    elif not storage.blobs.exists(stored.blob):
        # The same bytes were withdrawn elsewhere between the two lines above.
        store_original(storage.blobs, file, final=final)
    return received


def ingest_file(
    settings: Settings, storage: Storage, said: NewSending, path: Path, *, at: datetime
) -> Upload:
    """Take one file of a folder or stick in; what cannot be taken gets a receipt that says why.

    Symbolic links are not followed. Raises StorageFailed when the store itself fails.
    """
    found = _look_at(path)
    if isinstance(found, Refused):
        return refuse_file(storage, said, path.name, found, at=at)
    modified_ms = found.st_mtime_ns // 1_000_000
    reason = refusal_by_size(found.st_size, max_file_bytes=settings.max_file_bytes)
    if reason is not None:
        size = found.st_size
        return refuse_file(
            storage, said, path.name, reason, at=at, size=size, modified_ms=modified_ms
        )
    upload = begin_file(storage, said, path.name, found.st_size, modified_ms, at)
    return finish_upload(storage, path, upload, clock=lambda: at)


def refuse_file(
    storage: Storage,
    said: NewSending,
    name: str,
    reason: Refused,
    *,
    at: datetime,
    size: int = 0,
    modified_ms: int | None = None,
) -> Upload:
    """A receipt for a file that is not taken in; it says why."""
    upload = begin_file(storage, said, name, size, modified_ms, at)
    return storage.catalog.intake.refuse(upload.said.id, code=reason.code, words=reason.words)


def begin_file(
    storage: Storage,
    said: NewSending,
    name: str,
    size: int,
    modified_ms: int | None,
    at: datetime,
) -> Upload:
    """The upload that a file's receipt hangs on; its sending is made at need."""
    sending = storage.catalog.intake.sending(said, at=at)
    return storage.catalog.intake.start(
        NewUpload(
            id=new_upload_id(),
            sending=sending.id,
            filename=clean_name(name),
            filetype="",
            size=size,
            modified_ms=modified_ms,
            created_at=at,
            expires_at=at + UPLOAD_LIFE,
        )
    )


def _look_at(path: Path) -> os.stat_result | Refused:
    try:
        found = path.lstat()
    except OSError:
        return _CANNOT_READ
    if not stat.S_ISREG(found.st_mode):
        return _NOT_A_FILE
    return found if os.access(path, os.R_OK) else _CANNOT_READ
