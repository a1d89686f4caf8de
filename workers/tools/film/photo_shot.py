"""A photo as moving pictures: Ken Burns over its planes, piped to the encoder.

`zoompan` of FFmpeg moves by whole pixels and trembles by 0.7 px; this is exact to a twentieth of
one (panning.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.framing import Box, Layout, Pan, Window, photo_box, photo_layout, photo_pan
from domain.cutting.rendering import SegmentSpec
from workers.tools.film.panning import Panned
from workers.tools.film.planes import Plane, Planes, reduced, to_planes

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


def blurred_fill(rgb: Plane, frame: Frame = FULL_HD) -> Planes:
    """The picture itself, covering the frame, blurred and darkened: ground for odd shapes."""
    height, width = rgb.shape[:2]
    wide, tall = frame.width // _FILL_SHARE, frame.height // _FILL_SHARE
    scale = max(wide / width, tall / height)
    size = (max(wide, round(width * scale)), max(tall, round(height * scale)))
    small = reduced(rgb, size)
    left, top = (size[0] - wide) // 2, (size[1] - tall) // 2
    small = small[top : top + tall, left : left + wide]
    blurred = cv2.GaussianBlur(small.astype(np.float32), (0, 0), _FILL_BLUR) * _FILL_LIGHT
    whole = cv2.resize(blurred, (frame.width, frame.height), interpolation=cv2.INTER_CUBIC)
    return to_planes(np.clip(whole, 0, 255).round().astype(np.uint8))


def _of_chroma(window: Window, box: Box) -> Window:
    """The window in half planes: the frame's are sited left, the photo's between.

    Chroma pixel (i, j) of the frame lies at luma (2i, 2j + 1/2); luma s of the photo lies at
    chroma (s - 1/2) / 2. So the frame's begin a quarter of a luma step further left.
    """
    return Window(
        x=window.x / 2 - window.width / box.width / 4,
        y=window.y / 2,
        width=window.width / 2,
        height=window.height / 2,
    )


class _Canvas:
    """One I420 frame that is drawn again and again: no frame asks for memory of its own."""

    def __init__(self, frame: Frame, box: Box, ground: Planes | None) -> None:
        width, height = frame.width, frame.height
        luma, half = width * height, width * height // 4
        pixels = np.zeros(luma + 2 * half, np.uint8) if ground is None else ground.i420()
        self.i420 = pixels
        self._box = box
        self._y = _part(pixels[:luma].reshape(height, width), box, 1)
        self._u = _part(pixels[luma : luma + half].reshape(height // 2, width // 2), box, 2)
        self._v = _part(pixels[luma + half :].reshape(height // 2, width // 2), box, 2)

    def draw(self, photo: "_Photo", window: Window) -> None:
        """The photo's window in the box; the box never moves, so nothing of before is left over."""
        photo.y.draw(window, self._y)
        chroma = _of_chroma(window, self._box)
        photo.u.draw(chroma, self._u)
        photo.v.draw(chroma, self._v)


class _Photo:
    """A photo's planes, from which windows are drawn."""

    def __init__(self, planes: Planes, pan: Pan, box: Box) -> None:
        ends = (pan.start, pan.end)
        steps = max(max(w.width / box.width, w.height / box.height) for w in ends)
        self.y, self.u, self.v = (Panned(p, steps) for p in (planes.y, planes.u, planes.v))


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
    moved = _Photo(to_planes(rgb), pan, box)
    # 11 MB that nobody needs while the frames are piped.
    del photo, rgb
    for number in range(spec.lead, spec.frames - spec.tail):
        canvas.draw(moved, pan.window(number))
        yield canvas.i420.data
