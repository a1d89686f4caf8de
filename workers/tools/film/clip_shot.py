"""An excerpt of a sender's clip as a film segment: picture and sound in one pass of FFmpeg."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import ffmpeg

from domain.cutting.framing import Layout, clip_box, clip_layout, cover_box, cover_size
from domain.cutting.rendering import SegmentSpec
from domain.timebase import SAMPLE_RATE
from workers.tools.film.clip_colour import ClipColour, colour_of, scaled
from workers.tools.film.film_recipe import (
    CaptionFile,
    Node,
    command,
    finished,
    graph_input,
    raw_options,
    sound_options,
    video_options,
)
from workers.tools.running.ffmpeg_inputs import file_url, sender_file
from workers.tools.running.runner import run

#: Read beyond the out point: what rounds to the last frame lies there. A slow source's next frame
#: does not, and its last one is held.
_READ_ON = Fraction(1, 25)
#: Seconds for one shot: a long GOP of 4K HEVC is decoded from its key frame at half real time.
_TIMEOUT_S = 300

#: Pixels up to which one thread decodes faster than another encodes.
_ONE_DECODER = 1920 * 1088

#: The blurred fill: worked out at a twentieth of the frame, so that it costs an enlargement and
#: an overlay.
_FILL_SHARE = 20


# --- the graph -----------------------------------------------------------------------------------


def _backed(picture: Node, spec: SegmentSpec) -> Node:
    """The fitted picture on a blurred, darker copy of itself that covers the frame."""
    frame, box = spec.frame, clip_box(spec.width, spec.height, spec.frame)
    parts = picture.filter_multi_output("split")
    wide, tall = frame.width // _FILL_SHARE, frame.height // _FILL_SHARE
    fill = (
        parts[0]
        .filter("scale", *cover_box(spec.width, spec.height, wide, tall), flags="area")
        .filter("crop", wide, tall)
        .filter("gblur", sigma=2.6)
        .filter("lutyuv", y="16+(val-16)*0.55")
        .filter("scale", frame.width, frame.height, flags="bicubic")
    )
    shown = parts[1].filter("crop", box.width, box.height)
    return fill.overlay(shown, x=box.x, y=box.y, format="yuv420")


def _framed(picture: Node, spec: SegmentSpec, colour: ClipColour) -> Node:
    """The picture in the film's frame. Sizes come from the facts, so rotation and SAR are in."""
    frame = spec.frame
    backed = clip_layout(spec.width, spec.height, frame) is Layout.BACKED
    box = clip_box(spec.width, spec.height, frame)
    wide, tall = (
        cover_box(spec.width, spec.height, box.width, box.height)
        if backed
        else cover_size(spec.width, spec.height, frame)
    )
    shrinks = spec.width * spec.height > wide * tall
    covering = scaled(picture, spec.transfer, colour, (wide, tall), shrinks=shrinks)
    if backed:
        return _backed(covering, spec)
    return covering.filter("crop", frame.width, frame.height)


def _sound(source: Node, spec: SegmentSpec) -> Node:
    """48 kHz stereo from the same point on, a frame's whole samples each."""
    samples = spec.samples
    return (
        source["a:0"]
        .filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0, "ocl": "stereo"})
        .filter("aformat", sample_fmts="s16", channel_layouts="stereo")
        .filter("apad", whole_len=samples)
        .filter("atrim", end_sample=samples)
    )


def _seconds(value: Fraction) -> str:
    """Exact to the millisecond."""
    ms = round(value * 1000)
    return f"{ms // 1000}.{ms % 1000:03d}"


def _decoders(spec: SegmentSpec, cores: int) -> int:
    """Threads of the decoder, each of which holds pictures of its own: 17 MB at 1080p, 70 at 4K.

    Its pictures are the same whatever their number, unlike the encoder's. Two take a tenth more
    processor, so that only a large clip that is alone has them.
    """
    return 2 if cores > 1 and spec.width * spec.height > _ONE_DECODER else 1


