"""Between storyboard and cut: a shot as a canonical specification whose hash names its segment."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.output import (
    STANDARD,
    USUAL,
    Coding,
    Output,
    samples_per_frame,
)
from domain.facts import Facts
from domain.film import Shot, ShotKind
from domain.timebase import FILM_RATE

#: Pixels of a film frame where no profile says otherwise.
FRAME_WIDTH, FRAME_HEIGHT = FULL_HD.width, FULL_HD.height


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """What rendering must know of an original, and nothing else: more would spoil the cache."""

    #: Hex SHA-256 of the original bytes.
    sha256: str
    #: Pixels as displayed: orientation, rotation and sample aspect applied.
    width: int
    height: int
    #: Milliseconds; 0 for photos.
    duration_ms: int = 0
    #: hlg, pq or sdr.
    transfer: str = "sdr"
    #: auto or bt709 as in Facts; empty where they do not say it, and the file is asked.
    matrix: str = ""
    #: True when the file has an audio stream.
    has_audio: bool = False


def source_facts(sha256: str, facts: Facts) -> SourceFacts:
    """The part of `facts` that a rendered picture depends on."""
    return SourceFacts(
        sha256=sha256,
        width=facts.width,
        height=facts.height,
        duration_ms=facts.duration_ms or 0,
        transfer=facts.transfer,
        matrix=facts.matrix or "",
        has_audio=facts.audio is not None,
    )


@dataclass(frozen=True, kw_only=True)
class SegmentSpec:
    """All that decides a segment's pictures and sound, its place in the film aside.

    Every value is exactly an int, a str or a tuple of them: True and 1, or a NumPy integer, would
    be equal here and still give another hash. Anything else raises TypeError.
    """

    #: card, photo or clip.
    kind: str
    #: Length of the shot in film frames, at least 1; of its sound too.
    frames: int
    #: Frames at its two ends that are not shown: transitions have them.
    lead: int = 0
    tail: int = 0
    #: Hex SHA-256 of the original; empty for cards.
    source: str = ""
    #: Displayed pixels of the source; 0 for cards.
    width: int = 0
    height: int = 0
    #: Source in point in ms; clips only.
    in_ms: int = 0
    #: hlg, pq or sdr.
    transfer: str = "sdr"
    #: Matrix as in SourceFacts. It follows from the source, so no hash tells it: whether facts or
    #: the file itself said it changes no picture.
    matrix: str = ""
    #: 1 when the clip's own sound is heard, else 0.
    sound: int = 0
    #: Ken Burns target, per mille of width and height; photos only.
    focus: tuple[int, int] = (500, 500)
    #: Lower third: title and line, or empty.
    caption: tuple[str, ...] = ()
    #: Role, title and further lines of a card, or empty.
    card: tuple[str, ...] = ()
    #: Frames over which the picture rises out of the dark; 0 for a hard cut.
    dip: int = 0
    #: Pixels of the film's frame, and frames a second.
    size: tuple[int, int] = (FULL_HD.width, FULL_HD.height)
    rate: int = FILM_RATE
    #: crf, kbit/s, kbit of buffer, 1 for a constant rate (domain/cutting/output.py).
    coding: tuple[int, int, int, int] = (21, 10_000, 20_000, 0)
    #: Key of the style of cards and lower thirds; empty where nothing is lettered.
    style: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_canonical(field.name, getattr(self, field.name))
        if self.shown < 1:
            raise ValueError(f"a segment of {self.shown} frames")
        if (self.kind == ShotKind.CARD) != (not self.source):
            raise ValueError(f"a {self.kind} with source {self.source!r}")

    @property
    def frame(self) -> Frame:
        return Frame(*self.size)

    @property
    def shown(self) -> int:
        """Frames of its picture."""
        return self.frames - self.lead - self.tail

    @property
    def samples(self) -> int:
        """Samples of its sound, exact."""
        return self.frames * samples_per_frame(self.rate)


@dataclass(frozen=True, kw_only=True)
class TransitionSpec:
    """All that decides a transition's pictures; its sound is made where both shots' levels are.

    It hangs on both neighbours' own specifications and on nothing else of the film.
    """

    #: dissolve or dip.
    transition: str
    #: Length in film frames.
    frames: int
    #: Both shots, of which only the frames that it takes are shown, without their captions.
    before: SegmentSpec
    after: SegmentSpec

    @property
    def sources(self) -> tuple[str, ...]:
        """Hex SHA-256 of the originals that can be seen in it, each once."""
        return tuple(dict.fromkeys(s for s in (self.before.source, self.after.source) if s))


Spec = SegmentSpec | TransitionSpec


def _check_canonical(name: str, value: object) -> None:
    if type(value) is tuple:
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _check_canonical(name, item)  # pyright: ignore[reportUnknownArgumentType]
    elif type(value) is not int and type(value) is not str:
        raise TypeError(f"{name} of a segment is {type(value).__name__}, not int, str or tuple")


@dataclass(frozen=True, kw_only=True)
class Making:
    """What all segments of one film have in common."""

    output: Output = STANDARD
    coding: Coding = USUAL
    #: Key of the style of cards and lower thirds.
    style: str = ""


def segment_spec(
    shot: Shot,
    source: SourceFacts | None,
    *,
    dip: int = 0,
    lead: int = 0,
    tail: int = 0,
    making: Making | None = None,
) -> SegmentSpec:
    """The specification of one shot; `source` is None for cards only.

    Raises ValueError when shot and source do not fit together.
    """
    caption = (shot.caption.title, shot.caption.line) if shot.caption else ()
    making = making or Making()
    common: dict[str, Any] = {
        "frames": shot.frames,
        "lead": lead,
        "tail": tail,
        "caption": caption,
        "dip": dip,
        "size": (making.output.frame.width, making.output.frame.height),
        "rate": making.output.rate,
        "coding": astuple(making.coding),
        # Other shots keep their segments when the style changes.
        "style": making.style if caption or shot.kind is ShotKind.CARD else "",
    }
    if shot.kind is ShotKind.CARD:
        return SegmentSpec(kind="card", card=_card_lines(shot), **common)
    if source is None:
        raise ValueError(f"shot {shot.index} has no source")
    is_clip = shot.kind is ShotKind.CLIP
    return SegmentSpec(
        kind=shot.kind.value,
        source=source.sha256,
        width=source.width,
        height=source.height,
        in_ms=(shot.in_ms or 0) if is_clip else 0,
        transfer=source.transfer,
        matrix=source.matrix,
        sound=1 if is_clip and shot.sound and source.has_audio else 0,
        focus=(500, 500) if is_clip else shot.focus,
        **common,
    )


def _card_lines(shot: Shot) -> tuple[str, ...]:
    if shot.card is None:
        raise ValueError(f"card {shot.index} says nothing")
    return (shot.card.role, shot.card.title, *shot.card.lines)


def segment_key(spec: Spec, recipe_version: int, ffmpeg_build: str) -> str:
    """Hex SHA-256 that names the rendered segment.

    `recipe_version` counts changes of the drawing code, `ffmpeg_build` names the encoder's build:
    same bits are promised for one build and processor family only.
    """
    whole = {"spec": _told(spec), "recipe": recipe_version, "ffmpeg": ffmpeg_build}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def spec_hash(spec: Spec) -> str:
    """Hex SHA-256 of the specification alone, whatever program renders it."""
    return segment_key(spec, 0, "")


def _told(spec: Spec) -> dict[str, Any]:
    """As it is hashed. Ends that are shown whole are not told of: earlier versions knew none."""
    told = asdict(spec)
    parts = (told,) if isinstance(spec, SegmentSpec) else (told["before"], told["after"])
    for part in parts:
        del part["matrix"]
        for end in ("lead", "tail"):
            if part[end] == 0:
                del part[end]
    return told


#: Pixels from which on a clip's decoder outweighs its encoder.
_LARGE = 2 * FRAME_WIDTH * FRAME_HEIGHT


def effort(spec: Spec) -> int:
    """About how long a segment takes, in milliseconds of one core (measured on two)."""
    if isinstance(spec, TransitionSpec):
        # Both programs start and read up to where they begin to show.
        return 400 + effort(spec.before) // 4 + effort(spec.after) // 4
    if spec.kind == "card":
        return 9 * spec.frames
    if spec.kind == "photo":
        return 20 * spec.frames
    return (20 + spec.width * spec.height * 4 // 1_000_000) * spec.frames


def _is_large(spec: SegmentSpec) -> bool:
    return spec.kind == "clip" and spec.width * spec.height >= _LARGE


def in_turn(specs: Sequence[Spec]) -> list[int]:
    """Places of the segments in the order in which they are best rendered side by side.

    Large clips come first and one at a time: beside each, small ones that together take as long.
    Whoever takes the last one keeps the film waiting alone, so that one should be short.
    """

    def longest(of: Iterable[int]) -> list[int]:
        return sorted(of, key=lambda place: (-effort(specs[place]), place))

    large = longest(
        n for n, spec in enumerate(specs) if isinstance(spec, SegmentSpec) and _is_large(spec)
    )
    small = longest(set(range(len(specs))) - set(large))
    turn: list[int] = []
    for place in large:
        turn.append(place)
        beside = effort(specs[place])
        while small and beside > 0:
            turn.append(small.pop(0))
            beside -= effort(specs[turn[-1]])
    return turn + small
