"""Which assets show one occasion: a unit at one activity, from one arrival to one departure.

What names an activity in one picture of an occasion speaks for all of it, once.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from domain.asset import Asset
from domain.facts import ClaimClass, Place
from domain.grouping import grouped
from domain.inspecting.coordinates import metres_between

#: Pictures of one camera with less between them are of one occasion: a speech is waited out, and
#: the way to another place takes longer.
PAUSE = timedelta(minutes=25)
#: Who was so far away within a pause went to another place, metres.
AWAY_M = 1_000
#: So long no picture is taken on the way to another place.
THE_WAY = timedelta(minutes=8)
#: A sending of at most so many files shows one occasion so often, where no clock tells; another
#: occasion of a sending is of the same activity so often.
ONE_OCCASION, SAME_AGAIN = ((8, 0.9), (20, 0.8), (1_000_000, 0.6)), 0.5
#: What clocks and pictures show to be one occasion is one, so often, and what the sender says is
#: said of it.
SURELY_ONE = 0.985


#: Ids of two assets.
_Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Company:
    """Whom an asset was taken with, and sent with."""

    #: Ids of the other assets of its occasion, as clocks or pictures show it; in id order.
    occasion: tuple[str, ...] = ()
    #: Ids of its whole sending in the order of saving.
    sending: tuple[str, ...] = ()
    #: True where a clock shows which of them are of its occasion.
    timed: bool = False
    #: Occasions that the clocks and pictures of its sending show, at least one.
    occasions: int = 1
    #: Chance that what the sender says of the sending is meant of this asset.
    meant: float = 0.8


ALONE = Company()


#: Ids of what shows the same picture; pictures without a pause between them.
Picture = tuple[str, ...]
Stretch = tuple[Picture, ...]


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """Assets divided into occasions, as far as clocks and pictures show."""

    #: Ids of assets of one occasion each, in id order.
    groups: tuple[tuple[str, ...], ...]
    #: Ids of two assets of two sendings that one camera took within a pause.
    ties: tuple[tuple[str, str], ...]
    #: Sending -> its assets in the order of saving.
    order: Mapping[str, tuple[str, ...]]
    #: First id of a group of several pictures -> these in the order of taking, as stretches between
    #: which the way to another place was long enough.
    stretches: Mapping[str, tuple[Stretch, ...]] = field(
        default_factory=dict[str, tuple[Stretch, ...]]
    )


def occasions_of(assets: Sequence[Asset], pairs: Iterable[tuple[str, str]]) -> Occasions:
    """`pairs` joins what shows the same: copies, bursts, the two halves of a motion photo."""
    units = {asset.id: asset.unit for asset in assets}
    same = [(a, b) for a, b in pairs if a in units and units[a] == units.get(b)]
    same += [(a.id, a.belongs_to) for a in assets if a.belongs_to and a.belongs_to in units]
    joined, paused, ties = _in_a_row(assets)
    groups = grouped(units, [*same, *joined, *paused])
    order: dict[str, list[str]] = {}
    for asset in sorted(assets, key=in_order):
        order.setdefault(asset.sending, []).append(asset.id)
    return Occasions(
        groups=tuple(tuple(group) for group in groups),
        ties=tuple(ties),
        order={sending: tuple(ids) for sending, ids in order.items()},
        stretches=_stretches(assets, same, joined, paused),
    )


def _stretches(
    assets: Iterable[Asset], same: Sequence[_Pair], joined: Sequence[_Pair], paused: Sequence[_Pair]
) -> dict[str, tuple[Stretch, ...]]:
    units = {a.id: a.unit for a in assets}
    taken = {a.id: at.timestamp() for a in assets if (at := clock_of(a)) is not None}
    pictures = [tuple(ids) for ids in grouped(units, same)]
    first = {ids: (min(taken.get(i, math.inf) for i in ids), ids) for ids in pictures}
    stretch_of = {id_: n for n, ids in enumerate(grouped(units, [*same, *joined])) for id_ in ids}
    picture_of = {id_: ids for ids in pictures for id_ in ids}
    found: dict[str, tuple[Stretch, ...]] = {}
    for group in grouped(units, [*same, *joined, *paused]):
        ordered = sorted({picture_of[id_] for id_ in group}, key=lambda ids: first[ids])
        if len(ordered) > 1:
            stretches: dict[int, list[Picture]] = {}
            for ids in ordered:
                stretches.setdefault(stretch_of[ids[0]], []).append(ids)
            found[group[0]] = tuple(tuple(each) for each in stretches.values())
    return found


def companies(assets: Sequence[Asset], pairs: Iterable[tuple[str, str]]) -> dict[str, Company]:
    """Asset id -> whom it was taken and sent with; no order matters."""
    return companies_in(assets, occasions_of(assets, pairs))


def companies_in(assets: Sequence[Asset], occasions_: Occasions) -> dict[str, Company]:
    """The same where the occasions are known."""
    joined = {id_: group for group in occasions_.groups for id_ in group}
    sendings: dict[str, list[Asset]] = {}
    for asset in sorted(assets, key=in_order):
        sendings.setdefault(asset.sending, []).append(asset)
    found: dict[str, Company] = {}
    for sent in sendings.values():
        timed = {asset.id for asset in sent if clock_of(asset) is not None}
        occasions = max(1, len({joined[id_] for id_ in timed}))
        for asset in sent:
            found[asset.id] = Company(
                occasion=tuple(i for i in joined[asset.id] if i != asset.id),
                sending=tuple(each.id for each in sent),
                timed=asset.id in timed,
                occasions=occasions,
                meant=meant(occasions, len(sent), timed=asset.id in timed),
            )
    return found


def meant(occasions: int, files: int, *, timed: bool) -> float:
    """Chance that what is said of a sending is meant of one asset of it.

    Where no clock tells, the more files there are, the likelier they are of several occasions.
    """
    if occasions > 1:
        return 1 / occasions + (1 - 1 / occasions) * SAME_AGAIN
    if timed:
        return SURELY_ONE
    return next(chance for most, chance in ONE_OCCASION if files <= most)


def clock_of(asset: Asset) -> datetime | None:
    """The moment of capture that the court holds for proven; None when there is none."""
    return asset.taken_at if asset.taken_class == "capture" else None


def in_order(asset: Asset) -> tuple[float, float, str, str]:
    """As they were saved, which is as they were chosen; of one moment, as they came.

    A page sends in the order of choosing, and a file that was given a name of its own keeps its
    place in that, which names of several kinds do not tell.
    """
    saves = [c.at.timestamp() for c in asset.claims if c.klass is ClaimClass.SAVE and c.at]
    came = asset.received_at.timestamp()
    return (min(saves, default=0.0), came, asset.original_name, asset.id)


def _in_a_row(assets: Iterable[Asset]) -> tuple[list[_Pair], list[_Pair], list[_Pair]]:
    """Neighbours on one camera's clock with no long pause between them: of one sending, those with
    time for the way between them, and of two sendings."""
    rows: dict[tuple[str, str], list[tuple[datetime, str, Asset]]] = {}
    for asset in assets:
        at = clock_of(asset)
        if at is not None:
            rows.setdefault((asset.unit, camera_of(asset)), []).append((at, asset.id, asset))
    joined: list[_Pair] = []
    paused: list[_Pair] = []
    ties: list[_Pair] = []
    for row in rows.values():
        row.sort(key=lambda each: each[:2])
        sendings: dict[str, list[tuple[datetime, str, Asset]]] = {}
        for each in row:
            sendings.setdefault(each[2].sending, []).append(each)
        for sent in sendings.values():
            near, later_on = _without_pause(sent)
            joined += near
            paused += later_on
        ties += [
            (a, b)
            for (at, a, one), (later, b, other) in pairwise(row)
            if later - at <= PAUSE and one.sending != other.sending
        ]
    return joined, paused, ties


def camera_of(asset: Asset) -> str:
    """The camera of an asset; without its name only one sending is sure to be one clock."""
    return (asset.facts.camera if asset.facts else None) or asset.sending


def _without_pause(
    row: Sequence[tuple[datetime, str, Asset]],
) -> tuple[list[_Pair], list[_Pair]]:
    """Neighbours of one occasion: no long pause between them, and no way to another place.

    The second are those between which time for the way went by and no place tells. The way lies
    where the time for it went by between the last picture here and the first one there. Where it
    never did, two phones of one name were at two places, and what lies between their pictures
    without a place is of neither.
    """
    gaps = [later[0] - at[0] for at, later in pairwise(row)]
    apart = {n for n, gap in enumerate(gaps) if gap > PAUSE}
    stayed = set[int]()
    last: int | None = None
    for n, (_, _, asset) in enumerate(row):
        there = _place_of(asset)
        if there is None:
            continue
        here = _place_of(row[last][2]) if last is not None else None
        if last is not None and here is not None:
            if metres_between(here, there) > AWAY_M:
                way = max(range(last, n), key=lambda each: gaps[each])
                apart |= {way} if gaps[way] >= THE_WAY else set(range(last, n))
            else:
                stayed |= set(range(last, n))
        last = n
    together = [n for n in range(len(gaps)) if n not in apart]
    paused = {n for n in together if gaps[n] >= THE_WAY and n not in stayed}
    pairs = {n: (row[n][1], row[n + 1][1]) for n in together}
    return [pairs[n] for n in together if n not in paused], [pairs[n] for n in sorted(paused)]


def _place_of(asset: Asset) -> Place | None:
    return asset.facts.place if asset.facts else None
