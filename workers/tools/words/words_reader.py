"""Inside the confined reading child: the words that stand in a picture, by RapidOCR's small models.

The pictures are our own small JPEGs (view, poster, stills), never a sender's bytes. Boxes are found
in a shrunk picture, since finding takes most of the time, and read in the whole one, since glyphs
need their pixels: above 2,000 px the finder silently finds nothing, under about 14 px of glyph
height nothing is read.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from PIL import Image
from rapidocr.ch_ppocr_rec.typings import TextRecInput
from rapidocr.utils.process_img import get_rotate_crop_image

from domain.arriving.refusals import refusal

#: Long side of the picture in which boxes are found, px.
FOUND_AT = 1120
#: Larger pictures are refused: ours have at most 1,600 px.
MOST_SIDE = 2000
#: Boxes read of one picture, the tallest first; and of the small ones near the lower edge, where
#: watermark cameras print, so that a board above leaves room for them.
MOST_BOXES, MOST_PRINTED = 20, 8
#: Share of the height, per mille, below which a camera's corner is looked for.
_PRINTED_BELOW = 600
#: Glyphs lower than this in the whole picture are not read, px.
LOWEST = 10
#: What is higher, per mille of the longer side, is a house and no line of text.
_HIGHEST = 350
#: A line of text is read up to so many times its height; longer ones cost more than they say.
_LONGEST = 30
#: Boxes read at once; the time is looked at between.
_BATCH = 4
#: Boxes so much higher than wide hold one glyph under the other.
_UPRIGHT = 2.0
_LEAST_SURE = 0.5

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float32]

cv2.setNumThreads(1)
_MODELS = Path(rapidocr.__file__).parent / "models"


def _engine() -> tuple[Any, Any]:
    """Finder and reader, loaded from the wheel by name, so that nothing is ever fetched."""
    engine = rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
            # The side is ours to choose: nothing is enlarged.
            "Det.limit_side_len": 32,
            "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_batch_num": _BATCH,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # 0.1 GB that is kept saves an eighth of the time, all of it the kernel's.
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
        }
    )
    return engine._load_det_model(), engine._load_rec_model()


# Before the child locks itself, so that each call finds them warm.
_FINDER, _READER = _engine()


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where a line of text stands, px of the whole picture."""

    corners: Quad
    #: Height of its glyphs.
    glyph: float
    bottom: float


