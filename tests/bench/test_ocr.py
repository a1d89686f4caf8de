"""The recipe of the reading bench says what stands in its pictures, and judges what was read."""

import datetime
import io

from PIL import Image

from bench.ocr.__main__ import Read
from bench.ocr.recipe import CHAT_SIDE, SIZE, Shown, pictures
from domain.looking.picture_text import TextLine


def read(shown: Shown, *texts: str) -> Read:
    lines = tuple(
        TextLine(text=text, confidence=990, box=(20, 700 + 60 * n, 400, 750 + 60 * n), glyph=30)
        for n, text in enumerate(texts)
    )
    return Read(shown=shown, lines=lines, cut=False, processor_s=0.1, clock_s=0.1)


def test_every_picture_comes_as_it_was_taken_and_as_a_chats_copy():
    taken, copy = list(pictures(3, 1))[:2]
    assert (taken.kind, taken.copy, copy.copy) == ("banner", "phone", "chat")
    assert (taken.keywords, taken.glyph) == (copy.keywords, copy.glyph)
    sizes = [Image.open(io.BytesIO(shown.jpeg)).size for shown in (taken, copy)]
    assert sizes == [SIZE, (CHAT_SIDE, CHAT_SIDE * 3 // 4)]


def test_only_every_keyword_letter_for_letter_is_exact():
    shown = Shown(kind="banner", jpeg=b"", keywords=("科普大讲堂",))
    assert read(shown, "云岭县 科普大讲堂").is_exact
    assert not read(shown, "云岭县科普大讲室").is_exact
    assert not read(shown).is_exact


def test_a_corner_is_right_to_the_minute_and_nothing_may_be_read_where_none_is():
    taken = datetime.datetime(2025, 5, 28, 9, 31)
    corner = Shown(kind="corner", jpeg=b"", printed=taken, place="云岭县人民广场")
    right = read(corner, "2025.05.28 09:31", "云岭县人民广场")
    assert right.is_printed_right and right.is_place_right
    assert not read(corner, "2025.05.28 09:37").is_printed_right
    assert not read(corner).is_printed_right
    plain = Shown(kind="plain", jpeg=b"")
    assert read(plain).is_printed_right
    assert not read(plain, "2025.05.28 09:31").is_printed_right
