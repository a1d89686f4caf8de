"""Styles of cards and lower thirds as data: colours, ornament and how lettering comes."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import BrokenInput
from domain.words import Words

Colour = tuple[int, int, int]

#: What a film has of which nobody chose anything.
DEFAULT_STYLE = "tech"


@dataclass(frozen=True, kw_only=True)
class Style:
    key: str
    name: Words
    #: The card's ground, from its upper left to its lower right corner.
    ground: tuple[Colour, Colour]
    #: What is drawn on the ground: rings, rays or hills (workers/tools/film/grounds.py).
    ornament: str
    #: Ornament, rule under the title, and the bar of a lower third.
    ornament_colour: Colour
    rule: Colour
    bar: Colour
    #: Lettering of the title, the theme and the further lines.
    title: Colour
    theme: Colour
    rows: Colour
    #: Lower third: the plate, how much of it covers (per mille), and its lettering.
    plate: Colour
    plate_opacity: int
    plate_text: Colour
    #: Pixels at 1080 lines by which lettering comes up while it appears.
    travel: int


STYLES: Mapping[str, Style] = {
    style.key: style
    for style in (
        Style(
            key="tech",
            name=Words(zh="科技蓝", en="Science blue"),
            ground=((0x06, 0x23, 0x52), (0x11, 0x52, 0x9E)),
            ornament="rings",
            ornament_colour=(0x6F, 0xC8, 0xFF),
            rule=(0x4F, 0xC3, 0xF7),
            bar=(0x4F, 0xC3, 0xF7),
            title=(0xFF, 0xFF, 0xFF),
            theme=(0xDD, 0xEE, 0xFB),
            rows=(0xE6, 0xF2, 0xFC),
            plate=(0x0B, 0x3F, 0x82),
            plate_opacity=900,
            plate_text=(0xFF, 0xFF, 0xFF),
            travel=26,
        ),
        Style(
            key="red",
            name=Words(zh="红色会议风", en="Red assembly"),
            ground=((0xA8, 0x10, 0x14), (0x7A, 0x08, 0x0C)),
            ornament="rays",
            ornament_colour=(0xFF, 0xC9, 0x4D),
            rule=(0xF2, 0xC1, 0x5A),
            bar=(0xF2, 0xC1, 0x5A),
            title=(0xFF, 0xE9, 0xB8),
            theme=(0xFF, 0xF6, 0xE3),
            rows=(0xFF, 0xEE, 0xD2),
            plate=(0x96, 0x0F, 0x14),
            plate_opacity=920,
            plate_text=(0xFF, 0xF6, 0xE3),
            travel=20,
        ),
        Style(
            key="plain",
            name=Words(zh="素雅", en="Plain"),
            ground=((0xFB, 0xF9, 0xF4), (0xF1, 0xEC, 0xE1)),
            ornament="hills",
            ornament_colour=(0x5E, 0x8C, 0x7E),
            rule=(0x3E, 0x7C, 0x6A),
            bar=(0x3E, 0x7C, 0x6A),
            title=(0x1F, 0x2E, 0x36),
            theme=(0x35, 0x5E, 0x54),
            rows=(0x3B, 0x48, 0x50),
            plate=(0xFB, 0xF9, 0xF4),
            plate_opacity=930,
            plate_text=(0x1F, 0x2E, 0x36),
            travel=16,
        ),
    )
}


def chosen_style(choice: str | None) -> Style:
    """The style that an editor chose, the default when none was; raises BrokenInput."""
    style = STYLES.get(choice or DEFAULT_STYLE)
    if style is None:
        raise BrokenInput(
            Words(zh=f"没有名为“{choice}”的样式", en=f"there is no style called {choice!r}")
        )
    return style


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def over(plate: Colour, opacity: int, behind: Colour) -> Colour:
    """A plate of `opacity` per mille laid on `behind`."""
    red, green, blue = (
        round((top * opacity + below * (1000 - opacity)) / 1000)
        for top, below in zip(plate, behind, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    linear = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
