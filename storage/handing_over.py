"""A hand-over as it lies in blobs: originals as they were sent, pictures drawn beside them.

What is drawn for it stands below the segments of its original and goes with them when that is
withdrawn. Nothing of it is in a row: it can be thrown away and drawn again.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.errors import NotFound
from domain.exports.formats import Format, files, texts
from domain.exports.timeline import Media, Timeline, timeline_of
from domain.exports.zip_layout import Zipped
from domain.film import FilmState
from domain.words import Words
from storage.blobs import Blobs
from storage.catalog import Catalog
from storage.originals import original_blob, segments_prefix

#: Counts changes of how stills are drawn.
RECIPE = 2
#: Bytes read at once.
PIECE = 1 << 20

_NOT_READY = Words(
    zh="导出用的图片还没有准备好，请先准备导出",
    en="the pictures of this export are not drawn yet; prepare the export first",
)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """One file of a hand-over: text that we write, or a blob."""

    zipped: Zipped
    body: bytes = b""
    blob: str | None = None

    def under(self, folder: str) -> Zipped:
        """The same inside a folder of the zip."""
        return replace(self.zipped, path=f"{folder}/{self.zipped.path}")


@dataclass(frozen=True, kw_only=True)
class HandOver:
    campaign: Campaign
    timeline: Timeline
    assets: Mapping[str, Asset]
    #: The style that the editor chose of cards and captions; None for the product's own choice.
    style: str | None = None

    def blob(self, media: Media) -> str:
        """Where the file's bytes lie."""
        if media.asset is None:
            said = "\n".join((media.kind, self.style or "", *media.lines))
            said = hashlib.sha256(said.encode()).hexdigest()
            return f"{segments_prefix('')}still-{said[:32]}-{RECIPE}.png"
        sha256 = self.assets[media.asset].sha256
        if media.is_clip:
            return original_blob(sha256)
        return f"{segments_prefix(sha256)}still-{RECIPE}.jpg"

    def checksum_blob(self, media: Media) -> str:
        """Where the CRC-32 of its bytes lies, as 8 hex digits: a zip tells it before and after."""
        if media.is_clip and media.asset is not None:
            return f"{segments_prefix(self.assets[media.asset].sha256)}crc32"
        return f"{self.blob(media)}.crc32"


def hand_over(catalog: Catalog, campaign: str, version: int | None = None) -> HandOver:
    """A storyboard's hand-over, by default the newest, but not that of a film from elsewhere that
    was not taken.

    NotFound when there is none, Conflict when it shows what may not be shown any more.
    """
    plan = catalog.campaigns.get(campaign).campaign
    board = catalog.films.storyboard(campaign, version or _newest(catalog, campaign))
    shown = {shot.asset for shot in board.shots if shot.asset is not None}
    assets = catalog.assets.get_all(shown)
    timeline = timeline_of(plan, board, assets)
    return HandOver(campaign=plan, timeline=timeline, assets=assets, style=board.style)


def _newest(catalog: Catalog, campaign: str) -> int | None:
    films = catalog.films.all(campaign)
    taken = [f for f in films if f.brought is None or f.state is not FilmState.FAILED]
    return max((f.storyboard for f in taken if f.storyboard is not None), default=None)


def manifest(blobs: Blobs, over: HandOver, form: Format) -> list[Handed]:
    """Every file of one format; NotFound when something was not drawn, or is gone again."""
    handed = [
        Handed(
            zipped=Zipped(path=path, size=len(body), crc32=zlib.crc32(body)),
            body=body,
        )
        for path, body in texts(over.timeline, form).items()
    ]
    return handed + [_of_blob(blobs, over, media) for media in files(over.timeline, form)]


def _of_blob(blobs: Blobs, over: HandOver, media: Media) -> Handed:
    blob, checksum = over.blob(media), over.checksum_blob(media)
    try:
        size = blobs.size(blob)
        with blobs.open(checksum) as file:
            crc32 = int(file.read(), 16)
    except NotFound as missing:
        raise NotFound(_NOT_READY) from missing
    return Handed(zipped=Zipped(path=media.path, size=size, crc32=crc32), blob=blob)


def is_ready(blobs: Blobs, over: HandOver) -> bool:
    """True when every format can be handed over at once."""
    return all(
        blobs.exists(over.blob(media)) and blobs.exists(over.checksum_blob(media))
        for media in over.timeline.media
    )


def checksum(blobs: Blobs, blob: str) -> bytes:
    """The CRC-32 of a blob as 8 hex digits; NotFound when it is not kept."""
    value = 0
    with blobs.open(blob) as file:
        while piece := file.read(PIECE):
            value = zlib.crc32(piece, value)
    return f"{value:08x}".encode()
