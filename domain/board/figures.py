"""Figures of an activity as people enter them: sessions, participants, leaflets and the like.

They never come from media (design, "The summary report"); what nobody entered stays unknown and
is not taken for zero.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.campaign import Campaign
from domain.errors import BrokenInput, NotFound
from domain.words import Words

#: Nothing in a county's week is counted higher; a larger number is a slip of the finger.
MOST = 10_000_000


class Figure(StrEnum):
    SESSIONS = "sessions"
    PARTICIPANTS = "participants"
    LEAFLETS = "leaflets"
    EXPERTS = "experts"
    BENEFICIARIES = "beneficiaries"


@dataclass(frozen=True, kw_only=True)
class FigureWords:
    """How a figure is called, and how it stands in a sentence with its measure word."""

    name: Words
    #: Before and after the number: 参与 1,200 人次.
    verb: str
    measure: str


FIGURES: Mapping[Figure, FigureWords] = {
    Figure.SESSIONS: FigureWords(name=Words(zh="场次", en="sessions"), verb="举办", measure="场次"),
    Figure.PARTICIPANTS: FigureWords(
        name=Words(zh="参与人次", en="participants"), verb="参与", measure="人次"
    ),
    Figure.LEAFLETS: FigureWords(
        name=Words(zh="发放资料（份）", en="leaflets"), verb="发放资料", measure="份"
    ),
    Figure.EXPERTS: FigureWords(
        name=Words(zh="专家（人次）", en="experts"), verb="专家参与", measure="人次"
    ),
    Figure.BENEFICIARIES: FigureWords(
        name=Words(zh="受益群众（人）", en="people served"), verb="受益群众", measure="人"
    ),
}


@dataclass(frozen=True, kw_only=True)
class FiguresEntry:
    """What one unit's part of one activity came to, as somebody entered it at a moment."""

    #: Grows with every entry of the catalog; a figure of the report names it.
    id: int
    campaign: str
    #: Activity and unit keys.
    activity: str
    unit: str
    #: Only what was filled in; empty when everything was taken back.
    values: Mapping[Figure, int]
    #: "invite <id>" of the unit's link, or the editor's name.
    actor: str
    at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class Total:
    """A sum with the entries it is made of."""

    value: int
    entries: tuple[int, ...]


Totals = Mapping[Figure, Total]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many activities of the plan figures are expected of, and of how many there are any."""

    asked: int
    counted: int


def in_force(entries: Iterable[FiguresEntry]) -> dict[tuple[str, str], FiguresEntry]:
    """(activity, unit) -> the newest entry, whoever made it; in the order of first entering."""
    newest: dict[tuple[str, str], FiguresEntry] = {}
    for entry in entries:
        known = newest.get((entry.activity, entry.unit))
        if known is None or entry.id > known.id:
            newest[entry.activity, entry.unit] = entry
    return newest


def totals(entries: Iterable[FiguresEntry]) -> Totals:
    """Sums of entries that are in force; a figure that none of them gives is not there."""
    given = sorted(entries, key=lambda entry: entry.id)
    sums: dict[Figure, Total] = {}
    for figure in Figure:
        of = [entry for entry in given if figure in entry.values]
        if of:
            value = sum(entry.values[figure] for entry in of)
            sums[figure] = Total(value=value, entries=tuple(entry.id for entry in of))
    return sums


def totals_by_activity(entries: Iterable[FiguresEntry]) -> dict[str, Totals]:
    """Activity key -> its sums over the units; activities that nobody counted are not there."""
    by_activity: dict[str, list[FiguresEntry]] = {}
    for entry in in_force(entries).values():
        if entry.values:
            by_activity.setdefault(entry.activity, []).append(entry)
    return {key: totals(each) for key, each in by_activity.items()}


def asked(campaign: Campaign, entries: Iterable[FiguresEntry]) -> Asked:
    counted = totals_by_activity(entries)
    wanted = [activity.key for activity in campaign.activities if activity.media_expected]
    return Asked(asked=len(wanted), counted=sum(key in counted for key in wanted))


def checked(
    campaign: Campaign,
    activity: str,
    unit: str,
    written: Mapping[str, str | int] | Mapping[Figure, str],
) -> dict[Figure, int]:
    """The figures that a form holds, blanks left out.

    Raises NotFound for an activity or unit that is not of the campaign, BrokenInput for what is
    no whole number from 0 to `MOST`.
    """
    campaign.activity(activity)
    campaign.unit(unit)
    values: dict[Figure, int] = {}
    for name, value in written.items():
        figure = _figure(name)
        text = str(value).strip().replace(",", "").replace("，", "")
        if text:
            values[figure] = _number(figure, text)
    return values


def _figure(name: str) -> Figure:
    try:
        return Figure(name)
    except ValueError:
        raise NotFound(
            Words(zh=f"没有“{name}”这项数据", en=f"there is no figure {name!r}")
        ) from None


def _number(figure: Figure, text: str) -> int:
    # isdecimal: full-width digits count, signs, points and 万 do not.
    if text.isdecimal() and len(text) <= len(str(MOST)) and int(text) <= MOST:
        return int(text)
    name = FIGURES[figure].name
    raise BrokenInput(
        Words(
            zh=f"“{name.zh}”请填 0 到 {MOST} 的整数，不知道就空着；收到的是“{text[:20]}”",
            en=f"{name.en}: a whole number from 0 to {MOST}, or nothing; got {text[:20]!r}",
        )
    )


def is_by_link(entry: FiguresEntry) -> bool:
    """Whether the unit entered it by its link, and not an editor."""
    return entry.actor.startswith("invite ")


def figures_json(campaign: Campaign, entries: Iterable[FiguresEntry]) -> dict[str, object]:
    """Entries in force, and sums by activity and of the week, each with its entries' ids."""
    # What was taken back of an activity or unit that went since is history alone.
    keys = {each.key for each in campaign.activities}
    units = {unit.key for unit in campaign.units}
    given = [entry for entry in entries if entry.activity in keys and entry.unit in units]
    known = in_force(given).values()
    sums = totals_by_activity(given)
    return {
        "entries": [_entry_row(campaign, entry) for entry in known],
        "activities": [
            {"key": each.key, "activity": each.number, "sums": _sums(sums[each.key])}
            for each in campaign.activities
            if each.key in sums
        ],
        "totals": _sums(totals(known)),
    }


def _entry_row(campaign: Campaign, entry: FiguresEntry) -> dict[str, object]:
    activity = campaign.activity(entry.activity)
    return {
        "id": entry.id,
        "activity": activity.number,
        "title": activity.title,
        "key": activity.key,
        "unit": entry.unit,
        "unit_name": campaign.unit(entry.unit).name,
        "values": {figure.value: value for figure, value in entry.values.items()},
        "by": "unit" if is_by_link(entry) else "editor",
        "at": entry.at.isoformat(timespec="seconds"),
    }


def _sums(sums: Totals) -> dict[str, object]:
    return {
        figure.value: {"value": total.value, "entries": list(total.entries)}
        for figure, total in sums.items()
    }


def sentence_zh(sums: Totals) -> str:
    """“举办活动3场次，参与1200人次”; empty when nothing is known."""
    return "，".join(
        f"{FIGURES[figure].verb}{sums[figure].value}{FIGURES[figure].measure}"
        for figure in Figure
        if figure in sums
    )
