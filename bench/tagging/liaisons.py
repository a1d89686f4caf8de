"""The third recipe: liaison people of a district, whose phones hold more than the week.

Written by another hand than the first two, without their probabilities and without the weighing
before eyes: sendings for other units, last year's albums, shots of the screen, posters, the day
before and the day after, cut clips, phones a year or a zone off. All of it is guessed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from bench.tagging.district import District, Session, draw_district
from bench.tagging.habits import STYLES
from bench.tagging.manners import MANNERS, Manners
from bench.tagging.plan import around
from bench.tagging.strays import clutter_of, last_year
from bench.tagging.week import MAKERS, File, Phone, Sent, Visit, Week
from domain.facts import Place

_MINUTE, _DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


_OFF = (-365 * _DAY, -8 * 60 * _MINUTE, -12 * 60 * _MINUTE, 12 * 60 * _MINUTE, -_DAY, 9 * _MINUTE,
        -1961 * _DAY)  # fmt: skip


#: A session that a person was at, and what was taken of it.
_Been = tuple[Session, list[File]]


@dataclass(kw_only=True)
class _Person:
    phone: Phone
    unit: str
    chat: bool
    hoards: bool
    chooses: bool
    #: Where the phone says that it is: its place, its office, or nothing.
    gps: str
    link: str | None
    sends: list[_Been] = field(default_factory=list[_Been])


@dataclass(kw_only=True)
class _Maker:
    rng: Random
    manners: Manners
    district: District
    files: int = 0
    sendings: list[Sent] = field(default_factory=list[Sent])

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def people(self) -> list[_Person]:
        """One or two of every unit."""
        found: list[_Person] = []
        for unit in self.district.plan.campaign.units:
            for n in range(self.rng.choice((1, 1, 2))):
                off = self.rng.choice(_OFF) if self.chance(self.manners.off) else 0 * _DAY
                gps = "true" if self.chance(self.manners.gps) else ""
                phone = Phone(id=f"{unit.key}{'ab'[n]}", unit=unit.key, off=off,
                              camera=self.rng.choice(MAKERS))  # fmt: skip
                found.append(
                    _Person(
                        phone=phone,
                        unit=unit.key,
                        chat=self.chance(self.manners.chat),
                        hoards=self.chance(self.manners.hoards),
                        chooses=self.chance(self.manners.chooses),
                        gps="office" if gps and self.chance(self.manners.office) else gps,
                        link=self._link(unit.key),
                    )
                )
        return found

    def _link(self, unit: str) -> str | None:
        own = [a.key for a in self.district.plan.campaign.activities if unit in a.units]
        return self.rng.choice(own) if own and self.chance(self.manners.linked) else None

    def attend(self, people: Sequence[_Person]) -> None:
        for session in self.district.sessions:
            for person in people:
                if person.unit in session.units and self.chance(0.8):
                    self._at(session, person)

    def _at(self, session: Session, person: _Person) -> None:
        last = person.sends[-1][1][-1].taken if person.sends else None
        if last is not None and session.begins < last + 20 * _MINUTE:
            return
        visit = Visit(unit=person.unit, activity=session.activity.key, begins=session.begins,
                      day=session.begins.date(), at_venue=True, banner=None, name=None)  # fmt: skip
        files: list[File] = []
        if self.chance(self.manners.around):
            files += self._row(session, person, visit, -1)
        files += self._row(session, person, visit, 0)
        if self.chance(self.manners.around):
            files += self._row(session, person, visit, 1)
        person.sends.append((session, sorted(files, key=lambda file: file.taken)))

    def _row(self, session: Session, person: _Person, visit: Visit, days: int) -> list[File]:
        """Pictures of a session, or of its hall so many days from it."""
        at = session.begins + self.rng.uniform(-0.1, 0.3) * session.lasts + days * _DAY
        if days:
            at, visit = at.replace(hour=17), replace(visit, day=visit.day + days * _DAY)
        shots = self.rng.randint(1, 3) if days else self.rng.choice((2, 3, 5, 6, 8, 9, 12, 20))
        home = self.district.plan.homes[person.unit]
        files: list[File] = []
        for _ in range(shots):
            at += datetime.timedelta(seconds=self.rng.choice((2, 9, 30, 70, 150, 400)))
            if not days and at > session.begins + session.lasts + 5 * _MINUTE:
                break
            where = home if person.gps == "office" else session.place
            files.append(
                self.file(
                    visit,
                    at,
                    person.phone.off,
                    around(where, self.rng, 45) if person.gps and self.chance(0.9) else None,
                    self.read(session) if days <= 0 and self.chance(self.manners.shows) else (),
                )
            )
        return files

    def file(
        self,
        visit: Visit,
        taken: datetime.datetime,
        off: datetime.timedelta,
        place: Place | None = None,
        read: tuple[str, ...] = (),
        **more: object,
    ) -> File:
        self.files += 1
        made = File(
            id=f"f{self.files}", visit=visit, taken=taken, written=taken + off, place=place,
            place_time=place is not None and self.chance(0.5), banner=None, read=read, words="",
            burst=self.files,
        )  # fmt: skip
        return replace(made, **more)  # type: ignore[arg-type] # fields of a file

    def read(self, session: Session) -> tuple[str, ...]:
        """A banner with the campaign's line below; now and then a character is lost."""
        if not session.banner:
            return ()
        line = session.banner
        if self.chance(0.15):
            at = self.rng.randrange(len(line))
            line = line[:at] + line[at + 1 :]
        under = self.district.plan.campaign.theme if self.chance(0.3) else ""
        return (line, under) if under else (line,)

    def send(self, person: _Person) -> None:
        """All that a person has, in as many sendings as are a person's way."""
        waits: list[_Been] = []
        said: str | None = None
        for n, (session, files) in enumerate(person.sends):
            waits.append((session, files))
            more = n + 1 < len(person.sends)
            if more and (person.hoards or self.chance(self.manners.two)):
                continue
            said = self._send(person, waits, said)
            waits = []

    def _send(self, person: _Person, what: Sequence[_Been], before: str | None) -> str | None:
        """The choice that was made; `before` is the one of the last time, which the page keeps."""
        session = max(what, key=lambda each: len(each[1]))[0]
        files = [self._cut(file) for _, row in what for file in row]
        files += clutter_of(self, person.phone, session, self.district, self.manners.clutter)
        files += last_year(self, person.phone, session, self.manners.stale)
        right = session.activity.key
        link = person.link if person.link == right or self.chance(self.manners.borrowed) else None
        choice = self._chosen(right, before or link) if person.chooses else link
        ended = max(file.taken for file in files)
        saved = ended + self.rng.choice((20, 90, 300, 1_500)) * _MINUTE
        self.add(person.phone, files, person.chat, (link, choice), saved, self._note(session))
        return choice

    def add(
        self,
        phone: Phone,
        files: Sequence[File],
        chat: bool,
        said: tuple[str | None, str | None],
        saved: datetime.datetime,
        note: str,
    ) -> None:
        taken = [file for file in files if file.visit.activity]
        day = max(taken, key=lambda file: file.taken).visit.day
        self.sendings.append(
            Sent(
                id=f"s{len(self.sendings) + 1}", phone=phone, chat=chat, invite=said[0],
                choice=said[1], day=day if said[1] and self.chance(0.5) else None, note=None,
                note_words=note, saved=saved,
                received=saved + self.rng.choice((3, 10, 45)) * _MINUTE, files=tuple(files),
            )
        )  # fmt: skip

    def _chosen(self, right: str, at_hand: str | None) -> str:
        if self.chance(self.manners.careful):
            return right
        keys = [each.key for each in self.district.plan.campaign.activities]
        return at_hand or self.rng.choice((keys[0], self.rng.choice(keys)))

    def _note(self, session: Session) -> str:
        if not self.chance(self.manners.typed):
            return ""
        if self.chance(self.manners.mistyped):
            session = self.rng.choice(self.district.sessions)
        day = f"{session.begins.month}月{session.begins.day}日"
        return self.rng.choice(
            (session.called, f"{day}{session.called}照片", f"{session.called}现场", "请查收",
             f"{day}活动照片", "科技活动周素材")
        )  # fmt: skip

    def _cut(self, file: File) -> File:
        """Some are clips, and of these some were cut: only the export's time is left."""
        if not self.chance(self.manners.clips):
            return file
        if self.chance(self.manners.cut):
            name = self.rng.choice((f"lv_0_{file.id[1:]}.mp4", f"剪辑{file.id[1:]}.mp4"))
            return replace(file, clip=True, bare=True, name=name, place=None, place_time=False)
        name = f"VID_{file.written:%Y%m%d_%H%M%S}.mp4"
        return replace(file, clip=True, name=name, place=None, place_time=False)

    def gather(self, people: Sequence[_Person]) -> None:
        """Who gathers sends on what one or two others sent to the group, as copies.

        Of an original that never came a copy is a picture of its own.
        """
        for person in people:
            if not self.chance(self.manners.gathers):
                continue
            others = [each for each in people if each.sends and each is not person]
            rows = [self.rng.choice(o.sends) for o in self.rng.sample(others, min(2, len(others)))]
            sent = {file.id for each in self.sendings for file in each.files}
            files = [
                replace(
                    file, id=f"f{self.files + n}", copy_of=file.id if file.id in sent else None,
                    place=None, place_time=False, burst=self.files + n,
                    visit=replace(file.visit, unit=person.unit),
                )
                for n, file in enumerate((f for _, row in rows for f in row), 1)
            ]  # fmt: skip
            self.files += len(files)
            if files:
                saved = max(file.taken for file in files) + 60 * _MINUTE
                choice = rows[0][0].activity.key if person.chooses else None
                self.add(person.phone, files, True, (None, choice), saved, self._note(rows[0][0]))


def draw_liaisons(style: str, seed: int) -> Week:
    """The same week for the same style and seed."""
    rng = Random(f"liaisons-{style}-{seed}")
    manners = MANNERS[style]
    maker = _Maker(rng=rng, manners=manners, district=draw_district(rng, manners.hangs))
    people = maker.people()
    maker.attend(people)
    for person in people:
        if person.sends and rng.random() < 0.9:
            maker.send(person)
    maker.gather(people)
    return Week(style=style, seed=seed, habits=STYLES["mixed"], plan=maker.district.plan,
                sendings=tuple(maker.sendings))  # fmt: skip
