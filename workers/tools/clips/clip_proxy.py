"""A clip's proxy for the storyboard page and the outline of its sound, by one decode.

A proxy has 25 frames a second as the film has, counted from the same zero as an excerpt's in point:
frame n of it is what a shot from n / 25 s shows first, whatever the source's rate. A key frame a
second lets an old browser step and seek in it at once.
"""

import json
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from domain.errors import ToolCancelled, ToolFailed, ToolTimedOut
from domain.timebase import FILM_RATE, SAMPLE_RATE
from workers.tools.film.clip_colour import ClipColour, colour_args, colour_from_probe, scaled
from workers.tools.film.film_recipe import command, graph_input
from workers.tools.running.ffmpeg_inputs import file_url, sender_file
from workers.tools.running.runner import run

#: Counts changes of anything that alters a proxy or its peaks.
RECIPE = 1
#: Short side at most, and long side of what is very wide, px.
SHORT_SIDE, LONG_SIDE = 540, 1280
#: Milliseconds that one peak stands for: a frame of the film.
PEAK_MS = 40
#: Samples a second that peaks are taken of.
_PEAK_RATE = 8000
#: Seconds for one clip, and for each second of it: 4K HEVC at 60 fps takes 4 s of one core.
_TIMEOUT_S, _TIMEOUT_PER_S = 120, 20
_PROBE_TIMEOUT_S = 30
#: How far everything else goes before it, by nice(2).
_NICENESS = 10


@dataclass(frozen=True, kw_only=True)
class ProxySource:
    """The clip as its facts say it."""

    path: Path
    #: Pixels as displayed.
    width: int
    height: int
    duration_ms: int
    #: hlg, pq or sdr.
    transfer: str
    sound: bool


@dataclass(frozen=True, kw_only=True)
class Proxy:
    #: H.264 and AAC in MP4, index first.
    video: Path
    #: The greatest amplitude of every PEAK_MS, 0..255; empty without sound.
    peaks: tuple[int, ...]


def proxy_size(width: int, height: int) -> tuple[int, int]:
    """Even width and height of the proxy of so many displayed pixels; never enlarged."""
    scale = min(1, SHORT_SIDE / min(width, height), LONG_SIDE / max(width, height))
    return _even(width * scale), _even(height * scale)


def proxy_args(source: ProxySource, colour: ClipColour, *, video: Path, sound: Path) -> list[str]:
    """ffmpeg's arguments: `video` always; `sound`, raw 8 kHz mono, when the source has any."""
    opened = graph_input(sender_file(source.path, "-threads", "1"))
    picture = opened["V:0"].filter("fps", FILM_RATE, start_time=0)
    size = proxy_size(source.width, source.height)
    picture = scaled(picture, source.transfer, colour, size).filter("setsar", 1)
    if not source.sound:
        return command(ffmpeg.output(picture, file_url(video), **_video_options()))
    # Each output filters what was decoded once: one graph for both would take 3 dB off mono.
    heard, aligned = opened["a:0"], {"af": f"aresample={SAMPLE_RATE}:async=1:first_pts=0"}
    listened = {"c:a": "aac", "b:a": "96k", "ac": 2, **aligned}
    film = ffmpeg.output(picture, heard, file_url(video), **_video_options(), **listened)
    raw = {"c:a": "pcm_s16le", "ar": _PEAK_RATE, "ac": 1, "format": "s16le", **aligned}
    return command(ffmpeg.merge_outputs(film, ffmpeg.output(heard, file_url(sound), **raw)))


def make_proxy(
    source: ProxySource, folder: Path, *, cancelled: Callable[[], bool] | None = None
) -> Proxy:
    """Write the proxy into `folder`, which holds nothing else of that name.

    A clip whose sound cannot be decoded gets a silent one. Raises ToolFailed, ToolTimedOut or
    ToolCancelled as the runner does.
    """
    probe = run(
        "ffprobe",
        colour_args(source.path),
        reads=[source.path],
        timeout_s=_PROBE_TIMEOUT_S,
        cancelled=cancelled,
    )
    colour = colour_from_probe(probe.stdout)
    video, sound = folder / "proxy.mp4", folder / "sound.s16"

    def made(of: ProxySource) -> None:
        run(
            "ffmpeg",
            proxy_args(of, colour, video=video, sound=sound),
            reads=[of.path],
            writes=[folder],
            timeout_s=_TIMEOUT_S + _TIMEOUT_PER_S * of.duration_ms // 1000,
            niceness=_NICENESS,
            cancelled=cancelled,
        )

    try:
        made(source)
    except (ToolCancelled, ToolTimedOut):
        raise
    except ToolFailed:
        if not source.sound:
            raise
        sound.unlink(missing_ok=True)
        made(ProxySource(**{**vars(source), "sound": False}))
    heard = peaks_of(sound.read_bytes()) if sound.exists() else ()
    sound.unlink(missing_ok=True)
    return Proxy(video=video, peaks=heard)


def peaks_of(samples: bytes) -> tuple[int, ...]:
    """Greatest amplitudes, 0..255, of 16-bit mono samples at 8 kHz, one of each PEAK_MS."""
    levels = array("h", samples[: len(samples) // 2 * 2])
    step = _PEAK_RATE * PEAK_MS // 1000
    pieces = (levels[at : at + step] for at in range(0, len(levels), step))
    return tuple(min(255, max(max(piece), -min(piece)) >> 7) for piece in pieces)


def peaks_json(peaks: tuple[int, ...]) -> bytes:
    """`{"ms": 40, "peaks": [0..255, …]}` without spaces."""
    return json.dumps({"ms": PEAK_MS, "peaks": peaks}, separators=(",", ":")).encode()


def _video_options() -> dict[str, str | int]:
    return {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 27,
        "threads:v": 1,
        "profile:v": "main",
        "g": FILM_RATE,
        "maxrate": "2M",
        "bufsize": "4M",
        "pix_fmt": "yuv420p",
        "color_range": "tv",
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "movflags": "+faststart",
        "map_metadata": -1,
        "format": "mp4",
    }


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
