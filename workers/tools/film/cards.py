"""Opening and closing card: MoviePy clips of a ground and of lettering, each drawn once.

Only the pixels under lettering that moves are worked out anew: 36 frames take a third of a second,
where MoviePy's own composition, of whole frames in floats, took two and 200 MB.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray
from PIL import Image

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.styles import Colour, Style, chosen_style
from domain.timebase import FILM_RATE
from workers.tools.film.grounds import ground
from workers.tools.film.lettering import SMALLEST, Lettering, draw_text, font, set_text

#: Frames that move; the encoder holds the last one for the rest of a card.
MOVING_FRAMES = 36

#: Lines below the theme (period and units, which take more in an upright frame), and of a
#: closing card.
_OPENING_ROWS, _CLOSING_ROWS = 5, 7
#: Seconds that lettering takes to come, and to be seen in full.
_COME_S, _SEEN_S = 0.55, 0.44

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Layer:
    """One thing that comes into the card: RGBA pixels, where they rest, when and how they come."""

    picture: Picture
    x: int
    y: int
    #: Seconds after the card's start.
    start: float
    #: Pixels by which it rises while it fades in; None: it is drawn from its middle outwards.
    travel: int | None


@dataclass(frozen=True)
class Setting:
    """What lettering is set for."""

    style: Style
    frame: Frame

    @property
    def width(self) -> int:
        return self.frame.width - 2 * self.frame.safe_x

    @property
    def foot(self) -> int:
        """Lettering ends here: the last line's strokes are then inside the safe area."""
        return self.frame.height - self.frame.safe_y + self.px(16)

    def px(self, at_1080: float) -> int:
        return self.frame.px(at_1080)

    def set(self, text: str, weight: str, sizes: tuple[int, ...], most: int = 1) -> Lettering:
        """`sizes` are those at 1080 lines."""
        scaled = tuple(self.px(size) for size in sizes)
        return set_text(text, weight=weight, sizes=scaled, width=self.width, most=most)


# --- what moves ----------------------------------------------------------------------------------


