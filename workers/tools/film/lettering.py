"""Text in the film: fonts, Chinese line breaking, and the lower third that cut lays over a shot."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.styles import Style, chosen_style
from domain.errors import ToolMissing
from domain.words import Words

#: Smallest lettering of any film (domain.md: subtitles at least 48 px at 1080p).
SMALLEST = 48
#: Lettering of a wide film stays inside the central 80 %, the title-safe area: 10 % on every side.
SAFE_X, SAFE_Y = FULL_HD.safe_x, FULL_HD.safe_y

_FAMILY = "Noto Sans CJK SC"
_FONT_FOLDERS = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
)
_FONT_FILES = {
    "regular": ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"),
    "bold": ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf"),
}

#: GB/T 15834-2011, 5.1: these never begin a line, the openers never end one.
_CLOSERS = "、。，．；：！？…—～·）〕】》〉」』”’%％‰°℃,.;:!?)]}»"
_OPENERS = "（〔【《〈「『“‘([{«"
#: A number keeps the measure word behind it: 2024年 and 27日 are read as one.
_ATOM = re.compile(
    r"[A-Za-z0-9À-ɏ]+(?:[.,:/+\-–—'’&%][A-Za-z0-9À-ɏ]+)*"
    r"(?:(?<=[0-9])[年月日号时分秒场次人项届期名个件份万亿余多])?|\s+|.",
    re.DOTALL,
)

Measure = Callable[[str], float]


def _font_path(weight: str) -> Path:
    for folder in _FONT_FOLDERS:
        for name in _FONT_FILES[weight]:
            if (folder / name).is_file():
                return folder / name
    raise ToolMissing(
        Words(
            zh="找不到中文字体，无法写字幕：请安装 fonts-noto-cjk（apt install fonts-noto-cjk）",
            en="no Chinese font found for captions: install it by `apt install fonts-noto-cjk`",
        )
    )


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans CJK SC, `weight` regular or bold, `size` in pixels; raises ToolMissing."""
    path = str(_font_path(weight))
    for index in range(10):
        face = ImageFont.truetype(path, size, index=index)
        if face.getname()[0] == _FAMILY or path.endswith(".otf"):
            return face
    raise ToolMissing(
        Words(zh=f"字体文件 {path} 不含简体中文", en=f"no simplified Chinese face in {path}")
    )


def clusters(text: str) -> list[str]:
    """`text` in parts that are never broken: a character, a word or a number.

    Closing marks hang on what stands before them, opening marks on what follows. White space,
    line ends included, becomes one space, a full-width one where the text has one.
    """
    parts: list[str] = []
    glued = False
    for atom in _ATOM.findall(text.strip()):
        blank = atom.isspace()
        atom = ("\u3000" if "\u3000" in atom else " ") if blank else atom
        if atom[0] in _CLOSERS and len(parts) > 1 and parts[-1].isspace():
            atom = parts.pop() + atom
            glued = True
        if parts and (glued or atom[0] in _CLOSERS):
            parts[-1] += atom
        else:
            parts.append(atom)
        glued = atom in _OPENERS or (glued and blank)
    return parts


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Lines of `text`, each filled as far as `width` (in what `measure` returns) allows.

    A cluster that is wider than a line stands on its own line and juts out; the caller shortens.
    """
    lines = [""]
    for part in clusters(text):
        if lines[-1] and not part.isspace() and measure(lines[-1] + part) > width:
            lines.append("")
        if lines[-1] or not part.isspace():
            lines[-1] += part
    return [line.rstrip() for line in lines]


def _fits(text: str, measure: Measure, width: float, most: int) -> bool:
    lines = break_lines(text, width, measure)
    return len(lines) <= most and all(measure(line) <= width for line in lines)


def shortened(text: str, width: float, measure: Measure, most: int = 1) -> list[str]:
    """At most `most` lines; when `text` needs more, its end gives way to "…".

    Whole clusters are dropped, then marks and spaces before the "…" go as well. A single word
    that is wider than a line is cut inside.
    """
    if _fits(text, measure, width, most):
        return break_lines(text, width, measure)
    parts = clusters(text)
    parts = parts if len(parts) > 1 else list(text.strip())
    while parts:
        parts.pop()
        kept = "".join(parts).rstrip(" \u3000" + _CLOSERS + _OPENERS) + "…"
        if _fits(kept, measure, width, most):
            return break_lines(kept, width, measure)
    return ["…"]


def balanced(text: str, width: float, measure: Measure, most: int) -> list[str]:
    """Like `shortened`, with lines of about equal length: no lone character on the last one."""
    lines = shortened(text, width, measure, most)
    whole = "".join(lines) if lines[-1].endswith("…") else text
    narrow = max((measure(part) for part in clusters(whole)), default=0.0)
    wide = width
    while wide - narrow > 4:
        middle = (wide + narrow) / 2
        fits = len(break_lines(whole, middle, measure)) <= len(lines)
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return break_lines(whole, wide, measure)


@dataclass(frozen=True)
class Lettering:
    """Lines set in one size."""

    lines: list[str]
    face: ImageFont.FreeTypeFont
    #: Pixels from one line's top to the next.
    leading: int

    @property
    def width(self) -> int:
        """Pixels of the longest line."""
        return max(int(self.face.getlength(line)) + 1 for line in self.lines)

    @property
    def height(self) -> int:
        """Pixels from the first line's top to the last one's foot."""
        return self.leading * len(self.lines)


def set_text(
    text: str, *, weight: str, sizes: Sequence[int], width: int, most: int = 1
) -> Lettering:
    """`text` in the first of `sizes` (large to small) in which it fits whole, else shortened."""
    fitting = (size for size in sizes if _fits(text, font(weight, size).getlength, width, most))
    size = next(fitting, sizes[-1])
    face = font(weight, size)
    lines = balanced(text, width, face.getlength, most)
    return Lettering(lines=lines, face=face, leading=round(size * 1.36))


def draw_text(
    picture: Image.Image, text: Lettering, *, x: int, y: int, colour: tuple[int, ...], anchor: str
) -> None:
    """Draw the lines downwards from `y`; `x` is their left edge (anchor l) or middle (m)."""
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(text.lines):
        middle = y + number * text.leading + text.leading // 2
        draw.text((x, middle), line, font=text.face, fill=colour, anchor=f"{anchor}m")


@dataclass(frozen=True)
class LowerThird:
    """A caption's plate: RGBA pixels and where its upper left corner stands in the frame."""

    picture: Image.Image
    x: int
    y: int
    frame: Frame = FULL_HD

    def whole(self) -> Image.Image:
        """The plate on a clear frame."""
        frame = Image.new("RGBA", (self.frame.width, self.frame.height), (0, 0, 0, 0))
        frame.paste(self.picture, (self.x, self.y))
        return frame


