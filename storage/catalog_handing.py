"""The part of the seam to rows that concerns what left the house: versions, links, sign-off."""

from datetime import datetime
from typing import Protocol

from domain.film import Package
from domain.handing.approval import Comment, Verdict
from domain.handing.links import Fetch, Fetched, NewLink, ShareLink
from domain.handing.versions import PackageMove
from domain.moves import PackageState


class Handing(Protocol):
    def move(
        self,
        package: str,
        *,
        seen: PackageState,
        to: PackageState,
        by: str,
        at: datetime,
        reason: str = "",
    ) -> Package:
        """Say what became of a package, by the rules of domain/handing/versions.py.

        Conflict when it is no longer where it was `seen` or may not go there, UsageError when the
        reason is missing, NotFound. The campaign goes along where its table allows; both stand in
        the audit log.
        """
        ...

    def moves(self, campaign: str) -> list[PackageMove]:
        """In the order they were said."""
        ...

    def add_link(self, new: NewLink, *, at: datetime) -> ShareLink:
        """NotFound when there is no such campaign or package. Stands in the audit log."""
        ...

    def link(self, secret_hash: str) -> ShareLink:
        """NotFound when unknown; one that ended is returned, as it has words of its own."""
        ...

    def links(self, campaign: str) -> list[ShareLink]:
        """The newest first."""
        ...

    def revoke(self, link: int, *, by: str, at: datetime) -> bool:
        """False when it was ended already, NotFound when there is none; in the audit log."""
        ...

    def fetched(
        self, link: int, what: Fetched, *, visitor: str, agent: str, size: int, at: datetime
    ) -> None:
        """Count one answer; those of the same visitor within one visit are one line."""
        ...

    def fetches(self, campaign: str, *, limit: int = 200) -> list[Fetch]:
        """What was taken by the links of a campaign, the newest visit first.

        At most `limit` of each link: one that is opened without end hides no other.
        """
        ...


class Signing(Protocol):
    def comment(
        self, link: int, *, film: str, at_ms: int, text: str, name: str, at: datetime
    ) -> Comment:
        """Keep a remark; TooMuch when the link left `MOST_COMMENTS`, NotFound without a link."""
        ...

    def comments(self, campaign: str) -> list[Comment]:
        """By film, then by their place in it."""
        ...

    def done(self, comment: int, *, campaign: str, done: bool, by: str, at: datetime) -> Comment:
        """Mark as done or open again; NotFound when the campaign has no such remark."""
        ...

    def verdict(self, link: int, verdict: Verdict) -> None:
        """Keep a leader's word, and that there was one in the audit log.

        TooMuch when the link left `MOST_VERDICTS`, NotFound without a link.
        """
        ...

    def verdicts(self, campaign: str) -> list[Verdict]:
        """In the order they were given."""
        ...
