"""The JSON API of the storyboard's versions: named, compared, laid back, and cut as they stand."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request

from domain.editing.changing import Table
from domain.editing.draft_changes import differences
from domain.editing.edits import Draft
from domain.editing.retouching import check_music
from domain.errors import Conflict
from domain.people import Role
from domain.planning.storyboarding import showable
from domain.words import Words
from service.deps import Deps
from service.editor.asked import Number
from service.editor.session import require
from service.editor.storyboard_desk import PREFIX, StoryboardDesk
from service.editor.storyboard_rows import difference_row, line_row, names_of
from service.editor.storyboard_wishes import Named, Seen
from service.presenting import film_row
from service.storyboards import restore, table

#: States that are listed at once, beside the named ones.
MOST_LISTED = 100


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix=f"{PREFIX}/versions", tags=["storyboard"])
    desk = StoryboardDesk(deps=deps)
    catalog = desk.catalog

    @routes.get("")
    def versions(request: Request, key: str) -> list[dict[str, Any]]:
        """Named states and the newest others, newest first."""
        require(deps, request)
        return [line_row(line) for line in catalog.edits.lines(key, limit=MOST_LISTED)]

    @routes.put("/{number}/name")
    def name(
        request: Request, key: str, number: Number, wish: Annotated[Named, Body()]
    ) -> dict[str, Any]:
        """Give a state a name, so that it stays; 409 when another is called so."""
        user = require(deps, request, Role.EDITOR)
        plain = " ".join((wish.name or "").split()) or None
        return line_row(catalog.edits.name(key, number, plain, actor=user.name, at=deps.clock()))

    @routes.get("/{number}/compare/{other}")
    def compare(request: Request, key: str, number: Number, other: Number) -> dict[str, Any]:
        """What is different in `other`, as sentences."""
        require(deps, request)
        before, after = (catalog.edits.state(key, each) for each in (number, other))
        names = names_of(deps, before.draft, after.draft)
        found = differences(before.draft, after.draft, desk.campaign(key), names)
        return {
            "before": line_row(before.line),
            "after": line_row(after.line),
            "differences": [difference_row(each) for each in found],
        }

    _add_uses(routes, deps)
    return routes


def _add_uses(routes: APIRouter, deps: Deps) -> None:
    desk = StoryboardDesk(deps=deps)
    catalog = desk.catalog

    @routes.post("/{number}/restore")
    def put_back(
        request: Request, key: str, number: Number, wish: Annotated[Seen, Body()]
    ) -> dict[str, Any]:
        """Lay an older state on the table, as a new one that can be undone."""
        hand = desk.hand(request, key, wish.seen)
        return desk.kept(hand.campaign, restore(catalog, hand, number))

    @routes.post("/{number}/cut", status_code=202)
    def cut(request: Request, key: str, number: Number) -> dict[str, Any]:
        """Start a film of this state; 409 when it shows what may not be shown any more, or its
        music is gone.
        """
        require(deps, request, Role.EDITOR)
        campaign, draft = desk.campaign(key), catalog.edits.state(key, number).draft
        _check_cuttable(draft, table(catalog, campaign, draft, whole=False))
        return film_row(catalog.films.start(campaign.key, at=deps.clock(), draft=number))


def _check_cuttable(draft: Draft, on_table: Table) -> None:
    offered = on_table.offer(draft.edits)
    bad = [s for s in draft.shots if s.card is None and not showable(offered, s)]
    if bad:
        raise Conflict(
            Words(
                zh=f"有 {len(bad)} 个镜头的素材已不能使用，请换掉它们或重新排片",
                en=f"{len(bad)} shots may not be shown any more; take others or plan anew",
            )
        )
    check_music(draft.edits.music, on_table.own_music)
