"""Measures a finished film for verify: what it states, and one full decode of what it holds."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from domain.errors import ToolFailed
from domain.judging.measures import FilmMeasures, Span
from domain.timebase import seconds_to_ms
from domain.words import Words
from workers.tools.film.embedded_tags import private_tags
from workers.tools.film.loudness import LEVELS_AND_PEAKS, LoudnessReader
from workers.tools.film.mp4_boxes import moov_first
from workers.tools.running.ffmpeg_inputs import NO_KEYS, own_file
from workers.tools.running.runner import run

_TIMEOUT_S = 900
_PROBE_TIMEOUT_S = 120

#: Black: 98 % of the pixels below a tenth of the range.
_BLACK = "blackdetect=pic_th=0.98:pix_th=0.10"
#: Shorter black is a dip between chapters; the filter marks frames whatever its own `d` says.
_BLACK_LEAST_MS = 200
#: Frozen: two seconds without a change above -60 dB, which no pan and no held camera keeps.
_FROZEN = "freezedetect=n=-60dB:d=2"
#: Silence: two seconds below -60 dB.
_SILENCE = "silencedetect=n=-60dB:d=2"
#: `direct` writes whole lines at once: both filters print on one pipe.
_PRINT = "metadata=mode=print:file=-:direct=1"

_EDGE = re.compile(r"lavfi\.(?:freezedetect\.)?(black|freeze|silence)_(start|end)=(\S+)")
_FRAMES = re.compile(r"frame=\s*(\d+)")


@dataclass(kw_only=True)
class DecodeReader:
    """Takes what the decoding pass prints, line by line."""

    loudness: LoudnessReader = field(default_factory=LoudnessReader)
    frames: int = 0
    _open: dict[str, int] = field(default_factory=dict)
    _spans: dict[str, list[Span]] = field(default_factory=dict)

    def line(self, text: str) -> None:
        """One line of the pass; what is not known is passed over."""
        if match := _EDGE.match(text):
            self._edge(match[1], match[2], seconds_to_ms(Fraction(match[3])))
        elif match := _FRAMES.match(text):
            self.frames = int(match[1])
        else:
            self.loudness.line(text)

    def _edge(self, what: str, edge: str, at_ms: int) -> None:
        if edge == "start":
            self._open[what] = max(0, at_ms)
        elif what in self._open:
            span = Span(in_ms=self._open.pop(what), out_ms=at_ms)
            self._spans.setdefault(what, []).append(span)

    def spans(self, what: str, end_ms: int) -> tuple[Span, ...]:
        """All spans of black, freeze or silence; one that lasts to the end is closed there."""
        found = list(self._spans.get(what, []))
        if what in self._open and self._open[what] < end_ms:
            found.append(Span(in_ms=self._open[what], out_ms=end_ms))
        return tuple(found)


def decode_args(film: Path, *, sound: bool) -> list[str]:
    """ffmpeg's arguments: every frame decoded once, nothing written."""
    audio = ["-map", "0:a:0", "-af", f"{LEVELS_AND_PEAKS},{_SILENCE},a{_PRINT}"]
    return [
        *(*NO_KEYS, "-v", "error", "-nostats", "-stats_period", "600", "-progress", "pipe:1"),
        *own_file(film),
        *("-map", "0:v:0", "-vf", f"{_BLACK},{_FROZEN},{_PRINT}", "-fps_mode", "passthrough"),
        *(audio if sound else []),
        *("-f", "null", "-"),
    ]


def _probe(film: Path) -> dict[str, Any]:
    printed = run(
        "ffprobe",
        ["-v", "error", "-show_streams", "-show_format", "-of", "json", *own_file(film)],
        reads=[film],
        timeout_s=_PROBE_TIMEOUT_S,
    ).stdout
    return json.loads(printed)


class Packet(NamedTuple):
    """A coded frame or block of sound, in its stream's units."""

    at: int
    lasts: int
    is_key: bool

    @property
    def end(self) -> int:
        return self.at + self.lasts


def _packets(film: Path, stream: str) -> list[Packet]:
    """Every packet of a stream such as v:0 in display order."""
    printed = run(
        "ffprobe",
        [
            *("-v", "error", "-select_streams", stream),
            *("-show_entries", "packet=pts,duration,flags", "-of", "csv=p=0", *own_file(film)),
        ],
        reads=[film],
        timeout_s=_PROBE_TIMEOUT_S,
    ).stdout.decode()
    rows = (line.split(",") for line in printed.splitlines())
    return sorted(
        Packet(int(row[0]), int(row[1]) if row[1].isdigit() else 0, "K" in row[2])
        for row in rows
        if row[0].lstrip("-").isdigit()
    )


def _stream(told: dict[str, Any], kind: str) -> dict[str, Any] | None:
    return next((s for s in told["streams"] if s.get("codec_type") == kind), None)


