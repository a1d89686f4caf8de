"""All of a week weighed at once: what each asset shows, by everything that bears on it.

Assets that are known to show one occasion are one question; a sending ties the occasions that it
shows, a camera those that it took, a place those of one spot. Messages go round between them until
each has heard of all (belief propagation), and the week's own rates with them.
"""

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.campaign import Campaign
from domain.facts import Place
from domain.weighing.beliefs import Vector, dot, doubted_by, flat, normed, over, times
from domain.weighing.clock_beliefs import Clock, Shown, clock_of
from domain.weighing.day_beliefs import calendar_of
from domain.weighing.lessons import NO_LESSONS, Lessons
from domain.weighing.likelihood import of_choice
from domain.weighing.nearby import Opinions
from domain.weighing.occasions import Occasions, camera_of
from domain.weighing.place_beliefs import Spot, places_say
from domain.weighing.segments import TWO, Piece
from domain.weighing.sending_beliefs import Sent, heard
from domain.weighing.told import NAMELESS, Told, class_of, together, told_by, vector_of
from domain.weighing.week_rates import Rate, rates_after
from domain.weighing.weighing_sources import (
    INVITE_KEPT,
    INVITE_LEFT,
    SENDER_DAY_RIGHT,
    Known,
)
from domain.wording import local_day

ROUNDS = 4
#: Sources of a moment that satellites tell, whatever the camera's clock shows.
PROVEN = frozenset({"gps", "camera_clock"})
#: A sending that comes when nobody would expect it; before its activity took place.
ANY_TIME, _BEFORE = 0.1, 0.01
_WINDOW = 30
#: Sendings of several occasions come on any day of the week, or on one of so many after it.
SENT_AFTER = 4
#: Two sendings of one camera within a pause show one occasion so often.
ONE_TOO = 0.8
#: Long rows are of one occasion at least so often: events differ in length more than by chance.
LEAST_ONE = 0.1
#: An occasion has so many files, as strong as so many occasions seen.
FILES, FILES_STRENGTH = 12.0, 5.0
NONE = -150


@dataclass(frozen=True, kw_only=True)
class Believed:
    """What is believed of one asset."""

    #: Activity key -> chance; what is left is for none of the plan's.
    activities: Mapping[str, float]
    #: Day -> chance, where a clock tells; empty where none does.
    days: Mapping[datetime.date, float]
    #: By how much its clock is off, most likely; None where it has none or is lost.
    off: datetime.timedelta | None
    #: Activity key -> how much likelier its place makes it, a ratio.
    places: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass
class _Atom:
    """What is known to be of one occasion."""

    members: list[str]
    unit: str
    told: Told
    sendings: list[str]
    #: Unit and camera; "" where no clock tells.
    camera: str = ""
    at: datetime.datetime | None = None
    proven: bool = False
    place: Place | None = None
    local: Vector = field(default_factory=list[float])
    time: Vector = field(default_factory=list[float])
    where: Vector = field(default_factory=list[float])
    #: Sending -> what it says of this occasion.
    heard: dict[str, Vector] = field(default_factory=dict[str, Vector])
    belief: Vector = field(default_factory=list[float])
    days: Mapping[datetime.date, float] = field(default_factory=dict[datetime.date, float])
    off: datetime.timedelta | None = None

    def incoming(self, beside: str | None = None) -> Vector:
        voices = [said for sending, said in self.heard.items() if sending != beside]
        return times(self.local, self.time, self.where, *voices)