def _text_layer(to: Setting, text: Lettering, *, y: int, colour: Colour, start: float) -> Layer:
    width = text.width + 16
    picture = Image.new("RGBA", (width, text.height), (*colour, 0))
    draw_text(picture, text, x=width // 2, y=0, colour=(*colour, 255), anchor="m")
    x = to.frame.width // 2 - width // 2
    return Layer(np.asarray(picture), x, y, start, to.px(to.style.travel))


def _rule_layer(to: Setting, *, y: int, start: float) -> Layer:
    width, height = to.px(360), max(2, to.px(6))
    picture = np.full((height, width, 4), (*to.style.rule, 255), dtype=np.uint8)
    return Layer(picture, to.frame.width // 2 - width // 2, y, start, None)


def _stacked(texts: list[Lettering], gap: int) -> int:
    return sum(text.height for text in texts) + gap * (len(texts) - 1)


@dataclass(frozen=True)
class _Sizes:
    """How large an opening card is set, in pixels at 1080 lines."""

    heads: tuple[int, ...]
    themes: tuple[int, ...]
    #: Around the rule, and from one further line to the next.
    gap: int
    row_gap: int


#: From the most generous on; where even the last one does not hold all lines, the last ones go.
_OPENINGS = (
    _Sizes((124, 116, 108, 100, 92, 84, 76), (64, 60, 56, 52), 46, 26),
    _Sizes((92, 84, 76), (56, 52, SMALLEST), 32, 8),
    _Sizes((84, 76, 68), (SMALLEST,), 34, 4),
    _Sizes((76, 68, 60), (SMALLEST,), 24, 0),
)
#: Above the further lines.
_APART = 40


def _opening_layers(to: Setting, title: str, lines: tuple[str, ...]) -> list[Layer]:
    """Title, rule and theme above the middle; period and host units at the foot."""
    most = 3 if to.frame.is_upright else 2
    rows = _rows_of(to, lines[1:], _OPENING_ROWS)
    while True:
        for size in _OPENINGS:
            head = to.set(title, "bold", size.heads, most)
            theme = [to.set(line, "regular", size.themes, most) for line in lines[:1]]
            block = _stacked([head, *theme], 2 * to.px(size.gap))
            foot = _stacked(rows, to.px(size.row_gap)) + to.px(_APART) if rows else 0
            if block + foot <= to.foot - to.frame.safe_y or (not rows and size is _OPENINGS[-1]):
                return _opening_laid(to, size, head, theme, rows)
        rows.pop()


def _opening_laid(
    to: Setting, size: _Sizes, head: Lettering, theme: list[Lettering], rows: list[Lettering]
) -> list[Layer]:
    gap, row_gap = to.px(size.gap), to.px(size.row_gap)
    foot = _stacked(rows, row_gap) if rows else 0
    room = to.foot - foot - (to.px(_APART) if rows else 0)
    block = _stacked([head, *theme], 2 * gap)
    y = max(to.frame.safe_y, round((to.frame.safe_y + room - block) * 0.5))
    layers = [_text_layer(to, head, y=y, colour=to.style.title, start=0.0)]
    y += head.height + gap
    if theme:
        layers.append(_rule_layer(to, y=y - to.px(3), start=0.3))
        at = y + gap - to.px(8)
        layers.append(_text_layer(to, theme[0], y=at, colour=to.style.theme, start=0.45))
    return layers + _row_layers(to, rows, y=to.foot - foot, gap=row_gap, start=0.7)


def _closing_layers(to: Setting, title: str, lines: tuple[str, ...]) -> list[Layer]:
    """Thanks, a rule, then figures and units."""
    head = to.set(title, "bold", (108, 100, 92, 84, 76), 2)
    rows = _rows_of(to, lines, _CLOSING_ROWS, head.height + to.px(90))
    gap, row_gap = to.px(44), to.px(28)
    whole = head.height + (2 * gap + _stacked(rows, row_gap) if rows else 0)
    y = max(to.frame.safe_y, (to.frame.height - whole) // 2 - to.px(10))
    layers = [_text_layer(to, head, y=y, colour=to.style.title, start=0.0)]
    y += head.height + gap
    if not rows:
        return layers
    layers.append(_rule_layer(to, y=y - to.px(3), start=0.25))
    return layers + _row_layers(to, rows, y=y + gap, gap=row_gap, start=0.4)


def _rows_of(to: Setting, lines: tuple[str, ...], most: int, above: int = 0) -> list[Lettering]:
    """Further lines, the first one bold; what does not fit below `above` is left out."""
    texts = [
        to.set(line, "regular" if n else "bold", (52, SMALLEST) if n else (60, 56, 52, SMALLEST))
        for n, line in enumerate(part for line in lines for part in _between_names(to, line))
    ]
    room = to.foot - to.frame.safe_y - above
    while texts and (len(texts) > most or _stacked(texts, to.px(8)) > room):
        texts.pop()
    return texts


def _between_names(to: Setting, line: str) -> list[str]:
    """A line of names in as many as it takes: a name is not broken where its line can be."""
    width = font("regular", to.px(SMALLEST)).getlength
    rows: list[str] = []
    for name in line.split("\u3000"):
        if rows and width(f"{rows[-1]}\u3000{name}") <= to.width:
            rows[-1] += f"\u3000{name}"
        else:
            rows.append(name)
    return rows


def _row_layers(
    to: Setting, texts: list[Lettering], *, y: int, gap: int, start: float
) -> list[Layer]:
    if not texts:
        return []
    if len(texts) > 1:
        gap = min(gap, (to.foot - y - _stacked(texts, 0)) // (len(texts) - 1))
    # The last one is at rest with the last moving frame.
    latest = (MOVING_FRAMES - 1) / FILM_RATE - _COME_S
    step = min(0.12, (latest - start) / max(1, len(texts) - 1))
    layers: list[Layer] = []
    for number, text in enumerate(texts):
        colour = to.style.rows
        layers.append(_text_layer(to, text, y=y, colour=colour, start=start + number * step))
        y += text.height + gap
    return layers


def _ease(share: float) -> float:
    """From 0 to 1, quick at first and gentle at the end."""
    return 1 - (1 - min(max(share, 0.0), 1.0)) ** 3


def _laid(picture: Picture, layer: Layer, t: float) -> None:
    """The layer as it is `t` seconds after it began to come, laid on `picture` in place."""
    height, width = layer.picture.shape[:2]
    if layer.travel is None:
        y, shown = layer.y, _grown(layer.picture[:, :, 3], t)
    else:
        y = layer.y + round(layer.travel * (1 - _ease(t / _COME_S)))
        seen = np.uint16(round(255 * min(t / _SEEN_S, 1.0)))
        shown = _divided(layer.picture[:, :, 3] * seen)
    part = picture[y : y + height, layer.x : layer.x + width]
    over = shown[: part.shape[0], : part.shape[1], None]
    colour = layer.picture[: part.shape[0], : part.shape[1], :3]
    part[:] = _divided(colour * over + part * (255 - over))


def _divided(value: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """By 255, rounded, exact for all products of two bytes and their sums."""
    near = value + np.uint16(128)
    return (near + (near >> np.uint16(8))) >> np.uint16(8)


def _grown(alpha: Picture, t: float) -> NDArray[np.uint16]:
    width = alpha.shape[1]
    row = np.abs(np.arange(width) + 0.5 - width / 2) < width / 2 * _ease(t / _COME_S)
    return np.where(row, alpha, 0).astype(np.uint16)


def card_frames(
    role: str,
    title: str,
    lines: tuple[str, ...],
    *,
    frames: int = MOVING_FRAMES,
    style: str | None = None,
    frame: Frame = FULL_HD,
) -> Iterator[Picture]:
    """The moving frames of a card, height x width x 3 RGB, the last one with everything at rest.

    `role` is opening or closing; `lines` go from the largest to the smallest; a card of fewer
    `frames` than move shows the rest only. Raises ToolMissing where the Chinese font is missing,
    BrokenInput for a style that there is not.
    """
    to = Setting(chosen_style(style or None), frame)
    draw_layers = _opening_layers if role == "opening" else _closing_layers
    card = _Card(ground(to.style, frame), draw_layers(to, title, lines))
    first = max(0, MOVING_FRAMES - frames)
    # Half a frame more, so that no rounding loses the last one.
    seconds = (MOVING_FRAMES - first + 0.5) / FILM_RATE
    clip = VideoClip(lambda t: card.at(first / FILM_RATE + t), duration=seconds)
    yield from clip.iter_frames(fps=FILM_RATE)


class _Card:
    """A card's pictures in the order of time: what has come to rest is laid for good."""

    def __init__(self, still: Image.Image, layers: list[Layer]) -> None:
        self._still = np.array(still, dtype=np.uint8)
        self._layers = layers

    def at(self, t: float) -> Picture:
        """`t` seconds after its start; never earlier than the time asked for before."""
        while self._layers and t >= self._layers[0].start + _COME_S:
            _laid(self._still, self._layers.pop(0), _COME_S)
        picture = self._still.copy()
        for layer in self._layers:
            if t > layer.start:
                _laid(picture, layer, t - layer.start)
        return picture
