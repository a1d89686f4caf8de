"""What each source says of one activity: sender, invite, unit, time, day, place, words.

Weights are natural-log odds in hundredths against any other activity of the plan: 460 is a
hundred times likelier, -300 a twentieth. They state how often such a sign was judged to be
right (its comment says which share), and wait to be measured on labelled weeks.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.asset import Asset
from domain.campaign import Activity, Campaign, plain_name
from domain.facts import Claim, ClaimClass
from domain.inspecting.coordinates import metres_between
from domain.kinds import PARTS
from domain.looking.picture_text import TextLine
from domain.tagging import Evidence
from domain.times.verdict import said_day, verdict
from domain.weighing.keywords import (
    SLOGANS,
    kind_words_in,
    places_of,
    plain_text,
    telling_part,
    without_slogan,
)
from domain.weighing.lessons import NO_LESSONS, Lessons, counts_beside, words_in
from domain.weighing.likelihood import doubted, of_choice, weight
from domain.weighing.occasions import ALONE, Company
from domain.weighing.picture_words import WordFound, words_found
from domain.wording import day_en, day_in, day_zh, local_time, numbers_zh, unit_name
from domain.words import Words

#: Senders who choose choose rightly so often, of what they meant by it.
SENDER_RIGHT = 0.94
#: As many choices as found out weigh what is expected of them.
EXPECTED = 12
#: What was learnt of a unit's own sendings weighs against so many; of a word, against so much.
UNIT_EXPECTED, WORD_EXPECTED, LEARNT_MOST = 2.0, 0.3, 300
#: A link made for one activity is used for it so often, unless the sender says otherwise.
INVITE_RIGHT = 0.91
#: The sender saw the invite's activity and kept it; deliberately chose another.
INVITE_KEPT, INVITE_LEFT = 100, 200
#: Of what a unit sends so much is of its own activities, so much of the main event, where everybody
#: takes part; as a partner half as much.
OWN_SHARE, MAIN_SHARE = 0.6, 0.15
#: Of an activity's pictures so many are of its own day; of the eve or of the day after, set up or
#: cleared away; of any one other day of the week.
ON_THE_DAY, NEXT_TO_THE_DAY, ON_ANOTHER_DAY = 0.93, 0.025, 0.003
#: Nine of ten pictures of an activity with a part of day are taken in it.
IN_THE_PART, OUT_OF_THE_PART = 60, -150
#: Taken outside the campaign, for an activity without its own day.
OUT_OF_THE_PERIOD = -250
#: The sender's day is right so often; of a sending of several occasions it is one day for all.
SENDER_DAY_RIGHT, SENDER_DAY_SHARED = 0.85, 0.5
#: Saved before it took place: only a wrong clock explains that.
SAVED_BEFORE = -400
#: Taken at the venue's coordinates, near them, or in another place: a phone's fix is good to 50 m
#: outdoors and to some hundred indoors, and a venue is a point in a park.
AT_THE_VENUE, NEAR_THE_VENUE, FAR_FROM_THE_VENUE = 350, 120, -120
AT_M, NEAR_M, FAR_M = 300, 1_000, 5_000
#: Words that name the activity, its venue or its kind; a note is written with more care.
TITLE, TITLE_PART, VENUE, KIND, SLOGAN = 400, 280, 200, 220, 20
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


def from_sender(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.sender_activity != activity.key:
        return None
    several = known.company.occasions
    zh, en = f"发送人选择了“{activity.title}”", f"the sender chose “{activity.title}”"
    if several > 1:
        zh = f"{zh}，但这次发送拍了 {several} 个场合，未必都是它"
        en = f"{en}, but the sending shows {several} occasions, and it may not be all of them"
    lessons, many = known.lessons, len(known.campaign.activities)
    if lessons.choices:
        zh = f"{zh}（已核对 {lessons.choices} 次发送，{lessons.choices_right} 次选对）"
        en = f"{en} ({lessons.choices_right} of {lessons.choices} choices checked were right)"
    right = lessons.choice_right(SENDER_RIGHT, EXPECTED)
    return _for(activity, "sender", of_choice(right, many), zh, en)


def from_invite(known: Known, activity: Activity) -> Evidence | None:
    if known.asset.invite_activity != activity.key:
        return None
    chosen = known.asset.sender_activity
    weight_ = INVITE_KEPT if chosen == activity.key else INVITE_LEFT
    if chosen is None:
        right = known.lessons.invite_right(INVITE_RIGHT, EXPECTED)
        weight_ = of_choice(right, len(known.campaign.activities))
    zh = f"邀请链接是为“{activity.title}”发出的"
    return _for(activity, "invite", weight_, zh, f"the invite was made for “{activity.title}”")


def from_unit(known: Known, activity: Activity) -> Evidence | None:
    campaign, key = known.campaign, known.asset.unit
    name = unit_name(campaign, key)
    many = len(campaign.activities)
    rest = (1 - OWN_SHARE - MAIN_SHARE) / many
    mine = [each for each in campaign.activities if key in each.units]
    if activity in mine:
        zh = f"{name}负责第{numbers_zh(mine)}项活动"
        en = f"{name} is responsible for activity {numbers_zh(mine)}"
        return _for(activity, "unit", weight(OWN_SHARE / len(mine) + rest, rest), zh, en)
    if _is_partner(campaign, key, activity):
        zh = f"{name}是第{activity.number}项活动的协作单位"
        en = f"{name} is a partner of {activity.number}"
        return _for(activity, "unit", weight(OWN_SHARE / 2 + rest, rest), zh, en)
    if "main_event" in activity.kinds:
        zh = f"第{activity.number}项是主场活动，各单位都会参加"
        en = f"activity {activity.number} is the main event, which every unit attends"
        rest = rest if mine else (1 - MAIN_SHARE) / many
        return _for(activity, "unit", weight(MAIN_SHARE + rest, rest), zh, en)
    return None


def from_time(known: Known, activity: Activity) -> Evidence | None:
    if known.taken is None:
        return None
    day, bound = known.taken.date(), own_day(activity, known.campaign)
    zh = f"{_taken_zh(known)} {known.day(day).zh} {known.taken:%H:%M} "
    en = f"taken on {known.day(day).en} at {known.taken:%H:%M}{_taken_en(known)}, "
    if bound is None:
        return _period(known, day, zh, en)
    if day == bound:
        return _on_the_day(known, activity, known.taken, zh, en)
    return _for(
        activity,
        "time",
        doubted(_of_day(known.campaign, day, bound), known.sure),
        f"{zh}不在该活动日期 {day_zh(bound)}",
        f"{en}not on the activity's day, {day_en(bound)}",
        day,
    )


def _taken_zh(known: Known) -> str:
    return "按改正的时钟，拍摄时间" if known.put_right else "拍摄时间"


def _taken_en(known: Known) -> str:
    return " by the clock put right" if known.put_right else ""


def _of_day(campaign: Campaign, day: datetime.date, bound: datetime.date) -> int:
    """The weight of a day that is right, for an activity bound to a day, against one of any day."""
    apart = abs((day - bound).days)
    share = (ON_THE_DAY, NEXT_TO_THE_DAY)[apart] if apart < 2 else ON_ANOTHER_DAY
    return weight(share, 1 / len(campaign.days()))


def from_said_day(known: Known, activity: Activity) -> Evidence | None:
    day, bound = known.said_day, own_day(activity, known.campaign)
    # With a capture time the day it gives is weighed, and a different word is a conflict.
    if day is None or known.taken is not None:
        return None
    who_zh, who_en = who_said(known)
    zh, en = f"{who_zh} {known.day(day).zh}", f"{who_en} {known.day(day).en}"
    if bound is None:
        return _period(known, day, f"{zh}，", f"{en}, ", kind="day")
    sure = said_right(known)
    weight_ = doubted(_of_day(known.campaign, day, bound), sure)
    if day == bound:
        zh, en = f"{zh} 正是该活动日期", f"{en}, the activity's day"
    else:
        zh, en = f"{zh} 不是该活动日期 {day_zh(bound)}", f"{en}, not {day_en(bound)}"
    return _for(activity, "day", weight_, zh, en, day)


def said_right(known: Known) -> float:
    """Chance that the day that is said is right; one day is often said for a whole sending."""
    shared = known.said_by == "sender_day" and known.company.occasions > 1
    return SENDER_DAY_SHARED if shared else SENDER_DAY_RIGHT


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


def from_place(known: Known, activity: Activity) -> Evidence | None:
    """How far from the venue it was taken, where the file and the plan both say where."""
    facts = known.asset.facts
    if facts is None or facts.place is None or activity.venue_at is None:
        return None
    far = metres_between(facts.place, activity.venue_at.place)
    if far > FAR_M:
        zh, en = (
            f"拍摄地点离活动地点 {far / 1000:.0f} 公里",
            f"taken {far / 1000:.0f} km from the venue",
        )
        return _for(activity, "place", FAR_FROM_THE_VENUE, zh, en)
    if far > NEAR_M:
        return None
    weight_ = AT_THE_VENUE if far <= AT_M else NEAR_THE_VENUE
    # To the nearest 50 m: a fix says no more.
    shown = max(50, round(far / 50) * 50)
    zh, en = f"拍摄地点离活动地点约 {shown} 米", f"taken about {shown} m from the venue"
    return _for(activity, "place", weight_, zh, en)


def from_file_name(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.asset.original_name)
    if found is None:
        return None
    weight_, word = found
    zh, en = f"文件名里有“{word}”", f"the file name says “{word}”"
    return _for(activity, "file_name", weight_, zh, en)


def from_picture(known: Known, activity: Activity) -> Evidence | None:
    """What banners, backdrops and signs say, see domain/weighing/picture_words.py."""
    found = known.words.get(activity.key)
    if found is None:
        return None
    return _for(activity, "text", found.weight, found.words.zh, found.words.en)


def from_note(known: Known, activity: Activity) -> Evidence | None:
    found = _words_of(known, activity, known.note)
    if found is None:
        return None
    weight_, word = found
    more = NOTE_MORE if weight_ > SLOGAN else 0
    zh, en = f"发送人的说明里有“{word}”", f"the sender's note says “{word}”"
    return _for(activity, "note", weight_ + more, zh, en)


def from_lessons(known: Known, activity: Activity) -> Evidence | None:
    """What a person decided of other sendings of this unit."""
    unit = known.asset.unit
    counts = counts_beside(known.lessons.units.get(unit, {}), known.asset.sending)
    count = counts.get(activity.key, 0)
    if not count:
        return None
    many = len(known.campaign.activities)
    learnt = weight(1 + count * many / UNIT_EXPECTED / max(1, sum(counts.values())), 1)
    name = unit_name(known.campaign, unit)
    return _for(
        activity,
        "learnt",
        min(LEARNT_MOST, learnt),
        f"您把{name}的 {count} 次发送归入“{activity.title}”",
        f"you put {count} sendings of {name} into “{activity.title}”",
    )


def from_learnt_words(known: Known, activity: Activity) -> Evidence | None:
    """The word of its name or note that people's decisions tie to this activity most."""
    learnt = known.lessons.words
    if not learnt:
        return None
    said = words_in(known.asset.original_name, known.campaign) | words_in(
        known.note, known.campaign
    )
    best: tuple[int, str, int] | None = None
    for word in sorted(said & learnt.keys()):
        counts = counts_beside(learnt[word], known.asset.sending)
        mine = counts.get(activity.key, 0)
        others = sum(counts.values()) - mine
        if mine > others:
            weight_ = weight(mine + WORD_EXPECTED, others + WORD_EXPECTED)
            best = max(best or (0, "", 0), (min(weight_, LEARNT_MOST), word, mine))
    if best is None:
        return None
    weight_, word, count = best
    return _for(
        activity,
        "learnt_words",
        weight_,
        f"您把 {count} 次发送中写有“{word}”的归入“{activity.title}”",
        f"you put what says “{word}” in {count} sendings into “{activity.title}”",
    )


