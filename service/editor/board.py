"""The board: what has come, what is missing, what to do today."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.board.coverage import Cell, Coverage, Step, coverage_of, todo
from domain.board.deadlines import Deadline
from domain.board.figures import asked
from domain.board.reminders import owed_by, reminder
from domain.board.tally import Tally, summed
from domain.board.wanted import wanted_shots
from domain.campaign import Activity, Campaign, Unit
from domain.closing import STATE_WORDS
from domain.film import Film, FilmState
from domain.handing.recipients import deadline_for
from domain.moves import AssetState
from domain.plan_changes import SUB_WEEKS, proposed_shots
from domain.sending import Invite
from domain.wording import activity_of, local_day, unit_name
from domain.words import Words
from service.deps import Deps
from service.editor.closing import moves_of, state_of
from service.editor.desk import Desk, failed_jobs, page
from service.sender.edges import EDGE
from service.web.i18n import language_of

#: Columns of days drawn before days without anything are left out.
MOST_DAYS = 10
#: Days so close to the week are shown in one row with it.
NEAR_DAYS = 31
#: Where each line of "今天要做" is done.
PLACES = {
    "invite": "/#invites",
    "remind": "/#reminders",
    "gaps": "/#gaps",
    "cut": "/film",
}
SHOWN = {"review": "ready", "doubts": "doubtful", "consent": "held"}
#: Failed jobs drawn; the API has them all.
MOST_FAILED = 20


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a matrix."""

    activity: Activity | None
    #: One tally a column, in the columns' order.
    tallies: tuple[Tally, ...]
    whole: Tally
    #: Columns that the plan expects something in: the activity's day, its responsible units.
    expected: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A unit that still owes something."""

    unit: Unit
    sent: int
    owed: tuple[Activity, ...]
    text: str


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def board(request: Request) -> Response:
        own = {"import_setup": _import_setup(deps, request)}
        return page(deps, request, "editor_board.html", lambda desk: _values(deps, desk) | own)

    return routes


def _values(deps: Deps, desk: Desk) -> dict[str, Any]:
    catalog, campaign = deps.storage.catalog, desk.campaign
    today = local_day(deps.clock(), campaign.zone)
    counts = catalog.assets.board(campaign.key)
    board = coverage_of(campaign, counts, today=today)
    failed = failed_jobs(deps, campaign.key, MOST_FAILED)
    days = day_columns(campaign, board.cells)
    film = catalog.films.latest(campaign.key)
    return {
        "board": board,
        "steps": [(step, place_of(desk, step)) for step in with_film(todo(board), film)],
        "days": days,
        "by_day": day_lines(campaign, board, days),
        "units": campaign.units,
        "by_unit": unit_lines(campaign, board),
        "asking": asking(campaign, board),
        "invites": _invites(deps, campaign),
        "failed": failed,
        "state_words": STATE_WORDS[state_of(desk)],
        "state": state_of(desk),
        "moves": moves_of(deps, desk) if desk.may_edit else [],
        "refused": sum(each.count for each in counts if each.state is AssetState.REFUSED),
        "names": catalog.assets.names([job.subject for job in failed]),
        "own_days": _own_days(campaign, today),
        "sub_weeks": SUB_WEEKS,
        "proposed_shots": proposed_shots,
        "wanted": wanted_shots(campaign, catalog.assets.shown(campaign.key)),
        "figures": asked(campaign, catalog.figures.entries(campaign.key)),
    }


def _own_days(campaign: Campaign, today: datetime.date) -> list[tuple[str, Deadline]]:
    """Recipients with a day of their own, and how far it is."""
    days = (
        (each.recipient, deadline_for(campaign, each.recipient, today))
        for each in campaign.terms
        if each.deadline is not None
    )
    return [(recipient, day) for recipient, day in days if day is not None]


def _import_setup(deps: Deps, request: Request) -> dict[str, Any]:
    """What the import of a folder needs beside the board's own setup: the senders' words."""
    return {
        "words": deps.pages.translations.catalog(language_of(request), "sender_script"),
        "maxBytes": int(deps.settings.max_file_bytes),
        "edge": EDGE,
    }


def place_of(desk: Desk, step: Step) -> str | None:
    """Where a line of "今天要做" leads; None when there is only waiting."""
    if step.code in SHOWN:
        return desk.to("/review", show=SHOWN[step.code])
    path = PLACES.get(step.code)
    return desk.to(path) if path else None


def with_film(steps: Sequence[Step], film: Film | None) -> list[Step]:
    """A film that is ready changes the last line: it can be packed."""
    if film is None or film.state is not FilmState.VERIFIED or film.to_be_replaced:
        return list(steps)
    words = Words(
        zh=f"成片第 {film.number} 版已检查，可以重新剪辑或生成报送包",
        en=f"film {film.number} is verified: cut it again or make the package",
    )
    return [
        Step(code="cut", count=step.count, words=words) if step.code == "cut" else step
        for step in steps
    ]


def day_columns(campaign: Campaign, cells: Iterable[Cell]) -> tuple[datetime.date | None, ...]:
    """The campaign's days and those that something was taken on; None last for no day.

    Of a long campaign only days with something on them. Days of long before or after, which a
    clock that was never set writes, follow the others: the week itself stays in sight.
    """
    found = {cell.day for cell in cells}
    planned = {a.date for a in campaign.activities if a.date}
    days = set(campaign.days())
    if len(days) > MOST_DAYS:
        days &= found | planned
    near = datetime.timedelta(days=NEAR_DAYS)
    first, last = campaign.starts_on - near, campaign.ends_on + near
    dated = sorted(
        days | planned | {day for day in found if day},
        key=lambda day: (day not in planned and not first <= day <= last, day),
    )
    return (*dated, None) if None in found else tuple(dated)


def day_lines(
    campaign: Campaign, board: Coverage, days: Sequence[datetime.date | None]
) -> list[Line]:
    """Activity x day, activities without any last."""
    return [
        Line(
            activity=activity,
            tallies=tuple(_sum(c for c in cells if c.day == day) for day in days),
            whole=_sum(cells),
            expected=tuple(_is_planned(activity, day) for day in days),
        )
        for activity, cells in _by_activity(campaign, board)
    ]


def unit_lines(campaign: Campaign, board: Coverage) -> list[Line]:
    """Activity x unit."""
    return [
        Line(
            activity=activity,
            tallies=tuple(_sum(c for c in cells if c.unit == unit.key) for unit in campaign.units),
            whole=_sum(cells),
            expected=tuple(
                activity is not None and activity.media_expected and unit.key in activity.units
                for unit in campaign.units
            ),
        )
        for activity, cells in _by_activity(campaign, board)
    ]


def asking(campaign: Campaign, board: Coverage) -> list[Asking]:
    """Every unit that owes something, with the text to paste; silent ones first."""
    owing = [
        Asking(
            unit=unit,
            sent=board.units[unit.key].total,
            owed=tuple(owed_by(campaign, board, unit.key)),
            text=text,
        )
        for unit in campaign.units
        if (text := reminder(campaign, board, unit.key)) is not None
    ]
    return sorted(owing, key=lambda each: each.sent > 0)


def _by_activity(
    campaign: Campaign, board: Coverage
) -> list[tuple[Activity | None, tuple[Cell, ...]]]:
    rows: list[tuple[Activity | None, tuple[Cell, ...]]] = [
        (activity, tuple(c for c in board.cells if c.activity == activity.key))
        for activity in campaign.activities
    ]
    loose = tuple(cell for cell in board.cells if cell.activity is None)
    return [*rows, (None, loose)] if loose else rows


def _is_planned(activity: Activity | None, day: datetime.date | None) -> bool:
    if activity is None or day is None or not activity.media_expected:
        return False
    return activity.date == day


def _sum(cells: Iterable[Cell]) -> Tally:
    return summed(cell.tally for cell in cells)


def _invites(deps: Deps, campaign: Campaign) -> list[dict[str, Any]]:
    """Living links first, the newest of them on top."""
    intake = deps.storage.catalog.intake
    made = sorted(intake.invites(campaign.key), key=lambda i: (i.revoked_at is not None, -i.id))
    files = intake.invite_files(campaign.key)
    return [invite_row(campaign, invite, files.get(invite.id, 0)) for invite in made]


def invite_row(campaign: Campaign, invite: Invite, files: int) -> dict[str, Any]:
    """One link as it is listed; its secret is known to nobody any more."""
    return {
        "id": invite.id,
        "unit": unit_name(campaign, invite.unit),
        "activity": activity_of(campaign, invite.activity),
        "day": local_day(invite.created_at, campaign.zone),
        "revoked": invite.revoked_at is not None,
        "files": files,
    }
