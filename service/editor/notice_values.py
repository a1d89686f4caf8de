"""The fields of the import page: a draft as the page holds it, and the campaign they make."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from domain.campaign import Activity, Campaign, Unit
from domain.campaign_checks import broken, plain_name
from domain.errors import UsageError
from domain.inspecting.coordinates import MapPoint
from domain.judging.requirements import Requirement
from domain.notice.adopting import adopt_keys
from domain.notice.draft import CampaignDraft
from domain.notice.proposing import proposed_aliases
from domain.words import Words
from service.notices.notice_file import Draft


def _one_line(text: str) -> str:
    """What was pasted may hold breaks and what nobody sees: a space for each."""
    return "".join(" " if category(letter) in _UNSEEN else letter for letter in text)


_UNSEEN = ("Cc", "Cs", "Zl", "Zp")
#: Characters of a field, and entries of a list of them.
_LONGEST, _MOST = 300, 60
_Line = Annotated[str, Field(max_length=_LONGEST), AfterValidator(_one_line)]
_Lines = Annotated[list[_Line], Field(max_length=_MOST)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UnitValues(_Part):
    key: _Line
    name: _Line
    aliases: _Lines = []
    #: Aliases that the rules propose and nobody has decided on.
    proposed: _Lines = []


class ActivityValues(_Part):
    key: _Line
    number: int | None
    title: _Line
    date: _Line = ""
    part: _Line = ""
    venue: _Line = ""
    #: Where a map showed it; gone when the venue is written anew.
    venue_at: MapPoint | None = None
    #: Names, as the notice has them.
    units: _Lines = []
    partners: _Lines = []
    kinds: _Lines = []
    wanted: _Lines = []
    media_expected: bool = True
    off_plan: bool = False
    #: Number under which the notice has it; None for one that was added by hand.
    read: int | None = None


class NoticeValues(_Part):
    """Everything a person can correct; half-typed values are kept as they stand."""

    key: _Line
    title: _Line
    theme: _Line = ""
    starts_on: _Line = ""
    ends_on: _Line = ""
    zone: _Line = "Asia/Shanghai"
    profile: _Line = "county-science-week"
    host_units: _Lines = []
    submitter: _Line = ""
    recipients: _Lines = []
    deadline: _Line = ""
    deadline_text: _Line = ""
    #: Seconds.
    film_limit: _Line = "180"
    units: Annotated[list[UnitValues], Field(max_length=300)] = []
    activities: Annotated[list[ActivityValues], Field(max_length=200)] = []
    requirements: Annotated[list[Requirement], Field(max_length=200)] = []
    #: Doubtful fields that a person looked at.
    looked: Annotated[list[_Line], Field(max_length=2000)] = []
    #: True when the keys were written by hand and must stay.
    fixed_keys: bool = False

    def plain(self) -> dict[str, Any]:
        """As it is kept and sent to the page."""
        return self.model_dump(mode="json")


def values_of(draft: Draft) -> NoticeValues:
    """The page's fields for a fresh draft; unsure aliases become proposals.

    UsageError where lines ran together, so that a field or a list is too long to be looked over.
    """
    try:
        return _values_of(draft)
    except ValidationError as fault:
        words = _too_long(fault)
    # Outside of the except: the fault quotes the notice, and what is chained may come into a log.
    raise UsageError(words)


def _too_long(fault: ValidationError) -> Words:
    first = fault.errors(include_url=False)[0]
    if first["type"] == "string_too_long":
        begins = str(first["input"])[:20]
        return Words(
            zh=f"“{begins}……”这一项超过 {_LONGEST} 字，像是几行连在了一起。"
            "请把正文粘贴过来，分行后再读",
            en=f"“{begins}…” is over {_LONGEST} characters, as if lines ran together; paste the "
            "text, break its lines, and read it again",
        )
    return Words(
        zh=f"有一项列出的名称超过 {_MOST} 个，像是几行连在了一起。请把正文粘贴过来，分行后再读",
        en=f"a list of names has more than {_MOST}, as if lines ran together; paste the text, "
        "break its lines, and read it again",
    )


def _values_of(draft: Draft) -> NoticeValues:
    plan = draft.plan
    open_: dict[str, list[str]] = {}
    if draft.notice is not None and isinstance(plan, CampaignDraft):
        plan, proposals = proposed_aliases(draft.notice, plan)
        for each in proposals:
            open_.setdefault(each.unit, []).append(each.name)
    said = {a.number: a.units for a in draft.notice.activities} if draft.notice else {}
    names = {unit.key: unit.name for unit in plan.units}
    return NoticeValues(
        key=plan.key,
        title=plan.title,
        theme=plan.theme,
        starts_on=_iso(plan.starts_on),
        ends_on=_iso(plan.ends_on),
        zone=plan.zone,
        profile=plan.profile,
        host_units=list(plan.host_units),
        submitter=plan.submitter,
        recipients=list(plan.recipients),
        deadline=_iso(plan.deadline),
        deadline_text=plan.deadline_text,
        film_limit=f"{Decimal(plan.film_limit_ms) / 1000:f}",
        units=[_unit_values(unit, open_.get(unit.key, [])) for unit in plan.units],
        activities=[
            _activity_values(
                activity,
                units=list(said.get(activity.number) or [names[key] for key in activity.units]),
                read=activity.number if activity.number in said else None,
            )
            for activity in plan.activities
        ],
        requirements=list(plan.requirements),
        fixed_keys=draft.notice is None,
    )


def _unit_values(unit: Unit, proposed: list[str]) -> UnitValues:
    return UnitValues(key=unit.key, name=unit.name, aliases=list(unit.aliases), proposed=proposed)


def _activity_values(activity: Activity, *, units: list[str], read: int | None) -> ActivityValues:
    return ActivityValues(
        key=activity.key,
        number=activity.number,
        title=activity.title,
        date=_iso(activity.date),
        part=activity.part or "",
        venue=activity.venue or "",
        venue_at=activity.venue_at,
        units=units,
        partners=list(activity.partners),
        kinds=list(activity.kinds),
        wanted=list(activity.wanted),
        media_expected=activity.media_expected,
        off_plan=activity.off_plan,
        read=read,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def campaign_of(values: NoticeValues, old: Campaign | None) -> Campaign:
    """The campaign that the fields make; `old` is the one of the same key, whose keys it keeps.

    Units that only an activity names are added. Raises BrokenInput for what is missing or wrong,
    naming the field.
    """
    _check_decided(values)
    starts_on = _day(values.starts_on, "开始日", "the first day")
    ends_on = _day(values.ends_on, "结束日", "the last day")
    if starts_on is None or ends_on is None:
        raise broken("请填写活动的开始日和结束日", "fill in the first and the last day")
    units, recipients = _units(values), _named(values.recipients)
    campaign = Campaign(
        key=values.key.strip(),
        title=values.title.strip(),
        theme=values.theme.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        zone=values.zone,
        host_units=_named(values.host_units),
        deadline=_day(values.deadline, "报送截止日", "the deadline"),
        deadline_text=values.deadline_text.strip(),
        recipients=recipients,
        film_limit_ms=_limit_ms(values.film_limit),
        profile=values.profile,
        submitter=values.submitter.strip(),
        units=units,
        activities=tuple(_activity(each, units) for each in values.activities),
        requirements=tuple(values.requirements),
        # The page does not show them: what was written in campaign.yaml stays while its name does.
        terms=tuple(each for each in old.terms if each.recipient in recipients) if old else (),
    )
    if old is None or values.fixed_keys:
        return campaign
    return adopt_keys(campaign, old)


def _check_decided(values: NoticeValues) -> None:
    open_ = [name for unit in values.units for name in unit.proposed]
    if open_:
        raise broken(
            f"还有 {len(open_)} 个单位名称没有定是不是同一单位：{'、'.join(open_)}",
            f"{len(open_)} names of units are not decided yet: {', '.join(open_)}",
        )


def _units(values: NoticeValues) -> tuple[Unit, ...]:
    units = [
        Unit(key=each.key, name=each.name.strip(), aliases=_named(each.aliases))
        for each in values.units
    ]
    known = {plain_name(name) for unit in units for name in unit.names}
    keys = {unit.key for unit in units}
    for name in (name for each in values.activities for name in _named(each.units)):
        if plain_name(name) not in known:
            key = next(f"u{n}" for n in range(1, len(keys) + 2) if f"u{n}" not in keys)
            units.append(Unit(key=key, name=name))
            known.add(plain_name(name))
            keys.add(key)
    return tuple(units)


def _activity(each: ActivityValues, units: tuple[Unit, ...]) -> Activity:
    if each.number is None:
        raise broken(f"活动“{each.title}”没有序号", f"activity {each.title!r} has no number")
    keys = {plain_name(name): unit.key for unit in units for name in unit.names}
    day = _day(each.date, f"活动 {each.number} 的日期", f"the date of activity {each.number}")
    return Activity(
        key=each.key,
        number=each.number,
        title=each.title.strip(),
        kinds=tuple(each.kinds),
        date=day,
        part=each.part or None,
        venue=each.venue.strip() or None,
        venue_at=each.venue_at,
        units=tuple(dict.fromkeys(keys[plain_name(name)] for name in _named(each.units))),
        partners=_named(each.partners),
        wanted=_named(each.wanted),
        media_expected=each.media_expected,
        off_plan=each.off_plan,
    )


def _named(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _day(text: str, zh: str, en: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise broken(f"{zh}“{text}”不是日期", f"{en} {text!r} is no date") from error


def _limit_ms(text: str) -> int:
    try:
        exact = Decimal(text.strip()) * 1000
        if exact != int(exact) or not 0 < exact < 10**9:
            raise ValueError(text)
        return int(exact)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise broken(
            f"成片时长“{text}”不是秒数", f"the film's limit {text!r} is not in seconds"
        ) from error
