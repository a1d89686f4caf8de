"""Which boxes are read, and how glyphs that hang under each other are parted."""

import importlib
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, ImageDraw

from workers.sample.fonts import font


@pytest.fixture(scope="module")
def reader() -> ModuleType:
    """Here: RapidOCR and its models take a second to load, in every process that collects."""
    return importlib.import_module("workers.tools.words.words_reader")


def boxes(reader: ModuleType, *sizes: float, bottom: float = 100) -> list:
    nowhere = np.zeros((4, 2), dtype=np.float32)
    return [reader.Box(corners=nowhere, glyph=glyph, bottom=bottom) for glyph in sizes]


def test_the_tallest_are_read_and_the_corner_below_is_not_crowded_out(reader: ModuleType):
    board = boxes(reader, *(40 - n * 0.1 for n in range(60)), bottom=300)
    corner = [box for n in range(12) for box in boxes(reader, 18, bottom=1100 + n)]
    chosen = reader.worth_reading([*board, *corner], (1200, 1600))
    assert chosen == [*board[: reader.MOST_BOXES], *corner[: reader.MOST_PRINTED]]


def test_what_is_too_small_to_be_read_and_too_large_to_be_letters_is_left(reader: ModuleType):
    (read,) = reader.worth_reading(boxes(reader, 700, 60, 9), (1200, 1600))
    assert read.glyph == 60


@pytest.mark.parametrize("text", ["免费义诊", "弘扬科学家精神", "专家讲座", "科技活动周启动仪式"])
@pytest.mark.parametrize("spacing", [1.0, 1.15, 1.4])
def test_glyphs_under_each_other_are_parted_between_them(
    reader: ModuleType, text: str, spacing: float
):
    size, pitch = 60, round(60 * spacing)
    picture = Image.new("RGB", (84, pitch * len(text) + 30), (190, 24, 24))
    draw = ImageDraw.Draw(picture)
    for place, letter in enumerate(text):
        draw.text((12, place * pitch), letter, font=font("sans", size), fill=(255, 240, 90))
    cuts = reader.glyph_cuts(np.asarray(picture)[:, :, ::-1].copy())
    assert len(cuts) == len(text) + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("义诊", True), ("09:31", True), ("第1讲", True), ("1", False), ("一", False), ("I.", False)],
)
def test_strokes_that_are_no_words_are_left_out(reader: ModuleType, text: str, says: bool):
    assert reader.says_something(text) is says


def test_a_column_without_any_ink_is_parted_somehow(reader: ModuleType):
    assert len(reader.glyph_cuts(np.full((300, 60, 3), 128, dtype=np.uint8))) >= 2
