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


def to_planes(rgb: Plane) -> Planes:
    """Planes of an RGB picture; chroma is the mean of 2 x 2 pixels, sited between them."""
    yuv = np.asarray(cv2.transform(rgb, _TO_YUV), dtype=np.uint8)
    half = (max(1, rgb.shape[1] // 2), max(1, rgb.shape[0] // 2))
    u, v = (reduced(yuv[:, :, n], half) for n in (1, 2))
    return Planes(y=np.ascontiguousarray(yuv[:, :, 0]), u=u, v=v)


def reduced(picture: Plane, size: tuple[int, int]) -> Plane:
    """A plane or RGB picture of so many pixels, each the mean of those it stands for."""
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
