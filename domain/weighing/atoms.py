"""What the week is asked about: what is of one occasion, and what was sent together."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.campaign import Campaign
from domain.facts import Place
from domain.weighing.beliefs import Vector, flat, normed, times
from domain.weighing.known import Known
from domain.weighing.nearby import Opinions
from domain.weighing.occasions import PAUSE, Stretch, camera_of
from domain.weighing.said_activity import Links, Named, named_for
from domain.weighing.told import Told, together, told_by
from domain.wording import local_day

#: Sources of a moment that satellites tell, whatever the camera's clock shows.
PROVEN = frozenset({"gps", "camera_clock"})


@dataclass
class Atom:
    """What is known to be of one occasion, and what is believed of it so far."""

    members: list[str]
    unit: str
    told: Told
    #: The first of them shows most of its occasion: its answer is believed.
    sendings: list[str]
    #: Unit and camera; "" where no clock tells.
    camera: str = ""
    at: datetime.datetime | None = None
    proven: bool = False
    place: Place | None = None
    #: How many atoms its camera took without a pause, itself included: two phones of one name at
    #: two places are told apart picture by picture, and say of a clock what one occasion says.
    entangled: int = 1
    #: Its members in the order of taking, parted by pauses, where a clock tells.
    stretches: Sequence[Stretch] = ()
    local: Vector = field(default_factory=list[float])
    time: Vector = field(default_factory=list[float])
    where: Vector = field(default_factory=list[float])
    #: Sending -> what it says of this occasion.
    heard: dict[str, Vector] = field(default_factory=dict[str, Vector])
    belief: Vector = field(default_factory=list[float])
    days: Mapping[datetime.date, float] = field(default_factory=dict[datetime.date, float])
    off: datetime.timedelta | None = None
    #: Without a clock, the chance that it is what its sender's words are said of.
    meant: float = 1.0

    def incoming(self, beside: str | None = None) -> Vector:
        """All that is known of it but for what one sending says."""
        return times(self.local, self.beside_its_own(beside))

    def beside_its_own(self, beside: str | None = None) -> Vector:
        """The same without what its own pictures and names tell."""
        # Each to the scale of its largest: the product of some hundred chances left the floats.
        voices = [
            [each / max(said) for each in said]
            for sending, said in self.heard.items()
            if sending != beside
        ]
        return times(self.time, self.where, *voices)


@dataclass
class Sending:
    """What was sent as one, with the occasions that it shows."""

    id: str
    unit: str
    first: Known
    #: Place of an activity -> weight of what the note says of it; what other sendings teach.
    note: Mapping[int, int]
    learnt: Vector
    received: datetime.date
    not_after: datetime.date
    #: What its choice or its link names.
    named: Named | None
    #: Occasions that clocks tell apart, in their order; what no clock tells apart, as it was saved.
    timed: list[Atom]
    row: list[Atom]
    meant: Vector = field(default_factory=list[float])
    #: The chance that it shows one occasion, where no clock tells and it was asked.
    alone: float | None = None


def atom_of(
    ids: Sequence[str],
    seen: Mapping[str, Known],
    opinions: Mapping[str, Opinions],
    decided: Mapping[str, str],
    places: Mapping[str, int],
) -> Atom:
    """The assets of one occasion as one question; `places` is where each activity stands."""
    told = together(told_of(id_, seen, opinions, decided, places) for id_ in ids)
    middle = _middle(clock for id_ in ids if (clock := _shown(seen[id_])) is not None)
    where = [
        facts.place
        for id_ in ids
        if (facts := seen[id_].asset.facts) is not None and facts.place is not None
    ]
    size = len(places) + 1
    atom = Atom(
        members=list(ids),
        unit=seen[ids[0]].asset.unit,
        told=told,
        sendings=list(dict.fromkeys(seen[id_].asset.sending for id_ in ids)),
        place=where[len(where) // 2] if where else None,
        local=flat(size),
        time=flat(size),
        where=flat(size),
        belief=normed(flat(size)),
    )
    if middle is not None:
        atom.camera, atom.at, atom.proven = middle
    return atom


def entangle(atoms: Iterable[Atom]) -> None:
    """Count for each atom of a clock those that follow one another without a pause."""
    timed = [(atom.camera, atom.at, atom) for atom in atoms if atom.at is not None]
    timed.sort(key=lambda each: (each[0], each[1], each[2].members[0]))
    run: list[Atom] = []
    for n, (camera, at, atom) in enumerate(timed):
        before = timed[n - 1]
        if n and (camera != before[0] or at - before[1] > PAUSE):
            _count(run)
            run = []
        run.append(atom)
    _count(run)


def _count(run: Sequence[Atom]) -> None:
    for atom in run:
        atom.entangled = len(run)


def told_of(
    id_: str,
    seen: Mapping[str, Known],
    opinions: Mapping[str, Opinions],
    decided: Mapping[str, str],
    places: Mapping[str, int],
) -> Told:
    """What one asset's own picture and name tell."""
    words = {key: found.word for key, found in seen[id_].words.items()}
    return told_by(opinions[id_], places, words, decided.get(id_))


#: A camera, a moment on its clock in the campaign's zone, and whether it is proven.
_Clock = tuple[str, datetime.datetime, bool]


def _middle(clocks: Iterable[_Clock]) -> _Clock | None:
    """Of the proven moments, or else of all, the middle one."""
    ordered = sorted(clocks, key=lambda each: each[1])
    told = [each for each in ordered if each[2]] or ordered
    return told[len(told) // 2] if told else None


def _shown(known: Known) -> _Clock | None:
    asset, taken = known.asset, known.taken
    if taken is None:
        return None
    proven = asset.taken_from in PROVEN
    return f"{asset.unit} {camera_of(asset)}", taken.replace(tzinfo=None), proven


def sending_of(
    key: str,
    ids: Sequence[str],
    seen: Mapping[str, Known],
    opinions: Mapping[str, Opinions],
    atoms: Mapping[str, Atom],
    campaign: Campaign,
    links: Links,
) -> Sending:
    """A sending's files, `ids` in the order of saving, as the occasions that they show."""
    first = seen[ids[0]]
    places = {a.key: n for n, a in enumerate(campaign.activities)}
    here = list({id(atoms[id_]): atoms[id_] for id_ in ids}.values())
    note: dict[int, int] = {}
    learnt = flat(len(places) + 1)
    for activity, said in opinions[ids[0]].items():
        for each in said:
            # What was decided of the unit's other sendings is a word on this one as a whole.
            if each.kind == "learnt":
                learnt[places[activity]] = math.exp(each.weight / 100)
            elif each.kind == "note":
                note[places[activity]] = each.weight
    return Sending(
        id=key,
        unit=first.asset.unit,
        first=first,
        note=note,
        learnt=learnt,
        received=local_day(first.asset.received_at, campaign.zone),
        not_after=max(seen[id_].not_after for id_ in ids),
        named=named_for(first.asset, campaign, links),
        timed=sorted((a for a in here if a.at is not None), key=lambda a: (a.at, a.members[0])),
        row=[a for a in here if a.at is None],
    )