Source = Callable[[Known, Activity], Evidence | None]
#: In the order in which the evidence is shown.
SOURCES: tuple[Source, ...] = (
    from_sender,
    from_invite,
    from_unit,
    from_time,
    from_said_day,
    from_save,
    from_place,
    from_picture,
    from_note,
    from_file_name,
    from_lessons,
    from_learnt_words,
)


def _for(
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
    # Within the week it says of the day alone: any day is as good as another.
    return Evidence(
        kind=kind, activity=None, day=day, weight=0 if inside else OUT_OF_THE_PERIOD, words=words
    )


def _on_the_day(
    known: Known, activity: Activity, taken: datetime.datetime, zh: str, en: str
) -> Evidence:
    weight_ = _of_day(known.campaign, taken.date(), taken.date())
    zh, en = f"{zh}正在该活动日期内", f"{en}on the activity's day"
    if activity.part is not None:
        planned = PARTS[activity.part]
        if activity.part in part_of_day(taken.time()):
            weight_ += IN_THE_PART
            zh, en = f"{zh}，也在{planned.zh}", f"{en} and in the {planned.en}"
        else:
            weight_ += OUT_OF_THE_PART
            zh, en = f"{zh}，但不在{planned.zh}", f"{en} but not in the {planned.en}"
    return _for(activity, "time", doubted(weight_, known.sure), zh, en, taken.date())


def part_of_day(time: datetime.time) -> frozenset[str]:
    """Parts of the day a time may belong to; events run on, so the parts overlap by an hour."""
    spans = {"am": (6, 13), "pm": (12, 19), "eve": (18, 24)}
    return frozenset(part for part, (start, end) in spans.items() if start <= time.hour < end)


_SAID_BY = {
    "sender_day": ("发送人选择的日期", "the sender chose the day"),
    "file_name": ("文件名里的日期", "the file name gives the day"),
    "neighbours": ("同一次发送的其他文件都拍于", "the rest of the sending was all taken on"),
}


def who_said(known: Known) -> tuple[str, str]:
    return _SAID_BY.get(known.said_by, ("文件里写的日期是", "the file gives the day"))


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
