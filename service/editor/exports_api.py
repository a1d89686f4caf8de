"""A storyboard for another editing program: what is missing is drawn by a job, then downloaded."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Conflict, NotFound
from domain.exports.formats import NAMES, Format
from domain.people import Role
from domain.words import Words
from service.deps import Deps
from service.editor.asked import MOST, Number
from service.editor.making_api import job_row
from service.editor.media import attachment, ranged_pieces
from service.editor.session import require
from service.packing.exports import ZippedExport, log_export, preparing
from service.presenting import words
from storage.handing_over import HandOver, hand_over, is_ready

#: A part that is asked for later is another download.
GOES_ON = timedelta(hours=1)
_NO_FORMAT = Words(zh="没有这种导出格式", en="there is no such format")

Version = Annotated[int, Query(ge=1, le=MOST)]


def router(deps: Deps) -> APIRouter:
    """Editors and owners only, as originals hold places and faces that nobody else gets to see."""
    routes = APIRouter(tags=["export"])
    storage, taken = deps.storage, _Taken()

    @routes.get("/api/campaigns/{key}/exports")
    def exports(request: Request, key: str, version: Version) -> dict[str, Any]:
        """Whether a storyboard can be downloaded for other programs, and where."""
        require(deps, request, Role.EDITOR)
        return _row(deps, hand_over(storage.catalog, key, version), None)

    @routes.post("/api/campaigns/{key}/exports", status_code=202)
    def prepare(request: Request, key: str, version: Version) -> dict[str, Any]:
        """Draw what is missing; nothing to do when all is there."""
        require(deps, request, Role.EDITOR)
        over = hand_over(storage.catalog, key, version)
        if is_ready(storage.blobs, over):
            return _row(deps, over, None)
        job = preparing(over)
        storage.queue.send(job)
        return _row(deps, over, job.id)

    @routes.get("/media/exports/{key}/{version}/{form}", include_in_schema=False)
    def download(request: Request, key: str, version: Number, form: str) -> Response:
        """The zip, whole or a part of it: a download that broke off goes on where it was."""
        user = require(deps, request, Role.EDITOR)
        over = hand_over(storage.catalog, key, version)
        made = storage.catalog.campaigns.get(key).created_at
        zipped = ZippedExport(storage.blobs, over, _format(form), made=made)
        headers = attachment(f"{zipped.name}.zip") | {"ETag": zipped.etag}
        answer = ranged_pieces(request, zipped.size, zipped.read, "application/zip", headers)
        at = deps.clock()
        whole = answer.headers.get("content-range", "bytes 0-").startswith("bytes 0-")
        if taken.is_new(f"{user.name} {zipped.etag}", at) or whole:
            log_export(storage, over, _format(form), actor=user.name, at=at)
        return answer

    return routes


class _Taken:
    """Downloads that are in the log already: the parts of one are one entry, wherever it began."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def is_new(self, who: str, at: datetime) -> bool:
        """False when this was asked for less than a GOES_ON ago."""
        self._since = {key: last for key, last in self._since.items() if at - last < GOES_ON}
        is_new = who not in self._since
        self._since[who] = at
        return is_new


def may_export(deps: Deps, campaign: str, version: int) -> Words | None:
    """Why a storyboard is not handed over; None when it is."""
    try:
        hand_over(deps.storage.catalog, campaign, version)
    except (Conflict, NotFound) as refused:
        return refused.words
    return None


def _format(form: str) -> Format:
    try:
        return Format(form)
    except ValueError as unknown:
        raise NotFound(_NO_FORMAT) from unknown


def _row(deps: Deps, over: HandOver, job_id: str | None) -> dict[str, Any]:
    key, version = over.timeline.campaign, over.timeline.version
    ready = is_ready(deps.storage.blobs, over)
    return {
        "version": version,
        "ready": ready,
        "files": len(over.timeline.media),
        "job": job_row(deps.storage.queue.job(job_id)) if job_id else None,
        "formats": [
            {
                "format": form.value,
                "words": words(NAMES[form]),
                "url": deps.pages.url(f"/media/exports/{key}/{version}/{form.value}"),
            }
            for form in Format
        ],
    }
