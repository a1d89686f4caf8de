"""The seam to bytes: originals by content, derived files by recipe, none ever changed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Bytes kept under their own hash."""

    #: 64 lower-case hex digits.
    sha256: str
    #: Bytes.
    size: int
    #: Name under which they are kept.
    blob: str


class Blobs(Protocol):
    """Named byte strings. A name is written once; the same name always means the same bytes.

    Names are ASCII path segments joined by "/" (letters, digits, "._-"), no leading slash, no "..";
    anything else raises ValueError, and so may a name that is the folder of another. A store that
    is full or away raises StorageFailed and leaves no half-written name visible; when it is back,
    the same call does what it says.
    """

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:
        """Keep `source` under `name`; False when the name was there already (nothing is written).

        Durable when it returns: a name that can be seen is whole, also after a power cut. `final`
        promises that nobody writes to the file any more, so that it may be linked instead of
        copied; it stays where it is.
        """
        ...

    def put_content(
        self,
        prefix: str,
        source: Path,
        *,
        on_progress: Callable[[int], None] | None = None,
        final: bool = False,
    ) -> Stored:
        """Keep a file as `<prefix>/<aa>/<sha256>`, hashed while it is read; durable as with `put`.

        `on_progress` hears the bytes read so far. The same content is kept once; `final` as with
        `put`.
        """
        ...

    def open(self, name: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        """Bytes from `start`, at most `length`; NotFound when the name is not kept."""
        ...

    def size(self, name: str) -> int:
        """Bytes under `name`; NotFound when the name is not kept."""
        ...

    def modified(self, name: str) -> datetime:
        """When it was kept, by the store's own clock; aware. NotFound when the name is not kept."""
        ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None:
        """Forget `name`; silent when it was not kept."""
        ...

    def names(self, prefix: str = "") -> Iterator[str]:
        """Every kept name that starts with `prefix`, sorted."""
        ...

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Every kept name that starts with `prefix` and its bytes, in no order.

        One pass over the listing, never one question a name: 100,000 names take about a second
        in a folder. Names that go meanwhile may be missing.
        """
        ...

    def local(self, name: str) -> AbstractContextManager[Path]:
        """A readable local file with the bytes, valid inside the `with`; NotFound when absent."""
        ...

    def download_url(
        self, name: str, *, media_type: str, filename: str | None = None
    ) -> str | None:
        """An address where a browser gets the bytes itself, ranges too; None when there is none
        and the caller streams them; NotFound when there is, and the name is not kept.

        The answer there is of `media_type`, and with `filename` it is saved under that name.
        Whoever holds the address may read for five minutes at most: check rights before.
        """
        ...
