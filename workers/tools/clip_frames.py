"""Inside the confined child: the frames of a clip that are looked at, upright and in sRGB."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from PIL import Image

from domain.timebase import seconds_to_ms
from workers.tools.clip_opening import Clip, clockwise, displayed_size, is_hd, packets
from workers.tools.hdr import to_sdr

_UNSPECIFIED = 2  # ITU-T H.273, matrix coefficients
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(kw_only=True)
class Reel:
    """A clip running by once: its looked-at frames, and from its packets where it begins and ends.

    Damaged stretches are passed over; the frames end where the container cannot be read further.
    """

    clip: Clip
    #: No two frames are nearer than this, ms.
    step_ms: int
    #: Every frame is decoded, for clips of few key frames; else key frames alone.
    whole: bool
    #: Milliseconds at which the first picture is shown and the last one ends.
    first_ms: int | None = None
    end_ms: int = 0

    def frames(self) -> Iterator[tuple[int, VideoFrame]]:
        """(ms, frame) in their order."""
        return self._all_frames() if self.whole else self._key_frames()

    def _key_frames(self) -> Iterator[tuple[int, VideoFrame]]:
        due = 0
        for packet in self._packets():
            # The empty packet at the end brings out what the decoder still holds.
            if packet.size:
                ms = self._ms(packet.pts)
                if not packet.is_keyframe or ms < due:
                    continue
                due = ms + self.step_ms
            yield from self._decoded(packet)

    def _all_frames(self) -> Iterator[tuple[int, VideoFrame]]:
        due = 0
        for packet in self._packets():
            for ms, frame in self._decoded(packet):
                if ms >= due:
                    due = ms + self.step_ms
                    yield ms, frame

    def _packets(self) -> Iterator[Packet]:
        self.clip.video.codec_context.thread_count = 1
        for packet in packets(self.clip, self.clip.video):
            if packet.pts is not None:
                start = self._ms(packet.pts)
                self.first_ms = min(start, start if self.first_ms is None else self.first_ms)
                self.end_ms = max(self.end_ms, self._ms(packet.pts + (packet.duration or 0)))
            yield packet

    def _decoded(self, packet: Packet) -> Iterator[tuple[int, VideoFrame]]:
        try:
            frames = packet.decode()
        except FFmpegError:
            return
        for frame in frames:
            if isinstance(frame, VideoFrame) and frame.pts is not None and not frame.is_corrupt:
                yield self._ms(frame.pts), frame

    def _ms(self, pts: int | None) -> int:
        seconds = (pts or 0) * (self.clip.video.time_base or Fraction(0)) - self.clip.start
        return max(0, seconds_to_ms(seconds))


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
