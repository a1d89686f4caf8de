"""What the storage holds and what room is left, as the owner's page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.words import Words
from service.web.watching import BlobUse, Disk, Watching

#: First segment of blobs' names -> what lies there; in the order they are shown.
KINDS: Mapping[str, Words] = {
    "originals": Words(zh="原件", en="originals"),
    "derived": Words(zh="缩略图和预览", en="pictures made from them"),
    "segments": Words(zh="镜头片段", en="rendered shots"),
    "films": Words(zh="成片", en="films"),
    "packages": Words(zh="报送包", en="packages"),
}
PLACES: Mapping[str, Words] = {
    "spool": Words(zh="接收区", en="spool"),
    "home": Words(zh="数据目录", en="home"),
    "blobs": Words(zh="素材存储", en="blobs"),
    "copies": Words(zh="素材的本机副本", en="copies of blobs"),
}
#: A disk with less free than this share, or less than so many bytes, is told as nearly full.
LOW_SHARE, LOW_BYTES = 0.1, 5 << 30


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of what is stored."""

    kind: str
    words: Words
    count: int
    bytes: int
    #: Percent of the largest, for its bar; at least 1 when there is anything.
    share: int


@dataclass(frozen=True, kw_only=True)
class Room:
    """One disk."""

    words: Words
    places: tuple[str, ...]
    free: int
    bytes: int
    #: Percent that is taken.
    taken: int
    low: bool


@dataclass(frozen=True, kw_only=True)
class Stored:
    #: None until the first count is made.
    counted_at: datetime | None
    parts: tuple[Part, ...]
    bytes: int
    database_bytes: int
    rooms: tuple[Room, ...]


def stored(watching: Watching) -> Stored:
    use = watching.blobs.get()
    return Stored(
        counted_at=use.at if use else None,
        parts=parts(use) if use else (),
        bytes=use.bytes if use else 0,
        database_bytes=watching.whole.get().database_bytes,
        rooms=tuple(room(disk) for disk in watching.disks()),
    )


def parts(use: BlobUse) -> tuple[Part, ...]:
    """Known kinds first, in their order; then whatever else lies there, under its own name."""
    others = sorted(set(use.kinds) - set(KINDS))
    largest = max((size for _, size in use.kinds.values()), default=0)
    found: list[Part] = []
    for kind in (*KINDS, *others):
        count, size = use.kinds.get(kind, (0, 0))
        words = KINDS.get(kind, Words(zh=kind, en=kind))
        share = max(1, round(100 * size / largest)) if size else 0
        found.append(Part(kind=kind, words=words, count=count, bytes=size, share=share))
    return tuple(found)


def room(disk: Disk) -> Room:
    names = [PLACES[place] for place in disk.places]
    return Room(
        words=Words(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names)),
        places=disk.places,
        free=disk.free,
        bytes=disk.bytes,
        taken=round(100 * (disk.bytes - disk.free) / disk.bytes) if disk.bytes else 0,
        low=disk.free < min(LOW_BYTES, LOW_SHARE * disk.bytes),
    )
