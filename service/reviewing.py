"""What editors' keys and the command line do to assets: decisions, and withdrawal to the bytes."""

from datetime import datetime

from domain.moves import AssetState
from domain.reviewing.review import Action, Decided, Decision
from storage.catalog_assets import AssetQuery
from storage.opening import Storage
from storage.originals import delete_blob

#: Actor of `review --accept-suggested`, so that the log shows that no person looked.
MACHINE = "machine"


def accept_suggested(storage: Storage, campaign: str, *, at: datetime) -> list[Decided]:
    """Accept every tagged asset whose suggestion is ready; held ones stay with a person."""
    decided: list[Decided] = []
    after: str | None = None
    while page := storage.catalog.assets.find(
        AssetQuery(campaign=campaign, states=(AssetState.TAGGED,), after=after)
    ):
        after = page[-1].id
        ready = [
            Decision(
                asset=asset.id, action=Action.ACCEPT, actor=MACHINE, seen_version=asset.version
            )
            for asset in page
            if asset.tag and asset.tag.ready and not asset.consent.needs_decision
        ]
        if ready:
            decided += storage.catalog.assets.decide(ready, at=at)
    return decided


def withdraw(storage: Storage, asset_id: str, *, actor: str, reason: str, at: datetime) -> None:
    """Out of film, package and pages at once; bytes go when no campaign refers to them.

    Can be run again after an interruption at any point.
    """
    asset = storage.catalog.assets.get(asset_id)
    if asset.state not in (AssetState.WITHDRAWN, AssetState.PURGED):
        decision = Decision(asset=asset_id, action=Action.WITHDRAW, actor=actor, reason=reason)
        storage.catalog.assets.decide([decision], at=at)
    purge(storage, asset_id)


def purge(storage: Storage, asset_id: str) -> None:
    """Delete the bytes of a withdrawn asset and whatever was made of them; quick when all is gone.

    Nothing happens to an asset that is not withdrawn.
    """
    storage.catalog.assets.purge(asset_id, lambda blob: delete_blob(storage.blobs, blob))
