"""The seam to rows: small ports, one per subject, that any SQL database can stand behind.

Every write is one transaction. Times are aware datetimes in UTC. A state move is one conditional
UPDATE: `False` means another process was first or the move is not lawful from where the row is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.asset import Asset
from domain.board.tally import Counted
from domain.board.wanted import Marked
from domain.campaign import Campaign, Unit
from domain.facts import Claim, Facts, Look
from domain.film import Film, Finding, Package, PackageFile, Storyboard
from domain.moves import AssetState, CampaignState
from domain.reviewing.asking import Doubt
from domain.reviewing.review import Decided, Decision
from domain.reviewing.strokes import Stroke
from domain.sending import Invite, NewSending, NewUpload, Receipt, Sending, UnitTotals, Upload
from domain.tagging import Tag
from domain.times.neighbours import Member
from domain.words import Words
from storage.catalog_drafts import Drafts
from storage.catalog_edits import Edits
from storage.catalog_figures import Figures
from storage.catalog_handing import Handing, Signing
from storage.catalog_likeness import Likeness
from storage.catalog_music import Musics
from storage.catalog_people import Audit, Deaths, Leases, People
from storage.catalog_reports import Reports
from storage.catalog_retention import Retention
from storage.catalog_strokes import Strokes
from storage.catalog_texts import Texts
from storage.catalog_watch import Watch


@dataclass(frozen=True, kw_only=True)
class CampaignRecord:
    campaign: Campaign
    state: CampaignState
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CampaignTitle:
    """A campaign without its plan, which takes 0.4 ms to read: of hundreds only this is shown."""

    key: str
    title: str
    state: CampaignState
    created_at: datetime


class Campaigns(Protocol):
    def save(self, campaign: Campaign, *, merges: Mapping[str, str], at: datetime) -> None:
        """Create (state open) or update; `merges` maps a dropped activity's key to its heir.

        Conflict when an activity with assets is dropped and not merged, or a unit that has sent.
        Assets, sendings and invites of a merged activity move to its heir, the evidence for it
        too; storyboards stay as they were. Without assets, invites of a dropped activity are left
        open and invites of a dropped unit are revoked.
        """
        ...

    def get(self, key: str) -> CampaignRecord:
        """NotFound when there is none."""
        ...

    def all(self) -> list[CampaignRecord]: ...

    def titles(self) -> list[CampaignTitle]:
        """Every campaign in the order they were made."""
        ...

    def add_unit(self, key: str, unit: Unit) -> None:
        """Conflict when the key, the name or an alias stands already."""
        ...

    def amend(self, key: str, change: Callable[[Campaign], Campaign], *, at: datetime) -> Campaign:
        """The plan after `change`, which sees it as it is and is the only one to change it then.

        `change` may be called again when the database asks for another try; what it raises is
        raised, and nothing is kept. It drops no activity and no unit. The machine's tags are
        weighed anew by a `weigh` job. NotFound for no campaign.
        """
        ...

    def weigh_soon(self, key: str, *, beside: str) -> bool:
        """Queue a `weigh` job of the whole week, after a sending of the unit `beside`.

        False where no other unit's material tells of the week, where no machine's tag is open, or
        where such a job waits.
        """
        ...

    def move(
        self, key: str, *, seen: CampaignState, to: CampaignState, by: str, at: datetime
    ) -> bool:
        """False when it is no longer where it was `seen`, or may not go there; else it is logged.

        Retention counts its days from `at`.
        """
        ...

    def assets_per_activity(self, key: str) -> dict[str, int]:
        """Activity key -> assets tagged so, without the refused and withdrawn; no zeros."""
        ...


class Intake(Protocol):
    def add_invite(
        self, *, campaign: str, unit: str, activity: str | None, secret_hash: str, at: datetime
    ) -> Invite:
        """NotFound when the plan has no such unit or activity."""
        ...

    def invite(self, secret_hash: str) -> Invite:
        """NotFound when unknown; a revoked one is returned with its time."""
        ...

    def invites(self, campaign: str) -> list[Invite]: ...

    def invite_files(self, campaign: str) -> dict[int, int]:
        """Invite -> its files that are arriving or received; no zeros."""
        ...

    def revoke(self, invite: int, *, at: datetime) -> bool: ...

    def sending(self, said: NewSending, *, at: datetime) -> Sending:
        """The sending of this invite and client id, made when it is new.

        Later files of the same sending may bring another choice of activity, day, note or ticks
        (the sender changed the form): each file keeps what was said when it started, so a changed
        choice makes a further sending with the same client id. A sending that was moved is found
        again by what was said, so that late files follow it. NotFound when the plan has no such
        unit or activity.
        """
        ...

    def sending_by_id(self, sending_id: str) -> Sending:
        """NotFound when there is none."""
        ...

    def sendings(self, campaign: str) -> list[Sending]: ...

    def start(self, new: NewUpload) -> Upload:
        """Conflict when the id is taken, NotFound when the sending is unknown."""
        ...

    def upload(self, upload_id: str) -> Upload:
        """NotFound when unknown or dropped."""
        ...

    def receive(
        self, upload_id: str, *, sha256: str, size: int, at: datetime, late: bool
    ) -> Upload:
        """The bytes are in blobs: asset row and job in one transaction, or a duplicate's receipt.

        Idempotent: the second call changes nothing and answers the same. A sha256 with a
        tombstone in this campaign is refused with code `withdrawn`. A duplicate's tick for minors
        or patients is added to the asset, which is held again when nobody had decided of it.
        """
        ...

    def refuse(self, upload_id: str, *, code: str, words: Words) -> Upload:
        """arriving -> refused; idempotent. Conflict when the file was received already."""
        ...

    def unpacked(self, upload_id: str) -> Upload:
        """arriving -> unpacked: an archive whose files have uploads of their own; idempotent.

        Conflict when it was received or refused already.
        """
        ...

    def drop(self, upload_id: str) -> bool:
        """Forget an upload that is still arriving; False when it is complete already."""
        ...

    def arriving(self) -> list[Upload]:
        """All uploads that are not complete, for the sweep at start and the expiry."""
        ...

    def receipts(self, *, campaign: str, unit: str) -> list[Receipt]:
        """What a unit has sent, newest sending first, its files in their order.

        A received file shows its asset's state; a duplicate stays one unless the asset is gone.
        """
        ...

    def totals(self, invite: int) -> UnitTotals:
        """Files and announced bytes of an invite that are arriving or received."""
        ...

    def has_sha256(self, *, campaign: str, unit: str, sha256: str) -> bool:
        """True when this unit has sent these bytes already."""
        ...

    def move_sending(
        self, sending_id: str, *, to_unit: str, actor: str, at: datetime
    ) -> Stroke | None:
        """Move a sending and its assets to another unit; None when it is there already.

        Its receipt number stays what the sender was shown. Written to the audit log. NotFound when
        the plan has no such unit. The assets' machine tags are weighed again by a `retag` job,
        written in the same transaction.
        """
        ...


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

    def start_package(
        self, campaign: str, *, film: str, at: datetime, by: str = "", recipient: str = ""
    ) -> Package:
        """A new package and its job, in one transaction; for one `recipient` or for all.

        Conflict when the film is not verified or is to be replaced, NotFound when the
        campaign has no such film; a film's copy counts as one for a `recipient` alone.
        """
        ...

    def packaged(
        self,
        package_id: str,
        *,
        files: Sequence[PackageFile],
        assets: Sequence[str],
        findings: Sequence[Finding] = (),
        texts: Sequence[str] = (),
    ) -> bool:
        """Keep what was made, what was found in it and the report's lines, once.

        Marked *to be replaced* when it holds what was withdrawn or is not allowed any more.
        """
        ...

    def package(self, package_id: str) -> Package: ...

    def packages(self, campaign: str) -> list[Package]: ...


class Catalog(Protocol):
    """All ports over one database."""

    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def assets(self) -> Assets: ...
    @property
    def likeness(self) -> Likeness: ...
    @property
    def strokes(self) -> Strokes: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def edits(self) -> Edits: ...
    @property
    def films(self) -> Films: ...
    @property
    def handing(self) -> Handing: ...
    @property
    def signing(self) -> Signing: ...
    @property
    def music(self) -> Musics: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def people(self) -> People: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def deaths(self) -> Deaths: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def watch(self) -> Watch: ...
    @property
    def retention(self) -> Retention: ...

    def ping(self) -> None:
        """StorageFailed when the database does not answer."""
        ...

    def close(self) -> None: ...
