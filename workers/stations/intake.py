"""intake: what a file is by its bytes; what is no photo or clip ends its way here.

Its identity (sha256, one asset a campaign) was settled when the bytes arrived: the row and this
job were written in one transaction.
"""

from domain.arriving.sniff import Sniffed, sniff
from domain.asset import Asset
from domain.errors import Refused
from domain.moves import AssetState
from storage.originals import original_blob
from workers.bench import Bench
from workers.court import settle

#: Bytes that tell every accepted format (the deepest mark is tar's at 257).
HEAD_BYTES = 64 << 10


def run(bench: Bench, asset_id: str) -> bool:
    asset = bench.catalog.assets.get(asset_id)
    if asset.state is AssetState.REFUSED:
        settle(bench, asset)
    if asset.state is not AssetState.RECEIVED:
        return asset.state in (AssetState.INSPECTED, AssetState.LOOKED)
    try:
        sniffed(bench, asset)
    except Refused as refused:
        bench.catalog.assets.refuse(asset_id, code=refused.code, words=refused.words)
        settle(bench, asset)
        return False
    return True


def sniffed(bench: Bench, asset: Asset) -> Sniffed:
    with bench.blobs.open(original_blob(asset.sha256), length=HEAD_BYTES) as file:
        return sniff(file.read(HEAD_BYTES), asset.size)
