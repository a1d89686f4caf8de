"""Doubts in the order in which answers settle most: which asset is asked first, and for whom."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.weighing.ties import Pairs, Tied, bursts, joined


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """An asset whose tag is a question."""

    member: Tied
    #: Per mille that the machine gives its own suggestion; the less, the more an answer tells.
    confidence: int
    #: When it was received; the files of a sending come in the order in which they were chosen.
    came: datetime


@dataclass(frozen=True, kw_only=True)
class Question:
    """One asset to ask about, and all that its answer can settle by being carried over."""

    asset: str
    #: With the asset itself, in the order of taking: what shows one event lies together, and one
    #: answer holds from a picture on.
    settles: tuple[str, ...]


def questions(doubts: Sequence[Doubt], pairs: Pairs) -> list[Question]:
    """Every doubt in exactly one question, the one that settles most first.

    Greedy: of all that are left, the asset whose answer holds for most of the others that are
    left; among equals the least sure, then the lower id. An answer holds for the asset's burst,
    for its look-alikes (`pairs`), and for what the machine took for the same in its sending.
    """
    known = {doubt.member.asset: doubt for doubt in doubts}
    reach = _reach([doubt.member for doubt in doubts], pairs)
    left = set(known)
    waiting = [(-len(reach[name]), known[name].confidence, name) for name in known]
    heapq.heapify(waiting)
    asked: list[Question] = []
    while waiting:
        size, confidence, name = heapq.heappop(waiting)
        if name not in left:
            continue
        settles = reach[name] & left
        # What is left only shrinks: an entry that is still true is the best of all.
        if len(settles) < -size:
            heapq.heappush(waiting, (-len(settles), confidence, name))
            continue
        left -= settles
        in_order = sorted(settles, key=lambda one: _taken(known[one]))
        asked.append(Question(asset=name, settles=tuple(in_order)))
    return asked


def _taken(doubt: Doubt) -> tuple[bool, float, float, str]:
    """By its clock where it has one, else as it came: copies of a chat come in their order."""
    at, came = doubt.member.taken_at, doubt.came.timestamp()
    return (at is None, at.timestamp() if at else came, came, doubt.member.asset)


def _reach(members: Sequence[Tied], pairs: Pairs) -> Mapping[str, set[str]]:
    """Asset -> all that its answer holds for, itself included."""
    alike = joined(members, [*pairs, *bursts(members)])
    mates = _mates(members)
    return {each.asset: {*alike[each.asset], *mates[_taken_for(each)]} for each in members}


def _mates(members: Iterable[Tied]) -> Mapping[tuple[object, ...], list[str]]:
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for member in members:
        found[_taken_for(member)].append(member.asset)
    return found


def _taken_for(member: Tied) -> tuple[object, ...]:
    return (member.sending, member.activity, member.day)
