"""The editor's table of figures: what each unit counted of each activity, and the sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.board.figures import (
    FIGURES,
    FiguresEntry,
    Totals,
    in_force,
    is_by_link,
    totals,
    totals_by_activity,
)
from domain.campaign import Activity, Campaign, Unit
from domain.wording import local_time
from domain.words import Words
from service.deps import Deps
from service.editor.desk import Desk, page

#: Who entered it, when it was a unit by its link.
BY_LINK = Words(zh="单位填报", en="by the unit")


@dataclass(frozen=True, kw_only=True)
class FiguresRow:
    """What one unit counted; `entry` is None while it has not."""

    unit: Unit
    entry: FiguresEntry | None
    #: Who entered it; None when nobody has.
    by: Words | None


@dataclass(frozen=True, kw_only=True)
class FiguresPart:
    """An activity with the units that are to count, then others that did, and its sums."""

    activity: Activity
    rows: tuple[FiguresRow, ...]
    sums: Totals
    #: Units that may still be added.
    others: tuple[Unit, ...]


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/figures")
    def figures(request: Request) -> Response:
        return page(deps, request, "editor_figures.html", lambda desk: _values(deps, desk))

    return routes


def _values(deps: Deps, desk: Desk) -> Mapping[str, Any]:
    entries = deps.storage.catalog.figures.entries(desk.campaign.key)
    return {
        "parts": parts(desk.campaign, entries),
        "sums": totals(in_force(entries).values()),
        "figures": FIGURES,
        "when": lambda moment: local_time(moment, desk.campaign.zone),
    }


def parts(campaign: Campaign, entries: Sequence[FiguresEntry]) -> list[FiguresPart]:
    """Every activity of the plan, those that nobody is asked about only when counted."""
    known, sums = in_force(entries), totals_by_activity(entries)
    found: list[FiguresPart] = []
    for activity in campaign.activities:
        counted = {unit for key, unit in known if key == activity.key}
        if not activity.media_expected and not counted:
            continue
        shown = [u for u in campaign.units if u.key in activity.units]
        shown += [u for u in campaign.units if u.key in counted and u not in shown]
        found.append(
            FiguresPart(
                activity=activity,
                rows=tuple(_row(unit, known.get((activity.key, unit.key))) for unit in shown),
                sums=sums.get(activity.key, {}),
                others=tuple(unit for unit in campaign.units if unit not in shown),
            )
        )
    return found


def _row(unit: Unit, entry: FiguresEntry | None) -> FiguresRow:
    return FiguresRow(unit=unit, entry=entry, by=by_words(entry) if entry else None)


def by_words(entry: FiguresEntry) -> Words:
    if is_by_link(entry):
        return BY_LINK
    return Words(zh=entry.actor, en=entry.actor)
