"""A simulated editor who sees what the page shows and presses the keys that it has.

Assumed of the editor: goes by the page's groups, ready ones first, then the doubts, as the page
moves on by itself, then what became ready meanwhile; looks at every picture of a
ready group and notices `NOTICES` of those that show another activity; knows what a doubtful one
shows once looking at it. Days cannot be seen in a picture: a wrong one is only mended where the
file is doubtful, so that its claims are read, and one of them says the true day.

Counted as a stroke, by the keys of front/editor/review: Enter for a group or a file; coming to a
wrong one in a ready group (a click, or few arrows) and a digit to mend it; for a doubtful file a
digit where its activity is wrong, open or to be said for others too, `d` and a digit where its day
is wrong: an activity that is said brings its only day, where nothing else said one. After a
correction the page offers the rest of the sending that the machine took for the
same, in the order of taking: `y` takes all of it, a click before leaves one out or takes it in
again, a click with Shift that one and all that follow. Doubts of one sending that were taken for
the same lie together, the most first: `a` accepts them as they are, before that a click and a digit
for each that shows another, or for the first of them, carried over. Of those `NOTICES` are noticed
too. Moving on after a decision is the page's own. What a decision teaches is on the page at once,
without a stroke.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from random import Random

from domain.tagging import Tag

NOTICES = 0.95
#: So many of a sending must be left that it is worth carrying a word over to them.
_WORTH_CARRYING = 2


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What the editor knows of a file by looking, and where it came from."""

    unit: str
    sending: str
    activity: str
    day: date
    #: A claim or the plan says the true day.
    day_allowed: bool


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A person's word on a file: what it is now."""

    activity: str
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """How a week's review went."""

    strokes: int
    files: int
    #: Files that are accepted with another activity, and with another day than a claim allows.
    wrong: int
    wrong_day: int


#: What a person decided so far -> tags of the files that wait.
Again = Callable[[Mapping[str, Decided]], Mapping[str, Tag]]
#: File, its tag and the activity that a person says -> the day that it is of then, as the product
#: has it: an activity may bring its only day.
Brings = Callable[[str, Tag, str], date | None]


def keeps_its_day(_file: str, tag: Tag, _activity: str) -> date | None:
    return tag.day


def review(
    tags: Mapping[str, Tag],
    truths: Mapping[str, Truth],
    *,
    seed: int,
    carries: bool = True,
    again: Again | None = None,
    brings: Brings = keeps_its_day,
) -> Review:
    """Review a whole week.

    `carries` is whether the page offers to carry a word over; `again` weighs what waits anew after
    decisions, None where nothing is learnt.
    """
    desk = _Desk(
        tags=dict(tags),
        truths=truths,
        rng=Random(seed),
        carries=carries,
        again=again,
        brings=brings,
    )
    while desk.step():
        pass
    return desk.summed()


