"""Inside the confined child: the frames of a clip that are looked at, upright and in sRGB."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from PIL import Image

from domain.timebase import seconds_to_ms
from workers.tools.clips.clip_opening import Clip, clockwise, displayed_size, is_hd, packets
from workers.tools.clips.hdr import to_sdr

_UNSPECIFIED = 2  # ITU-T H.273, matrix coefficients
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


#: Packets decoded after a key frame, so that there are three frames to see a camera move by.
_BURST = 2


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A looked-at frame and those that closely follow it, with their ms."""

    ms: int
    frame: VideoFrame
    after: tuple[tuple[int, VideoFrame], ...] = ()


@dataclass(kw_only=True)
class Reel:
    """A clip running by once: its looked-at frames, and from its packets where it begins and ends.

    Damaged stretches are passed over; the frames end where the container cannot be read further.
    """

    clip: Clip
    #: No two frames are nearer than this, ms.
    step_ms: int
    #: Every frame is decoded, for clips of few key frames; else key frames and a burst after each.
    whole: bool
    #: Packets decoded after a looked-at key frame.
    burst: int = _BURST
    #: Hears of every frame that is decoded when all are.
    each: Callable[[int, VideoFrame], None] = lambda _ms, _frame: None
    #: Milliseconds at which the first picture is shown and the last one ends.
    first_ms: int | None = None
    end_ms: int = 0
    #: Key frames that went by.
    keys: int = 0

    def frames(self) -> Iterator[Looked]:
        """In their order."""
        return self._all_frames() if self.whole else self._key_frames()

    def _key_frames(self) -> Iterator[Looked]:
        due = wanted = 0
        held: list[tuple[int, VideoFrame]] = []
        for packet in self._packets():
            ms = self._ms(packet.pts)
            if packet.size and packet.is_keyframe and ms >= due:
                yield from self._drained(held)
                held, due, wanted = [*self._decoded(packet)], ms + self.step_ms, self.burst
            elif packet.size and wanted:
                held += self._decoded(packet)
                wanted -= 1
        yield from self._drained(held)

    def _drained(self, held: list[tuple[int, VideoFrame]]) -> Iterator[Looked]:
        """What came of a key frame's packets, with what the decoder still holds of them."""
        codec = self.clip.video.codec_context
        with suppress(FFmpegError):
            held += self._good(codec.decode(None))
        codec.flush_buffers()
        if not held:
            return
        # What an open GOP shows before its key frame lacks the pictures that it is made of.
        key = next((ms for ms, frame in held if frame.key_frame), min(held, key=_ms_of)[0])
        (ms, frame), *after = sorted((each for each in held if each[0] >= key), key=_ms_of)
        yield Looked(ms=ms, frame=frame, after=tuple(after))

    def _all_frames(self) -> Iterator[Looked]:
        due = 0
        held: list[tuple[int, VideoFrame]] = []
        for packet in self._packets():
            for ms, frame in self._decoded(packet):
                self.each(ms, frame)
                if held or ms >= due:
                    due = due if held else ms + self.step_ms
                    held.append((ms, frame))
                if len(held) > _BURST:
                    yield _looked(held)
                    held = []
        if held:
            yield _looked(held)

    def one_by_one(self) -> Iterator[tuple[int, VideoFrame]]:
        """Every frame with its ms, from where the container stands."""
        for packet in self._packets():
            yield from self._decoded(packet)

    def _packets(self) -> Iterator[Packet]:
        self.clip.video.codec_context.thread_count = 1
        if not self.whole:
            # Of the frames of a burst; key frames, whose sharpness is measured, keep it.
            self.clip.video.codec_context.options = {"skip_loop_filter": "nokey"}
        for packet in packets(self.clip, self.clip.video):
            if packet.pts is not None:
                self.keys += packet.is_keyframe
                start = self._ms(packet.pts)
                self.first_ms = min(start, start if self.first_ms is None else self.first_ms)
                self.end_ms = max(self.end_ms, self._ms(packet.pts + (packet.duration or 0)))
            yield packet

    def _decoded(self, packet: Packet) -> Iterator[tuple[int, VideoFrame]]:
        with suppress(FFmpegError):
            yield from self._good(packet.decode())

    def _good(self, frames: Iterable[object]) -> Iterator[tuple[int, VideoFrame]]:
        for frame in frames:
            if isinstance(frame, VideoFrame) and frame.pts is not None and not frame.is_corrupt:
                yield self._ms(frame.pts), frame

    def _ms(self, pts: int | None) -> int:
        seconds = (pts or 0) * (self.clip.video.time_base or Fraction(0)) - self.clip.start
        return max(0, seconds_to_ms(seconds))


def _ms_of(held: tuple[int, VideoFrame]) -> int:
    return held[0]


def _looked(held: list[tuple[int, VideoFrame]]) -> Looked:
    (ms, frame), *after = held
    return Looked(ms=ms, frame=frame, after=tuple(after))


def frames_between(clip: Clip, begins_ms: int, ends_ms: int) -> Iterator[tuple[int, VideoFrame]]:
    """Every frame of a stretch that begins with a key frame, for a small look.

    The loop filter is left out: it costs a seventh of the decoding and shows at full size only.
    """
    clip.video.codec_context.options = {"skip_loop_filter": "all"}
    reel = Reel(clip=clip, step_ms=0, whole=True)
    with suppress(FFmpegError):
        clip.container.seek(int(clip.start * 1_000_000) + begins_ms * 1000)
        for looked in reel.one_by_one():
            if looked[0] > ends_ms:
                return
            if looked[0] >= begins_ms:
                yield looked


def picture_of(clip: Clip, frame: VideoFrame, longest: int, *, enlarge: bool) -> Image.Image:
    """The frame as displayed with a long side of `longest` px, smaller ones only if `enlarge`."""
    rotation = clockwise(frame)
    width, height = displayed_size(clip.video, 0)
    scale = longest / max(width, height)
    if scale < 1 or enlarge:
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    small = frame.reformat(
        width=width,
        height=height,
        format="rgb24",
        src_colorspace=_matrix(clip, frame),
        interpolation=Interpolation.AREA if scale < 1 else Interpolation.BICUBIC,
        threads=1,
    )
    picture = Image.fromarray(
        to_sdr(small.to_ndarray().astype(np.uint8, copy=False), clip.transfer)
    )
    turn = _TURNS.get(rotation)
    return picture.transpose(turn) if turn is not None else picture


def _matrix(clip: Clip, frame: VideoFrame) -> int | None:
    if int(frame.colorspace) != _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if is_hd(clip.video) else Colorspace.ITU601
