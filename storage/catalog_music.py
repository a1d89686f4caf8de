"""The seam to the music that people brought, with what allows its use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.cutting.music import OwnMusic
from domain.words import Words


class Musics(Protocol):
    def add(
        self,
        *,
        campaign: str,
        title: str,
        rights: str,
        sha256: str,
        size: int,
        by: str,
        at: datetime,
    ) -> OwnMusic:
        """Keep a row of it (its bytes are kept already) and the job that listens to it.

        The same bytes of one campaign are one piece: title and rights become the newer ones, and
        what was refused or removed before is listened to again.
        NotFound when there is no such campaign.
        """
        ...

    def get(self, music_id: str) -> OwnMusic:
        """NotFound when there never was any; what was removed is told as such."""
        ...

    def all(self, campaign: str) -> list[OwnMusic]:
        """The newest first, without what was removed."""
        ...

    def heard(self, music_id: str, *, duration_ms: int, beats: Sequence[int]) -> bool:
        """received -> ready."""
        ...

    def refuse(self, music_id: str, words: Words) -> bool:
        """received -> refused."""
        ...

    def remove(self, music_id: str) -> str | None:
        """Nobody may choose it any more; the name of its blob when nobody else has its bytes.

        Title and rights stay: films were made with it.
        """
        ...

    def is_kept(self, sha256: str) -> bool:
        """Whether any campaign has music of these bytes."""
        ...
