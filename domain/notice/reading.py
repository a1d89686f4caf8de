"""The notice that a campaign is drafted from: its text read by rules; a person confirms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.errors import BrokenInput
from domain.judging.requirements import Requirement
from domain.notice.activity import PlannedActivity, planned_activity
from domain.notice.contacts import Contacts, contacts_start, find_contacts
from domain.notice.doubts import Doubt, activity_doubt, doubt
from domain.notice.head import (
    Signature,
    Titled,
    appendix_starts,
    find_based_on,
    find_doc_no,
    find_event,
    find_signatures,
    find_title,
    is_plan_title,
    suggested_title,
)
from domain.notice.issuers import find_hosts, issuers_over_plan
from domain.notice.one_event import find_one_event, held_in_opening, on_its_day
from domain.notice.outline import Part, outline
from domain.notice.plan import Plan, find_plan
from domain.notice.requirements import find_requirements
from domain.notice.submission import Submission, find_submission
from domain.notice.table import split_tables
from domain.notice.text import Flow, flow_of
from domain.notice.units import alias_groups, is_collective, is_usual_alias, place_of, short_form
from domain.notice.when import Period, Theme, find_period, find_theme
from domain.words import Words

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|〕)")
_NOTHING_ASKED = Submission()
_UNDATED_FOR_A_REASON = frozenset(("several_days", "vague_date", "lost_characters"))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was read from a notice; None and () where it does not say."""

    doc_no: str | None
    #: Title as printed.
    title: str | None
    #: One of our own making for a notice without a title; the plan's under a covering letter.
    title_suggested: str | None
    #: Name of what is held, such as 2025年…科技活动周.
    event: str | None
    year: int | None
    issuers: tuple[str, ...]
    issued_on: date | None
    #: Document numbers, else titles in 《》.
    based_on: tuple[str, ...]
    #: County, city or district of the issuers; empty when unknown.
    place: str
    #: First and last day.
    starts_on: date | None = None
    ends_on: date | None = None
    theme: str | None = None
    activities: tuple[PlannedActivity, ...] = ()
    #: What is to be handed in, by when, by whom and to whom.
    submission: Submission = _NOTHING_ASKED
    contacts: tuple[Contacts, ...] = ()
    #: Every name by which units of the place are called, gathered by unit.
    unit_names: tuple[tuple[str, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    #: What is asked of film, photos, report and package, clause by clause.
    requirements: tuple[Requirement, ...] = ()
    #: Slices of the source that were read as a whole: "period", "theme", "submission",
    #: "video_limit", "signature".
    places: Mapping[str, tuple[int, int]] = field(
        default_factory=dict[str, tuple[int, int]], compare=False
    )


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """The notice cut at its joints."""

    flow: Flow
    parts: tuple[Part, ...]
    plan: Plan | None
    signatures: tuple[Signature, ...]
    contacts_at: int | None
    #: Where a part must end: contacts, signature, appendix.
    barriers: tuple[int, ...]


def read_notice(source: str) -> Notice:
    """Read a notice's text; table rows are lines with tabs between their cells.

    Whatever is unsure is left out and listed in `doubts`. Raises BrokenInput when there is
    neither a period nor any activity nor a theme nor the name of a campaign.
    """
    frame = _frame(source)
    notice = _headed(frame)
    at = (frame.plan.start, frame.plan.stop) if frame.plan else (0, 0)
    period = find_period(frame.flow, frame.parts, at, notice.year)
    theme = find_theme(frame.flow, frame.parts, at)
    year = period.start.year if period.start and period.has_year else notice.year
    activities = _activities(frame, notice, year, theme.text if theme else "", period)
    named = theme is not None or notice.event is not None
    if not activities and period.start is None and not named:
        raise _nothing_usable(period)
    submission = find_submission(frame.flow.paragraphs(0, len(frame.flow.text)), year)
    notice = replace(
        notice,
        year=year,
        starts_on=period.start,
        ends_on=period.end,
        theme=theme.text if theme else None,
        activities=activities,
        submission=submission,
        contacts=_contacts(frame, notice.issuers),
        requirements=find_requirements(frame.flow, frame.parts, at, frame.contacts_at),
        places=_places(frame, period, theme, submission),
    )
    notice = replace(notice, unit_names=_unit_names(notice, frame.signatures))
    return replace(notice, doubts=_doubts(notice, frame, period))


def _places(
    frame: _Frame, period: Period, theme: Theme | None, submission: Submission
) -> dict[str, tuple[int, int]]:
    signed = next((s for s in frame.signatures if not s.printed), None)
    slices = {
        "period": period.place,
        "theme": theme.place if theme else (0, 0),
        "submission": submission.place,
        "video_limit": submission.limit_place,
        "signature": (signed.start, signed.stop) if signed else (0, 0),
    }
    return {
        name: frame.flow.in_source(start, stop)
        for name, (start, stop) in slices.items()
        if start < stop
    }


def _frame(source: str) -> _Frame:
    prose, tables = split_tables(source)
    flow = flow_of(prose)
    signatures = find_signatures(flow)
    contacts_at = contacts_start(flow)
    signed = [signature.start for signature in signatures if signature.issuers]
    contact = [] if contacts_at is None else [contacts_at]
    barriers = tuple(sorted({*signed, *contact, *appendix_starts(flow)}))
    parts = outline(flow, barriers)
    return _Frame(
        flow=flow,
        parts=parts,
        plan=find_plan(flow, parts, tables),
        signatures=signatures,
        contacts_at=contacts_at,
        barriers=barriers,
    )


def _headed(frame: _Frame) -> Notice:
    flow = frame.flow
    stop = frame.plan.start if frame.plan and frame.plan.start else len(flow.text)
    opening = flow.text[:stop]
    signed = next((s for s in frame.signatures if not s.printed), None)
    issuers = signed.issuers if signed else ()
    titled, inner = _titles(frame)
    title = titled.title if titled else None
    issuers = issuers or (titled.issuers if titled else ()) or issuers_over_plan(flow, title or "")
    issuers = issuers or find_hosts(flow.paragraphs(0, stop))
    event = find_event(inner or title, flow.text)
    doc_no = find_doc_no(flow, frame.parts[0].start if frame.parts else len(flow.text))
    if title is None:
        suggested = inner or (suggested_title(event, flow.text) if event else None)
    else:
        suggested = inner
    return Notice(
        doc_no=doc_no,
        title=title,
        title_suggested=suggested,
        event=event,
        year=_year(event, signed, doc_no, flow.text),
        issuers=issuers,
        issued_on=signed.day if signed else None,
        based_on=find_based_on(opening),
        place=_place(issuers, event),
    )


def _titles(frame: _Frame) -> tuple[Titled | None, str | None]:
    """The notice's title, and the plan's own where a covering letter or an appendix begins it."""
    titled = find_title(frame.flow, 0)
    signed = [signature.stop for signature in frame.signatures if not signature.printed]
    starts = sorted({*signed, *appendix_starts(frame.flow)})
    titles = (find_title(frame.flow, start) for start in starts)
    inner = next((found.title for found in titles if found and is_plan_title(found.title)), None)
    return titled, inner if titled is None or inner != titled.title else None


def _year(event: str | None, signed: Signature | None, doc_no: str | None, text: str) -> int | None:
    for source in (event, str(signed.day.year) + "年" if signed else None, doc_no, text):
        match = _YEAR.search(source or "")
        if match:
            return int(match[1])
    return None


def _place(issuers: tuple[str, ...], event: str | None) -> str:
    places = [place for name in issuers if (place := place_of(name))]
    return places[0] if places else place_of(re.sub(r"^\d{4}年(?:度)?", "", event or ""))


def _activities(
    frame: _Frame, notice: Notice, year: int | None, theme: str, period: Period
) -> tuple[PlannedActivity, ...]:
    whole = find_one_event(frame.flow, frame.parts, notice.title, notice.event)
    alone = whole or held_in_opening(frame.flow, frame.parts)
    items = frame.plan.items if frame.plan else (alone,) if alone else ()
    days = (None, None) if whole else (period.start, period.end)
    planned = [planned_activity(item, year=year, theme=theme, period=days) for item in items]
    if whole and frame.plan:
        event = planned_activity(whole, year=year, theme=theme)
        planned = [on_its_day(each, event, _UNDATED_FOR_A_REASON) for each in planned]
    return tuple(activity for activity in planned if activity.title)


def _contacts(frame: _Frame, issuers: tuple[str, ...]) -> tuple[Contacts, ...]:
    if frame.contacts_at is None:
        return ()
    later = [barrier for barrier in frame.barriers if barrier > frame.contacts_at]
    return find_contacts(
        frame.flow, frame.contacts_at, min([len(frame.flow.text), *later]), issuers
    )


def _unit_names(notice: Notice, signatures: tuple[Signature, ...]) -> tuple[tuple[str, ...], ...]:
    names = [
        *notice.issuers,
        *(unit for activity in notice.activities for unit in activity.units),
        notice.submission.submitter or "",
        *(contact.unit or "" for contact in notice.contacts),
        *(name for signature in signatures for name in signature.issuers),
    ]
    single = tuple(name for name in names if name and not is_collective(name))
    return alias_groups(single, notice.place)


def _nothing_usable(period: Period) -> BrokenInput:
    seen = "".join(f"“{words}”" for _, words in period.unsure)
    return BrokenInput(
        Words(
            zh="没有从这份文件里读出活动时间，也没有读出活动安排"
            + (f"（{seen}不是完整的日期）" if seen else "")
            + "。请确认它是活动周的通知或方案，或者直接填写 campaign.yaml",
            en="neither a period nor any activity was found"
            + (f" ({seen} is no complete date)" if seen else "")
            + "; check that this is the notice or plan of a campaign, or write campaign.yaml",
        )
    )


def _doubts(notice: Notice, frame: _Frame, period: Period) -> tuple[Doubt, ...]:
    missing = {
        "title_missing_in_text": notice.title is None,
        "year_missing": notice.year is None,
        "issuers_missing": not notice.issuers,
        "period_missing": notice.starts_on is None,
        "theme_missing": notice.theme is None,
        "activities_missing": not notice.activities,
        "activities_renumbered": bool(frame.plan and frame.plan.renumbered),
        "deadline_missing": notice.submission.deadline is None,
        "recipients_missing": not notice.submission.recipients,
    }
    found = [doubt(code) for code, holds in missing.items() if holds]
    found += [doubt(code, words) for code, words in (*period.unsure, *notice.submission.unsure)]
    found += _year_doubts(notice)
    found += _activity_doubts(notice.activities)
    return (*found, *_unit_doubts(notice))


def _year_doubts(notice: Notice) -> list[Doubt]:
    named = _YEAR.search(notice.event or "")
    years = {notice.year, int(named[1]) if named else notice.year}
    if notice.issued_on and notice.starts_on and notice.issued_on > notice.starts_on:
        years.add(notice.issued_on.year)
    known = sorted(year for year in years if year)
    return [doubt("year_conflict", "、".join(map(str, known)))] if len(known) > 1 else []


def _activity_doubts(activities: tuple[PlannedActivity, ...]) -> list[Doubt]:
    found: list[Doubt] = []
    reasons = {a.number: {code for code, _ in a.unsure} for a in activities}
    undated = [
        a.number
        for a in activities
        if a.date is None and not reasons[a.number] & _UNDATED_FOR_A_REASON
    ]
    unowned = [activity.number for activity in activities if not activity.units]
    for code, numbers in (("undated", undated), ("no_unit", unowned)):
        if numbers:
            found.append(activity_doubt(code, numbers))
    for activity in activities:
        for code, words in activity.unsure:
            found.append(activity_doubt(code, [activity.number], words))
    return found


def _unit_doubts(notice: Notice) -> list[Doubt]:
    found: list[Doubt] = []
    for group in notice.unit_names:
        if not is_usual_alias(group, notice.place):
            names = dict.fromkeys(short_form(name, notice.place) for name in group)
            found.append(doubt("org_alias", "=".join(names)))
    units = dict.fromkeys(unit for activity in notice.activities for unit in activity.units)
    return found + [doubt("unit_collective", unit) for unit in units if is_collective(unit)]
