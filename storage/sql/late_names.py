"""A plan made before a file was withdrawn, and kept after it, does not tell the file's name."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.film import LeftOut, Shot, Storyboard
from domain.words import Words
from storage.sql.models import AssetRow
from storage.sql.purging import GONE, UNNAMED


def named_by(reasons: Iterable[Shot | LeftOut]) -> set[str]:
    """Assets whose names stand in the reasons."""
    return {each.names for each in reasons if each.names is not None}


def without_late_names(session: Session, board: Storyboard) -> Storyboard:
    """The board without names of assets that are gone; who calls it holds those assets."""
    gone = _gone(session, named_by((*board.shots, *board.left_out)))
    if not gone:
        return board
    left_out = tuple(
        replace(out, names=None, why=_unnamed(out.why)) if out.names in gone else out
        for out in board.left_out
    )
    return replace(board, shots=_shots(board.shots, gone), left_out=left_out)


def shots_without_late_names(session: Session, shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    """The same for shots on the editors' table."""
    return _shots(shots, _gone(session, named_by(shots)))


def _gone(session: Session, assets: Collection[str]) -> set[str]:
    if not assets:
        return set()
    found = select(AssetRow.id).where(AssetRow.id.in_(sorted(assets)), AssetRow.state.in_(GONE))
    return set(session.scalars(found))


def _shots(shots: tuple[Shot, ...], gone: Collection[str]) -> tuple[Shot, ...]:
    return tuple(
        replace(shot, names=None, why=_unnamed(shot.why)) if shot.names in gone else shot
        for shot in shots
    )


def _unnamed(why: Words) -> Words:
    """A name may hold quotation marks itself, so all between the first and the last is it."""
    return Words(zh=_QUOTED.sub(UNNAMED, why.zh), en=_QUOTED.sub(UNNAMED, why.en))


_QUOTED = re.compile("“.*”", re.DOTALL)
