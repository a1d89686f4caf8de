"""Who signed a notice, and when."""

import re
from dataclasses import dataclass
from datetime import date

from domain.notice.dates import find_spans
from domain.notice.text import LINE, Flow
from domain.notice.units import is_unit

_BODY_MARK = re.compile("[。；：！]")
_MONTH_ALONE = re.compile(r"\d{4}年\d{1,2}月")
_STAMP = re.compile("（(?:代|章|盖章|代章|公章)）$")
#: Characters of a unit's name.
_LONGEST_NAME = 24


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed, and when; without units it is a date on a line of its own."""

    issuers: tuple[str, ...]
    day: date
    #: Slice of the flow.
    start: int
    stop: int
    #: True for the printer's line (…印发), which names no issuer.
    printed: bool


def find_signatures(flow: Flow) -> tuple[Signature, ...]:
    """Every full date that ends a line, with the units just before it."""
    found: list[Signature] = []
    for span in find_spans(flow.text, None):
        printed = flow.text.startswith("印发", span.stop)
        ends = span.stop == len(flow.text) or flow.starts_line(span.stop)
        if span.is_range or span.first is None or not (ends or printed):
            continue
        issuers, start = _units_before(flow, span.start)
        if issuers or flow.starts_line(span.start):
            found.append(
                Signature(
                    issuers=issuers, day=span.first, start=start, stop=span.stop, printed=printed
                )
            )
    return tuple(found)


def _units_before(flow: Flow, stop: int) -> tuple[tuple[str, ...], int]:
    """Unit names that end at `stop`, one per stretch between spaces or lines; a name may be cut."""
    pieces: list[tuple[int, str]] = []
    for first, last in reversed(flow.pieces(max(0, stop - 150), stop)):
        piece = _STAMP.sub("", flow.text[first:last])
        if _BODY_MARK.search(piece) or len(piece) > _LONGEST_NAME:
            break
        pieces.insert(0, (first, piece))
    names: list[tuple[int, str]] = []
    for first, piece in pieces:
        joins = flow.gaps[first] == LINE or not is_unit(piece)
        if names and joins and not is_unit(names[-1][1]):
            names[-1] = (names[-1][0], names[-1][1] + piece)
        else:
            names.append((first, piece))
    units = [(first, name) for first, name in names if is_unit(name)]
    return tuple(name for _, name in units), units[0][0] if units else stop


def signed_in_month(flow: Flow) -> tuple[str, ...]:
    """Who signed over a line that names a month alone."""
    for match in _MONTH_ALONE.finditer(flow.text):
        ends = match.end() == len(flow.text) or flow.starts_line(match.end())
        if ends and flow.starts_line(match.start()):
            return _units_before(flow, match.start())[0]
    return ()
