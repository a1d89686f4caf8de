"""What each source says of one activity: sender, invite, unit, time, sender's day, words.

Weights are natural-log odds in hundredths against any other activity of the plan: 460 is a
hundred times likelier, -300 a twentieth. They state how often such a sign was judged to be
right (its comment says which share), and wait to be measured on labelled weeks.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from domain.asset import Asset
from domain.campaign import Activity, Campaign, plain_name
from domain.facts import Claim, ClaimClass
from domain.keywords import (
    SLOGANS,
    kind_words_in,
    places_of,
    plain_text,
    telling_part,
    without_slogan,
)
from domain.kinds import PARTS
from domain.tagging import Evidence
from domain.wording import day_en, day_in, day_zh, local_time, numbers_zh, unit_name
from domain.words import Words

#: 97 of 100 senders who choose choose rightly; one of five or six others otherwise.
SENDER = 520
#: A link made for one activity is used for it 93 times of 100, unless the sender says otherwise.
INVITE = 420
#: The sender saw the invite's activity and kept it, or deliberately chose another.
INVITE_BESIDE_SENDER = 100
#: A unit sends of what it is responsible for seven times likelier; as a partner, four and a half.
RESPONSIBLE, PARTNER = 200, 150
#: Everybody takes part in the main event.
MAIN_EVENT = 80
#: On the activity's own day: 95 of 100 of its pictures, one in seven of the others.
ON_THE_DAY, IN_THE_PART, OUT_OF_THE_PART = 200, 40, -80
#: Set up on the eve, cleared away the day after.
NEXT_TO_THE_DAY, ON_ANOTHER_DAY = -180, -300
#: Taken within or outside the campaign, for an activity without its own day.
IN_THE_PERIOD, OUT_OF_THE_PERIOD = 30, -250
#: The sender's day is often one day for all the files of a sending.
SENDER_DAY, SENDER_OTHER_DAY = 120, -150
#: Saved before it took place: only a wrong clock explains that.
SAVED_BEFORE = -400
#: Words that name the activity, its venue or its kind; a note is written with more care.
TITLE, TITLE_PART, VENUE, KIND, SLOGAN = 260, 180, 180, 150, 20
NOTE_MORE = 40


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an asset when its tag is weighed."""

    asset: Asset
    campaign: Campaign
    #: The sender's words for the whole sending, "" when there are none.
    note: str
    #: Moment of capture on the campaign's clock, None without a capture verdict.
    taken: datetime.datetime | None
    #: Day that the sender, else the file name says, None when neither does.
    said_day: datetime.date | None
    #: The claim with the earliest "not after", None when there is none.
    saved: Claim | None

    @property
    def saved_by(self) -> datetime.date | None:
        """The asset was not taken after this day."""
        return self.saved.day if self.saved else None

    def day(self, day: datetime.date) -> Words:
        return day_in(self.campaign, day)


def known(asset: Asset, campaign: Campaign, note: str) -> Known:
    """Read the verdict of the date court and the sender's day off an asset."""
    captured = asset.taken_class == ClaimClass.CAPTURE and asset.taken_at is not None
    sound = [claim for claim in asset.claims if claim.day is not None and not claim.doubt]
    days = [claim.day for claim in sound if claim.klass is ClaimClass.DAY]
    saves = [claim for claim in sound if claim.klass is ClaimClass.SAVE]
    return Known(
        asset=asset,
        campaign=campaign,
        note=note,
        taken=local_time(asset.taken_at, campaign.zone) if captured and asset.taken_at else None,
        said_day=asset.sender_day or min((day for day in days if day), default=None),
        saved=min(saves, key=lambda c: (str(c.day), c.source == "upload", c.source), default=None),
    )


def own_day(activity: Activity, campaign: Campaign) -> datetime.date | None:
    """The day an activity is bound to: its own, or the only day of a campaign of one day."""
    if activity.date is None and campaign.starts_on == campaign.ends_on:
        return campaign.starts_on
    return activity.date


