"""What a summary report is made of: blocks with keys that stay, and where each fact comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.plain_text import writable

#: Stands where the editor must write; the .docx shows it marked.
TO_WRITE = "（请编辑补充）"

_NUMERALS = "零一二三四五六七八九"


class BlockKind(StrEnum):
    #: 一、 in 黑体.
    HEADING = "heading"
    #: （一） in 楷体.
    SUBHEADING = "subheading"
    BODY = "body"
    #: A photo with its caption; `asset` names it.
    FIGURE = "figure"
    #: Figures as people entered them; `rows` holds the head first.
    TABLE = "table"
    #: Left for the editor, marked.
    TO_WRITE = "to_write"


#: What an editor may word anew; headings come from the plan, tables from the forms.
EDITABLE = frozenset({BlockKind.BODY, BlockKind.TO_WRITE, BlockKind.FIGURE})


@dataclass(frozen=True, kw_only=True)
class Cite:
    """A fact as it stands in a block, and where it was entered or decided."""

    #: Exactly as in the block's text, or in the cell of its table.
    text: str
    #: Page inside the campaign: /figures#entry-3.
    path: str
    #: Ids of the figures' entries that it is the sum of; none for facts of other kinds.
    entries: tuple[int, ...] = ()
    #: Row and column, from 0 with the head, of what stands in a table.
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str
    #: The same as long as it tells of the same thing, whatever it says: activity.a2; empty for
    #: what cannot be edited.
    key: str = ""
    asset: str | None = None
    #: Cells of a table, rows of equal length.
    rows: tuple[tuple[str, ...], ...] = ()
    cites: tuple[Cite, ...] = ()

    @property
    def editable(self) -> bool:
        return bool(self.key) and self.kind in EDITABLE


@dataclass(frozen=True, kw_only=True)
class Report:
    title: str
    blocks: tuple[Block, ...]
    #: Issuing units over the date.
    signature: tuple[str, ...]
    #: "2025年6月4日"
    dated: str


def writable_report(report: Report) -> Report:
    """The same without what no document may hold, whatever a title was copied from."""
    return replace(
        report,
        title=writable(report.title),
        blocks=tuple(
            replace(
                block,
                text=writable(block.text),
                rows=tuple(tuple(map(writable, row)) for row in block.rows),
                cites=tuple(replace(cite, text=writable(cite.text)) for cite in block.cites),
            )
            for block in report.blocks
        ),
        signature=tuple(map(writable, report.signature)),
    )


def pieces(text: str, cites: tuple[Cite, ...]) -> Iterator[tuple[str, Cite | None]]:
    """The text in pieces, each fact with its source; facts that it does not hold are passed over.

    Joined, the pieces are the text. Facts are looked for in their order, each after the one before.
    """
    start = 0
    for cite in cites:
        at = text.find(cite.text, start) if cite.text else -1
        if at < 0:
            continue
        if at > start:
            yield text[start:at], None
        yield cite.text, cite
        start = at + len(cite.text)
    if start < len(text):
        yield text[start:], None


def chinese_number(number: int) -> str:
    """一 … 九百九十九, as numbered headings are written; ValueError outside 1..999."""
    if not 1 <= number <= 999:
        raise ValueError(f"no heading number: {number}")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        # 一百零一, 一百一十: inside a number neither a missing ten nor a single one is left out.
        lead = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""
        return f"{_NUMERALS[hundreds]}百{lead}{chinese_number(rest) if rest else ''}"
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return lead + (_NUMERALS[ones] if ones else "")
