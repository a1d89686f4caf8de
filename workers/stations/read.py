"""read: the words in its picture, after which its time and its tag are weighed again.

The tag stands before: an editor sees it at once, and what was read comes to it later. Whatever goes
wrong here costs the words alone, and the page says so.
"""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from domain.asset import Asset
from domain.errors import NotFound, Refused
from domain.facts import ClaimClass, Kind
from domain.looking.picture_text import RECIPE, PictureText, TextLine
from domain.looking.watermarks import overlay_of, watermark_claim
from domain.moves import AssetState
from domain.times.doubting import Bench as Court
from domain.times.doubting import after_save
from domain.times.verdict import verdict
from storage.originals import original_blob
from workers.bench import Bench
from workers.court import settle
from workers.tools.words.reading import NotRead
from workers.weighing import weigh_if_read

log = structlog.get_logger()

#: What is gone, or has no picture yet, is not read.
_UNREADABLE = (
    *(AssetState.RECEIVED, AssetState.INSPECTED, AssetState.REFUSED),
    *(AssetState.WITHDRAWN, AssetState.PURGED),
)
#: Where in a clip it is looked when nothing stands in its poster, per mille of its length.
_LATER = (200, 800)
#: Seconds for the stills of one clip.
_PATIENCE_S = 60.0
#: Claims may be written by the court meanwhile; then they are made again of what it wrote.
_TRIES = 5


def run(bench: Bench, asset_id: str) -> bool:
    """False where the asset is gone."""
    asset = bench.catalog.assets.get(asset_id)
    if asset.state in _UNREADABLE:
        return False
    if not bench.catalog.texts.keep(asset_id, _text(bench, asset)):
        return False
    _claim(bench, asset_id)
    weigh_if_read(bench, asset)
    return True


def _text(bench: Bench, asset: Asset) -> PictureText:
    lines: list[TextLine] = []
    cut = False
    try:
        for at_ms, picture in _pictures(bench, asset):
            found, more = bench.read(picture, at_ms=at_ms)
            lines, cut = [*lines, *found], cut or more
            if lines:
                break
    except NotRead as fault:
        # Nothing of the words themselves goes into a log.
        log.warning("the words of a picture were not read", asset=asset.id, why=fault.fault)
        return PictureText(recipe=RECIPE, lines=tuple(lines), fault=fault.fault)
    return PictureText(recipe=RECIPE, lines=tuple(lines), cut=cut)


def _pictures(bench: Bench, asset: Asset) -> Iterator[tuple[int | None, Path]]:
    """A photo's large picture; of a clip the poster, then two more of it."""
    blobs = bench.catalog.assets.derivatives(asset.id)
    role = "view" if asset.kind is Kind.PHOTO else "poster"
    if role not in blobs:
        raise NotRead("no-picture")
    try:
        with bench.blobs.local(blobs[role]) as path:
            yield None, path
        if asset.kind is Kind.CLIP:
            yield from _stills(bench, asset)
    except (NotFound, Refused) as gone:
        raise NotRead("no-picture") from gone


def _stills(bench: Bench, asset: Asset) -> Iterator[tuple[int, Path]]:
    duration_ms = (asset.facts.duration_ms if asset.facts else None) or 0
    at_ms = [duration_ms * share // 1000 for share in _LATER]
    with bench.blobs.local(original_blob(asset.sha256)) as path:
        answer = bench.ask("clip_stills", path, {"at_ms": at_ms}, patience_s=_PATIENCE_S)
    still = bench.scratch / f"still-{asset.id}.jpg"
    try:
        for ms in answer.value["stills"]:
            still.write_bytes(answer.blobs[str(ms)])
            yield ms, still
    finally:
        still.unlink(missing_ok=True)


def _claim(bench: Bench, asset_id: str) -> None:
    """What a watermark camera printed is one more claim; the whole sending hears it."""
    for _ in range(_TRIES):
        asset = bench.catalog.assets.get(asset_id)
        text = bench.catalog.texts.of(asset_id)
        overlay = overlay_of(text.lines) if text else None
        others = tuple(claim for claim in asset.claims if claim.source != "watermark")
        claims = others
        if overlay is not None:
            claim = watermark_claim(overlay, _court(bench, asset))
            claim = after_save(claim, others) if claim.klass is ClaimClass.DAY else claim
            claims = (*others, claim)
        if set(claims) == set(asset.claims):
            return
        ruled = verdict(claims)
        if bench.catalog.assets.judged(
            asset_id,
            claims=claims,
            taken_at=ruled.taken_at,
            taken_class=ruled.taken_class,
            taken_from=ruled.taken_from,
            seen_version=asset.version,
        ):
            settle(bench, asset)
            return


def _court(bench: Bench, asset: Asset) -> Court:
    campaign = bench.catalog.campaigns.get(asset.campaign).campaign
    return Court(
        zone=ZoneInfo(campaign.zone),
        received_at=asset.received_at,
        period=(campaign.starts_on, campaign.ends_on),
    )
