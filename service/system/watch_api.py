"""The owner's JSON API of what is stored, what was done and what is set."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service import audit_file
from service.deps import Deps
from service.keeping.last_backup import backup_words, concern, last_backup
from service.settings_shown import shown_settings
from service.system import exports
from service.system.desk import note, owner_of
from service.system.log import MOST_ENTRIES, Narrowed
from service.system.storing import Stored, stored
from service.system.zone import zone_of
from storage.catalog_people import AuditQuery, KeptEntry


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api/system", tags=["system"])

    @routes.get("/storage")
    def storage(request: Request) -> dict[str, Any]:
        """Bytes by kind and bytes free; `counted_at` is null until the first count is made."""
        owner_of(deps, request)
        return storage_row(stored(deps.watching))

    @routes.get("/backup")
    def backup(request: Request) -> dict[str, Any]:
        """The last backup begun on this machine; null when there was none."""
        owner_of(deps, request)
        last, now = last_backup(deps.settings.home), deps.clock()
        words = backup_words(last, now=now)
        return {
            "state": last.state if last else None,
            "at": last.at.isoformat() if last else None,
            "complete_at": last.complete_at.isoformat() if last and last.complete_at else None,
            "folder": last.folder if last else None,
            "concern": concern(last, now=now),
            "words": {"zh": words.zh, "en": words.en},
        }

    @routes.get("/retention")
    def retention(request: Request) -> list[dict[str, Any]] | None:
        """What `weekreel retention --apply` would delete; null until the first look is done."""
        owner_of(deps, request)
        lines = deps.watching.retention.get()
        if lines is None:
            return None
        return [
            {"rule": line.rule, "count": line.count, "bytes": line.bytes, "why": line.why.en}
            for line in lines
        ]

    _add_settings(routes, deps)
    _add_log(routes, deps)
    return routes


def _add_settings(routes: APIRouter, deps: Deps) -> None:
    @routes.get("/settings")
    def settings(request: Request) -> list[dict[str, str]]:
        """Every setting in force and where it came from; secrets are never told."""
        owner_of(deps, request)
        return [
            {"name": each.variable, "value": each.value, "origin": each.origin}
            for each in shown_settings(deps.settings)
        ]


def _add_log(routes: APIRouter, deps: Deps) -> None:
    audit = deps.storage.catalog.audit

    @routes.get("/audit")
    def entries(
        request: Request,
        narrowed: Annotated[Narrowed, Query()],
        before: Annotated[str, Query(max_length=60)] = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = MOST_ENTRIES,
    ) -> dict[str, Any]:
        """The log, newest first; `next` is what to send as `before`, null at the end."""
        owner_of(deps, request)
        found = audit.page(replace(_query(deps, narrowed), before=before or None, limit=limit))
        return {
            "entries": [exports.row(kept) for kept in found],
            "next": found[-1].mark if len(found) == limit else None,
        }

    @routes.get("/audit.csv", response_class=Response)
    def as_csv(request: Request, narrowed: Annotated[Narrowed, Query()]) -> Response:
        """The log whole, for a spreadsheet."""
        return _file(deps, request, narrowed, exports.csv_lines, "csv", "text/csv")

    @routes.get("/audit.jsonl", response_class=Response)
    def as_json_lines(request: Request, narrowed: Annotated[Narrowed, Query()]) -> Response:
        """The log whole, one JSON object a line."""
        return _file(deps, request, narrowed, exports.json_lines, "jsonl", "application/jsonl")

    @routes.get("/audit-chain.jsonl", response_class=Response)
    def with_its_chain(request: Request) -> Response:
        """The log whole, oldest first, with the hashes that `weekreel audit verify FILE` checks."""
        user = owner_of(deps, request)
        note(deps, user, "audit-export", "chain")
        name = f"weekreel-log-chain-{deps.clock():%Y%m%d}.jsonl"
        return StreamingResponse(
            audit_file.lines(audit),
            media_type="application/jsonl; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def storage_row(things: Stored) -> dict[str, Any]:
    return {
        "counted_at": things.counted_at.isoformat() if things.counted_at else None,
        "kinds": {part.kind: {"count": part.count, "bytes": part.bytes} for part in things.parts},
        "blob_bytes": things.bytes,
        "database_bytes": things.database_bytes,
        "disks": [
            {"places": room.places, "free": room.free, "bytes": room.bytes, "low": room.low}
            for room in things.rooms
        ],
    }


def _query(deps: Deps, narrowed: Narrowed) -> AuditQuery:
    return narrowed.query(zone_of(deps.watching.whole.get().campaigns))


def _file(
    deps: Deps,
    request: Request,
    narrowed: Narrowed,
    lines: Callable[[Iterator[KeptEntry]], Iterator[str]],
    ending: str,
    media_type: str,
) -> Response:
    user = owner_of(deps, request)
    query = _query(deps, narrowed)
    note(deps, user, "audit-export", ending)
    name = f"weekreel-log-{deps.clock():%Y%m%d}.{ending}"
    return StreamingResponse(
        lines(exports.entries(deps.storage.catalog.audit, query)),
        media_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
