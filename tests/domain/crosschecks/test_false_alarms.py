"""What editors write on purpose is no contradiction, and what is beside it still is one."""

from dataclasses import replace
from datetime import date

import pytest

from domain.board.figures import Figure
from domain.crosschecks import (
    Parts,
    as_written,
    cross_check,
    read_back,
)
from domain.crosschecks.private_words import private_in
from domain.packing.package_contents import (
    activity_facts,
    name_photos,
    select_photos,
)
from domain.packing.report import compose
from tests.domain.crosschecks.contradictions import failed, with_caption, with_words


def test_a_name_that_holds_another_units_name_is_no_slip(clean: Parts):
    unit = clean.campaign.units[1]
    longer = replace(
        clean.campaign, units=(*clean.campaign.units, replace(unit, key="u9", name="县科协会"))
    )
    assert "report-units" not in failed(replace(clean, campaign=longer))


def test_an_alias_and_a_short_name_in_a_caption_are_known(clean: Parts):
    unit = replace(clean.campaign.units[1], name="云岭县科学技术协会", aliases=("科协",))
    units = (clean.campaign.units[0], unit, *clean.campaign.units[2:])
    week = replace(clean, campaign=replace(clean.campaign, units=units))
    for name in ("科协", "县科协", "云岭县科协", "云岭县科学技术协会"):
        assert "units" not in failed(with_caption(line=f"5月28日 · {name}")(week)), name
    for name in ("县妇联会", "云岭县科学技术协余"):
        assert "units" in failed(with_caption(line=f"5月28日 · {name}")(week)), name


def test_words_of_an_editor_in_a_caption_are_no_unit(clean: Parts):
    assert "units" not in failed(with_caption(line="5月28日 · 现场气氛热烈")(clean))


@pytest.mark.parametrize("other", ["县体育局", "县教体局"])
def test_another_bureau_or_school_is_no_slip(clean: Parts, other: str):
    units = (
        replace(clean.campaign.units[0], key="u8", name="县教育局", aliases=()),
        replace(clean.campaign.units[0], key="u9", name="大禹乡第一小学", aliases=()),
    )
    week = replace(clean, campaign=replace(clean.campaign, units=(*clean.campaign.units, *units)))
    told = with_words("县委县政府高度重视", f"{other}、大禹乡第二小学参加")(week)
    assert "report-units" not in failed(told)
    slip = with_words("县委县政府高度重视", "县教盲局、大禹乡第一小掌参加")(week)
    found = [f.words.zh for f in cross_check(slip) if f.rule == "agree.report-units"]
    assert len(found) == 2


def test_two_activities_with_one_title_have_their_own_rows_and_paragraphs(clean: Parts):
    first, second, *rest = clean.campaign.activities
    twins = replace(clean.campaign, activities=(first, replace(second, title=first.title), *rest))
    assets = list(clean.assets.values())
    photos = name_photos(twins, select_photos(twins, assets))
    facts = activity_facts(twins, assets, clean.storyboard, photos)
    report = compose(
        twins, facts, photos, film_ms=clean.film_ms, dated=date(2024, 6, 3), entries=clean.entries
    )
    told = failed(replace(clean, campaign=twins, report=as_written(report)))
    assert not told & {"table", "activity-figures", "report-days"}


def test_days_of_activities_with_one_title_are_each_their_own(clean: Parts):
    first, second, *rest = clean.campaign.activities
    twins = replace(clean.campaign, activities=(first, replace(second, title=first.title), *rest))
    told = date(2024, 5, 29), date(2024, 5, 30)
    facts = [
        replace(f, activity=a, days=(day,)) if n < 2 else f
        for n, (f, a, day) in enumerate(
            zip(clean.facts, twins.activities, (*told, *[None] * 9), strict=False)
        )
    ]
    lines = (
        *(f"（一）{first.title}", "5月29日，本项活动开展。"),
        *(f"（二）{first.title}", "5月30日，本项活动开展。"),
    )
    parts = replace(clean, campaign=twins, facts=facts)
    right = replace(clean.report, lines=lines)
    assert not failed(replace(parts, report=right)) & {"report-days", "report-period"}
    wrong = replace(clean.report, lines=(*lines[:3], "6月30日，本项活动开展。"))
    assert {"report-days", "report-period"} <= failed(replace(parts, report=wrong))


def test_days_of_a_week_over_new_year_are_of_both_years(clean: Parts):
    campaign = replace(clean.campaign, starts_on=date(2024, 12, 29), ends_on=date(2025, 1, 4))
    title = campaign.activities[0].title

    def told(day: str) -> set[str]:
        report = replace(clean.report, lines=(f"（一）{title}", f"{day}，本项活动开展。"))
        return failed(replace(clean, campaign=campaign, report=report))

    assert "report-period" not in told("12月30日") | told("1月2日")
    assert "report-period" in told("1月6日") & told("12月2日")


def test_a_film_from_elsewhere_may_end_just_before_the_second_that_the_report_tells(clean: Parts):
    """59.993 s at 29.97 frames a second is a minute of 25."""
    board = replace(clean.storyboard, brought="成片.mp4")
    whole = clean.film_ms // 1000 * 1000
    near = replace(clean, storyboard=board, film_ms=whole - 7)
    assert not failed(near) & {"length", "film-length"}
    assert {"length", "film-length"} <= failed(replace(near, film_ms=whole - 1500))


def test_experts_are_no_participants(clean: Parts):
    entries = [replace(e, values={Figure.EXPERTS: 7}) for e in clean.entries]
    told = replace(clean.report, lines=("据各单位填报，活动期间共专家参与35人次。",), tables=())
    assert "sums" not in failed(replace(clean, entries=entries, report=told))


@pytest.mark.parametrize(
    "name",
    [
        "mmexport1716859812345.jpg",
        "IMG_20240528_093012.jpg",
        "DJI_20240628_194800_964.mp4",
        "wx_camera_1716859812345.jpg",
        "0a13812345678bf00c13912345678aaa.jpg",
        "微信图片_20250902090859_240_53.jpg",
        "PXL_20220831_003137144.jpg",
    ],
)
def test_names_that_phones_give_hold_no_telephone_number(name: str):
    assert private_in(name) == []


def test_a_number_of_a_sum_may_stand_beside_the_sum(clean: Parts):
    told = with_words("2场次，参与200人次", "2场次，参与200人次（其中参与120人次的为学生）")
    assert "activity-figures" not in failed(told(clean))


def test_a_section_of_the_report_ends_at_the_next_heading():
    lines = (
        "题",
        "二、主要活动",
        "（一）讲座",
        "甲",
        "乙",
        "（二）讲座",
        "丙",
        "三、成效",
        "2025年6月4日",
    )
    report = read_back(lines, ())
    assert (report.section("讲座"), report.section("讲座", 1)) == ("甲\n乙", "丙")
    assert (report.section("义诊"), report.dated) == ("", "2025年6月4日")


@pytest.mark.parametrize(
    "words",
    [
        "各单位联系人高度重视",
        "联系人方式见通知",
        "责任人：各有关单位",
        "负责人：县科协、县教育局",
        "学生代表王同学发言",
        "患者排队义诊，家长陪同",
        "县科协主要负责人张某出席并讲话",
        "领队：县教育局派出",
    ],
)
def test_words_that_introduce_nobody_are_free(clean: Parts, words: str):
    changed = with_words("县委县政府高度重视", words)(clean)
    assert "unnamed" not in failed(changed)
