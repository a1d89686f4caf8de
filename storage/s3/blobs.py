"""Blobs on any S3: a name is written by one conditional request, large files in parts."""

import hashlib
import io
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import structlog
from botocore.exceptions import ClientError

from domain.errors import NotFound, StorageFailed
from domain.words import Words
from storage.blob_names import checked_name, checked_prefix, is_name
from storage.blobs import Stored
from storage.s3.client import check_writes_once, make_client
from storage.s3.copies import BlobCache
from storage.s3.errors import RACING, S3_ERRORS, TAKEN, code_of, failed, is_away, s3_failures
from storage.s3.parts import PART, Parts
from storage.s3.place import S3Place
from storage.s3.reading import KeyReader

log = structlog.get_logger("weekreel")

#: Bytes read at a time, when hashing and from the store.
CHUNK = 1 << 20
#: Seconds that an address for browsers works.
URL_LIFE_S = 300
#: Seconds between tries of a write that meets another one of the same name on its way.
_PAUSES = (0.05, 0.1, 0.2, 0.4, None)


class S3Blobs:
    """The Blobs port on one bucket, or on a prefix in it.

    Raises StorageFailed when the store refuses us or overwrites in spite of If-None-Match; one that
    is away is asked again before the first write. `page` is how many names it is asked for at once.
    """

    def __init__(self, place: S3Place, cache: BlobCache, *, page: int = 1000) -> None:
        self._place = place
        self._cache = cache
        self._page = page
        self._client = make_client(place, endpoint=place.endpoint)
        self._checked = False
        self._checking = threading.Lock()
        #: Signs addresses for browsers; None when they do not reach the store.
        self._browsers: Any = (
            make_client(place, endpoint=place.public_endpoint) if place.public_endpoint else None
        )
        try:
            self._check()
        except StorageFailed as error:
            if not is_away(error.__cause__):
                raise
            log.warning("the S3 store is away; it is asked again before the first write")

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:  # noqa: ARG002
        checked_name(name)
        if isinstance(source, bytes):
            return self._put_bytes(name, source)
        with _readable():
            if source.stat().st_size <= PART:
                return self._put_bytes(name, source.read_bytes())
            return self._put_parts(name, source, sha256=None, on_progress=_unheard)

    def put_content(
        self,
        prefix: str,
        source: Path,
        *,
        on_progress: Callable[[int], None] | None = None,
        final: bool = False,  # noqa: ARG002
    ) -> Stored:
        # Hashed first, sent second: the second reading comes from the page cache, a file that is
        # kept already is not sent at all, and no draft has to be copied inside the store.
        checked_name(prefix)
        heard = on_progress or _unheard
        with _readable():
            if source.stat().st_size <= PART:
                content = source.read_bytes()
                stored = _stored(prefix, hashlib.sha256(content), len(content))
                heard(stored.size)
                self._put_bytes(stored.blob, content)
                return stored
            stored = _stored(prefix, *_hashed(source))
            if self.exists(stored.blob):
                heard(stored.size)
            else:
                self._put_parts(stored.blob, source, sha256=stored.sha256, on_progress=heard)
            return stored

    def open(self, name: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        key = self._key(name)
        if length == 0:
            self.size(name)
            return io.BytesIO()
        end = None if length is None else start + length
        with s3_failures(name):
            raw = KeyReader(self._client, self._place.bucket, key, start=start, end=end)
        return io.BufferedReader(raw, CHUNK)

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def modified(self, name: str) -> datetime:
        return self._head(name)["LastModified"]

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except NotFound:
            return False
        return True

    def delete(self, name: str) -> None:
        key = self._key(name)
        with s3_failures():
            self._client.delete_object(Bucket=self._place.bucket, Key=key)
        self._cache.forget(name)

    def names(self, prefix: str = "") -> Iterator[str]:
        # SeaweedFS lists folder by folder, so that a/b comes before a-b.
        yield from sorted(name for name, _ in self.sizes(prefix))

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._place.bucket,
            Prefix=self._place.prefix + checked_prefix(prefix),
            PaginationConfig={"PageSize": self._page},
        )
        with s3_failures():
            for page in pages:
                for item in page.get("Contents", []):
                    name = item["Key"].removeprefix(self._place.prefix)
                    if is_name(name):
                        yield name, item["Size"]

    @contextmanager
    def local(self, name: str) -> Generator[Path]:
        try:
            head = self._head(name)
        except NotFound:
            self._cache.forget(name)
            raise

        def fetch(file: BinaryIO) -> None:
            with self.open(name) as source:
                while chunk := source.read(CHUNK):
                    file.write(chunk)

        size, version = head["ContentLength"], f"{head['ETag']} {head['ContentLength']}"
        with self._cache.copy(name, version=version, size=size, fetch=fetch) as path:
            yield path

    def download_url(
        self, name: str, *, media_type: str, filename: str | None = None
    ) -> str | None:
        checked_name(name)
        if self._browsers is None:
            return None
        self._head(name)
        shown = "inline" if filename is None else f"attachment; filename*=UTF-8''{quote(filename)}"
        asked = {
            "Bucket": self._place.bucket,
            "Key": self._key(name),
            "ResponseContentType": media_type,
            "ResponseContentDisposition": shown,
        }
        with s3_failures():
            return self._browsers.generate_presigned_url(
                "get_object", Params=asked, ExpiresIn=URL_LIFE_S
            )

    def _put_bytes(self, name: str, content: bytes) -> bool:
        asked = {"Bucket": self._place.bucket, "Key": self._key(name), "Body": content}

        def write() -> bool:
            try:
                self._client.put_object(**asked, IfNoneMatch="*")
            except ClientError as error:
                if code_of(error) in TAKEN:
                    return False
                raise
            return True

        return self._written(name, write)

    def _put_parts(
        self, name: str, source: Path, *, sha256: str | None, on_progress: Callable[[int], None]
    ) -> bool:
        parts = Parts(
            client=self._client,
            bucket=self._place.bucket,
            key=self._key(name),
            source=source,
            sha256=sha256,
            on_progress=on_progress,
        )
        return self._written(name, parts.send)

    def _written(self, name: str, write: Callable[[], bool]) -> bool:
        """True when `write` wrote the name; False when it is kept since before."""
        self._check()
        for pause in _PAUSES:
            try:
                if write():
                    return True
                if self.exists(name):
                    return False
            except S3_ERRORS as error:
                if code_of(error) not in RACING or pause is None:
                    raise failed(error) from error
            time.sleep(pause or 0)
        # SeaweedFS says "taken" of a name that is the folder of others.
        raise ValueError(f"a name cannot be the folder of another: {name!r}")

    def _head(self, name: str) -> Any:
        key = self._key(name)
        with s3_failures(name):
            return self._client.head_object(Bucket=self._place.bucket, Key=key)

    def _key(self, name: str) -> str:
        return self._place.prefix + checked_name(name)

    def _check(self) -> None:
        with self._checking:
            if not self._checked:
                with s3_failures():
                    check_writes_once(self._client, self._place.bucket, self._place.prefix)
                self._checked = True


def _unheard(_read: int) -> None:
    """Nobody asked how far it is."""


def _stored(prefix: str, digest: Any, size: int) -> Stored:
    sha256 = digest.hexdigest()
    return Stored(sha256=sha256, size=size, blob=f"{prefix}/{sha256[:2]}/{sha256}")


def _hashed(source: Path) -> tuple[Any, int]:
    digest = hashlib.sha256()
    size = 0
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest, size


@contextmanager
def _readable() -> Generator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageFailed(
            Words(
                zh=f"文件读不出来（{error.strerror}），没有保存。请检查后再试",
                en=f"the file cannot be read ({error.strerror}); nothing was kept; check, retry",
            )
        ) from error
