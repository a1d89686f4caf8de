"""How a clip's numbers are read, and how its pictures come to the film's size and colours."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.cutting.rendering import SegmentSpec
from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.film.film_recipe import Node
from workers.tools.running.ffmpeg_inputs import sender_file
from workers.tools.running.runner import run

#: Seconds for a look at the header.
_PROBE_TIMEOUT_S = 30

#: Untagged pictures of at least this stored height are BT.709, as every player takes them.
_HD_HEIGHT = 720

#: HDR to SDR: grey of 18 % becomes 0.42 of the signal (0.41 in BT.709) and graphics white of
#: BT.2408 0.91, with the highlights above; the stock `hable` gave 0.26 and 0.64 (measured).
_NOMINAL_PEAK = 203
_KNEE = 0.3


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


def colour_of(spec: SegmentSpec, source: Path, cancelled: Callable[[], bool] | None) -> ClipColour:
    """As the facts say it, else as the file does; raises what the runner does."""
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


def scaled(
    picture: Node,
    transfer: str,
    colour: ClipColour,
    size: tuple[int, int],
    *,
    shrinks: bool = False,
) -> Node:
    """The picture of so many pixels in BT.709, limited range; HDR is tone-mapped.

    `shrinks`: it has more pixels than that. Many phones film in BT.601, and swscale takes 25 ms for
    a 4K frame to shrink and convert it at once, 9 to convert what is shrunk (measured).
    """
    if transfer in ("hlg", "pq"):
        return _tone_mapped(picture, *size)
    if shrinks and colour.matrix == "auto":
        picture = picture.filter("scale", *size, flags="bicubic")
    return picture.filter(
        "scale",
        *size,
        flags="bicubic",
        in_color_matrix=colour.matrix,
        out_color_matrix="bt709",
        out_range="tv",
    ).filter("format", "yuv420p")
