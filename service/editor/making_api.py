"""The JSON API of what is made: film, storyboard, package, and the jobs that make them."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.film import Film, Package
from domain.handing.versions import shown
from domain.people import Role
from service.deps import Deps
from service.editor.desk import failed_jobs
from service.editor.session import require
from service.packing.handing import start_package
from service.presenting import film_row, storyboard_row
from storage.queue import Job

#: Kinds of jobs that are worth a line of their own.
TOLD = ("film", "package", "export", "match")
#: Failed jobs told at once.
MOST_FAILED = 200


class Packing(BaseModel):
    """Whom a package is for, and what is to go into it beside what always does."""

    #: A name among the campaign's recipients; "" for all who ask the same.
    recipient: Annotated[str, Field(max_length=200)] = ""
    #: The copy of 720 lines and at most 25 MB for WeChat, which is made when there is none yet.
    small_copy: bool = False


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["film"])
    catalog, queue = deps.storage.catalog, deps.storage.queue

    @routes.post("/campaigns/{key}/films", status_code=202)
    def cut(request: Request, key: str) -> dict[str, Any]:
        """Start a new film."""
        require(deps, request, Role.EDITOR)
        return film_row(
            catalog.films.start(catalog.campaigns.get(key).campaign.key, at=deps.clock())
        )

    @routes.get("/campaigns/{key}/film")
    def film(request: Request, key: str) -> dict[str, Any]:
        """The newest film, its storyboard and how far its job is."""
        require(deps, request)
        latest = catalog.films.latest(key)
        if latest is None:
            return {"film": None, "storyboard": None, "job": None}
        return {
            "film": {**film_row(latest), "url": deps.pages.url(f"/media/films/{latest.id}")},
            "storyboard": _storyboard(deps, latest),
            "job": job_row(queue.job(latest.job)),
        }

    _add_packages(routes, deps)
    _add_jobs(routes, deps)
    return routes


def _add_packages(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.post("/campaigns/{key}/packages", status_code=202)
    def package(
        request: Request, key: str, asked: Annotated[Packing | None, Body()] = None
    ) -> dict[str, Any]:
        """Start the package of the newest verified film; what is asked to go in is made first.

        409 while the film in the recipient's size is being made, which this starts.
        """
        user = require(deps, request, Role.EDITOR)
        campaign = catalog.campaigns.get(key).campaign
        wish = asked or Packing()
        made = start_package(
            deps.storage,
            campaign,
            recipient=wish.recipient,
            small_copy=wish.small_copy,
            by=user.name,
            at=deps.clock(),
        )
        return _package_row(deps, made)

    @routes.get("/campaigns/{key}/packages")
    def packages(request: Request, key: str) -> list[dict[str, Any]]:
        require(deps, request)
        return [_package_row(deps, kept) for kept in catalog.packages.all(key)]


def _add_jobs(routes: APIRouter, deps: Deps) -> None:
    catalog, queue = deps.storage.catalog, deps.storage.queue

    @routes.get("/campaigns/{key}/jobs")
    def jobs(request: Request, key: str) -> dict[str, Any]:
        """What is being done now, and whether a worker is there to do it."""
        require(deps, request)
        alive = catalog.leases.alive(deps.settings.lease_ttl_s)
        row = jobs_row(queue.jobs(campaign=key, unfinished=True))
        return {**row, "workers": len(alive)}

    @routes.get("/campaigns/{key}/jobs/failed")
    def failed(request: Request, key: str) -> list[dict[str, Any]]:
        """Jobs that gave up, newest first, with their reason."""
        require(deps, request)
        found = failed_jobs(deps, key, MOST_FAILED)
        return [told for job in found if (told := job_row(job))]

    @routes.post("/jobs/{job_id}/retry", status_code=202)
    def retry(request: Request, job_id: str) -> dict[str, Any]:
        require(deps, request, Role.EDITOR)
        queue.retry(job_id)
        return {"job": job_row(queue.job(job_id))}

    @routes.post("/jobs/{job_id}/cancel", status_code=202)
    def cancel(request: Request, job_id: str) -> dict[str, Any]:
        require(deps, request, Role.EDITOR)
        queue.cancel(job_id)
        return {"job": job_row(queue.job(job_id))}


def jobs_row(unfinished: list[Job]) -> dict[str, Any]:
    """Counts by kind, and the jobs that are worth a line of their own."""
    kinds = Counter(job.kind for job in unfinished)
    told = [job_row(job) for job in unfinished if job.kind in TOLD]
    return {"unfinished": len(unfinished), "kinds": dict(kinds), "making": told[:20]}


def job_row(job: Job | None) -> dict[str, Any] | None:
    if job is None:
        return None
    return {
        "id": job.id,
        "kind": job.kind,
        "subject": job.subject,
        "state": job.state,
        "station": job.station,
        "done": job.done,
        "total": job.total,
        "error": job.error,
        "updated_ms": job.updated_ms,
    }


def _storyboard(deps: Deps, film: Film) -> dict[str, Any] | None:
    """The storyboard with the picture of every shot."""
    if film.storyboard is None:
        return None
    row = storyboard_row(deps.storage.catalog.films.storyboard(film.campaign, film.storyboard))
    for part in (*row["shots"], *row["left_out"]):
        part["picture"] = (
            deps.pages.url(f"/media/assets/{part['asset']}/thumb") if part["asset"] else None
        )
    return row


def _package_row(deps: Deps, package: Package) -> dict[str, Any]:
    ready = bool(package.files) and not package.to_be_replaced
    return {
        "id": package.id,
        "number": package.number,
        "film": package.film,
        "created_at": package.created_at.isoformat(),
        "files": len(package.files),
        "bytes": sum(file.size for file in package.files),
        "to_be_replaced": package.to_be_replaced,
        "recipient": package.recipient or None,
        "by": package.by,
        "state": shown(package).code,
        "url": deps.pages.url(f"/media/packages/{package.id}") if ready else None,
        "job": job_row(deps.storage.queue.job(f"package:{package.id}")),
    }
