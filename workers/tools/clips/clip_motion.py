"""Inside the confined child: how a camera moves between two frames, and what moves before it.

Corners are followed (Lucas-Kanade) and the motion that most of them share, a shift with turn and
zoom, is the camera's (RANSAC); what is left is the scene's. 1.5 ms for two frames of 256 px.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.tools.clips.clip_planes import Grey

#: Long side of the frames that are compared, px.
MOTION_SIDE = 256
_MOST_CORNERS, _FEW_CORNERS = 80, 10
#: Px that a corner may be off the shared motion and still belong to it.
_TOLERANCE = 1.0
#: Share of the corners that must agree before it is called the camera's motion.
_AGREED = 0.35
#: Px from which a shared motion is doubted: something large may pass before a still camera.
_FAR = 1.0
#: Px that a corner may move and still stay, the share of all that must, and in how many of sixteen
#: parts of the picture.
_STAYS, _STILL_SHARE, _STILL_CELLS = 0.15, 0.15, 5
_FLOW = {"winSize": (21, 21), "maxLevel": 3}

Motion = NDArray[np.float64]
Places = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class CameraMotion:
    """Of a burst of frames; per mille of the long side a second."""

    #: How fast the picture passes.
    speed: int
    #: How much that changes within the burst: a pan has none.
    jitter: int
    #: How fast the rest moves against it.
    scene: int


def camera_motion(burst: Sequence[tuple[int, Grey]]) -> CameraMotion | None:
    """Of (ms, frame) in their order, all of one size; None where nothing can be followed."""
    found = [
        step
        for (ms, before), (later, after) in pairwise(burst)
        if later > ms and (step := _step(before, after, later - ms)) is not None
    ]
    if not found:
        return None
    velocity = np.array([each for each, _ in found])
    changes = np.abs(np.diff(velocity, axis=0)).sum(axis=1)
    return CameraMotion(
        speed=round(float(np.linalg.norm(velocity, axis=1).max())),
        jitter=round(float(changes.max())) if len(changes) else 0,
        scene=round(float(np.mean([scene for _, scene in found]))),
    )


def _step(before: Grey, after: Grey, ms: int) -> tuple[Motion, float] | None:
    """Velocity of the camera across and down, and mean speed of the rest against it."""
    if before.shape != after.shape:
        return None
    scale = 1_000_000 / (max(before.shape) * ms)
    corners = cv2.goodFeaturesToTrack(before, _MOST_CORNERS, 0.01, 7)
    if corners is None or len(corners) < _FEW_CORNERS:
        return _shift(before, after, scale)
    moved, known, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, None, **_FLOW)  # type: ignore[call-overload]
    kept = known.ravel() == 1
    start, end = corners[kept].reshape(-1, 2), moved[kept].reshape(-1, 2)
    if len(start) < _FEW_CORNERS:
        return _shift(before, after, scale)
    shared, inliers = cv2.estimateAffinePartial2D(
        start, end, method=cv2.RANSAC, ransacReprojThreshold=_TOLERANCE, maxIters=200
    )
    if shared is None or inliers.mean() < _AGREED:
        return _shift(before, after, scale)
    carried = start @ shared[:, :2].T + shared[:, 2]
    places = np.array([(x * before.shape[1], y * before.shape[0]) for x, y in _PLACES])
    # A turn or a zoom moves the corners of the picture and not its middle.
    passed = np.linalg.norm(places @ shared[:, :2].T + shared[:, 2] - places, axis=1).mean()
    if passed > _FAR and _is_still(start.astype(np.float32), end, before.shape):
        return np.zeros(2), float(np.mean(np.linalg.norm(end - start, axis=1))) * scale
    middle = places.mean(axis=0)
    shift = middle @ shared[:, :2].T + shared[:, 2] - middle
    length = float(np.linalg.norm(shift))
    shift = shift * (passed / length) if length > 0 else shift
    rest = np.linalg.norm(end - carried, axis=1)
    return shift * scale, float(np.mean(rest)) * scale


def _is_still(start: Places, end: Places, shape: tuple[int, ...]) -> bool:
    """True where corners all over the picture stay: what moves is large, and not the camera.

    A watermark stays too, however the camera moves, but in one or two places.
    """
    stay = start[np.linalg.norm(end - start, axis=1) < _STAYS]
    cells = np.floor(stay / (shape[1], shape[0]) * 4).astype(int)
    return len(stay) >= _STILL_SHARE * len(start) and len(np.unique(cells, axis=0)) >= _STILL_CELLS


_PLACES = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))


def _shift(before: Grey, after: Grey, scale: float) -> tuple[Motion, float] | None:
    """Phase correlation, for pictures with too few corners; None where it finds no peak."""
    window = cv2.createHanningWindow((before.shape[1], before.shape[0]), cv2.CV_32F)
    shift, peak = cv2.phaseCorrelate(before.astype(np.float32), after.astype(np.float32), window)
    if peak < 0.1:
        return None
    return np.array(shift) * scale, 0.0
