"""A unit's form of figures: one activity at a time, by the same link and without a script."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.board.figures import FIGURES, Figure, in_force
from domain.campaign import Activity
from domain.errors import BrokenInput
from domain.sending import Invite
from domain.words import Words
from service.access import invite_of
from service.deps import Deps
from service.figuring import enter
from service.sender.page import activities_of

Number = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, kw_only=True)
class FiguresForm:
    """One activity's form as it is drawn."""

    activity: Activity
    #: Figure -> what stands in its field.
    values: Mapping[Figure, str]
    #: Whether the unit has entered something.
    entered: bool
    #: Drawn open: the unit's own.
    own: bool
    problem: Words | None = None


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/u/{secret}/figures")
    def form(request: Request, secret: str) -> Response:
        return _draw(deps, request, secret, _forms(deps, invite_of(deps, secret, request)))

    @routes.post("/u/{secret}/figures")
    def save(
        request: Request,
        secret: str,
        activity: Annotated[str, Form(max_length=100)],
        sessions: Number = "",
        participants: Number = "",
        leaflets: Number = "",
        experts: Number = "",
        beneficiaries: Number = "",
    ) -> Response:
        invite = invite_of(deps, secret, request)
        written = {
            Figure.SESSIONS: sessions,
            Figure.PARTICIPANTS: participants,
            Figure.LEAFLETS: leaflets,
            Figure.EXPERTS: experts,
            Figure.BENEFICIARIES: beneficiaries,
        }
        try:
            _enter(deps, invite, activity, written)
        except BrokenInput as error:
            forms = [
                replace(each, values=written, problem=error.words, own=True)
                if each.activity.key == activity
                else each
                for each in _forms(deps, invite)
            ]
            return _draw(deps, request, secret, forms, 422)
        saved = f"{deps.prefix}/u/{secret}/figures?saved={activity}"
        return RedirectResponse(saved, 303)

    return routes


def _enter(deps: Deps, invite: Invite, activity: str, written: Mapping[Figure, str]) -> None:
    enter(
        deps.storage,
        campaign=invite.campaign,
        activity=activity,
        unit=invite.unit,
        written=written,
        actor=f"invite {invite.id}",
        at=deps.clock(),
    )


def _draw(
    deps: Deps, request: Request, secret: str, forms: list[FiguresForm], status: int = 200
) -> Response:
    invite = invite_of(deps, secret, request)
    campaign = deps.storage.catalog.campaigns.get(invite.campaign).campaign
    return deps.pages.draw(
        request,
        "sender_figures.html",
        status=status,
        title=campaign.title,
        unit=campaign.unit(invite.unit).name,
        forms=forms,
        figures=FIGURES,
        saved=request.query_params.get("saved"),
        here=f"{deps.prefix}/u/{secret}",
    )


def _forms(deps: Deps, invite: Invite) -> list[FiguresForm]:
    campaign = deps.storage.catalog.campaigns.get(invite.campaign).campaign
    own, others = activities_of(campaign, invite)
    entries = deps.storage.catalog.figures.entries(invite.campaign, unit=invite.unit)
    known = in_force(entries)
    forms: list[FiguresForm] = []
    for activity in (*own, *others):
        entry = known.get((activity.key, invite.unit))
        values = {figure: str(count) for figure, count in entry.values.items()} if entry else {}
        forms.append(
            FiguresForm(
                activity=activity,
                values=values,
                entered=bool(values),
                own=activity in (own or others),
            )
        )
    return forms
