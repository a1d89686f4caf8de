"""The door /s/: one secret link, two kinds of guests."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.handing.links import LinkKind
from service.deps import Deps
from service.share import leader, receiver
from service.share.door import link_of


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/s/{secret}")
    def page(request: Request, secret: str) -> Response:
        link = link_of(deps, secret, request)
        base = f"{deps.prefix}/s/{secret}"
        draw = receiver.page if link.kind is LinkKind.RECEIVER else leader.page
        return draw(deps, request, link, base)

    receiver.add_to(routes, deps)
    leader.add_to(routes, deps)
    return routes
