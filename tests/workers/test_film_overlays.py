"""A logo over a whole film hides no shot, wherever it stands and however large; bars are none."""

from typing import Any

import cv2
import numpy as np
import pytest

from domain.editing.bringing import joined
from tests.workers.test_film_matching import HEIGHT, WIDTH, nothing_close
from workers.tools.matching.film_matching import FilmMatching
from workers.tools.matching.film_overlays import Overlays, overlay
from workers.tools.matching.matching_tables import known_stills
from workers.tools.matching.matching_views import Greys

SHOTS, FRAMES, FOREIGN = 10, 40, 2
#: Left, top, width, height as shares, and grey.
Logo = tuple[float, float, float, float, int]
CORNERS: tuple[Logo, ...] = (
    (0.85, 0.04, 0.12, 0.1, 76),
    (0.03, 0.04, 0.12, 0.1, 255),
    (0.76, 0.04, 0.2, 0.16, 226),
    (0.03, 0.84, 0.14, 0.1, 76),
    (0.03, 0.05, 0.22, 0.16, 120),
)


def soft(seed: int) -> Greys:
    """A picture without hard lines, beside which a logo's are all that is seen."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(90, 166, (9, 16)).astype(np.uint8)
    whole = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC).astype(int)
    return np.clip(whole + chance.integers(-60, 60), 0, 255).astype(np.uint8)


def under(picture: Greys, logo: Logo) -> Greys:
    """With a dark lower third and a logo."""
    shown = picture.copy()
    third = slice(round(0.74 * HEIGHT), None)
    shown[third] = shown[third] * 0.15 + 20
    left, top, wide, tall, grey = logo
    down = slice(round(top * HEIGHT), round((top + tall) * HEIGHT))
    shown[down, round(left * WIDTH) : round((left + wide) * WIDTH)] = grey
    return shown


def film_of(pictures: list[Greys]) -> Greys:
    whole = np.concatenate([np.repeat(each[np.newaxis], FRAMES, axis=0) for each in pictures])
    noise = np.random.default_rng(0).integers(-2, 3, whole.shape)
    return np.clip(whole + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("logo", CORNERS)
def test_shots_under_a_logo_and_a_lower_third_are_found_and_foreign_ones_are_not(logo: Logo):
    film = film_of([under(soft(seed), logo) for seed in range(SHOTS)])
    known = known_stills([(f"p{seed}", soft(seed)) for seed in range(SHOTS - FOREIGN)])
    found = joined(FilmMatching(known, nothing_close).found([film]), [])
    told: list[Any] = [each.key for each in found for _ in range(each.frames)]
    truth = [f"p{n // FRAMES}" for n in range(len(film))]
    here = FRAMES * (SHOTS - FOREIGN)
    assert sum(a == b for a, b in zip(told[:here], truth, strict=False)) >= 0.9 * here
    assert set(told[here:]) == {None}


def test_the_spot_is_the_logo_and_a_little_about_it():
    spot = overlay(np.stack([under(soft(seed), CORNERS[2]) for seed in range(SHOTS)]))
    assert spot is not None
    down, across = np.nonzero(spot)
    left, top, wide, tall, _ = CORNERS[2]
    assert abs(across.min() - left * WIDTH) <= 3 and abs(across.max() - (left + wide) * WIDTH) <= 3
    assert abs(down.min() - top * HEIGHT) <= 3 and abs(down.max() - (top + tall) * HEIGHT) <= 3


def test_a_logo_that_was_seen_in_one_minute_is_filled_in_the_next_few_shots_too():
    overlays = Overlays()
    overlays.without(film_of([under(soft(seed), CORNERS[0]) for seed in range(SHOTS)]))
    after = film_of([under(soft(70), CORNERS[0])])
    assert (overlays.without(after) != after).any()


def test_of_a_film_one_picture_of_a_shot_is_kept_and_a_piece_without_pictures_stays_empty():
    """The last piece has none where what comes after a whole minute cannot be decoded."""
    overlays = Overlays()
    film = film_of([under(soft(seed), CORNERS[0]) for seed in range(SHOTS)])
    overlays.without(film)
    assert len(overlays._shown) == SHOTS
    assert not any(np.shares_memory(each, film) for each in overlays._shown)
    assert len(overlays.without(film[:0])) == 0


@pytest.mark.parametrize("what", ["few shots", "one still scene", "black bars", "nothing"])
def test_what_is_no_logo_stays_as_it_is(what: str):
    pictures = [soft(seed) for seed in range(SHOTS)]
    if what == "few shots":
        pictures = [under(each, CORNERS[0]) for each in pictures[:5]]
    elif what == "one still scene":
        # A camera that stands: people walk through before it.
        pictures = [soft(0).copy() for _ in range(SHOTS)]
        for n, each in enumerate(pictures):
            each[20:50, 10 * n : 10 * n + 12] = 240
    elif what == "black bars":
        for each in pictures:
            each[:, :14] = each[:, -14:] = 16
    film = film_of(pictures)
    assert Overlays().without(film) is film
