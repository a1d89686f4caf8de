"""Inside the confined child: what look sees of a clip, by its key frames wherever they suffice."""

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, BinaryIO

from av.video.frame import VideoFrame
from PIL import Image

from domain.refusals import refusal
from domain.sniff import Sniffed
from workers.tools.clip_frames import Reel, picture_of
from workers.tools.clip_opening import Clip, damage_code, opened_clip
from workers.tools.picture_measures import (
    SHARPNESS_SIDE,
    Luma,
    Measures,
    at_side,
    difference,
    focus,
    luma_of,
    measures,
    phash,
)
from workers.tools.pictures import THUMB_SIDE, VIEW_SIDE, jpeg, shrunk

#: Frames of a strip and their width in px.
STRIP_FRAMES, STRIP_WIDTH = 8, 160
#: No two looked-at frames are nearer than this in ms, and no clip has more of them.
_STEP_MS, _MOST_FRAMES = 500, 600
#: Key frames further apart than this on average, or fewer, miss what happens between them.
_SPARSE_MS, _FEW_FRAMES = 2500, 4
#: A clip with sparse key frames is decoded whole up to so many pixels: 64 s of 1080p30, about
#: 10 s on one core; a larger one is judged by the key frames it has.
_WHOLE_PIXELS = 4_000_000_000
#: Long side of the frames that motion compares, px.
_MOTION_SIDE = 64
#: Small pictures kept for the strip; when there are more, every other one goes.
_KEPT_MOST = 64
#: Clips start with the hand still moving: a frame this early is the poster only if far better.
_START_MS, _START_COST = 300, 200
#: A new poster is only taken for a clearly better score: scaling a 4K frame costs 30 ms.
_CLEARLY_BETTER = 20
_QUALITY = 82


def clip_look(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is seen of a clip of `params["duration_ms"]`, as clip_facts measured it.

    {"frames": [{"ms", "sharpness", "exposure", "black", "motion"}], "span": [ms, ms], "phash",
    "focus": [x, y], "poster_ms", "width", "height"}: scores 0..1000 of the looked-at frames in
    their order, where the picture begins and ends, the hash, focus, time and size of the best
    frame. Blobs "poster" (at most 1600 px), "thumb" (320 px) and "strip" (8 frames of 160 px side
    by side): JPEG, upright, sRGB. Raises Refused as clip_facts, also when no frame decodes.
    """
    duration_ms = int(params["duration_ms"])
    seen = _look_at(file, duration_ms, whole=False)
    if seen.sparse(duration_ms):
        seen = _look_at(file, duration_ms, whole=True)
    poster = seen.poster
    if poster is None:
        raise refusal(damage_code(file, seen.sniffed))
    value = {
        "frames": seen.frames,
        "span": list(seen.span),
        "phash": phash(poster),
        "focus": list(focus(poster)),
        "poster_ms": seen.poster_ms,
        "width": poster.width,
        "height": poster.height,
    }
    return value, {
        "poster": jpeg(poster, _QUALITY),
        "thumb": jpeg(shrunk(poster, THUMB_SIDE), _QUALITY),
        "strip": jpeg(_strip(seen.kept, duration_ms), _QUALITY),
    }


@dataclass(kw_only=True)
class _Seen:
    """What is gathered while a clip runs by, whatever its length."""

    #: Pixels that decoding it whole would take.
    pixels: Fraction
    sniffed: Sniffed
    #: Milliseconds at which the picture begins and ends.
    span: tuple[int, int] = (0, 0)
    frames: list[dict[str, int]] = field(default_factory=list)
    poster: Image.Image | None = None
    poster_ms: int = 0
    poster_score: int = -1_000_000
    kept: list[tuple[int, Image.Image]] = field(default_factory=list)
    stride: int = 1
    before: Luma | None = None

    def sparse(self, duration_ms: int) -> bool:
        """True when decoding every frame would show more, and is affordable."""
        wanted = max(1, min(_FEW_FRAMES, duration_ms // _STEP_MS), duration_ms // _SPARSE_MS)
        return len(self.frames) < wanted and self.pixels <= _WHOLE_PIXELS

    def add(self, clip: Clip, ms: int, frame: VideoFrame) -> None:
        small = picture_of(clip, frame, SHARPNESS_SIDE, enlarge=True)
        found = measures(luma_of(small))
        self._keep(ms, small)
        self.frames.append({"ms": ms, **asdict(found), "motion": self._motion(small)})
        score = _poster_score(ms, found)
        if score > self.poster_score + _CLEARLY_BETTER:
            self.poster_score, self.poster_ms = score, ms
            self.poster = picture_of(clip, frame, VIEW_SIDE, enlarge=False)

    def _motion(self, small: Image.Image) -> int:
        before, self.before = self.before, luma_of(at_side(small, _MOTION_SIDE))
        same = before is not None and before.shape == self.before.shape
        return difference(before, self.before) if before is not None and same else 0

    def _keep(self, ms: int, small: Image.Image) -> None:
        if len(self.frames) % self.stride == 0:
            height = max(1, round(small.height * STRIP_WIDTH / small.width))
            self.kept.append((ms, small.resize((STRIP_WIDTH, height), Image.Resampling.BOX)))
        if len(self.kept) > _KEPT_MOST:
            del self.kept[1::2]
            self.stride *= 2


def _look_at(file: BinaryIO, duration_ms: int, *, whole: bool) -> _Seen:
    step_ms = max(_STEP_MS, duration_ms // _MOST_FRAMES)
    with opened_clip(file) as clip:
        rate = clip.video.average_rate or Fraction(30)
        pixels = clip.video.width * clip.video.height * rate * Fraction(duration_ms, 1000)
        seen = _Seen(pixels=pixels, sniffed=clip.sniffed)
        reel = Reel(clip=clip, step_ms=step_ms, whole=whole)
        for ms, frame in reel.frames():
            seen.add(clip, ms, frame)
        seen.span = (reel.first_ms or 0, reel.end_ms)
    return seen


def _poster_score(ms: int, found: Measures) -> int:
    early = _START_COST if ms < _START_MS else 0
    return found.sharpness + found.exposure - 2 * found.black - early


def _strip(kept: list[tuple[int, Image.Image]], duration_ms: int) -> Image.Image:
    """Eight pictures spread evenly over the clip, side by side; short clips repeat theirs."""
    height = kept[0][1].height
    strip = Image.new("RGB", (STRIP_WIDTH * STRIP_FRAMES, height))
    for place in range(STRIP_FRAMES):
        wanted = (2 * place + 1) * duration_ms // (2 * STRIP_FRAMES)
        _, picture = min(kept, key=lambda item: abs(item[0] - wanted))
        strip.paste(picture, (place * STRIP_WIDTH, 0))
    return strip
