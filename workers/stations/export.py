"""export: what a storyboard's hand-over needs beside the originals is drawn and checksummed."""

import zlib
from collections.abc import Callable
from contextlib import suppress

from domain.errors import NotFound, ToolCancelled
from domain.exports.timeline import Media
from domain.words import Words
from storage.handing_over import HandOver, checksum, hand_over
from storage.originals import original_blob
from workers.bench import Bench
from workers.tools.film.export_stills import still

#: Long side in px of a photo's still: what a 4K film can show of it.
LONGEST = 3840
PATIENCE_S = 120.0


def run(bench: Bench, subject: str, tell: Callable[[int, int], None]) -> int:
    """Files that the storyboard `<campaign>:<version>` needs; each is made once.

    `tell` hears (done, all). Conflict when it shows what may not be shown any more: nothing of
    that is kept.
    """
    campaign, _, version = subject.rpartition(":")
    over = hand_over(bench.catalog, campaign, int(version))
    media = over.timeline.media
    for done, each in enumerate(media):
        tell(done, len(media))
        if bench.cancelled is not None and bench.cancelled():
            raise ToolCancelled(Words(zh="已取消", en="cancelled"))
        _prepare(bench, over, each)
    tell(len(media), len(media))
    _forget_withdrawn(bench, over, campaign, int(version))
    return len(media)


def _prepare(bench: Bench, over: HandOver, media: Media) -> None:
    blob, told = over.blob(media), over.checksum_blob(media)
    if media.is_clip:
        if not bench.blobs.exists(told):
            bench.blobs.put(told, checksum(bench.blobs, blob))
        return
    if bench.blobs.exists(blob) and bench.blobs.exists(told):
        return
    drawn = (
        _photo(bench, over, media.asset) if media.asset is not None else still(media, over.style)
    )
    # Drawn by another build it might differ: what is kept is what is told of.
    bench.blobs.put(blob, drawn)
    with bench.blobs.open(blob) as file:
        bench.blobs.put(told, f"{zlib.crc32(file.read()):08x}".encode())


def _photo(bench: Bench, over: HandOver, asset_id: str) -> bytes:
    """Drawn again: upright, in sRGB, without anything that the camera wrote beside it."""
    with bench.blobs.local(original_blob(over.assets[asset_id].sha256)) as path:
        answer = bench.ask("package_photo", path, {"longest": LONGEST}, patience_s=PATIENCE_S)
    return answer.blobs["jpeg"]


def _forget_withdrawn(bench: Bench, over: HandOver, campaign: str, version: int) -> None:
    """A withdrawal deletes what it finds; what was kept after it looked goes here."""
    try:
        hand_over(bench.catalog, campaign, version)
    except Exception:
        for media in over.timeline.media:
            if media.asset is not None:
                with suppress(NotFound):
                    bench.blobs.delete(over.checksum_blob(media))
                    if not media.is_clip:
                        bench.blobs.delete(over.blob(media))
        raise
