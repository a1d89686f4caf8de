"""The JSON API of what left the house: states of packages, links, remarks of leaders."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.handing.links import LONGEST_LABEL, MOST_DAYS, USUAL_DAYS
from domain.handing.versions import LONGEST_REASON
from domain.moves import PackageState
from domain.people import Role
from service.deps import Deps
from service.editor.asked import Number
from service.editor.invites_api import address_of, qr_data
from service.editor.session import require
from service.packing.handing import (
    Shared,
    differences,
    link_row,
    package_row,
    share_package,
    share_with_leader,
)
from service.packing.remarks import remarks_on
from service.presenting import words


class MoveTo(BaseModel):
    #: Where it stood when the page was drawn.
    seen: PackageState
    to: PackageState
    reason: Annotated[str, Field(max_length=2 * LONGEST_REASON)] = ""


class NewShare(BaseModel):
    label: Annotated[str, Field(max_length=2 * LONGEST_LABEL)] = ""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = USUAL_DAYS


class Done(BaseModel):
    done: bool


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["handing in"])
    catalog = deps.storage.catalog

    @routes.get("/packages/{package_id}")
    def package(request: Request, package_id: str) -> dict[str, Any]:
        """One package with its files, findings, moves and the difference to the one before."""
        require(deps, request)
        kept = catalog.packages.get(package_id)
        changed = differences(catalog, catalog.packages.all(kept.campaign))
        row = package_row(kept, catalog.handing.moves(kept.campaign))
        return {**row, "changed": [words(each) for each in changed.get(package_id, ())]}

    @routes.post("/packages/{package_id}/state")
    def move(request: Request, package_id: str, wish: Annotated[MoveTo, Body()]) -> dict[str, Any]:
        """Say what became of it; 409 when it is no longer where it was seen."""
        user = require(deps, request, Role.EDITOR)
        moved = catalog.handing.move(
            package_id,
            seen=wish.seen,
            to=wish.to,
            by=user.name,
            at=deps.clock(),
            reason=wish.reason,
        )
        return package_row(moved, catalog.handing.moves(moved.campaign))

    _add_sharing(routes, deps)
    _add_links(routes, deps)
    _add_remarks(routes, deps)
    return routes


def _add_sharing(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.post("/packages/{package_id}/links", status_code=201)
    def share(
        request: Request, package_id: str, wish: Annotated[NewShare, Body()]
    ) -> dict[str, Any]:
        """A link for whoever receives the package: the only answer that holds its secret."""
        user = require(deps, request, Role.EDITOR)
        kept = catalog.packages.get(package_id)
        made = share_package(
            deps.storage, kept, label=wish.label, days=wish.days, by=user.name, at=deps.clock()
        )
        return _shared(deps, request, made)

    @routes.post("/campaigns/{key}/leader-links", status_code=201)
    def sign(request: Request, key: str, wish: Annotated[NewShare, Body()]) -> dict[str, Any]:
        """A link to sign film and report off: the only answer that holds its secret."""
        user = require(deps, request, Role.EDITOR)
        made = share_with_leader(
            deps.storage, key, label=wish.label, days=wish.days, by=user.name, at=deps.clock()
        )
        return _shared(deps, request, made)


def _add_links(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/campaigns/{key}/links")
    def links(request: Request, key: str) -> list[dict[str, Any]]:
        """Every link of the week, with what was fetched by it; secrets are kept nowhere."""
        require(deps, request, Role.EDITOR)
        fetches = catalog.handing.fetches(key)
        return [
            {
                **link_row(link, deps.clock()),
                "fetches": [
                    {
                        "what": f.what,
                        "first_at": f.first_at.isoformat(),
                        "last_at": f.last_at.isoformat(),
                        "requests": f.requests,
                        "bytes": f.bytes,
                        "visitor": f.visitor,
                        "agent": f.agent,
                    }
                    for f in fetches
                    if f.link == link.id
                ],
            }
            for link in catalog.handing.links(key)
        ]

    @routes.post("/links/{link_id}/revoke")
    def revoke(request: Request, link_id: Number) -> dict[str, Any]:
        user = require(deps, request, Role.EDITOR)
        return {"ended": catalog.handing.revoke(link_id, by=user.name, at=deps.clock())}


def _add_remarks(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/films/{film_id}/comments")
    def comments(request: Request, film_id: str) -> list[dict[str, Any]]:
        """What leaders remarked, by time, each with the shot that was seen then."""
        require(deps, request)
        return remarks_on(catalog, catalog.films.get(film_id))

    @routes.post("/campaigns/{key}/comments/{comment_id}/done")
    def done(
        request: Request, key: str, comment_id: Number, wish: Annotated[Done, Body()]
    ) -> dict[str, Any]:
        user = require(deps, request, Role.EDITOR)
        kept = catalog.signing.done(
            comment_id, campaign=key, done=wish.done, by=user.name, at=deps.clock()
        )
        return {"id": kept.id, "done": kept.done_at is not None}


def _shared(deps: Deps, request: Request, made: Shared) -> dict[str, Any]:
    link = address_of(deps, request) + made.path
    return {**link_row(made.link, deps.clock()), "link": link, "qr": qr_data(link)}
