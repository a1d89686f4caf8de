"""Chinese line breaking and the lower third."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from domain.cutting.frame import Frame
from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.cutting.styles import STYLES, contrast, over
from domain.errors import ToolMissing
from workers.tools.film import lettering
from workers.tools.film.lettering import (
    SAFE_X,
    SAFE_Y,
    balanced,
    break_lines,
    clusters,
    font,
    lower_third,
    set_text,
    shortened,
)

CLOSERS = "、。，；：！？）》”】」』"
OPENERS = "（《“【「『"
TEXTS = st.text(
    alphabet=st.sampled_from("科技活动周临县大讲堂2024年5月28日WeekReel " + CLOSERS + OPENERS),
    min_size=1,
    max_size=60,
)


def measure(text: str) -> float:
    """One unit a character, so that the tests can count."""
    return float(len(text))


@given(text=TEXTS, width=st.integers(6, 40))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    text: str, width: int
) -> None:
    lines = break_lines(text, width, measure)
    whole = text.strip()
    for line in lines[1:]:
        assert line[:1] not in CLOSERS or whole.startswith(line)
    for line in lines[:-1]:
        assert line[-1:] not in OPENERS


@given(text=TEXTS, width=st.integers(4, 40))
def test_breaking_loses_nothing_but_white_space(text: str, width: int) -> None:
    assert "".join("".join(break_lines(text, width, measure)).split()) == "".join(text.split())


@given(text=TEXTS, width=st.integers(2, 30), most=st.integers(1, 3))
def test_a_shortened_text_keeps_within_its_lines(text: str, width: int, most: int) -> None:
    lines = shortened(text, width, measure, most)
    assert 1 <= len(lines) <= most
    assert all(measure(line) <= width for line in lines)


@given(text=TEXTS, width=st.integers(12, 40), most=st.integers(1, 3))
def test_balancing_never_needs_more_lines_or_room(text: str, width: int, most: int) -> None:
    lines = balanced(text, width, measure, most)
    assert len(lines) <= most
    assert all(measure(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("共2024年", "2024年"),
        ("参与5,600人次", "5,600人"),
        ("用WeekReel剪", "WeekReel"),
        ("每场1.5时", "1.5时"),
        ("科普，", "普，"),
        ("看《科学》", "《科"),
    ],
)
def test_words_numbers_and_their_marks_stay_together(text: str, kept: str) -> None:
    assert any(kept in part for part in clusters(text))


def test_a_full_width_space_stays_one_and_is_dropped_at_a_line_end() -> None:
    assert break_lines("启动\u3000仪式", 2, measure) == ["启动", "仪式"]
    assert break_lines("启动\u3000仪式", 9, measure) == ["启动\u3000仪式"]


def test_what_is_too_long_ends_in_an_ellipsis_without_a_mark_before_it() -> None:
    assert shortened("临县科技活动周，启动仪式", 9, measure) == ["临县科技活动周…"]


def test_a_word_wider_than_the_line_is_cut_inside() -> None:
    assert shortened("Pneumonoultramicroscopic", 8, measure) == ["Pneumon…"]


def test_two_lines_are_about_equally_long() -> None:
    text = "弘扬科学家精神激发全社会创新活力活动"
    first, second = balanced(text, 16 * 60, lambda part: len(part) * 60, 2)
    assert abs(len(first) - len(second)) <= 1


def test_text_is_set_in_the_largest_size_that_holds_it_whole() -> None:
    assert set_text("短", weight="bold", sizes=(60, 48), width=400).face.size == 60
    assert set_text("临县科技周", weight="bold", sizes=(100, 48), width=400).face.size == 48


def test_a_caption_stays_within_the_central_80_percent() -> None:
    long = "3　科普大讲堂：弘扬科学家精神激发全社会创新活力专题报告会走进大禹乡中心校"
    for title, line in (("1　启动仪式", "5月27日　县工科局"), (long, "5月28日 · " + long)):
        plate = lower_third(title, line)
        alpha = np.asarray(plate.whole())
        letters = (alpha[..., :3] > 200).all(axis=2) & (alpha[..., 3] > 200)
        letters[:, : plate.x + 13] = False  # the white bar beside the text
        rows, columns = np.nonzero(letters)
        assert columns.min() >= SAFE_X
        assert columns.max() < FRAME_WIDTH - SAFE_X
        assert rows.min() >= SAFE_Y
        assert rows.max() < FRAME_HEIGHT - SAFE_Y


def test_a_plate_stands_on_even_pixels_and_lets_the_picture_through() -> None:
    plate = lower_third("1　启动仪式", "5月27日")
    assert all(number % 2 == 0 for number in (plate.x, plate.y, *plate.picture.size))
    red, green, blue, alpha = plate.picture.getpixel((plate.picture.width - 12, 12))
    assert (red, green, blue) == (0x0B, 0x3F, 0x82)
    assert 128 < alpha < 255


@pytest.mark.parametrize("key", sorted(STYLES))
def test_captions_are_read_over_any_picture(key: str) -> None:
    """Over black and over white the lettering keeps the contrast of WCAG AA for text."""
    style = STYLES[key]
    for behind in ((0, 0, 0), (255, 255, 255), (255, 255, 0), (0, 90, 255)):
        plate = over(style.plate, style.plate_opacity, behind)
        assert contrast(style.plate_text, plate) >= 4.5


@pytest.mark.parametrize("frame", [Frame(1080, 1920), Frame(1280, 720)])
def test_captions_are_laid_out_anew_for_another_frame(frame: Frame) -> None:
    long = "3. 科普大讲堂：弘扬科学家精神激发全社会创新活力专题报告会走进大禹乡中心校"
    for title, line in (("1. 启动仪式", "5月27日 · 县工科局"), (long, "5月28日 · 县科协")):
        plate = lower_third(title, line, frame=frame)
        whole = np.asarray(plate.whole())
        assert whole.shape == (frame.height, frame.width, 4)
        rows, columns = np.nonzero(whole[..., 3])
        assert columns.max() < frame.width
        letters = (whole[..., :3] > 200).all(axis=2) & (whole[..., 3] > 200)
        letters[:, : plate.x + frame.px(13)] = False
        rows, columns = np.nonzero(letters)
        assert columns.min() >= frame.safe_x
        assert columns.max() < frame.width - frame.safe_x
        assert rows.max() < frame.height - frame.safe_y


def test_captions_are_never_below_48_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = lettering.font

    def noted(weight: str, size: int) -> ImageFont.FreeTypeFont:
        sizes.append(size)
        return real(weight, size)

    monkeypatch.setattr(lettering, "font", noted)
    lower_third("很长的标题" * 20, "很长的说明" * 20)
    assert min(sizes) == 48


def test_a_missing_font_is_said_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lettering, "_FONT_FOLDERS", (tmp_path,))
    font.cache_clear()
    try:
        with pytest.raises(ToolMissing, match="fonts-noto-cjk"):
            font("bold", 48)
    finally:
        font.cache_clear()


def test_the_chinese_face_is_the_simplified_one() -> None:
    assert font("regular", 48).getname()[0] == "Noto Sans CJK SC"
