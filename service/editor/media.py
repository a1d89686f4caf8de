"""Pictures, clips, films and packages for a logged-in browser: known types and ranges."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from domain.errors import NotFound
from domain.facts import Kind
from domain.moves import AssetState
from domain.people import Role
from domain.words import Words
from service.deps import Deps
from service.editor.session import require
from service.packages import zip_pieces
from service.problems import Problem
from storage.blobs import Blobs
from storage.originals import original_blob

#: Derived pictures are ours: their type is known. Originals leave only as downloads.
PICTURE = "image/jpeg"
PIECE = 256 << 10
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
#: Derived files never change; an asset that is withdrawn takes them along, so not for ever.
_KEEP = {"Cache-Control": "private, max-age=3600"}

#: From the decision on, even while the bytes are still being deleted.
_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)
_NONE = Words(zh="没有这个文件", en="there is no such file")
_BAD_RANGE = Words(zh="请求的范围超出文件", en="the range lies outside the file")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    catalog, blobs = deps.storage.catalog, deps.storage.blobs

    @routes.get("/media/assets/{asset_id}/{role}")
    def derived(request: Request, asset_id: str, role: str) -> Response:
        require(deps, request)
        name = catalog.assets.derivatives(asset_id).get(role)
        if name is None or catalog.assets.get(asset_id).state in _GONE:
            raise NotFound(_NONE)
        return ranged(request, blobs, name, PICTURE, _KEEP)

    @routes.get("/media/originals/{asset_id}")
    def original(request: Request, asset_id: str, save: bool = False) -> Response:
        """The bytes as they were sent; as a clip for the player, else or by `save` a download."""
        require(deps, request, Role.EDITOR)
        asset = catalog.assets.get(asset_id)
        if asset.state in _GONE:
            raise NotFound(_NONE)
        playable = asset.kind is Kind.CLIP and asset.facts is not None
        kind = "video/mp4" if playable else "application/octet-stream"
        filename = None if playable and not save else asset.original_name
        return sent_or_streamed(request, blobs, original_blob(asset.sha256), kind, filename)

    @routes.get("/media/films/{film_id}")
    def film(request: Request, film_id: str, save: bool = False) -> Response:
        require(deps, request)
        kept = catalog.films.get(film_id)
        if kept.blob is None or kept.to_be_replaced:
            raise NotFound(_NONE)
        filename = f"{film_id}.mp4" if save else None
        return sent_or_streamed(request, blobs, kept.blob, "video/mp4", filename)

    @routes.get("/media/packages/{package_id}")
    def package(request: Request, package_id: str) -> Response:
        require(deps, request)
        kept = catalog.films.package(package_id)
        if not kept.files or kept.to_be_replaced:
            raise NotFound(_NONE)
        top = f"{catalog.campaigns.get(kept.campaign).campaign.title}-报送包-{kept.number}"
        return StreamingResponse(
            zip_pieces(blobs, kept, top),
            media_type="application/zip",
            headers=_attachment(f"{top}.zip"),
        )

    return routes


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def sent_or_streamed(
    request: Request, blobs: Blobs, name: str, media_type: str, filename: str | None
) -> Response:
    """Large bytes: the browser is sent to the store where it reaches that, else gets them from us.

    With `filename` they are saved. Whoever asks is known to have the right; the address that the
    browser is sent to lasts five minutes and is not to be kept.
    """
    url = blobs.download_url(name, media_type=media_type, filename=filename)
    if url is not None:
        return RedirectResponse(url, 302)
    headers = {} if filename is None else _attachment(filename)
    return ranged(request, blobs, name, media_type, headers)


def ranged(
    request: Request, blobs: Blobs, name: str, media_type: str, headers: dict[str, str]
) -> Response:
    """The bytes asked for (RFC 9110, one range), since players seek by ranges."""
    size = blobs.size(name)
    span = _span(request.headers.get("range"), size)
    headers = {**headers, "Accept-Ranges": "bytes"}
    if span is None:
        headers["Content-Length"] = str(size)
        return StreamingResponse(_pieces(blobs, name, 0, size), 200, headers, media_type)
    start, end = span
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return StreamingResponse(_pieces(blobs, name, start, end), 206, headers, media_type)


def _span(header: str | None, size: int) -> tuple[int, int] | None:
    """in <= byte < out; None for the whole, also when the header is of another form."""
    match = _RANGE.fullmatch(header or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first:
        start, end = int(first), min(size, int(last) + 1) if last else size
    else:
        start, end = max(0, size - int(last)), size
    if start >= end:
        raise Problem(416, "bad-range", _BAD_RANGE, headers={"Content-Range": f"bytes */{size}"})
    return start, end


def _pieces(blobs: Blobs, name: str, start: int, end: int) -> Iterator[bytes]:
    with blobs.open(name, start=start, length=end - start) as file:
        while piece := file.read(PIECE):
            yield piece
