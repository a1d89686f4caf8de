"""How many contact persons a notice names for which unit; who they are stays in the notice."""

import re
from dataclasses import dataclass

from domain.notice.text import Flow
from domain.notice.units import is_unit

_CONTACT = re.compile(r"联系人|联系方式|联系电话|联络员")
_TELEPHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}[-— ]?\d{7,8}|\d{7,8})(?!\d)")
#: A shorter name that ends like a unit's may be a person's.
_SHORTEST_NEW_UNIT = 4
#: More lines than this name the contacts of single activities.
_FEW = 2


@dataclass(frozen=True, kw_only=True)
class Contacts:
    #: None when it cannot be told whose they are.
    """How many contact persons a unit names; who they are stays in the notice."""

    unit: str | None
    #: Number of persons, at least 1.
    count: int


def find_contacts(
    flow: Flow, start: int, stop: int, known: tuple[str, ...]
) -> tuple[Contacts, ...]:
    """Units named between `start` and `stop`, each with its number of telephone numbers."""
    counts: dict[str | None, int] = {}
    unit: str | None = known[0] if len(known) == 1 else None
    for first, last in flow.pieces(start, stop):
        piece = flow.text[first:last]
        for token in re.split("[，。；：（）、]", piece):
            if token in known or (len(token) >= _SHORTEST_NEW_UNIT and is_unit(token)):
                unit = token
                counts.setdefault(unit, 0)
        counts[unit] = counts.get(unit, 0) + len(_TELEPHONE.findall(piece))
    return tuple(
        Contacts(unit=name, count=max(count, 1))
        for name, count in counts.items()
        if count or name is not None
    )


def contacts_start(flow: Flow) -> int | None:
    """Where the notice's contact persons begin, or None; lines inside items do not count."""
    starts = [at for match in _CONTACT.finditer(flow.text) if (at := _line_of(flow, match.start()))]
    return None if not starts else starts[0] if len(starts) <= _FEW else starts[-1]


def _line_of(flow: Flow, at: int) -> int | None:
    start = flow.line_start(at)
    if flow.starts_line(at) or (at > 0 and flow.text[at - 1] == "。"):
        return at
    return start if is_unit(flow.text[start:at]) else None
