"""Opening and closing card: what moves comes to rest, and everything stays readable."""

from itertools import pairwise

import numpy as np
import pytest

from domain.rendering import FRAME_HEIGHT, FRAME_WIDTH
from workers.tools.cards import MOVING_FRAMES, card_frames

OPENING = ("临县2024年科技活动周", ("弘扬科学家精神", "5月25日—6月1日", "主办：县工科局"))
CLOSING = ("感谢所有参与单位", ("8项活动　32场次", "县工科局　县科协", "2024年6月"))


@pytest.fixture(scope="module")
def opening() -> list[np.ndarray]:
    return list(card_frames("opening", *OPENING))


def test_a_card_moves_for_a_second_and_a_half_at_most(opening: list[np.ndarray]) -> None:
    assert len(opening) == MOVING_FRAMES <= 37
    assert {frame.shape for frame in opening} == {(FRAME_HEIGHT, FRAME_WIDTH, 3)}


def test_the_lettering_comes_in_and_is_at_rest_at_the_end(opening: list[np.ndarray]) -> None:
    changes = [int((after != before).any(axis=2).sum()) for before, after in pairwise(opening)]
    assert changes[0] > 1000
    assert changes[-1] == 0


def test_title_and_theme_are_light_on_blue_and_the_rest_blue_on_white(
    opening: list[np.ndarray],
) -> None:
    rest = opening[-1].astype(int)
    assert (rest[:700].min(axis=2) > 250).sum() > 10_000
    band = rest[780:]
    accent = np.abs(band - np.array((0x14, 0x57, 0xA8))).max(axis=2) < 12
    assert accent.sum() > 3000


@pytest.mark.parametrize(("role", "card"), [("opening", OPENING), ("closing", CLOSING)])
def test_lettering_keeps_clear_of_the_frames_edge(
    role: str, card: tuple[str, tuple[str, ...]]
) -> None:
    """The ground alone against the finished card: what differs is lettering."""
    title, lines = card
    bare, *_ = card_frames(role, "　", tuple("　" for _ in lines), frames=1)
    full, *_ = card_frames(role, title, lines, frames=1)
    rows, columns = np.nonzero((bare != full).any(axis=2))
    assert columns.min() >= FRAME_WIDTH // 10 - 8
    assert columns.max() < FRAME_WIDTH - FRAME_WIDTH // 10 + 8
    assert rows.min() >= FRAME_HEIGHT // 20
    assert rows.max() < FRAME_HEIGHT - FRAME_HEIGHT // 20


def test_too_many_lines_are_left_out_rather_than_drawn_over_each_other() -> None:
    many = tuple(f"第{number}家参与单位" for number in range(30))
    (rest,) = card_frames("closing", "感谢", many, frames=1)
    assert (rest[-50:] == 255).all()


def test_a_card_shorter_than_its_movement_shows_the_rest_only(opening: list[np.ndarray]) -> None:
    short = list(card_frames("opening", *OPENING, frames=2))
    assert len(short) == 2
    assert (short[-1] == opening[-1]).all()
