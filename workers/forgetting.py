"""What a station kept of an asset after a withdrawal had looked for it goes, too."""

from domain.moves import AssetState
from storage.originals import delete_blob
from workers.bench import Bench

_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)


def forget_withdrawn(bench: Bench, asset_id: str) -> bool:
    """True when the asset was withdrawn: then all that was made of it is gone.

    What the same bytes of another campaign need stays: their film may be joined at the moment.
    """
    if bench.catalog.assets.get(asset_id).state not in _GONE:
        return False
    bench.catalog.assets.purge(asset_id, lambda name: delete_blob(bench.blobs, name))
    return True
