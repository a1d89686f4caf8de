"""The same picture twice: what is compared, what is judged the same, and which copy is best."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from domain.asset import Asset
from domain.facts import Kind
from domain.grouping import grouped
from domain.words import Words

#: Ways a picture can lie: upright, turned by quarters, each mirrored or not.
WAYS = 8
#: Bits of 63 in which a picture and its copy may differ to be judged at all: of 132 copies cropped
#: by 5 % one differed by more (19); the same banner before other people begins at 0.
CANDIDATE_BITS = 18
#: What the fit of two pictures must reach, per mille, and what the worst block of them may differ
#: by: chosen on one half of the bench's pictures, measured on the other.
SAME_FIT, SAME_WORST = 950, 300
#: The same of photos taken by one camera within BURST of each other: people may have moved.
BURST_FIT, BURST = 850, timedelta(seconds=3)
#: Mean bits by which the pictures of a clip's and its copy's strip may differ to be looked at
#: closely, and to be the same where there is too little to see. Of clips that move, strips of other
#: key frames differed by up to 13.8; of takes from one spot, other people before it, by 3 and more.
CLIP_CANDIDATE_BITS, CLIP_BITS = 20, 10
#: What clips must reach at the same moments, per mille: all roughly, and this share as same
#: pictures. Of 99 copies the worst had 847 and half of them, of 60 takes from one spot none any.
TAKE_ROUGH, TAKE_SAME = 800, 500
#: Milliseconds by which a chat tool's copy of a clip may be longer or shorter.
CLIP_MS = 400
#: Pictures with so many per mille of black all look alike and are compared with nothing.
MOSTLY_BLACK = 900

_ROWS = 8
_ODD_COLUMNS = sum(1 << _ROWS * row + column for row in range(8) for column in (1, 3, 5, 7))
_ODD_ROWS = sum(1 << _ROWS * row + column for row in (1, 3, 5, 7) for column in range(8))


@dataclass(frozen=True, kw_only=True)
class Prints:
    """The hashes of an asset: one of a photo, of a clip those of its pictures in their order."""

    asset: str
    kind: Kind
    #: 64-bit hashes, as workers/tools/photos/picture_prints.py makes them.
    hashes: tuple[int, ...]
    #: Milliseconds; None for photos.
    duration_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An asset that may show the same, to be judged by its pixels."""

    asset: str
    #: Which of the eight ways (0: as it lies) the one must be laid to fit the other.
    way: int
    #: Bits of 63 that differ then; of clips the mean.
    bits: int


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well two pictures lie on each other once laid, cropped and lit alike."""

    #: Correlation, per mille.
    whole: int
    #: Mean squared difference, per mille of the variance, in the worst block.
    worst: int


@dataclass(frozen=True, kw_only=True)
class TakeFit:
    """How well pictures of two clips lie on each other at the same moments."""

    #: Mean correlation of small pictures, per mille.
    rough: int
    #: Of each moment.
    fits: tuple[Fit, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is needed of an asset to choose between copies."""

    #: Asset id.
    id: str
    #: True for a chat tool's recompression.
    chat_copy: bool
    #: Width times height as displayed.
    pixels: int
    #: 0..1000.
    sharpness: int


@lru_cache(maxsize=10_000)
def ways_of(value: int) -> tuple[int, ...]:
    """The hashes of the eight ways a picture can lie, from the one of how it lies.

    Way 4 * quarter + 2 * mirrored + 1 * upside down, in the order of their making.
    """
    laid = (value, _swapped(value))
    return tuple(
        one ^ (_ODD_COLUMNS if mirrored else 0) ^ (_ODD_ROWS if upside_down else 0)
        for one in laid
        for mirrored in (False, True)
        for upside_down in (False, True)
    )


def _swapped(value: int) -> int:
    """Rows for columns: what a mirror along the diagonal does."""
    turned = 0
    for row in range(_ROWS):
        for column in range(_ROWS):
            if value >> _ROWS * row + column & 1:
                turned |= 1 << _ROWS * column + row
    return turned


def inverse_way(way: int) -> int:
    """The way the other must be laid to fit the one."""
    return way if way < 4 else 4 | (way & 1) << 1 | way >> 1 & 1


def candidates(
    one: Prints, others: Iterable[Prints], bits: int = CANDIDATE_BITS
) -> list[Candidate]:
    """Those of the others that may show the same as `one`, nearest first, then by id.

    Clips are compared with clips of the same length.
    """
    laid = [ways_of(value) for value in one.hashes]
    found = [_near(laid, other) for other in others if _same_kind(one, other)]
    limit = CLIP_CANDIDATE_BITS if one.kind is Kind.CLIP else bits
    near_enough = [near for near in found if near.bits <= limit]
    return sorted(near_enough, key=lambda near: (near.bits, near.asset))


def _same_kind(one: Prints, other: Prints) -> bool:
    if one.asset == other.asset or one.kind is not other.kind:
        return False
    if not one.hashes or len(one.hashes) != len(other.hashes):
        return False
    return one.kind is not Kind.CLIP or _as_long(one.duration_ms, other.duration_ms)


