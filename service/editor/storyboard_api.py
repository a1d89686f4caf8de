"""The JSON API of the storyboard: a film on the editors' table, its changes and its versions."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.campaign import Campaign
from domain.editing.changing import Table, alternatives, unused
from domain.editing.draft_changes import differences
from domain.editing.edits import Draft, Edit, EditKind, Edits
from domain.errors import Conflict, UsageError
from domain.people import Role
from domain.planning.leaving_out import left_out
from domain.planning.storyboarding import showable
from domain.words import Words
from service.deps import Deps
from service.editor.session import require
from service.editor.storyboard_rows import (
    candidate_rows,
    difference_row,
    draft_row,
    left_out_rows,
    line_row,
    names_of,
)
from service.presenting import film_row
from service.storyboards import Hand, change, lying, other_shot, plan_anew, restore, table
from storage.catalog_edits import EditState

Key = Annotated[str, Field(max_length=96)]
Text = Annotated[str, Field(max_length=200)]
#: States that are listed at once, beside the named ones.
MOST_LISTED = 100
#: Candidates told for one shot.
MOST_OTHERS = 40


class Seen(BaseModel):
    #: `seen` of the storyboard that the change was made on.
    seen: Annotated[int, Field(ge=0)]


class Change(BaseModel):
    """One change; which fields it uses depends on its kind (domain/editing/edits.py says which)."""

    kind: EditKind
    shot: Key = ""
    frames: Annotated[int, Field(ge=0, le=100_000)] | None = None
    in_ms: Annotated[int, Field(ge=0, le=10**9)] | None = None
    activity: Key = ""
    shots: Annotated[list[Key], Field(max_length=200)] = []
    activities: Annotated[list[Key], Field(max_length=200)] = []
    role: Key = ""
    title: Text | None = None
    lines: Annotated[list[Text], Field(max_length=20)] = []
    value: Key | None = None
    ms: Annotated[int, Field(ge=0, le=10**8)] | None = None

    def edit(self) -> Edit:
        given = self.model_dump()
        for name in ("shots", "activities", "lines"):
            given[name] = tuple(given[name])
        return Edit(**given)


class Changes(Seen):
    #: Made in their order, and kept and taken back as one.
    edits: Annotated[list[Change], Field(min_length=1, max_length=100)]


class Another(Seen):
    shot: Key


class Replan(Seen):
    #: True leaves what stands in the film where it can; False chooses freely.
    keep: bool = False


class Named(BaseModel):
    #: Null or blank takes the name away.
    name: Annotated[str, Field(max_length=60)] | None


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api/campaigns/{key}/storyboard", tags=["storyboard"])
    catalog = deps.storage.catalog

    def campaign_of(key: str) -> Campaign:
        return catalog.campaigns.get(key).campaign

    def told(campaign: Campaign, state: EditState) -> dict[str, Any]:
        desk = table(catalog, campaign, state.draft, whole=False)
        return draft_row(deps, state, state.draft, desk)

    def hand_of(request: Request, key: str, seen: int) -> Hand:
        user = require(deps, request, Role.EDITOR)
        return Hand(campaign=campaign_of(key), seen=seen, actor=user.name, at=deps.clock())

    def whole_table(key: str) -> tuple[Draft, Table]:
        campaign = campaign_of(key)
        draft = lying(catalog, key) or _EMPTY
        return draft, table(catalog, campaign, draft, whole=True)

    @routes.get("")
    def storyboard(request: Request, key: str) -> dict[str, Any]:
        """What lies on the table, shot by shot; until something is changed, the newest film's.

        `planned` is false while there is neither: `POST …/replan` makes the first.
        """
        require(deps, request)
        campaign, state = campaign_of(key), catalog.edits.current(key)
        if state is not None:
            return told(campaign, state)
        draft = lying(catalog, key) or _EMPTY
        return draft_row(deps, None, draft, table(catalog, campaign, draft, whole=False))

    @routes.get("/left-out")
    def out(request: Request, key: str) -> list[dict[str, Any]]:
        """Every asset that is in no shot, with the reason; half a second for 1,700 assets."""
        require(deps, request)
        draft, desk = whole_table(key)
        offered = desk.offer(draft.edits)
        left = left_out(offered.able, offered.candidates, draft.shots, draft.edits)
        return left_out_rows(deps, left, desk.assets, desk.campaign)

    @routes.get("/candidates")
    def others(
        request: Request,
        key: str,
        shot: Annotated[str, Query(max_length=96)] = "",
        activity: Annotated[str, Query(max_length=96)] = "",
    ) -> list[dict[str, Any]]:
        """What could stand in place of `shot`, or be added to the chapter of `activity`.

        Best first; what does not fit into the room that is left (and the shot's own) is told too.
        """
        require(deps, request)
        draft, desk = whole_table(key)
        room = max(desk.room(draft.edits) - draft.frames, 0)
        if shot:
            found = alternatives(draft, shot, desk)
            room += next((each.frames for each in draft.shots if each.name == shot), 0)
        elif activity:
            found = unused(draft, desk.campaign.activity(activity).key, desk)
        else:
            raise UsageError(Words(zh="没有说是哪个镜头", en="name a shot or an activity"))
        return candidate_rows(deps, found[:MOST_OTHERS], desk.campaign, room)

    @routes.post("/edits")
    def edit(request: Request, key: str, wish: Annotated[Changes, Body()]) -> dict[str, Any]:
        """Make the changes, all or none; 409 when it was changed since it was seen, or when the
        film would get too long, with words that say by how much.
        """
        hand = hand_of(request, key, wish.seen)
        made = change(catalog, hand, [each.edit() for each in wish.edits])
        return told(hand.campaign, made)

    @routes.post("/another")
    def another(request: Request, key: str, wish: Annotated[Another, Body()]) -> dict[str, Any]:
        """再选一个: the next best in the shot's place; 409 when its activity has nothing else."""
        hand = hand_of(request, key, wish.seen)
        return told(hand.campaign, other_shot(catalog, hand, wish.shot))

    @routes.post("/replan")
    def replan(request: Request, key: str, wish: Annotated[Replan, Body()]) -> dict[str, Any]:
        """Plan the whole film anew; all changes stand. 409 when what is pinned does not fit."""
        hand = hand_of(request, key, wish.seen)
        return told(hand.campaign, plan_anew(catalog, hand, keep=wish.keep))

    @routes.post("/undo")
    def undo(request: Request, key: str, wish: Annotated[Seen, Body()]) -> dict[str, Any]:
        hand = hand_of(request, key, wish.seen)
        made = catalog.edits.step(key, back=True, seen=hand.seen, actor=hand.actor, at=hand.at)
        return told(hand.campaign, made)

    @routes.post("/redo")
    def redo(request: Request, key: str, wish: Annotated[Seen, Body()]) -> dict[str, Any]:
        hand = hand_of(request, key, wish.seen)
        made = catalog.edits.step(key, back=False, seen=hand.seen, actor=hand.actor, at=hand.at)
        return told(hand.campaign, made)

    @routes.get("/versions")
    def versions(request: Request, key: str) -> list[dict[str, Any]]:
        """Named states and the newest others, newest first."""
        require(deps, request)
        return [line_row(line) for line in catalog.edits.lines(key, limit=MOST_LISTED)]

    @routes.put("/versions/{number}/name")
    def name(
        request: Request, key: str, number: int, wish: Annotated[Named, Body()]
    ) -> dict[str, Any]:
        """Give a state a name, so that it stays; 409 when another is called so."""
        user = require(deps, request, Role.EDITOR)
        plain = " ".join((wish.name or "").split()) or None
        return line_row(catalog.edits.name(key, number, plain, actor=user.name, at=deps.clock()))

    @routes.get("/versions/{number}/compare/{other}")
    def compare(request: Request, key: str, number: int, other: int) -> dict[str, Any]:
        """What is different in `other`, as sentences."""
        require(deps, request)
        before, after = (catalog.edits.state(key, each) for each in (number, other))
        names = names_of(deps, before.draft, after.draft)
        found = differences(before.draft, after.draft, campaign_of(key), names)
        return {
            "before": line_row(before.line),
            "after": line_row(after.line),
            "differences": [difference_row(each) for each in found],
        }

    @routes.post("/versions/{number}/restore")
    def put_back(
        request: Request, key: str, number: int, wish: Annotated[Seen, Body()]
    ) -> dict[str, Any]:
        """Lay an older state on the table, as a new one that can be undone."""
        hand = hand_of(request, key, wish.seen)
        return told(hand.campaign, restore(catalog, hand, number))

    @routes.post("/versions/{number}/cut", status_code=202)
    def cut(request: Request, key: str, number: int) -> dict[str, Any]:
        """Start a film of this state; 409 when it shows what may not be shown any more."""
        require(deps, request, Role.EDITOR)
        campaign, state = campaign_of(key), catalog.edits.state(key, number)
        _check_cuttable(state.draft, table(catalog, campaign, state.draft, whole=False))
        return film_row(catalog.films.start(campaign.key, at=deps.clock(), draft=number))

    return routes


def _check_cuttable(draft: Draft, desk: Table) -> None:
    offered = desk.offer(draft.edits)
    bad = [s for s in draft.shots if s.card is None and not showable(offered, s)]
    if bad:
        raise Conflict(
            Words(
                zh=f"有 {len(bad)} 个镜头的素材已不能使用，请换掉它们或重新排片",
                en=f"{len(bad)} shots may not be shown any more; take others or plan anew",
            )
        )


_EMPTY = Draft(edits=Edits(), shots=())
