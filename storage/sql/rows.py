"""From rows to domain values, one function per value; nothing is decided here."""

from datetime import date, datetime

from domain.asset import Asset, Consent
from domain.errors import NotFound
from domain.facts import Claim, Facts, Kind
from domain.moves import AssetState, CampaignState
from domain.reviewing.asking import Doubt
from domain.sending import Invite, NewSending, NewUpload, Sending, Upload, UploadState
from domain.tagging import Tag
from domain.times.neighbours import Member
from domain.weighing.ties import Tied
from domain.words import Words
from storage.catalog_campaigns import CampaignRecord
from storage.sql.models import AssetRow, CampaignRow, InviteRow, SendingRow, UploadRow


def missing(zh: str, en: str, key: object) -> NotFound:
    """The error for a row that is not there; `zh` and `en` name what was looked for."""
    return NotFound(Words(zh=f"找不到{zh}“{key}”", en=f"there is no {en} {key!r}"))


def campaign_record(row: CampaignRow) -> CampaignRecord:
    return CampaignRecord(
        campaign=row.plan, state=CampaignState(row.state), created_at=row.created_at
    )


def invite(row: InviteRow) -> Invite:
    return Invite(
        id=row.id,
        campaign=row.campaign,
        unit=row.unit,
        activity=row.activity,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def sending_number(row: SendingRow) -> str:
    """ "0528-03": month and day in the campaign's zone, and the count within the unit."""
    return f"{row.number_day:%m%d}-{row.number_count:02d}"


def sending(row: SendingRow) -> Sending:
    said = NewSending(
        campaign=row.campaign,
        unit=row.unit,
        invite=row.invite,
        client_id=row.client_id,
        via=row.via,
        activity=row.activity,
        day=row.day,
        note=row.note,
        informed=row.informed,
        minors=row.minors,
        patients=row.patients,
    )
    return Sending(id=row.id, number=sending_number(row), created_at=row.created_at, said=said)


def upload(row: UploadRow, of: SendingRow) -> Upload:
    said = NewUpload(
        id=row.id,
        sending=row.sending,
        filename=row.filename,
        filetype=row.filetype,
        size=row.size,
        modified_ms=row.modified_ms,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
    return Upload(
        said=said,
        campaign=row.campaign,
        unit=of.unit,
        invite=row.invite,
        state=UploadState(row.state),
        receipt=f"{sending_number(of)}-{row.position:02d}",
        sha256=row.sha256,
        asset=row.asset,
        refused=refusal(row),
    )


def refusal(row: UploadRow | AssetRow) -> tuple[str, Words] | None:
    if row.refused_code is None or row.refused_words is None:
        return None
    return row.refused_code, row.refused_words


def tag(row: AssetRow) -> Tag | None:
    if row.tag_by is None:
        return None
    return Tag(
        activity=row.tag_activity,
        day=row.tag_day,
        by=row.tag_by,
        confidence=row.tag_confidence or 0,
        ready=row.tag_ready,
        evidence=row.evidence,
    )


def consent(row: AssetRow) -> Consent:
    return Consent(
        informed=row.informed,
        minors=row.minors,
        patients=row.patients,
        decision=row.consent,
    )


def doubt(
    asset_id: str,
    sending: str,
    taken_at: datetime | None,
    taken_class: str,
    activity: str | None,
    day: date | None,
    confidence: int | None,
    came: datetime,
) -> Doubt:
    member = Tied(
        asset=asset_id,
        sending=sending,
        taken_at=taken_at if taken_class == "capture" else None,
        activity=activity,
        day=day,
    )
    return Doubt(member=member, confidence=confidence or 0, came=came)


def asset(row: AssetRow) -> Asset:
    return Asset(
        id=row.id,
        campaign=row.campaign,
        sha256=row.sha256,
        size=row.size,
        original_name=row.original_name,
        unit=row.unit,
        sending=row.sending,
        state=AssetState(row.state),
        refused=refusal(row),
        sender_activity=row.sender_activity,
        sender_day=row.sender_day,
        invite_activity=row.invite_activity,
        modified_ms=row.modified_ms,
        received_at=row.received_at,
        late=row.late,
        consent=consent(row),
        kind=None if row.kind is None else Kind(row.kind),
        facts=row.facts,
        claims=row.claims,
        taken_at=row.taken_at,
        taken_class=row.taken_class,
        taken_from=row.taken_from,
        look=row.look,
        tag=tag(row),
        star=row.star,
        shows=row.shows,
        duplicate_of=row.duplicate_of,
        near_duplicate_of=row.near_duplicate_of,
        belongs_to=row.belongs_to,
        version=row.version,
    )


def member(
    asset_id: str,
    name: str,
    kind: str | None,
    facts: Facts | None,
    received_at: datetime,
    claims: tuple[Claim, ...],
    belongs_to: str | None,
    version: int,
) -> Member:
    return Member(
        id=asset_id,
        name=name,
        camera=facts.camera if facts else None,
        received_at=received_at,
        claims=claims,
        kind=None if kind is None else Kind(kind),
        duration_ms=facts.duration_ms if facts else None,
        content_id=facts.content_id if facts else None,
        belongs_to=belongs_to,
        version=version,
    )
