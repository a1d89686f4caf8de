"""The one way in which every segment is encoded, so that the join need not encode again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg

from domain.cutting.output import level
from domain.cutting.rendering import SegmentSpec
from workers.tools.running.ffmpeg_inputs import NO_KEYS, file_url, own_file, own_frames
from workers.tools.running.runner import run

#: Counts changes of anything that alters a segment's bits: drawing, filters, encoder options.
RECIPE_VERSION = 8


def track_timescale(rate: int) -> int:
    """Time scale of every segment's video track: divides by the rate, and the join keeps it."""
    return 512 * rate


#: A caption appears this many frames after its shot begins, over so many frames.
_CAPTION_AFTER = 6
_CAPTION_FADE = 10

#: A node of ffmpeg-python's graph; the library has no types.
Node = Any


@dataclass(frozen=True, kw_only=True)
class CaptionFile:
    """A lower third as RGBA PNG, and where its upper left corner stands: even numbers."""

    path: Path
    x: int
    y: int


def video_options(spec: SegmentSpec, *, free: bool = False) -> dict[str, str | int]:
    """Output options of a segment of exactly `spec.shown` frames.

    `free`: the encoder does not watch its rate, which takes it 7 % of its time; whoever asks for it
    looks afterwards (domain/cutting/keeping_rate.py). A constant rate is never free.

    A constant rate is met by filler: so a film that must not be small needs no second pass, which
    would know the whole film and keep no segment. One thread, as 1, 2 and 4 give three different
    pictures. subme=1 costs 0.1 VMAF and saves a third of the time (film.md). The SEI goes, as x264
    writes its settings there.
    """
    crf, kbps, buffer, constant = spec.coding
    hrd = ":nal-hrd=cbr" if constant else ""
    quality: dict[str, str | int] = {"b:v": f"{kbps}k"} if constant else {"crf": crf}
    capped = {} if free and not constant else {"maxrate": f"{kbps}k", "bufsize": f"{buffer}k"}
    return {
        "frames:v": spec.shown,
        "c:v": "libx264",
        "preset": "veryfast",
        **quality,
        "x264-params": f"subme=1:open-gop=0{hrd}",
        "threads:v": 1,
        "profile:v": "high",
        "level:v": level(spec.frame, spec.rate, kbps),
        "g": 2 * spec.rate,
        "keyint_min": spec.rate,
        "flags:v": "+cgop+bitexact",
        **capped,
        "pix_fmt": "yuv420p",
        "color_range": "tv",
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "chroma_sample_location": "left",
        "bsf:v": "filter_units=remove_types=6",
        "video_track_timescale": track_timescale(spec.rate),
        "map_metadata": -1,
        "fflags": "+bitexact",
        "format": "mp4",
    }


def finished(picture: Node, spec: SegmentSpec, caption: CaptionFile | None) -> Node:
    """The end that all shots share: last frame held, dip, caption, colour tags.

    `picture` gives yuv420p BT.709 of the film's size and rate, at least one frame.
    """
    picture = picture.filter("tpad", stop=spec.shown, stop_mode="clone")
    if spec.dip:
        # Out of black: any other colour takes `fade` through RGB, 13 ms a frame for the whole shot.
        picture = picture.filter("fade", type="in", start_frame=0, nb_frames=spec.dip)
    if caption is not None:
        picture = picture.overlay(_plate(caption, spec), x=caption.x, y=caption.y, format="yuv420")
    # Without square pixels said, raw frames get another SPS than clips.
    return picture.filter("setsar", 1).filter(
        "setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709"
    )


def _plate(caption: CaptionFile, spec: SegmentSpec) -> Node:
    # Converted once before it is looped: the default would be BT.601, and per frame. An endless
    # loop would keep ffmpeg 5.1 running after the last frame when there is sound beside it.
    # Lettering of two chapters is never mixed: it comes when a transition is over, and has gone
    # when the next one begins.
    comes = max(0, _CAPTION_AFTER - spec.lead)
    plate = (
        graph_input(own_file(caption.path, "-f", "png_pipe", "-framerate", str(spec.rate)))
        .filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("format", "yuva420p")
        .filter("loop", loop=spec.shown, size=1)
        .filter("fade", type="in", start_frame=comes, nb_frames=_CAPTION_FADE, alpha=1)
    )
    if not spec.tail:
        return plate
    goes = max(0, spec.shown - _CAPTION_FADE)
    return plate.filter("fade", type="out", start_frame=goes, nb_frames=_CAPTION_FADE, alpha=1)


def raw_options(spec: SegmentSpec) -> dict[str, str | int]:
    """Output options of its frames as I420, for a transition to be mixed of."""
    return {
        "frames:v": spec.shown,
        "c:v": "rawvideo",
        "pix_fmt": "yuv420p",
        "map_metadata": -1,
        "format": "rawvideo",
    }


def sound_options() -> dict[str, str | int]:
    """Output options of a segment's sound: raw 16-bit stereo at 48 kHz."""
    return {"c:a": "pcm_s16le", "ar": 48_000, "ac": 2, "map_metadata": -1, "format": "s16le"}


def piped_args(
    spec: SegmentSpec,
    caption: CaptionFile | None,
    out_video: Path,
    *,
    raw: bool = False,
    free: bool = False,
) -> list[str]:
    """Arguments of an encoder whose frames come through its standard input, as I420 of BT.709.

    The last frame is held to the end. `raw` writes frames instead of a segment; `free` as in
    `video_options`.
    """
    picture = graph_input(own_frames(*spec.size, spec.rate))
    done = finished(picture, spec, caption)
    options = raw_options(spec) if raw else video_options(spec, free=free)
    return command(ffmpeg.output(done, file_url(out_video), **options))


def command(output: Node) -> list[str]:
    """ffmpeg's arguments for a graph: quiet but for errors, never reading the terminal."""
    return [*NO_KEYS, "-y", "-v", "error", *ffmpeg.get_args(output)]


def graph_input(options: Sequence[str]) -> Node:
    """A list of input options that ends in `-i URL` as the beginning of a graph."""
    *pairs, _i, url = options
    named: dict[str, Any] = dict(
        zip((name.removeprefix("-") for name in pairs[::2]), pairs[1::2], strict=True)
    )
    if "video_size" in named:
        named["video_size"] = tuple(named["video_size"].split("x"))
    return ffmpeg.input(url, **named)


@cache
def ffmpeg_build() -> str:
    """The encoder's build as it enters segment hashes: first line and configuration of ffmpeg."""
    told = run("ffmpeg", ["-hide_banner", "-version"], timeout_s=20).stdout.decode()
    return "\n".join(line.strip() for line in told.splitlines()[:3])
