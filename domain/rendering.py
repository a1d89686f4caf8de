"""Between storyboard and cut: a shot as a canonical specification whose hash names its segment."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from domain.facts import Facts
from domain.film import Shot, ShotKind
from domain.timebase import frames_to_ms

#: Pixels of every film frame.
FRAME_WIDTH = 1920
FRAME_HEIGHT = 1080

#: Frames over which a chapter's first shot rises out of the dip (film.md, Grammar).
DIP_FRAMES = 12


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
    #: Length in film frames, at least 1.
    frames: int
    #: Hex SHA-256 of the original; empty for cards.
    source: str = ""
    #: Displayed pixels of the source; 0 for cards.
    width: int = 0
    height: int = 0
    #: Source in point in ms; clips only.
    in_ms: int = 0
    #: hlg, pq or sdr.
    transfer: str = "sdr"
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

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_canonical(field.name, getattr(self, field.name))
        if self.frames < 1:
            raise ValueError(f"a segment of {self.frames} frames")
        if (self.kind == ShotKind.CARD) != (not self.source):
            raise ValueError(f"a {self.kind} with source {self.source!r}")

    @property
    def duration_ms(self) -> int:
        """Milliseconds the segment lasts, exact."""
        return frames_to_ms(self.frames)


def _check_canonical(name: str, value: object) -> None:
    if type(value) is tuple:
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _check_canonical(name, item)  # pyright: ignore[reportUnknownArgumentType]
    elif type(value) is not int and type(value) is not str:
        raise TypeError(f"{name} of a segment is {type(value).__name__}, not int, str or tuple")


def segment_spec(shot: Shot, source: SourceFacts | None, *, dip: int = 0) -> SegmentSpec:
    """The specification of one shot; `source` is None for cards only.

    Raises ValueError when shot and source do not fit together.
    """
    caption = (shot.caption.title, shot.caption.line) if shot.caption else ()
    if shot.kind is ShotKind.CARD:
        return SegmentSpec(
            kind="card", frames=shot.frames, card=_card_lines(shot), caption=caption, dip=dip
        )
    if source is None:
        raise ValueError(f"shot {shot.index} has no source")
    is_clip = shot.kind is ShotKind.CLIP
    return SegmentSpec(
        kind=shot.kind.value,
        frames=shot.frames,
        source=source.sha256,
        width=source.width,
        height=source.height,
        in_ms=(shot.in_ms or 0) if is_clip else 0,
        transfer=source.transfer,
        sound=1 if is_clip and shot.sound and source.has_audio else 0,
        focus=(500, 500) if is_clip else shot.focus,
        caption=caption,
        dip=dip,
    )


def _card_lines(shot: Shot) -> tuple[str, ...]:
    if shot.card is None:
        raise ValueError(f"card {shot.index} says nothing")
    return (shot.card.role, shot.card.title, *shot.card.lines)


def segment_specs(
    shots: Sequence[Shot], sources: Mapping[str, SourceFacts]
) -> tuple[SegmentSpec, ...]:
    """The specifications of a storyboard's shots in their order; `sources` is keyed by asset.

    Only the first shot of a chapter dips: it depends on its place already, through its caption,
    so that any other shot keeps its segment when the order changes. Raises KeyError for an asset
    without facts.
    """
    specs: list[SegmentSpec] = []
    before: Shot | None = None
    for shot in shots:
        opens = before is not None and before.activity != shot.activity
        dip = DIP_FRAMES if opens and shot.frames > 2 * DIP_FRAMES else 0
        source = sources[shot.asset] if shot.asset is not None else None
        specs.append(segment_spec(shot, source, dip=dip))
        before = shot
    return tuple(specs)


def segment_key(spec: SegmentSpec, recipe_version: int, ffmpeg_build: str) -> str:
    """Hex SHA-256 that names the rendered segment.

    `recipe_version` counts changes of the drawing code, `ffmpeg_build` names the encoder's build:
    same bits are promised for one build and processor family only.
    """
    whole = {"spec": asdict(spec), "recipe": recipe_version, "ffmpeg": ffmpeg_build}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
