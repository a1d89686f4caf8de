"""The tus 1.0 endpoints under /u/{secret}/uploads: who may, then the headers, then the bytes."""

import errno
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotFound, StorageFailed, WeekReelError
from domain.sending import Invite, Upload, UploadState
from domain.words import Words
from service.access import invite_of
from service.arriving.receiving import is_of_host
from service.deps import Deps
from service.upload import protocol
from service.upload.body import Body, Superseded, TooLong, Turns, WentQuiet, take_in
from service.upload.finisher import Finisher
from service.upload.finishing import drop
from service.upload.spool import Busy, Spool, Writer
from service.upload.starting import no_space, start_upload
from service.web.problems import Problem, problem_response, status_of

#: A connection may be quiet this long; the page's retries go on for longer than this.
QUIET_S = 30.0
_CLOSE = {"Connection": "close"}

Handler = Callable[[Request], Awaitable[Response]]


class TusRoute(APIRoute):
    """Every answer carries Tus-Resumable, every refusal is problem+json."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # pyright: ignore
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                response = await inner(request)
            except WeekReelError as error:
                response = _told(request, error)
            response.headers["Tus-Resumable"] = protocol.VERSION
            return response

        return handler


def _told(request: Request, error: WeekReelError) -> Response:
    headers = error.headers if isinstance(error, Problem) else {}
    status = status_of(error)
    if isinstance(error, Busy):
        status, headers = 423, {"Retry-After": "2"}
    return problem_response(
        request, status=status, code=error.code, words=error.words, headers=headers
    )


def router(deps: Deps, spool: Spool, finisher: Finisher, *, quiet_s: float = QUIET_S) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=TusRoute)
    uploads = Uploads(deps, spool, finisher, quiet_s=quiet_s)
    base, one = "/u/{secret}/uploads", "/u/{secret}/uploads/{upload_id}"
    routes.add_api_route(base, uploads.options, methods=["OPTIONS"])
    routes.add_api_route(one, uploads.options, methods=["OPTIONS"])
    routes.add_api_route(base, uploads.create, methods=["POST"])
    routes.add_api_route(one, uploads.head, methods=["HEAD"])
    routes.add_api_route(one, uploads.patch, methods=["PATCH"])
    routes.add_api_route(one, uploads.delete, methods=["DELETE"])
    routes.add_api_route(one, uploads.override, methods=["POST"])
    return routes


@dataclass(frozen=True, kw_only=True)
class _Knock:
    """A request that may do what it asks for."""

    invite: Invite
    upload: Upload


class Uploads:
    """The verbs of the protocol over one catalog and one spool."""

    def __init__(self, deps: Deps, spool: Spool, finisher: Finisher, *, quiet_s: float) -> None:
        self._deps = deps
        self._spool = spool
        self._quiet_s = quiet_s
        self._turns = Turns()
        self._finisher = finisher

    async def options(self, request: Request) -> Response:
        await run_in_threadpool(self._invite, request)
        headers = {
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Max-Size": str(int(self._deps.settings.max_file_bytes)),
        }
        return Response(status_code=204, headers=headers)

    async def create(self, request: Request) -> Response:
        invite = await run_in_threadpool(self._invite, request)
        protocol.check_version(request.headers)
        size = protocol.number_in(request.headers, "Upload-Length")
        said = protocol.read_metadata(request.headers.get("upload-metadata", ""))
        brings = _brings_bytes(request)
        if brings:
            protocol.check_body_type(request.headers)
            _check_room(request, size)
        upload = await run_in_threadpool(start_upload, self._deps, self._spool, invite, said, size)
        headers = {"Location": self._location(request, upload)}
        if brings:
            upload, offset = await self._take_in(request, upload, offset=0)
            headers["Upload-Offset"] = str(offset)
        return Response(status_code=201, headers=headers | _standing(upload))

    async def head(self, request: Request) -> Response:
        knock = await run_in_threadpool(self._knock, request)
        protocol.check_version(request.headers)
        upload, offset = await run_in_threadpool(self._how_far, knock.upload)
        said = upload.said
        if upload.state is UploadState.ARRIVING and offset == said.size:
            upload = await self._received_by_now(upload)
        headers = {
            "Upload-Offset": str(offset),
            "Upload-Length": str(said.size),
            "Upload-Metadata": protocol.metadata_of(filename=said.filename, filetype=said.filetype),
        }
        return Response(status_code=200, headers=headers | _standing(upload))

    async def patch(self, request: Request) -> Response:
        knock = await run_in_threadpool(self._knock, request)
        protocol.check_version(request.headers)
        protocol.check_body_type(request.headers)
        offset = protocol.number_in(request.headers, "Upload-Offset")
        upload = knock.upload
        if upload.state is UploadState.ARRIVING:
            upload, offset = await self._take_in(request, upload, offset=offset)
        elif offset != upload.said.size:
            raise _wrong_offset(upload.said.size)
        else:
            _check_room(request, 0)
        headers = {"Upload-Offset": str(offset)}
        return Response(status_code=204, headers=headers | _standing(upload))

    async def delete(self, request: Request) -> Response:
        knock = await run_in_threadpool(self._knock, request)
        protocol.check_version(request.headers)
        upload_id = knock.upload.said.id
        body = Body(request.receive, quiet_s=self._quiet_s)
        dropped = False
        if knock.upload.state is UploadState.ARRIVING:
            async with self._turns.newest(upload_id, body):
                with self._spool.writing(upload_id):
                    dropped = await run_in_threadpool(
                        drop, self._deps.storage, self._spool, upload_id
                    )
        if not dropped:
            raise _complete()
        return Response(status_code=204)

    async def override(self, request: Request) -> Response:
        """POST with X-HTTP-Method-Override, for networks that let nothing else through."""
        verbs: dict[str, Handler] = {
            "PATCH": self.patch,
            "HEAD": self.head,
            "DELETE": self.delete,
        }
        verb = verbs.get(request.headers.get("x-http-method-override", "").upper())
        if verb is None:
            await run_in_threadpool(self._knock, request)
            raise Problem(
                405,
                "no-override",
                Words(
                    zh="这个地址不支持这种操作",
                    en="a POST here needs X-HTTP-Method-Override: PATCH, HEAD or DELETE",
                ),
                headers={"Allow": "HEAD, PATCH, DELETE, POST, OPTIONS"},
            )
        return await verb(request)

    def _invite(self, request: Request) -> Invite:
        return invite_of(self._deps, request.path_params["secret"], request)

    def _knock(self, request: Request) -> _Knock:
        """The upload of the path, if it was begun with the invite of the path and still lives."""
        invite = self._invite(request)
        upload_id = request.path_params["upload_id"]
        self._spool.file(upload_id)
        upload = self._deps.storage.catalog.intake.upload(upload_id)
        if upload.invite != invite.id:
            raise NotFound(Words(zh="没有这个上传，请重新选择文件发送", en="no such upload"))
        if upload.said.expires_at < self._deps.clock():
            raise Problem(
                410,
                "upload-expired",
                Words(
                    zh="这个上传已过期，请重新选择文件发送",
                    en="this upload expired; pick the file again",
                ),
            )
        arriving = upload.state is UploadState.ARRIVING
        if arriving and not is_of_host(upload_id, self._deps.settings.web_index):
            raise _wrong_host()
        return _Knock(invite=invite, upload=upload)

    async def _received_by_now(self, upload: Upload) -> Upload:
        """Who only asks is told what is true so far, also while the store cannot take the file."""
        try:
            return await self._finisher.outcome(upload)
        except StorageFailed:
            return upload

    def _how_far(self, upload: Upload) -> tuple[Upload, int]:
        """The upload as it is by now, and its offset."""
        if upload.state is not UploadState.ARRIVING:
            return upload, upload.said.size
        try:
            return upload, self._spool.offset(upload.said.id)
        except NotFound:
            # The file goes last: received by another process since the row was read, or dropped.
            received = self._deps.storage.catalog.intake.upload(upload.said.id)
            if received.state is UploadState.ARRIVING:
                raise
            return received, received.said.size

    def _location(self, request: Request, upload: Upload) -> str:
        return f"{self._deps.prefix}/u/{request.path_params['secret']}/uploads/{upload.said.id}"

    async def _take_in(
        self, request: Request, upload: Upload, *, offset: int
    ) -> tuple[Upload, int]:
        """The request's bytes appended at `offset`; the upload after that, and its offset."""
        body = Body(request.receive, quiet_s=self._quiet_s)
        async with self._turns.newest(upload.said.id, body):
            with self._spool.writing(upload.said.id) as writer:
                if writer.offset != offset:
                    raise _wrong_offset(writer.offset)
                _check_room(request, upload.said.size - offset)
                self._check_space(request)
                await self._append(body, writer, room=upload.said.size - offset)
                end = writer.offset
        if end == upload.said.size:
            upload = await self._finisher.outcome(upload)
        return upload, end

    def _check_space(self, request: Request) -> None:
        """Problem 507 before a byte is read, when the announced body does not fit on the disk."""
        if (protocol.content_length(request.headers) or 0) > self._spool.free_bytes():
            raise no_space()

    async def _append(self, body: Body, writer: Writer, *, room: int) -> None:
        before = writer.offset
        try:
            await take_in(body, writer, room=room)
        except (Superseded, WentQuiet, TooLong) as error:
            raise _refusal_of(error) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise no_space() from error
            raise
        finally:
            self._deps.metrics.upload_bytes.inc(max(0, writer.offset - before))


