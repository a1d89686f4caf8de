"""The reel's shots by one worker and by two on PostgreSQL, one slot and one core each; and beside
it what the machine itself allows: two cores share caches and memory, and others work too."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median
from time import monotonic

from bench.reel import floors
from bench.reel.ours import KEY, laid, taken_in
from bench.reel.recipe import Sources, Taken, shots
from bench.scale.homes import Home, home, why_not
from bench.scale.measures import Row, load
from bench.scale.render import shots_alone
from domain.film import Storyboard
from service.app import utc_now
from storage.opening import Storage, open_storage

#: How much faster two must be.
GOAL = 1.85
#: Excerpts of each size that the machine is tried with.
_TRIED = {"hd": 4, "uhd": 2}


def compared(made: Sources, pairs: int) -> Iterator[Row]:
    """A row a pair, and their middle; one that says why where there is no PostgreSQL."""
    if (reason := why_not("postgresql")) is not None:
        print(f"two workers against one: not measured: {reason}", flush=True)
        return
    yield _allowed(made)
    with home("postgresql") as place, open_storage(place.settings) as storage:
        board = laid(made, taken_in(place, storage, made), storage)
        ratios: list[float] = []
        for number in range(1, pairs + 1):
            one, two = (_rendered(place, storage, board, workers) for workers in (1, 2))
            ratios.append(one[0] / two[0])
            values = {"one s": one[0], "two s": two[0], "ratio": ratios[-1],
                      "one cpu s": one[1], "two cpu s": two[1], "load": load()}  # fmt: skip
            yield _row(f"pair {number} of workers, a core each", values)
        values = {"ratio": median(ratios), "load": load()}
        yield _row("two workers against one, render part", values, ("ratio", ">=", GOAL))


def _rendered(
    place: Home, storage: Storage, board: Storyboard, workers: int
) -> tuple[float, float]:
    """Seconds of the clock, and of the processor of those who render."""

    def begin() -> str:
        films = storage.catalog.films
        film = films.start(KEY, at=utc_now())
        films.planned(film.id, replace(board, version=film.number))
        return film.id

    _, wall_s, cpu_s = shots_alone(place, storage, begin, workers=workers, bound=True)
    return wall_s, cpu_s


def _row(what: str, values: dict[str, float], goal: tuple[str, str, float] | None = None) -> Row:
    rounded = {name: round(value, 2) for name, value in values.items()}
    return Row(part="reel", what=what, database="postgresql", values=rounded, goal=goal)


def _allowed(made: Sources) -> Row:
    """Plain ffmpeg, one thread and one core: the same excerpts once alone, once on two cores at a
    time."""
    taken = [
        each
        for kind, count in _TRIED.items()
        for each in [each for each in shots(made) if each.kind == kind][:count]
    ]
    cores = sorted(os.sched_getaffinity(0))
    alone, both = (_encoded_s(taken, cores[:count]) for count in (1, 2))
    values = {"alone s": alone, "two at a time s": both, "ratio": 2 * alone / both, "load": load()}
    return replace(_row("what the machine allows two encoders", values), database="")


def _encoded_s(taken: Sequence[Taken], cores: Sequence[int]) -> float:
    """Seconds until every core has encoded all that is taken."""

    def encode(core: int) -> None:
        # Of this thread alone, and of the programs that it starts.
        os.sched_setaffinity(0, {core})
        for each in taken:
            floors.encode(each)

    started = monotonic()
    with ThreadPoolExecutor(len(cores)) as pool:
        list(pool.map(encode, cores))
    return monotonic() - started
