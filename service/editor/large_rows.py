"""What the large view shows of an asset beside its picture: file, place, look-alikes."""

from dataclasses import asdict
from typing import Any

from domain.asset import Asset
from domain.campaign import Campaign
from domain.grouping import grouped
from domain.looking.likeness import best_first, compared, picture
from domain.reviewing.sketching import sketch
from service.deps import Deps
from service.presenting import words
from storage.best_copies import joined_pairs, parted_pairs


def file_row(asset: Asset) -> dict[str, Any]:
    """What the file says of itself; no serial numbers, which are not even kept."""
    facts = asset.facts
    shot = facts.exposure if facts else None
    streams = (facts.video, facts.audio) if facts else ()
    return {
        "format": facts.format if facts else None,
        "codec": " + ".join(each.codec for each in streams if each) or None,
        "size": asset.size,
        "chat_copy": bool(facts and facts.chat_copy),
        "exposure": asdict(shot) if shot else None,
    }


def place_row(asset: Asset, campaign: Campaign) -> dict[str, Any] | None:
    """Metres to draw the place against the plan's venues; None when the file names none."""
    if asset.facts is None or asset.facts.place is None:
        return None
    return asdict(sketch(asset.facts.place, campaign))


def alike_rows(deps: Deps, asset: Asset) -> list[dict[str, Any]]:
    """The asset and its look-alikes, the best copy first and why; [] when nothing is like it."""
    catalog = deps.storage.catalog
    pairs = catalog.likeness.pairs(asset.campaign)
    groups = grouped([asset.id], joined_pairs(pairs), parted_pairs(pairs))
    ids = next(group for group in groups if asset.id in group)
    assets = catalog.assets.get_all(ids)
    group = sorted((p for a in assets.values() if (p := picture(a)) is not None), key=best_first)
    if len(group) < 2:
        return []
    why, roles = compared(group), catalog.assets.derivatives_of(ids)
    return [
        {
            "asset": each.id,
            "name": assets[each.id].original_name,
            "best": place == 0,
            "why": words(why[each.id]),
            "size": assets[each.id].size,
            "sharpness": each.sharpness,
            **_size(assets[each.id]),
            "pictures": {
                role: deps.pages.url(f"/media/assets/{each.id}/{role}")
                for role in sorted(roles.get(each.id, {}))
            },
        }
        for place, each in enumerate(group)
    ]


def _size(asset: Asset) -> dict[str, Any]:
    facts = asset.facts
    return {"width": facts.width if facts else None, "height": facts.height if facts else None}
