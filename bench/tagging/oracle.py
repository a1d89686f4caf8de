"""The exact posterior of a week's recipe: what whoever knows all its probabilities can know.

The oracle sees the same signs as the product, and two things more: which pictures with a time of
their own belong to one visit, and where every activity and unit is. It can only be better for
that. Visits in copies without times it has to tell apart itself. That a phone is at one place at
a time says nothing of what a visit with a time shows; of copies it would rule out the minutes of
that phone's other visits, one hour in some seventy, which is left out.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from bench.tagging import chances
from bench.tagging.plan import DEGREE
from bench.tagging.recipe import AT_HOME_M, AT_VENUE_M
from bench.tagging.week import File, Sent, Week
from domain.campaign import Activity
from domain.facts import Place

Vector = NDArray[np.float64]
#: The chance of what the recipe never draws, so that no logarithm fails.
_NEVER = 1e-12
_RIGHT = datetime.timedelta(0)


def posterior(week: Week) -> dict[str, dict[str, float]]:
    """File -> activity key -> probability."""
    oracle = _Oracle(week)
    keys = [activity.key for activity in week.plan.campaign.activities]
    found: dict[str, Vector] = {}
    phones = {sent.phone.id for sent in week.sendings}
    for phone in sorted(phones):
        own = [s for s in week.sendings if s.phone.id == phone and not s.forwarded]
        found |= oracle.of_phone(own)
    for file in week.files:
        if file.copy_of is not None:
            found[file.id] = found[file.copy_of]
    return {id_: dict(zip(keys, map(float, p), strict=True)) for id_, p in found.items()}


@dataclass(frozen=True)
class _Oracle:
    week: Week

    @cached_property
    def activities(self) -> Sequence[Activity]:
        return self.week.plan.campaign.activities

    @cached_property
    def copies(self) -> Mapping[str, Sequence[Sent]]:
        """First file's visit's sending -> sendings that copy of it."""
        owner = {f.id: s.id for s in self.week.sendings for f in s.files if not s.forwarded}
        found: dict[str, list[Sent]] = {}
        for sent in self.week.sendings:
            if sent.forwarded and sent.files[0].copy_of:
                found.setdefault(owner[sent.files[0].copy_of], []).append(sent)
        return found

    def of_phone(self, sendings: Sequence[Sent]) -> dict[str, Vector]:
        """Over everything by which its clock may be off, which all its sendings share."""
        timed = any(not sent.chat for sent in sendings)
        clocks = chances.of_clock(self.week.habits) if timed else {_RIGHT: 1.0}
        rows: list[tuple[float, dict[str, Vector]]] = []
        for off, chance in clocks.items():
            parts = [self.of_sending(sent, off) for sent in sendings]
            weight = math.log(chance) + sum(weight for weight, _ in parts)
            rows.append((weight, {id_: p for _, files in parts for id_, p in files.items()}))
        top = max(weight for weight, _ in rows)
        shares = [math.exp(weight - top) for weight, _ in rows]
        total = sum(shares)
        return {
            id_: sum((s / total * files[id_] for s, (_, files) in zip(shares, rows, strict=True)),
                     np.zeros(len(self.activities)))
            for id_ in rows[0][1]
        }  # fmt: skip

    def of_sending(self, sent: Sent, off: datetime.timedelta) -> tuple[float, dict[str, Vector]]:
        """Log probability of all that is seen of it, and each file's posterior."""
        if not sent.chat and any(f.place_time and f.written - f.taken != off for f in sent.files):
            return math.log(_NEVER) * len(sent.files), self._nothing(sent)
        parts = [self._known_visits(sent)] if not sent.chat else self._divisions(sent)
        rows: list[tuple[float, list[tuple[Sequence[File], Vector]]]] = []
        seen: dict[tuple[int, int, bool, bool], Vector] = {}
        for division in parts:
            alone = len(division) == 1
            weight, visits = self._of_number(len(division)), []
            for n, (start, end) in enumerate(division):
                key = (start, end, n == 0, alone)
                if key not in seen:
                    seen[key] = self._visit(sent, sent.files[start:end], off, n == 0, alone)
                odds = seen[key]
                weight += _sum(odds)
                visits.append((sent.files[start:end], odds))
            if not alone:
                weight += math.log(self._late(sent))
            rows.append((weight, visits))
        return _mixed(rows, len(self.activities))

    def _nothing(self, sent: Sent) -> dict[str, Vector]:
        flat = np.full(len(self.activities), 1 / len(self.activities))
        return dict.fromkeys((file.id for file in sent.files), flat)

    def _known_visits(self, sent: Sent) -> list[tuple[int, int]]:
        starts = [
            n for n, f in enumerate(sent.files) if n == 0 or f.visit != sent.files[n - 1].visit
        ]
        return list(zip(starts, [*starts[1:], len(sent.files)], strict=True))

    def _divisions(self, sent: Sent) -> Iterable[list[tuple[int, int]]]:
        """Every way in which its files may be of one, two or three visits of two files or more."""
        count = len(sent.files)
        most = 3 if self._late(sent) > _NEVER else 1
        copied = {f.copy_of for other in self.copies.get(sent.id, ()) for f in other.files}
        last = max((n for n, f in enumerate(sent.files) if f.id in copied), default=-1)
        for cuts in range(most):
            for at in combinations(range(2, count - 1), cuts):
                edges = [0, *at, count]
                # What another phone copies is of the first visit.
                if edges[1] > last and all(b - a > 1 for a, b in pairwise(edges)):
                    yield list(pairwise(edges))

    def _of_number(self, visits: int) -> float:
        one = self.week.habits.one_visit
        return math.log({1: one, 2: (1 - one) * 2 / 3, 3: (1 - one) / 3}[visits])

    def _late(self, sent: Sent) -> float:
        """That a sending of several visits comes on that day."""
        after = (sent.received.date() - self.week.plan.campaign.ends_on).days
        return 0.25 if 1 <= after <= 4 else _NEVER

    def _visit(
        self, sent: Sent, files: Sequence[File], off: datetime.timedelta, first: bool, alone: bool
    ) -> Vector:
        """Log probability of a visit's files for each activity."""
        day = None if sent.chat else (files[0].written - off)
        chance = [self._chance(sent, files, a, day, first, alone) for a in self.activities]
        return np.array(chance)

    def _chance(
        self,
        sent: Sent,
        files: Sequence[File],
        activity: Activity,
        begins: datetime.datetime | None,
        first: bool,
        alone: bool,
    ) -> float:
        week, habits = self.week, self.week.habits
        campaign = week.plan.campaign
        days = self._memo("day", activity.key, lambda: chances.of_day(campaign, activity, habits))
        copies = self.copies.get(sent.id, ()) if first else ()
        total = math.log(self._of_unit(sent.phone.unit)[activity.key])
        total += math.log(max(chances.of_size(len(files), habits), _NEVER))
        total += self._banner(files, activity) + self._named(files, activity)
        total += self._places(sent, files, activity)
        if begins is not None:
            days = {begins.date(): days.get(begins.date(), _NEVER)}
            hours = self._memo("hour", activity.key, lambda: chances.of_hour(activity, habits))
            total += math.log(hours.get(begins.hour, _NEVER))
        if first:
            total += math.log(sum(
                chance * self._of_day(sent, day, alone)
                * math.prod(self._of_day(copy, day, True) for copy in copies)
                for day, chance in days.items()
            ) + _NEVER)  # fmt: skip
            total += sum(self._said(each, activity) for each in (sent, *copies))
        else:
            total += math.log(sum(days.values()) + _NEVER)
        return total

    def _of_day(self, sent: Sent, day: datetime.date, alone: bool) -> float:
        """What the sender says of the first day, and when a sending of one visit comes."""
        campaign, habits = self.week.plan.campaign, self.week.habits
        said = chances.of_said_day(campaign, day, habits).get(sent.day, _NEVER)
        late = (sent.received.date() - day).days
        return said * (chances.of_later(late, habits) if alone else 1.0)

    def _said(self, sent: Sent, activity: Activity) -> float:
        campaign, habits = self.week.plan.campaign, self.week.habits
        invite = chances.of_invite(campaign, activity.key, habits)[sent.invite]
        choice = chances.of_choice(campaign, activity.key, sent.invite, habits)[sent.choice]
        note = self._contents("note", activity)
        return math.log(invite * choice * note.get(sent.note, _NEVER) + 1e-300)

    def _banner(self, files: Sequence[File], activity: Activity) -> float:
        seen = [file.banner for file in files if file.banner is not None]
        contents, show = self._contents("banner", activity), self.week.habits.banner_seen
        hidden = (1 - show) ** (len(files) - len(seen))
        if not seen:
            none = contents[None]
            return math.log(none + (1 - none) * hidden)
        if len(set(seen)) > 1:
            return len(seen) * math.log(_NEVER)
        return math.log(contents.get(seen[0], _NEVER) * show ** len(seen) * hidden + 1e-300)

    def _named(self, files: Sequence[File], activity: Activity) -> float:
        names = {file.visit.name for file in files}
        if len(names) > 1:
            return len(files) * math.log(_NEVER)
        return math.log(max(self._contents("name", activity).get(names.pop(), 0), _NEVER))

    def _places(self, sent: Sent, files: Sequence[File], activity: Activity) -> float:
        places = [file.place for file in files if file.place and not sent.chat]
        if not places:
            return 0.0
        plan, habits = self.week.plan, self.week.habits
        home = _near(places, plan.homes[sent.phone.unit], AT_HOME_M)
        if activity.key not in plan.venues:
            return home
        there = math.log(habits.at_venue) + _near(places, plan.venues[activity.key], 0.0)
        return float(np.logaddexp(there, math.log(1 - habits.at_venue) + home))

    def _contents(self, what: str, activity: Activity) -> dict[chances.Content, float]:
        others = [each for each in self.activities if each.key != activity.key]
        says = getattr(self.week.habits, what)
        return self._memo(what, activity.key, lambda: chances.of_content(says, activity, others))

    def _of_unit(self, unit: str) -> dict[str, float]:
        campaign, habits = self.week.plan.campaign, self.week.habits
        return self._memo("unit", unit, lambda: chances.of_unit(campaign, unit, habits))

    def _memo(self, what: str, key: str, make: Callable[[], dict]) -> dict:  # type: ignore[type-arg]
        known = self._known
        if (what, key) not in known:
            known[what, key] = make()
        return known[what, key]

    @cached_property
    def _known(self) -> dict[tuple[str, str], dict]:  # type: ignore[type-arg]
        return {}


