"""The sender's page as plain values: what it asks, what it shows, in the order it is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.board.coverage import coverage_of
from domain.board.reminders import missing_of
from domain.board.tally import Counted
from domain.board.wanted import Marked, still_wanted
from domain.campaign import Activity, Campaign
from domain.closing import OVER
from domain.sending import Invite, Receipt, UploadState
from service.sender.receipts import NOT_SENT, SendingReceipt, by_sending, number_of
from storage.catalog_campaigns import CampaignRecord

#: Specific types and endings: in WeChat on Android a general `image/*` gives no file event.
ACCEPT = (
    "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,image/tiff,image/gif,"
    "video/mp4,video/quicktime,video/3gpp,video/webm,video/x-matroska,video/x-msvideo,video/mp2t,"
    ".jpg,.jpeg,.png,.webp,.heic,.heif,.avif,.tif,.tiff,.gif,"
    ".mp4,.mov,.m4v,.3gp,.webm,.mkv,.avi,.ts,.mts"
)
#: Receipts drawn with the page; the rest comes when the list is opened.
FIRST_RECEIPTS = 20


@dataclass(frozen=True, kw_only=True)
class SenderPage:
    title: str
    unit: str
    #: Days until the deadline, 0 on its day, negative after it; None without a deadline.
    days_left: int | None
    #: True when the editor has ended the collection; what comes is still taken.
    over: bool
    #: The unit's own activities, then those of others.
    own: tuple[Activity, ...]
    others: tuple[Activity, ...]
    #: The unit's activities that nothing usable has come for; empty before it has sent anything.
    missing: tuple[Activity, ...]
    #: Others of the unit's own with the shots that they still want.
    wanted: tuple[Activity, ...]
    #: Number of the invite's activity, None when the sender chooses.
    chosen: int | None
    days: tuple[date, ...]
    #: Today when the campaign is on.
    today: date | None
    #: Files that arrived, and the newest receipt number of a sending ("0528-03").
    sent: int
    newest: str
    #: Files of the unit that were not taken in.
    refused: int
    #: Each sending's receipt, with those of its files that are drawn with the page.
    sendings: tuple[tuple[SendingReceipt, tuple[Receipt, ...]], ...]


def sender_page(
    record: CampaignRecord,
    invite: Invite,
    receipts: Sequence[Receipt],
    counts: Iterable[Counted],
    marked: Iterable[Marked] = (),
    *,
    now: datetime,
) -> SenderPage:
    """What the page of one invite shows at `now`; `counts` are the whole campaign's assets,
    `marked` those that show a wanted shot.
    """
    campaign = record.campaign
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    own, others = activities_of(campaign, invite)
    arrived = [receipt for receipt in receipts if receipt.state not in NOT_SENT]
    board = coverage_of(campaign, counts, today=today)
    missing = missing_of(campaign, board, invite.unit) if arrived else []
    return SenderPage(
        title=campaign.title,
        unit=campaign.unit(invite.unit).name,
        days_left=(campaign.deadline - today).days if campaign.deadline else None,
        over=record.state in OVER,
        own=own or others,
        others=others if own else (),
        missing=tuple(missing),
        wanted=still_wanted((a for a in own if a not in missing), marked),
        chosen=_number(campaign, invite),
        days=campaign.days(),
        today=today if campaign.starts_on <= today <= campaign.ends_on else None,
        sent=len(arrived),
        newest=number_of(receipts[0].receipt) if receipts else "",
        refused=sum(receipt.state == UploadState.REFUSED for receipt in receipts),
        sendings=tuple(_first(by_sending(receipts), FIRST_RECEIPTS)),
    )


def activities_of(
    campaign: Campaign, invite: Invite
) -> tuple[tuple[Activity, ...], tuple[Activity, ...]]:
    """The unit's own activities (the invite's with them), and those of others."""
    asked = [activity for activity in campaign.activities if activity.media_expected]
    own = tuple(a for a in asked if invite.unit in a.units or a.key == invite.activity)
    return own, tuple(a for a in asked if a not in own)


def _first(
    sendings: Iterable[SendingReceipt], most: int
) -> Iterator[tuple[SendingReceipt, tuple[Receipt, ...]]]:
    for sending in sendings:
        if most <= 0:
            return
        yield sending, sending.files[:most]
        most -= len(sending.files)


def _number(campaign: Campaign, invite: Invite) -> int | None:
    numbers = (a.number for a in campaign.activities if a.key == invite.activity)
    return next(numbers, None)
