"""The door for notices whose pages are pictures: files in, how far it is, a draft out."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotFound
from domain.notice.scan import MAX_FILE_BYTES, too_big
from domain.notice.scanned import scanned_text
from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.editor.media import PICTURE, ranged
from service.editor.notice_values import values_of
from service.editor.scan_rows import scan_row
from service.editor.session import require
from service.notices.scanning import (
    add_file,
    check_next,
    check_ocr,
    draft_of_scan,
    forget_pictures,
    forgetting,
    start_reading,
)
from service.web.arriving_bodies import arriving_folder
from service.web.file_names import told_name
from storage.catalog_scans import Scan, ScanState, page_blob

_NONE = Words(zh="没有正在识别的扫描件，请重新选择", en="no scan lies here; choose its pages again")
_NO_PAGE = Words(zh="没有这一页的图片", en="there is no picture of this page")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api/notice/scan", tags=["notice"])
    storage, scans = deps.storage, deps.storage.catalog.scans

    @routes.get("")
    def scan(request: Request) -> dict[str, Any]:
        """How far the user's scan is: state `none`, or as `scan_row` says."""
        user = require(deps, request, Role.EDITOR)
        found = scans.of(user.name)
        job = storage.queue.job(found.job) if found else None
        if job is not None and job.state == "done":
            # It may have ended since the scan was looked at, which says how.
            found = scans.of(user.name)
        return {"state": "none"} if found is None else scan_row(found, job)

    @routes.post("", status_code=201)
    def begin(request: Request) -> dict[str, Any]:
        """Begin one, in place of an earlier one; 409 while a draft lies there."""
        user = require(deps, request, Role.EDITOR)
        check_ocr(deps.settings.ocr)
        _stop(deps, scans.of(user.name))
        made = scans.begin(user.name, at=deps.clock())
        forget_pictures(storage)
        return scan_row(made, None)

    _add_files(routes, deps)
    _add_reading(routes, deps)
    _add_pages(routes, deps)
    return routes


def _add_files(routes: APIRouter, deps: Deps) -> None:
    storage = deps.storage

    @routes.post("/files", status_code=201)
    async def add(request: Request) -> dict[str, Any]:
        """The next file: its bytes, its name percent-encoded in X-Notice-Name."""
        user = await anyio.to_thread.run_sync(require, deps, request, Role.EDITOR)
        found = await anyio.to_thread.run_sync(_mine, deps, user)
        name = told_name(request, "x-notice-name") or "page"
        check_next(found, name, 0)
        async with arriving_folder(deps.settings.home, "scan") as folder:
            file = folder / "page"
            await _take(request, file, name)

            def keep() -> Scan:
                return add_file(storage, found, name=name, path=file, at=deps.clock())

            return scan_row(await anyio.to_thread.run_sync(keep), None)


def _add_reading(routes: APIRouter, deps: Deps) -> None:
    storage = deps.storage

    @routes.post("/read", status_code=202)
    def read(request: Request) -> dict[str, Any]:
        """Read all pages, in the order in which the files came."""
        found = _mine(deps, require(deps, request, Role.EDITOR))
        check_ocr(deps.settings.ocr)
        made = start_reading(storage, found, at=deps.clock())
        return scan_row(made, storage.queue.job(made.job))

    @routes.post("/draft", status_code=201)
    def draft(request: Request) -> dict[str, Any]:
        """Make the draft of what was read; 409 while it is not."""
        user = require(deps, request, Role.EDITOR)
        found = _mine(deps, user)
        drafted, scanned = draft_of_scan(found)
        made = storage.catalog.drafts.put(
            user.name,
            name=found.name,
            text=scanned.text,
            values=values_of(drafted).plain(),
            at=deps.clock(),
            of_scan=True,
        )
        return {"version": made.version}

    @routes.get("/text")
    def text(request: Request) -> dict[str, Any]:
        """What was read, for a person to put right where no draft can be made of it."""
        found = _mine(deps, require(deps, request, Role.EDITOR))
        return {"text": scanned_text(found.pages).text}


def _add_pages(routes: APIRouter, deps: Deps) -> None:
    storage, scans = deps.storage, deps.storage.catalog.scans

    @routes.delete("")
    def drop(request: Request) -> dict[str, Any]:
        """Stop reading and forget files and pictures."""
        found = scans.of(require(deps, request, Role.EDITOR).name)
        _stop(deps, found)
        dropped = found is not None and forgetting(storage, lambda: scans.drop(found.id))
        return {"dropped": dropped}

    @routes.get("/pages/{number}")
    def page(request: Request, number: int) -> Response:
        """The straightened picture of a page, for the user at whose table it lies."""
        found = _mine(deps, require(deps, request, Role.EDITOR))
        if not any(each.number == number for each in found.pages):
            raise NotFound(_NO_PAGE)
        return ranged(
            request,
            storage.blobs,
            page_blob(found.id, number),
            PICTURE,
            {"Cache-Control": "no-store"},
        )


def _mine(deps: Deps, user: User) -> Scan:
    found = deps.storage.catalog.scans.of(user.name)
    if found is None:
        raise NotFound(_NONE)
    return found


def _stop(deps: Deps, scan: Scan | None) -> None:
    if scan is not None and scan.state is ScanState.READING:
        # Jobs that are long over are not known any more: the scan goes all the same.
        with suppress(NotFound):
            deps.storage.queue.cancel(scan.job)


async def _take(request: Request, file: Path, name: str) -> None:
    taken = 0
    async with await anyio.open_file(file, "wb") as out:
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > MAX_FILE_BYTES:
                raise too_big(name)
            await out.write(chunk)
