"""The owner's JSON API of jobs and workers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request

from domain.errors import Conflict
from service.deps import Deps
from service.editor.making_api import job_row
from service.system import working
from service.system.desk import note, owner_of
from service.system.running import place, read_place, why
from storage.catalog_watch import WorkerSeen
from storage.queue import JobQuery, ListedJob

#: Jobs started again or cancelled in one request.
MOST_AT_ONCE = 1000

State = Literal["waiting", "running", "failed", "cancelled"]
Key = Annotated[str | None, Query(max_length=96)]


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api/system", tags=["system"])

    @routes.get("/workers")
    def workers(request: Request) -> list[dict[str, Any]]:
        """Workers that live, the freshest beat first."""
        owner_of(deps, request)
        now = deps.watching.now.get()
        return [worker_row(each, now.running.get(each.executor_id, 0)) for each in now.workers]

    @routes.get("/jobs")
    def jobs(request: Request) -> dict[str, Any]:
        """Jobs that are not done, counted; `waits_ms` is how long the oldest waits."""
        owner_of(deps, request)
        now = deps.watching.now.get()
        return {
            "totals": {state: working.total(now, state) for state in working.STATES},
            "waits_ms": now.oldest_waiting_ms,
            "untaken": dict(now.untaken),
            "rows": [
                {
                    "campaign": row.campaign,
                    "kind": row.kind,
                    "counts": dict(row.counts),
                    "waits_ms": row.waits_ms,
                }
                for row in working.job_rows(now, {})
            ],
        }

    _add_lists(routes, deps)
    _add_acts_on_many(routes, deps)
    _add_acts(routes, deps)
    return routes


def _add_lists(routes: APIRouter, deps: Deps) -> None:
    queue = deps.storage.queue

    @routes.get("/jobs/{state}")
    def listed(
        request: Request,
        state: State,
        campaign: Key = None,
        kind: Key = None,
        after: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> dict[str, Any]:
        """Jobs of one state, newest first; `next` is what to send as `after`, null at the end."""
        owner_of(deps, request)
        query = JobQuery(
            state=state, campaign=campaign, kind=kind, after=read_place(after), limit=limit
        )
        found = queue.find(query)
        return {
            "jobs": [_row(deps, each) for each in found],
            "next": place(found[-1].job) if len(found) == limit else None,
        }


def _add_acts_on_many(routes: APIRouter, deps: Deps) -> None:
    queue = deps.storage.queue

    @routes.post("/jobs/retry", status_code=202)
    def retry_all(request: Request, campaign: Key = None, kind: Key = None) -> dict[str, Any]:
        """Start again everything that failed; what another was first with is passed over."""
        user = owner_of(deps, request)
        query = JobQuery(state="failed", campaign=campaign, kind=kind, limit=MOST_AT_ONCE)
        retried = 0
        for each in queue.find(query):
            try:
                queue.retry(each.job.id)
            except Conflict:
                continue
            note(deps, user, "job-retry", each.job.id, campaign=each.campaign)
            retried += 1
        deps.watching.now.forget()
        return {"retried": retried}

    @routes.post("/jobs/cancel", status_code=202)
    def cancel_all(request: Request, campaign: Key = None, kind: Key = None) -> dict[str, Any]:
        """Take out everything that waits."""
        user = owner_of(deps, request)
        query = JobQuery(state="waiting", campaign=campaign, kind=kind, limit=MOST_AT_ONCE)
        found = queue.find(query)
        for each in found:
            queue.cancel(each.job.id)
            note(deps, user, "job-cancel", each.job.id, campaign=each.campaign)
        deps.watching.now.forget()
        return {"cancelled": len(found)}


def _add_acts(routes: APIRouter, deps: Deps) -> None:
    queue = deps.storage.queue

    @routes.post("/jobs/{job_id}/retry", status_code=202)
    def retry(request: Request, job_id: str) -> dict[str, Any]:
        """Start a failed or cancelled job again; 409 while it waits, runs or is done."""
        user = owner_of(deps, request)
        queue.retry(job_id)
        note(deps, user, "job-retry", job_id)
        deps.watching.now.forget()
        return {"job": job_row(queue.job(job_id))}

    @routes.post("/jobs/{job_id}/cancel", status_code=202)
    def cancel(request: Request, job_id: str) -> dict[str, Any]:
        """Take a waiting or running job out."""
        user = owner_of(deps, request)
        queue.cancel(job_id)
        note(deps, user, "job-cancel", job_id)
        deps.watching.now.forget()
        return {"job": job_row(queue.job(job_id))}


def worker_row(seen: WorkerSeen, running: int) -> dict[str, Any]:
    card = seen.card
    return {
        "name": seen.executor_id,
        "host": card.host if card else None,
        "pid": card.pid if card else None,
        "version": card.version if card else None,
        "started_ms": card.started_ms if card else None,
        "takes": list(seen.takes),
        "cannot": dict(card.cannot) if card else {},
        "age_ms": seen.age_ms,
        "running": running,
    }


def _row(deps: Deps, each: ListedJob) -> dict[str, Any]:
    reason = why(deps, each.job)
    return {
        **(job_row(each.job) or {}),
        "campaign": each.campaign,
        "created_ms": each.job.created_ms,
        "why": {"zh": reason.zh, "en": reason.en} if reason else None,
    }
