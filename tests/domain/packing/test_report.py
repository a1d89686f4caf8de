"""The report's sentences are made of facts; what only people know is left and marked."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board.figures import Figure, FiguresEntry
from domain.packing.package_contents import activity_facts, name_photos, select_photos
from domain.packing.report import TO_WRITE, BlockKind, Report, chinese_number, compose
from domain.planning.storyboarding import plan


def counted(number: int, activity: str, unit: str, **values: int) -> FiguresEntry:
    return FiguresEntry(
        id=number,
        campaign="c",
        activity=activity,
        unit=unit,
        values={Figure(name): value for name, value in values.items()},
        actor="编辑一",
        at=datetime(2024, 6, 1, tzinfo=UTC),
    )


@pytest.fixture
def report(week) -> Report:
    return composed(week)


def composed(week, *entries: FiguresEntry) -> Report:
    campaign = week.campaign()
    hashes = ("0" * 16, "f" * 16, "00ff" * 4, "0f0f" * 4)
    assets = [
        week.accepted(f"p{n}", day=date(2024, 5, 29), look=week.look(phash=phash))
        for n, phash in enumerate(hashes)
    ]
    storyboard = plan(campaign, assets, version=1)
    photos = name_photos(campaign, select_photos(campaign, assets))
    facts = activity_facts(campaign, assets, storyboard, photos)
    return compose(campaign, facts, photos, film_ms=62_000, dated=date(2024, 6, 4), entries=entries)


def texts(report: Report, kind: BlockKind) -> list[str]:
    return [block.text for block in report.blocks if block.kind is kind]


def test_it_has_the_four_sections_of_real_summaries_in_their_order(report: Report) -> None:
    assert texts(report, BlockKind.HEADING) == [
        "一、组织领导",
        "二、主要活动",
        "三、成效",
        "四、问题与下一步",
    ]


def test_every_activity_of_the_plan_has_its_numbered_paragraph(report: Report, week) -> None:
    headings = texts(report, BlockKind.SUBHEADING)
    assert headings[0] == "（一）组织科技宣传"
    assert len(headings) == len(week.campaign().activities)


def test_a_paragraph_says_day_unit_and_counts_of_what_was_accepted(report: Report) -> None:
    (lecture,) = [text for text in texts(report, BlockKind.BODY) if "县科协负责" in text]
    assert lecture.startswith("5月29日，")
    assert "照片4张" in lecture
    assert "视频" not in lecture


def test_an_activity_without_material_is_left_to_the_editor_and_not_invented(
    report: Report,
) -> None:
    left = texts(report, BlockKind.TO_WRITE)
    assert f"本项活动没有已审核的影像素材{TO_WRITE}" in left
    assert all(text.endswith(TO_WRITE) for text in left)


def test_figures_of_people_and_leaflets_are_never_stated(report: Report) -> None:
    stated = "".join(texts(report, BlockKind.BODY))
    assert "人次" not in stated
    assert "1分2秒" in stated


def test_figures_stand_as_they_were_entered_with_their_sums(week) -> None:
    first, second = week.campaign().activities[:2]
    report = composed(
        week,
        counted(1, first.key, "u1", sessions=1, participants=900),
        counted(2, first.key, "u2", participants=300),
        counted(3, second.key, "u1", sessions=2),
    )
    stated = texts(report, BlockKind.BODY)
    assert "据各单位填报，活动期间共举办3场次，参与1200人次。" in stated
    assert "本项活动举办1场次，参与1200人次。" in stated
    (table,) = [block for block in report.blocks if block.kind is BlockKind.TABLE]
    assert table.rows == (
        ("活动", "场次", "参与人次"),
        (first.title, "1", "1200"),
        (second.title, "2", "—"),
        ("合计", "3", "1200"),
    )
    silent = [text for text in texts(report, BlockKind.TO_WRITE) if "没有填报数据" in text]
    assert len(silent) == 1 and first.title not in silent[0]


def test_two_captioned_photos_stand_for_an_activity(report: Report) -> None:
    figures = [block for block in report.blocks if block.kind is BlockKind.FIGURE]
    assert len(figures) == 2
    assert all(block.text == "5月29日 举办科普大讲堂活动（县科协）" for block in figures)
    assert all(block.asset for block in figures)


def test_hosts_sign_over_the_date(report: Report) -> None:
    assert report.signature == ("县工信局", "县委宣传部", "县科协")
    assert report.dated == "2024年6月4日"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百")),
        *((105, "一百零五"), (112, "一百一十二"), (120, "一百二十"), (999, "九百九十九")),
    ],
)
def test_headings_are_numbered_as_chinese_numbers_are_written(number: int, written: str) -> None:
    assert chinese_number(number) == written


@given(st.integers(1, 999), st.integers(1, 999))
def test_two_headings_never_share_a_number(one: int, other: int) -> None:
    assert (chinese_number(one) == chinese_number(other)) == (one == other)


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_a_number_beyond_headings_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="heading"):
        chinese_number(number)
