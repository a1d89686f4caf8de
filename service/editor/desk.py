"""What every page of the desk shares: who is there, which week it is about, the frame around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.campaign import Campaign
from domain.errors import NotFound
from domain.film import Film
from domain.moves import CampaignState
from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.editor.session import WITH_FORMS, user_of
from service.web.i18n import language_of
from storage.catalog_campaigns import CampaignTitle
from storage.queue import Job, JobQuery

#: States in which a week is worked on.
LIVE = frozenset({CampaignState.OPEN, CampaignState.LATE, CampaignState.RETURNED})

_NO_WEEK = Words(zh="没有这个活动周", en="there is no such campaign")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An editor before one week."""

    user: User
    campaign: Campaign
    #: Every week, the one shown included.
    weeks: tuple[CampaignTitle, ...]
    #: True when the address has to name the week, as there are several.
    several: bool

    @property
    def may_edit(self) -> bool:
        return self.user.role is not Role.VIEWER

    def to(self, path: str, **query: str | None) -> str:
        """The address of another page about the same week; the anchor, if any, comes last.

        `path` may ask for something itself: /review?asset=….
        """
        page, _, anchor = path.partition("#")
        page, _, own = page.partition("?")
        asked = dict(parse_qsl(own))
        asked |= {name: value for name, value in query.items() if value is not None}
        if self.several:
            asked["campaign"] = self.campaign.key
        tail = f"?{urlencode(asked)}" if asked else ""
        return f"{page}{tail}" + (f"#{anchor}" if anchor else "")


#: The values of one page.
Values = Callable[[Desk], Mapping[str, Any]]


def page(deps: Deps, request: Request, template: str, values: Values) -> Response:
    """The page for whoever is logged in; others log in first and then come back to it."""
    user = user_of(deps, request)
    if user is None:
        return to_login(deps, request)
    weeks = deps.storage.catalog.campaigns.titles()
    if not weeks:
        return deps.pages.draw(request, "editor_empty.html", headers=WITH_FORMS, user=user)
    chosen = chosen_week(weeks, request.query_params.get("campaign"))
    desk = Desk(
        user=user,
        campaign=deps.storage.catalog.campaigns.get(chosen.key).campaign,
        weeks=tuple(weeks),
        several=len(weeks) > 1,
    )
    setup = {
        "base": deps.pages.url(""),
        "campaign": desk.campaign.key,
        "mayEdit": desk.may_edit,
        "words": deps.pages.translations.catalog(language_of(request), "editor_script"),
    }
    shown = dict(values(desk))
    setup |= shown.pop("setup", {})
    here = request.url.path.removeprefix(deps.prefix)
    return deps.pages.draw(
        request, template, headers=WITH_FORMS, desk=desk, setup=setup, here=here, **shown
    )


def chosen_week(weeks: list[CampaignTitle], key: str | None) -> CampaignTitle:
    """The week that the address names, else the newest that is worked on, else the newest."""
    if key is not None:
        found = next((week for week in weeks if week.key == key), None)
        if found is None:
            raise NotFound(_NO_WEEK)
        return found
    return max(weeks, key=lambda week: (week.state in LIVE, week.created_at))


def to_login(deps: Deps, request: Request) -> Response:
    path = request.url.path.removeprefix(deps.prefix)
    asked = f"{path}?{request.url.query}" if request.url.query else path
    back = "" if asked == "/" else f"?next={quote(asked, safe='')}"
    return RedirectResponse(deps.pages.url(f"/login{back}"), 303)


def playable(films: list[Film]) -> Film | None:
    """The newest film that can be shown; None when there is none."""
    return next((film for film in reversed(films) if film.playable), None)


def failed_jobs(deps: Deps, campaign: str, limit: int) -> list[Job]:
    """The newest of a week's jobs that gave up."""
    query = JobQuery(state="failed", campaign=campaign, limit=limit)
    return [listed.job for listed in deps.storage.queue.find(query)]
