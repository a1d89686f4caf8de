"""What is known of one asset when it is weighed, as every source reads it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.facts import Claim, ClaimClass
from domain.looking.picture_text import TextLine
from domain.tagging import Evidence
from domain.times.verdict import said_day, verdict
from domain.weighing.lessons import NO_LESSONS, Lessons
from domain.weighing.occasions import ALONE, Company
from domain.weighing.other_years import year_of_another, years_named
from domain.weighing.picture_words import WordFound, words_found
from domain.wording import day_in, local_time
from domain.words import Words

#: The sender's day is right so often; of a sending of several occasions it is one day for all.
SENDER_DAY_RIGHT, SENDER_DAY_SHARED = 0.85, 0.5


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an asset when its tag is weighed."""

    asset: Asset
    campaign: Campaign
    #: The sender's words for the whole sending, "" when there are none.
    note: str
    #: Moment of capture on the campaign's clock, None without a capture verdict.
    taken: datetime.datetime | None
    #: Day that the sender, the file name or the rest of the sending says, None when none does.
    said_day: datetime.date | None
    #: Who says it, a source of `Claim`.
    said_by: str
    #: The claim with the earliest "not after", None when there is none.
    saved: Claim | None
    #: Chance that the day of capture is right, as the date court holds; 0 without one.
    sure: float
    #: Whom it was taken and sent with.
    company: Company
    #: What was decided of the week so far.
    lessons: Lessons
    #: Activity key -> the weightiest word of it that the picture holds.
    words: Mapping[str, WordFound] = field(default_factory=dict[str, WordFound])
    #: Years that stand beside 科技活动周 in its picture, or in one of its occasion; and the year of
    #: another week that these make it, None where they make none.
    years: frozenset[int] = frozenset()
    other_year: int | None = None
    #: The day that most clocks beside it show, where it has none itself; None where none does.
    day_beside: datetime.date | None = None
    #: By how much the camera's clock was put right to get `taken`; 0 where it was believed.
    put_right: datetime.timedelta = datetime.timedelta(0)

    @property
    def not_after(self) -> datetime.date:
        """It arrived by this day, or was saved by a chat tool before."""
        arrived = local_time(self.asset.received_at, self.campaign.zone).date()
        saved = self.saved_by if self.taken is None else None
        return min(saved, arrived) if saved else arrived

    @property
    def saved_by(self) -> datetime.date | None:
        """The asset was not taken after this day."""
        return self.saved.day if self.saved else None

    def day(self, day: datetime.date) -> Words:
        return day_in(self.campaign, day)


def known(
    asset: Asset,
    campaign: Campaign,
    note: str,
    read: Sequence[TextLine] = (),
    company: Company = ALONE,
    lessons: Lessons = NO_LESSONS,
) -> Known:
    """Read the verdict of the date court and the sender's day off an asset.

    `read` are the lines that stand in its picture.
    """
    years = years_named(read)
    captured = asset.taken_class == ClaimClass.CAPTURE and asset.taken_at is not None
    sound = [claim for claim in asset.claims if claim.day is not None and not claim.doubt]
    said = said_day(sound)
    saves = [claim for claim in sound if claim.klass is ClaimClass.SAVE]
    return Known(
        asset=asset,
        campaign=campaign,
        note=note,
        taken=local_time(asset.taken_at, campaign.zone) if captured and asset.taken_at else None,
        said_day=asset.sender_day or (said.day if said else None),
        said_by="sender_day" if asset.sender_day or said is None else said.source,
        saved=min(saves, key=lambda c: (str(c.day), c.source == "upload", c.source), default=None),
        words=words_found(read, campaign, sender=asset.unit),
        years=years,
        other_year=year_of_another(years, campaign),
        sure=_sureness(asset) if captured else 0.0,
        company=company,
        lessons=lessons,
    )


def put_right(known: Known, off: datetime.timedelta) -> Known:
    """The same with the moment that the camera would have shown with the right clock."""
    if known.taken is None:
        return known
    return replace(known, taken=known.taken + off, put_right=off)


def _sureness(asset: Asset) -> float:
    """Of the court's verdict; an asset that was given no claims is believed like any camera."""
    ruled = verdict(asset.claims)
    return (ruled.confidence if ruled.taken_class is ClaimClass.CAPTURE else 930) / 1000


def own_day(activity: Activity, campaign: Campaign) -> datetime.date | None:
    """The day an activity is bound to: its own, or the only day of a campaign of one day."""
    if activity.date is None and campaign.starts_on == campaign.ends_on:
        return campaign.starts_on
    return activity.date


def said_right(known: Known, meant: float = 1.0) -> float:
    """Chance that the day that is said is right; one day is often said for a whole sending.

    `meant` is the chance that it was said of this asset, where it is of a row without times.
    """
    if known.said_by != "sender_day":
        return SENDER_DAY_RIGHT
    if known.company.occasions > 1:
        return SENDER_DAY_SHARED
    return meant * SENDER_DAY_RIGHT + (1 - meant) / max(2, len(known.campaign.days()))


_SAID_BY = {
    "sender_day": ("发送人选择的日期", "the sender chose the day"),
    "file_name": ("文件名里的日期", "the file name gives the day"),
    "neighbours": ("同一次发送的其他文件都拍于", "the rest of the sending was all taken on"),
}


def who_said(known: Known) -> tuple[str, str]:
    return _SAID_BY.get(known.said_by, ("文件里写的日期是", "the file gives the day"))


def evidence_for(
    activity: Activity,
    kind: str,
    weight_: int,
    zh: str,
    en: str,
    day: datetime.date | None = None,
) -> Evidence:
    return Evidence(
        kind=kind, activity=activity.key, day=day, weight=weight_, words=Words(zh=zh, en=en)
    )
