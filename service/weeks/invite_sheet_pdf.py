"""The QR sheets as a PDF, black on white at 300 dots an inch: for a shop that prints files."""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import BinaryIO

import segno
from PIL import Image, ImageDraw, ImageFont

from domain.campaign import Campaign
from domain.errors import ToolMissing
from domain.words import Words
from service.weeks.invite_sheet_page import FOOT, SCAN, SheetPage, below

_DPI = 300
#: A4, in pixels; what is kept free at each side.
_SIZE = (2480, 3508)
_MARGIN = 260
_FILES = {"bold": "NotoSansCJK-Bold.ttc", "regular": "NotoSansCJK-Regular.ttc"}
#: A code's side, at most.
_CODE_MM = 108
#: These begin no line (GB/T 15834-2011, 5.1).
_CLOSERS = "、。，．；：！？…—）〕】》〉」』”’"


def write_pdf(campaign: Campaign, pages: Sequence[SheetPage], out: BinaryIO) -> None:
    """One A4 page for each, at least one; raises ToolMissing where no Chinese font is installed."""
    written = BytesIO()
    for page in pages:
        # One at a time: a page takes 9 MB until it is in the file, and 30 KB there.
        sheet = _drawn(campaign, page)
        title = f"{campaign.title} · 上传二维码"
        sheet.save(written, format="PDF", append=bool(written.tell()), resolution=_DPI, title=title)
    out.write(written.getvalue())


def check_font() -> None:
    """ToolMissing where no Chinese font is installed: before a link is made."""
    for weight in _FILES:
        _font(weight, 12)


def _drawn(campaign: Campaign, page: SheetPage) -> Image.Image:
    sheet = Image.new("1", _SIZE, 1)
    draw = ImageDraw.Draw(sheet)
    at = _MARGIN
    for words, weight, points in _above(campaign, page):
        at = _text(draw, at, words, weight, points)
    code = _code(page.link)
    sheet.paste(code, ((_SIZE[0] - code.width) // 2, at + 40))
    at += code.height + 100
    for words in below(campaign):
        at = _text(draw, at, words, "regular", 15)
    foot = (page.link, FOOT)
    tall = sum(_height(draw, words, "regular", 10) for words in foot)
    at = max(at, _SIZE[1] - _MARGIN - tall)
    for words in foot:
        at = _text(draw, at, words, "regular", 10)
    return sheet


def _above(campaign: Campaign, page: SheetPage) -> Iterator[tuple[str, str, int]]:
    yield campaign.title, "bold", 28
    yield page.unit.name, "bold", 22
    if page.activity is not None:
        yield page.activity.title, "bold", 18
    yield SCAN, "regular", 15


def _code(link: str) -> Image.Image:
    """The link's code with its quiet zone; every module as many whole pixels as fit."""
    made = segno.make_qr(link, error="m")
    modules, _ = made.symbol_size(border=4)
    drawn = BytesIO()
    made.save(drawn, kind="png", border=4, scale=int(_CODE_MM / 25.4 * _DPI) // int(modules))
    with Image.open(drawn) as picture:
        return picture.convert("1")


def _text(draw: ImageDraw.ImageDraw, at: int, words: str, weight: str, points: int) -> int:
    """Centred lines from `at` downwards; where the next may begin."""
    font = _font(weight, points)
    step = _step(points)
    for line in _lines(draw, words, font):
        draw.text((_SIZE[0] // 2, at + step // 2), line, font=font, fill=0, anchor="mm")
        at += step
    return at + step // 4


def _height(draw: ImageDraw.ImageDraw, words: str, weight: str, points: int) -> int:
    step = _step(points)
    return len(_lines(draw, words, _font(weight, points))) * step + step // 4


def _step(points: int) -> int:
    return points * _DPI * 3 // (72 * 2)


def _lines(draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """As few lines as fit, of nearly one length: no character stands alone in the last."""
    widest = _SIZE[0] - 2 * _MARGIN
    best = _broken(draw, words, font, widest)
    for percent in range(95, 50, -5):
        narrower = _broken(draw, words, font, widest * percent // 100)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _broken(
    draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, width: int
) -> list[str]:
    """A closing mark may stand out of its line."""
    lines = [""]
    for character in words:
        wide = draw.textlength(lines[-1] + character, font=font) > width
        if wide and lines[-1] and character not in _CLOSERS:
            lines.append("")
        lines[-1] += character
    return lines


@cache
def _font(weight: str, points: int) -> ImageFont.FreeTypeFont:
    """The face of simplified Chinese: a .ttc holds one for each region."""
    for index in range(10):
        try:
            face = ImageFont.truetype(_FILES[weight], points * _DPI // 72, index=index)
        except OSError:
            break
        if face.getname()[0] == "Noto Sans CJK SC":
            return face
    raise ToolMissing(
        Words(
            zh="找不到中文字体，无法生成 PDF：请安装 fonts-noto-cjk，或改用 .html 打印",
            en="no Chinese font found for a PDF: install fonts-noto-cjk, or print an .html",
        )
    )
