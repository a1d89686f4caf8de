"""All of a week weighed at once: what each asset shows, by everything that bears on it.

Assets that are known to show one occasion are one question; a sending ties the occasions that it
shows, a camera those that it took, a place those of one spot. Messages go round between them until
each has heard of all (belief propagation), and the week's own rates with them.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.campaign import Campaign
from domain.weighing.atoms import Atom, Sending, atom_of, entangle, sending_of, told_of
from domain.weighing.beliefs import Vector, doubted_by, flat, likeliest, mixed, normed, over, times
from domain.weighing.clock_beliefs import Clock, Shown, clock_of
from domain.weighing.contributions import REST_OF_SENDING, contributions
from domain.weighing.day_beliefs import calendar_of
from domain.weighing.known import Known
from domain.weighing.lessons import NO_LESSONS, Lessons
from domain.weighing.nearby import Opinions
from domain.weighing.occasions import SURELY_ONE, Occasions
from domain.weighing.pieces import Piece, paused_blocks
from domain.weighing.place_beliefs import Spot, Spots
from domain.weighing.rates_learning import learnt
from domain.weighing.said_activity import links_of
from domain.weighing.segments import Row
from domain.weighing.sending_beliefs import Sent, heard
from domain.weighing.sending_days import day_of
from domain.weighing.sending_questions import Asking, beside_guests, question_of, voices_of
from domain.weighing.told import together, vector_of
from domain.weighing.unit_priors import prior_of
from domain.weighing.week_rates import rates_after

ROUNDS = 4
#: Two sendings of one camera within a pause show one occasion so often.
ONE_TOO = 0.8
#: Of what no clock tells in a sending where clocks tell most, so much is of their occasions.
OF_THE_TIMED = 0.8
#: Two parts of a row with time for the way between them are of one occasion so often: most pauses
#: are speeches that are waited out.
AFTER_A_PAUSE = 0.9


@dataclass(frozen=True, kw_only=True)
class Believed:
    """What is believed of one asset."""

    #: Activity key -> chance; what is left is for none of the plan's.
    activities: Mapping[str, float]
    #: Day -> chance, where a clock tells; empty where none does.
    days: Mapping[datetime.date, float]
    #: By how much its clock is off, most likely; None where it has none or is lost.
    off: datetime.timedelta | None
    #: Without a clock, the chance that what was said of its sending was said of it.
    meant: float = 1.0
    #: Activity key -> how much likelier its place makes it, a ratio.
    places: Mapping[str, float] = field(default_factory=dict[str, float])
    #: What is said -> by how much it moves the log odds of the likeliest activity, in hundredths;
    #: they add up to those of its chance (domain/weighing/contributions.py).
    shares: Mapping[str, int] = field(default_factory=dict[str, int])


class JointWeighing:
    def __init__(
        self,
        campaign: Campaign,
        seen: Mapping[str, Known],
        opinions: Mapping[str, Opinions],
        decided: Mapping[str, str],
        occasions: Occasions,
        lessons: Lessons = NO_LESSONS,
    ) -> None:
        """`seen` is what is known of each asset, `opinions` what every source says of it,
        `decided` the activity that a person gave it, `lessons` what that teaches."""
        self._campaign = campaign
        self._places = {a.key: n for n, a in enumerate(campaign.activities)}
        self._size = len(campaign.activities) + 1
        self._calendar = calendar_of(campaign)
        # What was decided of the sendings that are weighed here is heard with them.
        self.rates = rates_after(lessons.elsewhere(occasions.order.keys()))
        self._known = (seen, opinions, decided, self._places)
        self._atoms = [atom_of(ids, *self._known) for ids in occasions.groups]
        for atom in self._atoms:
            atom.stretches = occasions.stretches.get(atom.members[0], ())
        entangle(self._atoms)
        self._of = {id_: atom for atom in self._atoms for id_ in atom.members}
        tied = [(self._of[a], self._of[b]) for a, b in occasions.ties]
        self._ties = [(one, other) for one, other in tied if one is not other]
        firsts = (seen[ids[0]].asset for ids in occasions.order.values())
        links = links_of(firsts, campaign)
        self._sendings = [
            sending_of(key, ids, seen, opinions, self._of, campaign, links)
            for key, ids in occasions.order.items()
        ]
        self._by_key = {each.id: each for each in self._sendings}
        self._give_to_owners()
        self._prior: dict[str, Vector] = {}
        self._placed = [atom for atom in self._atoms if atom.place is not None]
        venues = [a.venue_at.place if a.venue_at else None for a in campaign.activities]
        self._spots = Spots(
            [Spot(place=a.place, unit=a.unit) for a in self._placed if a.place], [*venues, None]
        )
        self._shifts = self.rates.shifts

    def _give_to_owners(self) -> None:
        """Of sendings that share occasions the one that shows most has them as its own."""
        sizes = {each.id: len(each.timed) + len(each.row) for each in self._sendings}
        for atom in self._atoms:
            atom.sendings.sort(key=lambda key: (-sizes[key], key))

    def believed(self, rounds: int = ROUNDS) -> dict[str, Believed]:
        for _ in range(rounds):
            self._prior = {
                unit: prior_of(unit, self._campaign, self.rates)
                for unit in {atom.unit for atom in self._atoms}
            }
            self._shifts = self.rates.shifts
            for atom in self._atoms:
                if atom.told:
                    atom.local = vector_of(atom.told, self._size, self._shifts)
            self._ask_clocks()
            self._ask_places()
            self._ask_ties()
            self._ask_sendings()
            self.rates = learnt(
                self.rates, self._sendings, self._clocks, self._campaign, self._prior
            )
        parted: dict[str, Vector] = {}
        for atom in self._atoms:
            if atom.at is not None and (atom.told or len(atom.stretches) > 1):
                parted |= self._by_parts(atom)
        return {id_: self._answer(id_, atom, parted.get(id_)) for id_, atom in self._of.items()}

    def _by_parts(self, atom: Atom) -> dict[str, Vector]:
        """What each asset of an occasion shows, if it were of several one after the other.

        Two phones of one name may stand behind one clock, and a pause may hide the way to another
        place: then what some of it tells is not told of all.
        """
        pictures = [ids for stretch in atom.stretches for ids in stretch]
        if len(pictures) < 2:
            return {}
        pieces = [
            Piece(told=together(told_of(id_, *self._known) for id_ in ids)) for ids in pictures
        ]
        blocks = paused_blocks(pieces, [len(stretch) for stretch in atom.stretches])
        one = AFTER_A_PAUSE ** (len(blocks) - 1) if len(blocks) > 1 else SURELY_ONE
        blocks = blocks if len(blocks) > 1 else None
        prior = self._prior[atom.unit]
        row = Row(pieces, normed(times(prior, atom.time)), one, self._shifts, blocks=blocks)
        rest = normed(times(prior, atom.beside_its_own()))
        beliefs = row.beliefs(rest, rest, 0.0)[0]
        found = zip(pictures, beliefs, strict=True)
        return {id_: normed(belief) for ids, belief in found for id_ in ids}

    def _answer(self, id_: str, atom: Atom, parted: Vector | None) -> Believed:
        whole = normed(times(self._prior[atom.unit], atom.incoming()))
        belief = parted or self._beside_clocks(id_, atom, whole)
        return Believed(
            activities={key: belief[n] for key, n in self._places.items()},
            days=atom.days,
            off=None if atom.proven else atom.off,
            meant=atom.meant,
            places={key: atom.where[n] for key, n in self._places.items()},
            shares=self._shares(id_, atom, belief, over(belief, whole)),
        )

    def _beside_clocks(self, id_: str, atom: Atom, whole: Vector) -> Vector:
        """What a few files without a clock show beside more of the same sending with one: a clip
        that was cut or a shot of the screen is mostly of one of these occasions."""
        sent = self._by_key[self._known[0][id_].asset.sending]
        files = sum(len(each.members) for each in sent.timed)
        if atom.at is not None or files <= sum(len(each.members) for each in sent.row):
            return whole
        size = self._size
        theirs = mixed(((len(t.members) / files, t.belief) for t in sent.timed), size)
        mine = normed(over(whole, atom.local))
        either = mixed(((OF_THE_TIMED, theirs), (1 - OF_THE_TIMED, mine)), size)
        return normed(times(either, atom.local))

    def _shares(self, id_: str, atom: Atom, belief: Vector, parts: Vector) -> dict[str, int]:
        """All that is believed of it, voice by voice, for the likeliest activity."""
        seen = self._known[0]
        own = told_of(id_, *self._known)
        prior, sending = self._prior[atom.unit], seen[id_].asset.sending
        stranger = prior_of("", self._campaign, self.rates)
        voices = {"unit": over(prior, stranger)}
        voices |= {
            kind: vector_of({kind: said}, self._size, self._shifts) for kind, said in own.items()
        }
        mine = vector_of(own, self._size, self._shifts)
        voices |= {"near": over(atom.local, mine), "time": atom.time, "place": atom.where}
        beside = [said for key, said in atom.heard.items() if key != sending]
        voices["others"] = times(flat(self._size), *beside)
        # Without a clock it has no place in a row: this is what the rest of its sending says.
        voices["parts" if self._of[id_].at is not None else REST_OF_SENDING] = parts
        said = voices_of(self._by_key[sending], self._asking())
        best = likeliest({key: belief[n] for key, n in self._places.items()})
        place = self._places[best[0]] if best else 0
        return contributions(stranger, voices, said, atom.heard[sending], place)

    def _ask_clocks(self) -> None:
        cameras: dict[str, list[Atom]] = {}
        for atom in self._atoms:
            if atom.at is not None:
                cameras.setdefault(atom.camera, []).append(atom)
        self._clocks: list[Clock] = []
        for atoms in cameras.values():
            shown = [
                Shown(at=a.at, proven=a.proven, day=self._likely_day(a), share=1 / a.entangled)
                for a in atoms
                if a.at
            ]
            others: list[Vector] = []
            for a in atoms:
                voices = list(a.heard.values())
                others.append(normed(times(self._prior[a.unit], a.local, a.where, *voices)))
            clock = clock_of(shown, others, self._calendar, self.rates.clock.share)
            self._clocks.append(clock)
            likely = max(clock.off, key=lambda off: clock.off[off])
            for a, says, days in zip(atoms, clock.says, clock.days, strict=True):
                a.time, a.days, a.off = says, days, likely

    def _likely_day(self, atom: Atom) -> Callable[[datetime.date], float]:
        sent = [self._by_key[key] for key in atom.sendings]
        return day_of(sent, self._calendar, self.rates.later.share)

    def _ask_places(self) -> None:
        # Whom a picture comes from and when it was taken show nobody what it shows: two of one spot
        # and one day would vouch for each other.
        known = [
            normed(over(over(atom.belief, atom.where), times(self._prior[atom.unit], atom.time)))
            for atom in self._placed
        ]
        for atom, said in zip(self._placed, self._spots.say(known), strict=True):
            atom.where = said

    def _ask_ties(self) -> None:
        for one, other in self._ties:
            for a, b in ((one, other), (other, one)):
                key = f"tie {b.members[0]}"
                others = [said for name, said in b.heard.items() if name != f"tie {a.members[0]}"]
                prior = self._prior[b.unit]
                said = normed(times(b.local, b.where, *others))
                a.heard[key] = normed(doubted_by(said, ONE_TOO, prior))

    def _ask_sendings(self) -> None:
        for sent in self._sendings:
            asked = question_of(sent, self._prior[sent.unit], self._asking())
            found = heard(asked)
            sent.meant, sent.alone = normed(found.meant), found.alone
            for atom, shows in zip(sent.timed, found.occasions, strict=True):
                self._tell(atom, sent, shows, asked.prior)
            for atom, shows, meant in zip(sent.row, found.row, found.row_meant, strict=True):
                if sent.id == atom.sendings[0]:
                    atom.meant = meant
                self._tell(atom, sent, shows, asked.prior)
            self._tell_guests(sent, asked)

    def _tell(self, atom: Atom, sent: Sending, shows: Vector, prior: Vector) -> None:
        """What a sending says of an occasion that is its own."""
        if sent.id == atom.sendings[0]:
            atom.belief = normed(shows)
            message = normed(over(normed(shows), normed(times(prior, atom.incoming(sent.id)))))
            atom.heard[sent.id] = message

    def _tell_guests(self, sent: Sending, asked: Sent) -> None:
        """What it says of those that another sending shows with more of its occasion.

        Its sender's words and what it alone shows: all else the other one knows itself, and a
        banner that was sent on would be two.
        """
        guests = [atom for atom in (*sent.timed, *sent.row) if atom.sendings[0] != sent.id]
        if not guests:
            return
        found = heard(beside_guests(sent, asked))
        shown = zip((*sent.timed, *sent.row), (*found.occasions, *found.row), strict=True)
        for atom, shows in shown:
            if atom.sendings[0] != sent.id:
                atom.heard[sent.id] = normed(over(normed(shows), asked.prior))

    def _asking(self) -> Asking:
        return Asking(
            places=self._places, calendar=self._calendar, rates=self.rates, shifts=self._shifts
        )
