"""What is unsure of a notice that was read: what is missing, vague, or said twice."""

import re
from datetime import date, timedelta

from domain.notice.activity import PlannedActivity
from domain.notice.doubts import Doubt, activity_doubt, doubt
from domain.notice.notice import Notice
from domain.notice.units import is_collective, is_usual_alias, short_form
from domain.notice.when import Period

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|〕)")
#: So long before a campaign of the next year its notice may be issued.
_AHEAD = timedelta(days=183)
#: An activity without a day that says why is not told to have none.
UNDATED_FOR_A_REASON = frozenset(("several_days", "vague_date", "lost_characters"))


def doubts_of(notice: Notice, period: Period, *, renumbered: bool) -> tuple[Doubt, ...]:
    """Everything that a person has to look at; `renumbered` where numbers of activities clashed."""
    missing = {
        "title_missing_in_text": notice.title is None,
        "year_missing": notice.year is None,
        "issuers_missing": not notice.issuers,
        "period_missing": notice.starts_on is None,
        "theme_missing": notice.theme is None,
        "activities_missing": not notice.activities,
        "activities_renumbered": renumbered,
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
    if notice.issued_on and not _may_be_issued(notice.issued_on, notice):
        years.add(notice.issued_on.year)
    known = sorted(year for year in years if year)
    return [doubt("year_conflict", "、".join(map(str, known)))] if len(known) > 1 else []


def _may_be_issued(day: date, notice: Notice) -> bool:
    """True for a day before the period and of its year, or of the end of the year before it."""
    if notice.starts_on is None:
        return notice.year in (None, day.year, day.year + 1)
    own_year = day.year == notice.starts_on.year
    return day <= notice.starts_on and (own_year or notice.starts_on - day <= _AHEAD)


def _activity_doubts(activities: tuple[PlannedActivity, ...]) -> list[Doubt]:
    found: list[Doubt] = []
    reasons = {a.number: {code for code, _ in a.unsure} for a in activities}
    undated = [
        a.number
        for a in activities
        if a.date is None and not reasons[a.number] & UNDATED_FOR_A_REASON
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
