"""The seam to the words that were read in pictures."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from domain.looking.picture_text import PictureText, TextLine


@dataclass(frozen=True, kw_only=True)
class Unread:
    asset: str
    campaign: str


class Texts(Protocol):
    """Only of assets that are here: what is refused, withdrawn or purged has no words."""

    def keep(self, asset: str, text: PictureText) -> bool:
        """Kept once; a second time replaces. False, and nothing kept, where the asset is gone.

        NotFound when there is no such asset.
        """
        ...

    def of(self, asset: str) -> PictureText | None:
        """None while its words were not read, and of assets that are gone."""
        ...

    def of_all(self, assets: Collection[str]) -> dict[str, tuple[TextLine, ...]]:
        """Asset -> its lines, of those that were read and hold any; in few queries."""
        ...

    def awaited(self, sending: str) -> bool:
        """True while an asset of the sending has a machine's tag and its words were never read."""
        ...

    def unread(self, *, recipe: int, limit: int) -> list[Unread]:
        """Assets with a machine's tag whose words this recipe has not read, by asset id.

        Of campaigns that still collect: drafts, open and late ones.
        """
        ...
