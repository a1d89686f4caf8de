"""What an editor wrote over the composed report: kept through every change of facts, told apart."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import BrokenInput, NotFound
from domain.packing.report_blocks import TO_WRITE, Block, BlockKind, Report
from domain.words import Words

#: Characters of one paragraph: ten pages of the report.
MOST_TEXT = 6000
#: What the report cannot do without: emptied, it stands as it was proposed and is still open.
NEEDED = frozenset({"problems"})
#: What is not seen, and what XML cannot hold.
_DROPPED, _NOT_XML = frozenset({"Cc", "Cf", "Cs"}), "\ufffe\uffff"


@dataclass(frozen=True, kw_only=True)
class TextEdit:
    """One paragraph as somebody left it at a moment."""

    #: Grows with every edit of the catalog.
    id: int
    campaign: str
    #: Key of the block.
    paragraph: str
    #: Its words, a line for each paragraph; empty leaves it out; None goes back to the proposal.
    text: str | None
    #: What was proposed when it was written.
    proposal: str
    actor: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A block as the editor finds it: what is proposed now, and what was made of it."""

    block: Block
    #: The newest edit, which may go back to the proposal; None when nobody touched it.
    edit: TextEdit | None = None

    @property
    def edited(self) -> bool:
        return self.edit is not None and self.edit.text is not None

    @property
    def text(self) -> str:
        """What the report says."""
        if self.edit is None or self.edit.text is None:
            return self.block.text
        return self.edit.text

    @property
    def disagrees(self) -> bool:
        """Whether the facts have changed since it was written."""
        return self.edited and self.edit is not None and self.edit.proposal != self.block.text

    @property
    def open(self) -> bool:
        """Whether the editor has still to write here."""
        return any(block.kind is BlockKind.TO_WRITE for block in worded(self))


def paragraphs(report: Report, edits: Mapping[str, TextEdit]) -> tuple[Paragraph, ...]:
    """Every block of the composed report, in its order, with what was made of it."""
    return tuple(
        Paragraph(block=block, edit=edits.get(block.key) if block.editable else None)
        for block in report.blocks
    )


def with_edits(report: Report, edits: Mapping[str, TextEdit]) -> Report:
    """The report as it is to be written: edited paragraphs in their editor's words."""
    blocks = (block for each in paragraphs(report, edits) for block in worded(each))
    return replace(report, blocks=tuple(blocks))


def worded(paragraph: Paragraph) -> list[Block]:
    """The blocks that a paragraph comes to: one a line, none where it was emptied."""
    block = paragraph.block
    if not paragraph.edited:
        return [block]
    lines = [line for line in paragraph.text.split("\n") if line]
    if block.kind is BlockKind.FIGURE:
        # A photo is never without words: those proposed say what it shows.
        return [replace(block, text="".join(lines) or block.text)]
    if not lines and block.key in NEEDED:
        return [block]
    return [
        replace(
            block,
            kind=BlockKind.TO_WRITE if TO_WRITE in line else BlockKind.BODY,
            text=line,
            cites=tuple(cite for cite in block.cites if cite.text in line),
        )
        for line in lines
    ]


def astray(report: Report, edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Edits whose paragraph the report has no more: an activity or a photo that went."""
    keys = {block.key for block in report.blocks if block.editable}
    return [edit for edit in edits if edit.text and edit.paragraph not in keys]


def checked_paragraph(report: Report, key: str) -> Block:
    """The block to be edited; NotFound when the report has none of this key."""
    found = next((block for block in report.blocks if block.editable and block.key == key), None)
    if found is None:
        raise NotFound(
            Words(
                zh="没有这一段了：计划或照片刚刚改过，请刷新",
                en="the report has no such paragraph any more; load the page again",
            )
        )
    return found


def checked_text(text: str) -> str:
    """Lines without blanks at their ends, no empty ones, nothing unseen in them.

    Raises BrokenInput for more than `MOST_TEXT` characters.
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(plain) > MOST_TEXT:
        raise BrokenInput(
            Words(
                zh=f"一段最多 {MOST_TEXT} 字，现在是 {len(plain)} 字",
                en=f"a paragraph has at most {MOST_TEXT} characters, this one {len(plain)}",
            )
        )
    lines = (_seen(line) for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(line: str) -> str:
    spaced = (" " if c.isspace() else c for c in line)
    kept = (c for c in spaced if unicodedata.category(c) not in _DROPPED and c not in _NOT_XML)
    return re.sub(" +", " ", "".join(kept)).strip(" ")
