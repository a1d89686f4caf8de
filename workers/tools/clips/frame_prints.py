"""Inside the confined child: the frames of a clip or film as small grey pictures, by their times.

What a film finished elsewhere is found again by: made of films frame by frame, of clips by their
key frames, and of a span of a clip frame by frame once it is the likely one.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame

from domain.arriving.refusals import refusal
from domain.timebase import seconds_to_ms
from workers.tools.clips.clip_frames import picture_of
from workers.tools.clips.clip_opening import Clip, damage_code, opened_clip, packets

#: Bytes of pictures in one answer at most, below what an answer may hold (confined.py).
MOST_BYTES = 60 << 20


def frame_prints(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"ms": [ms], "width", "height", "more", "lasts_ms"} and the blob "grey": one picture after
    the other, upright. "more" says that something comes after `to_ms`, or after what one answer
    holds; "lasts_ms" is what the file says of itself, 0 when it does not.

    `params`: "side" px of the long side, "step_ms" between two pictures at least, "keys" to decode
    key frames alone, "from_ms" and "to_ms" (null for the end). Raises Refused as clip_facts.
    """
    start, end = int(params["from_ms"]), params["to_ms"]
    times: list[int] = []
    pictures: list[bytes] = []
    size: tuple[int, int] | None = None
    more = False
    with opened_clip(file) as clip:
        sniffed = clip.sniffed
        lasts_ms = (clip.container.duration or 0) // 1000
        due = start
        for ms, frame in _frames(clip, start, keys=bool(params["keys"])):
            more = (end is not None and ms >= int(end)) or _is_full(size, len(times))
            if more:
                break
            if ms < due:
                continue
            due = ms + int(params["step_ms"])
            picture = picture_of(clip, frame, int(params["side"]), enlarge=True).convert("L")
            size = size or picture.size
            if picture.size != size:
                picture = picture.resize(size)
            times.append(ms)
            pictures.append(np.asarray(picture).tobytes())
    if size is None and start == 0 and not more:
        raise refusal(damage_code(file, sniffed))
    width, height = size or (0, 0)
    told = {"ms": times, "width": width, "height": height, "more": more, "lasts_ms": lasts_ms}
    return told, {"grey": b"".join(pictures)}


def _is_full(size: tuple[int, int] | None, count: int) -> bool:
    return size is not None and (count + 1) * size[0] * size[1] > MOST_BYTES


def _frames(clip: Clip, start: int, *, keys: bool) -> Iterator[tuple[int, VideoFrame]]:
    """(ms, frame) from the key frame before `start` on; damaged ones are passed over."""
    context = clip.video.codec_context
    context.thread_count = 1
    if keys:
        context.skip_frame = "NONKEY"
    if start:
        try:
            clip.container.seek(int((clip.start + Fraction(start, 1000)) * 1_000_000))
        except FFmpegError:
            return
    for packet in packets(clip, clip.video):
        try:
            decoded = packet.decode()
        except FFmpegError:
            continue
        for frame in decoded:
            if isinstance(frame, VideoFrame) and frame.pts is not None and not frame.is_corrupt:
                seconds = frame.pts * (clip.video.time_base or Fraction(0)) - clip.start
                yield max(0, seconds_to_ms(seconds)), frame
