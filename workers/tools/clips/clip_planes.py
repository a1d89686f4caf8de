"""Inside the confined child: small pictures straight from a decoded frame's planes.

Turning a 4K frame into RGB costs 4 ms even when it is shrunk on the way; a look at every fourth
pixel of its luma costs 0.3 ms and is enough for motion and cuts. Nothing here is turned upright or
tone-mapped: two frames of one clip are compared with each other.
"""

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

cv2.setNumThreads(1)

#: Sizes of what cuts are told by: luma, and both colours.
_LUMA, _COLOUR = (64, 36), (16, 9)
#: Formats whose planes are luma and two colours; value: bits a sample.
_PLANAR = {"yuv420p": 8, "yuvj420p": 8, "yuv422p": 8, "yuvj422p": 8, "yuv444p": 8}
_PLANAR |= {"yuv420p10le": 10, "yuv422p10le": 10, "yuv444p10le": 10, "yuv420p12le": 12}

Grey = NDArray[np.uint8]
Signature = NDArray[np.float32]


def grey(frame: VideoFrame, side: int) -> Grey:
    """Luma with a long side of `side` px at most, as stored."""
    plane = _planes(frame)[0]
    step = max(1, max(plane.shape) // (2 * side))
    thin = plane[::step, ::step]
    scale = side / max(thin.shape)
    if scale >= 1:
        return np.ascontiguousarray(thin)
    size = (max(1, round(thin.shape[1] * scale)), max(1, round(thin.shape[0] * scale)))
    return cv2.resize(thin, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def signature(frame: VideoFrame) -> Signature:
    """64 x 36 lumas, then 16 x 9 of each colour, one after the other, 0..255."""
    luma, *colours = _planes(frame)
    parts = [_shrunk(luma, _LUMA), *(_shrunk(colour, _COLOUR) for colour in colours)]
    return np.concatenate(parts)


def _shrunk(plane: Grey, size: tuple[int, int]) -> Signature:
    step = max(1, min(plane.shape[1] // (6 * size[0]), plane.shape[0] // (6 * size[1])))
    small = cv2.resize(plane[::step, ::step], size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32).ravel()


def _planes(frame: VideoFrame) -> list[Grey]:
    bits = _PLANAR.get(frame.format.name)
    if bits is None:
        width, height = min(frame.width, 512), min(frame.height, 288)
        frame = frame.reformat(
            width=width,
            height=height,
            format="yuv420p",
            interpolation=Interpolation.AREA,
            threads=1,
        )
        bits = 8
    return [_samples(plane, bits) for plane in frame.planes]


def _samples(plane, bits: int) -> Grey:
    if bits == 8:
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return rows[: plane.height, : plane.width]
    deep = np.frombuffer(plane, np.uint16).reshape(-1, plane.line_size // 2)
    return (deep[: plane.height : 2, : plane.width : 2] >> (bits - 8)).astype(np.uint8)
