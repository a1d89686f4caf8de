"""Originals by content: a received file is hashed while it is copied into blobs, once."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from storage.blobs import Blobs, Stored

#: First segment of every original's name.
PREFIX = "originals"

#: Start of the last part of the name of a transition of two originals, and of what marks it.
_TO, _WITH = "to-", "with-"

#: The same of music that people brought.
MUSIC_PREFIX = "music"


def music_blob(sha256: str) -> str:
    """The name of brought music: the same bytes are kept once."""
    return f"{MUSIC_PREFIX}/{sha256[:2]}/{sha256}"


def original_blob(sha256: str) -> str:
    """The name of an original: the same bytes are kept once, whoever sends them."""
    return f"{PREFIX}/{sha256[:2]}/{sha256}"


def asset_id(campaign: str, sha256: str) -> str:
    """First 16 hex digits of sha256(campaign/sha256): the same bytes are one asset a campaign."""
    return hashlib.sha256(f"{campaign}/{sha256}".encode()).hexdigest()[:16]


def derived_prefix(sha256: str) -> str:
    """Start of the names of all pictures made from an original."""
    return f"derived/{sha256[:2]}/{sha256}-"


def segments_prefix(sha256: str) -> str:
    """Start of the names of all rendered shots of an original; "" gives that of the cards."""
    return f"segments/{sha256[:2]}/{sha256}/" if sha256 else "segments/cards/"


def transition_blobs(sources: Sequence[str], key: str) -> tuple[str, ...]:
    """Names of a transition that shows up to two originals: its own, then what marks it.

    It lies with the first of them; with the other a name that leads there, put first, so that
    whichever is deleted takes both along.
    """
    first, second = (*sources, "", "")[:2]
    if not second:
        return (f"{segments_prefix(first)}{key}.mp4",)
    return (
        f"{segments_prefix(first)}{_TO}{second}-{key}.mp4",
        f"{segments_prefix(second)}{_WITH}{first}-{key}",
    )


def _other(name: str) -> str | None:
    """Of a transition of two originals and of its mark the one's name for the other's."""
    own, last = name.split("/")[-2:]
    if last.startswith(_WITH):
        first, _, key = last.removeprefix(_WITH).partition("-")
        return f"{segments_prefix(first)}{_TO}{own}-{key}.mp4"
    if last.startswith(_TO):
        second, _, key = last.removeprefix(_TO).removesuffix(".mp4").partition("-")
        return f"{segments_prefix(second)}{_WITH}{own}-{key}"
    return None


def store_original(
    blobs: Blobs,
    path: Path,
    *,
    on_progress: Callable[[int], None] | None = None,
    final: bool = False,
) -> Stored:
    """Keep a received file; durable when it returns, so that its row may be written.

    `on_progress` hears the bytes read so far; `final` promises that nobody writes to the file any
    more. Raises StorageFailed when the store is full or away.
    """
    return blobs.put_content(PREFIX, path, on_progress=on_progress, final=final)


def delete_blob(blobs: Blobs, name: str) -> None:
    """Delete a blob; with an original goes whatever was made of it, also what no row names."""
    if name.startswith(f"{PREFIX}/"):
        sha256 = name.rpartition("/")[2]
        for prefix in (derived_prefix(sha256), segments_prefix(sha256)):
            for made in list(blobs.names(prefix)):
                other = _other(made)
                if other is not None:
                    blobs.delete(other)
                blobs.delete(made)
    blobs.delete(name)
