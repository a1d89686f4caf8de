"""The JSON API of the storyboard, changed: edits, another shot, a new plan, and the ways back."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request

from service.deps import Deps
from service.editor.storyboard_desk import PREFIX, StoryboardDesk
from service.editor.storyboard_wishes import Another, Changes, Replan, Seen
from service.storyboards import Hand, change, other_shot, plan_anew


def router(deps: Deps) -> APIRouter:
    """Each change names the state it was made on; 409 when another lies there now."""
    routes = APIRouter(prefix=PREFIX, tags=["storyboard"])
    desk = StoryboardDesk(deps=deps)
    catalog = desk.catalog

    @routes.post("/edits")
    def edit(request: Request, key: str, wish: Annotated[Changes, Body()]) -> dict[str, Any]:
        """Make the changes, all or none; 409 when it was changed since it was seen, or when the
        film would get too long, with words that say by how much.
        """
        hand = desk.hand(request, key, wish.seen)
        made = change(catalog, hand, [each.edit() for each in wish.edits])
        return desk.kept(hand.campaign, made)

    @routes.post("/another")
    def another(request: Request, key: str, wish: Annotated[Another, Body()]) -> dict[str, Any]:
        """再选一个: the next best in the shot's place; 409 when its activity has nothing else."""
        hand = desk.hand(request, key, wish.seen)
        return desk.kept(hand.campaign, other_shot(catalog, hand, wish.shot))

    @routes.post("/replan")
    def replan(request: Request, key: str, wish: Annotated[Replan, Body()]) -> dict[str, Any]:
        """Plan the whole film anew; all changes stand. 409 when what is pinned does not fit."""
        hand = desk.hand(request, key, wish.seen)
        return desk.kept(hand.campaign, plan_anew(catalog, hand, keep=wish.keep))

    @routes.post("/undo")
    def undo(request: Request, key: str, wish: Annotated[Seen, Body()]) -> dict[str, Any]:
        return _step(desk, desk.hand(request, key, wish.seen), back=True)

    @routes.post("/redo")
    def redo(request: Request, key: str, wish: Annotated[Seen, Body()]) -> dict[str, Any]:
        return _step(desk, desk.hand(request, key, wish.seen), back=False)

    return routes


def _step(desk: StoryboardDesk, hand: Hand, *, back: bool) -> dict[str, Any]:
    made = desk.catalog.edits.step(
        hand.campaign.key, back=back, seen=hand.seen, actor=hand.actor, at=hand.at
    )
    return desk.kept(hand.campaign, made)
