"""Inside the confined child: what inspect measures of a sender's clip."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, BinaryIO

from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from domain.arriving.refusals import refusal
from domain.timebase import seconds_to_ms
from workers.tools.clips.clip_opening import (
    Clip,
    clockwise,
    codec_of,
    damage_code,
    displayed_size,
    opened_clip,
    packets,
)
from workers.tools.running.declared_length import is_cut_short

#: Clips are demuxed whole up to this many bytes; of longer ones the start and the end.
_WHOLE_BYTES = 1 << 30
#: Packets given to the decoder before a clip without a picture is given up.
_MOST_TRIES = 300
#: A header's length is believed when the packets come within this of it.
_AGREES_MS, _AGREES_SHARE = 250, Fraction(1, 50)
#: A clip that was cut short is refused when more than a tenth of it is missing.
_KEPT_SHARE = Fraction(9, 10)
#: More than this share of distances off by more than a tenth makes a rate variable.
_ODD_SHARE = Fraction(1, 100)


def clip_facts(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What facts_from needs of a clip whose first picture decodes.

    {"format", "width", "height" as displayed, "rotation" clockwise, "duration_ms", "fps": [n, d],
    "variable_rate", "transfer", "matrix", "video": {"codec", "duration_ms", "index"}, "audio": the
    same or None}; `params` is not used. Raises Refused no-picture, unsupported-codec,
    too-large-picture, truncated or unreadable.
    """
    del params
    with opened_clip(file) as clip:
        scan = _scan(clip)
        if scan.frame is None:
            raise refusal(damage_code(file, clip.sniffed))
        duration_ms = _duration_ms(clip, scan)
        rotation = clockwise(scan.frame)
        width, height = displayed_size(clip.video, rotation)
        rate = _rate(clip, scan.video)
        return {
            "format": clip.sniffed.format,
            "width": width,
            "height": height,
            "rotation": rotation,
            "duration_ms": duration_ms,
            "fps": [rate.numerator, rate.denominator] if rate else None,
            "variable_rate": variable_rate(scan.video.times, scan.video.time_base),
            "transfer": clip.transfer,
            "matrix": clip.matrix,
            "video": _stream(clip.video, scan.video),
            "audio": _stream(clip.audio, scan.audio) if clip.audio else None,
        }, {}


@dataclass(kw_only=True)
class _Track:
    """What the packets of one stream say of its length."""

    time_base: Fraction
    #: Presentation times and the end of the last, in time-base units.
    times: list[int] = field(default_factory=list)
    end: int | None = None

    def add(self, packet: Packet) -> None:
        if packet.pts is None:
            return
        self.times.append(packet.pts)
        end = packet.pts + (packet.duration or 0)
        self.end = end if self.end is None else max(self.end, end)

    #: Seconds on the container's clock before which nothing is shown or heard (AAC's priming).
    shown_from: Fraction

    @property
    def length(self) -> Fraction | None:
        """Seconds from the first picture or sample to the end of the last."""
        if self.end is None:
            return None
        first = max(min(self.times) * self.time_base, self.shown_from)
        return max(self.end * self.time_base - first, Fraction(0))


@dataclass(kw_only=True)
class _Scan:
    video: _Track
    audio: _Track
    frame: VideoFrame | None = None
    tries: int = 0

    def end(self) -> Fraction | None:
        """Where the last picture or sample ends, seconds on the container's clock."""
        ends = [t.end * t.time_base for t in (self.video, self.audio) if t.end is not None]
        return max(ends, default=None)


def _scan(clip: Clip) -> _Scan:
    bases = [(s.time_base if s else None) or Fraction(1) for s in (clip.video, clip.audio)]
    video, audio = (_Track(time_base=base, shown_from=clip.start) for base in bases)
    scan = _Scan(video=video, audio=audio)
    streams = [clip.video, *([clip.audio] if clip.audio else [])]
    clip.video.codec_context.thread_count = 1
    whole = _add_packets(clip, scan, packets(clip, *streams))
    if not whole and clip.container.duration:
        # The last key frame and what follows: enough to see where the clip ends.
        with suppress(FFmpegError):
            clip.container.seek(clip.container.duration + int(clip.start * 1_000_000))
            _add_packets(clip, scan, packets(clip, *streams))
    return scan


def _add_packets(clip: Clip, scan: _Scan, found: Iterable[Packet]) -> bool:
    """Count packets and decode up to the first picture; False when there was too much to read."""
    read = 0
    for packet in found:
        if packet.stream is clip.video:
            scan.video.add(packet)
            if scan.frame is None and scan.tries < _MOST_TRIES:
                scan.tries += 1
                scan.frame = _first_frame(packet)
        else:
            scan.audio.add(packet)
        read += packet.size
        if read > _WHOLE_BYTES:
            return False
    return True


def _first_frame(packet: Packet) -> VideoFrame | None:
    """A decoded picture if this packet completes one; a damaged packet completes none."""
    try:
        frames = packet.decode()
    except FFmpegError:
        return None
    return next((f for f in frames if isinstance(f, VideoFrame) and not f.is_corrupt), None)


def _duration_ms(clip: Clip, scan: _Scan) -> int:
    """The header's length where the packets agree, else theirs; refuses what was cut short."""
    end = scan.end()
    header_us = clip.container.duration
    measured = seconds_to_ms(max(end - clip.start, Fraction(0))) if end is not None else 0
    if header_us is None:
        return measured
    header = seconds_to_ms(Fraction(header_us, 1_000_000))
    if measured < header * _KEPT_SHARE and is_cut_short(clip.file, clip.sniffed.format):
        raise refusal("truncated")
    agrees = abs(header - measured) <= max(_AGREES_MS, header * _AGREES_SHARE)
    return header if agrees else measured


def _rate(clip: Clip, track: _Track) -> Fraction | None:
    """Frames a second on average: the header's where it fits the packets, else counted."""
    header = clip.video.average_rate
    length = track.length
    if not length:
        return header
    counted = len(track.times) / length
    if header and abs(header - counted) * 50 <= counted:
        return header
    return counted.limit_denominator(1001)


def variable_rate(times: Iterable[int], time_base: Fraction) -> bool:
    """True when more than one in a hundred frame distances is off the usual by over a tenth.

    `times` in units of `time_base` seconds, in any order. One unit more or less is rounding.
    """
    ordered = sorted(set(times))
    steps = [after - before for before, after in pairwise(ordered)]
    if len(steps) < 2 or not time_base:
        return False
    usual = sorted(steps)[len(steps) // 2]
    odd = sum(abs(step - usual) > max(1, Fraction(usual, 10)) for step in steps)
    return odd > len(steps) * _ODD_SHARE


def _stream(stream: Stream, track: _Track) -> dict[str, Any]:
    length = track.length
    return {
        "codec": codec_of(stream),
        "duration_ms": None if length is None else seconds_to_ms(length),
        "index": stream.index,
    }
