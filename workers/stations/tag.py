"""tag: the evidence for activity and day weighed, and what shows the same found.

Each asset alone first, so that it is seen at once; with the last of a sending, all of its unit in
their company (workers/weighing.py).
"""

from domain.asset import Asset
from domain.facts import Kind
from domain.moves import AssetState
from storage.catalog_assets import AssetQuery
from workers.bench import Bench
from workers.likeness import mark_alike
from workers.weighing import tag_alone, weigh_if_whole

#: States in which a machine's tag may still be weighed again.
WEIGHABLE = (AssetState.LOOKED, AssetState.TAGGED, AssetState.HELD)


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state not in WEIGHABLE:
        return False
    campaign = bench.catalog.campaigns.get(asset.campaign).campaign
    if asset.state is AssetState.LOOKED:
        tag_alone(bench, asset, campaign)
    mark_alike(bench, asset)
    weigh_if_whole(bench, asset)
    return True


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
