"""The door for a film finished elsewhere: its bytes are the body, a worker finds its shots."""

from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request

from domain.people import Role
from domain.words import Words
from service.arriving.bringing import bring_film
from service.deps import Deps
from service.editor.session import require
from service.presenting import film_row
from service.upload.spool import free_bytes
from service.web.arriving_bodies import arriving_folder
from service.web.problems import Problem

_EMPTY = Words(zh="没有收到内容，请重新选择文件", en="nothing came; choose the file again")
_TOO_LARGE = Words(zh="文件太大，放不下", en="the file is too large to be kept")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["film"])

    @routes.post("/campaigns/{key}/films/brought", status_code=202)
    async def bring(
        request: Request, key: str, name: str = Query(max_length=1000)
    ) -> dict[str, Any]:
        """Bring a film that was finished in another program; its shots are matched to assets."""
        user = await anyio.to_thread.run_sync(require, deps, request, Role.EDITOR)
        await anyio.to_thread.run_sync(deps.storage.catalog.campaigns.get, key)
        async with arriving_folder(deps.settings.home, "film") as folder:
            file = folder / "film"
            await _take(request, file, most=int(deps.settings.max_file_bytes))

            def keep() -> dict[str, Any]:
                film = bring_film(
                    deps.storage, file, campaign=key, name=name, actor=user.name, at=deps.clock()
                )
                return film_row(film)

            return await anyio.to_thread.run_sync(keep)

    return routes


async def _take(request: Request, file: Path, *, most: int) -> None:
    """The body into a file; refused when it is empty, too large or more than the disk holds."""
    room = min(most, free_bytes(file.parent))
    taken = 0
    async with await anyio.open_file(file, "wb") as out:
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > room:
                raise Problem(413, "too-large", _TOO_LARGE)
            await out.write(chunk)
    if not taken:
        raise Problem(422, "empty", _EMPTY)
