"""The JSON API of a film's copies: the same shots in another size, made on request."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from domain.cutting.copies import COPIES, checked_copy
from domain.film import Film
from domain.people import Role
from service.deps import Deps
from service.editor.making_api import job_row
from service.editor.session import require
from service.presenting import film_row


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["film"])
    films = deps.storage.catalog.films

    @routes.get("/films/{film_id}/copies")
    def copies(request: Request, film_id: str) -> list[dict[str, Any]]:
        """Every copy that there may be, with the one that was made or is being made."""
        require(deps, request)
        films.get(film_id)
        made = {copy.profile: copy for copy in films.copies(film_id)}
        return [
            {
                "profile": profile,
                "name": {"zh": name.zh, "en": name.en},
                "copy": _row(deps, made[profile]) if profile in made else None,
            }
            for profile, name in COPIES.items()
        ]

    @routes.post("/films/{film_id}/copies/{profile}", status_code=202)
    def make(request: Request, film_id: str, profile: str) -> dict[str, Any]:
        """Start a copy; the one that there is already is answered."""
        require(deps, request, Role.EDITOR)
        copy = films.start_copy(film_id, profile=checked_copy(profile), at=deps.clock())
        return _row(deps, copy)

    return routes


def _row(deps: Deps, copy: Film) -> dict[str, Any]:
    ready = copy.blob is not None and not copy.to_be_replaced
    return {
        **film_row(copy),
        "url": deps.pages.url(f"/media/films/{copy.id}?save=1") if ready else None,
        "job": job_row(deps.storage.queue.job(f"film:{copy.id}")),
    }
