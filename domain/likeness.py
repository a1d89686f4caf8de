"""Near-duplicates: which photos of a campaign show the same picture, and which copy is best."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from domain.asset import Asset
from domain.facts import Kind
from domain.grouping import grouped

#: Bits of 64 in which two pictures of one scene may differ; to be measured on real bursts.
THRESHOLD = 6
#: Pictures with so many per mille of black all hash alike and are compared with nothing.
MOSTLY_BLACK = 900

_BITS = 64


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is needed of a photo to compare it and to choose between copies."""

    #: Asset id.
    id: str
    #: 64-bit perceptual hash as a whole number.
    phash: int
    #: True for a chat tool's recompression.
    chat_copy: bool
    #: Width times height as displayed.
    pixels: int
    #: 0..1000.
    sharpness: int


def distance(one: str, other: str) -> int:
    """Bits (0..64) in which two hashes of 16 hex digits differ; ValueError when not hex."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def picture(asset: Asset) -> Picture | None:
    """The comparable side of an asset; None for clips, black pictures and those not looked at."""
    if asset.kind is not Kind.PHOTO or asset.look is None or asset.look.black >= MOSTLY_BLACK:
        return None
    if not asset.look.phash:
        return None
    facts = asset.facts
    return Picture(
        id=asset.id,
        phash=int(asset.look.phash, 16),
        chat_copy=facts.chat_copy if facts else False,
        pixels=facts.width * facts.height if facts else 0,
        sharpness=asset.look.sharpness,
    )


def nearest(
    phash: str, others: Iterable[tuple[str, str]], threshold: int = THRESHOLD
) -> tuple[str, int] | None:
    """The (id, bits) nearest to `phash` among (id, hash) pairs, None beyond the threshold.

    Equal distances go to the lower id, so the order of `others` does not matter.
    """
    found = min(((distance(phash, other), id_) for id_, other in others), default=None)
    return (found[1], found[0]) if found is not None and found[0] <= threshold else None


def groups(
    pictures: Iterable[Picture], threshold: int = THRESHOLD
) -> tuple[tuple[Picture, ...], ...]:
    """Every group of two or more alike pictures, the best copy first, groups by its id.

    Alike is transitive: a burst that drifts slowly is one group. The order of `pictures` does
    not matter.
    """
    by_hash: dict[int, list[Picture]] = {}
    for each in pictures:
        by_hash.setdefault(each.phash, []).append(each)
    sets = [
        sorted((each for value in hashes for each in by_hash[value]), key=best_first)
        for hashes in grouped(by_hash, _alike_pairs(sorted(by_hash), threshold))
    ]
    return tuple(sorted((tuple(each) for each in sets if len(each) > 1), key=lambda g: g[0].id))


def near_duplicates(pictures: Iterable[Picture], threshold: int = THRESHOLD) -> dict[str, str]:
    """Asset id -> id of its group's best copy, for every picture that has a better one."""
    return {each.id: group[0].id for group in groups(pictures, threshold) for each in group[1:]}


def best_first(one: Picture) -> tuple[bool, int, int, str]:
    """Sort key: originals before chat copies, then more pixels, sharper, lower id."""
    return (one.chat_copy, -one.pixels, -one.sharpness, one.id)


def _alike_pairs(hashes: list[int], threshold: int) -> Iterator[tuple[int, int]]:
    """Pairs within the threshold.

    Of threshold + 1 bands at least one is equal in such a pair (pigeonhole), so only hashes
    that share a band are compared.
    """
    bands = threshold + 1
    cuts = [_BITS * n // bands for n in range(bands + 1)]
    for low, high in pairwise(cuts):
        same: dict[int, list[int]] = {}
        for value in hashes:
            same.setdefault(value >> low & ((1 << (high - low)) - 1), []).append(value)
        for shelf in same.values():
            for one, other in combinations(shelf, 2):
                if (one ^ other).bit_count() <= threshold:
                    yield one, other
