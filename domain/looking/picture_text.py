"""The words in a picture as they were read: lines with their place, size and sureness."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.words import Words

#: Counts changes of anything that alters what is read of a picture.
RECIPE = 1
#: Why nothing was read; `PictureText.fault` holds the code. The tag is made without it.
FAULTS: Mapping[str, Words] = MappingProxyType(
    {
        "slow": Words(
            zh="读画面文字用时太长，没有读", en="reading its words took too long; they were left"
        ),
        "crashed": Words(
            zh="读画面文字时出错，没有读", en="reading its words failed; they were left"
        ),
        "no-picture": Words(zh="没有可读的画面", en="there is no picture of it to read words from"),
    }
)
#: Boxes on one height whose gap is at most so many glyphs are one line.
_GAP_GLYPHS = 3
#: Their glyphs differ by at most so much, in hundredths.
_GLYPHS_ALIKE = 160
#: Telephone numbers and identity numbers of people on posters are nobody's evidence.
_PRIVATE = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-— ]?\d{7,8}|[1-9]\d{16}[\dXx])(?!\d)",
)


@dataclass(frozen=True, kw_only=True)
class TextLine:
    text: str
    #: Per mille, as the recogniser trusts it.
    confidence: int
    #: Left, top, right, bottom; per mille of the picture's width and height.
    box: tuple[int, int, int, int]
    #: Height of its glyphs, per mille of the picture's longer side.
    glyph: int
    #: Where in a clip, milliseconds; None in a photo.
    at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class PictureText:
    """What was read of one asset, or why nothing was."""

    #: RECIPE of the time.
    recipe: int
    #: From the top to the bottom, of a clip picture by picture.
    lines: tuple[TextLine, ...] = ()
    #: True when more stands there than is read of one picture.
    cut: bool = False
    #: A code of FAULTS; "" when it was read, even if no word stands in it.
    fault: str = ""


def without_private(line: TextLine) -> TextLine:
    """The line with telephone and identity numbers left out."""
    return replace(line, text=_PRIVATE.sub("…", line.text))


def rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines whose pieces stood beside each other joined, since gaps in a banner part its boxes."""
    joined: list[TextLine] = []
    for line in sorted(lines, key=lambda each: (each.at_ms or 0, each.box[0], each.box[1])):
        left = next((each for each in reversed(joined) if _goes_on(each, line)), None)
        if left is None:
            joined.append(line)
        else:
            joined[joined.index(left)] = _together(left, line)
    return sorted(joined, key=lambda each: (each.at_ms or 0, each.box[1], each.box[0]))


def _goes_on(left: TextLine, right: TextLine) -> bool:
    if left.at_ms != right.at_ms:
        return False
    small, large = sorted((left.glyph, right.glyph))
    if large * 100 > small * _GLYPHS_ALIKE:
        return False
    high = min(left.box[3], right.box[3]) - max(left.box[1], right.box[1])
    lower = min(left.box[3] - left.box[1], right.box[3] - right.box[1])
    gap = right.box[0] - left.box[2]
    return 2 * high > lower and -large <= gap <= _GAP_GLYPHS * large


def _together(left: TextLine, right: TextLine) -> TextLine:
    (a, b, c, d), (e, f, g, h) = left.box, right.box
    return replace(
        left,
        text=f"{left.text} {right.text}",
        confidence=min(left.confidence, right.confidence),
        box=(min(a, e), min(b, f), max(c, g), max(d, h)),
        glyph=max(left.glyph, right.glyph),
    )
