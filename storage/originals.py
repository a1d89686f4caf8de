"""Originals by content: a received file is hashed while it is copied into blobs, once."""

from collections.abc import Callable
from pathlib import Path

from storage.blobs import Blobs, Stored

#: First segment of every original's name.
PREFIX = "originals"


def original_blob(sha256: str) -> str:
    """The name of an original: the same bytes are kept once, whoever sends them."""
    return f"{PREFIX}/{sha256[:2]}/{sha256}"


def store_original(
    blobs: Blobs, path: Path, *, on_progress: Callable[[int], None] | None = None
) -> Stored:
    """Keep a received file; durable when it returns, so that its row may be written.

    `on_progress` hears the bytes read so far. Raises StorageFailed when the store is full or away.
    """
    return blobs.put_content(PREFIX, path, on_progress=on_progress)
