"""Spaces between the units of a list, which a notice writes instead of a mark."""

import itertools
import re

from domain.notice.text import SPACE, Flow
from domain.notice.units import UNIT_LABEL, is_unit

_LABELLED = re.compile(rf"[^：\n]{{0,4}}{UNIT_LABEL}：")
_MARKS = re.compile("[，。；：、\n]")
#: Characters of the shortest name that stands between two spaces.
_SHORTEST = 2
#: Characters that are looked at before a space; no name is longer.
_LONGEST = 40


def parted(flow: Flow, start: int, stop: int) -> str:
    """The paragraphs of a slice, with 、 for a space between two units.

    Behind a label of units every space between two names parts them; elsewhere only one between
    two whole names of units does.
    """
    text = flow.paragraphs(start, stop)
    if SPACE not in flow.gaps[start:stop]:
        return text
    return "\n".join(_with_marks(*line) for line in _lines(flow, start, stop))


def _lines(flow: Flow, start: int, stop: int) -> list[tuple[str, list[int]]]:
    """Each paragraph with where a space stood in it."""
    lines: list[tuple[str, list[int]]] = []
    begins = [start, *(at for at in range(start + 1, stop) if flow.starts_paragraph(at)), stop]
    for first, last in itertools.pairwise(begins):
        spaces = [at - first for at in range(first + 1, last) if flow.gaps[at] == SPACE]
        lines.append((flow.text[first:last], spaces))
    return lines


def _with_marks(line: str, spaces: list[int]) -> str:
    label = _LABELLED.match(line)
    pieces: list[str] = []
    at = 0
    for here, following in itertools.pairwise((*spaces, len(line))):
        left = _MARKS.split(line[max(at, here - _LONGEST) : here])[-1]
        right = _MARKS.split(line[here:following])[0]
        both = len(left) >= _SHORTEST <= len(right)
        behind = label is not None and here > label.end()
        if both and (behind or (is_unit(left) and is_unit(right))):
            pieces.append(line[at:here])
            at = here
    return "、".join([*pieces, line[at:]])
