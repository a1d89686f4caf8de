"""The pictures of a transition, mixed of the frames of both shots."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.cutting.rendering import TransitionSpec
from domain.film import Transition

Frame = NDArray[np.uint8]

#: Black of BT.709 in limited range: luma, and both of chroma.
_BLACK_LUMA, _GREY = 16, 128


def mixed_frames(spec: TransitionSpec, before: Path, after: Path) -> Iterator[bytes]:
    """The transition's frames as I420 of its size, of files of I420 frames of both shots.

    Values are mixed as they are coded, as fading layers of editing programs are: a dissolve goes
    in even steps, none of which shows one shot alone, and through black both ends and beginnings
    reach it.
    """
    wide, tall = spec.after.size
    size = wide * tall * 3 // 2
    left = _read(before, spec.before.shown, size)
    right = _read(after, spec.after.shown, size)
    if spec.transition == Transition.DISSOLVE:
        steps = spec.frames + 1
        for number, (old, new) in enumerate(zip(left, right, strict=True), start=1):
            yield _mixed(old, new, number, steps)
        return
    black = np.full(size, _GREY, np.uint8)
    black[: wide * tall] = _BLACK_LUMA
    dark, light = spec.before.shown, spec.after.shown
    fall = (_mixed(old, black, number, dark) for number, old in enumerate(left, start=1))
    rise = (_mixed(black, new, number, light) for number, new in enumerate(right))
    yield from chain(fall, rise)


def _read(path: Path, frames: int, size: int) -> Iterator[Frame]:
    with path.open("rb") as file:
        for _ in range(frames):
            yield np.frombuffer(file.read(size), np.uint8)


def _mixed(old: Frame, new: Frame, part: int, whole: int) -> bytes:
    """`part` of `whole` of the new frame, rounded."""
    mixed = old * np.uint16(whole - part) + new * np.uint16(part) + np.uint16(whole // 2)
    return (mixed // np.uint16(whole)).astype(np.uint8).tobytes()
