"""Weighs a unit's assets, or a week's, in their company; used by stations and jobs.

Not a station: it tags many assets at once, whenever a sending is whole or a person decided.
"""

from collections.abc import Collection, Iterable

from domain.asset import Asset
from domain.campaign import Campaign
from domain.moves import AssetState
from domain.tagging import Tag
from domain.weighing.asset_weighing import weigh
from domain.weighing.lessons import Lessons, confirmed, lessons_of
from domain.weighing.week_weighing import weigh_together
from storage.catalog_assets import AssetQuery
from workers.bench import Bench

_S = AssetState
#: States in which an asset is on its way to its first tag.
_COMING = (_S.RECEIVED, _S.INSPECTED, _S.LOOKED)
#: States in which a machine's tag stands and may be weighed again.
_TAGGED = (_S.TAGGED, _S.HELD)
#: States of what is company to others: all that was tagged, whatever was decided of it.
_COMPANY = (*_TAGGED, _S.ACCEPTED, _S.REJECTED)
_PAGE = 500


def tag_alone(bench: Bench, asset: Asset, campaign: Campaign) -> bool:
    """The first tag, by what the asset itself says; False where it is somewhere else by now."""
    text = bench.catalog.texts.of(asset.id)
    tag = weigh(
        asset,
        campaign,
        note=bench.catalog.assets.note(asset.id),
        read=text.lines if text else (),
    )
    return bench.catalog.assets.tagged(asset.id, tag=tag, held=asset.consent.needs_decision)


def weigh_if_whole(bench: Bench, asset: Asset) -> int:
    """Weigh the unit's assets when nothing of this sending is on its way any more.

    Of two that are tagged side by side the one that writes later sees the other, so that whichever
    is the last weighs. Answers how many tags changed.
    """
    coming = AssetQuery(campaign=asset.campaign, sending=asset.sending, states=_COMING, limit=1)
    if bench.catalog.assets.find(coming):
        return 0
    return _weigh_sender(bench, asset)


def weigh_if_read(bench: Bench, asset: Asset) -> int:
    """The same when the words of the sending's last picture were read, or could not be."""
    if bench.catalog.texts.awaited(asset.sending):
        return 0
    return _weigh_sender(bench, asset)


def _weigh_sender(bench: Bench, asset: Asset) -> int:
    """The sender's unit at once, so that it is seen; the rest of the week in one job for many."""
    changed = weigh_unit(bench, asset.campaign, asset.unit)
    bench.catalog.campaigns.weigh_soon(asset.campaign, beside=asset.unit)
    return changed


def weigh_unit(bench: Bench, campaign: str, unit: str) -> int:
    """Weigh every machine's tag of a unit anew; answers how many changed."""
    return _weigh(bench, campaign, _find(bench, campaign, unit))


def weigh_week(bench: Bench, campaign: str) -> int:
    """The same of a whole week, after a decision or after a sending moved."""
    return _weigh(bench, campaign, _find(bench, campaign, None))


def _weigh(bench: Bench, key: str, assets: Collection[Asset]) -> int:
    campaign = bench.catalog.campaigns.get(key).campaign
    notes = {sending.id: sending.said.note for sending in bench.catalog.intake.sendings(key)}
    decided = confirmed(bench.catalog.assets.decisions(key))
    pairs = [(pair.asset, pair.other) for pair in bench.catalog.likeness.pairs(key)]
    tags = weigh_together(
        list(assets),
        campaign,
        notes=notes,
        read=bench.catalog.texts.of_all([asset.id for asset in assets]),
        pairs=pairs,
        decided=decided,
        lessons=_lessons(bench, campaign, notes, decided, assets),
    )
    changed = [each for each in assets if each.state in _TAGGED and _differs(each, tags)]
    return sum(
        bench.catalog.assets.tagged(asset.id, tag=tags[asset.id], held=asset.consent.needs_decision)
        for asset in changed
    )


def _lessons(
    bench: Bench,
    campaign: Campaign,
    notes: dict[str, str],
    decided: dict[str, str],
    known: Iterable[Asset],
) -> Lessons:
    """Of the whole week's decisions, whichever unit is weighed."""
    here = {asset.id: asset for asset in known if asset.id in decided}
    others = bench.catalog.assets.get_all(sorted(decided.keys() - here.keys()))
    taught = [*here.values(), *others.values()]
    return lessons_of(taught, campaign, notes=notes, decided=decided)


def _differs(asset: Asset, tags: dict[str, Tag]) -> bool:
    return asset.id in tags and tags[asset.id] != asset.tag


def _find(bench: Bench, campaign: str, unit: str | None) -> list[Asset]:
    found: list[Asset] = []
    after: str | None = None
    while page := bench.catalog.assets.find(
        AssetQuery(campaign=campaign, unit=unit, states=_COMPANY, after=after, limit=_PAGE)
    ):
        found += page
        after = page[-1].id
    return [asset for asset in found if asset.kind is not None]