def clip_args(
    spec: SegmentSpec,
    source: Path,
    colour: ClipColour,
    caption: CaptionFile | None,
    *,
    out_video: Path,
    out_audio: Path,
    cores: int = 1,
) -> list[str]:
    """ffmpeg's arguments for one excerpt: `out_video` always, `out_audio` when it is heard."""
    opened = _opened(spec, source, 0, spec.frames, cores)
    picture = _from(opened["V:0"].filter("fps", spec.rate, start_time=0), spec, spec.lead)
    done = finished(_framed(picture, spec, colour), spec, caption)
    video = ffmpeg.output(done, file_url(out_video), **video_options(spec))
    if not spec.sound:
        return command(video)
    audio = ffmpeg.output(_sound(opened, spec), file_url(out_audio), **sound_options())
    return command(ffmpeg.merge_outputs(video, audio))


def part_args(
    spec: SegmentSpec, source: Path, colour: ClipColour, out: Path, *, passed: int, cores: int = 1
) -> list[str]:
    """ffmpeg's arguments for the frames that are shown, raw, the same as the whole shot has there.

    `passed` frames of the shot, whole seconds of them, are not even read.
    """
    opened = _opened(spec, source, passed, spec.frames - spec.tail, cores)
    picture = opened["V:0"].filter("fps", spec.rate, start_time=0)
    picture = _from(picture, spec, spec.lead - passed)
    done = finished(_framed(picture, spec, colour), spec, None)
    return command(ffmpeg.output(done, file_url(out), **raw_options(spec)))


def _opened(spec: SegmentSpec, source: Path, first: int, last: int, cores: int) -> Node:
    """The source from one frame of the shot on until another, and a little more."""
    begins = Fraction(spec.in_ms, 1000) + Fraction(first, spec.rate)
    span = Fraction(last - first, spec.rate) + _READ_ON
    return graph_input(
        sender_file(
            source,
            *("-threads", str(_decoders(spec, cores))),
            *("-ss", _seconds(begins), "-t", _seconds(span)),
        )
    )


def _from(picture: Node, spec: SegmentSpec, frame: int) -> Node:
    """The picture from a frame on; where the source ends before, its last one stands there."""
    if not frame:
        return picture
    held = picture.filter("tpad", stop=spec.frames, stop_mode="clone")
    return held.filter("trim", start_frame=frame).filter("setpts", "PTS-STARTPTS")


def render_clip_part(
    spec: SegmentSpec,
    source: Path,
    out: Path,
    *,
    cores: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write the excerpt's shown frames as I420; raises as `render_clip`."""
    colour = colour_of(spec, source, cancelled)
    # A second before them and more is decoded, so that they are timed as in the whole shot.
    passed = max(0, spec.lead // spec.rate - 1) * spec.rate
    while True:
        args = part_args(spec, source, colour, out, passed=passed, cores=cores)
        run(
            "ffmpeg",
            args,
            reads=[source],
            writes=[out.parent],
            timeout_s=_TIMEOUT_S,
            cancelled=cancelled,
        )
        if not passed or out.stat().st_size:
            return
        # The pictures end before that, and the last one is held.
        passed = 0


def render_clip(
    spec: SegmentSpec,
    source: Path,
    caption: CaptionFile | None,
    *,
    out_video: Path,
    out_audio: Path,
    cores: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write the excerpt's picture, and its sound when `spec.sound` is 1.

    `cores` are those that nobody else renders on.

    Raises ToolFailed, ToolTimedOut or ToolCancelled as the runner does.
    """
    args = clip_args(
        spec,
        source,
        colour_of(spec, source, cancelled),
        caption,
        out_video=out_video,
        out_audio=out_audio,
        cores=cores,
    )
    run(
        "ffmpeg",
        args,
        reads=[source, *([caption.path] if caption else [])],
        writes=[out_video.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=cancelled,
    )
