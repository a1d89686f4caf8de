"""A row of files without times, divided into the occasions that it may be of.

Copies of a chat keep the order in which they were chosen, and that is the order of their taking:
an occasion is a run of them. Every division into one, two or three runs is weighed.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from domain.weighing.beliefs import Vector, dot, mixed, times
from domain.weighing.pieces import Piece, blocks_of
from domain.weighing.told import NAMELESS, Shifts, Told, together, vector_of

#: Where a row is of several occasions it is of two, rather than of three, so often.
TWO = 0.7
#: What a sender says of a sending of several occasions is said of the first one so often, and else
#: of any: people choose by the first picture that they see.
OF_THE_FIRST = 0.5
#: Kind of sign -> how often an occasion has one, and how many of its pictures show it then, as a
#: beta distribution: a banner is in every third on average, in hardly any or in most as well. Who
#: gives files a name gives it to nearly all of them.
SHOWN = {"text": (0.5, 1.0, 2.0), "file_name": (0.15, 1.8, 0.2)}
#: Pictures in a row are alike, near the banner or away from it: each counts for half a witness. Who
#: gives names gives them to every file, and one without is a whole one.
IN_A_ROW = {"text": 0.5, "file_name": 1.0}

#: What another phone sends on together is of several occasions so often, beside one.
APART = 0.25

#: So far from 0, natural log, the likeliest division may be before all are told to another scale:
#: floats end at -745, and hundreds of named files of ten events fit one to three badly.
_FAR = 300.0

#: First and last place of a run.
_Run = tuple[int, int]


class Row:
    """All divisions of a row, and what is said of the whole weighed against each.

    `prior` are chances of an activity before anything is heard, `one` is that of a single occasion
    and `two` that of two, where there are several. `blocks` are the parts between which alone the
    row is divided, where that is known.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        prior: Vector,
        one: float,
        shifts: Shifts,
        *,
        two: float = TWO,
        blocks: Sequence[Sequence[Piece]] | None = None,
    ) -> None:
        self._blocks = blocks or blocks_of(pieces)
        self._prior = prior
        self._two = two
        self._size = len(prior)
        count = len(self._blocks)
        self._contents = _like_contents(each for p in pieces for each in _contents_of(p))
        self._one, self._shifts = one, shifts
        #: Run -> what it says of each activity, to the scale on which nothing known of it has 1,
        #: and how likely it is then, natural log.
        self._runs: dict[_Run, Vector] = {}
        self._logs: dict[_Run, float] = {}
        for run, (vector, like) in self._all_runs().items():
            alone = max(dot(prior, vector), 1e-300)
            self._runs[run] = [each / alone for each in vector]
            self._logs[run] = like + math.log(alone)
        #: Each division with how likely all of it is, to one scale.
        self._divisions = self._weighed(self._all_divisions(count))

    def if_meant(self) -> Vector:
        """For each activity, how likely all is that the row shows if it is what was said."""
        weights: dict[_Run, float] = {}
        for every, runs in self._divisions:
            for n, run in enumerate(runs):
                weights[run] = weights.get(run, 0.0) + every * _of_nth(n, len(runs))
        return mixed(((weight, self._runs[run]) for run, weight in weights.items()), self._size)

    def if_not_meant(self) -> float:
        return math.fsum(every for every, _ in self._divisions)

    def alone(self, one: Vector, several: Vector, not_meant: float) -> float:
        """The chance that all of it is of one occasion, said as `beliefs` has it."""
        masses = {1: 0.0, 2: 0.0}
        said = {run: dot(several, vector) for run, vector in self._runs.items()}
        for every, runs in self._divisions:
            count = len(runs)
            if count == 1:
                meant = dot(one, self._runs[runs[0]])
            else:
                meant = math.fsum(_of_nth(n, count) * said[run] for n, run in enumerate(runs))
            masses[min(2, count)] += every * (meant + not_meant)
        return masses[1] / max(math.fsum(masses.values()), 1e-300)

    def beliefs(
        self, one: Vector, several: Vector, not_meant: float
    ) -> tuple[list[Vector], list[float]]:
        """For each piece what it shows, not normed; and the chance that it is what was meant.

        `one` are the prior and all that is said, where the row is of one occasion, `several` the
        same where it is of several and one of them is meant, `not_meant` how likely it is that
        none is.
        """
        weights = self._weights(several, not_meant)
        # What begins with a piece and what ends before it: each run is added twice, not to all of
        # its pieces.
        change: list[Vector] = [[0.0] * (self._size + 1) for _ in range(len(self._blocks) + 1)]
        for run, (meant_one, meant_several, other) in weights.items():
            starts, ends = change[run[0]], change[run[1] + 1]
            for n, g in enumerate(self._runs[run]):
                meant = g * (meant_one * one[n] + meant_several * several[n])
                share = meant + g * other * self._prior[n]
                starts[n] += share
                ends[n] -= share
                starts[-1] += meant
                ends[-1] -= meant
        found: list[Vector] = []
        chances: list[float] = []
        row = [0.0] * (self._size + 1)
        for block, more in zip(self._blocks, change, strict=False):
            row = [max(0.0, a + b) for a, b in zip(row, more, strict=True)]
            found += [row[:-1]] * len(block)
            chances += [min(1.0, row[-1] / max(math.fsum(row[:-1]), 1e-300))] * len(block)
        return found, chances

    def _weights(self, several: Vector, not_meant: float) -> dict[_Run, tuple[float, float, float]]:
        """Run -> how often it is meant and alone, meant among others, and not meant."""
        found: dict[_Run, list[float]] = {}
        said = {run: dot(several, vector) for run, vector in self._runs.items()}
        for every, runs in self._divisions:
            count = len(runs)
            meant = [_of_nth(n, count) * said[run] for n, run in enumerate(runs)]
            anyone = not_meant + math.fsum(meant)
            for n, run in enumerate(runs):
                weight = found.setdefault(run, [0.0, 0.0, 0.0])
                weight[0 if count == 1 else 1] += every * (1.0 if count == 1 else _of_nth(n, count))
                weight[2] += every * (anyone - meant[n])
        return {run: (w[0], w[1], w[2]) for run, w in found.items()}

    def _weighed(
        self, divisions: Sequence[tuple[float, tuple[_Run, ...]]]
    ) -> list[tuple[float, tuple[_Run, ...]]]:
        logs = [math.fsum(self._logs[run] for run in runs) for _, runs in divisions]
        scale = max(logs) - min(_FAR, max(-_FAR, max(logs)))
        return [
            (share * math.exp(like - scale), runs)
            for (share, runs), like in zip(divisions, logs, strict=True)
        ]

    def _all_runs(self) -> dict[_Run, tuple[Vector, float]]:
        """Run -> likelihoods of what it tells, and natural log of how well its signs fit one."""
        found: dict[_Run, tuple[Vector, float]] = {}
        for start in range(len(self._blocks)):
            told: list[Told] = []
            voices: dict[str, Vector] = {}
            vector = [1.0] * self._size
            files, shown = 0, dict.fromkeys(self._contents.values(), 0)
            for end in range(start, len(self._blocks)):
                new = [piece for piece in self._blocks[end] if piece.told or piece.voices]
                for piece in self._blocks[end]:
                    files += 1
                    for content in _contents_of(piece):
                        shown[self._contents[content]] += 1
                if new:
                    told += [piece.told for piece in new]
                    # One sending has one voice for an occasion, however much of it it shows.
                    for piece in new:
                        for who, voice in piece.voices:
                            if who not in voices:
                                voices[who] = self._scaled(voice)
                    said = vector_of(together(told), self._size, self._shifts)
                    vector = times(said, *voices.values())
                like = math.fsum(_alike(kind, count, files) for (kind, _), count in shown.items())
                found[start, end] = vector, like + len(voices) * math.log(APART)
        return found

    def _scaled(self, voice: Vector) -> Vector:
        """To the scale on which what says nothing has 1, so that saying it twice adds nothing."""
        mean = max(dot(self._prior, voice), 1e-300)
        return [each / mean for each in voice]

    def _all_divisions(self, count: int) -> list[tuple[float, tuple[_Run, ...]]]:
        several = 1 - self._one
        shares = {1: self._one, 2: several * self._two, 3: several * (1 - self._two)}
        if count < 3:
            shares = {1: self._one, 2: 1 - self._one} if count == 2 else {1: 1.0}
        found: list[tuple[float, tuple[_Run, ...]]] = []
        for number, share in shares.items():
            ways = list(combinations(range(1, count), number - 1))
            for cuts in ways:
                edges = (0, *cuts, count)
                runs = tuple((a, b - 1) for a, b in pairwise(edges))
                found.append((share / len(ways), runs))
        return found


