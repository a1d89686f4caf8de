"""Storyboard and film: every shot in whole frames, with why it is in and the others are out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.words import Words

#: Why a film can neither go on nor be sent: somebody in it was withdrawn or is not allowed.
STALE = Words(
    zh="成片中有素材已撤回或未获同意，请重新剪辑",
    en="the film shows what was withdrawn or is not allowed; cut a new one",
)


class ShotKind(StrEnum):
    CARD = "card"
    PHOTO = "photo"
    CLIP = "clip"


@dataclass(frozen=True, kw_only=True)
class Caption:
    """Lower third over a chapter's first shot."""

    #: Two lines at most; chapter number and title, then day and unit.
    title: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """Opening or closing card."""

    #: opening or closing.
    role: str
    title: str
    #: Further lines from the largest to the smallest.
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One element of the film."""

    #: Place in the film, from 0.
    index: int
    kind: ShotKind
    #: Length in film frames (25 a second).
    frames: int
    #: First film frame, from 0.
    starts_at: int
    asset: str | None = None
    #: Activity key; None for cards.
    activity: str | None = None
    #: Source in and out points in ms, clips only.
    in_ms: int | None = None
    out_ms: int | None = None
    #: True when the clip's own sound is heard.
    sound: bool = False
    #: Ken Burns target, per mille of width and height, photos only.
    focus: tuple[int, int] = (500, 500)
    caption: Caption | None = None
    card: Card | None = None
    why: Words


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    asset: str
    activity: str | None
    #: Stable code: not_accepted, rejected, refused, withdrawn, consent, consent_denied,
    #: no_activity, not_read, near_duplicate, too_dark, badly_lit, blurred, too_short, no_room.
    code: str
    why: Words


@dataclass(frozen=True, kw_only=True)
class Storyboard:
    campaign: str
    #: Counts from 1 within the campaign.
    version: int
    shots: tuple[Shot, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def frames(self) -> int:
        """Planned length of the film in frames."""
        return sum(shot.frames for shot in self.shots)


class FindingKind(StrEnum):
    #: The notice demands it.
    REQUIRED = "required"
    #: Good practice advises it.
    ADVISORY = "advisory"


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, kw_only=True)
class Finding:
    #: Rule id of the profile, such as film.duration.
    rule: str
    kind: FindingKind
    outcome: Outcome
    #: What was measured, as shown: "178.000 s".
    measured: str
    #: What was wanted, as shown: "≤ 180.000 s".
    wanted: str
    words: Words
    #: The notice's sentence (required) or the advice's source (advisory).
    source: str
    #: Milliseconds in the film where it can be seen, None when it concerns the whole.
    at_ms: int | None = None


class FilmState(StrEnum):
    PLANNED = "planned"
    CUTTING = "cutting"
    CUT = "cut"
    VERIFIED = "verified"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Film:
    """One rendering of one storyboard."""

    #: "<campaign>-f<n>".
    id: str
    campaign: str
    number: int
    state: FilmState
    #: Version of the storyboard, None until it is planned.
    storyboard: int | None
    created_at: datetime
    blob: str | None = None
    sha256: str | None = None
    size: int | None = None
    findings: tuple[Finding, ...] = ()
    #: What verify measured, as JSON-able values (domain/measures.py gives the keys).
    measures: dict[str, object] | None = None
    failed_because: Words | None = None
    #: Set when an asset inside was withdrawn.
    to_be_replaced: bool = False


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    #: Path inside the bag, with forward slashes.
    path: str
    blob: str
    size: int
    sha256: str
    #: Asset whose picture it is, so that a withdrawal finds it; None for film, report and lists.
    asset: str | None = None


@dataclass(frozen=True, kw_only=True)
class Package:
    #: "<campaign>-p<n>".
    id: str
    campaign: str
    number: int
    film: str
    created_at: datetime
    files: tuple[PackageFile, ...] = ()
    #: Asset ids whose bytes are inside.
    assets: tuple[str, ...] = ()
    to_be_replaced: bool = False
