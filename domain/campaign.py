"""The plan that everything is sorted against: a campaign, its activities and its units."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import cast

from domain.campaign_checks import broken, check_key, check_line, check_unique, plain_name
from domain.errors import NotFound
from domain.inspecting.coordinates import MapPoint
from domain.judging.requirements import Requirement
from domain.kinds import KINDS, PARTS
from domain.recipients import RecipientTerms, check_terms
from domain.words import Words

#: A campaign longer than this is taken for a slip of the pen (科普月 is 30 days).
LONGEST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Who is responsible for an activity or sends material; raises BrokenInput."""

    #: Permanent key, e.g. "u1"; never used again for another unit.
    key: str
    #: Name as the notice writes it, e.g. "县科协".
    name: str
    #: Other names of the same unit, e.g. 县工科局 = 工信局.
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)
        for name in (self.name, *self.aliases):
            check_line(name, "单位名称", "a unit's name")

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every alias, the name first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One item of the plan, or one added beside it; raises BrokenInput."""

    #: Permanent key, e.g. "a1"; assets hang on it, never on the number.
    key: str
    #: Number in the plan, from 1; may change in mid-week.
    number: int
    #: Title as the notice writes it.
    title: str
    #: Kinds, keys of `KINDS`.
    kinds: tuple[str, ...] = ()
    #: Its own day in the campaign's zone; None when the notice gives none.
    date: datetime.date | None = None
    #: Part of that day, a key of `PARTS`, or None.
    part: str | None = None
    #: Place as written, or None.
    venue: str | None = None
    #: Where that is, as a map showed it and with that map's system, or None.
    venue_at: MapPoint | None = None
    #: Keys of the responsible units.
    units: tuple[str, ...] = ()
    #: Names of those who take part without being responsible.
    partners: tuple[str, ...] = ()
    #: Shots wanted of it, in the editor's words.
    wanted: tuple[str, ...] = ()
    #: False when nobody is expected to send anything (taking part elsewhere).
    media_expected: bool = True
    #: True for one added beside the plan (计划外), such as 气象科技周.
    off_plan: bool = False

    def __post_init__(self) -> None:
        check_key(self.key)
        check_line(self.title, "活动名称", "an activity's title")
        if self.number < 1:
            raise broken(
                f"活动序号 {self.number} 无效：从 1 开始",
                f"activity number {self.number} is not valid: numbers start at 1",
            )
        for kind in self.kinds:
            if kind not in KINDS:
                known = "、".join(KINDS)
                raise broken(
                    f"活动 {self.number} 的类型“{kind}”未知，可用：{known}",
                    f"activity {self.number} has the unknown kind {kind!r}; known: {known}",
                )
        if self.part is not None and self.part not in PARTS:
            raise broken(
                f"活动 {self.number} 的时段“{self.part}”未知，可用：{'、'.join(PARTS)}",
                f"activity {self.number} has the unknown part of day {self.part!r}",
            )


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One week with its plan and what has to be sent to whom by when; raises BrokenInput."""

    #: Permanent key, e.g. "yunling-2025".
    key: str
    #: Title, e.g. of the plan document.
    title: str
    #: Theme without quotation marks; empty when the notice gives none.
    theme: str
    #: First day, in `zone`.
    starts_on: datetime.date
    #: Last day, in `zone`, itself included.
    ends_on: datetime.date
    #: IANA name of the time zone in which days are counted.
    zone: str = "Asia/Shanghai"
    #: Names of those who issue the notice.
    host_units: tuple[str, ...]
    #: Day named for handing in; "6月5日前" leaves open whether it is included. None when not given.
    deadline: datetime.date | None
    #: The deadline in the notice's own words.
    deadline_text: str = ""
    #: Names of those who receive the package.
    recipients: tuple[str, ...] = ()
    #: The longest the film may last, in milliseconds.
    film_limit_ms: int = 180_000
    #: Name of the profile of requirements.
    profile: str = "county-science-week"
    #: Name of the unit that hands the package in.
    submitter: str = ""
    #: Every unit that is responsible or sends.
    units: tuple[Unit, ...]
    #: The activities in plan order.
    activities: tuple[Activity, ...]
    #: What the notice asks, clause by clause; the film's limit counts as `film_limit_ms` says.
    requirements: tuple[Requirement, ...] = ()
    #: What single recipients ask otherwise; each of these gets a package of its own.
    terms: tuple[RecipientTerms, ...] = ()

    def __post_init__(self) -> None:
        check_key(self.key)
        check_key(self.profile)
        check_line(self.title, "标题", "the title")
        check_line(self.zone, "时区", "the time zone")
        _check_period(self.starts_on, self.ends_on)
        if self.film_limit_ms <= 0:
            raise broken("成片时长上限必须大于零", "the film's limit must be more than zero")
        _check_units(self.units)
        _check_activities(self.activities, {unit.key for unit in self.units})
        check_unique((each.id for each in self.requirements), "要求的编号", "requirement id")
        check_terms(self.terms, self.recipients)

    def activity(self, key: str) -> Activity:
        """The activity of that permanent key; raises NotFound."""
        for activity in self.activities:
            if activity.key == key:
                return activity
        raise NotFound(Words(zh=f"没有键为“{key}”的活动", en=f"no activity has the key {key!r}"))

    def activity_numbered(self, number: int) -> Activity:
        """The activity that has this number now; raises NotFound."""
        for activity in self.activities:
            if activity.number == number:
                return activity
        raise NotFound(Words(zh=f"没有第 {number} 项活动", en=f"there is no activity {number}"))

    def unit(self, key: str) -> Unit:
        """The unit of that permanent key; raises NotFound."""
        for unit in self.units:
            if unit.key == key:
                return unit
        raise NotFound(Words(zh=f"没有键为“{key}”的单位", en=f"no unit has the key {key!r}"))

    def unit_named(self, name: str) -> Unit | None:
        """The unit of that name or alias, spaces and case aside; None when there is none."""
        wanted = plain_name(name)
        for unit in self.units:
            if wanted in map(plain_name, unit.names):
                return unit
        return None

    def days(self) -> tuple[datetime.date, ...]:
        """Every day of the campaign, first to last."""
        count = (self.ends_on - self.starts_on).days + 1
        return tuple(self.starts_on + datetime.timedelta(days=n) for n in range(count))


