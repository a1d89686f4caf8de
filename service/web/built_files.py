"""The browser parts as they were built: served from memory, kept by browsers for ever."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotFound, UsageError
from domain.words import Words

FOLDER = Path(__file__).parents[1] / "static"
#: Types by ending; the machine's own table is not asked, on Windows it calls .js text/plain.
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
_IMMUTABLE = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


@dataclass(frozen=True, kw_only=True)
class BuiltFile:
    content: bytes
    zipped: bytes
    media_type: str
    cache: str


@dataclass(frozen=True, kw_only=True)
class BuiltFiles:
    #: Path below /static -> file.
    files: Mapping[str, BuiltFile]
    #: Plain name ("sender.js") -> path below /static ("build/sender-1A2B3C4D.js").
    names: Mapping[str, str]

    def path(self, plain: str) -> str:
        """Where a page finds the built file of that plain name; KeyError when it is not built."""
        return f"/static/{self.names[plain]}"


def read_built_files(folder: Path = FOLDER) -> BuiltFiles:
    """All files below `service/static`; raises UsageError while the browser parts are not built."""
    manifest = folder / "build" / "manifest.json"
    if not manifest.is_file():
        raise UsageError(
            Words(
                zh="浏览器部分还没有构建，请先运行 make set-up（或 npm ci && npm run build）",
                en="the browser parts are not built; run make set-up (or npm ci && npm run build)",
            )
        )
    built = json.loads(manifest.read_text("utf-8"))
    names = {plain: f"build/{name}" for plain, name in built.items()}
    found = {
        file.relative_to(folder).as_posix(): _read(file, immutable=file.parent.name == "build")
        for file in sorted(folder.rglob("*"))
        if file.suffix in TYPES
    }
    loose = {path: path for path in found if not path.startswith("build/")}
    return BuiltFiles(files=found, names=loose | names)


def _read(file: Path, *, immutable: bool) -> BuiltFile:
    content = file.read_bytes()
    return BuiltFile(
        content=content,
        zipped=_zipped(content),
        media_type=TYPES[file.suffix],
        cache=_IMMUTABLE if immutable else _A_DAY,
    )


@cache
def _zipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def router(built: BuiltFiles) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/static/{path:path}", methods=["GET", "HEAD"])
    def static(request: Request, path: str) -> Response:
        file = built.files.get(path)
        if file is None:
            raise NotFound(Words(zh="没有这个文件", en="no such file"))
        zips = "gzip" in request.headers.get("accept-encoding", "")
        headers = {"Cache-Control": file.cache, "Vary": "Accept-Encoding"}
        if zips:
            headers["Content-Encoding"] = "gzip"
        body = file.zipped if zips else file.content
        return Response(body, headers=headers, media_type=file.media_type)

    return routes
