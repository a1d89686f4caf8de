"""Inside the confined child: what look sees of a clip, by its key frames wherever they suffice."""

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, BinaryIO

from av.video.frame import VideoFrame
from PIL import Image

from domain.arriving.refusals import refusal
from domain.arriving.sniff import Sniffed
from workers.tools.clips.clip_changes import Found, Watching, between_looks
from workers.tools.clips.clip_frames import Looked, Reel, picture_of
from workers.tools.clips.clip_motion import MOTION_SIDE, camera_motion
from workers.tools.clips.clip_opening import Clip, damage_code, opened_clip
from workers.tools.clips.clip_planes import Signature, grey, signature
from workers.tools.photos.picture_measures import (
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
from workers.tools.photos.picture_prints import STRIP_FRAMES, prints_of
from workers.tools.photos.pictures import THUMB_SIDE, VIEW_SIDE, jpeg, shrunk

#: Width of each frame of a strip in px.
STRIP_WIDTH = 160
#: No two looked-at frames are nearer than this in ms, and no clip has more of them; a key frame of
#: 4K HEVC takes 0.1 s, so of larger pictures only every other second is looked at.
_STEP_MS, _MOST_FRAMES = 500, 600
_LARGE_STEP_MS, _LARGE_PIXELS = 1500, 2_100_000
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
#: A later frame is only taken for the poster with a clearly better score.
_CLEARLY_BETTER = 20
_QUALITY = 82


def clip_look(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is seen of a clip of `params["duration_ms"]`, as clip_facts measured it.

    {"frames": [{"ms", "sharpness", "detail", "exposure", "black", "clipped", "spread", "motion",
    "speed", "jitter", "scene"}], "changes": [[ms, ms]], "unsure": [[ms, ms]], "span": [ms, ms],
    "phash",
    "prints": [hash], "focus": [x, y], "poster_ms", "width", "height"}: scores 0..1000 of the
    looked-at frames in their order, camera motion as clip_motion.py or None; the stretches in which
    one shot turns into another, and those in which one may; where the picture begins and ends, the
    hash of the best frame,
    those of the strip's, focus, time and size of the best frame. Blobs "poster" (at most 1600 px),
    "thumb" (320 px) and "strip" (8 frames of 160 px side by side): JPEG, upright, sRGB. Raises
    Refused as clip_facts, also when no frame decodes.
    """
    duration_ms = int(params["duration_ms"])
    seen = _look_at(file, duration_ms, whole=False)
    if seen.sparse(duration_ms):
        seen = _look_at(file, duration_ms, whole=True)
    poster = seen.poster
    if poster is None:
        raise refusal(damage_code(file, seen.sniffed))
    found = seen.watched or between_looks(file, seen.looks, seen.pixels_a_ms)
    strip = _strip(seen.kept, duration_ms)
    value = {
        "frames": seen.frames,
        "changes": found.changes,
        "unsure": found.unsure,
        "span": list(seen.span),
        "phash": phash(poster),
        "prints": [value for value, _ in prints_of(strip, STRIP_FRAMES)],
        "focus": list(focus(poster)),
        "poster_ms": seen.poster_ms,
        "width": poster.width,
        "height": poster.height,
    }
    return value, {
        "poster": jpeg(poster, _QUALITY),
        "thumb": jpeg(shrunk(poster, THUMB_SIDE), _QUALITY),
        "strip": jpeg(strip, _QUALITY),
    }


@dataclass(kw_only=True)
class _Seen:
    """What is gathered while a clip runs by, whatever its length."""

    #: Key frames that there are, however many were looked at.
    keys: int = 0
    #: Pixels that decoding it whole would take.
    pixels: Fraction
    sniffed: Sniffed
    #: Milliseconds at which the picture begins and ends.
    span: tuple[int, int] = (0, 0)
    frames: list[dict[str, int | None]] = field(default_factory=list)
    poster: Image.Image | None = None
    #: What the poster is made of in the end: scaling a 4K frame costs 30 ms.
    best: VideoFrame | None = None
    poster_ms: int = 0
    poster_score: int = -1_000_000
    kept: list[tuple[int, Image.Image]] = field(default_factory=list)
    stride: int = 1
    before: Luma | None = None
    #: (ms, signature) of the looked-at frames.
    looks: list[tuple[int, Signature]] = field(default_factory=list)
    #: What was found by seeing every frame; None where key frames alone were seen.
    watched: Found | None = None
    #: Pixels of a millisecond.
    pixels_a_ms: Fraction = Fraction(0)

    def sparse(self, duration_ms: int) -> bool:
        """True when decoding every frame would show more, and is affordable."""
        wanted = max(1, min(_FEW_FRAMES, duration_ms // _STEP_MS), duration_ms // _SPARSE_MS)
        return self.keys < wanted and self.pixels <= _WHOLE_PIXELS

    def add(self, clip: Clip, looked: Looked) -> None:
        ms, frame = looked.ms, looked.frame
        small = picture_of(clip, frame, SHARPNESS_SIDE, enlarge=True)
        found = measures(luma_of(small))
        self._keep(ms, small)
        self.looks.append((ms, signature(frame)))
        moved = {"motion": self._motion(small), **_camera(looked)}
        self.frames.append({"ms": ms, **asdict(found), **moved})
        score = _poster_score(ms, found)
        if score > self.poster_score + _CLEARLY_BETTER:
            self.poster_score, self.poster_ms, self.best = score, ms, frame

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
    with opened_clip(file) as clip:
        size = clip.video.width * clip.video.height
        each = size * (clip.video.average_rate or Fraction(30)) / 1000
        seen = _Seen(pixels=each * duration_ms, pixels_a_ms=each, sniffed=clip.sniffed)
        least_ms = _LARGE_STEP_MS if size > _LARGE_PIXELS else _STEP_MS
        step_ms = max(least_ms, duration_ms // _MOST_FRAMES)
        watching = Watching()
        reel = Reel(clip=clip, step_ms=step_ms, whole=whole, each=watching.add)
        for looked in reel.frames():
            seen.add(clip, looked)
        if whole:
            seen.watched = Found(changes=watching.end())
        seen.keys = reel.keys
        seen.span = (reel.first_ms or 0, reel.end_ms)
        if seen.best is not None:
            seen.poster = picture_of(clip, seen.best, VIEW_SIDE, enlarge=False)
            seen.best = None
    return seen


def _camera(looked: Looked) -> dict[str, int | None]:
    burst = [(looked.ms, looked.frame), *looked.after]
    moved = camera_motion([(ms, grey(frame, MOTION_SIDE)) for ms, frame in burst])
    return asdict(moved) if moved else dict.fromkeys(("speed", "jitter", "scene"))


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
