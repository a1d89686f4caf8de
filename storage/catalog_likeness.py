"""The seam to what is kept of pictures to find them again, and which were judged the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.looking.likeness import Prints
from domain.reviewing.strokes import Stroke


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two assets that were judged by their pixels; `asset` is the lower id."""

    asset: str
    other: str
    #: True for copies of one picture, False for two pictures of one burst.
    same: bool
    #: True when a person took them apart: then they are in no group together.
    apart: bool = False


class Likeness(Protocol):
    """Only of assets that are here: what is refused, withdrawn or purged is like nothing."""

    def keep(self, prints: Prints) -> None:
        """Kept once; a second time replaces. NotFound when there is no such asset."""
        ...

    def prints(self, campaign: str) -> list[Prints]:
        """By asset id."""
        ...

    def without_prints(self, campaign: str) -> list[str]:
        """Ids of assets that were looked at and have none: those of earlier versions."""
        ...

    def join(self, asset: str, found: Mapping[str, bool]) -> None:
        """Other asset -> whether it is the same picture; what was found earlier stays."""
        ...

    def part(self, asset: str, others: Collection[str]) -> int:
        """Forget that a machine took these for the same as the asset; how many it had.

        What a person put together, or took apart, stands.
        """
        ...

    def pairs(self, campaign: str) -> Sequence[Pair]:
        """By id of the first, then of the second."""
        ...

    def rule(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        apart: bool,
        of: str,
        actor: str,
        at: datetime,
    ) -> Stroke:
        """A person takes these pairs apart, or puts them together; the lower id stands first.

        It stands whatever stations find. `of` is the asset that it was said of. Written to the
        audit log. NotFound when there is no such asset.
        """
        ...