@dataclass
class _Sending:
    id: str
    unit: str
    first: Known
    #: Place of an activity -> weight of what the note says of it; what other sendings teach.
    note: Mapping[int, int]
    learnt: Vector
    received: datetime.date
    not_after: datetime.date
    timed: list[_Atom]
    row: list[_Atom]
    meant: Vector = field(default_factory=list[float])


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
        self._seen, self._opinions = seen, opinions
        self.rates = rates_after(lessons)
        self._atoms = [self._atom(ids, decided) for ids in occasions.groups]
        self._of = {id_: atom for atom in self._atoms for id_ in atom.members}
        tied = [(self._of[a], self._of[b]) for a, b in occasions.ties]
        self._ties = [(one, other) for one, other in tied if one is not other]
        self._sendings = [self._sending(key, ids) for key, ids in occasions.order.items()]
        self._by_key = {each.id: each for each in self._sendings}
        self._prior: dict[str, Vector] = {}

    def believed(self, rounds: int = ROUNDS) -> dict[str, Believed]:
        for _ in range(rounds):
            self._prior = {}
            self._shifts = self.rates.shifts
            for atom in self._atoms:
                if atom.told:
                    atom.local = vector_of(atom.told, self._size, self._shifts)
            self._ask_clocks()
            self._ask_places()
            self._ask_ties()
            self._ask_sendings()
            self._learn()
        return {
            id_: Believed(
                activities={key: atom.belief[n] for key, n in self._places.items()},
                days=atom.days,
                off=None if atom.proven else atom.off,
                places={key: atom.where[n] for key, n in self._places.items()},
            )
            for id_, atom in self._of.items()
        }

    def _atom(self, ids: Sequence[str], decided: Mapping[str, str]) -> _Atom:
        first = self._seen[ids[0]].asset
        told = together(
            told_by(
                self._opinions[id_],
                self._places,
                {key: found.word for key, found in self._seen[id_].words.items()},
                decided.get(id_),
            )
            for id_ in ids
        )
        clocks = sorted(filter(None, map(self._shown, ids)), key=lambda each: each[1])
        proven = [each for each in clocks if each[2]]
        middle = (proven or clocks)[len(proven or clocks) // 2] if clocks else None
        places = [
            facts.place
            for id_ in ids
            if (facts := self._seen[id_].asset.facts) is not None and facts.place is not None
        ]
        sendings = dict.fromkeys(self._seen[id_].asset.sending for id_ in ids)
        atom = _Atom(
            members=list(ids),
            unit=first.unit,
            told=told,
            sendings=list(sendings),
            place=places[len(places) // 2] if places else None,
        )
        if middle is not None:
            atom.camera, atom.at, atom.proven = middle
        atom.local = flat(self._size)
        atom.time, atom.where = flat(self._size), flat(self._size)
        atom.belief = normed(flat(self._size))
        return atom

    def _shown(self, id_: str) -> tuple[str, datetime.datetime, bool] | None:
        """The camera, the moment on its clock in the campaign's zone, and whether it is proven."""
        asset, taken = self._seen[id_].asset, self._seen[id_].taken
        if taken is None:
            return None
        proven = asset.taken_from in PROVEN
        return f"{asset.unit} {camera_of(asset)}", taken.replace(tzinfo=None), proven

    def _sending(self, key: str, ids: Sequence[str]) -> _Sending:
        first = self._seen[ids[0]]
        atoms = list({id(self._of[id_]): self._of[id_] for id_ in ids}.values())
        timed = sorted((a for a in atoms if a.at is not None), key=lambda a: (a.at, a.members[0]))
        note: dict[int, int] = {}
        learnt = flat(self._size)
        for activity, said in self._opinions[ids[0]].items():
            for each in said:
                # What was decided of the unit's other sendings is a word on this one as a whole.
                if each.kind == "learnt":
                    learnt[self._places[activity]] = math.exp(each.weight / 100)
                elif each.kind == "note":
                    note[self._places[activity]] = each.weight
        received = local_day(first.asset.received_at, self._campaign.zone)
        return _Sending(
            id=key,
            unit=first.asset.unit,
            first=first,
            note=note,
            learnt=learnt,
            received=received,
            not_after=max(self._seen[id_].not_after for id_ in ids),
            timed=timed,
            row=[a for a in atoms if a.at is None],
        )

    def _ask_clocks(self) -> None:
        cameras: dict[str, list[_Atom]] = {}
        for atom in self._atoms:
            if atom.at is not None:
                cameras.setdefault(atom.camera, []).append(atom)
        self._clocks: list[Clock] = []
        for atoms in cameras.values():
            shown = [Shown(at=a.at, proven=a.proven, day=self._day_of(a)) for a in atoms if a.at]
            others: list[Vector] = []
            for a in atoms:
                voices = list(a.heard.values())
                others.append(normed(times(self._unit_prior(a.unit), a.local, a.where, *voices)))
            clock = clock_of(shown, others, self._calendar, self.rates.clock.share)
            self._clocks.append(clock)
            likely = max(clock.off, key=lambda off: clock.off[off])
            for a, says, days in zip(atoms, clock.says, clock.days, strict=True):
                a.time, a.days, a.off = says, days, likely

    def _day_of(self, atom: _Atom) -> Callable[[datetime.date], float]:
        sent = [self._by_key[key] for key in atom.sendings]
        many = len(self._calendar.week)

        def day(of: datetime.date) -> float:
            found = 1.0
            for each in sent:
                count = len(each.timed) + bool(each.row)
                if of > each.received:
                    return _BEFORE
                if count == 1:
                    found *= self._later(each.received, of)
                said = each.first.asset.sender_day
                if said is not None:
                    found *= _said(said, of, many) / count + (1 - 1 / count) / many
            return found

        return day

    def _later(self, received: datetime.date, day: datetime.date) -> float:
        days = (received - day).days
        if days < 0:
            return _BEFORE / _WINDOW
        later = self.rates.later.share
        return (1 - ANY_TIME) * (1 - later) * later**days + ANY_TIME / _WINDOW

    def _ask_places(self) -> None:
        placed = [atom for atom in self._atoms if atom.place is not None]
        venues = [
            a.venue_at.place if a.venue_at is not None else None for a in self._campaign.activities
        ]
        says = places_say(
            [Spot(place=a.place, unit=a.unit) for a in placed if a.place],
            [a.belief for a in placed],
            [*venues, None],
        )
        for atom, said in zip(placed, says, strict=True):
            atom.where = said

    def _ask_ties(self) -> None:
        for one, other in self._ties:
            for a, b in ((one, other), (other, one)):
                key = f"tie {b.members[0]}"
                others = [said for name, said in b.heard.items() if name != f"tie {a.members[0]}"]
                prior = self._unit_prior(b.unit)
                said = normed(times(b.local, b.where, *others))
                a.heard[key] = normed(doubted_by(said, ONE_TOO, prior))

    def _ask_sendings(self) -> None:
        for sent in self._sendings:
            asked = self._asked(sent)
            found = heard(asked)
            sent.meant = normed(found.meant)
            for atom, shows in zip(sent.timed, found.occasions, strict=True):
                self._tell(atom, sent, shows, asked.prior)
            for atom, shows in zip(sent.row, found.row, strict=True):
                self._tell(atom, sent, shows, asked.prior)

    def _tell(self, atom: _Atom, sent: _Sending, shows: Vector, prior: Vector) -> None:
        if sent.id == atom.sendings[0]:
            atom.belief = normed(shows)
        message = normed(over(normed(shows), normed(times(prior, atom.incoming(sent.id)))))
        atom.heard[sent.id] = message

    def _asked(self, sent: _Sending) -> Sent:
        prior = self._unit_prior(sent.unit)
        one, several, not_after = self._days_of(sent)
        said_day = sent.first.asset.sender_day
        many = len(self._calendar.week)
        on_day = [
            1.0
            if said_day is None
            else math.fsum(p * _said(said_day, day, many) for day, p in atom.days.items()) + 0.02
            for atom in sent.timed
        ]
        return Sent(
            prior=prior,
            said=self._said_by(sent),
            one_day=one,
            several_days=several,
            not_after=not_after,
            occasions=[atom.incoming(sent.id) for atom in sent.timed],
            on_said_day=on_day,
            row=[
                Piece(
                    told=atom.told,
                    voices=tuple((key, said) for key, said in atom.heard.items() if key != sent.id),
                )
                for atom in sent.row
            ],
            again=self.rates.again.share,
            one=self._one_occasion(len(sent.row)),
            shifts=self._shifts,
        )

    def _one_occasion(self, files: int) -> float:
        """Of a row of so many files, by how many an occasion has and how often it is alone."""
        one, mean = self.rates.one.share, max(1.5, self.rates.files)
        more = 1 - 1 / mean
        # So many files of one occasion, or of two or three together: the number of divisions.
        n = max(1, files)
        first = one
        second = (1 - one) * TWO * (n - 1) * (1 - more) / more
        third = (1 - one) * (1 - TWO) * (n - 1) * (n - 2) / 2 * ((1 - more) / more) ** 2
        return max(LEAST_ONE, first / (first + second + third))

    def _said_by(self, sent: _Sending) -> Vector:
        asset = sent.first.asset
        many = self._size - 1
        found = list(sent.learnt)
        for place, weight in sent.note.items():
            shifted = weight + self._shifts.get(class_of("note", weight), 0)
            found[place] *= math.exp(max(0, shifted) / 100)
        choice, invite = asset.sender_activity, asset.invite_activity
        if choice in self._places:
            weight = of_choice(self.rates.choice.share, many)
            found[self._places[choice]] *= math.exp(weight / 100)
        if invite in self._places:
            weight = INVITE_KEPT if invite == choice else INVITE_LEFT
            if choice is None:
                weight = of_choice(self.rates.invite.share, many)
            found[self._places[invite]] *= math.exp(weight / 100)
        return found

    def _days_of(self, sent: _Sending) -> tuple[Vector, Vector, Vector]:
        if not sent.row:
            return flat(self._size), flat(self._size), flat(self._size)
        said, many = sent.first.asset.sender_day, len(self._calendar.week)
        one, several, after = Vector(), Vector(), Vector()
        for days in self._calendar.days:
            sums = [0.0, 0.0, 0.0]
            for day, chance in days.items():
                chance *= 1.0 if day <= sent.not_after else _BEFORE
                word = 1.0 if said is None else _said(said, day, many) * many
                sums[0] += chance * word * self._later(sent.received, day)
                sums[1] += chance * word
                sums[2] += chance
            one.append(sums[0])
            several.append(sums[1])
            after.append(sums[2])
        # What shows several occasions is sent when all is over, on no day rather than another.
        return [each * (many + SENT_AFTER) for each in one], several, after

    def _unit_prior(self, unit: str) -> Vector:
        if unit not in self._prior:
            self._prior[unit] = self._made_prior(unit)
        return self._prior[unit]

    def _made_prior(self, unit: str) -> Vector:
        activities = self._campaign.activities
        mine = [a.key for a in activities if unit in a.units]
        own, main = self.rates.own.share, self.rates.main.share
        rest = max(0.02, 1 - own - main) if mine else 1 - main
        found: Vector = []
        for a in activities:
            share = rest / len(activities)
            if a.key in mine:
                share += own / len(mine)
            if "main_event" in a.kinds:
                share += main
            if not a.media_expected:
                share *= math.exp(-3)
            if a.off_plan:
                share *= math.exp(-1)
            found.append(share)
        found.append(rest / len(activities) * math.exp(NONE / 100))
        return normed(found)

    def _learn(self) -> None:
        rates = self.rates
        chosen = [s for s in self._sendings if s.first.asset.sender_activity in self._places]
        right = [s.meant[self._places[s.first.asset.sender_activity or ""]] for s in chosen]
        linked = [
            s
            for s in self._sendings
            if s.first.asset.invite_activity in self._places
            and s.first.asset.sender_activity is None
        ]
        used = [s.meant[self._places[s.first.asset.invite_activity or ""]] for s in linked]
        wrong = [1 - clock.off.get(datetime.timedelta(0), 0.0) for clock in self._clocks]
        self.rates = replace(
            rates,
            choice=rates.choice.seen(math.fsum(right), len(right)),
            invite=rates.invite.seen(math.fsum(used), len(used)),
            clock=rates.clock.seen(math.fsum(wrong), len(wrong)),
            again=self._again(),
            words=self._words(),
            **self._habits(),
        )

    def _words(self) -> dict[str, Rate]:
        """How often words are of what their pictures show: one case a sending and class."""
        right: dict[str, list[float]] = {name: [] for name in self.rates.words}
        for sent in self._sendings:
            seen: dict[str, list[float]] = {}
            for atom in (*sent.timed, *sent.row):
                if atom.sendings[0] == sent.id:
                    for kind, voices in atom.told.items():
                        _hear(seen, kind, voices.named, atom.belief)
            _hear(seen, "note", {at: (w, 1) for at, w in sent.note.items()}, sent.meant)
            for name, shares in seen.items():
                if name in right:
                    right[name].append(math.fsum(shares) / len(shares))
        return {
            name: rate.seen(math.fsum(right[name]), len(right[name]))
            for name, rate in self.rates.words.items()
        }

    def _habits(self) -> dict[str, Rate | float]:
        """Of sendings whose clocks tell: how many files an occasion has, how many a sending, how
        late one comes."""
        rates = self.rates
        timed = [s for s in self._sendings if s.timed and not s.row]
        alone = [s for s in timed if len(s.timed) == 1]
        sizes = [len(a.members) for s in timed for a in s.timed if len(a.sendings) == 1]
        days = [0.0, 0.0]
        for s in alone:
            for day, chance in s.timed[0].days.items():
                late = (s.received - day).days
                if 0 <= late < 8:
                    days[0] += chance * late
                    days[1] += chance * (late + 1)
        return {
            "one": rates.one.seen(len(alone), len(timed)),
            "files": (FILES * FILES_STRENGTH + sum(sizes)) / (FILES_STRENGTH + len(sizes)),
            "later": rates.later.seen(days[0], days[1]),
        }

    def _again(self) -> Rate:
        """How often two occasions of a sending that follow show the same."""
        s = self.rates.again.share
        yes, count = 0.0, 0
        for sent in self._sendings:
            prior = self._unit_prior(sent.unit)
            for one, other in zip(sent.timed, sent.timed[1:], strict=False):
                m, n = one.incoming(sent.id), other.incoming(sent.id)
                both = s * math.fsum(p * a * b for p, a, b in zip(prior, m, n, strict=True))
                apart = (1 - s) * dot(prior, m) * dot(prior, n)
                yes += both / (both + apart)
                count += 1
        return self.rates.again.seen(yes, count)


def _hear(
    seen: dict[str, list[float]],
    kind: str,
    named: Mapping[int, tuple[int, int]],
    belief: Vector,
) -> None:
    """Add how likely it is that the strongest signs of a kind are right."""
    top = max((weight for weight, _ in named.values()), default=0)
    if top > NAMELESS:
        right = math.fsum(belief[at] for at, (weight, _) in named.items() if weight == top)
        seen.setdefault(class_of(kind, top), []).append(right)


def _said(said: datetime.date, day: datetime.date, many: int) -> float:
    return SENDER_DAY_RIGHT if said == day else (1 - SENDER_DAY_RIGHT) / max(1, many - 1)
