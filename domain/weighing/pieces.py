"""Files of a row without times, and the parts between which the row is divided."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from domain.weighing.beliefs import Vector
from domain.weighing.told import NAMELESS, Told

#: Rows are divided at no more than so many places.
_MOST = 24


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One file of a row, or copies that are known to show one occasion."""

    told: Told
    #: What other sendings say of it, by sending, likelihoods.
    voices: tuple[tuple[str, Vector], ...] = ()


_SILENT = frozenset[str]()


def blocks_of(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """The places between which a row is divided: few enough to weigh every division.

    Where neighbours tell the same a division is hardly sought; between what tells different things
    it is sought most closely, so that no file is taken for its neighbour's.
    """
    if len(pieces) <= _MOST:
        return [[piece] for piece in pieces]
    alike = _alike_in_a_row(pieces)
    if len(alike) > _MOST:
        alike = [(list(pieces), True)]
    # What lies between two signs may be of either, and is cut finest; then the runs that tell the
    # same, into steps until all fit.
    silent = _step(alike, {True: 1, False: len(pieces)}, silent=True)
    step = _step(alike, {True: silent, False: 1}, silent=False)
    steps = {True: silent, False: step}
    return [
        run[n : n + steps[is_silent]]
        for run, is_silent in alike
        for n in range(0, len(run), steps[is_silent])
    ]


def paused_blocks(pieces: Sequence[Piece], sizes: Sequence[int]) -> list[Sequence[Piece]]:
    """The same where pauses alone divide a row into stretches of so many pieces.

    A camera on a stand pauses hundreds of times: then neighbouring stretches go together.
    """
    step = -(-len(sizes) // _MOST)
    ends = list(accumulate(sizes))
    return [pieces[a:b] for a, b in pairwise((0, *ends[step - 1 : -1 : step], ends[-1]))]


#: Neighbours, and whether nothing tells of them or of which neighbour they are.
_Alike = tuple[list[Piece], bool]


def _step(alike: Sequence[_Alike], steps: dict[bool, int], *, silent: bool) -> int:
    """The smallest step for one sort of runs with which all of them fit."""
    longest = max((len(run) for run, is_silent in alike if is_silent == silent), default=1)
    for step in range(1, longest):
        with_it = {**steps, silent: step}
        if sum(-(-len(run) // with_it[is_silent]) for run, is_silent in alike) <= _MOST:
            return step
    return longest


def _alike_in_a_row(pieces: Sequence[Piece]) -> list[_Alike]:
    """Runs that tell the same; what is silent between two that do is of them."""
    signs = [_sign(piece) for piece in pieces]
    before, after = _last_known(signs), _last_known(signs[::-1])[::-1]
    keys = [a if a == b else _SILENT for a, b in zip(before, after, strict=True)]
    found: list[_Alike] = []
    for n, piece in enumerate(pieces):
        if n and keys[n] == keys[n - 1]:
            found[-1][0].append(piece)
        else:
            found.append(([piece], keys[n] == _SILENT))
    return found


def _last_known(signs: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for sign in signs:
        found.append(sign or (found[-1] if found else _SILENT))
    return found


def _sign(piece: Piece) -> frozenset[str]:
    """What a file names, and who else speaks of it; empty where nothing does."""
    named = {
        f"{kind} {at}"
        for kind, voices in piece.told.items()
        for at, (weight, _) in voices.named.items()
        if weight > NAMELESS
    }
    return frozenset([*named, *(who for who, _ in piece.voices)])
