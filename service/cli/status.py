"""The state of a campaign in one look."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from domain.board.coverage import coverage
from domain.moves import AssetState
from domain.wording import local_day
from service.cli.common import CampaignKey, campaign_of, now, opened, said
from storage.catalog_watch import WorkerSeen
from storage.manning import at_work, untaken_jobs
from storage.opening import Storage
from storage.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command()(status)


def status(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    campaign: CampaignKey = None,
) -> None:
    """Counts by state, jobs, workers, coverage.

    Example: weekreel status --json
    """
    with opened() as (settings, storage):
        found = campaign_of(storage, campaign)
        row = status_row(settings, storage, found.key)
    if as_json:
        print(json.dumps(row, ensure_ascii=False))
        return
    for line in _lines(row):
        print(line)


def _lines(row: dict[str, Any]) -> Iterator[str]:
    """The same for people: what there is in a line each, then activities and what is missing."""
    yield f"{row['campaign']}  {row['state']}"
    for part in ("assets", "jobs", "untaken"):
        if row[part]:
            yield f"{part}: " + ", ".join(f"{count} {name}" for name, count in row[part].items())
    for job in row["failed_jobs"]:
        yield f"  {job['id']}: {job['error']}"
    workers = [
        f"{each.get('host', each['id'])} ({', '.join(each['takes'])})" for each in row["workers"]
    ]
    yield "workers: " + (", ".join(workers) or "-")
    if film := row["film"]:
        yield f"film: {film['id']}  {film['state']}"
    for each in row["coverage"]:
        yield f"{each['activity']:>3}  {each['accepted']}/{each['assets']}  {each['title']}"
    yield from (f"!  {gap}" for gap in row["gaps"])


def status_row(settings: Settings, storage: Storage, key: str) -> dict[str, Any]:
    record = storage.catalog.campaigns.get(key)
    jobs = storage.queue.jobs(campaign=key)
    film = storage.catalog.films.latest(key)
    assets = storage.catalog.assets.all(key)
    board = coverage(record.campaign, assets, today=local_day(now(), record.campaign.zone))
    return {
        "campaign": key,
        "state": record.state,
        "assets": storage.catalog.assets.counts(key),
        "jobs": dict(Counter(job.state for job in jobs)),
        "failed_jobs": [
            {"id": job.id, "error": job.error} for job in jobs if job.state == "failed"
        ],
        "workers": [_worker_row(seen) for seen in at_work(storage.catalog, settings.lease_ttl_s)],
        "untaken": untaken_jobs(storage.catalog, storage.queue, settings.lease_ttl_s),
        "film": {"id": film.id, "state": film.state} if film else None,
        "coverage": [
            {
                "activity": activity.number,
                "title": activity.title,
                "accepted": sum(
                    a.state is AssetState.ACCEPTED
                    and a.tag is not None
                    and a.tag.activity == activity.key
                    for a in assets
                ),
                "assets": sum(a.tag is not None and a.tag.activity == activity.key for a in assets),
            }
            for activity in record.campaign.activities
        ],
        "gaps": [said(gap.words) for gap in board.gaps],
    }


def _worker_row(seen: WorkerSeen) -> dict[str, Any]:
    """A worker of version 0.1.0 says nothing of itself but its id."""
    row: dict[str, Any] = {"id": seen.executor_id, "takes": list(seen.takes)}
    if card := seen.card:
        row |= {"host": card.host, "pid": card.pid, "version": card.version}
        row |= {"started_ms": card.started_ms, "cannot": dict(card.cannot)}
    return row
