"""Finds what shows the same as an asset, by the small pictures that look left; used by stations.

Hashes find candidates among the campaign's assets, the pixels of their thumbnails judge them, and
what was found is kept as pairs, so that nothing is judged twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import structlog

from domain.asset import Asset
from domain.errors import NotFound, Refused
from domain.facts import Kind
from domain.grouping import grouped
from domain.looking.likeness import (
    Candidate,
    Prints,
    candidates,
    comparable,
    of_one_burst,
    same_picture,
)
from storage.best_copies import name_best
from storage.catalog_likeness import Pair
from workers.bench import Bench
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
#: One camera before one stage gives hundreds of candidates in a week; the nearest are judged.
_MOST_JUDGED = 60


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
    near = candidates(prints, bench.catalog.likeness.prints(asset.campaign))[:_MOST_JUDGED]
    others = bench.catalog.assets.get_all([each.asset for each in near])
    here = [each for each in near if each.asset in others]
    if asset.kind is Kind.CLIP:
        # Its eight pictures are enough by their hashes alone, since all must agree.
        found = {each.asset: True for each in here}
    else:
        found = _judged(bench, asset, here, others)
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
