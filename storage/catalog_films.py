"""The part of the seam to rows that concerns films and their storyboards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.cutting.spoken import Spoken
from domain.film import Film, Finding, Storyboard
from domain.words import Words


class Films(Protocol):
    def start(self, campaign: str, *, at: datetime, draft: int | None = None) -> Film:
        """A new film (state planned) and its job, in one transaction.

        It shows that state of the editors' table; by default the one that lies there, when it
        holds changes. NotFound when there is no such state.
        """
        ...

    def start_copy(self, film_id: str, *, profile: str, at: datetime) -> Film:
        """A copy of a film that is cut, for another profile, and its job; one each.

        The copy that there is already is answered. NotFound for no such film, Conflict when it is
        not cut yet or shows what may not be shown any more.
        """
        ...

    def copies(self, film_id: str) -> list[Film]:
        """By profile; `latest` and `all` know films only."""
        ...

    def bring(
        self, campaign: str, *, name: str, blob: str, sha256: str, size: int, at: datetime
    ) -> Film:
        """A film finished elsewhere (state planned) and the job that finds its shots.

        `name` is what its file was called; its bytes are in blobs already.
        """
        ...

    def get(self, film_id: str) -> Film: ...

    def latest(self, campaign: str) -> Film | None: ...

    def all(self, campaign: str) -> list[Film]: ...

    def making(self) -> list[Film]:
        """Films of all campaigns that are planned, cutting or cut, oldest first."""
        ...

    def planned(self, film_id: str, storyboard: Storyboard) -> Storyboard:
        """Keep the storyboard (its version is given here) and move planned -> cutting.

        Run twice for one film: answers the storyboard kept the first time; a failed film that is
        tried again is cutting once more. Marked *to be replaced* when it shows what was withdrawn
        in the meantime, or is a near shot that nobody allowed.
        """
        ...

    def stood_in(self, film_id: str, *, before: Storyboard, after: Storyboard) -> bool:
        """Show something else in a film that is being cut, where a source turned out broken.

        False when its storyboard is not `before` any more, or it is not being cut.
        """
        ...

    def storyboard(self, campaign: str, version: int | None = None) -> Storyboard:
        """The newest by default; NotFound when there is none."""
        ...

    def cut(self, film_id: str, *, blob: str, sha256: str, size: int) -> bool:
        """cutting -> cut; not when it is to be replaced, which it then stays."""
        ...

    def verified(
        self, film_id: str, *, measures: Mapping[str, object], findings: Sequence[Finding]
    ) -> bool:
        """cut -> verified; False also when its bytes went with something withdrawn."""
        ...

    def failed(self, film_id: str, words: Words) -> bool:
        """planned, cutting or cut -> failed."""
        ...

    def keep_spoken(self, film_id: str, spoken: Sequence[Spoken]) -> bool:
        """Keep what was heard in a film that is there; False, and nothing kept, where it went with
        something withdrawn or is to be replaced.
        """
        ...

    def spoken(self, film_id: str) -> tuple[Spoken, ...] | None:
        """What was heard in it; None where nothing has listened, or the film is gone."""
        ...
