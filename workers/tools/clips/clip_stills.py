"""Inside the confined child: single pictures out of a clip, at given moments."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from av.error import FFmpegError
from av.video.frame import VideoFrame

from workers.tools.clips.clip_frames import picture_of
from workers.tools.clips.clip_opening import Clip, opened_clip, packets
from workers.tools.photos.pictures import VIEW_SIDE, jpeg

_QUALITY = 85


def clip_stills(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"stills": [ms]} with a blob of that name each: JPEG, upright, sRGB, at most 1600 px.

    `params["at_ms"]` are the moments wanted; each gives the key frame at or before it, none twice,
    and nothing where no frame decodes. Raises Refused as clip_facts.
    """
    blobs: dict[str, bytes] = {}
    with opened_clip(file) as clip:
        clip.video.codec_context.thread_count = 1
        for ms in params["at_ms"]:
            frame = next(_frames_from(clip, int(ms)), None)
            if frame is not None:
                seen = round(1000 * float(frame.time or 0))
                picture = picture_of(clip, frame, VIEW_SIDE, enlarge=False)
                blobs[str(max(0, seen))] = jpeg(picture, _QUALITY)
    return {"stills": [int(name) for name in blobs]}, blobs


def _frames_from(clip: Clip, ms: int) -> Iterator[VideoFrame]:
    try:
        clip.container.seek(int((clip.start + ms / 1000) * 1_000_000))
        for packet in packets(clip, clip.video):
            for frame in packet.decode():
                if isinstance(frame, VideoFrame) and not frame.is_corrupt:
                    yield frame
    except FFmpegError:
        return
