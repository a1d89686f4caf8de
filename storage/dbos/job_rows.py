"""What DBOS tells of our jobs: the questions asked of its rows, and the answers in our words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, or_, select

from domain.words import Words
from storage.dbos.tables import EVENTS, OUTPUT, STATUS
from storage.queue import Job, JobCount
from storage.sql.models import JobRow

#: Workflow event in which a running job says {station, done, total}.
PROGRESS = "progress"

#: What DBOS calls a state, and what we call it.
STATES: Mapping[str, str] = {
    "DELAYED": "waiting",
    "ENQUEUED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
#: DBOS's names of what a worker still has to do.
UNFINISHED = [name for name, ours in STATES.items() if ours in ("waiting", "running")]
_PARKED = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
#: Worker deaths after which a job is set aside instead of killing the next worker.
DEATHS = 3
#: Why a job was set aside.
PARKED = Words(
    zh=f"{DEATHS} 个工作进程处理它时崩溃，已搁置，其余照常进行",
    en=f"{DEATHS} workers died on this file; it was set aside, and the rest goes on",
)
#: DBOS's names of what is not done, as it groups them in its partial indices.
GROUPS = (
    ("ENQUEUED", "PENDING"),
    ("DELAYED",),
    ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"),
)


def forgettable_jobs(before_ms: int) -> Select[str]:
    child = STATUS.alias("child")
    at_work = select(child.c.workflow_uuid).where(
        child.c.parent_workflow_id == JobRow.id, child.c.status.in_(UNFINISHED)
    )
    return (
        select(JobRow.id)
        .outerjoin(STATUS, STATUS.c.workflow_uuid == JobRow.id)
        .where(
            or_(
                STATUS.c.status.in_(["SUCCESS", "CANCELLED"])
                & (STATUS.c.completed_at < before_ms)
                & ~at_work.exists(),
                # Killed between the two deletions of `forget`.
                STATUS.c.workflow_uuid.is_(None),
            )
        )
    )


def all_jobs() -> Select[*tuple[Any, ...]]:
    """Jobs with state, error and progress in one query, however many there are."""
    return (
        select(
            JobRow.id,
            JobRow.kind,
            JobRow.subject,
            JobRow.created_ms,
            STATUS.c.status,
            STATUS.c.updated_at,
            OUTPUT.c.error,
            EVENTS.c.value.label("progress"),
        )
        .join(STATUS, STATUS.c.workflow_uuid == JobRow.id)
        .outerjoin(OUTPUT, OUTPUT.c.workflow_uuid == JobRow.id)
        .outerjoin(EVENTS, (EVENTS.c.workflow_uuid == JobRow.id) & (EVENTS.c.key == PROGRESS))
    )


def is_unfinished(*, of_one: bool) -> ColumnElement[bool]:
    """Of one campaign each job's state is looked up by its id; of all, the unfinished come first.

    Joined alone, PostgreSQL reads the states of all 200,000 jobs there ever were, in 75 to 130 ms,
    to find the 80 of one campaign.
    """
    own = STATUS.alias("own")
    if of_one:
        state = select(own.c.status).where(own.c.workflow_uuid == JobRow.id).scalar_subquery()
        return state.in_(UNFINISHED)
    return JobRow.id.in_(select(STATUS.c.workflow_uuid).where(is_in(UNFINISHED)))


def is_in(names: Sequence[str]) -> ColumnElement[bool]:
    """The state is one of these, written out: a bound value hides a partial index from SQLite."""
    return or_(*(STATUS.c.status == literal_column(f"'{name}'") for name in names))


def counted(group: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            JobRow.campaign,
            JobRow.kind,
            STATUS.c.status,
            func.count().label("jobs"),
            func.min(STATUS.c.updated_at).label("since_ms"),
        )
        .join(STATUS, STATUS.c.workflow_uuid == JobRow.id)
        .where(is_in(group))
        .group_by(JobRow.campaign, JobRow.kind, STATUS.c.status)
    )


def summed(counts: Iterable[JobCount]) -> list[JobCount]:
    """One line for what DBOS calls by two names and we by one."""
    found: dict[tuple[str, str, str], JobCount] = {}
    for each in counts:
        key = (each.campaign, each.kind, each.state)
        kept = found.get(key)
        if kept is not None:
            since_ms = min(kept.since_ms, each.since_ms)
            each = replace(each, count=kept.count + each.count, since_ms=since_ms)
        found[key] = each
    return [found[key] for key in sorted(found)]


def job_of(row: Row[Any]) -> Job:
    progress: dict[str, Any] = json.loads(row.progress) if row.progress else {}
    state = STATES[row.status]
    why = _why(row.status, row.error) if state == "failed" else None
    return Job(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        state=state,
        station=str(progress.get("station", "")),
        done=int(progress.get("done", 0)),
        total=int(progress.get("total", 0)),
        error=why.en if why else "",
        why=why,
        created_ms=row.created_ms,
        updated_ms=max(int(row.updated_at), row.created_ms),
    )


def _why(status: str, kept: str | None) -> Words:
    """An error as the portable serializer keeps it: {name, message, data: {zh, en} if ours, …}."""
    if status == _PARKED or kept is None:
        return PARKED
    error: dict[str, Any] = json.loads(kept)
    en = str(error.get("message") or error.get("name", ""))
    ours: dict[str, Any] = error["data"] if isinstance(error.get("data"), dict) else {}
    return Words(zh=str(ours.get("zh") or f"意外错误：{en}"), en=en)