def read_words(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"lines": [{"text", "confidence", "box", "glyph"}], "cut"} of one JPEG of ours.

    confidence per mille; box left, top, right, bottom per mille of width and height; glyph per
    mille of the longer side; from the top down. cut: more stood there than was read, by number or
    by `params["seconds"]` of the processor, after which no further line is begun. Raises Refused
    unreadable.
    """
    began = time.process_time()
    whole = _opened(file)
    found = boxes_in(whole)
    chosen = worth_reading(found, whole.shape[:2])
    lines: list[tuple[Box, str, float]] = []
    read = 0
    for start in range(0, len(chosen), _BATCH):
        if time.process_time() - began > float(params["seconds"]):
            break
        batch = chosen[start : start + _BATCH]
        lines += _read(whole, batch)
        read += len(batch)
    told = [_told(box, text, sure, whole) for box, text, sure in lines]
    told.sort(key=lambda line: (line["box"][1], line["box"][0]))
    return {"lines": told, "cut": read < len(found)}, {}


def boxes_in(whole: Pixels) -> list[Box]:
    """Every line of text that is found, the tallest glyphs first."""
    scale = FOUND_AT / max(whole.shape[:2])
    shrunk = scaled(whole, scale) if scale < 1 else whole
    found = _FINDER(shrunk).boxes
    if found is None:
        return []
    back = np.array(
        [whole.shape[1] / shrunk.shape[1], whole.shape[0] / shrunk.shape[0]], dtype=np.float32
    )
    boxes = [_box(np.asarray(corners, dtype=np.float32) * back) for corners in found]
    return sorted(boxes, key=lambda box: -box.glyph)


def worth_reading(found: Sequence[Box], size: tuple[int, int]) -> list[Box]:
    """Of boxes in the order of their height, those that are read, in the order of reading.

    `size` is the picture's height and width, px.
    """
    height, highest = size[0], _HIGHEST * max(size) / 1000
    legible = [box for box in found if LOWEST <= box.glyph <= highest]
    tall, rest = legible[:MOST_BOXES], legible[MOST_BOXES:]
    printed = [box for box in rest if 1000 * box.bottom > _PRINTED_BELOW * height]
    return [*tall, *printed[:MOST_PRINTED]]


def finder() -> Any:
    """The loaded model that finds lines."""
    return _FINDER


def recogniser() -> Any:
    """The loaded model that reads them."""
    return _READER


def _opened(file: BinaryIO) -> Pixels:
    try:
        with Image.open(file, formats=("JPEG",)) as opened:
            if max(opened.size) > MOST_SIDE:
                raise refusal("too-large-picture")
            # Blue first, as the models learned it.
            return np.asarray(opened.convert("RGB"))[:, :, ::-1].copy()
    except OSError as damage:
        raise refusal("unreadable") from damage


def scaled(picture: Pixels, scale: float) -> Pixels:
    """The picture smaller by so much."""
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _box(corners: Quad) -> Box:
    along = max(_length(corners, 0, 1), _length(corners, 2, 3))
    across = max(_length(corners, 1, 2), _length(corners, 3, 0))
    return Box(corners=corners, glyph=min(along, across), bottom=float(corners[:, 1].max()))


def _length(corners: Quad, one: int, other: int) -> float:
    return float(np.linalg.norm(corners[one] - corners[other]))


def _read(whole: Pixels, batch: Sequence[Box]) -> list[tuple[Box, str, float]]:
    pieces = [_piece(whole, box) for box in batch]
    answer = _READER(TextRecInput(img=pieces))
    found = zip(batch, answer.txts, answer.scores, strict=True)
    return [
        (box, text.strip(), float(sure))
        for box, text, sure in found
        if sure >= _LEAST_SURE and says_something(text)
    ]


def says_something(text: str) -> bool:
    """Two Chinese characters or four letters and digits: houses and fences are read as 1 and 一."""
    chinese = sum("一" <= letter <= "鿿" for letter in text)
    others = sum(letter.isascii() and letter.isalnum() for letter in text)
    return 2 * chinese + others >= 4


def _piece(whole: Pixels, box: Box) -> Pixels:
    """The line laid level; of glyphs under each other laid side by side."""
    wide, high = _length(box.corners, 0, 1), _length(box.corners, 1, 2)
    if high < _UPRIGHT * wide:
        piece = laid_out(whole, box.corners)
        return piece[:, : _LONGEST * piece.shape[0]]
    return _laid_level(whole, box, wide, high)


def laid_out(whole: Pixels, corners: Quad) -> Pixels:
    """What stands between four corners, level."""
    return np.asarray(get_rotate_crop_image(whole, corners.copy()), dtype=np.uint8)


def _laid_level(whole: Pixels, box: Box, wide: float, high: float) -> Pixels:
    side, long = max(LOWEST, round(wide)), max(LOWEST, round(high))
    goal = np.array([[0, 0], [side, 0], [side, long], [0, long]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(box.corners, goal)
    column = np.asarray(cv2.warpPerspective(whole, matrix, (side, long)), dtype=np.uint8)
    cuts = glyph_cuts(column)
    glyphs = [column[start:end] for start, end in pairwise(cuts)]
    square = [cv2.resize(glyph, (side, side)) for glyph in glyphs if glyph.shape[0] > 1]
    return np.asarray(np.concatenate(square, axis=1), dtype=np.uint8)


def glyph_cuts(column: Pixels) -> list[int]:
    """Rows between which the glyphs of a column stand, its first and last one included.

    They are of one height; of the numbers that may be, the one whose cuts meet the least ink.
    """
    ink = _ink(column)
    rows, across = ink.sum(axis=1), ink.sum(axis=0)
    first, last = _span(rows)
    left, right = _span(across)
    high, wide = last - first, max(1, right - left)
    # A glyph with the gap below it is as high as it is wide, to half as high again.
    least, most = math.ceil(high / (1.6 * wide)), math.floor(high / (0.92 * wide))
    counts = range(max(1, least), min(_LONGEST, max(1, least, most)) + 1)
    best = min(counts, key=lambda count: (_ink_cut(rows[first:last], count), -count))
    return [first + high * place // best for place in range(best + 1)]


def _ink(column: Pixels) -> NDArray[np.bool_]:
    """The letters' pixels: the fewer of the light and the dark."""
    grey = cv2.cvtColor(column, cv2.COLOR_BGR2GRAY)
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    is_light = np.asarray(light, dtype=np.bool_)
    return is_light if is_light.mean() < 0.5 else ~is_light


def _span(sums: NDArray[Any]) -> tuple[int, int]:
    """Where the ink begins and ends."""
    found = np.flatnonzero(sums > 0.06 * sums.max())
    return (int(found[0]), int(found[-1]) + 1) if len(found) else (0, len(sums))


def _ink_cut(rows: NDArray[Any], count: int) -> float:
    """Ink near the cuts of so many glyphs, as a share of that of a usual row."""
    pitch = len(rows) / count
    band = max(1, round(0.06 * pitch))
    cuts = [round(pitch * place) for place in range(1, count)]
    near = [rows[max(0, cut - band) : cut + band].mean() for cut in cuts]
    return round(float(np.mean(near)) / max(1.0, float(rows.mean())), 2) if near else 0.5


def _told(box: Box, text: str, sure: float, whole: Pixels) -> dict[str, Any]:
    height, width = whole.shape[:2]
    left, top = box.corners.min(axis=0)
    right, bottom = box.corners.max(axis=0)
    return {
        "text": text,
        "confidence": round(1000 * sure),
        "box": [
            _per_mille(left, width),
            _per_mille(top, height),
            _per_mille(right, width),
            _per_mille(bottom, height),
        ],
        "glyph": round(1000 * box.glyph / max(width, height)),
    }


def _per_mille(value: Any, whole: int) -> int:
    return min(1000, max(0, round(1000 * float(value) / whole)))
