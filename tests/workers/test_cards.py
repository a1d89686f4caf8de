"""Opening and closing card: what moves comes to rest, and everything stays readable."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.styles import STYLES, contrast
from domain.errors import BrokenInput
from workers.tools.film.cards import (
    MOVING_FRAMES,
    Layer,
    Setting,
    _closing_layers,
    _opening_layers,
    card_frames,
)
from workers.tools.film.grounds import ground

EVERY_STYLE = pytest.mark.parametrize("key", sorted(STYLES))
UPRIGHT, SMALL = Frame(1080, 1920), Frame(1280, 720)

OPENING = ("临县2024年科技活动周", ("弘扬科学家精神", "5月25日—6月1日", "主办：县工科局"))
CLOSING = ("感谢所有参与单位", ("8项活动　32场次", "县工科局　县科协", "2024年6月"))


@pytest.fixture(scope="module")
def opening() -> list[np.ndarray]:
    return list(card_frames("opening", *OPENING))


def test_a_card_moves_for_a_second_and_a_half_at_most(opening: list[np.ndarray]) -> None:
    assert len(opening) == MOVING_FRAMES <= 37
    assert {frame.shape for frame in opening} == {(1080, 1920, 3)}


def test_the_lettering_comes_in_and_is_at_rest_at_the_end(opening: list[np.ndarray]) -> None:
    changes = [int((after != before).any(axis=2).sum()) for before, after in pairwise(opening)]
    assert changes[0] > 1000
    assert changes[-1] == 0


@pytest.mark.parametrize(
    ("role", "count"), [("opening", 1), ("opening", 5), ("closing", 1), ("closing", 7)]
)
def test_however_many_lines_there_are_all_are_at_rest_at_the_end(role: str, count: int) -> None:
    lines = ("主题", *(f"第{number}家单位" for number in range(count)))
    *_, before, last = card_frames(role, "科技周", lines, frame=SMALL)
    assert (before == last).all()


@EVERY_STYLE
def test_title_theme_and_rows_are_in_the_styles_own_colours(key: str) -> None:
    style = STYLES[key]
    (rest,) = card_frames("opening", *OPENING, frames=1, style=key)
    for colour, least in ((style.title, 10_000), (style.theme, 1000), (style.rows, 3000)):
        near = np.abs(rest.astype(int) - np.array(colour)).max(axis=2) < 6
        assert near.sum() > least


@EVERY_STYLE
def test_lettering_stands_out_from_every_spot_of_its_ground(key: str) -> None:
    """Contrast of WCAG: 4.5 for text; the ornament under it is counted, not the gradient alone."""
    style = STYLES[key]
    for frame in (FULL_HD, UPRIGHT):
        rows = slice(frame.safe_y, -frame.safe_y, 7)
        columns = slice(frame.safe_x, -frame.safe_x, 11)
        part = np.asarray(ground(style, frame))[rows, columns]
        spots = {tuple(int(value) for value in spot) for spot in part.reshape(-1, 3)}
        for colour in (style.title, style.theme, style.rows):
            assert min(contrast(colour, spot) for spot in spots) >= 4.5


@EVERY_STYLE
@pytest.mark.parametrize("frame", [FULL_HD, UPRIGHT, SMALL])
@pytest.mark.parametrize(("role", "card"), [("opening", OPENING), ("closing", CLOSING)])
def test_lettering_keeps_clear_of_the_frames_edge(
    role: str, card: tuple[str, tuple[str, ...]], frame: Frame, key: str
) -> None:
    """The ground alone against the finished card: what differs is lettering."""
    bare = np.asarray(ground(STYLES[key], frame))
    full, *_ = card_frames(role, *card, frames=1, style=key, frame=frame)
    assert full.shape == (frame.height, frame.width, 3)
    rows, columns = np.nonzero((bare != full).any(axis=2))
    assert columns.min() >= frame.safe_x - 8
    assert columns.max() < frame.width - frame.safe_x + 8
    assert rows.min() >= frame.safe_y - frame.px(20)
    assert rows.max() < frame.height - frame.safe_y + frame.px(20)


def test_too_many_lines_are_left_out_rather_than_drawn_over_each_other() -> None:
    many = tuple(f"第{number}家参与单位" for number in range(30))
    (rest,) = card_frames("closing", "感谢", many, frames=1)
    bare = np.asarray(ground(STYLES["tech"], FULL_HD))
    assert (rest[-90:] == bare[-90:]).all()
    assert (rest[:90] == bare[:90]).all()


def test_a_style_that_there_is_not_is_said() -> None:
    with pytest.raises(BrokenInput, match="baroque"):
        list(card_frames("opening", *OPENING, frames=1, style="baroque"))


def test_a_card_shorter_than_its_movement_shows_the_rest_only(opening: list[np.ndarray]) -> None:
    short = list(card_frames("opening", *OPENING, frames=2))
    assert len(short) == 2
    assert (short[-1] == opening[-1]).all()


#: What a county with a long name writes: every line as long as lines are.
LONG = (
    "云岭自治县2025年全国科技活动周暨科普大篷车进校园系列主题宣传活动",
    (
        "矢志创新发展　建设科技强国——让科学的种子在孩子们的心里生根发芽",
        "2025年5月24日—6月1日",
        "主办：云岭自治县工业和信息化科技局",
        "承办：云岭自治县科学技术协会　云岭自治县教育体育局　云岭自治县融媒体中心",
        "协办：云岭自治县气象局　云岭自治县卫生健康局",
        "支持：云岭自治县人民医院　云岭第一中学",
    ),
)


@pytest.mark.parametrize("frame", [FULL_HD, UPRIGHT])
@pytest.mark.parametrize("lines", [1, 3, 6])
@pytest.mark.parametrize("build", [_opening_layers, _closing_layers])
def test_however_long_the_lines_are_none_lies_over_another(
    build: Callable[[Setting, str, tuple[str, ...]], list[Layer]], lines: int, frame: Frame
) -> None:
    for title, further in (LONG, ("科技周", LONG[1]), (LONG[0], ("主题", "县科协") * 3)):
        layers = build(Setting(STYLES["red"], frame), title, further[:lines])
        texts = sorted((layer.y, layer.y + layer.picture.shape[0]) for layer in layers)
        assert all(above[1] <= below[0] for above, below in pairwise(texts))