def _near(places: Sequence[Place], centre: Place, spread_m: float) -> float:
    """Log density, but for what is alike for every centre, that pictures lie around there."""
    lat = sum(each.lat for each in places) / len(places) - centre.lat
    lon = sum(each.lon for each in places) / len(places) - centre.lon
    east = lon * DEGREE * math.cos(math.radians(centre.lat))
    square = (lat * DEGREE) ** 2 + east**2
    spread = AT_VENUE_M**2 / len(places) + spread_m**2
    return -math.log(2 * math.pi * spread) - square / (2 * spread)


def _sum(odds: Vector) -> float:
    return float(np.logaddexp.reduce(odds))


def _mixed(
    rows: Sequence[tuple[float, Sequence[tuple[Sequence[File], Vector]]]], activities: int
) -> tuple[float, dict[str, Vector]]:
    """Log of the whole, and each file's posterior over all ways of dividing a sending."""
    top = max(weight for weight, _ in rows)
    total = sum(math.exp(weight - top) for weight, _ in rows)
    found: dict[str, Vector] = {}
    for weight, visits in rows:
        share = math.exp(weight - top) / total
        if share < 1e-9:
            continue
        for files, odds in visits:
            p = share * np.exp(odds - _sum(odds))
            for file in files:
                found[file.id] = found.get(file.id, np.zeros(activities)) + p
    return top + math.log(total), found
