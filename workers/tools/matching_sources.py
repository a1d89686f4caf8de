"""What a film's shots may come from, read: key frames of clips, pictures of photos, cards."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from workers.tools.confined import CallResult
from workers.tools.film_matching import Frames, Greys

#: Px of the long side of every picture that is compared.
SIDE = 112
#: The same of photos, over which a film may move.
_STILL_SIDE = 112
#: Milliseconds between two key frames of a clip at least; between any two where keys are few.
_KEY_STEP, _WHOLE_STEP = 400, 400
#: Key frames further apart than this on average miss what happens between them.
_SPARSE_MS = 1300
#: A film's frames and a span of a clip: a little less than a frame at 25 a second.
_CLOSE_STEP = 30
#: Seconds for a film, for each second of a clip.
PATIENCE_S = 900.0

#: The confined child's way of reading a file: (path, params) -> its answer.
Ask = Callable[[Path, dict[str, Any]], CallResult]


def film_frames(ask: Ask, path: Path) -> Frames:
    """Every frame of a film. Raises Refused when it does not decode."""
    return _frames(ask(path, _params(step_ms=_CLOSE_STEP)))


def clip_frames(ask: Ask, path: Path, duration_ms: int) -> Frames:
    """Frames all over a clip, key frames where they suffice."""
    keys = _frames(ask(path, _params(step_ms=_KEY_STEP, keys=True)))
    if len(keys.ms) * _SPARSE_MS >= duration_ms:
        return keys
    return _frames(ask(path, _params(step_ms=_WHOLE_STEP)))


def close_frames(ask: Ask, path: Path, first: int, count: int) -> Frames:
    """Every frame of a clip's span, in film frames of 25 a second."""
    span = {"from_ms": max(0, first * 40 - 40), "to_ms": (first + count) * 40 + 40}
    return _frames(ask(path, _params(step_ms=_CLOSE_STEP) | span))


def _params(*, step_ms: int, keys: bool = False) -> dict[str, Any]:
    return {"side": SIDE, "step_ms": step_ms, "keys": keys, "from_ms": 0, "to_ms": None}


def _frames(answer: CallResult) -> Frames:
    """The child's answer, checked: a decoder may have been taken over."""
    told = answer.value
    times, width, height = told["ms"], int(told["width"]), int(told["height"])
    grey = np.frombuffer(answer.blobs["grey"], np.uint8)
    if (
        not 0 <= width <= SIDE
        or not 0 <= height <= SIDE
        or grey.size != len(times) * width * height
    ):
        raise ValueError("the pictures of a clip do not fit what is said of them")
    shape = (len(times), height or 1, width or 1)
    return Frames(
        ms=np.array(times, np.int64), grey=grey.reshape(shape if len(times) else (0, 1, 1))
    )


def packed(frames: Frames) -> bytes:
    """As they are kept beside an original: a line of JSON, then the pictures."""
    head = {"ms": frames.ms.tolist(), "shape": list(frames.grey.shape)}
    return json.dumps(head).encode() + b"\n" + frames.grey.tobytes()


def unpacked(kept: bytes) -> Frames:
    head, _, grey = kept.partition(b"\n")
    told = json.loads(head)
    pictures = np.frombuffer(grey, np.uint8).reshape(told["shape"])
    return Frames(ms=np.array(told["ms"], np.int64), grey=pictures)


def picture_grey(encoded: bytes) -> Greys:
    """One of our own pictures, JPEG or PNG, as a small grey one."""
    with Image.open(io.BytesIO(encoded)) as opened:
        grey = np.asarray(opened.convert("L"))
    scale = _STILL_SIDE / max(grey.shape)
    size = (max(2, round(grey.shape[1] * scale)), max(2, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def still_pictures(pictures: Mapping[str, bytes]) -> dict[str, Greys]:
    """Encoded pictures of ours by key, as they are compared."""
    return {key: picture_grey(encoded) for key, encoded in pictures.items()}
