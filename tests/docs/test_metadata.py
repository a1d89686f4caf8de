"""docs/metadata.md names every deliberate difference from the peers, with its reason."""

import re
from pathlib import Path

from domain.times.doubting import DOUBTS
from domain.times.verdict import CAPTURES, DAYS
from tests.workers.test_shared_media import DIFFERENT

PAGE = (Path(__file__).parents[2] / "docs" / "metadata.md").read_text(encoding="utf-8")


def test_the_table_of_differences_is_the_one_that_the_comparison_uses():
    rows = re.findall(r"^\| `([^`]+/[^`]+)` \| `(\w+)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert {(file, field): why for file, field, why in rows} == DIFFERENT


def test_every_source_of_a_time_is_explained():
    explained = set(re.findall(r"`(\w+)`", PAGE))
    assert {*CAPTURES, *DAYS, "exif_modified", "modified", "upload"} <= explained


def test_every_doubt_is_explained():
    words = PAGE[PAGE.index("**Doubted**") :]
    signs = {
        "zero": "empty",
        "impossible": "impossible",
        "future": "later than the arrival",
        "factory": "factory date",
        "too_old": "before 2005",
        "gap": "summer time",
        "after_save": "after the copy was saved",
    }
    assert set(signs) == set(DOUBTS)
    assert all(sign in words for sign in signs.values())
