"""look: sees and hears an asset: pictures for the pages, scores and moments for the planner."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from domain.asset import Asset
from domain.errors import Refused
from domain.facts import Facts, Kind, Look
from domain.looking.deciding import clip_look_from, photo_look_from
from domain.moves import AssetState
from storage.catalog_assets import MOTION, Derivative
from storage.originals import derived_prefix, original_blob
from workers.bench import Bench

log = structlog.get_logger()

#: Counts changes of anything that alters the pictures or scores.
RECIPE = 3
#: Seconds for one file; a 4K clip of some minutes takes about ten.
PATIENCE_S = 120.0


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state is not AssetState.INSPECTED or asset.facts is None:
        return asset.state is AssetState.LOOKED
    try:
        with bench.blobs.local(original_blob(asset.sha256)) as path:
            look, pictures = _gather(bench, asset, asset.facts, path)
    except Refused as refused:
        bench.catalog.assets.refuse(asset_id, code=refused.code, words=refused.words)
        return False
    derivatives = _keep(bench, asset, pictures)
    bench.catalog.assets.looked(asset_id, look=look, derivatives=derivatives)
    return True


def _gather(bench: Bench, asset: Asset, facts: Facts, path: Path) -> tuple[Look, dict[str, bytes]]:
    if facts.kind is Kind.PHOTO:
        value, pictures = _photo(bench, asset.id, path)
        return photo_look_from(value), pictures | _motion(bench, facts, path)
    duration_ms = facts.duration_ms or 0
    params = {"duration_ms": duration_ms}
    seen = bench.ask("clip_look", path, params, patience_s=PATIENCE_S)
    heard = bench.ask("loudness", path, {}, patience_s=PATIENCE_S)
    return clip_look_from(seen.value, heard.value, duration_ms), seen.blobs


def _photo(bench: Bench, asset_id: str, path: Path) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    """What inspect saw of it a moment ago, else seen anew."""
    kept = bench.seen.take(asset_id)
    if kept is not None:
        return kept
    seen = bench.ask("photo_look", path, {}, patience_s=PATIENCE_S)
    return seen.value, seen.blobs


def _motion(bench: Bench, facts: Facts, path: Path) -> dict[str, bytes]:
    """The clip inside a motion photo; a damaged one takes nothing from the photo."""
    if facts.motion is None:
        return {}
    start, length = facts.motion
    params: dict[str, Any] = {"start": start, "length": length}
    try:
        return bench.ask("motion_clip", path, params, patience_s=PATIENCE_S).blobs
    except Refused as refused:
        log.warning("the clip of a motion photo cannot be taken out", code=refused.code)
        return {}


def _keep(bench: Bench, asset: Asset, pictures: dict[str, bytes]) -> list[Derivative]:
    """Named by the original's hash and the recipe: the same bytes in two campaigns share them."""
    kept: list[Derivative] = []
    for role, content in sorted(pictures.items()):
        ending = "mp4" if role == MOTION else "jpg"
        blob = f"{derived_prefix(asset.sha256)}{role}-{RECIPE}.{ending}"
        bench.blobs.put(blob, content)
        kept.append(Derivative(role=role, blob=blob))
    return kept
