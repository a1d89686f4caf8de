"""The part of the seam to rows that concerns strokes: what one key did, and taking it back."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from domain.reviewing.strokes import Stroke, Undone


class Strokes(Protocol):
    """Kept by whatever decides, moves a sending, or groups look-alikes."""

    def last(self, campaign: str, *, actor: str, skip: Collection[int] = ()) -> Stroke | None:
        """The newest stroke of this person in this campaign that can still be taken back.

        `skip` are strokes that were tried in vain. None when there is no other.
        """
        ...

    def undo(self, stroke_id: int, *, actor: str, at: datetime) -> Undone:
        """Take back all of a stroke that is still as it left it; the rest is told as `kept`.

        NotFound when there is none of that id. Conflict, and nothing changes, when it was taken
        back already, cannot be, or when all that it touched has been changed since; the words say
        by whom. The machine's weighing a tag anew is no such change.
        """
        ...
