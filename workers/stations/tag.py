"""tag: the evidence for activity and day weighed, and alike photos found."""

from domain.asset import Asset
from domain.facts import Kind
from domain.likeness import THRESHOLD, distance, near_duplicates, picture
from domain.moves import AssetState
from domain.weighing import weigh
from storage.catalog import AssetQuery
from workers.bench import Bench

#: States in which a machine's tag may still be weighed again.
WEIGHABLE = (AssetState.LOOKED, AssetState.TAGGED, AssetState.HELD)


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state not in WEIGHABLE:
        return False
    campaign = bench.catalog.campaigns.get(asset.campaign).campaign
    tag = weigh(asset, campaign, note=bench.catalog.assets.note(asset_id))
    bench.catalog.assets.tagged(asset_id, tag=tag, held=asset.consent.needs_decision)
    _mark_alike(bench, asset)
    return True


def _mark_alike(bench: Bench, asset: Asset) -> None:
    """Tell this photo and its look-alikes which of them is the best copy.

    Of two alike photos the one that is tagged later sees the other, since both were looked at by
    then; the storyboard groups the whole week once more.
    """
    if asset.look is None or picture(asset) is None:
        return
    hashes = bench.catalog.assets.photo_hashes(asset.campaign)
    alike = [i for i, other in hashes.items() if distance(asset.look.phash, other) <= THRESHOLD]
    if len(alike) < 2:
        return
    assets = [bench.catalog.assets.get(asset_id) for asset_id in alike]
    pictures = [shown for each in assets if (shown := picture(each)) is not None]
    better = near_duplicates(pictures)
    bench.catalog.assets.set_near_duplicates({each.id: better.get(each.id) for each in pictures})


def assets_of(bench: Bench, sending_id: str) -> list[str]:
    """Ids of a sending's assets whose machine tag may be weighed again."""
    sending = bench.catalog.intake.sending_by_id(sending_id)
    query = AssetQuery(campaign=sending.said.campaign, sending=sending_id, states=WEIGHABLE)
    found: list[Asset] = []
    while page := bench.catalog.assets.find(query):
        found += page
        query = AssetQuery(
            campaign=query.campaign, sending=sending_id, states=WEIGHABLE, after=page[-1].id
        )
    return [asset.id for asset in found if asset.kind in (Kind.PHOTO, Kind.CLIP)]
