"""A photo as moving pictures: Ken Burns by exact affine warps of its planes, piped to the encoder.

`zoompan` of FFmpeg moves by whole pixels and trembles by 0.7 px; this moves by 1/32 px.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.framing import Box, Layout, Window, photo_box, photo_layout, photo_pan
from domain.cutting.rendering import SegmentSpec

Plane = NDArray[np.uint8]

#: 8-bit R'G'B' to Y'CbCr, limited range, ITU-R BT.709-6 table 3 and 4; last column is the offset.
_TO_YUV = np.array(
    [
        [0.182586, 0.614231, 0.062007, 16.0],
        [-0.100644, -0.338572, 0.439216, 128.0],
        [0.439216, -0.398942, -0.040274, 128.0],
    ]
)
#: The blurred fill: worked out at a twentieth of the frame, so that its blur costs nothing.
_FILL_SHARE = 20
_FILL_BLUR = 2.6
#: Share of its brightness that the fill keeps, so that the photo stands out.
_FILL_LIGHT = 0.55


@dataclass(frozen=True)
class PhotoPixels:
    """A decoded photo: `rgb` holds rows of 8-bit sRGB, width x height x 3 bytes."""

    width: int
    height: int
    rgb: bytes

    def array(self) -> Plane:
        """The pixels as height x width x 3."""
        return np.frombuffer(self.rgb, np.uint8).reshape(self.height, self.width, 3)


@dataclass(frozen=True)
class Planes:
    """4:2:0 picture: `y` at full size, `u` and `v` at half."""

    y: Plane
    u: Plane
    v: Plane


def to_planes(rgb: Plane) -> Planes:
    """BT.709 planes of an RGB picture; chroma is the mean of 2 x 2 pixels, sited between them."""
    yuv = np.asarray(cv2.transform(rgb, _TO_YUV), dtype=np.uint8)
    half = (max(1, rgb.shape[1] // 2), max(1, rgb.shape[0] // 2))
    u, v = (_resized(yuv[:, :, n], half) for n in (1, 2))
    return Planes(y=np.ascontiguousarray(yuv[:, :, 0]), u=u, v=v)


def _resized(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def blurred_fill(rgb: Plane, frame: Frame = FULL_HD) -> Planes:
    """The picture itself, covering the frame, blurred and darkened: ground for odd shapes."""
    height, width = rgb.shape[:2]
    wide, tall = frame.width // _FILL_SHARE, frame.height // _FILL_SHARE
    scale = max(wide / width, tall / height)
    size = (max(wide, round(width * scale)), max(tall, round(height * scale)))
    small = _resized(rgb, size)
    left, top = (size[0] - wide) // 2, (size[1] - tall) // 2
    small = small[top : top + tall, left : left + wide]
    blurred = cv2.GaussianBlur(small.astype(np.float32), (0, 0), _FILL_BLUR) * _FILL_LIGHT
    whole = cv2.resize(blurred, (frame.width, frame.height), interpolation=cv2.INTER_CUBIC)
    return to_planes(np.clip(whole, 0, 255).round().astype(np.uint8))


def _luma_matrix(window: Window, box: Box) -> NDArray[np.float64]:
    """From a pixel of the box to a pixel of the photo, both counted at their centres."""
    step_x, step_y = float(window.width / box.width), float(window.height / box.height)
    return np.array(
        [
            [step_x, 0, float(window.x) + step_x / 2 - 0.5],
            [0, step_y, float(window.y) + step_y / 2 - 0.5],
        ]
    )


def _chroma_matrix(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for half planes: the frame's are sited left, the photo's at the centre.

    Chroma pixel (i, j) of the frame lies at luma (2i, 2j + 1/2); luma s of the photo lies at
    chroma (s - 1/2) / 2.
    """
    (step_x, _, x), (_, step_y, y) = luma
    return np.array([[step_x, 0, (x - 0.5) / 2], [0, step_y, (step_y / 2 + y - 0.5) / 2]])


def _warp(plane: Plane, matrix: NDArray[np.float64], out: Plane) -> None:
    """Into `out`, rows of which may lie apart."""
    cv2.warpAffine(
        plane,
        matrix,
        (out.shape[1], out.shape[0]),
        dst=out,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


class _Canvas:
    """One I420 frame that is drawn again and again: no frame asks for memory of its own."""

    def __init__(self, frame: Frame, box: Box, ground: Planes | None) -> None:
        width, height = frame.width, frame.height
        luma, half = width * height, width * height // 4
        pixels = np.zeros(luma + 2 * half, np.uint8) if ground is None else _joined(ground)
        self.i420 = pixels
        self._box = box
        self._y = _part(pixels[:luma].reshape(height, width), box, 1)
        self._u = _part(pixels[luma : luma + half].reshape(height // 2, width // 2), box, 2)
        self._v = _part(pixels[luma + half :].reshape(height // 2, width // 2), box, 2)

    def draw(self, planes: Planes, window: Window) -> None:
        """The photo's window in the box; the box never moves, so nothing of before is left over."""
        luma = _luma_matrix(window, self._box)
        chroma = _chroma_matrix(luma)
        _warp(planes.y, luma, self._y)
        _warp(planes.u, chroma, self._u)
        _warp(planes.v, chroma, self._v)


def _joined(planes: Planes) -> Plane:
    return np.concatenate([plane.ravel() for plane in (planes.y, planes.u, planes.v)])


def _part(plane: Plane, box: Box, step: int) -> Plane:
    top, left = box.y // step, box.x // step
    return plane[top : top + box.height // step, left : left + box.width // step]


def photo_frames(photo: PhotoPixels, spec: SegmentSpec) -> Iterator[memoryview]:
    """The shown frames as I420 bytes of the size asked, BT.709 limited, chroma sited left.

    Each is to be used before the next one is asked for, which is drawn in the same place.
    """
    rgb = photo.array()
    box = photo_box(photo.width, photo.height, spec.frame)
    fills = photo_layout(photo.width, photo.height, spec.frame) is Layout.FILL
    canvas = _Canvas(spec.frame, box, None if fills else blurred_fill(rgb, spec.frame))
    pan = photo_pan(photo.width, photo.height, box, spec.focus, spec.frames, spec.rate)
    planes = to_planes(rgb)
    for number in range(spec.lead, spec.frames - spec.tail):
        canvas.draw(planes, pan.window(number))
        yield canvas.i420.data
