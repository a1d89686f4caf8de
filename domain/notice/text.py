"""A notice's characters freed from line breaks that fell anywhere, with what stood between them."""

import itertools
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

NONE, SPACE, LINE, PARAGRAPH = 0, 1, 2, 3
_SENTENCE_END = "。；：！？）】”〕"
#: With these at its end or start, a line goes on from or to its neighbour.
_UNFINISHED = "，、的和与及在对将把于至到年月—（“《【〔"
_PAIRS = ("（）", "“”", "《》", "【】")
_GOES_ON = "，。、；：！？）”》】〕的月日号至到—~"
#: How a line begins that starts a paragraph: numbering, a label, an appendix, a date's line.
_BEGINS = re.compile(
    r"[一二三四五六七八九十]{1,3}[、）]|（[一二三四五六七八九十\d]{1,3}）|\d{1,3}[.、）](?!\d)|[①-⑳]"
    r"|[\u4e00-\u9fff]{2,8}：|附件|联系人|抄送|第[一二三四五六七八九十][条章项]"
)
#: Behind a year or month without its day, as 2031年全年, a label begins a line of its own.
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}：")
#: A plain hyphen between two days; before anything else it may begin a line of a list.
_HALF_A_RANGE = re.compile(r"[\d日号](?:-\n|\n-)\d")
#: Columns by which full lines may differ (Chinese characters take two), and the fewest they have.
_SLACK, _NARROWEST = 8, 20
#: A line holding a page number alone: "— 1 —", "第 2 页", "3".
_PAGE = re.compile(r"\s*(?:[—–―\-－]+\s*\d{1,3}\s*[—–―\-－]+|第\s*\d+\s*页.{0,12}|\d{1,3})\s*")
_AFTER_NUMBER = re.compile(r"\s*[年月日号.、）%]")
_BEFORE_NUMBER = re.compile(r"[年月至到—\-~～第（〔]$")
_DASHES = str.maketrans(dict.fromkeys("–―─﹣−‐‑‒", "—") | {"－": "-"})
_WIDE = str.maketrans(
    {0xFF10 + n: 0x30 + n for n in range(10)}
    | {0xFF21 + n: 0x41 + n for n in range(26)}
    | {0xFF41 + n: 0x61 + n for n in range(26)}
    | str.maketrans("()（）;?!．％＠", "（）（）；？！.%@")
)
#: Radicals that are whole characters and that Unicode calls no compatibility form of them: text
#: out of PDF has 时⻓ and ⻔口 (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    "⺁⺇⺈⺊⺒⺗⺜⺝⺠⺧⺩⺫⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻇⻉⻊⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "厂几刀卜巳心日月民牛王目示竹羊聿肉臼虎西见角角贝足车长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_COLON = re.compile(r"(?<![\d\n]):|:(?!\s*\d)")
_YEAR_IN_BRACKETS = re.compile(r"[\[［【（〔](\d{4})[\]］】）〕](?=\s*\d+\s*号)")
_QUOTED = re.compile(r'"([^"\n]{1,60})"')
_SPACED_YEAR = re.compile(r"(?<!\d)(\d)[ \t]+(\d)[ \t]+(\d)[ \t]+(\d)(?=\s*年)")
_BROKEN_YEAR = re.compile(r"(?<!\d)((?:19|20)\d?)\s*\n\s*(\d{1,2})(?=\s*年)")
_BROKEN_DAY = re.compile(r"([年月至到—\-~～]\s*\d)\s*\n\s*(\d)(?=\s*[月日])")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The characters in order; every break and space is kept beside them, as a hint only."""

    #: The characters, without white space but one between two Latin letters or digits.
    text: str
    #: What stood before each character: NONE, SPACE, LINE (within a paragraph) or PARAGRAPH.
    gaps: bytes
    #: Where in the source each character stood; never falls.
    origins: tuple[int, ...]

    def in_source(self, start: int, stop: int) -> tuple[int, int]:
        """The slice of the source that holds these characters, of which there is at least one."""
        return self.origins[start], self.origins[stop - 1] + 1

    def from_source(self, start: int, stop: int) -> tuple[int, int]:
        """The slice of the flow that stands within a slice of the source."""
        return bisect_left(self.origins, start), bisect_left(self.origins, stop)

    def starts_line(self, at: int) -> bool:
        """True when a line of the source began at this character."""
        return at < len(self.text) and self.gaps[at] >= LINE

    def starts_paragraph(self, at: int) -> bool:
        """True when the line that began here did not merely continue the one before."""
        return at < len(self.text) and self.gaps[at] == PARAGRAPH

    def line_start(self, at: int) -> int:
        """Where the source's line holding `at` began."""
        return max(0, self.gaps.rfind(LINE, 0, at + 1), self.gaps.rfind(PARAGRAPH, 0, at + 1))

    def line_end(self, at: int) -> int:
        """Where the source's line holding `at` ended."""
        ends = (self.gaps.find(kind, at + 1) for kind in (LINE, PARAGRAPH))
        return min((end for end in ends if end >= 0), default=len(self.text))

    def paragraph_end(self, at: int) -> int:
        """Where the paragraph holding `at` ends."""
        end = self.gaps.find(PARAGRAPH, at + 1)
        return len(self.text) if end < 0 else end

    def paragraphs(self, start: int, stop: int) -> str:
        """The characters with a line break where a paragraph ended, and nowhere else."""
        return "".join(
            "\n" * (at > start and self.starts_paragraph(at)) + self.text[at]
            for at in range(start, stop)
        )

    def pieces(self, start: int, stop: int) -> tuple[tuple[int, int], ...]:
        """The stretches between spaces and line breaks, as (start, stop)."""
        cuts = [start, *(at for at in range(start + 1, stop) if self.gaps[at]), stop]
        return tuple((a, b) for a, b in itertools.pairwise(cuts) if a < b)

    def spaced(self, start: int, stop: int) -> str:
        """The characters with the source's spaces put back, but not its line breaks."""
        shown = [self.text[start:stop][:1]]
        for at in range(start + 1, stop):
            shown.append(" " if self.gaps[at] == SPACE else "")
            shown.append(self.text[at])
        return "".join(shown)


