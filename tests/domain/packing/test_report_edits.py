"""What an editor wrote is kept through every change of facts, and what no longer agrees is told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BrokenInput, NotFound
from domain.packing.report_blocks import TO_WRITE, Block, BlockKind, Cite, Report, pieces
from domain.packing.report_edits import (
    MOST_TEXT,
    TextEdit,
    astray,
    checked_paragraph,
    checked_text,
    paragraphs,
    with_edits,
)

COUNTED = Cite(text="参与1200人次", path="/figures#entry-3", entries=(3,))
REPORT = Report(
    title="总结报告",
    blocks=(
        Block(kind=BlockKind.HEADING, text="二、主要活动"),
        Block(
            kind=BlockKind.BODY,
            key="activity.a1",
            text="举办2场次，参与1200人次。",
            cites=(COUNTED,),
        ),
        Block(kind=BlockKind.FIGURE, key="photo.p1", text="5月28日 大讲堂（县科协）", asset="p1"),
        Block(kind=BlockKind.TO_WRITE, key="leadership.more", text=f"领导重视{TO_WRITE}"),
        Block(kind=BlockKind.TO_WRITE, key="problems", text=f"问题{TO_WRITE}"),
    ),
    signature=("县科协",),
    dated="2024年6月4日",
)


def edit(key: str, text: str | None, proposal: str | None = None) -> TextEdit:
    known = next((block.text for block in REPORT.blocks if block.key == key), "")
    return TextEdit(
        id=1,
        campaign="c",
        paragraph=key,
        text=text,
        proposal=known if proposal is None else proposal,
        actor="编辑一",
        at=datetime(2024, 6, 1, tzinfo=UTC),
    )


def worded(*edits: TextEdit) -> dict[str, list[tuple[BlockKind, str]]]:
    written = with_edits(REPORT, {each.paragraph: each for each in edits})
    found: dict[str, list[tuple[BlockKind, str]]] = {}
    for block in written.blocks:
        found.setdefault(block.key, []).append((block.kind, block.text))
    return found


def paragraph(*edits: TextEdit, key: str):
    found = paragraphs(REPORT, {each.paragraph: each for each in edits})
    return next(each for each in found if each.block.key == key)


def test_a_report_that_nobody_edited_is_as_it_was_composed() -> None:
    assert with_edits(REPORT, {}) == REPORT
    assert with_edits(REPORT, {"activity.a1": edit("activity.a1", None)}) == REPORT


def test_an_edited_paragraph_is_written_in_its_editors_words_a_line_each() -> None:
    found = worded(edit("leadership.more", "县委重视。\n成立领导小组。"))
    assert found["leadership.more"] == [
        (BlockKind.BODY, "县委重视。"),
        (BlockKind.BODY, "成立领导小组。"),
    ]
    assert found["problems"] == [(BlockKind.TO_WRITE, f"问题{TO_WRITE}")]


def test_a_paragraph_that_was_emptied_is_left_out_but_problems_stay_open() -> None:
    found = worded(edit("leadership.more", ""), edit("problems", ""))
    assert "leadership.more" not in found
    assert found["problems"] == [(BlockKind.TO_WRITE, f"问题{TO_WRITE}")]
    assert paragraph(edit("problems", ""), key="problems").open


def test_what_still_holds_the_mark_is_still_to_be_written() -> None:
    found = worded(edit("problems", f"一是经费不足。\n二是{TO_WRITE}"))
    assert [kind for kind, _ in found["problems"]] == [BlockKind.BODY, BlockKind.TO_WRITE]


def test_a_photo_keeps_its_picture_and_is_never_without_words() -> None:
    assert worded(edit("photo.p1", "院士讲座"))["photo.p1"] == [(BlockKind.FIGURE, "院士讲座")]
    assert worded(edit("photo.p1", ""))["photo.p1"][0][1] == "5月28日 大讲堂（县科协）"


def test_headings_and_tables_cannot_be_edited() -> None:
    assert worded(edit("", "另一个标题"))[""] == [(BlockKind.HEADING, "二、主要活动")]
    with pytest.raises(NotFound):
        checked_paragraph(REPORT, "")


def test_an_edit_disagrees_when_what_is_proposed_has_changed_since() -> None:
    agreeing = edit("activity.a1", "共2场，1200人次参加。")
    stale = replace(agreeing, proposal="举办2场次，参与900人次。")
    assert not paragraph(agreeing, key="activity.a1").disagrees
    assert paragraph(stale, key="activity.a1").disagrees
    assert paragraph(stale, key="activity.a1").text == "共2场，1200人次参加。", "never overwritten"
    back = replace(stale, text=None)
    assert not paragraph(back, key="activity.a1").disagrees


def test_edits_of_paragraphs_that_went_are_told_and_not_lost() -> None:
    gone = edit("activity.a9", "取消的活动。", proposal="x")
    assert astray(REPORT, [gone, edit("problems", "甲"), edit("activity.a8", None)]) == [gone]


def test_facts_are_found_in_their_order_and_the_text_stays_whole() -> None:
    twice = (replace(COUNTED, text="1"), replace(COUNTED, text="1"), replace(COUNTED, text="9"))
    told = list(pieces("照片1张、视频1段", twice))
    assert [text for text, cite in told if cite] == ["1", "1"]
    assert "".join(text for text, _ in told) == "照片1张、视频1段"


@given(st.text(max_size=30), st.lists(st.text(max_size=3), max_size=4))
def test_pieces_are_the_text_whatever_the_facts_are(text: str, facts: list[str]) -> None:
    cites = tuple(Cite(text=fact, path="/") for fact in facts)
    assert "".join(piece for piece, _ in pieces(text, cites)) == text


@given(st.text(max_size=200))
def test_a_checked_text_is_stable_and_can_be_written_as_xml(text: str) -> None:
    once = checked_text(text)
    assert checked_text(once) == once
    assert not any(ord(c) < 32 and c != "\n" for c in once)
    assert all(line and line == line.strip(" ") for line in once.split("\n") if once)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(BrokenInput):
        checked_text("字" * (MOST_TEXT + 1))
