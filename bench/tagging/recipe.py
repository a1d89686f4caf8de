"""The first recipe of a labelled week, whose chances an oracle knows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from bench.tagging import chances
from bench.tagging.chances import Content, draw
from bench.tagging.habits import Habits, drawn
from bench.tagging.plan import Plan, around, draw_plan
from bench.tagging.week import MAKERS, File, Phone, Sent, Visit, Week
from domain.campaign import Activity
from domain.facts import Place
from domain.weighing.keywords import KIND_WORDS, title_core

#: Files of a week.
FILES = 300
#: How far from its venue, and from the unit's own house, a picture is taken, metres.
AT_VENUE_M, AT_HOME_M = 60.0, 400.0
#: Seconds between pictures of a visit, of a burst, and while somebody speaks.
_APART_S, _BURST_S, _SPEECH_S = (15, 240), (1, 2), (360, 1200)
#: A phone is at one place at a time, and so long on the way to the next one at least.
THE_WAY = datetime.timedelta(minutes=10)
#: Visits that are drawn for a phone before it counts as busy all week: of the weeks that are
#: measured none needed a hundredth of them.
_DRAWS = 2000


def draw_week(style: str, mean: Habits, seed: int, files: int = FILES) -> Week:
    """The same week for the same style and seed."""
    rng = Random(f"{style}-{seed}")
    habits = drawn(mean, rng)
    plan = draw_plan(rng, habits)
    maker = _Maker(rng=rng, habits=habits, plan=plan)
    while sum(len(sent.files) for sent in maker.sendings) < files:
        maker.send()
    return Week(
        style=style, seed=seed, habits=habits, plan=plan, sendings=_cut(maker.sendings, files)
    )


def _cut(sendings: Sequence[Sent], files: int) -> tuple[Sent, ...]:
    """Whole sendings only, the last left out where it makes too many by more than a tenth."""
    total = sum(len(sent.files) for sent in sendings)
    whole = sendings if total <= files * 1.1 else sendings[:-1]
    known = {file.id for sent in whole for file in sent.files}
    return tuple(s for s in whole if all(f.copy_of is None or f.copy_of in known for f in s.files))


@dataclass(frozen=True, kw_only=True)
class _Shot:
    """When a picture is taken, and whether it goes on with a burst."""

    at: datetime.datetime
    burst: bool


@dataclass(kw_only=True)
class _Maker:
    rng: Random
    habits: Habits
    plan: Plan
    sendings: list[Sent] = field(default_factory=list[Sent])
    phones: dict[str, Phone] = field(default_factory=dict[str, Phone])
    #: Phone -> from when to when it was at a visit.
    busy: dict[str, list[tuple[datetime.datetime, datetime.datetime]]] = field(
        default_factory=dict[str, list[tuple[datetime.datetime, datetime.datetime]]]
    )
    bursts: int = 0
    made: int = 0

    def send(self) -> None:
        """One sending and, now and then, copies that another phone sends of its first visit."""
        campaign = self.plan.campaign
        unit = self.rng.choice(campaign.units).key
        alone = self.rng.random() < self.habits.one_visit
        count = 1 if alone else self.rng.choice((2, 2, 3))
        phone = self.phone(unit, self.rng.choice("ab"))
        visits, files = self.visited(unit, phone, count)
        if not visits:
            # It was somewhere all week: somebody else there has one too.
            phone = self.phone(unit, f"x{len(self.phones)}")
            visits, files = self.visited(unit, phone, count)
        alone = len(visits) == 1
        chat = self.rng.random() < self.habits.chat
        self.sendings.append(self.sent(phone, files, chat=chat, alone=alone))
        if self.rng.random() < self.habits.forwards:
            own = [file for file in files if file.visit == visits[0]]
            some = sorted(self.rng.sample(range(len(own)), self.rng.randint(1, len(own))))
            copies = [self.copy(own[n]) for n in some]
            other = self.phone(unit, "c")
            self.sendings.append(self.sent(other, copies, chat=True, alone=True, forwarded=True))

    def visited(self, unit: str, phone: Phone, count: int) -> tuple[list[Visit], list[File]]:
        """So many visits, or as many as there is time left for, and their pictures."""
        visits, files = list[Visit](), list[File]()
        while len(visits) < count and (found := self.free_visit(unit, phone)) is not None:
            visits.append(found[0])
            files += self.pictures(found[0], phone, found[1])
        return visits, files

    def free_visit(self, unit: str, phone: Phone) -> tuple[Visit, list[_Shot]] | None:
        """A visit that begins and ends while the phone is nowhere else, drawn until it is so; None
        when it hardly can be.
        """
        known = self.busy.setdefault(phone.id, [])
        for _ in range(_DRAWS):
            visit = self.visit(unit)
            shots = self.shots(visit.begins)
            begins, ends = shots[0].at, shots[-1].at
            if all(ends + THE_WAY <= was or begins >= left + THE_WAY for was, left in known):
                known.append((begins, ends))
                return visit, shots
        return None

    def visit(self, unit: str) -> Visit:
        rng, campaign, habits = self.rng, self.plan.campaign, self.habits
        activity = campaign.activity(draw(rng, chances.of_unit(campaign, unit, habits)))
        day = draw(rng, chances.of_day(campaign, activity, habits))
        hour = draw(rng, chances.of_hour(activity, habits))
        begins = datetime.datetime.combine(day, datetime.time(hour, rng.randrange(60)))
        others = [each for each in campaign.activities if each.key != activity.key]
        return Visit(
            unit=unit,
            activity=activity.key,
            day=day,
            begins=begins,
            at_venue=activity.key in self.plan.venues and rng.random() < habits.at_venue,
            banner=draw(rng, chances.of_content(habits.banner, activity, others)),
            name=draw(rng, chances.of_content(habits.name, activity, others)),
        )

    def phone(self, unit: str, letter: str) -> Phone:
        known = f"{unit}{letter}"
        if known not in self.phones:
            off = draw(self.rng, chances.of_clock(self.habits))
            camera = self.rng.choice(MAKERS)
            self.phones[known] = Phone(id=known, unit=unit, camera=camera, off=off)
        return self.phones[known]

    def shots(self, begins: datetime.datetime) -> list[_Shot]:
        found = [_Shot(at=begins, burst=False)]
        for _ in range(1, chances.draw_size(self.rng, self.habits)):
            burst = self.rng.random() < self.habits.burst
            speech = not burst and self.rng.random() < self.habits.pause
            span = _BURST_S if burst else _SPEECH_S if speech else _APART_S
            at = found[-1].at + datetime.timedelta(seconds=self.rng.randint(*span))
            found.append(_Shot(at=at, burst=burst))
        return found

    def pictures(self, visit: Visit, phone: Phone, shots: Sequence[_Shot]) -> list[File]:
        spot, files = self.spot(visit), list[File]()
        for shot in shots:
            self.bursts += not shot.burst
            files.append(self.picture(visit, phone, spot, shot.at))
        return files

    def spot(self, visit: Visit) -> Place:
        if visit.at_venue:
            return self.plan.venues[visit.activity]
        return around(self.plan.homes[visit.unit], self.rng, AT_HOME_M)

    def picture(self, visit: Visit, phone: Phone, spot: Place, at: datetime.datetime) -> File:
        rng, habits = self.rng, self.habits
        self.made += 1
        placed = rng.random() < habits.place
        seen = visit.banner if rng.random() < habits.banner_seen else None
        return File(
            id=f"f{self.made:04d}",
            visit=visit,
            taken=at,
            written=at + phone.off,
            place=around(spot, rng, AT_VENUE_M) if placed else None,
            place_time=placed and rng.random() < habits.place_time,
            banner=seen,
            read=self.read(seen),
            words=self.words(visit.name),
            burst=self.bursts,
        )

    def copy(self, file: File) -> File:
        self.made += 1
        id_ = f"f{self.made:04d}"
        return replace(file, id=id_, copy_of=file.id, words="", place=None, place_time=False)

    def sent(
        self, phone: Phone, files: list[File], *, chat: bool, alone: bool, forwarded: bool = False
    ) -> Sent:
        rng, campaign, habits = self.rng, self.plan.campaign, self.habits
        first = files[0].visit
        activity = campaign.activity(first.activity)
        others = [each for each in campaign.activities if each.key != activity.key]
        invite = draw(rng, chances.of_invite(campaign, first.activity, habits))
        note = draw(rng, chances.of_content(habits.note, activity, others))
        last = max(file.visit.day for file in files)
        sent_on = last + datetime.timedelta(days=chances.draw_later(rng, habits))
        if not alone:
            # What shows several events is sent when all is over.
            sent_on = campaign.ends_on + datetime.timedelta(days=rng.randint(1, 4))
        received = datetime.datetime.combine(sent_on, datetime.time(22, rng.randrange(60)))
        return Sent(
            id=f"s{len(self.sendings):03d}",
            phone=phone,
            chat=chat,
            invite=invite,
            choice=draw(rng, chances.of_choice(campaign, first.activity, invite, habits)),
            day=draw(rng, chances.of_said_day(campaign, first.day, habits)),
            note=note,
            note_words=self.words(note),
            saved=received - datetime.timedelta(minutes=rng.randint(5, 30)),
            received=received,
            files=tuple(files),
            forwarded=forwarded,
        )

    def read(self, content: Content) -> tuple[str, ...]:
        """The lines of a banner as OCR gives them, now and then with a wrong character."""
        text = self.words(content)
        lines = (text, self.plan.campaign.theme) if text and self.rng.random() < 0.3 else (text,)
        return tuple(self.misread(line) for line in lines if line)

    def misread(self, line: str) -> str:
        if self.rng.random() >= self.habits.misread:
            return line
        at = self.rng.randrange(len(line))
        return f"{line[:at]}口{line[at + 1 :]}"

    def words(self, content: Content) -> str:
        return words_of(content, self.plan.campaign.activities, self.plan.campaign.title, self.rng)


def words_of(content: Content, activities: Sequence[Activity], title: str, rng: Random) -> str:
    """What hangs there or is typed for a content."""
    if content is None:
        return ""
    what, key = content
    if what == "slogan":
        return rng.choice((title, "科技活动周", "全国科技活动周"))
    if what == "title":
        core = title_core(next(a for a in activities if a.key == key).title)
        return rng.choice((core, f"{core}现场", f"{title[:5]}{core}"))
    return rng.choice(KIND_WORDS[key])