def _fraction(text: str | None) -> Fraction:
    """A ratio as FFmpeg prints it, `16:9` or `25/1`; 0 when it is unknown."""
    above, _, below = (text or "0").replace(":", "/").partition("/")
    try:
        return Fraction(above) / Fraction(below or 1)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _duration(part: dict[str, Any]) -> Fraction:
    """Exact seconds of a stream or of the whole."""
    if "duration_ts" in part:
        return int(part["duration_ts"]) * _fraction(part["time_base"])
    return _fraction(part.get("duration"))


def measure_film(film: Path, *, cancelled: Callable[[], bool] | None = None) -> FilmMeasures:
    """Everything that a profile is judged against; the film is decoded to its last frame.

    Raises ToolFailed when the file is no film at all (unreadable, or without pictures).
    """
    told = _probe(film)
    video, audio = _stream(told, "video"), _stream(told, "audio")
    if video is None:
        raise ToolFailed(Words(zh="成片里没有画面", en="the film has no video stream"))
    frames = _packets(film, "v:0")
    sound = _packets(film, "a:0") if audio is not None else []
    reader = DecodeReader()
    done = run(
        "ffmpeg",
        decode_args(film, sound=audio is not None),
        reads=[film],
        timeout_s=_TIMEOUT_S,
        on_stdout_line=reader.line,
        cancelled=cancelled,
    )
    end_ms = seconds_to_ms(_duration(told["format"]))
    return FilmMeasures(
        **_stated(told["format"], video, audio),
        **_picture(video, frames),
        **_heard(audio, sound, reader),
        private_tags=private_tags(told, film),
        frames=reader.frames,
        decode_errors=tuple(dict.fromkeys(done.stderr_tail.splitlines())),
        moov_first=moov_first(film),
        black=tuple(s for s in reader.spans("black", end_ms) if s.length_ms >= _BLACK_LEAST_MS),
        frozen=reader.spans("freeze", end_ms),
        silent=reader.spans("silence", end_ms),
    )


def _stated(
    container: dict[str, Any], video: dict[str, Any], audio: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "container": _container(container),
        "container_s": _duration(container),
        "video_s": _duration(video),
        "audio_s": None if audio is None else _duration(audio),
        "video_start_s": _fraction(video.get("start_time")),
        "audio_start_s": None if audio is None else _fraction(audio.get("start_time")),
        "size_bytes": int(container["size"]),
        "bit_rate": int(container.get("bit_rate", 0)),
    }


def _container(told: dict[str, Any]) -> str:
    """FFmpeg has one name for the whole family of MP4; only the brand tells QuickTime apart."""
    names = told["format_name"].split(",")
    brand = told.get("tags", {}).get("major_brand", "").strip()
    return ("mov" if brand == "qt" else "mp4") if "mp4" in names else names[0]


def _longest_gop(frames: list[Packet], unit: Fraction) -> Fraction | None:
    """Seconds between key frames where it takes longest, the end counted as one."""
    keys = [frame.at for frame in frames if frame.is_key]
    if not keys:
        return None
    ends = [*keys[1:], frames[-1].end]
    return max(end - start for start, end in zip(keys, ends, strict=True)) * unit


def _picture(video: dict[str, Any], frames: list[Packet]) -> dict[str, Any]:
    unit = _fraction(video["time_base"])
    steps = {after.at - before.at for before, after in pairwise(frames)}
    return {
        "last_frame_end_s": frames[-1].end * unit if frames else Fraction(0),
        "longest_gop_s": _longest_gop(frames, unit),
        "constant_rate": len(steps) <= 1,
        "fps": _fraction(video.get("avg_frame_rate")),
        "width": int(video["width"]),
        "height": int(video["height"]),
        "sar": _fraction(video.get("sample_aspect_ratio")) or Fraction(1),
        "video_codec": video.get("codec_name", ""),
        "video_profile": video.get("profile", ""),
        "level": int(video.get("level", 0)),
        "pix_fmt": video.get("pix_fmt", ""),
        "colour_range": video.get("color_range", "unknown"),
        "colour_space": video.get("color_space", "unknown"),
        "colour_primaries": video.get("color_primaries", "unknown"),
        "colour_transfer": video.get("color_transfer", "unknown"),
    }


def _heard(
    audio: dict[str, Any] | None, sound: list[Packet], reader: DecodeReader
) -> dict[str, Any]:
    told = audio or {}
    return {
        "sound_end_s": sound[-1].end * _fraction(told["time_base"]) if sound else None,
        "audio_codec": told.get("codec_name", ""),
        "sample_rate": int(told.get("sample_rate", 0)),
        "channels": int(told.get("channels", 0)),
        "integrated_lufs": reader.loudness.integrated,
        "true_peak": reader.loudness.true_peak,
    }
