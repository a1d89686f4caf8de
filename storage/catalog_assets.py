"""The part of the seam to rows that concerns assets: stations, tags, decisions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.asset import Asset
from domain.board.tally import Counted
from domain.board.wanted import Marked
from domain.facts import Claim, Facts, Look
from domain.moves import AssetState
from domain.reviewing.asking import Doubt
from domain.reviewing.review import Decided, Decision
from domain.tagging import Tag
from domain.times.neighbours import Member
from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class AssetQuery:
    campaign: str
    states: Sequence[AssetState] = ()
    #: Activity key; "" means "none yet".
    activity: str | None = None
    day: date | None = None
    unit: str | None = None
    sending: str | None = None
    #: Keyset: the last id seen, None for the first page.
    after: str | None = None
    limit: int = 200


#: Roles of the clip taken out of a motion photo, of a clip's small copy and of its sound's outline.
MOTION, PROXY, PEAKS = "motion", "proxy", "peaks"
#: Role of the note that a clip does not decode, so that no small copy of it can be made.
NO_PROXY = "no-proxy"


@dataclass(frozen=True, kw_only=True)
class Derivative:
    """A file made from an asset, which goes when the asset goes."""

    #: thumb, view, poster, strip: JPEG; motion: the clip of a motion photo, MP4; proxy: MP4;
    #: peaks, no-proxy: JSON.
    role: str
    blob: str


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """A withdrawn asset of which something may still be left, or still be made."""

    asset: str
    campaign: str
    withdrawn_at: datetime


class Assets(Protocol):
    def get(self, asset_id: str) -> Asset:
        """NotFound when there is none."""
        ...

    def find(self, query: AssetQuery) -> list[Asset]:
        """Assets in id order, at most `limit`, after `after`."""
        ...

    def all(self, campaign: str) -> list[Asset]:
        """Every asset of a campaign in id order, for the planner and the list.

        Pages do not ask for it: 1,700 assets take half a second to read.
        """
        ...

    def get_all(self, asset_ids: Collection[str]) -> dict[str, Asset]:
        """Those of these assets that there are, by id, in one query."""
        ...

    def names(self, asset_ids: Collection[str]) -> dict[str, str]:
        """Id -> original name of those that there are."""
        ...

    def board(self, campaign: str) -> list[Counted]:
        """Every asset of a campaign, counted by what the board tells apart."""
        ...

    def shown(self, campaign: str) -> list[Marked]:
        """What is here and shows wanted shots by a person's word, by id."""
        ...

    def doubts(self, campaign: str) -> list[Doubt]:
        """Every tagged asset whose tag is a question, by id, without reading its evidence."""
        ...

    def note(self, asset_id: str) -> str:
        """The sender's note of the asset's sending."""
        ...

    def inspected(
        self,
        asset_id: str,
        *,
        facts: Facts,
        claims: Sequence[Claim],
        taken_at: datetime | None,
        taken_class: str,
        taken_from: str | None,
    ) -> bool:
        """received -> inspected."""
        ...

    def judged(
        self,
        asset_id: str,
        *,
        claims: Sequence[Claim],
        taken_at: datetime | None,
        taken_class: str,
        taken_from: str | None,
        seen_version: int | None = None,
    ) -> bool:
        """New claims and the verdict over them, of an asset that was inspected; its state stays.

        For what is found out later: the rest of a sending, a time printed into the picture. False
        for an asset that is not inspected yet, refused or withdrawn, or that was written since
        `seen_version`: the claims were made of what is no longer so.
        """
        ...

    def awaited(self, sending: str) -> bool:
        """True while a file of the sending is received and not inspected yet."""
        ...

    def members(self, sending: str) -> list[Member]:
        """Every inspected file of a sending that is not refused or withdrawn, and its sidecars."""
        ...

    def set_belonging(self, to: Mapping[str, str | None]) -> None:
        """Asset id -> id of the file that it belongs to, or None to clear; versions stay."""
        ...

    def sidecars(self, asset_id: str) -> list[Asset]:
        """The sidecar files that belong to an asset, by id."""
        ...

    def looked(self, asset_id: str, *, look: Look, derivatives: Sequence[Derivative]) -> bool:
        """inspected -> looked."""
        ...

    def tagged(self, asset_id: str, *, tag: Tag, held: bool) -> bool:
        """looked -> tagged (or held, when consent must be decided first).

        From tagged or held it re-weighs a machine's tag; a person's tag is never overwritten. Then
        `held` may hold what was tagged while nobody has decided on its consent, and never lets go
        what is held. The version does not grow when state, activity and day stay: what an editor
        saw is still so.
        """
        ...

    def refuse(self, asset_id: str, *, code: str, words: Words) -> bool: ...

    def set_near_duplicates(self, better: Mapping[str, str | None]) -> None:
        """Asset id -> id of the better copy, or None to clear; versions do not grow."""
        ...

    def add_derivatives(self, asset_id: str, made: Sequence[Derivative]) -> bool:
        """Beside those that an asset has, in place of those of the same roles; versions stay.

        False for an asset that was not looked at yet, and for one that is gone.
        """
        ...

    def derivatives(self, asset_id: str) -> dict[str, str]:
        """Role -> blob name."""
        ...

    def derivatives_of(self, asset_ids: Sequence[str]) -> dict[str, dict[str, str]]: ...

    def decide(self, decisions: Sequence[Decision], *, at: datetime) -> list[Decided]:
        """All or none, by the rules of domain/reviewing/deciding.py.

        Conflict when a version was not the one seen or the move is not lawful, NotAllowed when the
        machine asks for more than it may, NotFound when the plan has no such activity. Decisions
        of one call on one asset share the version seen before the first of them.

        What a person accepts or changes teaches of the rest: a `weigh` job, written in the same
        transaction unless one waits, weighs the machine's tags of the campaign again.

        Accepting an asset with an undecided consent tick leaves it held and says so by Conflict.
        Withdraw: state withdrawn, tombstone written, films and packages that hold it marked *to be
        replaced*; the bytes are purged by `purge`.
        """
        ...

    def inherit(self, original: str, *, copies: Sequence[str], at: datetime) -> bool:
        """Say of an original what was decided of the first of its copies that was decided on.

        By the rules of reviewing/rescue.py, kept as a decision `inherit` in the name of whoever
        decided last; once, and never over a decision on the original itself. False when nothing
        was carried over.
        """
        ...

    def undo(self, decided_id: int, *, actor: str, at: datetime) -> Decided:
        """Put an asset back to where it was before a decision, unless it moved since (Conflict)."""
        ...

    def decisions(self, campaign: str, *, asset: str | None = None) -> list[Decided]: ...

    def purge(self, asset_id: str, delete: Callable[[str], None]) -> bool:
        """withdrawn -> purged; facts, names, evidence and films' blobs go, the tombstone stays.

        `delete` is called for each blob that goes with it: its original and derivatives unless
        another asset that is not withdrawn needs them, the films that show it, and what shows it
        in packages. It runs inside the transaction: no file of these bytes is received meanwhile.
        Of a purged asset it deletes what came later; of any other nothing. May be run again.
        """
        ...

    def unsettled(self) -> list[Unsettled]:
        """Of all campaigns, those not yet told by `settle`, by campaign and id."""
        ...

    def settle(self, asset_ids: Collection[str], *, at: datetime) -> None:
        """Nothing of them is left and nobody is at work on them; only of purged ones it is kept.

        When their bytes are received once more, they are unsettled again.
        """
        ...

    def counts(self, campaign: str) -> dict[str, int]:
        """State -> number of assets."""
        ...
