"""The JSON API of music: the beds there are, and what editors bring with its rights."""

import shutil
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.arriving.audio_sniff import sounds_like_audio
from domain.cutting.music import (
    BEDS,
    DEFAULT_MUSIC,
    MUSIC_MOST_BYTES,
    NO_MUSIC,
    MusicState,
    OwnMusic,
    checked_rights,
    checked_title,
)
from domain.cutting.styles import DEFAULT_STYLE, STYLES
from domain.errors import NotFound
from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.editor.media import sent_or_streamed
from service.editor.session import require
from service.web.arriving_bodies import arriving_folder
from service.web.problems import Problem
from storage.catalog_people import AuditEntry
from storage.originals import MUSIC_PREFIX, music_blob
from storage.scratch import scratch_folder, scratch_root

_TOO_LARGE = Words(
    zh=f"音乐文件超过 {MUSIC_MOST_BYTES // 1_000_000} MB，请换成 MP3 或 M4A 再上传",
    en=f"music has at most {MUSIC_MOST_BYTES // 1_000_000} MB; export it as MP3 or M4A",
)
_NOT_AUDIO = Words(
    zh="这不是音乐文件，请上传 MP3、M4A、WAV、FLAC 或 OGG",
    en="this is no music; bring MP3, M4A, WAV, FLAC or OGG",
)
_EMPTY = Words(zh="没有收到音乐文件的内容", en="the request brought no bytes")
_NONE = Words(zh="没有这段音乐", en="there is no such music")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(tags=["music"])
    catalog = deps.storage.catalog

    @routes.get("/api/campaigns/{key}/music")
    def music(request: Request, key: str) -> dict[str, Any]:
        """What may be chosen for a film of this campaign: music, and styles of its lettering."""
        require(deps, request)
        catalog.campaigns.get(key)
        beds = [
            {"key": bed.key, "name": {"zh": bed.name.zh, "en": bed.name.en}}
            for bed in BEDS.values()
        ]
        own = [_row(deps, each) for each in catalog.music.all(key)]
        styles = [
            {"key": style.key, "name": {"zh": style.name.zh, "en": style.name.en}}
            for style in STYLES.values()
        ]
        return {
            "default": DEFAULT_MUSIC,
            "none": NO_MUSIC,
            "beds": beds,
            "own": own,
            "styles": styles,
            "default_style": DEFAULT_STYLE,
        }

    _add_bringing(routes, deps)
    return routes


def _add_bringing(routes: APIRouter, deps: Deps) -> None:
    catalog, blobs = deps.storage.catalog, deps.storage.blobs

    @routes.post("/api/campaigns/{key}/music", status_code=202)
    async def bring(
        request: Request, key: str, title: str = Query(""), rights: str = Query("")
    ) -> dict[str, Any]:
        """Bring music: its bytes are the body; a worker then listens to it."""
        user = await anyio.to_thread.run_sync(require, deps, request, Role.EDITOR)
        named = checked_title(title), checked_rights(rights)
        await anyio.to_thread.run_sync(catalog.campaigns.get, key)
        async with arriving_folder(deps.settings.home, "music") as folder:
            file = folder / "music"
            await _take(request, file)
            kept = await anyio.to_thread.run_sync(_keep, deps, user, key, named, file)
        return _row(deps, kept)

    @routes.delete("/api/campaigns/{key}/music/{music_id}", status_code=204)
    def remove(request: Request, key: str, music_id: str) -> Response:
        """Forget it; films that were made with it stay as they are."""
        user = require(deps, request, Role.EDITOR)
        music = catalog.music.get(music_id)
        if music.campaign != key or music.state is MusicState.REMOVED:
            raise NotFound(_NONE)
        _log(deps, user, key, "music-removed", music_id)
        if (blob := catalog.music.remove(music_id)) is not None:
            _delete(deps, blob)
        return Response(status_code=204)

    @routes.get("/media/music/{music_id}", include_in_schema=False)
    def listen(request: Request, music_id: str) -> Response:
        require(deps, request)
        kept = catalog.music.get(music_id)
        if kept.state is MusicState.REMOVED:
            raise NotFound(_NONE)
        return sent_or_streamed(request, blobs, music_blob(kept.sha256), "audio/mpeg", None)


async def _take(request: Request, file: Path) -> None:
    """The body into a file, refused by its first bytes and its size."""
    taken, head = 0, b""
    async with await anyio.open_file(file, "wb") as out:
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > MUSIC_MOST_BYTES:
                raise Problem(413, "too-large", _TOO_LARGE)
            if len(head) < 64:
                head += chunk[: 64 - len(head)]
            await out.write(chunk)
    if not taken:
        raise Problem(422, "empty", _EMPTY)
    if not sounds_like_audio(head):
        raise Problem(422, "not-audio", _NOT_AUDIO)


def _keep(deps: Deps, user: User, key: str, named: tuple[str, str], file: Path) -> OwnMusic:
    """Bytes first, then the row that speaks of them."""
    stored = deps.storage.blobs.put_content(MUSIC_PREFIX, file)
    title, rights = named
    kept = deps.storage.catalog.music.add(
        campaign=key,
        title=title,
        rights=rights,
        sha256=stored.sha256,
        size=stored.size,
        by=user.name,
        at=deps.clock(),
    )
    if not deps.storage.blobs.exists(stored.blob):
        # The same bytes were removed between the two lines above.
        deps.storage.blobs.put_content(MUSIC_PREFIX, file)
    _log(deps, user, key, "music-brought", kept.id)
    return kept


def _delete(deps: Deps, blob: str) -> None:
    """Bytes that nobody has any more; they come back when another campaign brings them meanwhile.

    Whoever brings them keeps the row first and then looks for the bytes: one of us sees the other.
    """
    blobs = deps.storage.blobs
    with scratch_folder(scratch_root(deps.settings.home), "music") as folder:
        copy = folder / "music"
        try:
            with blobs.local(blob) as path:
                shutil.copyfile(path, copy)
        except NotFound:
            return
        blobs.delete(blob)
        if deps.storage.catalog.music.is_kept(blob.rsplit("/", 1)[-1]):
            blobs.put_content(MUSIC_PREFIX, copy)


def _log(deps: Deps, user: User, key: str, event: str, subject: str) -> None:
    entry = AuditEntry(at=deps.clock(), actor=user.name, event=event, subject=subject)
    deps.storage.catalog.audit.add(key, entry)


def _row(deps: Deps, music: OwnMusic) -> dict[str, Any]:
    return {
        "key": music.key,
        "id": music.id,
        "title": music.title,
        "rights": music.rights,
        "bytes": music.size,
        "state": music.state.value,
        "by": music.by,
        "at": music.at.isoformat(),
        "duration_ms": music.duration_ms,
        "beats": len(music.beats),
        "refused": {"zh": music.refused.zh, "en": music.refused.en} if music.refused else None,
        "url": deps.pages.url(f"/media/music/{music.id}"),
    }
