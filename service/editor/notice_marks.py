"""The notice's text cut where its used sentences begin and end, for the page to mark them."""

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from domain.notice.sources import Source

_EMPTY_LINES = re.compile(r"\s*\n\s*\n\s*|\r\n")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the notice."""

    text: str
    #: Fields whose sentence it belongs to, in the order of the draft.
    fields: tuple[str, ...]
    #: Those of them that were read from these very words.
    read: tuple[str, ...]
    #: Recognition is not sure of it.
    faint: bool = False


def pieces(text: str, sources: Iterable[Source], faint: Collection[int] = ()) -> list[Piece]:
    """The whole text in pieces; put together they are the text without its empty lines.

    `faint`: places of characters that recognition is not sure of.
    """
    placed = [source for source in sources if source.quote]
    cuts = {0, len(text)}
    for source in placed:
        cuts |= {source.start, source.stop, *itertools.chain(*source.read)}
    unsure = set(faint)
    cuts |= {at for at in unsure if at - 1 not in unsure}
    cuts |= {at + 1 for at in unsure if at + 1 not in unsure}
    ordered = itertools.pairwise(sorted(cuts))
    found = [
        Piece(
            text=text[start:stop],
            fields=tuple(s.field for s in placed if s.start <= start and stop <= s.stop),
            read=tuple(s.field for s in placed if any(a <= start and stop <= b for a, b in s.read)),
            faint=start in unsure,
        )
        for start, stop in ordered
    ]
    return _without_empty_lines(found)


def _without_empty_lines(found: Iterable[Piece]) -> list[Piece]:
    """As texts out of PDF have one between any two lines, which takes half the screen."""
    shown: list[Piece] = []
    on_new_line = True
    for piece in found:
        text = _EMPTY_LINES.sub("\n", piece.text)
        text = text.lstrip("\r\n") if on_new_line else text
        if text:
            shown.append(replace(piece, text=text))
            on_new_line = text.endswith("\n")
    return shown
