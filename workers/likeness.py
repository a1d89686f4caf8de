"""Finds what shows the same as an asset, by the small pictures that look left; used by stations.

Hashes find candidates among the campaign's assets, the pixels of their thumbnails or, of clips, of
frames at the same moments judge them, and what was found is kept as pairs, so that nothing is
judged twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from domain.asset import Asset
from domain.errors import NotFound, Refused, ToolFailed
from domain.facts import Kind
from domain.grouping import grouped
from domain.looking.likeness import (
    Candidate,
    Prints,
    TakeFit,
    candidates,
    comparable,
    inverse_way,
    of_one_burst,
    same_picture,
    same_take,
)
from storage.best_copies import name_best
from storage.catalog_assets import PROXY
from storage.catalog_likeness import Pair
from storage.originals import original_blob
from workers.bench import Bench
from workers.tools.clips.clip_fit import clip_fit
from workers.tools.photos.picture_fit import fit_of
from workers.tools.photos.picture_prints import STRIP_FRAMES
from workers.tools.running.confined import CallResult

log = structlog.get_logger()

#: Of which derived picture prints are made, and how many lie in it side by side.
_SOURCES: Mapping[Kind, tuple[str, int]] = {
    Kind.PHOTO: ("thumb", 1),
    Kind.CLIP: ("strip", STRIP_FRAMES),
}
#: Seconds for one small picture of our own.
_PATIENCE_S = 30.0
#: Seconds for the frames of a clip about one moment, or for the key frames of its first minute.
_CLIP_PATIENCE_S = 120.0
#: What opening or decoding a clip raises.
_UNREADABLE = (NotFound, Refused, ToolFailed)
#: One camera before one stage gives hundreds of candidates in a week; the nearest are judged. Two
#: photos take 20 ms, two clips of 1080p a second or two.
_MOST_JUDGED: Mapping[Kind, int] = {Kind.PHOTO: 60, Kind.CLIP: 12}


def mark_alike(bench: Bench, asset: Asset) -> None:
    """Find what shows the same as this asset and tell the whole group which copy is best.

    Of two alike the one that comes later sees the other, since each keeps its prints first. Where a
    copy of the same picture was decided on, its decision holds for the better file now too.
    """
    _look_for(bench, asset)
    pairs = bench.catalog.likeness.pairs(asset.campaign)
    group = bench.catalog.assets.get_all(_joined(asset.id, pairs))
    name_best(bench.catalog, group.values(), pairs)
    same = [pair for pair in pairs if pair.same and not pair.apart]
    copies = _joined(asset.id, same) - {asset.id}
    if copies:
        bench.catalog.assets.inherit(asset.id, copies=sorted(copies), at=datetime.now(UTC))


def judge_anew(bench: Bench, asset_id: str) -> int:
    """Judge a clip beside its candidates once more, by the rules of this version; how many verdicts
    changed. What a person ruled stands, and so does what was found of clips that cannot be read.
    """
    asset = bench.catalog.assets.get(asset_id)
    prints = _prints(bench, asset) if comparable(asset) else None
    if prints is None:
        return 0
    likeness = bench.catalog.likeness
    near = candidates(prints, likeness.prints(asset.campaign))
    judged = near[: _MOST_JUDGED[Kind.CLIP]]
    others = bench.catalog.assets.get_all([each.asset for each in judged])
    here = [each for each in judged if each.asset in others]
    told = _read_clips(bench, asset, here, others)
    kept = {
        pair.other if pair.asset == asset_id else pair.asset: pair
        for pair in likeness.pairs(asset.campaign)
        if asset_id in (pair.asset, pair.other)
    }
    # Of a machine, clips are the same or nothing is kept: another pair is a person's.
    fresh = {other: True for other, same in told.items() if same and other not in kept}
    likeness.join(asset_id, fresh)
    # Beyond the nearest nobody looked.
    unseen = {each.asset for each in near} - set(told)
    denied = [
        other
        for other, pair in kept.items()
        if pair.same and not pair.apart and not told.get(other) and other not in unseen
    ]
    return len(fresh) + likeness.part(asset_id, sorted(denied))


def marked_week(bench: Bench, campaign: str) -> list[Asset]:
    """Every asset of the campaign with its best copy named; before a film is planned.

    Assets of earlier versions have no prints yet: they get them here.
    """
    late = bench.catalog.likeness.without_prints(campaign)
    for asset in bench.catalog.assets.get_all(late).values():
        _look_for(bench, asset)
    pairs = bench.catalog.likeness.pairs(campaign)
    return name_best(bench.catalog, bench.catalog.assets.all(campaign), pairs)


def _look_for(bench: Bench, asset: Asset) -> None:
    prints = _prints(bench, asset) if comparable(asset) else None
    if prints is None:
        return
    bench.catalog.likeness.keep(prints)
    most = _MOST_JUDGED[asset.kind or Kind.PHOTO]
    near = candidates(prints, bench.catalog.likeness.prints(asset.campaign))[:most]
    others = bench.catalog.assets.get_all([each.asset for each in near])
    here = [each for each in near if each.asset in others]
    judged = _judged_clips if asset.kind is Kind.CLIP else _judged
    found = judged(bench, asset, here, others)
    if found:
        bench.catalog.likeness.join(asset.id, found)


def _judged(
    bench: Bench, asset: Asset, near: Sequence[Candidate], others: Mapping[str, Asset]
) -> dict[str, bool]:
    """Photo -> True for the same picture, False for another of one burst."""
    seen = _printed(bench, asset) if near else None
    found: dict[str, bool] = {}
    for each in near:
        beside = _printed(bench, others[each.asset])
        if seen is not None and beside is not None:
            fit = fit_of(seen.blobs["grey"], beside.blobs["grey"], each.way)
            if of_one_burst(asset, others[each.asset], fit):
                found[each.asset] = False
            elif same_picture(fit):
                found[each.asset] = True
    return found


def _judged_clips(
    bench: Bench, asset: Asset, near: Sequence[Candidate], others: Mapping[str, Asset]
) -> dict[str, bool]:
    """Clip -> True for the same take; a burst of clips there is not."""
    return {
        each.asset: True
        for each in near
        if same_take(each, _clips_fit(bench, asset, others[each.asset], each.way))
    }


def _read_clips(
    bench: Bench, asset: Asset, near: Sequence[Candidate], others: Mapping[str, Asset]
) -> dict[str, bool]:
    """Clip -> whether it is the same take; without those that cannot be read."""
    told: dict[str, bool] = {}
    for each in near:
        with suppress(*_UNREADABLE):
            fit = _read_fit(bench, asset, others[each.asset], each.way)
            told[each.asset] = same_take(each, fit)
    return told


def _clips_fit(bench: Bench, asset: Asset, other: Asset, way: int) -> TakeFit | None:
    """None where one of them cannot be read, or shows too little."""
    try:
        return _read_fit(bench, asset, other, way)
    except _UNREADABLE as why:
        log.warning("two clips cannot be compared", asset=asset.id, other=other.id, why=str(why))
        return None


def _read_fit(bench: Bench, asset: Asset, other: Asset, way: int) -> TakeFit | None:
    """None where one of them shows too little; raises _UNREADABLE."""
    one, two = sorted((asset, other), key=_pixels, reverse=True)
    shorter_ms = min((each.facts.duration_ms or 0) if each.facts else 0 for each in (one, two))
    with _clip(bench, one) as first, _clip(bench, two) as second:
        return clip_fit(partial(_frames, bench, first), partial(_frames, bench, second),
                        shorter_ms, way if one is asset else inverse_way(way))  # fmt: skip


def _pixels(asset: Asset) -> int:
    return asset.facts.width * asset.facts.height if asset.facts else 0


def _clip(bench: Bench, asset: Asset) -> AbstractContextManager[Path]:
    """Its small copy where there is one, which is decoded in a fraction of the time."""
    proxy = bench.catalog.assets.derivatives(asset.id).get(PROXY)
    return bench.blobs.local(proxy or original_blob(asset.sha256))


def _frames(bench: Bench, path: Path, params: dict[str, Any]) -> CallResult:
    return bench.ask("frame_prints", path, params, patience_s=_CLIP_PATIENCE_S)


def _prints(bench: Bench, asset: Asset) -> Prints | None:
    """As look made them; of earlier versions made now of the small picture, None without one."""
    assert asset.kind is not None and asset.look is not None, "only what was looked at is compared"
    hashes: Sequence[str] = asset.look.prints
    if not hashes:
        printed = _printed(bench, asset)
        if printed is None:
            return None
        hashes = printed.value["hashes"]
    return Prints(
        asset=asset.id,
        kind=asset.kind,
        hashes=tuple(int(value, 16) for value in hashes),
        duration_ms=asset.facts.duration_ms if asset.facts else None,
    )


def _printed(bench: Bench, asset: Asset) -> CallResult | None:
    """`picture_prints` of the asset's small picture; None when that is gone or does not open."""
    role, across = _SOURCES[asset.kind or Kind.PHOTO]
    blob = bench.catalog.assets.derivatives(asset.id).get(role)
    if blob is None:
        return None
    try:
        with bench.blobs.local(blob) as path:
            params = {"across": across}
            return bench.ask("picture_prints", path, params, patience_s=_PATIENCE_S)
    except (NotFound, Refused) as why:
        log.warning("a small picture cannot be compared", asset=asset.id, why=str(why))
        return None


def _joined(asset: str, pairs: Iterable[Pair]) -> set[str]:
    """The asset and all that the pairs join to it."""
    return set(next(group for group in grouped([asset], _names(pairs)) if asset in group))


def _names(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    return [(pair.asset, pair.other) for pair in pairs]
