"""The first page: what runs, what is stored, what failed, when the last backup was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.people import User
from domain.retention import RULE_WORDS
from domain.wording import local_time
from domain.words import Words
from service.deps import Deps
from service.keeping.last_backup import Concern, backup_words, concern, last_backup
from service.system import working
from service.system.desk import page
from service.system.sizes import ago, size, span
from service.system.storing import Stored, stored
from service.system.zone import zone_of
from storage.queue import NO_CAMPAIGN, Job, JobQuery, ListedJob

#: Jobs listed at once.
MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One job as it is listed."""

    job: Job
    title: str
    words: Words
    #: A file's own name, else the subject's id.
    name: str
    #: Why it failed; None when it did not.
    why: Words | None


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/system")
    def running(
        request: Request,
        state: Annotated[str, Query(max_length=20)] = "failed",
        after: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        chosen = state if state in working.STATES else "failed"
        return page(
            deps, request, "system_running.html", lambda user: _values(deps, user, chosen, after)
        )

    return routes


def _values(deps: Deps, _user: User, state: str, after: str) -> Mapping[str, Any]:
    now, whole = deps.watching.now.get(), deps.watching.whole.get()
    titles = {record.campaign.key: record.campaign.title for record in whole.campaigns}
    titles[NO_CAMPAIGN] = "–"
    found = deps.storage.queue.find(
        JobQuery(state=state, after=read_place(after), limit=MOST_LISTED)
    )
    backup, moment = last_backup(deps.settings.home), deps.clock()
    things = stored(deps.watching)
    zone = zone_of(whole.campaigns)
    return {
        "alarms": [*working.alarms(now), *_room_alarms(things)],
        "workers": working.worker_rows(now),
        "rows": working.job_rows(now, titles),
        "totals": {name: working.total(now, name) for name in working.STATES},
        "states": working.STATES,
        "state": state,
        "listed": [_listed(deps, each, titles) for each in found],
        "next": place(found[-1].job) if len(found) == MOST_LISTED else None,
        "first": not after,
        "arriving": now.arriving,
        "stored": things,
        "backup": {
            "words": backup_words(backup, now=moment),
            "mark": _MARKS[concern(backup, now=moment)],
            "last": backup,
        },
        "retention": deps.watching.retention.get(),
        "rule_words": RULE_WORDS,
        "when": lambda at: local_time(at, zone),
        "started": lambda ms: local_time(datetime.fromtimestamp(ms / 1000, UTC), zone),
        "at_ms": now.at_ms,
        "size": size,
        "takes_words": working.take_words,
        "ago": ago,
        "span": span,
    }


#: How much the last backup is of concern -> class of the check.
_MARKS = {Concern.GOOD: "good", Concern.OLD: "doubt", Concern.BAD: "bad"}


def _room_alarms(things: Stored) -> list[Words]:
    return [
        Words(
            zh=f"{room.words.zh}所在的盘只剩 {size(room.free)}，快满了",
            en=f"the disk of {room.words.en} has only {size(room.free)} left",
        )
        for room in things.rooms
        if room.low
    ]


def _listed(deps: Deps, each: ListedJob, titles: Mapping[str, str]) -> Listed:
    job = each.job
    return Listed(
        job=job,
        title=titles.get(each.campaign, each.campaign),
        words=working.kind_words(job.kind),
        name=deps.storage.catalog.assets.get(job.subject).original_name
        if job.kind == "asset"
        else job.subject,
        why=why(deps, job),
    )


def why(deps: Deps, job: Job) -> Words | None:
    """The reason of a failure: a film keeps its own in both tongues."""
    if job.state != "failed":
        return None
    if job.kind in ("film", "match"):
        kept = deps.storage.catalog.films.get(job.subject).failed_because
        if kept is not None:
            return kept
    return job.why


def place(job: Job) -> str:
    """The keyset mark of a job, as `after` in an address."""
    return f"{job.created_ms}~{job.id}"


def read_place(after: str) -> tuple[int, str] | None:
    """None for no mark, and for one that was never given out: the first page then."""
    ms, _, job_id = after.partition("~")
    return (int(ms), job_id) if ms.isdigit() and len(ms) < 16 and job_id else None
