"""Whether two clips that last equally long are one take: their pictures at the same moments.

Pictures of a strip come from key frames, and those of a chat tool's copy lie elsewhere: of a clip
that moves they show other things. So frames of the one are laid on those that the other shows at
the same times, a little earlier or later as long as all agree by how much.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.looking.likeness import CLIP_MS, TakeFit
from workers.tools.photos.picture_fit import fit_of, laid
from workers.tools.photos.picture_prints import SIDE
from workers.tools.running.confined import CallResult

#: Pictures of a clip that are compared, spread over its first minute at most.
PICTURES, _MOST_MS = 8, 60_000
#: Milliseconds that one step earlier or later is tried, and by which frames of different rates may
#: be astray beside it.
_STEP_MS, _ASTRAY_MS = 20, 45
#: Long side in px of what is read, and side of what is laid roughly.
_READ_SIDE, _ROUGH_SIDE = 160, 24
#: Standard deviation of grey below which a picture says nothing: black, covered, fog.
_PLAIN = 12.0
#: Pictures below that many cannot tell.
_LEAST = 3

#: A file's frames: the `params` of frame_prints.py -> its answer.
Ask = Callable[[dict[str, Any]], CallResult]
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class _Seen:
    ms: int
    #: SIDE x SIDE grey bytes.
    grey: bytes
    #: Levelled, as a vector of length one.
    rough: Floats


def clip_fit(one: Ask, other: Ask, duration_ms: int, way: int) -> TakeFit | None:
    """`one` laid the given way (looking/likeness.py) over `other`; None where there is too little
    to see. `one` should be the larger: of it mostly key frames are decoded, of the other every
    frame near theirs. Raises what asking raises.
    """
    shown = _references(one, min(duration_ms, _MOST_MS), way)
    if len(shown) < _LEAST:
        return None
    near = [_near(other, each.ms) for each in shown]
    pairs = [(a, b) for a, b in zip(shown, near, strict=True) if b]
    if len(pairs) < _LEAST:
        return None
    later = max(
        range(-CLIP_MS, CLIP_MS + 1, _STEP_MS),
        key=lambda ms: (_agreement(pairs, ms), -abs(ms)),
    )
    rough = _agreement(pairs, later)
    fits = tuple(fit_of(a.grey, _best(a, b, later).grey, way) for a, b in pairs)
    return TakeFit(rough=round(1000 * rough), fits=fits)


def _references(ask: Ask, span_ms: int, way: int) -> list[_Seen]:
    """Pictures that show something, at most PICTURES: key frames where there are enough of them."""
    keys = _lit(_seen(ask(_params(0, span_ms, span_ms // (4 * PICTURES), keys=True)), way))
    if len(keys) < PICTURES:
        keys = _lit(_seen(ask(_params(0, span_ms, span_ms // (2 * PICTURES))), way))
    places = np.unique(np.linspace(0, len(keys) - 1, PICTURES).round().astype(int)) if keys else []
    return [keys[place] for place in places]


def _near(ask: Ask, ms: int) -> list[_Seen]:
    """Every frame that the other may show at that time."""
    reach = CLIP_MS + _ASTRAY_MS
    return _seen(ask(_params(max(0, ms - reach), ms + reach, 1)), 0)


def _params(start: int, end: int, step: int, *, keys: bool = False) -> dict[str, Any]:
    return {"side": _READ_SIDE, "step_ms": step, "keys": keys, "from_ms": start, "to_ms": end}


def _seen(answer: CallResult, way: int) -> list[_Seen]:
    told = answer.value
    times, width, height = told["ms"], int(told["width"]), int(told["height"])
    grey = np.frombuffer(answer.blobs["grey"], np.uint8)
    if grey.size != len(times) * width * height or max(width, height) > _READ_SIDE:
        raise ValueError("the pictures of a clip do not fit what is said of them")
    pictures = grey.reshape(len(times), height, width) if times else []
    return [_one(int(ms), picture, way) for ms, picture in zip(times, pictures, strict=True)]


def _one(ms: int, picture: NDArray[np.uint8], way: int) -> _Seen:
    square = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    rough_size = (_ROUGH_SIDE, _ROUGH_SIDE)
    rough = cv2.resize(square, rough_size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return _Seen(ms=ms, grey=square.tobytes(), rough=_unit(laid(rough, way)))


def _unit(picture: Floats) -> Floats:
    flat = (picture - picture.mean()).ravel()
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-6), np.float32)


def _lit(seen: Sequence[_Seen]) -> list[_Seen]:
    return [each for each in seen if np.frombuffer(each.grey, np.uint8).std() >= _PLAIN]


def _agreement(pairs: Sequence[tuple[_Seen, Sequence[_Seen]]], later: int) -> float:
    return sum(float(a.rough @ _best(a, b, later).rough) for a, b in pairs) / len(pairs)


def _best(one: _Seen, near: Sequence[_Seen], later: int) -> _Seen:
    """Of the frames that the other shows about then, the one most like it; else the nearest."""
    wanted = one.ms + later
    there = [each for each in near if abs(each.ms - wanted) <= _ASTRAY_MS]
    if not there:
        return min(near, key=lambda each: abs(each.ms - wanted))
    return max(there, key=lambda each: float(one.rough @ each.rough))
