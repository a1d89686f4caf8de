"""look: sees and hears an asset: pictures for the pages, scores and moments for the planner."""

from pathlib import Path

from domain.asset import Asset
from domain.errors import Refused
from domain.facts import Facts, Kind, Look
from domain.looking import clip_look_from, photo_look_from
from domain.moves import AssetState
from storage.catalog import Derivative
from storage.originals import derived_prefix, original_blob
from workers.bench import Bench

#: Counts changes of anything that alters the pictures or scores.
RECIPE = 1
#: Seconds for one file; a 4K clip of some minutes takes about ten.
PATIENCE_S = 120.0


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state is not AssetState.INSPECTED or asset.facts is None:
        return asset.state is AssetState.LOOKED
    try:
        with bench.blobs.local(original_blob(asset.sha256)) as path:
            look, pictures = _gather(bench, asset.facts, path)
    except Refused as refused:
        bench.catalog.assets.refuse(asset_id, code=refused.code, words=refused.words)
        return False
    derivatives = _keep(bench, asset, pictures)
    bench.catalog.assets.looked(asset_id, look=look, derivatives=derivatives)
    return True


def _gather(bench: Bench, facts: Facts, path: Path) -> tuple[Look, dict[str, bytes]]:
    if facts.kind is Kind.PHOTO:
        seen = bench.ask("photo_look", path, {}, patience_s=PATIENCE_S)
        return photo_look_from(seen.value), seen.blobs
    duration_ms = facts.duration_ms or 0
    params = {"duration_ms": duration_ms}
    seen = bench.ask("clip_look", path, params, patience_s=PATIENCE_S)
    heard = bench.ask("loudness", path, {}, patience_s=PATIENCE_S)
    return clip_look_from(seen.value, heard.value, duration_ms), seen.blobs


def _keep(bench: Bench, asset: Asset, pictures: dict[str, bytes]) -> list[Derivative]:
    """Named by the original's hash and the recipe: the same bytes in two campaigns share them."""
    kept: list[Derivative] = []
    for role, content in sorted(pictures.items()):
        blob = f"{derived_prefix(asset.sha256)}{role}-{RECIPE}.jpg"
        bench.blobs.put(blob, content)
        kept.append(Derivative(role=role, blob=blob))
    return kept
