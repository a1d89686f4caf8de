"""Storyboard and film: every shot in whole frames, with why it is in and the others are out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.moves import PackageState
from domain.words import Words

#: Why a film can neither go on nor be sent: somebody in it was withdrawn or is not allowed.
STALE = Words(
    zh="成片中有素材已撤回或未获同意，请重新剪辑",
    en="the film shows what was withdrawn or is not allowed; cut a new one",
)
#: The same of a film that was finished elsewhere: only there can it be mended.
STALE_BROUGHT = Words(
    zh="成片中有素材已撤回或未获同意，请换掉这些镜头后重新上传",
    en="the film shows what was withdrawn or is not allowed; replace it, then bring it again",
)


class ShotKind(StrEnum):
    CARD = "card"
    PHOTO = "photo"
    CLIP = "clip"
    #: A span of a film finished elsewhere that shows none of the assets.
    FOREIGN = "foreign"


class Transition(StrEnum):
    """How a shot follows the one before it."""

    CUT = "cut"
    #: Its first 12 frames lie over the last 12 of the shot before it, which makes way.
    DISSOLVE = "dissolve"
    #: Through black: the last 6 frames of the shot before it go dark, its own first 6 rise.
    DIP = "dip"


#: Frames of a transition between two chapters.
TRANSITION_FRAMES = 12


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
    #: Names a moment of a clip in an editor's changes (editing/edits.py); empty where the asset or
    #: the card says it all, and in storyboards of earlier versions.
    key: str = ""
    #: How it follows the shot before it; None in storyboards of earlier versions, whose chapters
    #: rise out of the dark after a hard cut.
    into: Transition | None = None
    why: Words
    #: The asset whose file's name stands in `why`, as “name”.
    names: str | None = None

    @property
    def overlap(self) -> int:
        """Film frames that it shares with the shot before it."""
        return TRANSITION_FRAMES if self.into is Transition.DISSOLVE else 0

    @property
    def name(self) -> str:
        """Its key: the card's role, the photo's asset, or asset and moment of a clip."""
        if self.card is not None:
            return self.card.role
        asset = self.asset or ""
        plain = asset if self.kind is ShotKind.PHOTO else f"{asset}@{self.in_ms or 0}"
        return self.key or plain


def lasting(shots: Iterable[Shot]) -> int:
    """Film frames that the shots last together: what two of them share counts once."""
    return sum(shot.frames - shot.overlap for shot in shots)


def seen(shots: Sequence[Shot]) -> tuple[tuple[int, int], ...]:
    """First film frame of each shot and the first after it, end to end.

    Where two lie over each other, each has the half in which it is seen better.
    """
    starts = [shot.starts_at + shot.overlap // 2 for shot in shots]
    ends = [*starts[1:], *(shot.starts_at + shot.frames for shot in shots[-1:])]
    return tuple(zip(starts, ends, strict=True))


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    asset: str
    activity: str | None
    #: Stable code: not_accepted, rejected, refused, withdrawn, consent, consent_denied,
    #: no_activity, not_read, banned, near_duplicate, screen, too_dark, badly_lit, blurred, shaky,
    #: too_short, no_room, broken.
    code: str
    why: Words
    #: The asset whose file's name stands in `why`, as “name”.
    names: str | None = None


@dataclass(frozen=True, kw_only=True)
class Storyboard:
    campaign: str
    #: Counts from 1 within the campaign.
    version: int
    shots: tuple[Shot, ...]
    left_out: tuple[LeftOut, ...]
    #: File name of a film finished elsewhere that this was read from; None of one planned here.
    brought: str | None = None
    #: Ids of the music and the style that the editor chose; None for the product's own choice. What
    #: was kept before films had music names none, and those films have none.
    music: str | None = "none"
    style: str | None = None
    #: By how many hundredths of a percent a better choice of shots might be worth more; None when
    #: the greedy choice stands, and of storyboards of earlier versions.
    gap: int | None = None

    @property
    def frames(self) -> int:
        """Planned length of the film in frames."""
        return lasting(self.shots)


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
    #: Page inside the campaign where it is mended, such as /review?asset=…; empty when unknown.
    mend: str = ""


def fails_what_is_required(findings: Iterable[Finding]) -> bool:
    return any(f.kind is FindingKind.REQUIRED and f.outcome is Outcome.FAIL for f in findings)


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
    #: What verify measured, as JSON-able values (domain/judging/measures.py gives the keys).
    measures: dict[str, object] | None = None
    failed_because: Words | None = None
    #: File name of a film that was finished elsewhere and brought in; None of one cut here.
    brought: str | None = None
    #: Number of the editor's draft that it shows; None when it was planned without one.
    draft: int | None = None
    #: Set when an asset inside was withdrawn.
    to_be_replaced: bool = False
    #: Of a copy: the film that it is made from, and the profile that it is made for.
    of: str | None = None
    profile: str | None = None

    @property
    def job(self) -> str:
        """Id of the job that makes it, or finds the shots of one that was brought."""
        return f"{'film' if self.brought is None else 'match'}:{self.id}"

    @property
    def playable(self) -> bool:
        """True once it is cut and while it shows nothing withdrawn."""
        return self.state in (FilmState.CUT, FilmState.VERIFIED) and not self.to_be_replaced


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    #: Path inside the bag, with forward slashes.
    path: str
    blob: str
    size: int
    sha256: str
    #: Asset whose picture it is, so that a withdrawal finds it; None for film, report and lists.
    asset: str | None = None
    #: As a zip tells it; None in packages of earlier versions.
    crc32: int | None = None


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
    #: What was found in its film and between its parts when it was made.
    findings: tuple[Finding, ...] = ()
    to_be_replaced: bool = False
    #: Who had it made; empty in packages of earlier versions.
    by: str = ""
    #: Whom it is made for; empty when it is the same for every recipient.
    recipient: str = ""
    #: The report's lines as they stand in it, so that two versions can be compared.
    texts: tuple[str, ...] = ()
    state: PackageState = PackageState.MADE

    @property
    def is_draft(self) -> bool:
        """True while something required does not hold: it is not what may be sent."""
        return fails_what_is_required(self.findings)