class _Desk:
    def __init__(
        self,
        *,
        tags: dict[str, Tag],
        truths: Mapping[str, Truth],
        rng: Random,
        carries: bool,
        again: Again | None,
        brings: Brings,
    ) -> None:
        self.tags, self.truths, self.rng = tags, truths, rng
        self.brings = brings
        self.carries, self.again = carries, again
        self.decided: dict[str, Decided] = {}
        self.strokes = 0
        #: The page goes on to the groups that follow, and to the top when none is left.
        self.among_doubts = False

    def step(self) -> bool:
        """One ready group, else the first doubtful file and what its word is carried over to."""
        group = self._next()
        if not group:
            return False
        if self.tags[group[0]].ready:
            self._accept(group)
            return True
        beside = self._offered(group[0]) if self.carries else []
        if self.carries and self._mostly_right(group):
            self._accept_doubts(group)
        elif len(beside) >= _WORTH_CARRYING:
            self._carry(group[0], beside)
        else:
            self._decide(group[0])
        if self.again is not None:
            fresh = self.again(self.decided)
            self.tags |= {file: tag for file, tag in fresh.items() if file not in self.decided}
        return True

    def _next(self) -> list[str]:
        """The files of the first group in the page's order."""
        groups: dict[tuple[bool, str, str, str], list[str]] = {}
        doubts: dict[tuple[str, str, str], list[str]] = {}
        for file, tag in self.tags.items():
            if file not in self.decided:
                day = tag.day.isoformat() if tag.day else "~"
                key = (not tag.ready, tag.activity or "~", day, self.truths[file].unit)
                groups.setdefault(key, []).append(file)
                if not tag.ready:
                    asked = (self.truths[file].sending, tag.activity or "~", day)
                    doubts.setdefault(asked, []).append(file)
        if doubts and all(key[0] for key in groups):
            self.among_doubts = True
        if self.carries and doubts and self.among_doubts:
            # Doubts in the order of asking: what settles most first, see reviewing/asking.py.
            most = min(doubts, key=lambda key: (-len(doubts[key]), key))
            return sorted(doubts[most], key=lambda file: (self.tags[file].confidence, file))
        if not groups:
            return []
        return sorted(groups[min(groups)], key=lambda file: (-self.tags[file].confidence, file))

    def _accept(self, group: Sequence[str]) -> None:
        noticed = self._noticed(group)
        self._mend(noticed)
        for file in group:
            tag, truth = self.tags[file], self.truths[file]
            activity = truth.activity if file in noticed else tag.activity or truth.activity
            self.decided[file] = Decided(activity=activity, day=self._day(file, activity))
        self.strokes += 1

    def _noticed(self, group: Sequence[str]) -> list[str]:
        """Those of a group that are seen to show something else than they were taken for."""
        wrong = [f for f in group if self.tags[f].activity not in (None, self.truths[f].activity)]
        return [file for file in wrong if self.rng.random() < NOTICES]

    def _mend(self, wrong: Sequence[str]) -> None:
        """A click and a digit each; or for one of a sending, and the rest of it by `y`."""
        alike: dict[tuple[str, str], list[str]] = {}
        for file in wrong:
            truth = self.truths[file]
            alike.setdefault((truth.sending, truth.activity), []).append(file)
        for files in alike.values():
            by_hand = 2 * len(files)
            if self.carries and len(files) > 1:
                carried = 3 + _clicks(self._offered(files[0]), set(files))
                by_hand = min(by_hand, carried)
            self.strokes += by_hand

    def _mostly_right(self, group: Sequence[str]) -> bool:
        right = sum(self.tags[f].activity == self.truths[f].activity for f in group)
        return self.tags[group[0]].activity is not None and 2 * right >= len(group)

    def _accept_doubts(self, group: Sequence[str]) -> None:
        """`a` for all doubts of a question, after those were mended that were seen to be others."""
        self.strokes += 1
        days: set[date] = set()
        noticed = self._noticed(group)
        self._mend(noticed)
        for file in group:
            tag, truth = self.tags[file], self.truths[file]
            activity = truth.activity if file in noticed else tag.activity or truth.activity
            day = self._day(file, activity)
            if truth.day_allowed and day != truth.day:
                days.add(truth.day)
                day = truth.day
            self.decided[file] = Decided(activity=activity, day=day)
        # `d`, a digit and `y` for each day that is to be said for some of them.
        self.strokes += 3 * len(days)

    def _offered(self, file: str) -> list[str]:
        """What waits of its sending and was taken for the same, in the order of taking."""
        sending, was = self.truths[file].sending, self.tags[file].activity
        waits = [
            other
            for other, tag in self.tags.items()
            if other not in self.decided and other != file and tag.activity == was
        ]
        return [other for other in waits if self.truths[other].sending == sending]

    def _carry(self, file: str, beside: Sequence[str]) -> None:
        """A digit and `y` for all of a sending that show the same, then Enter for the group.

        Whoever shows something else is left out by clicks, and waits on. Where that takes as many
        strokes as it saves, only this file is decided.
        """
        same = [f for f in beside if self.truths[f].activity == self.truths[file].activity]
        clicks = _clicks(beside, set(same))
        if len(same) - clicks < _WORTH_CARRYING:
            self._decide(file)
            return
        self.strokes += 3 + clicks
        changed = [file, *same]
        wrong_days = {
            self.truths[f].day
            for f in changed
            if self.truths[f].day_allowed
            and self._day(f, self.truths[f].activity) != self.truths[f].day
        }
        # `d`, a digit and `y` for each day that is to be said for some of them.
        self.strokes += 3 * len(wrong_days)
        for each in changed:
            truth = self.truths[each]
            day = truth.day if truth.day_allowed else self._day(each, truth.activity)
            self.decided[each] = Decided(activity=truth.activity, day=day)

    def _decide(self, file: str) -> None:
        tag, truth = self.tags[file], self.truths[file]
        day = self._day(file, truth.activity)
        self.strokes += 1 + (tag.activity != truth.activity)
        if truth.day_allowed and day != truth.day:
            self.strokes += 2
            day = truth.day
        self.decided[file] = Decided(activity=truth.activity, day=day)

    def _day(self, file: str, activity: str) -> date | None:
        """The day of a file that is said, or accepted, to show an activity."""
        tag = self.tags[file]
        return tag.day if activity == tag.activity else self.brings(file, tag, activity)

    def summed(self) -> Review:
        truths = self.truths
        wrong = sum(said.activity != truths[file].activity for file, said in self.decided.items())
        days = sum(
            truths[file].day_allowed and said.day != truths[file].day
            for file, said in self.decided.items()
        )
        return Review(strokes=self.strokes, files=len(self.decided), wrong=wrong, wrong_day=days)


def _clicks(offered: Sequence[str], wanted: Set[str]) -> int:
    """The fewest clicks, with Shift or without, after which only what is wanted is left chosen.

    With Shift a click turns a tile and all that follow; all are chosen at first.
    """
    # Clicks so far where what follows is chosen, and where it is left out.
    chosen, out = 0, len(offered) + 1
    for file in offered:
        chosen, out = min(chosen, out + 1), min(out, chosen + 1)
        if file in wanted:
            out += 1
        else:
            chosen += 1
    return min(chosen, out)