def _standing(upload: Upload) -> dict[str, str]:
    """Where an upload stands: 已收到 may be said only when the state is no longer arriving."""
    return {
        "Upload-Expires": protocol.http_date(upload.said.expires_at),
        "WeekReel-State": upload.state.value,
        "WeekReel-Receipt": upload.receipt,
    }


def _brings_bytes(request: Request) -> bool:
    """True for creation-with-upload: a body is announced, by its length or as chunks."""
    length = request.headers.get("content-length", "0")
    return length != "0" or "transfer-encoding" in request.headers


def _check_room(request: Request, room: int) -> None:
    """Problem 413 when the announced body is longer than what is missing, before a byte is read."""
    length = protocol.content_length(request.headers)
    if length is not None and length > room:
        raise _too_long(headers={})


def _wrong_offset(offset: int) -> Problem:
    words = Words(
        zh="续传的位置对不上，页面会自动重新核对",
        en=f"the upload stands at {offset}; ask for the offset by HEAD and go on from there",
    )
    return Problem(409, "wrong-offset", words)


def _too_long(headers: dict[str, str]) -> Problem:
    words = Words(
        zh="收到的内容比文件申报的要长，可能文件在发送中被改动，请重新选择",
        en="the body is longer than the upload was announced to be; nothing of it was kept",
    )
    return Problem(413, "too-long", words, headers=headers)


def _complete() -> Problem:
    words = Words(
        zh="这个文件已经收到，不能再取消；如需撤回请告诉联系人",
        en="the upload is complete and cannot be terminated; ask your contact to withdraw it",
    )
    return Problem(409, "upload-complete", words)


def _wrong_host() -> Problem:
    """503, which clients try again: 404 would make them begin anew while the bytes are kept."""
    words = Words(
        zh="这个文件的进度在另一台服务器上，都还在，会自动重试",
        en="this upload's bytes are kept on another web host; try again, the proxy must route"
        " by the first two digits of the id",
    )
    return Problem(503, "wrong-host", words, headers={"Retry-After": "5"})


def _refusal_of(error: Superseded | WentQuiet | TooLong) -> Problem:
    if isinstance(error, TooLong):
        return _too_long(headers=_CLOSE)
    if isinstance(error, WentQuiet):
        words = Words(
            zh="连接太久没有动静，请自动重试", en="no byte came for too long; go on from HEAD"
        )
        return Problem(408, "went-quiet", words, headers=_CLOSE)
    words = Words(zh="这个文件已由新的连接继续发送", en="a newer request goes on with this upload")
    return Problem(409, "superseded", words, headers=_CLOSE)
