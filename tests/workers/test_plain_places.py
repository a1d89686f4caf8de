"""What is nearly plain is told by its place in the plan, and only where it looks as planned."""

from dataclasses import replace

import numpy as np
import pytest

from domain.editing.bringing import Found, Planned
from tests.workers.test_film_matching import HEIGHT, WIDTH, scene
from workers.tools.matching.matching_tables import known_stills
from workers.tools.matching.matching_views import Greys
from workers.tools.matching.plain_places import Unknown, by_plan

PLAN = [
    Planned(key="before", frames=80),
    Planned(key="plain", frames=60, source=7),
    Planned(key="after", frames=70),
]
FOUND = [
    Found(first=0, last=80, key="before", score=990),
    Found(first=80, last=140),
    Found(first=140, last=210, key="after", score=990),
]


def board(word_at: int = 10, *, ground: int = 150) -> Greys:
    """One shade and a word on it."""
    whole = np.full((HEIGHT, WIDTH), ground, np.uint8)
    whole[50:55, word_at : word_at + 24] = 20
    return whole


def told(shown: Greys, found: list[Found] = FOUND, known: Greys | None = None) -> Found:
    unknown = [Unknown(first=each.first, last=each.last, picture=shown) for each in found]
    asset = known_stills([("plain", board() if known is None else known)])
    return by_plan(found, PLAN, unknown, asset)[1]


def test_between_its_neighbours_and_of_its_shades_it_is_told() -> None:
    each = told(board())
    assert (each.key, each.source, each.by_plan) == ("plain", 7, True)
    assert each.score >= 990


def test_a_transition_longer_or_shorter_it_is_told_too() -> None:
    found = [FOUND[0], replace(FOUND[1], last=150), replace(FOUND[2], first=150)]
    assert told(board(), found).key == "plain"


def test_a_tall_one_is_told_in_the_middle_of_a_black_frame() -> None:
    tall = np.full((112, 63), 128, np.uint8)
    tall[:, 60:] = 0
    frame = np.zeros((HEIGHT, WIDTH), np.uint8)
    frame[:, 38:72] = 128
    assert told(frame, known=tall).key == "plain"


@pytest.mark.parametrize(
    "shown",
    [board(ground=180), board(80), np.full((HEIGHT, WIDTH), 0, np.uint8), scene(3)],
    ids=["another shade", "a word elsewhere", "black", "not plain"],
)
def test_what_looks_otherwise_stays_foreign(shown: Greys) -> None:
    assert told(shown).key is None


@pytest.mark.parametrize(
    "found",
    [
        [FOUND[0], FOUND[1], replace(FOUND[2], key="other")],
        [FOUND[0], FOUND[1], replace(FOUND[2], key=None)],
        [FOUND[0], replace(FOUND[1], last=200), replace(FOUND[2], first=200)],
    ],
    ids=["another neighbour", "none", "much longer"],
)
def test_in_another_place_it_stays_foreign(found: list[Found]) -> None:
    assert told(board(), found).key is None


def test_what_is_gone_is_never_told() -> None:
    unknown = [Unknown(first=80, last=140, picture=board())]
    assert by_plan(FOUND, PLAN, unknown, [])[1].key is None