def flow_of(source: str) -> Flow:
    """The flow of a text as it came from a file; page numbers are left out."""
    whole = fold(source)
    lines = _without_page_numbers(_lines_of(whole.text))
    full = _full_width([line for _, line in lines])
    characters: list[str] = []
    gaps = bytearray()
    places: list[int] = []
    before = ""
    for start, line in lines:
        joins = bool(before) and _continues(before, line, "".join(characters[-200:]), full)
        places += _append_line(start, line, LINE if joins else PARAGRAPH, characters, gaps)
        before = line
    origins = tuple(whole.origins[place] for place in places)
    return Flow(text="".join(characters), gaps=bytes(gaps), origins=origins)


def _lines_of(text: str) -> list[tuple[int, str]]:
    """The lines that hold something, each with where it starts."""
    lines = text.splitlines(keepends=True)
    starts = itertools.accumulate(map(len, lines), initial=0)
    return [(at, line.rstrip()) for at, line in zip(starts, lines, strict=False) if line.strip()]


def _without_page_numbers(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines without the pages' numbers; a number may also be a piece of a broken date."""
    kept: list[tuple[int, str]] = []
    for (start, line), (_, following) in itertools.zip_longest(lines, lines[1:], fillvalue=(0, "")):
        is_piece = line.strip().isdecimal() and (
            _AFTER_NUMBER.match(following) or (kept and _BEFORE_NUMBER.search(kept[-1][1]))
        )
        if is_piece or not _PAGE.fullmatch(line):
            kept.append((start, line))
    return kept


def _continues(before: str, line: str, so_far: str, full: int) -> bool:
    """True when a line goes on within the paragraph of the one before."""
    line = line.strip()
    if _LABEL.match(line) and before[-1] in "年月":
        return False
    if before[-1] in _UNFINISHED or line[0] in _GOES_ON or _is_open(so_far):
        return True
    if _HALF_A_RANGE.search(f"{before}\n{line}"):
        return True
    if before[-1] in _SENTENCE_END or _BEGINS.match(line):
        return False
    return full > 0 and _width(before) > full - _SLACK


def _is_open(text: str) -> bool:
    """True when a bracket or quotation mark is not closed yet."""
    return any(text.rfind(pair[0]) > text.rfind(pair[1]) for pair in _PAIRS)


def _width(line: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in line)


def _full_width(lines: list[str]) -> int:
    """Columns of a full line where the source wrapped its lines; 0 where it did not.

    Hardly any line is longer, several are about as long, and a third of those end within a
    sentence.
    """
    widths = sorted(map(_width, lines), reverse=True)
    for wider, full in enumerate(widths):
        if wider > 1 + len(lines) // 20 or full < _NARROWEST:
            return 0
        near = [line for line in lines if full - _SLACK < _width(line) <= full]
        if len(near) >= max(3, len(lines) // 8):
            unended = sum(line[-1] not in _SENTENCE_END for line in near)
            return full if unended * 3 >= len(near) else 0
    return 0


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A text made uniform, whose characters know where they stood."""

    text: str
    #: Where in the source each character stood; never falls.
    origins: tuple[int, ...]


def folded(source: str) -> str:
    """The text with full-width letters, brackets, dashes and radicals made uniform."""
    return fold(source).text


def fold(source: str) -> Folded:
    """As `folded`, with where each character stood."""
    plain = [
        (letter, at)
        for at, character in enumerate(source)
        if not (character == "\r" and source.startswith("\n", at + 1))
        for letter in _plain(character)
    ]
    text = "".join(letter for letter, _ in plain)
    text = text.translate(_WIDE).translate(_DASHES)
    text = _COLON.sub("：", _COMMA.sub("，", text))
    text = _QUOTED.sub("“\\1”", _YEAR_IN_BRACKETS.sub("〔\\1〕", text))
    whole = Folded(text=text, origins=tuple(at for _, at in plain))
    for torn in (_SPACED_YEAR, _BROKEN_YEAR, _BROKEN_DAY):
        whole = _joined(torn, whole)
    return whole


def _joined(torn: re.Pattern[str], whole: Folded) -> Folded:
    """The groups of every match without what stands between them."""
    kept: list[tuple[int, int]] = []
    at = 0
    for match in torn.finditer(whole.text):
        kept += [(at, match.start()), *(match.span(n) for n in range(1, torn.groups + 1))]
        at = match.end()
    if not kept:
        return whole
    kept.append((at, len(whole.text)))
    return Folded(
        text="".join(whole.text[start:stop] for start, stop in kept),
        origins=tuple(o for start, stop in kept for o in whole.origins[start:stop]),
    )


def _plain(character: str) -> str:
    if "\u2e80" <= character <= "\u2fdf" or "\uf900" <= character <= "\ufaff":
        # Radicals, as PDF text has them.
        return unicodedata.normalize("NFKC", character).translate(_RADICALS)
    return "" if character in "\u200b\u200c\u200d\ufeff\u00ad" else character


def _append_line(
    start: int, line: str, gap: int, characters: list[str], gaps: bytearray
) -> list[int]:
    """Append a line that starts at `start`; where each appended character stood."""
    places: list[int] = []
    for at, character in enumerate(line, start):
        if character.isspace():
            gap = gap or SPACE
            continue
        if gap and characters and _both_latin(characters[-1], character):
            characters.append(" ")
            gaps.append(NONE)
            places.append(at)
        characters.append(character)
        gaps.append(gap)
        places.append(at)
        gap = NONE
    return places


def _both_latin(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def trimmed(text: str) -> str:
    """The text without punctuation at its ends, as titles and names are kept."""
    return text.strip(" \t。；;，,：:、.")
