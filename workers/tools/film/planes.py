"""Pictures as the film's encoder takes them: 8-bit planes of 4:2:0 in ITU-R BT.709, limited."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# A shot has one core: another thread would wait for the other shot's.
cv2.setNumThreads(1)

Plane = NDArray[np.uint8]

#: 8-bit R'G'B' to Y'CbCr, limited range, ITU-R BT.709-6 table 3 and 4; last column is the offset.
_TO_YUV = np.array(
    [
        [0.182586, 0.614231, 0.062007, 16.0],
        [-0.100644, -0.338572, 0.439216, 128.0],
        [0.439216, -0.398942, -0.040274, 128.0],
    ]
)


@dataclass(frozen=True)
class Planes:
    """4:2:0 picture: `y` at full size, `u` and `v` at half."""

    y: Plane
    u: Plane
    v: Plane

    def i420(self) -> Plane:
        """One after the other, as raw frames are piped."""
        return np.concatenate([plane.ravel() for plane in (self.y, self.u, self.v)])


class Converted:
    """RGB pictures of one size as I420, each in the place of the one before.

    The same bits as `to_planes`, but no picture asks for memory of its own, which takes longer to
    be given than to be filled.
    """

    def __init__(self, width: int, height: int) -> None:
        self._yuv = np.empty((height, width, 3), np.uint8)
        self._plane = np.empty((height, width), np.uint8)
        self._i420 = np.empty(width * height * 3 // 2, np.uint8)
        luma, half = width * height, (height // 2, width // 2)
        self._y = self._i420[:luma].reshape(height, width)
        self._u, self._v = self._i420[luma:].reshape(2, *half)

    def i420(self, rgb: Plane) -> memoryview:
        """To be used before the next one is asked for."""
        cv2.transform(rgb, _TO_YUV, dst=self._yuv)
        cv2.extractChannel(self._yuv, 0, dst=self._y)
        for channel, plane in ((1, self._u), (2, self._v)):
            cv2.extractChannel(self._yuv, channel, dst=self._plane)
            size = (plane.shape[1], plane.shape[0])
            cv2.resize(self._plane, size, dst=plane, interpolation=cv2.INTER_AREA)
        return self._i420.data


def to_planes(rgb: Plane) -> Planes:
    """Planes of an RGB picture; chroma is the mean of 2 x 2 pixels, sited between them."""
    yuv = np.asarray(cv2.transform(rgb, _TO_YUV), dtype=np.uint8)
    half = (max(1, rgb.shape[1] // 2), max(1, rgb.shape[0] // 2))
    u, v = (reduced(yuv[:, :, n], half) for n in (1, 2))
    return Planes(y=np.ascontiguousarray(yuv[:, :, 0]), u=u, v=v)


def reduced(picture: Plane, size: tuple[int, int]) -> Plane:
    """A plane or RGB picture of so many pixels, each the mean of those it stands for."""
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
