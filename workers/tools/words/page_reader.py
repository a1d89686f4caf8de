"""Inside the confined reading child: a whole page of a notice, set upright, level, read by line."""

import io
import time
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidocr.ch_ppocr_rec.typings import TextRecInput

from domain.arriving.refusals import refusal
from workers.tools.words import words_reader as reader
from workers.tools.words.page_lines import Piece, ink, pieces_of, ruled_cells, with_gaps
from workers.tools.words.words_reader import Pixels, Quad

#: Larger pictures are refused: ours have at most 2,400 px.
MOST_SIDE = 2600
#: Long sides at which lines are found first, to set the page upright, and then for good, px.
_LOOKED_AT, _FOUND_AT = 960, 1440
#: The page as it is shown, px and JPEG's quality.
SHOWN_SIDE, _SHOWN_QUALITY = 1600, 78
#: Degrees: less is level, more is no scan.
_LEVEL, _MOST_SKEW = 0.12, 15.0
#: Lines that say which way is up, and what they are trusted at when they stand the right way.
_ASKED, _UPRIGHT = 5, 0.90
_BATCH = 4
_LEAST_SURE = 0.3
#: Pieces of one page that are read.
MOST_PIECES = 400


def read_page(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"width", "height", "lines", "cells", "turned", "skew", "cut"} of a JPEG of ours.

    lines: {"text", "box", "sure"}, box in px of the straightened picture, sure per mille of each
    character; cells: boxes of ruled tables. The blob "page" is that picture to be shown. When
    `params["seconds"]` of the processor are over, no further line is begun: cut. Raises Refused
    unreadable.
    """
    began = time.process_time()
    whole, turned = _set_upright(_opened(file))
    whole, skew = _laid_level(whole)
    cells = ruled_cells(whole)
    dark = ink(whole)
    pieces = pieces_of(_found(whole, _FOUND_AT), cells, dark)
    lines: list[dict[str, Any]] = []
    read = 0
    # Alike long ones together: a batch is as wide as its longest.
    pieces.sort(key=lambda piece: piece.wide / piece.high)
    for start in range(0, min(len(pieces), MOST_PIECES), _BATCH):
        if time.process_time() - began > float(params["seconds"]):
            break
        batch = pieces[start : start + _BATCH]
        lines += _read(whole, dark, batch)
        read += len(batch)
    value = {
        "width": whole.shape[1],
        "height": whole.shape[0],
        "lines": lines,
        "cells": cells,
        "turned": turned,
        "skew": round(100 * skew),
        "cut": read < len(pieces),
    }
    return value, {"page": _shown(whole)}


def _opened(file: BinaryIO) -> Pixels:
    try:
        with Image.open(file, formats=("JPEG",)) as opened:
            if max(opened.size) > MOST_SIDE:
                raise refusal("too-large-picture")
            return np.asarray(opened.convert("RGB"))[:, :, ::-1].copy()
    except OSError as damage:
        raise refusal("unreadable") from damage


def _found(whole: Pixels, side: int) -> list[Quad]:
    """Corners of the lines that are found at this size, px of the whole."""
    scale = side / max(whole.shape[:2])
    shrunk = reader.scaled(whole, scale) if scale < 1 else whole
    found = reader.finder()(shrunk).boxes
    if found is None:
        return []
    back = np.array(
        [whole.shape[1] / shrunk.shape[1], whole.shape[0] / shrunk.shape[0]], dtype=np.float32
    )
    return [np.asarray(corners, dtype=np.float32) * back for corners in found]


def _set_upright(whole: Pixels) -> tuple[Pixels, int]:
    """The page so that its lines run from left to right; quarter turns clockwise it took."""
    found = _found(whole, _LOOKED_AT)
    across = sum(_size(box)[0] for box in found if _size(box)[0] > 2 * _size(box)[1])
    down = sum(_size(box)[1] for box in found if _size(box)[1] > 2 * _size(box)[0])
    turned = 0
    if down > across:
        whole, turned = np.ascontiguousarray(np.rot90(whole, -1)), 1
        found = _found(whole, _LOOKED_AT)
    longest = sorted(found, key=lambda box: -_size(box)[0])[:_ASKED]
    if longest and _is_upside_down(whole, longest):
        whole, turned = np.ascontiguousarray(np.rot90(whole, 2)), turned + 2
    return whole, turned


def _size(box: Quad) -> tuple[float, float]:
    """Width and height of the upright rectangle around a line."""
    wide, high = box.max(axis=0) - box.min(axis=0)
    return float(wide), float(high)


def _is_upside_down(whole: Pixels, boxes: list[Quad]) -> bool:
    """Whether the same lines are read better when they are turned round."""
    pieces = [reader.laid_out(whole, box) for box in boxes]
    as_it_is = _trusted(pieces)
    if as_it_is >= _UPRIGHT:
        return False
    return _trusted([np.ascontiguousarray(np.rot90(piece, 2)) for piece in pieces]) > as_it_is


def _trusted(pieces: list[Pixels]) -> float:
    answer = reader.recogniser()(TextRecInput(img=pieces))
    return float(np.mean(answer.scores)) if answer.scores else 0.0


def _laid_level(whole: Pixels) -> tuple[Pixels, float]:
    """The page turned by what its long lines stand askew, in degrees."""
    angles: list[float] = []
    weights: list[float] = []
    for box in _found(whole, _LOOKED_AT):
        along = box[1] - box[0] + box[2] - box[3]
        wide, high = _size(box)
        if wide > 6 * high or wide > 0.3 * whole.shape[1]:
            angles.append(float(np.degrees(np.arctan2(along[1], along[0]))))
            weights.append(wide)
    if not angles:
        return whole, 0.0
    skew = _middle(angles, weights)
    if not _LEVEL <= abs(skew) <= _MOST_SKEW:
        return whole, 0.0
    return _rotated(whole, skew), skew


def _middle(values: list[float], weights: list[float]) -> float:
    order = np.argsort(values)
    summed = np.cumsum(np.asarray(weights)[order])
    return values[int(order[int(np.searchsorted(summed, summed[-1] / 2))])]


def _rotated(whole: Pixels, degrees: float) -> Pixels:
    """The whole page on a canvas that holds it; the corners are white."""
    height, width = whole.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    sine, cosine = abs(matrix[0, 1]), abs(matrix[0, 0])
    wide, high = round(width * cosine + height * sine), round(height * cosine + width * sine)
    matrix[:, 2] += [(wide - width) / 2, (high - height) / 2]
    level = cv2.warpAffine(
        whole, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(level, dtype=np.uint8)


def _read(whole: Pixels, dark: NDArray[np.bool_], batch: list[Piece]) -> list[dict[str, Any]]:
    answer = reader.recogniser()(
        TextRecInput(img=[piece.cut_from(whole) for piece in batch], return_word_box=True)
    )
    told: list[dict[str, Any]] = []
    for piece, text, score, info in zip(
        batch, answer.txts, answer.scores, answer.word_results, strict=True
    ):
        written, trusted = with_gaps(
            str(text), list(info.confs), _columns(info), piece.ink_of(dark)
        )
        letters, sure = _plain(written, trusted)
        if letters and score >= _LEAST_SURE:
            told.append({"text": letters, "sure": sure, "box": list(piece.box)})
    return told


def _columns(info: Any) -> list[float]:
    """Where each character that is no space stands, as a share of the line's length."""
    return [column / info.line_txt_len for word in info.word_cols for column in word]


def _plain(text: str, confidences: list[float]) -> tuple[str, list[int]]:
    """The text without spaces at its ends and what cannot be shown, and each one's sureness."""
    kept = [
        (letter, round(1000 * sure))
        for letter, sure in zip(text, confidences, strict=False)
        if letter.isprintable()
    ]
    while kept and kept[0][0].isspace():
        kept.pop(0)
    while kept and kept[-1][0].isspace():
        kept.pop()
    return "".join(letter for letter, _ in kept), [sure for _, sure in kept]


def _shown(whole: Pixels) -> bytes:
    scale = SHOWN_SIDE / max(whole.shape[:2])
    picture = reader.scaled(whole, scale) if scale < 1 else whole
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1])).save(
        data, "JPEG", quality=_SHOWN_QUALITY
    )
    return data.getvalue()
