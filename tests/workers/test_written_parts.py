"""Report and list are checked as they lie in the bag: what was written is read back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from domain.errors import ToolFailed
from domain.film import Outcome
from domain.packing.asset_list import LIST_HEADER
from domain.packing.report_blocks import Block, BlockKind, Report
from tests.workers.test_package_station import House, house  # noqa: F401
from workers.packing import listing
from workers.packing import report as reporting
from workers.tools.packing.list_xlsx import write_list
from workers.tools.packing.report_docx import write_report
from workers.tools.packing.written_parts import read_list, read_report

MADE = datetime(2025, 6, 4, 1, tzinfo=UTC)
REPORT = Report(
    title="云岭县科技活动周总结报告",
    blocks=(
        Block(kind=BlockKind.HEADING, text="二、主要活动"),
        Block(kind=BlockKind.SUBHEADING, text="（一）科普大讲堂"),
        Block(kind=BlockKind.BODY, text="5月28日，参与1200人次。"),
        Block(kind=BlockKind.FIGURE, text="5月28日 科普大讲堂（县科协）", asset="p1"),
        Block(
            kind=BlockKind.TABLE,
            text="各项活动数据",
            rows=(("活动", "参与人次"), ("科普大讲堂", "1200"), ("合计", "1200")),
        ),
        Block(kind=BlockKind.TO_WRITE, text="问题（请编辑补充）"),
    ),
    signature=("县科协",),
    dated="2025年6月4日",
)


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    write_report(REPORT, {}, out, made=MADE)
    read = read_report(out)
    assert (read.title, read.dated) == (REPORT.title, REPORT.dated)
    assert read.section("科普大讲堂").startswith("5月28日，参与1200人次。")
    assert read.tables == (REPORT.blocks[4].rows,)
    assert "问题（请编辑补充）" in read.lines


def test_a_list_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    rows = [("=1+1", 3, None), ("甲", 4, "")]
    write_list("清单", ("文件名", "宽", "说明"), rows, out, made=MADE)
    assert read_list(out, ("说明", "文件名", "没有")) == [("", "=1+1", ""), ("", "甲", "")]


@pytest.fixture
def packing(house: House) -> Iterator[House]:  # noqa: F811
    yield house


def broken(house: House) -> tuple[set[str], list[str]]:  # noqa: F811
    """Rules that fail in a new package, and the names in it."""
    package = house.packed()
    failed = {f.rule for f in package.findings if f.outcome is Outcome.FAIL}
    return failed, [file.path for file in package.files]


def test_nothing_between_the_parts_fails_where_files_say_what_was_composed(packing: House) -> None:
    failed, names = broken(packing)
    assert not {rule for rule in failed if rule.startswith("agree.") and rule in REQUIRED}
    assert not any("草稿" in name for name in names)


#: Rules that an altered file breaks.
REQUIRED = {"agree.activity-figures", "agree.table", "agree.originals", "agree.listed"}


def test_a_report_file_that_says_another_number_is_not_packed_and_else_a_draft(
    packing: House,
) -> None:
    def wrong(report: Report, *rest, **named) -> None:
        blocks = tuple(
            Block(**{**vars(block), "text": block.text.replace("参与1200人次", "参与9900人次")})
            for block in report.blocks
        )
        write_report(Report(**{**vars(report), "blocks": blocks}), *rest, **named)

    with patch.object(reporting, "write_report", wrong):
        with pytest.raises(ToolFailed):
            packing.packed()
        with patch.object(reporting, "_check_written"):
            failed, names = broken(packing)
    assert "agree.activity-figures" in failed
    assert [name for name in names if name.endswith(".docx")] == ["data/草稿-总结报告.docx"]
    assert any(name.startswith("data/草稿-") and name.endswith(".mp4") for name in names)


def test_a_list_file_that_lacks_a_row_or_sum_is_not_packed_and_else_seen(packing: House) -> None:
    place = LIST_HEADER.index("SHA-256")

    def wrong(title, header, rows, *rest, **named) -> None:
        altered = [(*row[:place], "f" * 64, *row[place + 1 :]) for row in rows]
        write_list(title, header, altered, *rest, **named)

    with patch.object(listing, "write_list", wrong):
        with pytest.raises(ToolFailed):
            packing.packed()
        with patch.object(listing, "_check_written"):
            failed, _ = broken(packing)
    assert {"agree.originals", "agree.listed"} <= failed
