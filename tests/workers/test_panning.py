"""Windows that move by fractions of a pixel, drawn by plain enlarging."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.framing import Window
from workers.tools.film.panning import MISSED, SPARE, Panned, nearest_span
from workers.tools.film.planes import Converted, to_planes

STARTS = st.fractions(min_value=0, max_value=2000, max_denominator=5000)
#: Pixels of the source to one that is shown: from a small photo drawn twice as large on.
STEPS = st.fractions(min_value=Fraction(1, 2), max_value=Fraction(6, 5), max_denominator=5000)
SHOWN = st.sampled_from([1920, 1080, 960, 540, 1280, 720, 608])


@given(start=STARTS, step=STEPS, shown=SHOWN)
def test_a_span_lies_where_its_window_lies(start: Fraction, step: Fraction, shown: int) -> None:
    span = nearest_span(start, step * shown, shown)
    if span is not None:
        for place in (0, shown // 2, shown):
            wanted = float(start + step * place)
            assert span.edge(place) == pytest.approx(wanted, abs=MISSED * 1.001)
        assert 1 <= span.skipped < span.drawn - shown <= SPARE


def test_nearly_all_windows_of_a_pan_have_spans_and_they_are_off_by_a_sixtieth_in_the_mean() -> (
    None
):
    off: list[float] = []
    none = 0
    for frame in range(75):
        start, length = Fraction(1013 * frame, 3000), Fraction(2208) - Fraction(199 * frame, 75)
        span = nearest_span(start, length, 1920)
        if span is None:
            none += 1
            continue
        off += [abs(span.edge(0) - float(start)), abs(span.edge(1920) - float(start + length))]
    assert sum(off) / len(off) < 1 / 60
    assert none <= 3


def _slope(width: int, height: int) -> np.ndarray:
    """Every pixel says its column, eight levels to a pixel."""
    return np.tile((np.arange(width) * 8).astype(np.uint8), (height, 1))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("start", [Fraction(1, 5), Fraction(19, 10), Fraction(341, 100)])
@pytest.mark.parametrize(("length", "warped"), [(Fraction(263, 10), False), (Fraction(20), True)])
def test_every_pixel_shows_its_place_of_the_source(
    start: Fraction, length: Fraction, warped: bool, turned: bool
) -> None:
    """Across or down, resized and, begun between two pixels at a step of a half, warped."""
    shown = 40
    assert (nearest_span(start, length, shown) is None) == warped
    window = Window(x=start, y=Fraction(3), width=length, height=Fraction(20))
    plane, out = _slope(32, 64), np.zeros((24, shown), np.uint8)
    if turned:
        window = Window(x=window.y, y=window.x, width=window.height, height=window.width)
        plane, out = plane.T.copy(), out.T.copy()
    Panned(plane, Fraction(1)).draw(window, out)
    lines = out.T if turned else out
    places = [float(start + (n + Fraction(1, 2)) * length / shown) - 0.5 for n in range(shown)]
    # The first pixel's middle is the outermost that there is: beyond it the edge goes on.
    wanted = [8 * min(max(place, 0.0), 31) for place in places]
    assert lines[7] == pytest.approx(wanted, abs=8 * MISSED + 0.6)
    assert (np.ptp(lines, axis=0) == 0).all()


@pytest.mark.parametrize("length", [160, Fraction(1597, 10)])
def test_a_window_at_the_edge_shows_the_edge_and_nothing_beyond(length: Fraction | int) -> None:
    plane, out = np.full((90, 160), 200, np.uint8), np.zeros((180, 320), np.uint8)
    window = Window(x=Fraction(0), y=Fraction(0), width=Fraction(length), height=Fraction(90))
    Panned(plane, Fraction(1, 2)).draw(window, out)
    assert (out == 200).all()


def test_pictures_one_after_the_other_have_the_planes_of_each_alone() -> None:
    rolls, converted = np.random.default_rng(5), Converted(96, 54)
    for _ in range(3):
        rgb = rolls.integers(0, 256, (54, 96, 3), dtype=np.uint8)
        assert bytes(converted.i420(rgb)) == to_planes(rgb).i420().tobytes()


def test_planes_are_of_limited_range_and_named_colours_are_where_the_standard_has_them() -> None:
    """ITU-R BT.709: white 235, black 16, red of 255 at 63, 102 and 240."""
    for colour, wanted in (
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
    ):
        planes = to_planes(np.full((4, 6, 3), colour, np.uint8))
        assert planes.i420().size == 4 * 6 * 3 // 2
        found = (planes.y[0, 0], planes.u[0, 0], planes.v[0, 0])
        assert [int(value) for value in found] == pytest.approx(wanted, abs=1)
