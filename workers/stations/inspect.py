"""inspect: what the file says of itself, read by a confined child and exiftool."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from domain.arriving.sniff import sniff
from domain.asset import Asset
from domain.errors import Refused, ToolFailed
from domain.facts import Facts, Kind
from domain.inspecting.deciding import facts_from
from domain.moves import AssetState
from domain.times.claims import claims_from
from domain.times.verdict import verdict
from storage.originals import original_blob
from workers.bench import Bench
from workers.court import settle

log = structlog.get_logger()

HEAD_BYTES = 64 << 10
#: Seconds for one file; a file that takes longer is treated as hostile.
PATIENCE_S = 15.0


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state is not AssetState.RECEIVED:
        # Run again after a fault: the sending may not have been judged yet.
        settle(bench, asset)
        return asset.state in (AssetState.INSPECTED, AssetState.LOOKED)
    try:
        with bench.blobs.local(original_blob(asset.sha256)) as path:
            facts, exif = _gather(bench, asset, path)
    except Refused as refused:
        bench.catalog.assets.refuse(asset_id, code=refused.code, words=refused.words)
        settle(bench, asset)
        return False
    _apply(bench, asset, facts, exif)
    settle(bench, asset)
    return True


def _gather(bench: Bench, asset: Asset, path: Path) -> tuple[Facts, dict[str, Any]]:
    with path.open("rb") as file:
        sniffed = sniff(file.read(HEAD_BYTES), asset.size)
    if sniffed.kind is Kind.PHOTO:
        seen = bench.ask("photo_seen", path, {}, patience_s=PATIENCE_S)
        measured = seen.value["facts"]
        bench.seen.put(asset.id, seen.value["look"], seen.blobs)
    else:
        measured = bench.ask("clip_facts", path, {}, patience_s=PATIENCE_S).value
    exif = _tags(bench, path)
    return facts_from(sniffed, measured, exif, asset.original_name), exif


def _tags(bench: Bench, path: Path) -> dict[str, Any]:
    """What exiftool reads; nothing where it fails on this file and manages a photo of our own.

    The pixels were read before, so the file goes on without its tags instead of waiting for ever.
    """
    try:
        return bench.exiftool.read(path, timeout_s=PATIENCE_S)
    except ToolFailed as fault:
        bench.exiftool.read(bench.ask.known_good, timeout_s=PATIENCE_S)
        log.warning("a file's tags cannot be read", code=fault.code, why=str(fault))
        return {}


def _apply(bench: Bench, asset: Asset, facts: Facts, exif: dict[str, Any]) -> None:
    campaign = bench.catalog.campaigns.get(asset.campaign).campaign
    claims = claims_from(
        exif,
        asset.original_name,
        modified_ms=asset.modified_ms,
        sender_day=asset.sender_day,
        received_at=asset.received_at,
        zone=ZoneInfo(campaign.zone),
        period=(campaign.starts_on, campaign.ends_on),
        duration_ms=facts.duration_ms,
    )
    ruled = verdict(claims)
    bench.catalog.assets.inspected(
        asset.id,
        facts=facts,
        claims=claims,
        taken_at=ruled.taken_at,
        taken_class=ruled.taken_class,
        taken_from=ruled.taken_from,
    )
