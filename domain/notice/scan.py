"""A notice's page as it was read from its picture: lines with their places and their sureness."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import TooMuch
from domain.words import Words

#: Left, top, right, bottom; px of the page's straightened picture.
Box = tuple[int, int, int, int]

#: Pages of one notice; real ones with their appendices have at most a dozen.
MAX_PAGES = 30
#: Files that its pages come in.
MAX_FILES = 30
#: Of one file, and of all of one notice.
MAX_FILE_BYTES = 30 * 1024 * 1024
MAX_BYTES = 80 * 1024 * 1024
#: What a photo or scan of a page may be called; the bytes decide what it is.
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif", ".webp")

#: Why a file of a scan is not read; `{}` is its name.
REFUSALS: Mapping[str, Words] = MappingProxyType(
    {
        "locked": Words(
            zh="{} 加了密码，打不开。请打开后另存为不加密的 PDF，再重新选择",
            en="{} is locked by a password; save it without and choose it again",
        ),
        "broken": Words(
            zh="{} 打不开或已损坏。请重新扫描或拍照，或重新导出为 PDF，再重新选择",
            en="{} does not open or is damaged; scan it again or export it again",
        ),
        "too-large": Words(
            zh="{} 的页面尺寸过大，不予读取。请按 200 至 300 dpi 重新扫描",
            en="a page of {} is too large to be read; scan it again at 200 to 300 dpi",
        ),
        "slow": Words(
            zh="{} 太复杂，没有在规定的时间内读完。请重新扫描，或把正文粘贴过来",
            en="{} took too long to read; scan it again, or paste its text",
        ),
        "pages": Words(
            zh=f"页数超过 {MAX_PAGES} 页（读到 {{}}）。请只留下通知本身的几页",
            en=f"there are more than {MAX_PAGES} pages (at {{}}); keep the notice's own",
        ),
        "kind": Words(
            zh="{} 不是图片或 PDF，不能识别。请选择 .jpg、.png、.tif 图片或扫描的 .pdf",
            en="{} is neither a picture nor a PDF; choose .jpg, .png, .tif pictures or a .pdf",
        ),
        "empty": Words(
            zh="{} 里没有识别出文字。请拍得近一些、光线均匀、不要反光，再试一次",
            en="no text was found in {}; take it closer, evenly lit, without glare",
        ),
    }
)


def refusal_words(code: str, name: str) -> Words:
    """The sentence of a code of REFUSALS about a file."""
    words = REFUSALS[code]
    return Words(zh=words.zh.format(name), en=words.en.format(name))


def check_room(name: str, size: int, others: Collection[int]) -> None:
    """TooMuch when a file of so many bytes has no room beside those of the sizes `others`."""
    if len(others) >= MAX_FILES:
        raise TooMuch(
            Words(
                zh=f"一份通知最多 {MAX_FILES} 个文件，请只留下通知本身的几页",
                en=f"a notice has at most {MAX_FILES} files; keep its own pages",
            )
        )
    if size > MAX_FILE_BYTES or size + sum(others) > MAX_BYTES:
        raise too_big(name)


def too_big(name: str) -> TooMuch:
    one, all_ = MAX_FILE_BYTES >> 20, MAX_BYTES >> 20
    return TooMuch(
        Words(
            zh=f"{name} 太大：扫描件每个文件最多 {one} MB，合计 {all_} MB。"
            "请按 200 至 300 dpi 重新扫描，或拍得小一些",
            en=f"{name} is too large: a scan has at most {one} MB a file and {all_} MB in all; "
            "scan it again at 200 to 300 dpi",
        )
    )


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line of text, or the piece of one that stands in a cell."""

    text: str
    box: Box
    #: How sure each character is, per mille, as many as the text has.
    sure: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """All that was read of one page."""

    #: Counts from 1.
    number: int
    #: Of the straightened picture in which boxes are told, px.
    width: int
    height: int
    lines: tuple[ReadLine, ...] = ()
    #: Cells of ruled tables.
    cells: tuple[Box, ...] = ()
    #: Quarter turns clockwise that set it upright, and the rest that laid lines level, in
    #: hundredths of a degree.
    turned: int = 0
    skew: int = 0
    #: True when more stands there than was read in its time.
    cut: bool = False
    #: Milliseconds that reading took.
    took_ms: int = 0
