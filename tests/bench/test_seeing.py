"""The benches of seeing count what is right and wrong, and their recipes say the truth."""

from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("cv2")

from bench.analysis.counting import Count, count
from bench.footage import Footage, Part, shot, take
from bench.highlights.counting import counted
from bench.highlights.recipe import Sent

SIZE = (160, 90)


def sent(name: str, activity: str, copy_of: str | None = None) -> Sent:
    footage = Footage(
        path=Path(name),
        duration_ms=9000,
        parts=[(0, 4000, "hand"), (4000, 9000, "shake")],
        words=[(1000, 2000)],
    )
    return Sent(name=name, activity=activity, footage=footage, copy_of=copy_of)


def test_each_change_is_found_once_and_what_else_is_told_is_wrong():
    true = [(960, 1000), (3000, 3800)]
    assert count([980, 3400], true) == Count(right=2)
    assert count([980, 1000, 5000], true) == Count(right=1, wrong=2, missed=1)
    assert count([], []).f1 == 1.0
    assert count([980], true).f1 == pytest.approx(2 / 3)


def test_bad_milliseconds_cut_words_copies_and_coverage_are_counted():
    one, copy, other = sent("one", "a1"), sent("copy", "a1", "one"), sent("other", "a2")
    chosen = counted([one, copy, other], [(one, 1500, 4500), (copy, 0, 2000)])
    # From 80 ms after the change on.
    assert (chosen.ms, dict(chosen.bad)) == (5000, {"shake": 420})
    assert (chosen.words_cut, chosen.ends, chosen.duplicates) == (1, 4, 1)
    assert (chosen.covered, chosen.activities) == (1, 2)


def test_a_take_is_as_long_as_its_parts_and_knows_when_a_voice_sounds(tmp_path: Path):
    parts = [Part(kind="hand", seconds=1, scene=1), Part(kind="talking", seconds=6, scene=1)]
    made = take(tmp_path / "a.mp4", parts, 3, SIZE)
    assert made.duration_ms == 7000
    assert made.parts == [(0, 1000, "hand"), (1000, 7000, "talking")]
    assert made.words and made.words[0][0] >= 1300 and made.words[-1][1] <= 7000
    assert (tmp_path / "a.mp4").stat().st_size > 10_000


def test_a_shake_moves_the_picture_more_than_a_hand():
    def change(kind: str) -> float:
        frames = list(shot([Part(kind=kind, seconds=1, scene=2)], SIZE, 5))
        return max(abs(a.astype(float) - b).mean() for a, b in pairwise(frames))

    assert change("shake") > 2 * change("hand") > 2 * change("static")