def _check_period(starts_on: datetime.date, ends_on: datetime.date) -> None:
    if ends_on < starts_on:
        raise broken(
            f"活动结束日 {ends_on} 早于开始日 {starts_on}",
            f"the campaign ends on {ends_on}, before it starts on {starts_on}",
        )
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise broken(
            f"活动周期超过 {LONGEST_DAYS} 天，请检查年份",
            f"the campaign is longer than {LONGEST_DAYS} days; check the years",
        )


def _check_units(units: tuple[Unit, ...]) -> None:
    check_unique((unit.key for unit in units), "单位的键", "unit key")
    check_unique(
        (plain_name(name) for unit in units for name in unit.names), "单位名称或别名", "unit name"
    )


def _check_activities(activities: tuple[Activity, ...], unit_keys: set[str]) -> None:
    check_unique((activity.key for activity in activities), "活动的键", "activity key")
    check_unique((activity.number for activity in activities), "活动序号", "activity number")
    for activity in activities:
        for key in activity.units:
            if key not in unit_keys:
                raise broken(
                    f"活动 {activity.number} 引用了不存在的单位“{key}”",
                    f"activity {activity.number} names the unit {key!r}, which is not listed",
                )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two campaigns, as `open` shows it before it is applied."""

    #: "campaign", "unit" or "activity", then "-added", "-removed" or "-changed".
    what: str
    #: Permanent key of what changes.
    key: str
    #: The difference as a sentence.
    words: Words
    #: Field that changes; empty when the whole is added or removed.
    field: str = ""
    #: True when an activity goes, which is refused while assets hang on it.
    drops_activity: bool = False


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What `open --merge OLD=NEW` does: assets of `old` move to `new`, and `old` is gone."""

    #: Key of the activity that disappears.
    old: str
    #: Key of the activity that receives its assets.
    new: str
    #: The campaign as it stands afterwards.
    campaign: Campaign


def merge_activity(campaign: Campaign, old: str, new: str) -> Merge:
    """The merge of one activity into another, as a plain mapping of keys.

    `campaign` is the one that is to stand. `old` may be missing from it already, as the owner
    has often taken the item out of the file. Raises NotFound when `new` is not in it, and
    BrokenInput when both are the same.
    """
    if old == new:
        raise broken(
            f"不能把活动“{old}”并入它自己", f"activity {old!r} cannot be merged into itself"
        )
    campaign.activity(new)
    rest = tuple(activity for activity in campaign.activities if activity.key != old)
    return Merge(old=old, new=new, campaign=replace(campaign, activities=rest))


