"""Inside the confined reading child: where a page's lines are cut, by rules and by gaps."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]
Box = tuple[int, int, int, int]

#: A rule is at least so long, as a share of the page's width.
_RULE = 0.03
#: A cell is larger than so much, px, and smaller than this share of the page.
_LEAST_WIDE, _LEAST_HIGH, _MOST_OF_PAGE = 20, 16, 0.6
MOST_CELLS = 600
#: Lines so many times as long as high are read in parts of about so many.
_LONG, _PART = 26.0, 18.0
#: Glyphs lower than this are not read, px.
_LOWEST = 9
#: White between two Chinese characters that is a space, as a share of the line's height, and how
#: much further apart than usual they then stand; white beside a digit or a letter.
_GAP, _WIDER, _GAP_OF_DIGITS = 0.16, 1.15, 0.28
#: White around a line that reading likes, as a share of its height.
_MARGIN = 0.06


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An upright box that is read at once, px of the page."""

    box: Box

    @property
    def wide(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def high(self) -> int:
        return self.box[3] - self.box[1]

    def cut_from(self, whole: Pixels) -> Pixels:
        left, top, right, bottom = self.box
        return np.ascontiguousarray(whole[top:bottom, left:right])

    def ink_of(self, dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
        left, top, right, bottom = self.box
        return dark[top:bottom, left:right]


def pieces_of(found: Sequence[Quad], cells: Sequence[Box], dark: NDArray[np.bool_]) -> list[Piece]:
    """The boxes of a level page, cut where a table's rule crosses them and where they are long."""
    pieces: list[Piece] = []
    for corners in found:
        box = _upright(corners, dark.shape)
        if box[3] - box[1] < _LOWEST:
            continue
        for part in _in_cells(box, cells):
            pieces += [Piece(box=each) for each in _parted(part, dark)]
    return pieces


def _upright(corners: Quad, size: tuple[int, int]) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    margin = _MARGIN * (bottom - top)
    return (
        max(0, int(left - margin)),
        max(0, int(top - margin)),
        min(size[1], int(np.ceil(right + margin))),
        min(size[0], int(np.ceil(bottom + margin))),
    )


def _in_cells(box: Box, cells: Sequence[Box]) -> list[Box]:
    """The box as each cell that it lies in has it; itself outside of tables."""
    middle = (box[1] + box[3]) / 2
    parts: list[Box] = []
    for cell in cells:
        if not cell[1] <= middle <= cell[3]:
            continue
        left, right = max(box[0], cell[0]), min(box[2], cell[2])
        if right - left > 0.5 * (box[3] - box[1]):
            top, bottom = max(box[1], cell[1]), min(box[3], cell[3])
            parts.append((left, top, right, bottom))
    return sorted(parts) or [box]


def _parted(box: Box, dark: NDArray[np.bool_]) -> list[Box]:
    """A long line in parts, cut where the least ink is."""
    left, top, right, bottom = box
    high = bottom - top
    if right - left <= _LONG * high:
        return [box]
    columns = dark[top:bottom, left:right].sum(axis=0)
    count = int(np.ceil((right - left) / (_PART * high)))
    cuts = [0]
    for place in range(1, count):
        ideal = len(columns) * place // count
        first = max(cuts[-1] + 1, ideal - high)
        window = columns[first : ideal + high]
        # Of equally empty columns the middle one.
        empty = np.flatnonzero(window == window.min())
        cuts.append(first + int(empty[len(empty) // 2]))
    cuts.append(len(columns))
    return [
        (left + start, top, left + stop, bottom)
        for start, stop in itertools.pairwise(cuts)
        if stop > start
    ]


def with_gaps(
    text: str, sure: list[float], columns: Sequence[float], dark: NDArray[np.bool_]
) -> tuple[str, list[float]]:
    """The text with the spaces between Chinese characters that reading leaves out, where the paper
    shows them: 矢志创新发展 建设科技强国. `columns`: where each character that is no space stands,
    as a share of the width of `dark`.
    """
    letters = [at for at, letter in enumerate(text) if not letter.isspace()]
    if len(letters) != len(columns):
        return text, sure
    places = [round(column * dark.shape[1]) for column in columns]
    usual = _pitch([text[at] for at in letters], places)
    empty = np.asarray(~np.any(dark, axis=0), dtype=np.bool_)
    out: list[str] = []
    trusted: list[float] = []
    for place, at in enumerate(letters):
        before = letters[place - 1] if place else -1
        out += text[before + 1 : at]
        trusted += sure[before + 1 : at]
        pair = text[before], text[at]
        if (
            place
            and before == at - 1
            and all(letter.isalnum() for letter in pair)
            and any(map(_is_chinese, pair))
        ):
            left, right = places[place - 1], places[place]
            gap = _longest_run(empty[left:right]) / dark.shape[0]
            both = all(map(_is_chinese, pair))
            wider = right - left > _WIDER * usual
            if (gap > _GAP and wider) if both else gap > _GAP_OF_DIGITS:
                out.append(" ")
                trusted.append(1.0)
        out.append(text[at])
        trusted.append(sure[at])
    return "".join(out), trusted


def _pitch(letters: Sequence[str], places: Sequence[int]) -> float:
    """Px from one Chinese character to the next, as most of them stand."""
    pairs = zip(itertools.pairwise(letters), itertools.pairwise(places), strict=True)
    steps = [right - left for pair, (left, right) in pairs if all(map(_is_chinese, pair))]
    return float(np.median(steps)) if steps else 0.0


def _is_chinese(letter: str) -> bool:
    return "一" <= letter <= "鿿"


def _longest_run(values: NDArray[np.bool_]) -> int:
    longest = run = 0
    for value in values:
        run = run + 1 if value else 0
        longest = max(longest, run)
    return longest


def ruled_cells(whole: Pixels) -> list[Box]:
    """Cells of the tables that are ruled on a level page, px; none where there are no rules."""
    dark = ink(whole).astype(np.uint8)
    height, width = dark.shape
    long = max(24, round(_RULE * width))
    across = _rules(dark, (long, 1), (1, 3))
    down = _rules(dark, (1, max(20, round(0.6 * long))), (3, 1))
    if not across.any() or not down.any():
        return []
    grid = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(1 - grid, dtype=np.uint8), connectivity=4
    )
    cells: list[Box] = []
    for left, top, wide, high, area in stats[1:count]:
        is_cell = wide >= _LEAST_WIDE and high >= _LEAST_HIGH and area > 0.7 * wide * high
        on_edge = left <= 1 or top <= 1 or left + wide >= width - 1 or top + high >= height - 1
        if is_cell and not on_edge and wide * high < _MOST_OF_PAGE * width * height:
            cells.append((int(left), int(top), int(left + wide), int(top + high)))
    # Closed strokes of large glyphs are no table: its cells are bounded by long rules.
    held = [cell for cell in cells if _is_bounded(cell, across, down)]
    return held[:MOST_CELLS] if len(held) >= 4 else []


def _rules(
    dark: NDArray[np.uint8], shape: tuple[int, int], bridge: tuple[int, int]
) -> NDArray[np.uint8]:
    """What is dark for the whole of this shape, a rule that wavers by a pixel included."""
    thick = cv2.dilate(dark, np.ones((bridge[1], bridge[0]), np.uint8))
    kernel = np.ones((shape[1], shape[0]), np.uint8)
    return np.asarray(cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _is_bounded(cell: Box, across: NDArray[np.uint8], down: NDArray[np.uint8]) -> bool:
    left, top, right, bottom = cell
    near = 6
    sides = (
        across[max(0, top - near) : top + 1, left:right].max(axis=0),
        across[bottom - 1 : bottom + near, left:right].max(axis=0),
        down[top:bottom, max(0, left - near) : left + 1].max(axis=1),
        down[top:bottom, right - 1 : right + near].max(axis=1),
    )
    return all(side.mean() > 0.7 for side in sides)


def ink(whole: Pixels) -> NDArray[np.bool_]:
    """What is darker than the paper around it, shadows of a photo aside."""
    grey = cv2.cvtColor(whole, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 15)
    return np.asarray(dark, dtype=np.bool_)
