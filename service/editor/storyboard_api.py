"""The JSON API of the storyboard, read: what lies on the table, who is out, what could come in."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from domain.editing.changing import alternatives, unused
from domain.errors import UsageError
from domain.planning.leaving_out import left_out
from domain.words import Words
from service.deps import Deps
from service.editor.asked import Name
from service.editor.session import require
from service.editor.storyboard_desk import PREFIX, StoryboardDesk
from service.editor.storyboard_rows import candidate_rows, left_out_rows

#: Candidates told for one shot.
MOST_OTHERS = 40


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix=PREFIX, tags=["storyboard"])
    desk = StoryboardDesk(deps=deps)

    @routes.get("")
    def storyboard(request: Request, key: str) -> dict[str, Any]:
        """What lies on the table, shot by shot; until something is changed, the newest film's.

        `planned` is false while there is neither: `POST …/replan` makes the first.
        """
        require(deps, request)
        return desk.lying(key)

    @routes.get("/left-out")
    def out(request: Request, key: str) -> list[dict[str, Any]]:
        """Every asset that is in no shot, with the reason; half a second for 1,700 assets.

        `bans` are the changes that hold it out: taken back, it may come in again.
        """
        require(deps, request)
        draft, whole = desk.whole(key)
        offered = whole.offer(draft.edits)
        left = left_out(offered.able, offered.candidates, draft.shots, offered.barred)
        return left_out_rows(deps, left, whole, offered)

    _add_others(routes, deps)
    return routes


def _add_others(routes: APIRouter, deps: Deps) -> None:
    desk = StoryboardDesk(deps=deps)

    @routes.get("/candidates")
    def others(
        request: Request,
        key: str,
        shot: Annotated[Name, Query()] = "",
        activity: Annotated[Name, Query()] = "",
    ) -> list[dict[str, Any]]:
        """What could stand in place of `shot`, or be added to the chapter of `activity`.

        Best first; what does not fit into the room that is left (and the shot's own) is told too.
        """
        require(deps, request)
        draft, whole = desk.whole(key)
        room = max(whole.room(draft.edits) - draft.frames, 0)
        if shot:
            found = alternatives(draft, shot, whole)
            room += next((each.frames for each in draft.shots if each.name == shot), 0)
        elif activity:
            found = unused(draft, whole.campaign.activity(activity).key, whole)
        else:
            raise UsageError(Words(zh="没有说是哪个镜头", en="name a shot or an activity"))
        return candidate_rows(deps, found[:MOST_OTHERS], whole.campaign, room)
