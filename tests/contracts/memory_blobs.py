"""Blobs in memory, for tests of what stands above them; held to the same contract."""

import hashlib
import io
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from domain.errors import NotFound
from domain.words import Words
from storage.blob_names import checked_name, checked_prefix
from storage.blobs import Stored


class MemoryBlobs:
    """The Blobs port on a dict."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self._times: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:
        checked_name(name)
        content = source if isinstance(source, bytes) else source.read_bytes()
        with self._lock:
            if name in self.kept:
                return False
            self.kept[name] = content
            self._times[name] = datetime.now(UTC)
            return True

    def put_content(
        self,
        prefix: str,
        source: Path,
        *,
        on_progress: Callable[[int], None] | None = None,
        final: bool = False,
    ) -> Stored:
        checked_name(prefix)
        content = source.read_bytes()
        if on_progress is not None:
            on_progress(len(content))
        digest = hashlib.sha256(content).hexdigest()
        name = f"{prefix}/{digest[:2]}/{digest}"
        self.put(name, content)
        return Stored(sha256=digest, size=len(content), blob=name)

    def open(self, name: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        content = self._found(name)[start:]
        return io.BytesIO(content if length is None else content[:length])

    def size(self, name: str) -> int:
        return len(self._found(name))

    def modified(self, name: str) -> datetime:
        self._found(name)
        return self._times[name]

    def exists(self, name: str) -> bool:
        return checked_name(name) in self.kept

    def delete(self, name: str) -> None:
        self.kept.pop(checked_name(name), None)

    def names(self, prefix: str = "") -> Iterator[str]:
        checked_prefix(prefix)
        return iter(sorted(name for name in list(self.kept) if name.startswith(prefix)))

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        return ((name, self.size(name)) for name in self.names(prefix))

    @contextmanager
    def local(self, name: str) -> Generator[Path]:
        content = self._found(name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name.rpartition("/")[2]
            path.write_bytes(content)
            yield path

    def download_url(self, name: str, *, media_type: str, filename: str | None = None) -> None:
        checked_name(name)

    def _found(self, name: str) -> bytes:
        if checked_name(name) not in self.kept:
            raise NotFound(Words(zh=f"没有存储“{name}”", en=f"nothing is kept under {name!r}"))
        return self.kept[name]
