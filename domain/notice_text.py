"""A notice's characters freed from line breaks that fell anywhere, with what stood between them."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

NONE, SPACE, LINE = 0, 1, 2
_SENTENCE_END = "。；：！？）】”〕"
#: Shorter lines are headings and signatures, which end without a mark anyway.
_LONG_LINE = 14

#: A line holding a page number alone: "— 1 —", "第 2 页", "3".
_PAGE = re.compile(r"\s*(?:[—–―\-－]+\s*\d{1,3}\s*[—–―\-－]+|第\s*\d+\s*页.{0,12}|\d{1,3})\s*")
_DASHES = str.maketrans(dict.fromkeys("–―─﹣−‐‑‒", "—") | {"－": "-"})
_WIDE = str.maketrans(
    {0xFF10 + n: 0x30 + n for n in range(10)}
    | {0xFF21 + n: 0x41 + n for n in range(26)}
    | {0xFF41 + n: 0x61 + n for n in range(26)}
    | str.maketrans("()（）;?!．％＠", "（）（）；？！.%@")
)
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
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
    #: What stood before each character: NONE, SPACE or LINE.
    gaps: bytes
    #: True when most lines of the source end within a sentence.
    broken: bool
    #: Characters at which the source wrapped its lines; 0 when it did not, or anywhere.
    wrap: int

    def starts_line(self, at: int) -> bool:
        """True when a line of the source began at this character."""
        return at < len(self.text) and self.gaps[at] == LINE

    def line_end(self, at: int, stop: int) -> int:
        """Where the source's line holding `at` ended, at most `stop`."""
        end = self.gaps.find(LINE, at + 1, stop)
        return stop if end < 0 else end

    def line_start(self, at: int) -> int:
        """Where the source's line holding `at` began."""
        return max(0, self.gaps.rfind(LINE, 0, at + 1))

    def ends_paragraph(self, at: int) -> bool:
        """True when a line began at `at` and the one before was not merely full."""
        if not self.starts_line(at) or at == 0:
            return False
        if not self.broken or self.text[at - 1] in _SENTENCE_END:
            return True
        return at - self.line_start(at - 1) < self.wrap - 3

    def paragraphs(self, start: int, stop: int) -> str:
        """The characters with a line break where a paragraph ended, and nowhere else."""
        return "".join(
            "\n" * (at > start and self.ends_paragraph(at)) + self.text[at]
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
    lines = [line for line in folded(source).splitlines() if not _PAGE.fullmatch(line)]
    characters: list[str] = []
    gaps = bytearray()
    for line in lines:
        _append_line(line, characters, gaps)
    broken = _is_broken(lines)
    wrap = _wrap_of(lines) if broken else 0
    return Flow(text="".join(characters), gaps=bytes(gaps), broken=broken, wrap=wrap)


def folded(source: str) -> str:
    """The text with full-width letters, brackets, dashes and radicals made uniform."""
    text = "".join(_plain(character) for character in source.replace("\r\n", "\n"))
    text = text.translate(_WIDE).translate(_DASHES)
    text = _COLON.sub("：", _COMMA.sub("，", text))
    text = _QUOTED.sub("“\\1”", _YEAR_IN_BRACKETS.sub("〔\\1〕", text))
    text = _SPACED_YEAR.sub(r"\1\2\3\4", text)
    return _BROKEN_DAY.sub(r"\1\2", _BROKEN_YEAR.sub(r"\1\2", text))


def _plain(character: str) -> str:
    if "\u2e80" <= character <= "\u2fdf" or "\uf900" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character)  # radicals, as PDF text has them
    return "" if character in "\u200b\u200c\u200d\ufeff\u00ad" else character


def _append_line(line: str, characters: list[str], gaps: bytearray) -> None:
    gap = LINE
    for character in line:
        if character.isspace():
            gap = gap or SPACE
            continue
        if gap and characters and _both_latin(characters[-1], character):
            characters.append(" ")
            gaps.append(NONE)
        characters.append(character)
        gaps.append(gap)
        gap = NONE


def _both_latin(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _is_broken(lines: list[str]) -> bool:
    ends = [line.rstrip()[-1] for line in lines if len("".join(line.split())) >= _LONG_LINE]
    return sum(end not in _SENTENCE_END for end in ends) * 5 > len(ends) * 2


def _wrap_of(lines: list[str]) -> int:
    """Characters of a full line, when most lines that do not end a sentence are full."""
    lengths = [len("".join(line.split())) for line in lines if line.strip()]
    if len(lengths) < 8:
        return 0
    full = sorted(lengths)[len(lengths) * 9 // 10]
    near = sum(full - 5 <= length <= full + 3 for length in lengths)
    return full if 8 <= full <= 60 and near * 5 >= len(lengths) * 2 else 0


def trimmed(text: str) -> str:
    """The text without punctuation at its ends, as titles and names are kept."""
    return text.strip(" \t。；;，,：:、.")
