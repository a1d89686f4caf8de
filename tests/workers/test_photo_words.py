"""A packaged photo's words go in and come out again, and the picture stays as it is."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from workers.tools.exiftool import ExifTool
from workers.tools.photos.photo_words import PhotoWords, with_words, without_words


def clean(mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (32, 24), 120).save(out, "JPEG")
    return out.getvalue()


CLEAN = clean()
WORDS = PhotoWords(
    title="科普大讲堂", caption="5月28日 <院士> & 学生", unit="县科协", day=date(2024, 5, 28)
)


def test_programs_for_pictures_find_title_caption_unit_and_day(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(with_words(CLEAN, WORDS, "p1"))
    with ExifTool(reads=[tmp_path]) as exiftool:
        told = exiftool.read(photo)
    said = {tag.rpartition(":")[2]: value for tag, value in told.items() if "XMP" in tag}
    assert said["Title"] == "科普大讲堂"
    assert said["Description"] == "5月28日 <院士> & 学生"
    assert said["Credit"] == "县科协"
    assert str(said["DateCreated"]).replace(":", "-").startswith("2024-05-28")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_what_went_in_comes_out_whole(caption: str) -> None:
    words = PhotoWords(title="", caption=caption, unit="", day=None)
    assert without_words(with_words(CLEAN, words, "p1"), "p1") == CLEAN


def test_what_another_recipe_made_is_made_anew() -> None:
    assert without_words(with_words(CLEAN, WORDS, "p1"), "p2") is None
    assert without_words(CLEAN, "p1") is None


def test_what_is_no_jpeg_or_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="JPEG"):
        with_words(b"GIF89a", WORDS, "p1")
    long = PhotoWords(title="", caption="字" * 30_000, unit="", day=None)
    with pytest.raises(ValueError, match="do not fit"):
        with_words(CLEAN, long, "p1")
