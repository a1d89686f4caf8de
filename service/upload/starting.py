"""The first word of an upload: what may come at all, and the row and file it will grow in."""

from zoneinfo import ZoneInfo

from domain.arriving.refusals import refusal_by_name
from domain.campaign import Campaign
from domain.errors import NotFound
from domain.sending import Invite, NewSending, NewUpload, Upload
from domain.words import Words
from service.arriving.receiving import UPLOAD_LIFE, new_upload_id, refusal_by_size
from service.deps import Deps
from service.upload.protocol import Said
from service.upload.spool import Spool
from service.web.problems import Problem


def start_upload(deps: Deps, spool: Spool, invite: Invite, said: Said, size: int) -> Upload:
    """A new upload of that size; Problem when it may not come.

    422 empty, 413 too large or the invite's limit reached, 415 by its name no photo or clip, 507
    no room on the disk.
    """
    _check(deps, spool, invite, said, size)
    campaign = deps.storage.catalog.campaigns.get(invite.campaign).campaign
    now = deps.clock()
    today = now.astimezone(ZoneInfo(campaign.zone)).date().isoformat()
    sending = deps.storage.catalog.intake.sending(
        sending_of(invite, said, campaign, client_id=said.sending or f"day-{today}"), at=now
    )
    new = NewUpload(
        id=new_upload_id(deps.settings.web_index),
        sending=sending.id,
        filename=said.filename,
        filetype=said.filetype,
        size=size,
        modified_ms=said.modified_ms,
        created_at=now,
        expires_at=now + UPLOAD_LIFE,
    )
    # The file first: a row without its file could never be resumed, the reverse is swept.
    spool.create(new.id)
    return deps.storage.catalog.intake.start(new)


def sending_of(invite: Invite, said: Said, campaign: Campaign, *, client_id: str) -> NewSending:
    """What one phone says once for all its files."""
    return NewSending(
        campaign=invite.campaign,
        unit=invite.unit,
        invite=invite.id,
        client_id=client_id,
        via="web",
        activity=_activity_key(campaign, said.activity),
        day=said.day,
        note=said.note,
        informed="informed" in said.consent,
        minors="minors" in said.consent,
        patients="patients" in said.consent,
    )


def _activity_key(campaign: Campaign, number: int | None) -> str | None:
    """None also for a number that is no longer in the plan: the file counts more than the tap."""
    try:
        return None if number is None else campaign.activity_numbered(number).key
    except NotFound:
        return None


def _check(deps: Deps, spool: Spool, invite: Invite, said: Said, size: int) -> None:
    settings = deps.settings
    other = refusal_by_name(said.filename, said.filetype)
    if other is not None:
        raise Problem(415, other.code, other.words)
    reason = refusal_by_size(size, max_file_bytes=settings.max_file_bytes)
    if reason is not None:
        raise Problem(422 if size == 0 else 413, reason.code, reason.words)
    so_far = deps.storage.catalog.intake.totals(invite.id)
    if so_far.files >= settings.invite_max_files or so_far.bytes + size > settings.invite_max_bytes:
        raise Problem(413, "invite-full", _full(settings.invite_max_files))
    if not spool.has_room(size):
        raise no_space()


def _full(files: int) -> Words:
    return Words(
        zh=f"这个链接能发送的数量已满（最多 {files} 件，总大小也有上限）。请向联系人要新的链接",
        en=f"this link has brought all it may (at most {files} files, and a total size);"
        " ask your contact for a new one",
    )


def no_space() -> Problem:
    """507: the disk is full; what has arrived is kept."""
    return Problem(
        507,
        "no-space",
        Words(
            zh="接收方的磁盘空间不足，已收到的部分都还在。请告诉联系人，稍后再接着发",
            en="the receiver's disk is full; what arrived is kept; tell your contact, go on later",
        ),
    )
