"""Renders one shot of the film from its specification: a video segment and its raw sound."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from domain.cutting.framing import photo_decode_size
from domain.cutting.keeping_rate import keeps_rate
from domain.cutting.rendering import SegmentSpec, TransitionSpec
from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.film.cards import MOVING_FRAMES, card_frames
from workers.tools.film.clip_shot import render_clip, render_clip_part
from workers.tools.film.film_recipe import CaptionFile, piped_args
from workers.tools.film.lettering import lower_third
from workers.tools.film.mixing import mixed_frames
from workers.tools.film.mp4_boxes import VideoTrack, video_track
from workers.tools.film.photo_shot import PhotoPixels, photo_frames
from workers.tools.film.planes import Converted
from workers.tools.running.confined import ConfinedChild, ConfinedPool
from workers.tools.running.runner import stream

#: Bytes of one sample: 16 bits, two channels.
SAMPLE_BYTES = 4

#: Bits a pixel: twice what a grainy photo takes at the usual quality (0.066, 12 MP, measured).
_PLENTY = 0.13
#: Seconds to draw and encode one photo or card.
_TIMEOUT_S = 240
#: Work of the confined children that read a film's photos.
PHOTO_WORK = "workers.tools.photos.film_photo"
#: Seconds to decode one photo in the confined child.
_PHOTO_TIMEOUT_S = 60


class ReadPhoto(Protocol):
    def __call__(self, source: Path, width: int, height: int) -> PhotoPixels:
        """Upright sRGB pixels within `width` x `height`; raises ToolFailed or Refused."""
        ...


@dataclass(frozen=True, kw_only=True)
class RenderDeps:
    """What rendering needs from outside."""

    #: Opens a sender's photo, confined.
    read_photo: ReadPhoto
    #: Folder for what is needed during one shot only; exists.
    scratch: Path
    #: Cores that nobody else renders on; they change no picture.
    cores: int = 1
    #: Asked now and then whether to stop.
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class SegmentDone:
    """A rendered segment."""

    #: Coded frames, equal to the specification's.
    frames: int
    #: Decoder configuration; all segments of one film have the same.
    extradata_sha256: str


def confined_photos(
    child: ConfinedChild | ConfinedPool, cancelled: Callable[[], bool] | None = None
) -> ReadPhoto:
    """Reads photos through a confined child of PHOTO_WORK."""

    def read(source: Path, width: int, height: int) -> PhotoPixels:
        answer = child.call(
            "film_photo",
            source,
            params={"width": width, "height": height},
            timeout_s=_PHOTO_TIMEOUT_S,
            cancelled=cancelled,
        )
        return _believed(answer.value, answer.blobs, width, height)

    return read


def _believed(value: object, blobs: dict[str, bytes], width: int, height: int) -> PhotoPixels:
    """The child's answer, checked: a decoder may have been taken over."""
    got = value if isinstance(value, dict) else {}
    wide, tall, rgb = got.get("width"), got.get("height"), blobs.get("rgb", b"")
    if not (isinstance(wide, int) and isinstance(tall, int) and 0 < wide <= width + 1):
        raise _unreadable()
    if not 0 < tall <= height + 1 or len(rgb) != wide * tall * 3:
        raise _unreadable()
    return PhotoPixels(wide, tall, rgb)


def _unreadable() -> ToolFailed:
    return ToolFailed(Words(zh="照片无法解码", en="the photo could not be decoded"))


def render_segment(
    spec: SegmentSpec,
    *,
    source: Path | None,
    out_video: Path,
    out_audio: Path,
    deps: RenderDeps,
) -> SegmentDone:
    """Render `spec` to `out_video` (MP4, H.264) and `out_audio` (raw s16le stereo at 48 kHz).

    `source` is the original, None for cards. Both outputs have exactly the planned length, or
    ToolFailed is raised. Their folders must exist; the caller gives names of this attempt and
    renames them. Also raises ToolTimedOut, ToolCancelled, Refused.
    """
    with _caption_file(spec, deps.scratch) as caption:
        if spec.kind == "clip":
            render_clip(
                spec,
                _given(source),
                caption,
                out_video=out_video,
                out_audio=out_audio,
                cores=deps.cores,
                cancelled=deps.cancelled,
            )
        else:
            _render_drawn(spec, source, caption, out_video, deps)
    if not spec.sound:
        _write_silence(out_audio, spec.samples)
    return _checked(spec, out_video, out_audio)


def _given(source: Path | None) -> Path:
    if source is None:
        raise ValueError("a photo or clip needs its original")
    return source


@contextmanager
def _caption_file(spec: SegmentSpec, scratch: Path) -> Iterator[CaptionFile | None]:
    if not spec.caption:
        yield None
        return
    plate = lower_third(*spec.caption, style=spec.style, frame=spec.frame)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="caption-") as folder:
        path = Path(folder) / "plate.png"
        plate.picture.save(path, compress_level=1)
        yield CaptionFile(path=path, x=plate.x, y=plate.y)


