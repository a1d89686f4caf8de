"""What a film's shots may come from, read: key frames of clips, pictures of photos, cards."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from domain.editing.bringing import LONGEST_MS
from domain.errors import Refused
from domain.timebase import FILM_RATE
from domain.words import Words
from workers.tools.matching.matching_tables import Frames
from workers.tools.matching.matching_views import Greys
from workers.tools.running.confined import CallResult

#: Px of the long side of every picture that is compared.
SIDE = 112
#: Milliseconds between two key frames of a clip at least, and between any two where keys are few.
_CLIP_STEP = 400
#: Pictures of a clip at most; a longer one is looked at in wider steps.
_MOST_OF_CLIP = 3000
#: Key frames further apart than this on average miss what happens between them.
_SPARSE_MS = 1300
#: A film's frames and a span of a clip: a little less than a frame at 25 a second.
_CLOSE_STEP = 30
#: Milliseconds of a film that are read at once: 11 MB of pictures.
PIECE_MS = 60_000
#: Seconds for a film, for each second of a clip.
PATIENCE_S = 900.0

#: The confined child's way of reading a file: (path, params) -> its answer.
Ask = Callable[[Path, dict[str, Any]], CallResult]
#: Told while a film is read: seconds that are done, and those it lasts.
Tell = Callable[[int, int], None]

#: A first picture that comes earlier is the first frame: encoders' delays are shorter.
_LATE_MS = 500

_NO_PICTURE = Words(
    zh="成片里读不出一幅画面，只有声音：请重新导出视频再上传",
    en="no picture of the film can be read, only sound: export the video again and bring that",
)
_TOO_LONG = Words(
    zh=f"成片超过 {LONGEST_MS // 60_000} 分钟，不能带回：请只导出要报送的成片",
    en=f"the film lasts more than {LONGEST_MS // 60_000} minutes; bring the one that is handed in",
)


def film_pieces(ask: Ask, path: Path, tell: Tell = lambda *_: None) -> Iterator[Greys]:
    """Every picture of a film on the film's grid, a minute at a time.

    Before its first picture it is black, as players show it: sound may begin minutes earlier.
    Raises Refused when it does not decode, has no picture, or lasts longer than LONGEST_MS.
    """
    start, more = 0, True
    before: Frames | None = None
    #: Film frames that passed before the first picture told how large they are.
    black = 0
    while more:
        if start >= LONGEST_MS:
            raise Refused("too-long", _TOO_LONG)
        end = start + PIECE_MS
        answer = ask(path, _params(step_ms=_CLOSE_STEP) | {"from_ms": start, "to_ms": end})
        frames, more = _frames(answer), bool(answer.value["more"])
        tell(start // 1000, max(int(answer.value["lasts_ms"]), start) // 1000)
        if before is None and not len(frames.ms):
            black, start = black + PIECE_MS * FILM_RATE // 1000, end
            continue
        yield from _black(frames, black)
        black = 0
        frames = _after(before or _black_before(frames), frames)
        yield frames.on_grid(*_grid(frames, start, None if more else end))
        before, start = _last(frames), end
    if before is None:
        raise Refused("no-picture", _NO_PICTURE)


def _black(frames: Frames, count: int) -> Iterator[Greys]:
    """So many frames of the size of these, a minute at a time."""
    while count > 0:
        now = min(count, PIECE_MS * FILM_RATE // 1000)
        yield np.zeros((now, *frames.grey.shape[1:]), np.uint8)
        count -= now


def _black_before(frames: Frames) -> Frames:
    """A black picture up to the first one; none where that is the film's first frame."""
    late = int(frames.ms[0]) >= _LATE_MS
    ms = np.maximum(frames.ms[:1] - 1000 // FILM_RATE, 0)
    return Frames(ms=ms[:late], grey=np.zeros_like(frames.grey[:late]))


def _grid(frames: Frames, start: int, end: int | None) -> tuple[int, int]:
    """First film frame and how many; the last piece goes to the end of its last picture."""
    first = start * FILM_RATE // 1000
    if end is None:
        return first, PIECE_MS * FILM_RATE // 1000
    last = round((int(frames.ms[-1]) + 1000 // FILM_RATE) * FILM_RATE / 1000)
    return first, max(last - first, 0 if start else 1)


def _after(before: Frames, frames: Frames) -> Frames:
    """The picture that stood when the piece began, then those of the piece."""
    if not len(frames.ms):
        return before
    height, width = before.grey.shape[1:]
    # A film whose size changes goes on in the size it began with.
    same = frames.grey.shape[1:] == (height, width)
    grey = frames.grey if same else np.stack([cv2.resize(g, (width, height)) for g in frames.grey])
    ms = np.concatenate([before.ms, frames.ms])
    return Frames(ms=ms, grey=np.concatenate([before.grey, grey.astype(np.uint8)]))


def _last(frames: Frames) -> Frames:
    return Frames(ms=frames.ms[-1:], grey=frames.grey[-1:])


def clip_frames(ask: Ask, path: Path, duration_ms: int) -> Frames:
    """Frames all over a clip, key frames where they suffice."""
    step = max(_CLIP_STEP, duration_ms // _MOST_OF_CLIP)
    keys = _frames(ask(path, _params(step_ms=step, keys=True)))
    if len(keys.ms) * max(_SPARSE_MS, step) >= duration_ms:
        return keys
    return _frames(ask(path, _params(step_ms=step)))


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
    scale = SIDE / max(grey.shape)
    size = (max(2, round(grey.shape[1] * scale)), max(2, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def still_pictures(pictures: Mapping[str, bytes]) -> dict[str, Greys]:
    """Encoded pictures of ours by key, as they are compared."""
    return {key: picture_grey(encoded) for key, encoded in pictures.items()}
