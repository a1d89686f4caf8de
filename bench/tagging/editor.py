"""A simulated editor who sees what the page shows and presses the keys that it has.

Assumed of the editor: goes by the page's groups, ready ones first, then the doubts, as the page
moves on by itself, then what became ready meanwhile; looks at every picture of a
ready group and notices `NOTICES` of those that show another activity; knows what a doubtful one
shows once looking at it. Days cannot be seen in a picture: a wrong one is only mended where the
file is doubtful, so that its claims are read, and one of them says the true day.

Counted as a stroke, by the keys of front/editor/review: Enter for a group or a file; for a file
that was taken for another activity a click and a digit, without the click where it is the first;
with Shift the digit is said of all that follow in the group too, which lies in the order of taking.
Doubts of one sending that were taken for the same lie together, the most first: `a` accepts them as
they stand then. `d` and a digit where a day is wrong, and `y` where it is carried over: an activity
that is said brings its only day, where nothing else said one. One by one, a doubtful file takes
Enter, and a digit before where its activity is wrong, open or to be said. Moving on after a
decision is the page's own. What a decision teaches is on the page at once, without a stroke.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from domain.tagging import Tag

NOTICES = 0.95
#: As every file is suggested.
_AS_SUGGESTED = ""


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

    `carries` is whether a word is said for others too, or file by file; `again` weighs what waits
    anew after decisions, None where nothing is learnt.
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
        if self.carries:
            self._answer(group)
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
            return doubts[most]
        # In the order of taking, which that of the tags is.
        return groups[min(groups)] if groups else []

    def _accept(self, group: Sequence[str]) -> None:
        said = self._said(group)
        for file in group:
            activity = said.get(file) or self.tags[file].activity or self.truths[file].activity
            self.decided[file] = Decided(activity=activity, day=self._day(file, activity))
        self.strokes += 1

    def _said(self, group: Sequence[str]) -> dict[str, str]:
        """File -> the activity that is said of it, of those of which one is."""
        wanted = [self._wanted(file) for file in group]
        strokes, labels = said_from_here_on(wanted) if self.carries else one_by_one(wanted)
        self.strokes += strokes
        return {file: label for file, label in zip(group, labels, strict=True) if label}

    def _wanted(self, file: str) -> str | None:
        """What must be said of a file; None where it may stay as it is, or is not seen to be wrong.

        "" where it must stay as it is suggested.
        """
        was, shows = self.tags[file].activity, self.truths[file].activity
        if was == shows:
            return _AS_SUGGESTED
        return shows if was is None or self.rng.random() < NOTICES else None

    def _answer(self, group: Sequence[str]) -> None:
        """All doubts of a question: what is another activity is said, then `a` for all of them."""
        said = self._said(group)
        days: set[date] = set()
        for file in group:
            truth = self.truths[file]
            activity = said.get(file) or self.tags[file].activity or truth.activity
            day = self._day(file, activity)
            if truth.day_allowed and day != truth.day:
                days.add(truth.day)
                day = truth.day
            self.decided[file] = Decided(activity=activity, day=day)
        # `a`; `d`, a digit and `y` for each day that is to be said for some of them.
        self.strokes += 1 + 3 * len(days)

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


def one_by_one(wanted: Sequence[str | None]) -> tuple[int, list[str]]:
    """A click and a digit for each; the strokes, and what is said of each, "" for nothing."""
    return sum(2 for each in wanted if each), [each or _AS_SUGGESTED for each in wanted]


def said_from_here_on(wanted: Sequence[str | None]) -> tuple[int, list[str]]:
    """The fewest strokes after which all is as wanted, and what is said of each then.

    A digit says one, with Shift it and all that follow; a click before, but for the first. What was
    suggested comes back by no key: where it is wanted after something was said from there on, it is
    said as well, which costs the same.
    """
    # What was said last from there on -> the fewest strokes so far, and what is said of each.
    best: dict[str, tuple[int, list[str]]] = {_AS_SUGGESTED: (0, [])}
    for n, want in enumerate(wanted):
        stroke = 1 if n == 0 else 2
        ways: list[tuple[str, int, list[str]]] = []
        for state, (strokes, said) in best.items():
            if want is None or want == state:
                ways.append((state, strokes, [*said, state]))
            else:
                ways.append((state, strokes + stroke, [*said, want]))
                ways.append((want, strokes + stroke, [*said, want]))
        # The cheapest way to each state comes last and stays.
        ways.sort(key=lambda way: -way[1])
        best = {state: (strokes, said) for state, strokes, said in ways}
    return min(best.values(), key=lambda way: way[0])
