"""What editors' keys and the command line do to assets: decisions, and withdrawal to the bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.asset import Asset
from domain.errors import Conflict, NotAllowed, NotFound
from domain.moves import AssetState
from domain.people import MACHINE
from domain.reviewing.review import Action, Decided, Decision
from storage.catalog_assets import AssetQuery
from storage.opening import Storage
from storage.originals import delete_blob

#: Actor of `review --accept-suggested`, so that the log shows that no person looked.
#: Weighed anew, decided or withdrawn by somebody since it was read.
_MEANWHILE = (Conflict, NotAllowed, NotFound)


def accept_suggested(storage: Storage, campaign: str, *, at: datetime) -> list[Decided]:
    """Accept every tagged asset whose suggestion is ready; held ones stay with a person."""
    decided: list[Decided] = []
    after: str | None = None
    while page := storage.catalog.assets.find(
        AssetQuery(campaign=campaign, states=(AssetState.TAGGED,), after=after)
    ):
        after = page[-1].id
        decided += _accept_ready(storage, page, at)
    return decided


def _accept_ready(storage: Storage, page: Sequence[Asset], at: datetime) -> list[Decided]:
    """What of a page is ready; of what was weighed anew or decided meanwhile what is ready now."""
    assets = storage.catalog.assets
    ready = _acceptances(page)
    try:
        return assets.decide(ready, at=at) if ready else []
    except _MEANWHILE:
        pass
    decided: list[Decided] = []
    for decision in ready:
        now = _acceptances(assets.get_all([decision.asset]).values())
        try:
            decided += assets.decide(now, at=at) if now else []
        except _MEANWHILE:
            # Once more in this blink: a person is at it, and it stays theirs.
            continue
    return decided


def _acceptances(found: Iterable[Asset]) -> list[Decision]:
    return [
        Decision(asset=each.id, action=Action.ACCEPT, actor=MACHINE, seen_version=each.version)
        for each in found
        if each.state is AssetState.TAGGED
        and each.tag
        and each.tag.ready
        and not each.consent.needs_decision
    ]


def withdrawn_among(storage: Storage, ids: Iterable[str]) -> frozenset[str]:
    """Those of these assets that are withdrawn already, whatever is left of their bytes."""
    found = storage.catalog.assets.get_all(list(ids))
    gone = (AssetState.WITHDRAWN, AssetState.PURGED)
    return frozenset(key for key, asset in found.items() if asset.state in gone)


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