def _near(laid: Sequence[tuple[int, ...]], other: Prints) -> Candidate:
    total, way = min(
        (sum((ways[way] ^ b).bit_count() for ways, b in zip(laid, other.hashes, strict=True)), way)
        for way in range(WAYS)
    )
    return Candidate(asset=other.asset, way=way, bits=total // len(laid))


def _as_long(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= CLIP_MS


def same_picture(fit: Fit) -> bool:
    """True when a person would say that one is a copy of the other."""
    return fit.whole >= SAME_FIT and fit.worst <= SAME_WORST


def same_take(near: Candidate, fit: TakeFit | None) -> bool:
    """True when one clip is a copy of the other; by their hashes where pixels say too little."""
    if fit is None:
        return near.bits <= CLIP_BITS
    same = sum(same_picture(each) for each in fit.fits)
    return fit.rough >= TAKE_ROUGH and 1000 * same >= TAKE_SAME * len(fit.fits)


def of_one_burst(one: Asset, other: Asset, fit: Fit) -> bool:
    """True for nearly the same seen by one camera within BURST of each other: one will do.

    Two files of one moment are copies and no burst.
    """
    if fit.whole < BURST_FIT or one.kind is not other.kind:
        return False
    if one.facts is None or other.facts is None or one.facts.camera != other.facts.camera:
        return False
    return one.unit == other.unit and _together(_shutter(one), _shutter(other))


def _shutter(asset: Asset) -> datetime | None:
    return asset.taken_at if asset.taken_class == "capture" else None


def _together(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and timedelta(0) < abs(one - other) <= BURST


def comparable(asset: Asset) -> bool:
    """False for what was not looked at, and for black pictures."""
    return asset.look is not None and asset.look.black < MOSTLY_BLACK


def picture(asset: Asset) -> Picture | None:
    """What the choice of a copy needs; None for what is compared with nothing."""
    if asset.look is None or not comparable(asset):
        return None
    facts = asset.facts
    return Picture(
        id=asset.id,
        chat_copy=facts.chat_copy if facts else False,
        pixels=facts.width * facts.height if facts else 0,
        sharpness=asset.look.sharpness,
    )


def groups(
    pictures: Iterable[Picture],
    pairs: Iterable[tuple[str, str]],
    apart: Collection[tuple[str, str]] = (),
) -> tuple[tuple[Picture, ...], ...]:
    """Every group of two or more that pairs join, the best copy first, groups by its id.

    Alike is transitive: a burst that drifts slowly is one group. Pairs with an asset that is not
    among the pictures join nothing. Two that a person took `apart` are never in one group. No
    order matters.
    """
    known = {each.id: each for each in pictures}
    here = [(a, b) for a, b in pairs if a in known and b in known]
    sets = [sorted((known[i] for i in ids), key=best_first) for ids in grouped(known, here, apart)]
    return tuple(sorted((tuple(each) for each in sets if len(each) > 1), key=lambda g: g[0].id))


def near_duplicates(
    pictures: Iterable[Picture],
    pairs: Iterable[tuple[str, str]],
    apart: Collection[tuple[str, str]] = (),
) -> dict[str, str]:
    """Asset id -> id of its group's best copy, for every picture that has a better one."""
    found = groups(pictures, pairs, apart)
    return {each.id: group[0].id for group in found for each in group[1:]}


def best_first(one: Picture) -> tuple[bool, int, int, str]:
    """Sort key: originals before chat copies, then more pixels, sharper, lower id."""
    return (one.chat_copy, -one.pixels, -one.sharpness, one.id)


def compared(group: Sequence[Picture]) -> dict[str, Words]:
    """Why the first of a group of two or more is best, and what each other lacks beside it."""
    best, second, *_ = group
    return {best.id: _excels(best, second), **{each.id: _lacks(best, each) for each in group[1:]}}


def _excels(best: Picture, second: Picture) -> Words:
    if best.chat_copy != second.chat_copy:
        return Words(zh="原始文件，其余经微信等压缩过", en="the original; others were recompressed")
    if best.pixels != second.pixels:
        return Words(zh="像素最多", en="the most pixels")
    if best.sharpness != second.sharpness:
        return Words(zh="像素相同，最清晰", en="as many pixels, and the sharpest")
    return Words(zh="与其他一样好，取其一", en="as good as the others; one is enough")


def _lacks(best: Picture, other: Picture) -> Words:
    if best.chat_copy != other.chat_copy:
        return Words(zh="经微信等压缩过", en="recompressed by a chat tool")
    if best.pixels != other.pixels:
        return Words(zh="像素较少", en="fewer pixels")
    if best.sharpness != other.sharpness:
        return Words(zh="没有最好的清晰", en="less sharp")
    return Words(zh="与最好的一样", en="as good as the best")


def changed(assets: Sequence[Asset], better: Mapping[str, str]) -> dict[str, str | None]:
    """What `near_duplicate_of` must become where it is not what `better` says."""
    return {a.id: better.get(a.id) for a in assets if a.near_duplicate_of != better.get(a.id)}
