"""Calibration as a picture: how often a confidence was right, one small plot a style."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

#: Confidence, share right, number, as bench/tagging/measures.py bins them.
Bins = Sequence[tuple[float, float, int]]

_SIDE, _LEFT, _TOP, _BELOW = 230, 44, 34, 52
_COLUMNS = 4
_INK, _GREY, _FAINT = "#1d2733", "#5f6b7a", "#d5dbe3"
#: Before, after.
_COLOURS = ("#b3701f", "#1457a8")


def draw(series: Sequence[tuple[str, Mapping[str, Bins]]], out: Path) -> None:
    """One plot a style of every series; a dot's area is the number of files it stands for."""
    styles = list(dict.fromkeys(style for _, named in series for style in named))
    wide, high = _LEFT + _SIDE + 24, _TOP + _SIDE + _BELOW
    rows = -(-len(styles) // _COLUMNS)
    columns = min(_COLUMNS, len(styles))
    image = Image.new("RGB", (wide * columns, high * rows + 28), "white")
    pen = ImageDraw.Draw(image)
    for n, style in enumerate(styles):
        at = (n % _COLUMNS * wide + _LEFT, n // _COLUMNS * high + _TOP)
        _frame(pen, at, style)
        for colour, (_, named) in zip(_colours(len(series)), series, strict=True):
            _dots(pen, at, named.get(style, ()), colour)
    _legend(pen, (_LEFT, high * rows + 4), [name for name, _ in series])
    out.parent.mkdir(parents=True, exist_ok=True)
    image.save(out, optimize=True)


def _colours(count: int) -> tuple[str, ...]:
    return _COLOURS[-count:]


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _frame(pen: ImageDraw.ImageDraw, at: tuple[int, int], style: str) -> None:
    x, y = at
    pen.text((x, y - 24), style, fill=_INK, font=_font(15))
    for tenth in range(0, 11, 2):
        step = round(_SIDE * tenth / 10)
        pen.line((x, y + _SIDE - step, x + _SIDE, y + _SIDE - step), fill=_FAINT)
        pen.line((x + step, y, x + step, y + _SIDE), fill=_FAINT)
        label = f"{tenth / 10:.1f}"
        pen.text((x - 28, y + _SIDE - step - 7), label, fill=_GREY, font=_font(12))
        pen.text((x + step - 9, y + _SIDE + 4), label, fill=_GREY, font=_font(12))
    pen.line((x, y + _SIDE, x + _SIDE, y), fill=_GREY, width=1)
    pen.rectangle((x, y, x + _SIDE, y + _SIDE), outline=_GREY)
    pen.text((x + 60, y + _SIDE + 20), "confidence said", fill=_GREY, font=_font(12))


def _dots(pen: ImageDraw.ImageDraw, at: tuple[int, int], found: Bins, colour: str) -> None:
    x, y = at
    total = sum(count for *_, count in found) or 1
    spots = [(x + c * _SIDE, y + _SIDE - r * _SIDE, count) for c, r, count in found]
    if len(spots) > 1:
        pen.line([(px, py) for px, py, _ in spots], fill=colour, width=2)
    for px, py, count in spots:
        radius = 3 + 14 * (count / total) ** 0.5
        pen.ellipse((px - radius, py - radius, px + radius, py + radius), outline=colour, width=2)


def _legend(pen: ImageDraw.ImageDraw, at: tuple[int, int], names: Sequence[str]) -> None:
    x, y = at
    for name, colour in zip(names, _colours(len(names)), strict=True):
        pen.line((x, y + 8, x + 28, y + 8), fill=colour, width=3)
        pen.text((x + 34, y), name, fill=_INK, font=_font(13))
        x += 60 + 8 * len(name)
    pen.text((x, y), "grey: right as often as said; area: files", fill=_GREY, font=_font(13))