_Whole = Campaign | Unit | Activity
_FIELD_WORDS: dict[str, Words] = {
    "title": Words(zh="名称", en="title"),
    "theme": Words(zh="主题", en="theme"),
    "starts_on": Words(zh="开始日", en="first day"),
    "ends_on": Words(zh="结束日", en="last day"),
    "zone": Words(zh="时区", en="time zone"),
    "host_units": Words(zh="主办单位", en="host units"),
    "deadline": Words(zh="报送截止日", en="deadline"),
    "deadline_text": Words(zh="截止时间原文", en="deadline's wording"),
    "recipients": Words(zh="报送对象", en="recipients"),
    "film_limit_ms": Words(zh="成片时长上限（毫秒）", en="film limit (ms)"),
    "profile": Words(zh="要求", en="profile"),
    "submitter": Words(zh="报送单位", en="submitter"),
    "name": Words(zh="名称", en="name"),
    "aliases": Words(zh="别名", en="aliases"),
    "number": Words(zh="序号", en="number"),
    "kinds": Words(zh="类型", en="kinds"),
    "date": Words(zh="日期", en="date"),
    "part": Words(zh="时段", en="part of day"),
    "venue": Words(zh="地点", en="venue"),
    "venue_at": Words(zh="地点坐标", en="coordinates"),
    "units": Words(zh="责任单位", en="responsible units"),
    "partners": Words(zh="协作单位", en="partners"),
    "wanted": Words(zh="需要的镜头", en="wanted shots"),
    "media_expected": Words(zh="是否需要素材", en="material expected"),
    "off_plan": Words(zh="计划外", en="off plan"),
    "requirements": Words(zh="通知要求", en="requirements"),
    "terms": Words(zh="个别报送对象的要求", en="terms of single recipients"),
}


def campaign_changes(old: Campaign | None, new: Campaign) -> tuple[Change, ...]:
    """Every difference from `old` to `new`: campaign first, then units, then activities.

    Activities and units are the same when their keys are, whatever their numbers and names.
    Without `old` everything is added. Raises BrokenInput when the two have different keys.
    """
    if old is None:
        return (_added("campaign", new.key, new.title), *_parts_changed((), (), new))
    if old.key != new.key:
        raise broken(
            f"“{new.key}”与“{old.key}”不是同一个活动周",
            f"{new.key!r} and {old.key!r} are different campaigns",
        )
    return (
        *_fields_changed("campaign", old, new, new.title, frozenset({"units", "activities"})),
        *_parts_changed(old.units, old.activities, new),
    )


def _parts_changed(
    units: tuple[Unit, ...], activities: tuple[Activity, ...], new: Campaign
) -> tuple[Change, ...]:
    return (
        *_members_changed("unit", units, new.units),
        *_members_changed("activity", activities, new.activities),
    )


def _members_changed(
    what: str, old: tuple[Unit, ...] | tuple[Activity, ...], new: tuple[Unit | Activity, ...]
) -> Iterable[Change]:
    before = {member.key: member for member in old}
    after = {member.key for member in new}
    for member in new:
        if member.key not in before:
            yield _added(what, member.key, _label(member))
        else:
            yield from _fields_changed(what, before[member.key], member, _label(member))
    for key, member in before.items():
        if key not in after:
            yield _removed(what, key, _label(member))


_WHAT_WORDS = {
    "campaign": Words(zh="活动周", en="campaign"),
    "unit": Words(zh="单位", en="unit"),
    "activity": Words(zh="活动", en="activity"),
}


def _label(member: Unit | Activity) -> str:
    return member.name if isinstance(member, Unit) else f"{member.number}. {member.title}"


def _added(what: str, key: str, label: str) -> Change:
    name = _WHAT_WORDS[what]
    words = Words(zh=f"新增{name.zh}“{label}”（{key}）", en=f"new {name.en} “{label}” ({key})")
    return Change(what=f"{what}-added", key=key, words=words)


def _removed(what: str, key: str, label: str) -> Change:
    name = _WHAT_WORDS[what]
    words = Words(zh=f"删除{name.zh}“{label}”（{key}）", en=f"{name.en} “{label}” ({key}) goes")
    return Change(what=f"{what}-removed", key=key, words=words, drops_activity=what == "activity")


def _fields_changed(
    what: str, old: _Whole, new: _Whole, label: str, skip: frozenset[str] = frozenset()
) -> Iterable[Change]:
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name in skip or before == after:
            continue
        name = _FIELD_WORDS[field.name]
        was, now = _shown(before), _shown(after)
        words = Words(
            zh=f"{_WHAT_WORDS[what].zh}“{label}”的{name.zh}：{was.zh} → {now.zh}",
            en=f"{_WHAT_WORDS[what].en} “{label}”, {name.en}: {was.en} → {now.en}",
        )
        yield Change(what=f"{what}-changed", key=new.key, words=words, field=field.name)


def _shown(value: object) -> Words:
    if value is None or value == "" or value == ():
        return Words(zh="（无）", en="(none)")
    if isinstance(value, bool):
        return Words(zh="是" if value else "否", en="yes" if value else "no")
    if isinstance(value, MapPoint):
        text = f"{value.lat}, {value.lon} ({value.system})"
        return Words(zh=text, en=text)
    if isinstance(value, tuple):
        text = "、".join(map(str, cast("tuple[str, ...]", value)))
        return Words(zh=text, en=text)
    return Words(zh=str(value), en=str(value))
