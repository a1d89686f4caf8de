"""The part of the seam to rows that concerns editing: a film on the table, state after state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.editing.edits import Draft
from domain.words import Words

#: States of a campaign that are kept beside the named ones.
MOST_KEPT = 200


@dataclass(frozen=True, kw_only=True)
class EditLine:
    """One state, told in a line."""

    campaign: str
    #: Counts from 1 within the campaign.
    number: int
    #: The state that it was made from; None of the first, or when that is kept no more.
    parent: int | None
    at: datetime
    actor: str
    #: What was done to make it.
    did: Words
    #: Frames of the film.
    frames: int
    #: The version's name; None for a state that nobody named.
    name: str | None


@dataclass(frozen=True, kw_only=True)
class EditState:
    line: EditLine
    draft: Draft
    #: Whether there is a state before it, and one after it that was taken back.
    undo: bool
    redo: bool


class Edits(Protocol):
    """States are never changed. `seen` is the number of the state that the caller saw on the
    table, 0 for none: Conflict when another lies there now.
    """

    def current(self, campaign: str) -> EditState | None:
        """What lies on the table; None when nothing was edited yet."""
        ...

    def state(self, campaign: str, number: int) -> EditState:
        """NotFound when there is none."""
        ...

    def keep(
        self, campaign: str, draft: Draft, *, did: Words, seen: int, actor: str, at: datetime
    ) -> EditState:
        """One more state, made from the one on the table; it lies there now.

        Beside named ones and those that films show, the newest MOST_KEPT are kept. Written to the
        audit log.
        """
        ...

    def step(self, campaign: str, *, back: bool, seen: int, actor: str, at: datetime) -> EditState:
        """Back to the state before, or forth to the newest made from this one.

        Conflict when there is none. Written to the audit log.
        """
        ...

    def lines(self, campaign: str, *, limit: int) -> list[EditLine]:
        """Named states and the newest others, newest first."""
        ...

    def name(
        self, campaign: str, number: int, name: str | None, *, actor: str, at: datetime
    ) -> EditLine:
        """Give a state a name, or take it away; Conflict when another has it already."""
        ...
