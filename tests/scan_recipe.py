"""Scanned notices by recipe: their text drawn on pages as offices print it, then spoilt."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_FONTS = Path("/usr/share/fonts/opentype/noto")
#: A4, points; the margins and lines of an official document (GB/T 9704).
_WIDE, _HIGH = 595.3, 841.9
_LEFT, _RIGHT, _TOP, _BOTTOM = 79.0, 74.0, 105.0, 99.0
_BODY, _TITLE, _CELL, _LEADING = 16.0, 22.0, 11.0, 28.0


@dataclass(frozen=True, kw_only=True)
class Spoilt:
    """How a page was scanned or photographed."""

    dpi: int = 200
    #: Degrees counter-clockwise.
    tilt: float = 0.0
    #: Standard deviation of the noise, of 255.
    noise: float = 0.0
    grey: bool = False
    #: JPEG quality; 0 keeps it as PNG.
    jpeg: int = 80
    serif: bool = True
    #: A running head on every page.
    head: str = ""
    #: Darkness of the paper at its lower right corner, of 255: the shadow of a hand.
    shade: int = 0


@cache
def _font(serif: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "NotoSerifCJK-Regular.ttc" if serif else "NotoSansCJK-Regular.ttc"
    return ImageFont.truetype(str(_FONTS / name), size, index=2)


class _Press:
    """Pages as they fill."""

    def __init__(self, spoilt: Spoilt) -> None:
        self.spoilt = spoilt
        self.scale = spoilt.dpi / 72
        self.pages: list[Image.Image] = []
        self.y = _HIGH
        self.draw: ImageDraw.ImageDraw

    def px(self, points: float) -> int:
        return round(points * self.scale)

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        return _font(self.spoilt.serif, self.px(size))

    def room(self, high: float) -> None:
        if self.y + high > _HIGH - _BOTTOM:
            page = Image.new("RGB", (self.px(_WIDE), self.px(_HIGH)), "white")
            self.pages.append(page)
            self.draw = ImageDraw.Draw(page)
            self.y = _TOP
            self.text(_WIDE / 2 - 24, _HIGH - 70, f"— {len(self.pages)} —", 14)
            if self.spoilt.head:
                self.text(_LEFT, 45, self.spoilt.head, 10)

    def text(self, x: float, y: float, text: str, size: float) -> None:
        self.draw.text((self.px(x), self.px(y)), text, "black", self.font(size))

    def wide(self, text: str, size: float) -> float:
        return self.font(size).getlength(text) / self.scale

    def wrapped(self, text: str, size: float, wide: float) -> list[str]:
        lines = [""]
        for character in text:
            if self.wide(lines[-1] + character, size) > wide and character not in "，。、；：）”":
                lines.append("")
            lines[-1] += character
        return lines

    def title(self, text: str) -> None:
        for line in self.wrapped(text, _TITLE, _WIDE - _LEFT - _RIGHT - 40):
            self.room(36)
            self.text((_WIDE - self.wide(line, _TITLE)) / 2, self.y, line, _TITLE)
            self.y += 36
        self.y += 10

    def paragraph(self, text: str) -> None:
        for line in self.wrapped("　　" + text, _BODY, _WIDE - _LEFT - _RIGHT):
            self.room(_LEADING)
            indent = line.startswith("　　")
            x = _LEFT + 2 * _BODY * indent
            self.text(x, self.y, line.lstrip("　"), _BODY)
            self.y += _LEADING

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        columns = max(map(len, rows))
        longest = [max(len(row[n]) if n < len(row) else 0 for row in rows) for n in range(columns)]
        shares = [min(12, max(2.4, each)) for each in longest]
        whole = _WIDE - _LEFT - _RIGHT + 40
        wide = [whole * share / sum(shares) for share in shares]
        for row in rows:
            merged = len(row) == 1
            spans = [whole] if merged else wide
            cells = [
                self.wrapped(cell, _CELL, span - 8) for cell, span in zip(row, spans, strict=False)
            ]
            high = 15 * max(map(len, cells)) + 8
            self.room(high)
            x = _LEFT - 20
            for n, span in enumerate(spans):
                box = [self.px(x), self.px(self.y), self.px(x + span), self.px(self.y + high)]
                self.draw.rectangle(box, outline="black", width=max(1, self.px(0.7)))
                for place, line in enumerate(cells[n] if n < len(cells) else []):
                    self.text(x + 4, self.y + 4 + 15 * place, line, _CELL)
                x += span
            self.y += high
        self.y += 10


def printed(text: str, spoilt: Spoilt) -> list[Image.Image]:
    """Pages of a notice, its first line as the title, lines with tabs as a ruled table."""
    press = _Press(spoilt)
    rows: list[list[str]] = []
    for place, line in enumerate([*text.splitlines(), ""]):
        cells = line.split("\t") if "\t" in line else _lost_cells(line)
        if cells:
            rows.append(cells)
            continue
        if rows and line.strip() and len(line) < 12 and _goes_on(text, place):
            rows.append([line])
            continue
        if rows:
            press.table(rows)
            rows = []
        if not line.strip():
            continue
        if place == 0:
            press.title(line.strip())
        else:
            press.paragraph(line.strip())
    return [_spoil(page, spoilt, seed) for seed, page in enumerate(press.pages)]


def _lost_cells(line: str) -> list[str]:
    """The cells of a row that lost its table on the way to text; on paper it is ruled."""
    cells = line.split()
    is_row = len(cells) >= 4 and (cells[0] in ("序号", "编号") or cells[0].isdecimal())
    return cells if is_row else []


def _goes_on(text: str, place: int) -> bool:
    rest = text.splitlines()[place + 1 :]
    return bool(rest) and "\t" in rest[0]


def _spoil(page: Image.Image, spoilt: Spoilt, seed: int) -> Image.Image:
    if spoilt.tilt:
        page = page.rotate(
            spoilt.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255)
        )
    pixels = np.asarray(page, dtype=np.float32)
    if spoilt.noise:
        noise = np.random.default_rng(seed).normal(0, spoilt.noise, pixels.shape[:2])
        pixels = pixels + noise[:, :, None]
    if spoilt.shade:
        high, wide = pixels.shape[:2]
        falling = np.add.outer(np.linspace(0, 0.5, high), np.linspace(0, 0.5, wide))
        pixels = pixels - spoilt.shade * falling[:, :, None]
    made = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return made.convert("L") if spoilt.grey else made


def jpeg_of(page: Image.Image, spoilt: Spoilt) -> bytes:
    data = io.BytesIO()
    page.save(data, "JPEG", quality=spoilt.jpeg or 90)
    return data.getvalue()


def scanned_pdf(pages: Sequence[Image.Image], spoilt: Spoilt) -> bytes:
    """A PDF of pictures alone, as scanners write it."""
    data = io.BytesIO()
    first, *rest = pages
    first.save(
        data,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=spoilt.dpi,
        quality=spoilt.jpeg or 90,
    )
    return data.getvalue()


def scanned_tiff(pages: Sequence[Image.Image], compression: str = "group4") -> bytes:
    """One TIFF of all pages, black and white as fax machines and office scanners write it."""
    data = io.BytesIO()
    ones = [
        page.convert("L").point(lambda value: 255 * (value > 150)).convert("1") for page in pages
    ]
    first, *rest = ones
    first.save(data, "TIFF", save_all=True, append_images=rest, compression=compression)
    return data.getvalue()
