"""Opening and closing card: the ground is drawn once, MoviePy composes the lettering that moves."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip, vfx
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from domain.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.timebase import FILM_RATE
from workers.tools.lettering import (
    ACCENT,
    SAFE_X,
    SAFE_Y,
    SMALLEST,
    WHITE,
    Lettering,
    draw_text,
    set_text,
)

#: Frames that move; the rest of a card holds the last one. MoviePy composes about 12 a second at
#: 1080p, so this is what a card costs.
MOVING_FRAMES = 36

_DEEP = (0x0B, 0x3A, 0x78)
_PALE = (0xCF, 0xE3, 0xF8)
_SKY = (0x58, 0xB4, 0xF0)
_WIDTH = FRAME_WIDTH - 2 * SAFE_X
_MIDDLE = FRAME_WIDTH // 2
#: Lettering ends here: the last line's strokes are then within the central 80 %.
_FOOT = FRAME_HEIGHT - SAFE_Y + 16
#: Lines below the theme: the period and two lines of units.
_OPENING_ROWS = 3
#: Pixels by which lettering rises while it appears, and seconds this takes.
_RISE = 26
_RISE_S = 0.55

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Layer:
    """One thing that comes into the card: RGBA pixels, where they rest, when and how they come."""

    picture: Picture
    x: int
    y: int
    #: Seconds after the card's start.
    start: float
    #: rise (fades in, coming up) or grow (drawn from its middle outwards).
    way: str


# --- what stands still ---------------------------------------------------------------------------


def _blue_field(height: int) -> Image.Image:
    """Deep to bright blue from top left to bottom right, with thin rings and a grid of dots."""
    rows = np.linspace(0, 1, height)[:, None, None]
    columns = np.linspace(0, 1, FRAME_WIDTH)[None, :, None]
    share = np.clip(0.55 * columns + 0.45 * rows, 0, 1)
    field = np.array(_DEEP) * (1 - share) + np.array((0x1B, 0x6D, 0xC4)) * share
    picture = Image.fromarray(field.round().astype(np.uint8))
    picture.paste(WHITE, (0, 0), _ornament(height))
    return picture


def _ornament(height: int) -> Image.Image:
    """Mask of the rings and dots, drawn at twice the size so that thin lines are smooth."""
    mask = Image.new("L", (FRAME_WIDTH * 2, height * 2), 0)
    draw = ImageDraw.Draw(mask)
    for step, strength in enumerate((44, 34, 26, 18, 12)):
        radius = 360 + step * 190
        box = (3500 - radius, 240 - radius, 3500 + radius, 240 + radius)
        draw.ellipse(box, outline=strength, width=5)
    for x in range(160, 1000, 56):
        for y in range(height * 2 - 440, height * 2 - 120, 56):
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=max(6, 40 - (x - 160) // 22))
    return mask.resize((FRAME_WIDTH, height), Image.Resampling.BOX)


def _ground(bottom: int) -> Image.Image:
    """The still picture: blue down to `bottom`, white below."""
    picture = Image.new("RGB", (FRAME_WIDTH, FRAME_HEIGHT), WHITE)
    picture.paste(_blue_field(bottom), (0, 0))
    ImageDraw.Draw(picture).rectangle((0, bottom, FRAME_WIDTH, bottom + 7), fill=_SKY)
    return picture


def _bottom(role: str, rows: int) -> int:
    """Where the blue ends: an opening leaves as much white as its period and units need."""
    if role != "opening":
        return 390
    return FRAME_HEIGHT if rows < 1 else 850 - 55 * min(rows, _OPENING_ROWS)


# --- what moves ----------------------------------------------------------------------------------


def _text_layer(text: Lettering, *, y: int, colour: tuple[int, int, int], start: float) -> Layer:
    width = text.width + 16
    picture = Image.new("RGBA", (width, text.height), (*colour, 0))
    draw_text(picture, text, x=width // 2, y=0, colour=(*colour, 255), anchor="m")
    return Layer(np.asarray(picture), _MIDDLE - width // 2, y, start, "rise")


def _rule_layer(*, y: int, width: int, colour: tuple[int, int, int], start: float) -> Layer:
    picture = np.full((6, width, 4), (*colour, 255), dtype=np.uint8)
    return Layer(picture, _MIDDLE - width // 2, y, start, "grow")


def _stacked(texts: list[Lettering], gap: int) -> int:
    return sum(text.height for text in texts) + gap * (len(texts) - 1)


def _opening_layers(title: str, lines: tuple[str, ...], bottom: int) -> list[Layer]:
    """Title and theme on blue; period and host units on white below."""
    head = set_text(title, weight="bold", sizes=(116, 108, 100, 92, 84, 76), width=_WIDTH, most=2)
    theme = [
        set_text(line, weight="regular", sizes=(64, 60, 56, 52), width=_WIDTH, most=2)
        for line in lines[:1]
    ]
    gap = 44
    y = (bottom - _stacked([head, *theme], 2 * gap)) // 2 + 10
    layers = [_text_layer(head, y=y, colour=WHITE, start=0.0)]
    y += head.height + gap
    if theme:
        layers.append(_rule_layer(y=y - 3, width=360, colour=_SKY, start=0.3))
        layers.append(_text_layer(theme[0], y=y + gap - 8, colour=_PALE, start=0.45))
    return layers + _rows(lines[1:], top=bottom + 8, start=0.7, most=_OPENING_ROWS)


def _closing_layers(title: str, lines: tuple[str, ...], bottom: int) -> list[Layer]:
    """Title on blue; figures and units on white below."""
    head = set_text(title, weight="bold", sizes=(116, 104, 92, 84, 76), width=_WIDTH, most=2)
    y = (bottom - head.height) // 2 + 6
    layers = [_text_layer(head, y=y, colour=WHITE, start=0.0)]
    return layers + _rows(lines, top=bottom + 8, start=0.35, most=7)


def _rows(lines: tuple[str, ...], *, top: int, start: float, most: int) -> list[Layer]:
    """Lines in accent blue, spread below `top`; what does not fit is left out."""
    texts: list[Lettering] = []
    for number, line in enumerate(lines):
        sizes = (60, 56, 52, SMALLEST) if number == 0 else (52, SMALLEST)
        texts.append(
            set_text(line, weight="bold" if number == 0 else "regular", sizes=sizes, width=_WIDTH)
        )
    while texts and (len(texts) > most or _stacked(texts, 0) > _FOOT - top - 20):
        texts.pop()
    if not texts:
        return []
    gap = min(40, (_FOOT - top - _stacked(texts, 0)) // (len(texts) + 1))
    y = top + (_FOOT - top - _stacked(texts, gap)) // 2
    step = min(0.12, 0.5 / len(texts))
    layers: list[Layer] = []
    for number, text in enumerate(texts):
        layers.append(_text_layer(text, y=y, colour=ACCENT, start=start + number * step))
        y += text.height + gap
    return layers


def _ease(share: float) -> float:
    """From 0 to 1, quick at first and gentle at the end."""
    return 1 - (1 - min(max(share, 0.0), 1.0)) ** 3


def _moving(layer: Layer, seconds: float) -> VideoClip:
    clip = ImageClip(layer.picture).with_start(layer.start).with_duration(seconds - layer.start)
    if layer.way == "grow":
        height, width = layer.picture.shape[:2]
        mask = VideoClip(lambda t: _grown(width, height, t), is_mask=True)
        mask = mask.with_duration(seconds - layer.start)
        return clip.with_mask(mask).with_position((layer.x, layer.y))
    clip = clip.with_effects([vfx.CrossFadeIn(_RISE_S * 0.8)])
    return clip.with_position(
        lambda t: (layer.x, layer.y + round(_RISE * (1 - _ease(t / _RISE_S))))
    )


def _grown(width: int, height: int, t: float) -> NDArray[np.float64]:
    half = width / 2 * _ease(t / _RISE_S)
    row = np.abs(np.arange(width) + 0.5 - width / 2) < half
    return np.broadcast_to(row.astype(float), (height, width))


def card_frames(
    role: str, title: str, lines: tuple[str, ...], *, frames: int = MOVING_FRAMES
) -> Iterator[Picture]:
    """The moving frames of a card, 1080 x 1920 x 3 RGB, the last one with everything at rest.

    `role` is opening or closing; `lines` go from the largest to the smallest; a card of fewer
    `frames` than move shows the rest only. Raises ToolFailed where the Chinese font is missing.
    """
    bottom = _bottom(role, len(lines) - 1)
    ground = _ground(bottom)
    draw_layers = _opening_layers if role == "opening" else _closing_layers
    layers = draw_layers(title, lines, bottom)
    seconds = (MOVING_FRAMES + 1) / FILM_RATE
    background = ImageClip(np.asarray(ground)).with_duration(seconds)
    film = CompositeVideoClip(
        [background, *(_moving(layer, seconds) for layer in layers)],
        use_bgclip=True,
    )
    for number in range(max(0, MOVING_FRAMES - frames), MOVING_FRAMES):
        yield np.asarray(film.get_frame(number / FILM_RATE), dtype=np.uint8)
