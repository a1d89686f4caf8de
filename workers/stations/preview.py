"""preview: a clip's small copy that browsers step through, and the outline of its sound.

In its own time and queue: a clip is decoded whole for it, while what look needs are key frames, ten
times as fast; so nobody waits for it before a review. Whatever goes wrong costs the preview alone.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from domain.asset import Asset
from domain.errors import NotFound, ToolCancelled, ToolFailed
from domain.facts import Facts, Kind
from domain.moves import AssetState
from storage.catalog_assets import NO_PROXY, PEAKS, PROXY, Derivative
from storage.originals import derived_prefix, original_blob
from workers.bench import Bench
from workers.standing_in import blames_source
from workers.tools.clips.clip_proxy import RECIPE, ProxySource, make_proxy, peaks_json

log = structlog.get_logger()

#: What is gone, or was not looked at yet, has no preview.
_NONE_OF = (
    *(AssetState.RECEIVED, AssetState.INSPECTED, AssetState.REFUSED),
    *(AssetState.WITHDRAWN, AssetState.PURGED),
)


def run(bench: Bench, asset_id: str) -> bool:
    """False where there is none: of a photo, of what is gone, of a clip that does not decode."""
    asset = bench.catalog.assets.get(asset_id)
    if asset.state in _NONE_OF or asset.facts is None or asset.facts.kind is not Kind.CLIP:
        return False
    prefix = derived_prefix(asset.sha256)
    made = [
        Derivative(role=PROXY, blob=f"{prefix}{PROXY}-{RECIPE}.mp4"),
        Derivative(role=PEAKS, blob=f"{prefix}{PEAKS}-{RECIPE}.json"),
    ]
    # The same bytes in another campaign have it already.
    if not all(bench.blobs.exists(each.blob) for each in made):
        try:
            _make(bench, asset, asset.facts, *(each.blob for each in made))
        except (ToolCancelled, NotFound):
            raise
        except ToolFailed as fault:
            said = f"{fault} {fault.stderr_tail}".strip()
            log.warning("no preview of a clip", asset=asset_id, fault=said)
            if blames_source(fault):
                _note(bench, asset, prefix)
            return False
    return bench.catalog.assets.add_derivatives(asset_id, made)


def _note(bench: Bench, asset: Asset, prefix: str) -> None:
    """Whoever waits for the preview is told that none will come."""
    name = f"{prefix}{NO_PROXY}-{RECIPE}.json"
    with TemporaryDirectory(dir=bench.scratch, prefix="preview-") as folder:
        note = Path(folder) / "note.json"
        note.write_text("{}")
        bench.blobs.put(name, note)
    bench.catalog.assets.add_derivatives(asset.id, [Derivative(role=NO_PROXY, blob=name)])


def _make(bench: Bench, asset: Asset, facts: Facts, proxy: str, peaks: str) -> None:
    with (
        bench.blobs.local(original_blob(asset.sha256)) as path,
        TemporaryDirectory(dir=bench.scratch, prefix="preview-") as folder,
    ):
        source = ProxySource(
            path=path,
            width=facts.width,
            height=facts.height,
            duration_ms=facts.duration_ms or 0,
            transfer=facts.transfer,
            sound=facts.audio is not None,
        )
        made = make_proxy(source, Path(folder), cancelled=bench.cancelled)
        bench.blobs.put(proxy, made.video, final=True)
        bench.blobs.put(peaks, peaks_json(made.peaks))
