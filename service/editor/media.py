"""Pictures, clips, films and packages for a logged-in browser: known types and ranges."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from domain.asset import Asset
from domain.cutting.spoken import spoken_srt
from domain.cutting.srt import srt as captions_of
from domain.errors import NotFound, WeekReelError
from domain.facts import Kind
from domain.moves import AssetState
from domain.people import Role
from domain.words import Words
from service.deps import Deps
from service.editor.session import require
from service.packing.handing import zipped_package
from service.web.problems import Problem
from storage.blobs import Blobs
from storage.catalog_assets import MOTION, NO_PROXY, PEAKS, PROXY
from storage.catalog_people import AuditEntry
from storage.originals import original_blob
from storage.queue import preview_job

#: Derived pictures are ours: their type is known. Originals leave only as downloads.
PICTURE, CLIP = "image/jpeg", "video/mp4"
TYPES = {MOTION: CLIP, PROXY: CLIP, PEAKS: "application/json"}
PIECE = 256 << 10
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
#: Derived files never change; an asset that is withdrawn takes them along, so not for ever.
_KEEP = {"Cache-Control": "private, max-age=3600"}

#: From the decision on, even while the bytes are still being deleted.
_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)
_NONE = Words(zh="没有这个文件", en="there is no such file")
_NO_PREVIEW_YET = Words(
    zh="这段视频的预览还在制作，请稍后再试",
    en="this clip's preview is still being made; try again later",
)
_NO_PREVIEW = Words(
    zh="这段视频解不出画面，做不了预览；可以请发送人重新发原文件",
    en="this clip does not decode, so it has no preview; ask its sender for the original again",
)
_BAD_RANGE = Words(zh="请求的范围超出文件", en="the range lies outside the file")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    catalog, blobs = deps.storage.catalog, deps.storage.blobs

    @routes.get("/media/assets/{asset_id}/{role}")
    def derived(request: Request, asset_id: str, role: str) -> Response:
        require(deps, request)
        name = catalog.assets.derivatives(asset_id).get(role)
        asset = catalog.assets.get(asset_id)
        if asset.state in _GONE:
            raise NotFound(_NONE)
        if name is None:
            raise _absent(deps, asset, role)
        return ranged(request, blobs, name, TYPES.get(role, PICTURE), _KEEP)

    @routes.get("/media/originals/{asset_id}")
    def original(request: Request, asset_id: str, save: bool = False) -> Response:
        """The bytes as they were sent; as a clip for the player, else or by `save` a download.

        A download leaves the house and stands in the log; the player's many ranges do not.
        """
        user = require(deps, request, Role.EDITOR)
        asset = catalog.assets.get(asset_id)
        if asset.state in _GONE:
            raise NotFound(_NONE)
        playable = asset.kind is Kind.CLIP and asset.facts is not None
        kind = "video/mp4" if playable else "application/octet-stream"
        filename = None if playable and not save else asset.original_name
        if filename is not None:
            entry = AuditEntry(at=deps.clock(), actor=user.name, event="original", subject=asset_id)
            catalog.audit.add(asset.campaign, entry)
        return sent_or_streamed(request, blobs, original_blob(asset.sha256), kind, filename)

    _add_made(routes, deps)
    return routes


def _add_made(routes: APIRouter, deps: Deps) -> None:
    catalog, blobs = deps.storage.catalog, deps.storage.blobs

    @routes.get("/media/films/{film_id}")
    def film(request: Request, film_id: str, save: bool = False) -> Response:
        require(deps, request)
        kept = catalog.films.get(film_id)
        # What was brought has its file from the start, and is nobody's film until its shots are
        # known: a withdrawal would not find it.
        if kept.blob is None or not kept.playable:
            raise NotFound(_NONE)
        filename = f"{film_id}.mp4" if save else None
        return sent_or_streamed(request, blobs, kept.blob, "video/mp4", filename)

    @routes.get("/media/films/{film_id}/captions.srt")
    def captions(request: Request, film_id: str) -> Response:
        """The film's captions as SubRip, to lie beside it."""
        require(deps, request)
        kept = catalog.films.get(film_id)
        if kept.storyboard is None or kept.to_be_replaced:
            raise NotFound(_NONE)
        text = captions_of(catalog.films.storyboard(kept.campaign, kept.storyboard).shots)
        headers = attachment(f"{film_id}.srt")
        return Response(text, headers=headers, media_type="application/x-subrip")

    @routes.get("/media/films/{film_id}/speech.srt")
    def speech(request: Request, film_id: str) -> Response:
        """What the owner's program has heard in the film, as SubRip; 404 where nothing was."""
        require(deps, request)
        kept = catalog.films.get(film_id)
        text = "" if kept.to_be_replaced else spoken_srt(catalog.films.spoken(film_id) or ())
        if not text:
            raise NotFound(_NONE)
        headers = attachment(f"{film_id}-speech.srt")
        return Response(text, headers=headers, media_type="application/x-subrip")

    @routes.get("/media/packages/{package_id}")
    def package(request: Request, package_id: str) -> Response:
        """The zip, whole or a part of it: a download that broke off goes on where it was."""
        require(deps, request)
        kept = catalog.packages.get(package_id)
        if not kept.files or kept.to_be_replaced:
            raise NotFound(_NONE)
        campaign = catalog.campaigns.get(kept.campaign).campaign
        made = zipped_package(deps.storage, campaign, kept)
        headers = attachment(f"{made.name}.zip") | {"ETag": made.etag}
        return ranged_pieces(request, made.size, made.read, "application/zip", headers)


def _absent(deps: Deps, asset: Asset, role: str) -> WeekReelError:
    """Of a clip that was taken in before there were previews, this asks for one."""
    if role not in (PROXY, PEAKS) or asset.kind is not Kind.CLIP or asset.look is None:
        return NotFound(_NONE)
    if NO_PROXY in deps.storage.catalog.assets.derivatives(asset.id):
        return NotFound(_NO_PREVIEW)
    deps.storage.queue.send(preview_job(asset.id, asset.campaign))
    return Problem(404, "no-preview-yet", _NO_PREVIEW_YET)


def attachment(name: str) -> dict[str, str]:
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
    headers = {} if filename is None else attachment(filename)
    return ranged(request, blobs, name, media_type, headers)


def ranged(
    request: Request, blobs: Blobs, name: str, media_type: str, headers: dict[str, str]
) -> Response:
    """The bytes asked for (RFC 9110, one range), since players seek by ranges."""
    size = blobs.size(name)
    return ranged_pieces(
        request, size, lambda start, end: _pieces(blobs, name, start, end), media_type, headers
    )


def ranged_pieces(
    request: Request,
    size: int,
    read: Callable[[int, int], Iterator[bytes]],
    media_type: str,
    headers: dict[str, str],
) -> Response:
    """The same of anything of known size whose bytes `read(start, end)` gives.

    With an `ETag` among the headers, a part is sent only to whoever has the same begun (If-Range).
    """
    asked = request.headers.get("range")
    if request.headers.get("if-range", headers.get("ETag")) != headers.get("ETag"):
        asked = None
    span = _span(asked, size)
    headers = {**headers, "Accept-Ranges": "bytes"}
    start, end = span or (0, size)
    status = 200 if span is None else 206
    if span is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        # The server drops a body, but would read all of it from the store, at no client's pace.
        return Response(None, status, headers, media_type)
    return StreamingResponse(read(start, end), status, headers, media_type)


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
