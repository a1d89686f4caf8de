"""Lets a camera travel over a painted plate and hands over the frames for the encoder."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, sin

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from workers.sample.camera import Camera, trembling
from workers.sample.canvas import View
from workers.sample.grade import Pixels, grain, vignette
from workers.sample.plates import Plate
from workers.sample.stage import Light

#: luma and the two halved colour planes, BT.709 in limited range
Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

_BT709 = np.array(
    [
        [0.18259, 0.61423, 0.06201, 16.0],
        [-0.10064, -0.33857, 0.43922, 128.0],
        [0.43922, -0.39894, -0.04027, 128.0],
    ]
)

#: movements are drawn anew so many times a second; the camera moves in every frame
_DRAWN_PER_SECOND = 8


@dataclass(frozen=True, kw_only=True)
class _Lens:
    """What is done to every frame of a shot, made once."""

    #: multiplied into the luma
    corners: NDArray[np.uint8]
    #: added to the luma, 64 pixels larger than a frame so that it can be shifted
    noise: NDArray[np.uint8]


def frames(
    plate: Plate, camera: Camera, light: Light, count: int, seed: int, *, still: bool = False
) -> Iterator[Planes]:
    """The frames of a shot; `still` repeats the first one."""
    lens, drawn, shown, corner = _lens(camera.size, light, seed), -1, None, (0, 0)
    frame: Planes | None = None
    for n in range(count):
        if still and frame is not None:
            yield frame
            continue
        step, view = n * _DRAWN_PER_SECOND // camera.fps, camera.view(n / max(1, count - 1))
        if shown is None or step != drawn:
            part = plate.part(view, view.width * (0.03 + 3 * camera.shake))
            drawn, corner = step, part[:2]
            shown = to_planes(plate.moment(step / _DRAWN_PER_SECOND, part))
        frame = _exposed(
            plate, shown, corner, camera, view, trembling(n / camera.fps, seed, camera.shake)
        )
        _seen_through(lens, frame[0], n)
        yield frame


def _lens(size: tuple[int, int], light: Light, seed: int) -> _Lens:
    noise = grain(size[0] + 64, size[1] + 64, light.grain * 0.5, seed).clip(0, 20)
    return _Lens(corners=vignette(*size, light.vignette), noise=noise.astype(np.uint8))


def _seen_through(lens: _Lens, luma: NDArray[np.uint8], n: int) -> None:
    high, wide = luma.shape
    cv2.multiply(luma, lens.corners, dst=luma, scale=1 / 255)
    x, y = (n * 37) % 64, (n * 23) % 64
    cv2.add(luma, lens.noise[y : y + high, x : x + wide], dst=luma)


def to_planes(pixels: Pixels) -> Planes:
    """RGB to BT.709 in limited range with halved colour, as phones record."""
    y, u, v = cv2.split(cv2.transform(pixels, _BT709))
    half = (-(-pixels.shape[1] // 2), -(-pixels.shape[0] // 2))
    return _bytes(y), _bytes(_halved(u, half)), _bytes(_halved(v, half))


def _halved(plane: MatLike, size: tuple[int, int]) -> MatLike:
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)


def _bytes(plane: MatLike) -> NDArray[np.uint8]:
    """The same numbers: OpenCV keeps the type, which its annotations do not say."""
    return plane.astype(np.uint8, copy=False)


def _exposed(
    plate: Plate,
    shown: Planes,
    corner: tuple[int, int],
    camera: Camera,
    view: View,
    off: tuple[float, float, float],
) -> Planes:
    dx, dy, angle = off
    zoom = view.width * plate.scale / camera.size[0]
    turn = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]]) * zoom
    x = (view.left + view.width * (0.5 + dx) - plate.view.left) * plate.scale - corner[0]
    y = (view.top + view.height / 2 + view.width * dy - plate.view.top) * plate.scale - corner[1]
    return (
        _warped(shown[0], turn, (x, y), camera.size, 1),
        _warped(shown[1], turn, (x, y), camera.size, 2),
        _warped(shown[2], turn, (x, y), camera.size, 2),
    )


def _warped(
    plane: NDArray[np.uint8],
    turn: NDArray[np.float64],
    centre: tuple[float, float],
    size: tuple[int, int],
    part: int,
) -> NDArray[np.uint8]:
    """One plane of a frame; `part` is 2 for the halved colour planes."""
    wide, high = size[0] // part, size[1] // part
    shift = np.array(centre) / part - turn @ np.array([wide / 2, high / 2])
    matrix = np.hstack([turn, shift[:, None]])
    return cv2.warpAffine(
        plane,
        matrix,
        (wide, high),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    ).astype(np.uint8, copy=False)


def to_bytes(shots: Iterator[Planes], *, quarter: bool = False) -> Iterator[bytes]:
    """Frames as yuv420p; `quarter` stores them turned to the left, as a phone held upright does."""
    for frame in shots:
        planes = [np.rot90(plane) for plane in frame] if quarter else frame
        yield b"".join(np.ascontiguousarray(plane).tobytes() for plane in planes)