def _of_nth(n: int, count: int) -> float:
    """That what was said is meant of the nth of so many occasions."""
    return (OF_THE_FIRST if n == 0 else 0.0) + (1 - OF_THE_FIRST) / count


#: A kind of sign, and the activities that it names above all others.
_Content = tuple[str, frozenset[int]]
#: What names the week and no activity.
_SLOGAN = frozenset({-1})


def _contents_of(piece: Piece) -> Iterator[_Content]:
    for kind in SHOWN:
        voices = piece.told.get(kind)
        if voices is not None and voices.named:
            top = max(weight for weight, _ in voices.named.values())
            if top <= NAMELESS:
                # The week's own banner hangs beside that of an event, and is another one.
                yield kind, _SLOGAN
                continue
            yield kind, frozenset(at for at, (weight, _) in voices.named.items() if weight == top)


def _like_contents(contents: Iterable[_Content]) -> dict[_Content, _Content]:
    """Content -> one that stands for it: words of a kind and a title of that kind are alike.

    One event's names say 科普大讲堂 here and 讲座 there, and the second names all lectures.
    """
    all_ = set(contents)
    found: list[_Content] = []
    for kind, named in all_:
        joined = [each for each in found if each[0] == kind and each[1] & named]
        found = [each for each in found if each not in joined]
        found.append((kind, named.union(*(each[1] for each in joined))))
    return {
        one: next(each for each in found if each[0] == one[0] and one[1] <= each[1]) for one in all_
    }


@lru_cache(maxsize=65_536)
def _alike(kind: str, shown: int, files: int) -> float:
    """How well so many of so many files with one content fit one occasion, natural log.

    A banner is in every third picture of its occasion or in none: two thirds of a row with it and
    the rest without, or with another, speak for two occasions.
    """
    there, yes, no = SHOWN[kind]
    like = _log_beta(yes + shown, no + files - shown) - _log_beta(yes, no)
    like = math.log(there) + like if shown else math.log(there * math.exp(like) + 1 - there)
    return IN_A_ROW[kind] * like


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
