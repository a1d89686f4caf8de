"""The still grounds of the cards: a gradient and an ornament, drawn once for a size and style."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from domain.cutting.frame import Frame
from domain.cutting.styles import Style

#: Ornaments are drawn at twice the size, so that thin lines are smooth.
_FINER = 2


@lru_cache(maxsize=8)
def ground(style: Style, frame: Frame) -> Image.Image:
    """The whole card without its lettering, RGB."""
    picture = _gradient(style, frame)
    mask = _ORNAMENTS[style.ornament](frame)
    picture.paste(style.ornament_colour, (0, 0), mask)
    return picture


def _gradient(style: Style, frame: Frame) -> Image.Image:
    """From corner to corner, with a little noise: eight bits alone would show bands.

    One colour after the other: all three at once took 0.2 GB in doubles.
    """
    rows = np.linspace(0, 1, frame.height)[:, None]
    columns = np.linspace(0, 1, frame.width)[None, :]
    share = np.clip(0.55 * columns + 0.45 * rows, 0, 1)
    noise = np.random.RandomState(3).uniform(-0.5, 0.5, (frame.height, frame.width))
    picture = np.empty((frame.height, frame.width, 3), np.uint8)
    for place, (first, second) in enumerate(zip(*style.ground, strict=True)):
        field = first * (1 - share) + second * share + noise
        picture[:, :, place] = np.clip(field.round(), 0, 255)
    return Image.fromarray(picture)


def _canvas(frame: Frame) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.new("L", (frame.width * _FINER, frame.height * _FINER), 0)
    return mask, ImageDraw.Draw(mask)


def _smooth(mask: Image.Image, frame: Frame) -> Image.Image:
    return mask.resize((frame.width, frame.height), Image.Resampling.BOX)


def _rings(frame: Frame) -> Image.Image:
    """A glow in the upper right corner, rings around it with planets, a field of dots below."""
    mask, draw = _canvas(frame)
    width, height, unit = mask.width, mask.height, frame.px(2)
    centre = (width * 0.93, height * 0.10)
    for step, strength in enumerate((74, 66, 58, 48, 38, 30, 22)):
        radius = unit * (150 + step * 105)
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        draw.ellipse(box, outline=strength, width=max(2, unit * 3 // 2))
        angle = np.radians(118 + 23 * step)
        x, y = centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)
        dot = unit * (8 - step // 2)
        draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=min(84, strength * 2))
    _dots(draw, height, unit)
    glow = _glow(frame, 0.93, 0.10, 58)
    return Image.fromarray(np.maximum(np.asarray(_smooth(mask, frame)), glow))


def _dots(draw: ImageDraw.ImageDraw, height: int, unit: int) -> None:
    gap, dot = unit * 27, unit * 2
    for column in range(20):
        for row in range(8):
            x, y = unit * 60 + column * gap, height - unit * 60 - row * gap
            strength = max(0, 84 - 4 * column - 8 * row)
            draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=strength)


def _glow(frame: Frame, x: float, y: float, strength: float) -> NDArray[np.uint8]:
    """Light that fades within half of the frame's long side; x and y are shares of the frame."""
    rows, columns = np.mgrid[0 : frame.height, 0 : frame.width].astype(np.float32)
    far = np.hypot(columns - x * frame.width, rows - y * frame.height)
    far /= max(frame.width, frame.height) / 2
    noise = np.random.RandomState(5).uniform(-0.5, 0.5, far.shape)
    return np.clip(strength * np.clip(1 - far, 0, 1) ** 2 + noise, 0, 255).astype(np.uint8)


def _rays(frame: Frame) -> Image.Image:
    """Light from above the middle, a double golden line along the edge, waves of silk below."""
    rows, columns = np.mgrid[0 : frame.height, 0 : frame.width].astype(np.float32)
    x, y = columns - frame.width / 2, rows + frame.height * 0.22
    angle = np.arctan2(x, y)
    far = np.hypot(x, y) / np.hypot(frame.width / 2, frame.height)
    beams = (np.cos(angle * 34) > 0.15).astype(np.float32)
    light = 26 * np.clip(1.15 - far, 0, 1) * (0.35 + 0.65 * beams)
    for number in range(4):
        # Below the last line of lettering, which ends with the safe area.
        wave = frame.height * (0.938 + 0.018 * number) - frame.height * 0.030 * np.sin(
            columns / frame.width * np.pi * 2.1 + 0.9 * number
        )
        light += np.where(rows > wave, 9.0 + 3 * number, 0)
        light += 46 * np.exp(-(((rows - wave) / frame.px(2.2)) ** 2))
    glow = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    soft = glow.filter(ImageFilter.GaussianBlur(frame.px(1.2)))
    mask, draw = _canvas(frame)
    for inset, thick in ((26, 5), (37, 2)):
        edge = frame.px(inset) * _FINER
        box = (edge, edge, mask.width - edge, mask.height - edge)
        draw.rectangle(box, outline=150, width=max(2, frame.px(thick) * _FINER // 2))
    lines = np.asarray(_smooth(mask, frame))
    return Image.fromarray(np.maximum(np.asarray(soft), lines))


def _hills(frame: Frame) -> Image.Image:
    """Three ranges of hills in thin ink at the foot, and a pale sun."""
    rows, columns = np.mgrid[0 : frame.height, 0 : frame.width].astype(np.float32)
    ink = np.zeros((frame.height, frame.width), np.float32)
    share = columns / max(frame.width, frame.height)
    for number, (base, strength) in enumerate(((0.865, 22), (0.905, 32), (0.955, 46))):
        ridge = base - 0.030 * np.sin(share * (7.1 + 2 * number) + 2.3 * number)
        ridge -= 0.016 * np.sin(share * (15.7 + 3 * number) + 1.1 * number)
        ridge -= 0.006 * np.sin(share * 41 + number)
        below = rows / frame.height - ridge
        # Dark at the ridge and thin below it, as ink runs out.
        ink = np.where(below > 0, np.maximum(ink * 0.5, strength * np.exp(-below * 7)), ink)
    picture = Image.fromarray(np.clip(ink, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(frame.px(1.5)))
    mask, draw = _canvas(frame)
    radius = frame.px(52) * _FINER
    x, y = mask.width * 0.925, mask.height * 0.12
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=40)
    return Image.fromarray(np.maximum(np.asarray(picture), np.asarray(_smooth(mask, frame))))


_ORNAMENTS: Mapping[str, Callable[[Frame], Image.Image]] = {
    "rings": _rings,
    "rays": _rays,
    "hills": _hills,
}
