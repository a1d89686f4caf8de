"""The JSON API of links: made, shown once with their QR code, and ended."""

import base64
from typing import Annotated, Any, Literal
from urllib.parse import quote

import segno
from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from domain.board.coverage import coverage_of
from domain.board.reminders import reminder
from domain.people import Role
from domain.wording import local_day
from service.deps import Deps
from service.editor.asked import Number
from service.editor.session import require
from service.weeks.invite_sheet import new_pages, sheet_html, units_and_activities
from service.weeks.invites import hash_secret, new_secret
from storage.catalog_people import AuditEntry

#: Hosts that a phone cannot reach.
_ONLY_HERE = ("127.0.0.1", "localhost", "[::1]")


class NewInvite(BaseModel):
    unit: Annotated[str, Field(max_length=64)]
    #: Key; null leaves the activity to the sender.
    activity: Annotated[str | None, Field(max_length=64)] = None


class NewSheet(BaseModel):
    #: A page for each unit, or for each of its activities.
    by: Literal["unit", "activity"] = "unit"


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["invites"])
    catalog = deps.storage.catalog

    @routes.post("/campaigns/{key}/invites", status_code=201)
    def invite(request: Request, key: str, wish: Annotated[NewInvite, Body()]) -> dict[str, Any]:
        """A new link for one unit: the only answer that ever holds its secret."""
        user = require(deps, request, Role.EDITOR)
        campaign = catalog.campaigns.get(key).campaign
        unit = campaign.unit(wish.unit)
        activity = campaign.activity(wish.activity) if wish.activity else None
        secret = new_secret()
        made = catalog.intake.add_invite(
            campaign=key,
            unit=unit.key,
            activity=activity.key if activity else None,
            secret_hash=hash_secret(secret),
            at=deps.clock(),
        )
        _note(deps, key, actor=user.name, event="invite", subject=str(made.id))
        link = address_of(deps, request) + f"/u/{secret}"
        today = local_day(deps.clock(), campaign.zone)
        board = coverage_of(campaign, catalog.assets.board(key), today=today)
        return {
            "id": made.id,
            "unit": unit.name,
            "activity": activity.title if activity else None,
            "link": link,
            "qr": qr_data(link),
            "only_here": not deps.settings.public_url and request.url.hostname in _ONLY_HERE,
            "reminder": reminder(campaign, board, unit.key, link=link),
        }

    _add_sheets(routes, deps)
    return routes


def _add_sheets(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.post("/campaigns/{key}/invites/sheet", response_class=Response)
    def sheet(request: Request, key: str, wish: Annotated[NewSheet, Body()]) -> Response:
        """New links for all units as one file to print on A4; nothing else ever shows them."""
        user = require(deps, request, Role.EDITOR)
        campaign = catalog.campaigns.get(key).campaign
        each_unit = [(unit, None) for unit in campaign.units]
        wanted = units_and_activities(campaign) if wish.by == "activity" else each_unit
        base = address_of(deps, request)
        made = new_pages(
            catalog, campaign, wanted, link=lambda secret: f"{base}/u/{secret}", at=deps.clock()
        )
        pages = list(made)
        for page in pages:
            _note(deps, key, actor=user.name, event="invite", subject=str(page.invite.id))
        name = quote(f"{campaign.title}-二维码.html")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        }
        return HTMLResponse(sheet_html(campaign, pages), headers=headers)

    @routes.post("/campaigns/{key}/invites/{invite_id}/revoke")
    def revoke(request: Request, key: str, invite_id: Number) -> dict[str, Any]:
        """End a link; what was sent with it is kept."""
        user = require(deps, request, Role.EDITOR)
        mine = {invite.id for invite in catalog.intake.invites(key)}
        revoked = invite_id in mine and bool(catalog.intake.revoke(invite_id, at=deps.clock()))
        if revoked:
            _note(deps, key, actor=user.name, event="revoke", subject=str(invite_id))
        return {"revoked": revoked}


def qr_data(link: str) -> str:
    """The link as a QR code in a data: address, black on white, drawn as SVG."""
    code = segno.make_qr(link, error="m")
    drawn = code.svg_inline(border=4, scale=8, svgclass=None, lineclass=None, light="#fff")
    named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(named.encode()).decode()


def address_of(deps: Deps, request: Request) -> str:
    """Where phones find us: as set, else as the editor's own browser does."""
    public = deps.settings.public_url
    return public.rstrip("/") if public else f"{request.url.scheme}://{request.url.netloc}"


def _note(deps: Deps, campaign: str, *, actor: str, event: str, subject: str) -> None:
    entry = AuditEntry(at=deps.clock(), actor=actor, event=event, subject=subject)
    deps.storage.catalog.audit.add(campaign, entry)