def from_sender(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.sender_activity != activity.key:
        return None
    return _for(
        activity,
        "sender",
        SENDER,
        f"发送人选择了“{activity.title}”",
        f"the sender chose “{activity.title}”",
    )


def from_invite(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.invite_activity != activity.key:
        return None
    return _for(
        activity,
        "invite",
        INVITE_BESIDE_SENDER if known.asset.sender_activity else INVITE,
        f"邀请链接是为“{activity.title}”发出的",
        f"the invite was made for “{activity.title}”",
    )


def from_unit(known: Known, activity: Activity) -> Evidence | None:
    campaign, key = known.campaign, known.asset.unit
    name = unit_name(campaign, key)
    if key in activity.units:
        mine = [each for each in campaign.activities if key in each.units]
        zh = f"{name}负责第{numbers_zh(mine)}项活动"
        en = f"{name} is responsible for activity {numbers_zh(mine)}"
        return _for(activity, "unit", RESPONSIBLE, zh, en)
    if _is_partner(campaign, key, activity):
        zh = f"{name}是第{activity.number}项活动的协作单位"
        return _for(activity, "unit", PARTNER, zh, f"{name} is a partner of {activity.number}")
    if "main_event" in activity.kinds:
        zh = f"第{activity.number}项是主场活动，各单位都会参加"
        en = f"activity {activity.number} is the main event, which every unit attends"
        return _for(activity, "unit", MAIN_EVENT, zh, en)
    return None


def from_time(known: Known, activity: Activity) -> Evidence | None:
    if known.taken is None:
        return None
    day, bound = known.taken.date(), own_day(activity, known.campaign)
    zh = f"拍摄时间 {known.day(day).zh} {known.taken:%H:%M} "
    en = f"taken on {known.day(day).en} at {known.taken:%H:%M}, "
    if bound is None:
        return _period(known, day, zh, en)
    if day == bound:
        return _on_the_day(activity, known.taken, zh, en)
    weight = NEXT_TO_THE_DAY if abs((day - bound).days) == 1 else ON_ANOTHER_DAY
    return _for(
        activity,
        "time",
        weight,
        f"{zh}不在该活动日期 {day_zh(bound)}",
        f"{en}not on the activity's day, {day_en(bound)}",
        day,
    )


def from_said_day(known: Known, activity: Activity) -> Evidence | None:
    day, bound = known.said_day, own_day(activity, known.campaign)
    # With a capture time the day it gives is weighed, and a different word is a conflict.
    if day is None or known.taken is not None:
        return None
    who_zh, who_en = _who_said(known)
    zh, en = f"{who_zh} {known.day(day).zh}", f"{who_en} {known.day(day).en}"
    if bound is None:
        return _period(known, day, f"{zh}，", f"{en}, ", kind="day")
    if day == bound:
        zh, en = f"{zh} 正是该活动日期", f"{en}, the activity's day"
        return _for(activity, "day", SENDER_DAY, zh, en, day)
    zh, en = f"{zh} 不是该活动日期 {day_zh(bound)}", f"{en}, not {day_en(bound)}"
    return _for(activity, "day", SENDER_OTHER_DAY, zh, en, day)


def from_save(known: Known, activity: Activity) -> Evidence | None:
    if known.taken is not None or known.saved is None or known.saved.day is None:
        return None
    saved, first = known.saved.day, own_day(activity, known.campaign) or known.campaign.starts_on
    arrived = known.saved.source == "upload"
    on = known.day(saved)
    if saved < first:
        zh = f"{'素材' if arrived else '文件'}在 {on.zh} 已经{'收到' if arrived else '保存'}"
        en = f"it was already {'received' if arrived else 'saved'} on {on.en}"
        limit = known.day(first)
        zh, en = f"{zh}，早于 {limit.zh}", f"{en}, before {limit.en}"
        return _for(activity, "save", SAVED_BEFORE, zh, en)
    if arrived:
        return None
    words = Words(
        zh=f"文件里的保存时间只能说明不晚于 {on.zh}",
        en=f"the saved copy only says: not after {on.en}",
    )
    return Evidence(kind="save", activity=None, day=None, weight=0, words=words)


def from_file_name(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.asset.original_name)
    if found is None:
        return None
    weight, word = found
    zh, en = f"文件名里有“{word}”", f"the file name says “{word}”"
    return _for(activity, "file_name", weight, zh, en)


def from_note(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.note)
    if found is None:
        return None
    weight, word = found
    more = NOTE_MORE if weight > SLOGAN else 0
    zh, en = f"发送人的说明里有“{word}”", f"the sender's note says “{word}”"
    return _for(activity, "note", weight + more, zh, en)


Source = Callable[[Known, Activity], Evidence | None]
#: In the order in which the evidence is shown.
SOURCES: tuple[Source, ...] = (
    from_sender,
    from_invite,
    from_unit,
    from_time,
    from_said_day,
    from_save,
    from_note,
    from_file_name,
)


def _for(
    activity: Activity,
    kind: str,
    weight: int,
    zh: str,
    en: str,
    day: datetime.date | None = None,
) -> Evidence:
    return Evidence(
        kind=kind, activity=activity.key, day=day, weight=weight, words=Words(zh=zh, en=en)
    )


def _is_partner(campaign: Campaign, key: str, activity: Activity) -> bool:
    unit = next((unit for unit in campaign.units if unit.key == key), None)
    names = {plain_name(name) for name in unit.names} if unit else set[str]()
    return any(plain_name(partner) in names for partner in activity.partners)


def _period(known: Known, day: datetime.date, zh: str, en: str, kind: str = "period") -> Evidence:
    """A day weighed for an activity without its own: it speaks for the day, not the activity."""
    first, last = known.campaign.starts_on, known.campaign.ends_on
    inside = first <= day <= last
    span_zh, span_en = f"{day_zh(first)}—{day_zh(last)}", f"{day_en(first)} to {day_en(last)}"
    words = Words(
        zh=f"{zh}{'在' if inside else '不在'}活动周（{span_zh}）内",
        en=f"{en}{'within' if inside else 'outside'} the campaign ({span_en})",
    )
    weight = IN_THE_PERIOD if inside else OUT_OF_THE_PERIOD
    return Evidence(kind=kind, activity=None, day=day, weight=weight, words=words)


def _on_the_day(activity: Activity, taken: datetime.datetime, zh: str, en: str) -> Evidence:
    part = part_of_day(taken.time())
    zh, en = f"{zh}正在该活动日期内", f"{en}on the activity's day"
    if activity.part is None:
        return _for(activity, "time", ON_THE_DAY, zh, en, taken.date())
    planned = PARTS[activity.part]
    if activity.part in part:
        zh, en = f"{zh}，也在{planned.zh}", f"{en} and in the {planned.en}"
        return _for(activity, "time", ON_THE_DAY + IN_THE_PART, zh, en, taken.date())
    zh, en = f"{zh}，但不在{planned.zh}", f"{en} but not in the {planned.en}"
    return _for(activity, "time", ON_THE_DAY + OUT_OF_THE_PART, zh, en, taken.date())


def part_of_day(time: datetime.time) -> frozenset[str]:
    """Parts of the day a time may belong to; events run on, so the parts overlap by an hour."""
    spans = {"am": (6, 13), "pm": (12, 19), "eve": (18, 24)}
    return frozenset(part for part, (start, end) in spans.items() if start <= time.hour < end)


def _who_said(known: Known) -> tuple[str, str]:
    if known.asset.sender_day is not None:
        return "发送人选择的日期", "the sender chose the day"
    return "文件名里的日期", "the file name gives the day"


def _words_of(known: Known, activity: Activity, text: str) -> tuple[int, str] | None:
    """The weightiest word of an activity in a text, and its weight."""
    plain = without_slogan(plain_text(text), known.campaign.theme)
    if part := telling_part(plain, activity, known.campaign.activities):
        return (TITLE if len(part) > 3 else TITLE_PART), part
    if place := next((name for name in places_of(activity) if name in plain), None):
        return VENUE, place
    if words := kind_words_in(plain, activity.kinds):
        return KIND, words[0]
    slogan = next((word for word in SLOGANS if word in plain), None)
    return (SLOGAN, slogan) if slogan and "main_event" in activity.kinds else None
