"""The notice that a campaign is drafted from: its text read by rules; a person confirms."""

import re
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import BrokenInput
from domain.notice.activity import PlannedActivity, planned_activity
from domain.notice.contacts import Contacts, contacts_start, find_contacts
from domain.notice.doubting import UNDATED_FOR_A_REASON, doubts_of
from domain.notice.head import (
    Titled,
    appendix_starts,
    find_based_on,
    find_doc_no,
    find_event,
    find_title,
    is_plan_title,
    suggested_title,
    written_on,
)
from domain.notice.issuers import find_hosts, issuers_over_plan
from domain.notice.notice import Notice
from domain.notice.one_event import find_one_event, held_in_opening, on_its_day
from domain.notice.outline import Part, outline
from domain.notice.plan import Plan, find_plan
from domain.notice.requirements import find_requirements
from domain.notice.signatures import Signature, find_signatures, signed_in_month
from domain.notice.spaces import parted
from domain.notice.submission import Submission, find_submission
from domain.notice.table import split_tables
from domain.notice.text import Flow, flow_of
from domain.notice.themes import Theme, find_theme
from domain.notice.units import alias_groups, is_collective, place_of
from domain.notice.when import Period, find_period
from domain.words import Words

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|〕)")

_OURSELVES = re.compile("我(?:[局委会办校院部厅处站所社馆台]|中心|单位|[县市区旗镇乡]?$)")


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
    submission = replace(submission, submitter=_submitter(submission.submitter, notice.issuers))
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
    renumbered = frame.plan is not None and frame.plan.renumbered
    return replace(notice, doubts=doubts_of(notice, period, renumbered=renumbered))


def _submitter(named: str | None, issuers: tuple[str, ...]) -> str | None:
    """Who hands in, by name: 我局 is who issued the notice, 我市科协 is 市科协."""
    if named is None or not named.startswith("我"):
        return named
    if _OURSELVES.match(named):
        return issuers[0] if len(issuers) == 1 else None
    return named.removeprefix("我")


def _places(
    frame: _Frame, period: Period, theme: Theme | None, submission: Submission
) -> dict[str, tuple[int, int]]:
    signed = next((s for s in frame.signatures if not s.printed), None)
    signed = signed or next(iter(frame.signatures), None)
    written = _written(frame)
    slices = {
        "period": period.place,
        "theme": theme.place if theme else (0, 0),
        "submission": submission.place,
        "video_limit": submission.limit_place,
        "signature": (signed.start, signed.stop) if signed else written[1] if written else (0, 0),
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
    printed = next(iter(frame.signatures), None)
    issuers = signed.issuers if signed else signed_in_month(flow)
    titled, inner = _titles(frame)
    title = titled.title if titled else None
    issuers = issuers or (titled.issuers if titled else ()) or issuers_over_plan(flow, title or "")
    issuers = issuers or find_hosts(parted(flow, 0, stop))
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
        issued_on=_issued_on(signed or printed, _written(frame)),
        based_on=find_based_on(opening),
        place=_place(issuers, event),
    )


def _written(frame: _Frame) -> tuple[date, tuple[int, int]] | None:
    flow = frame.flow
    return written_on(flow, frame.parts[0].start if frame.parts else len(flow.text))


def _issued_on(
    signed: Signature | None, written: tuple[date, tuple[int, int]] | None
) -> date | None:
    """The day of the signature, else the printer's, else that of the page's particulars."""
    return signed.day if signed else written[0] if written else None


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
        planned = [on_its_day(each, event, UNDATED_FOR_A_REASON) for each in planned]
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
