"""Tells every asset of a group of look-alikes which copy is best, after stations or a person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from domain.asset import Asset
from domain.grouping import grouped
from domain.looking.likeness import changed, near_duplicates, picture
from storage.catalog import Catalog
from storage.catalog_likeness import Pair


def joined_pairs(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Those that are alike and that nobody took apart."""
    return [(pair.asset, pair.other) for pair in pairs if not pair.apart]


def parted_pairs(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Those that a person took apart."""
    return [(pair.asset, pair.other) for pair in pairs if pair.apart]


def name_best(catalog: Catalog, assets: Iterable[Asset], pairs: Sequence[Pair]) -> list[Asset]:
    """The same assets with their best copy among them named, which is kept where it changed."""
    members = list(assets)
    pictures = [shown for asset in members if (shown := picture(asset)) is not None]
    better = near_duplicates(pictures, joined_pairs(pairs), parted_pairs(pairs))
    catalog.assets.set_near_duplicates(changed(members, better))
    return [replace(asset, near_duplicate_of=better.get(asset.id)) for asset in members]


def name_best_around(catalog: Catalog, campaign: str, assets: Collection[str]) -> list[Asset]:
    """Do so for all that these assets are, or were, alike with; those assets as they are then."""
    pairs = catalog.likeness.pairs(campaign)
    everyone = [(pair.asset, pair.other) for pair in pairs]
    around = {
        one for group in grouped(assets, everyone) if set(group) & set(assets) for one in group
    }
    return name_best(catalog, catalog.assets.get_all(around).values(), pairs)
