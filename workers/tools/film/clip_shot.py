"""An excerpt of a sender's clip as a film segment: picture and sound in one pass of FFmpeg."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import ffmpeg

from domain.cutting.framing import Layout, clip_box, clip_layout, cover_box, cover_size
from domain.cutting.rendering import SegmentSpec
from domain.errors import ToolFailed
from domain.timebase import SAMPLE_RATE
from domain.words import Words
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
#: Seconds for a look at the header.
_PROBE_TIMEOUT_S = 30

#: Untagged pictures of at least this stored height are BT.709, as every player takes them.
_HD_HEIGHT = 720

#: HDR to SDR: grey of 18 % becomes 0.42 of the signal (0.41 in BT.709) and graphics white of
#: BT.2408 0.91, with the highlights above; the stock `hable` gave 0.26 and 0.64 (measured).
_NOMINAL_PEAK = 203
_KNEE = 0.3

#: Pixels up to which one thread decodes faster than another encodes.
_ONE_DECODER = 1920 * 1088

#: The blurred fill: worked out at a twentieth of the frame, so that it costs an enlargement and
#: an overlay.
_FILL_SHARE = 20


@dataclass(frozen=True, kw_only=True)
class ClipColour:
    """How a clip's numbers are to be read."""

    #: Matrix for swscale: auto follows the file's tags.
    matrix: str


def colour_args(source: Path) -> list[str]:
    """ffprobe's arguments: tags of the first real video stream as JSON."""
    return [
        *("-v", "error", "-select_streams", "V:0"),
        *("-show_entries", "stream=color_space,height,width"),
        *("-of", "json", *sender_file(source)),
    ]


def colour_from_probe(printed: bytes) -> ClipColour:
    """What the tags mean; raises ToolFailed when the file has no video stream."""
    streams = json.loads(printed or b"{}").get("streams") or []
    if not streams:
        raise ToolFailed(
            Words(zh="视频文件里没有画面", en="the clip has no video stream"),
        )
    tagged = streams[0].get("color_space", "unknown") not in ("unknown", "reserved", "gbr")
    hd = min(streams[0].get("width", 0), streams[0].get("height", 0)) >= _HD_HEIGHT
    return ClipColour(matrix="bt709" if hd and not tagged else "auto")


# --- the graph -----------------------------------------------------------------------------------


def _tone_mapped(picture: Node, width: int, height: int) -> Node:
    """Scaled in HDR first: the tone curve is worked out for the film's pixels only."""
    return (
        picture.filter("zscale", w=width, h=height, t="linear", npl=_NOMINAL_PEAK)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "mobius", desat=0, param=_KNEE)
        .filter("zscale", t="bt709", m="bt709", r="tv")
        .filter("format", "yuv420p")
    )


def scaled(picture: Node, transfer: str, colour: ClipColour, size: tuple[int, int]) -> Node:
    """The picture of so many pixels in BT.709, limited range; HDR is tone-mapped."""
    if transfer in ("hlg", "pq"):
        return _tone_mapped(picture, *size)
    return picture.filter(
        "scale",
        *size,
        flags="bicubic",
        in_color_matrix=colour.matrix,
        out_color_matrix="bt709",
        out_range="tv",
    ).filter("format", "yuv420p")


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
    if clip_layout(spec.width, spec.height, frame) is Layout.BACKED:
        box = clip_box(spec.width, spec.height, frame)
        size = cover_box(spec.width, spec.height, box.width, box.height)
        return _backed(scaled(picture, spec.transfer, colour, size), spec)
    size = cover_size(spec.width, spec.height, frame)
    covering = scaled(picture, spec.transfer, colour, size)
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
    colour = _colour(spec, source, cancelled)
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


def _colour(spec: SegmentSpec, source: Path, cancelled: Callable[[], bool] | None) -> ClipColour:
    if spec.matrix:
        return ClipColour(matrix=spec.matrix)
    # Facts of earlier versions do not tell; asking takes a second program 0.13 s of processor.
    probe = run(
        "ffprobe",
        colour_args(source),
        reads=[source],
        timeout_s=_PROBE_TIMEOUT_S,
        cancelled=cancelled,
    )
    return colour_from_probe(probe.stdout)


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
        _colour(spec, source, cancelled),
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