_PAD_X, _PAD_Y, _BAR = 36, 20, 12


def lower_third(
    title: str, line: str, *, style: str | None = None, frame: Frame = FULL_HD
) -> LowerThird:
    """The caption of a chapter: two lines at most, in the safe area, never below 48 px at 1080.

    Without a `line` a long title may take both lines; in an upright frame, which is narrow, it
    may take two above the `line`. Raises BrokenInput for no such style.
    """
    look = chosen_style(style or None)
    pad_x, pad_y, bar = (frame.px(each) for each in (_PAD_X, _PAD_Y, _BAR))
    width = frame.width - 2 * frame.safe_x - pad_x
    sizes = tuple(frame.px(size) for size in (60, 56, 52))
    deep = 2 if frame.is_upright or not line else 1
    head = set_text(title, weight="bold", sizes=sizes, width=width, most=deep)
    rows = [head]
    if line:
        small = (frame.px(SMALLEST),)
        rows.append(set_text(line, weight="regular", sizes=small, width=width))
    wide = bar + 2 * pad_x + max(row.width for row in rows)
    tall = 2 * pad_y + sum(row.height for row in rows)
    picture = _plate(look, wide + wide % 2, tall + tall % 2, bar, frame.px(6))
    y = pad_y
    for row in rows:
        draw_text(picture, row, x=bar + pad_x, y=y, colour=(*look.plate_text, 255), anchor="l")
        y += row.height
    left = (frame.safe_x - bar - pad_x) // 2 * 2
    top = (frame.height - frame.safe_y - picture.height + pad_y) // 2 * 2
    return LowerThird(picture, x=left, y=top, frame=frame)


def _plate(look: Style, width: int, height: int, bar: int, radius: int) -> Image.Image:
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    fill = (*look.plate, round(255 * look.plate_opacity / 1000))
    draw.rounded_rectangle((0, 0, width - 1, height - 1), radius=radius, fill=fill)
    draw.rectangle((0, 0, bar - 1, height - 1), fill=(*look.bar, 255))
    return picture


def lettered_box(third: LowerThird, *, style: str | None = None) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the strokes in the frame: where the bare plate differs."""
    frame, picture = third.frame, third.picture
    bare = _plate(chosen_style(style or None), *picture.size, frame.px(_BAR), frame.px(6))
    box = ImageChops.difference(picture, bare).getbbox(alpha_only=False) or (0, 0, *picture.size)
    left, top, right, bottom = box
    return third.x + left, third.y + top, third.x + right, third.y + bottom
