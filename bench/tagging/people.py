"""Weeks by a second recipe: events, who goes there, and how they send what they took.

The first recipe (week.py) draws every visit by itself and lets whoever errs name any activity. Here
an activity takes place so and so often, several units come to one event, and people have ways: one
chooses with care, one takes what the link or the list offers first, one chooses nothing; one sends
after each event, one a whole day or week at once, by the link at hand. There is no oracle.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from types import MappingProxyType

from bench.tagging.chances import CLOCKS
from bench.tagging.county import County, Event, draw_county
from bench.tagging.habits import STYLES
from bench.tagging.plan import around
from bench.tagging.week import MAKERS, File, Phone, Sent, Visit, Week

_MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How a county's people are; shares of people unless said otherwise."""

    #: Choose with care; take what is offered. The others choose nothing.
    careful: float
    careless: float
    #: Send through a chat tool; let the phone write places; have a wrong clock; name their files.
    chat: float
    places: float
    clock: float
    names: float
    #: Send a day or the week at once.
    gather: float
    #: Of events: a banner hangs.
    banner: float


MANNERS: Mapping[str, Manners] = MappingProxyType(
    {
        "plain": Manners(careful=0.55, careless=0.2, chat=0.45, places=0.25, clock=0.05,
                         names=0.12, gather=0.25, banner=0.6),
        "careless": Manners(careful=0.25, careless=0.5, chat=0.6, places=0.15, clock=0.1,
                            names=0.1, gather=0.35, banner=0.5),
        "silent": Manners(careful=0.0, careless=0.05, chat=0.6, places=0.2, clock=0.05,
                          names=0.1, gather=0.35, banner=0.7),
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Person:
    phone: Phone
    #: careful, careless or silent.
    way: str
    chat: bool
    places: bool
    names: bool
    #: event, day or week: what is sent at once.
    gathers: str


@dataclass(frozen=True, kw_only=True)
class _Been:
    """A person was at an event and took these."""

    event: Event
    files: tuple[File, ...]


@dataclass(kw_only=True)
class _Maker:
    rng: Random
    manners: Manners
    county: County
    #: Links of single activities were sent round, not one link a unit.
    links: bool = False
    sendings: list[Sent] = field(default_factory=list[Sent])
    been: dict[str, list[_Been]] = field(default_factory=dict[str, list[_Been]])
    made: int = 0
    bursts: int = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def people(self) -> list[_Person]:
        found: list[_Person] = []
        for unit in self.county.plan.campaign.units:
            for letter in "ab"[: 1 + self.chance(0.3)]:
                found.append(self.person(unit.key, letter))
        return found

    def person(self, unit: str, letter: str) -> _Person:
        rng, manners, at = self.rng, self.manners, self.rng.random()
        off = rng.choice(CLOCKS) if self.chance(manners.clock) else datetime.timedelta(0)
        careless = at < manners.careful + manners.careless
        return _Person(
            phone=Phone(id=f"{unit}{letter}", unit=unit, camera=rng.choice(MAKERS), off=off),
            way="careful" if at < manners.careful else "careless" if careless else "silent",
            chat=self.chance(manners.chat),
            places=self.chance(manners.places),
            names=self.chance(manners.names),
            gathers=rng.choice(("day", "week")) if self.chance(manners.gather) else "event",
        )

    def attend(self, people: Sequence[_Person]) -> None:
        """Who answers for an event mostly comes, everybody often to the main one."""
        for event in self.county.events:
            main = event.activity.number == 1
            for person in people:
                own = person.phone.unit in event.activity.units
                comes = self.chance(0.8 if own else 0.35 if main else 0.05)
                known = self.been.setdefault(person.phone.id, [])
                if comes and all(_apart(event, each.event) for each in known):
                    known.append(_Been(event=event, files=self.pictures(person, event)))

    def pictures(self, person: _Person, event: Event) -> tuple[File, ...]:
        rng, last = self.rng, None
        visit = Visit(
            unit=person.phone.unit, activity=event.activity.key, day=event.begins.date(),
            begins=event.begins, at_venue=event.activity.key in self.county.plan.venues,
            banner=None, name=None,
        )  # fmt: skip
        count = min(45, max(1, round(rng.lognormvariate(1.9, 0.8))))
        stays, comes = event.lasts * rng.uniform(0.4, 1.05), rng.randrange(12) * _MINUTE
        sees = rng.uniform(0.15, 0.6)
        word = (
            rng.choice((event.activity.title, event.word, "现场", "照片")) if person.names else ""
        )
        found: list[File] = []
        for share in sorted(rng.random() ** 1.2 for _ in range(count)):
            at = (event.begins - comes + stays * share).replace(microsecond=0)
            self.bursts += last is None or (at - last).total_seconds() > 3
            last = at
            found.append(self.picture(person, event, visit, at, sees, word))
        return tuple(found)

    def picture(
        self, person: _Person, event: Event, visit: Visit, at: datetime.datetime, sees: float,
        word: str,
    ) -> File:  # fmt: skip
        rng = self.rng
        self.made += 1
        located = person.places and not person.chat and self.chance(0.9)
        read: tuple[str, ...] = ()
        if event.banner and self.chance(sees):
            whole = self.chance(0.8)
            parts = range(0, len(event.banner), len(event.banner) if whole else 8)
            size = len(event.banner) if whole else 8
            read = tuple(self.misread(event.banner[n : n + size]) for n in parts)
        return File(
            id=f"f{self.made:04d}", visit=visit, taken=at, written=at + person.phone.off,
            place=around(event.place, rng, rng.choice((15, 40, 120))) if located else None,
            place_time=located and self.chance(0.6), banner=None, read=read, words=word,
            burst=self.bursts,
        )  # fmt: skip

    def misread(self, line: str) -> str:
        at = self.rng.randrange(len(line))
        return f"{line[:at]}口{line[at + 1 :]}" if self.chance(0.15) else line

    def send_all(self, people: Iterable[_Person]) -> None:
        ends = self.county.plan.campaign.ends_on
        for person in people:
            mine = self.been.get(person.phone.id, [])
            if person.gathers == "week" and mine:
                late = datetime.timedelta(days=self.rng.randint(1, 3), hours=self.rng.randrange(20))
                self.send(person, mine, datetime.datetime.combine(ends, datetime.time()) + late)
            elif person.gathers == "day":
                for day in sorted({each.event.begins.date() for each in mine}):
                    night = datetime.datetime.combine(day, datetime.time(21))
                    late = datetime.timedelta(days=self.rng.choice((0, 0, 1)))
                    of_day = [each for each in mine if each.event.begins.date() == day]
                    self.send(person, of_day, night + late)
            elif person.gathers == "event":
                for each in mine:
                    late = datetime.timedelta(hours=self.rng.choice((1, 2, 4, 20, 44, 70)))
                    self.send(person, [each], each.event.begins + each.event.lasts + late)

    def forward(self, people: Sequence[_Person]) -> None:
        """Now and then somebody else, of any unit, sends chat copies of what was sent."""
        for sent in tuple(self.sendings):
            if not self.chance(0.12):
                continue
            visit = self.rng.choice(sent.files).visit
            some = [f for f in sent.files if f.visit == visit and self.chance(0.5)]
            other = self.rng.choice([p for p in people if p.phone.id != sent.phone.id])
            been = next(b for b in self.been[sent.phone.id] if b.files[0].visit == visit)
            if some:
                copies = _Been(event=been.event, files=tuple(map(self.copy, some)))
                late = datetime.timedelta(hours=self.rng.randint(1, 30))
                self.send(other, [copies], sent.received + late, forwarded=True)

    def copy(self, file: File) -> File:
        self.made += 1
        id_ = f"f{self.made:04d}"
        return replace(file, id=id_, copy_of=file.id, words="", place=None, place_time=False)

    def send(
        self, person: _Person, been: Sequence[_Been], received: datetime.datetime,
        *, forwarded: bool = False,
    ) -> None:  # fmt: skip
        invite = self.invite(person, been)
        choice = self.choice(person, been, invite)
        if forwarded and self.chance(0.5):
            choice = None
        note = ""
        if self.chance(0.2):
            note = been[0].event.activity.title if self.chance(0.5) else "科技活动周照片，请查收"
        self.sendings.append(
            Sent(
                id=f"s{len(self.sendings):03d}", phone=person.phone,
                chat=person.chat or forwarded, invite=invite, choice=choice,
                day=self.day(person, been, received), note=None, note_words=note,
                saved=received - self.rng.randint(5, 60) * _MINUTE, received=received,
                files=tuple(file for each in been for file in each.files), forwarded=forwarded,
            )
        )  # fmt: skip

    def invite(self, person: _Person, been: Sequence[_Been]) -> str | None:
        """Who is careful opens the right link; the others one that the unit was given."""
        if not self.links or not self.chance(0.6):
            return None
        if person.way == "careful" and len(been) == 1:
            return been[0].event.activity.key
        activities = self.county.plan.campaign.activities
        mine = [a.key for a in activities if person.phone.unit in a.units]
        return self.rng.choice(mine) if mine and self.chance(0.8) else activities[0].key

    def choice(self, person: _Person, been: Sequence[_Been], invite: str | None) -> str | None:
        activities = self.county.plan.campaign.activities
        if person.way == "careful":
            shown = self.rng.choice(been).event.activity
            return (shown if self.chance(0.97) else self.rng.choice(activities)).key
        if person.way == "careless":
            if self.chance(0.35):
                return invite or activities[0].key
            return been[0].event.activity.key if self.chance(0.7) else None
        return None

    def day(
        self, person: _Person, been: Sequence[_Been], received: datetime.datetime
    ) -> datetime.date | None:
        days = {each.event.begins.date() for each in been}
        if person.way == "careful" and len(days) == 1 and self.chance(0.6):
            return days.pop()
        inside = received.date() <= self.county.plan.campaign.ends_on
        today = person.way == "careless" and inside and self.chance(0.15)
        return received.date() if today else None


def _apart(one: Event, other: Event) -> bool:
    """With a quarter of an hour for the way."""
    first, second = sorted((one, other), key=lambda each: each.begins)
    return first.begins + first.lasts + 15 * _MINUTE <= second.begins


def draw_events(style: str, seed: int) -> Week:
    """The same week for the same style and seed."""
    rng = Random(f"events-{style}-{seed}")
    manners = MANNERS[style]
    maker = _Maker(rng=rng, manners=manners, county=draw_county(rng, manners.banner))
    maker.links = maker.chance(0.4)
    people = maker.people()
    maker.attend(people)
    maker.send_all(people)
    maker.forward(people)
    return Week(
        style=style, seed=seed, habits=STYLES["mixed"], plan=maker.county.plan,
        sendings=tuple(maker.sendings),
    )  # fmt: skip
