"""The selected photos of a package: full size, without a trace of their phone, with their words."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from domain.asset import Asset
from domain.errors import NotFound
from domain.film import PackageFile
from domain.packing.package_contents import PackagedPhoto
from domain.packing.packaging import Gathered, caption
from domain.wording import unit_name
from storage.originals import original_blob
from workers.bench import Bench
from workers.packing.keeping import Counter, Keeping
from workers.tools.photos.package_photo import RECIPE
from workers.tools.photos.photo_words import PhotoWords, with_words, without_words

#: Folder of the selected photos in the bag.
PHOTOS = "照片"
#: A photo of 200 megapixels takes a minute on a slow core.
PATIENCE_S = 120.0
#: Roles of the pictures that look left (storage/catalog_assets.py, Derivative).
_THUMB, _VIEW = "thumb", "view"
#: Long side in px of a figure of the report that has no picture of that size yet.
FIGURE_PX = 1600


def keep_photos(
    keeping: Keeping,
    photos: Sequence[PackagedPhoto],
    words: Mapping[str, PhotoWords],
    counter: Counter,
) -> list[PackageFile]:
    """Every photo as a file of the bag, in their order; `words`: asset id -> what it is to say.

    As many at a time as there are cores. What an earlier package of the week holds is not made
    again.
    """
    earlier = _earlier(keeping.bench, photos)

    def keep(photo: PackagedPhoto) -> PackageFile:
        content = _clean(keeping.bench, photo.asset, earlier.get(photo.asset.id))
        worded = with_words(content, words[photo.asset.id], RECIPE)
        kept = keeping.put(f"data/{PHOTOS}/{photo.name}", worded)
        return replace(kept, asset=photo.asset.id)

    files: list[PackageFile] = []
    with ThreadPoolExecutor(os.cpu_count() or 1, "packing-photos") as threads:
        futures = [threads.submit(keep, photo) for photo in photos]
        try:
            for future in futures:
                files.append(future.result())
                # Here, since only the job's own thread can tell how far it is.
                counter.step()
        finally:
            threads.shutdown(cancel_futures=True)
    return files


def photo_words(gathered: Gathered, photos: Sequence[PackagedPhoto]) -> dict[str, PhotoWords]:
    """Asset id -> what its file says of itself: what the list says too."""
    campaign = gathered.campaign
    return {
        photo.asset.id: PhotoWords(
            title=campaign.activity(photo.activity).title,
            caption=caption(gathered, photo),
            unit=unit_name(campaign, photo.asset.unit),
            day=photo.asset.tag.day if photo.asset.tag else None,
        )
        for photo in photos
    }


def _earlier(bench: Bench, photos: Sequence[PackagedPhoto]) -> dict[str, str]:
    """Asset id -> the blob of its newest packaged photo."""
    campaigns = {photo.asset.campaign for photo in photos}
    return {
        file.asset: file.blob
        for campaign in campaigns
        for package in bench.catalog.packages.all(campaign)
        for file in package.files
        if file.asset is not None
    }


def _clean(bench: Bench, asset: Asset, earlier: str | None) -> bytes:
    """The photo's pixels alone, from an earlier package when that was made the same way."""
    if earlier is not None:
        try:
            with bench.blobs.open(earlier) as kept:
                plain = without_words(kept.read(), RECIPE)
        except NotFound:
            plain = None
        if plain is not None:
            return plain
    return _made(bench, asset)


def _made(bench: Bench, asset: Asset, longest: int | None = None) -> bytes:
    params = {} if longest is None else {"longest": longest}
    with bench.blobs.local(original_blob(asset.sha256)) as path:
        return bench.ask("package_photo", path, params, patience_s=PATIENCE_S).blobs["jpeg"]


def figure(bench: Bench, asset: Asset) -> bytes:
    """A photo as it stands in the report: the picture that the review shows, when there is one."""
    seen = _picture(bench, bench.catalog.assets.derivatives(asset.id), _VIEW)
    return seen or _made(bench, asset, FIGURE_PX)


def thumbnail(bench: Bench, derivatives: Mapping[str, str]) -> bytes | None:
    """The small picture of an asset with these derivatives; None where nobody made one."""
    return _picture(bench, derivatives, _THUMB)


def _picture(bench: Bench, derivatives: Mapping[str, str], role: str) -> bytes | None:
    if role not in derivatives:
        return None
    try:
        with bench.blobs.open(derivatives[role]) as kept:
            return kept.read()
    except NotFound:
        return None
