"""The film's page: player, shots by chapters with why each is in, and what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Activity, Campaign
from domain.cutting.copies import COPIES
from domain.exports.formats import NAMES
from domain.film import Film, Finding, FindingKind, LeftOut, Outcome, Shot, Storyboard
from domain.moves import AssetState
from domain.timebase import frames_to_ms
from domain.wording import activity_of
from domain.words import Words
from service.deps import Deps
from service.editor.desk import Desk, page, playable
from service.editor.exports_api import may_export
from service.packing.remarks import remarks_before, remarks_on

#: Assets drawn of each reason that left some out; all of one reason are a page of their own.
MOST_OUT = 24
_OUTCOMES = (Outcome.FAIL, Outcome.NOT_CHECKED, Outcome.PASS)


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Shots that follow each other about one activity."""

    #: None for the cards.
    activity: Activity | None
    shots: tuple[Shot, ...]

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)


@dataclass(frozen=True, kw_only=True)
class Out:
    """Candidates that one reason kept out."""

    code: str
    #: Those that are drawn, of `count` in all.
    left: tuple[LeftOut, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class Speech:
    """How far a program is that hears what is said."""

    #: waiting, running, done or failed.
    state: str
    lines: int = 0
    why: Words | None = None


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/film")
    def film(request: Request, out: str | None = None) -> Response:
        """`out` names the reason of which every asset is drawn."""
        return page(deps, request, "editor_film.html", lambda desk: _values(deps, desk, out))

    return routes


def _values(deps: Deps, desk: Desk, whole: str | None) -> Mapping[str, Any]:
    catalog, campaign = deps.storage.catalog, desk.campaign
    films = catalog.films.all(campaign.key)
    shown = playable(films)
    board = _storyboard(deps, shown)
    outs = left_out(board.left_out, whole) if board else []
    drawn = _drawn(board, outs)
    newest = films[-1] if films else None
    return {
        "newest": newest,
        "job": deps.storage.queue.job(newest.job) if newest else None,
        "making": newest.job if newest else "",
        "film": shown,
        "storyboard": board,
        "chapters": chapters(campaign, board.shots) if board else [],
        "left_out": outs,
        "whole": whole,
        "findings": ordered(shown.findings) if shown else [],
        "names": catalog.assets.names(drawn),
        "accepted": catalog.assets.counts(campaign.key).get(AssetState.ACCEPTED, 0),
        "with_thumb": _with_thumb(deps, drawn),
        "ms": frames_to_ms,
        "clock": clock,
        "export_formats": NAMES,
        "export_refused": may_export(deps, campaign.key, board.version)
        if board and desk.may_edit
        else None,
        "speech": speech(deps, shown) if shown else None,
        "copy_names": COPIES,
        "copies": {copy.profile: copy for copy in catalog.films.copies(shown.id)} if shown else {},
        "failed_rules": lambda copy: sum(f.outcome is Outcome.FAIL for f in copy.findings),
        "remarks": remarks_on(catalog, shown) if shown else [],
        "remarks_before": remarks_before(catalog, shown) if shown else [],
        "number_of": lambda key: _number(campaign, key),
        "setup": {"film": newest.id if newest else None},
    }


def speech(deps: Deps, film: Film) -> Speech | None:
    """What became of hearing what is said in it; None where nobody listens."""
    spoken = deps.storage.catalog.films.spoken(film.id)
    job = deps.storage.queue.job(f"speech:{film.id}")
    if spoken is not None:
        return Speech(state="done", lines=len(spoken))
    if job is None or job.state in ("done", "cancelled"):
        return None
    return Speech(state=job.state, why=job.why)


def chapters(campaign: Campaign, shots: Iterable[Shot]) -> list[Chapter]:
    """The shots in their order, cut where the activity changes."""
    found: list[Chapter] = []
    for shot in shots:
        activity = activity_of(campaign, shot.activity)
        if found and found[-1].activity == activity:
            found[-1] = Chapter(activity=activity, shots=(*found[-1].shots, shot))
        else:
            found.append(Chapter(activity=activity, shots=(shot,)))
    return found


def left_out(left: Iterable[LeftOut], whole: str | None = None) -> list[Out]:
    """By reason, the most frequent last: what concerns few is what an editor can change.

    Of each the first ones, of the reason `whole` every one: a large week leaves 1,700 out.
    """
    groups: dict[str, list[LeftOut]] = {}
    for each in left:
        groups.setdefault(each.code, []).append(each)
    found = [
        Out(
            code=code,
            left=tuple(members if code == whole else members[:MOST_OUT]),
            count=len(members),
        )
        for code, members in groups.items()
    ]
    return sorted(found, key=lambda out: out.count)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Failed ones on top, then unchecked, then passed; required before advisory in each."""
    return sorted(
        findings, key=lambda f: (_OUTCOMES.index(f.outcome), f.kind is not FindingKind.REQUIRED)
    )


def clock(ms: int) -> str:
    """`1:23.4`: minutes, seconds and tenths, as beside a player."""
    tenths = ms // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def _storyboard(deps: Deps, film: Film | None) -> Storyboard | None:
    if film is None or film.storyboard is None:
        return None
    return deps.storage.catalog.films.storyboard(film.campaign, film.storyboard)


def _drawn(board: Storyboard | None, outs: Iterable[Out]) -> list[str]:
    """Ids of the assets that the page shows."""
    if board is None:
        return []
    shots = {shot.asset for shot in board.shots if shot.asset is not None}
    return sorted(shots | {left.asset for out in outs for left in out.left})


def _with_thumb(deps: Deps, assets: Sequence[str]) -> frozenset[str]:
    """Those of the assets that still have a picture."""
    roles = deps.storage.catalog.assets.derivatives_of(assets)
    return frozenset(asset for asset, made in roles.items() if "thumb" in made)


def _number(campaign: Campaign, key: str | None) -> int | None:
    activity = activity_of(campaign, key)
    return activity.number if activity else None
