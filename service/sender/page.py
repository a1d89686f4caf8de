"""The sender's page as plain values: what it asks, what it shows, in the order it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.campaign import Activity, Campaign
from domain.moves import AssetState
from domain.sending import Invite, Receipt, UploadState

#: Specific types and endings: in WeChat on Android a general `image/*` gives no file event.
ACCEPT = (
    "image/jpeg,image/png,image/webp,image/heic,image/heif,"
    "video/mp4,video/quicktime,video/3gpp,video/webm,video/x-matroska,"
    ".jpg,.jpeg,.png,.webp,.heic,.heif,.mp4,.mov,.m4v,.3gp,.webm,.mkv"
)
#: States that do not count as sent; a file that was withdrawn may be sent and refused again.
NOT_SENT = frozenset(
    {UploadState.ARRIVING, UploadState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED}
)
#: Receipts drawn with the page; the rest comes when the list is opened.
FIRST_RECEIPTS = 20


@dataclass(frozen=True, kw_only=True)
class SenderPage:
    title: str
    unit: str
    #: Days until the deadline, 0 on its day, negative after it; None without a deadline.
    days_left: int | None
    #: The unit's own activities, then those of others.
    own: tuple[Activity, ...]
    others: tuple[Activity, ...]
    #: Those of the unit's own that name the shots they want.
    wanted: tuple[Activity, ...]
    #: Number of the invite's activity, None when the sender chooses.
    chosen: int | None
    days: tuple[date, ...]
    #: Today when the campaign is on.
    today: date | None
    #: Files that arrived, and the newest receipt number of a sending ("0528-03").
    sent: int
    newest: str
    receipts: tuple[Receipt, ...]


def sender_page(
    campaign: Campaign, invite: Invite, receipts: Sequence[Receipt], *, now: datetime
) -> SenderPage:
    """What the page of one invite shows at `now`."""
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    asked = [activity for activity in campaign.activities if activity.media_expected]
    own = [a for a in asked if invite.unit in a.units or a.key == invite.activity]
    arrived = [receipt for receipt in receipts if receipt.state not in NOT_SENT]
    return SenderPage(
        title=campaign.title,
        unit=campaign.unit(invite.unit).name,
        days_left=(campaign.deadline - today).days if campaign.deadline else None,
        own=tuple(own or asked),
        others=tuple(a for a in asked if a not in own) if own else (),
        wanted=tuple(a for a in own if a.wanted),
        chosen=_number(campaign, invite),
        days=campaign.days(),
        today=today if campaign.starts_on <= today <= campaign.ends_on else None,
        sent=len(arrived),
        newest=receipts[0].receipt.rpartition("-")[0] if receipts else "",
        receipts=tuple(receipts[:FIRST_RECEIPTS]),
    )


def _number(campaign: Campaign, invite: Invite) -> int | None:
    numbers = (a.number for a in campaign.activities if a.key == invite.activity)
    return next(numbers, None)
