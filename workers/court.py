"""The date court sits again when a sending is whole: its files are witnesses for one another.

Not a station: it judges many assets at once, after the last file of a sending has been inspected.
"""

from zoneinfo import ZoneInfo

from domain.arriving.pairs import belonging
from domain.asset import Asset
from domain.moves import AssetState
from domain.times.doubting import Bench as Court
from domain.times.neighbours import Member, judged_together
from domain.times.verdict import verdict
from storage.catalog_assets import AssetQuery
from workers.bench import Bench
from workers.weighing import weigh_unit

#: A file may be written by others while its sending is heard; then all are heard again.
_TRIES = 3
#: States in which a machine's tag stands and may be weighed again.
_TAGGED = (AssetState.TAGGED, AssetState.HELD)


def settle(bench: Bench, asset: Asset) -> int:
    """Judge the sending of an asset anew, unless a file of it is still to be inspected.

    What belongs together is joined, and machine tags of assets whose claims changed are weighed
    again. Answers how many claims changed. Called whenever a file has been inspected or refused, so
    that whichever is the last calls it, and when a printed time was read.
    """
    changed = 0
    for _ in range(_TRIES):
        if bench.catalog.assets.awaited(asset.sending):
            return 0
        changed, is_whole = _sit(bench, asset)
        if is_whole:
            return changed
    return changed


def _sit(bench: Bench, asset: Asset) -> tuple[int, bool]:
    """How many claims changed; False when one was written by others since it was heard."""
    campaign = bench.catalog.campaigns.get(asset.campaign).campaign
    court = Court(
        zone=ZoneInfo(campaign.zone),
        received_at=asset.received_at,
        period=(campaign.starts_on, campaign.ends_on),
    )
    members = bench.catalog.assets.members(asset.sending)
    _join(bench, members)
    versions = {each.id: each.version for each in members}
    found = judged_together([each for each in members if each.kind is not None], court)
    is_whole = True
    for asset_id, claims in found.items():
        ruled = verdict(claims)
        kept = bench.catalog.assets.judged(
            asset_id,
            claims=claims,
            taken_at=ruled.taken_at,
            taken_class=ruled.taken_class,
            taken_from=ruled.taken_from,
            seen_version=versions[asset_id],
        )
        is_whole = is_whole and kept
    tagged = AssetQuery(campaign=asset.campaign, sending=asset.sending, states=_TAGGED, limit=1)
    if found and bench.catalog.assets.find(tagged):
        weigh_unit(bench, asset.campaign, asset.unit)
    return len(found), is_whole


def _join(bench: Bench, members: list[Member]) -> None:
    found = belonging(members)
    changed = {m.id: found.get(m.id) for m in members if m.belongs_to != found.get(m.id)}
    if changed:
        bench.catalog.assets.set_belonging(changed)