def _render_drawn(
    spec: SegmentSpec,
    source: Path | None,
    caption: CaptionFile | None,
    out_video: Path,
    deps: RenderDeps,
) -> None:
    """Photos and cards: we work the frames out, the encoder gets them through its pipe.

    By its quality alone a grainy photo takes a third of the usual rate; one that takes more than
    is allowed is drawn and encoded again, within it.
    """
    for free in (True, False) if _has_plenty(spec) else (False,):
        frames = _drawn_frames(spec, source, deps)
        _pipe(frames, piped_args(spec, caption, out_video, free=free), caption, out_video, deps)
        if _keeps_rate(spec, out_video):
            return


def _has_plenty(spec: SegmentSpec) -> bool:
    """Whether it is worth a try without the cap: one in ten that fails costs what nine save."""
    wide, tall = spec.size
    return spec.coding[1] * 1000 >= wide * tall * spec.rate * _PLENTY


def _keeps_rate(spec: SegmentSpec, out_video: Path) -> bool:
    _, kbps, buffer, constant = spec.coding
    sizes = _track(spec, out_video).sizes
    return bool(constant) or keeps_rate(sizes, kbps=kbps, buffer=buffer, rate=spec.rate)


def render_part(spec: SegmentSpec, *, source: Path | None, out: Path, deps: RenderDeps) -> None:
    """Write the shown frames of a shot to `out` as I420, without its caption, for a transition.

    Raises what `render_segment` does.
    """
    if spec.kind == "clip":
        render_clip_part(spec, _given(source), out, cores=deps.cores, cancelled=deps.cancelled)
    else:
        frames = _drawn_frames(spec, source, deps)
        _pipe(frames, piped_args(spec, None, out, raw=True), None, out, deps)
    wide, tall = spec.size
    if out.stat().st_size != spec.shown * wide * tall * 3 // 2:
        raise _no_picture(spec)


def render_transition(
    spec: TransitionSpec, before: Path, after: Path, *, out_video: Path, deps: RenderDeps
) -> SegmentDone:
    """Mix what `render_part` wrote of both shots to the segment `out_video`; it has no sound."""
    whole = replace(spec.after, frames=spec.frames, lead=0, tail=0)
    args = piped_args(whole, None, out_video)
    _pipe(mixed_frames(spec, before, after), args, None, out_video, deps)
    track = _track(whole, out_video)
    if track.frames != spec.frames:
        raise ToolFailed(
            Words(
                zh=f"转场应为 {spec.frames} 帧，实际 {track.frames} 帧",
                en=f"a transition of {spec.frames} frames came out with {track.frames}",
            )
        )
    return SegmentDone(frames=track.frames, extradata_sha256=track.extradata_sha256)


def _pipe(
    frames: Iterable[bytes | memoryview],
    args: Sequence[str],
    caption: CaptionFile | None,
    out_video: Path,
    deps: RenderDeps,
) -> None:
    with stream(
        "ffmpeg",
        args,
        reads=[caption.path] if caption else [],
        writes=[out_video.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=deps.cancelled,
    ) as encoder:
        assert encoder.stdin is not None
        for frame in frames:
            encoder.stdin.write(frame)


def _drawn_frames(
    spec: SegmentSpec, source: Path | None, deps: RenderDeps
) -> Iterator[bytes | memoryview]:
    if spec.kind == "card":
        role, title, *lines = spec.card
        # Of one that rests when it comes into sight only the last picture is drawn.
        rests = spec.lead >= MOVING_FRAMES - 1
        first, frames = (0, 1) if rests else (spec.lead, spec.frames)
        pictures = card_frames(
            role, title, tuple(lines), frames=frames, style=spec.style, frame=spec.frame
        )
        shown = islice(pictures, first, spec.frames - spec.tail)
        converted = Converted(*spec.size)
        return (converted.i420(picture) for picture in shown)
    size = photo_decode_size(spec.width, spec.height, spec.frame)
    return photo_frames(deps.read_photo(_given(source), *size), spec)


def _write_silence(path: Path, samples: int) -> None:
    with path.open("wb") as file:
        file.truncate(samples * SAMPLE_BYTES)


def _track(spec: SegmentSpec, out_video: Path) -> VideoTrack:
    try:
        return video_track(out_video)
    except ToolFailed as nothing:
        raise _no_picture(spec) from nothing


def _no_picture(spec: SegmentSpec) -> ToolFailed:
    place = f"{spec.in_ms / 1000:.3f}"
    return ToolFailed(
        Words(
            zh=f"素材在 {place} 秒处没有画面，无法做成镜头",
            en=f"the source has no picture at {place} s to make a shot of",
        )
    )


def _checked(spec: SegmentSpec, out_video: Path, out_audio: Path) -> SegmentDone:
    track = _track(spec, out_video)
    samples = out_audio.stat().st_size // SAMPLE_BYTES
    if track.frames != spec.shown or samples != spec.samples:
        raise ToolFailed(
            Words(
                zh=f"镜头应为 {spec.shown} 帧，实际画面 {track.frames} 帧、声音 {samples} 个采样",
                en=f"a shot of {spec.shown} frames came out with {track.frames} frames and "
                f"{samples} samples of sound",
            )
        )
    return SegmentDone(frames=track.frames, extradata_sha256=track.extradata_sha256)
