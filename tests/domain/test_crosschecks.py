"""Film, photos, report and list of one package against each other: each rule is broken once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.asset import Consent
from domain.board.figures import Figure, FiguresEntry
from domain.crosschecks import (
    RULES,
    Parts,
    PhotoPart,
    as_written,
    cross_check,
    read_back,
)
from domain.crosschecks.naming_checks import private_in
from domain.film import FindingKind, Outcome, Shot
from domain.moves import AssetState
from domain.packing.asset_list import LIST_HEADER, list_rows
from domain.packing.package_contents import (
    activity_facts,
    name_photos,
    select_photos,
)
from domain.packing.report import compose, photo_caption
from domain.packing.report_blocks import BlockKind
from domain.planning.storyboarding import plan

MADE = datetime(2024, 6, 3, 2, tzinfo=UTC)


def asset_id(parts: Parts, shot: Shot) -> str:
    assert shot.asset is not None
    return shot.asset


@pytest.fixture
def clean(week) -> Parts:
    """A week of which everything agrees."""
    campaign = week.campaign()
    units = {"a1": "u1", "a2": "u2", "a3": "u3", "a4": "u4", "a5": "u2"}
    campaign = replace(campaign, activities=tuple(a for a in campaign.activities if a.key in units))
    assets = [
        made
        for key, unit in units.items()
        for made in (
            week.accepted(f"p-{key}", key, unit=unit, sha256=f"{key}-photo"),
            week.clip(f"v-{key}", key, unit=unit, sha256=f"{key}-clip"),
        )
    ]
    board = plan(campaign, assets, version=1)
    photos = name_photos(campaign, select_photos(campaign, assets))
    facts = activity_facts(campaign, assets, board, photos)
    entries = [
        FiguresEntry(
            id=n, campaign=campaign.key, activity=key, unit=unit,
            values={Figure.SESSIONS: n, Figure.PARTICIPANTS: 100 * n}, actor="editor", at=MADE,
        )
        for n, (key, unit) in enumerate(units.items(), 1)
    ]  # fmt: skip
    report = compose(
        campaign, facts, photos, film_ms=board.frames * 40, dated=date(2024, 6, 3), entries=entries
    )
    written = [
        replace(b, kind=BlockKind.BODY, text="县委县政府高度重视。")
        if b.kind is BlockKind.TO_WRITE
        else b
        for b in report.blocks
    ]
    return Parts(
        campaign=campaign,
        assets={asset.id: asset for asset in assets},
        facts=facts,
        storyboard=board,
        film_made=MADE,
        decided=MADE - timedelta(hours=1),
        photos=[
            PhotoPart(
                asset=photo.asset.id,
                activity=photo.activity,
                name=photo.name,
                caption=photo_caption(campaign, campaign.activity(photo.activity), photo.asset),
            )
            for photo in photos
        ],
        report=as_written(replace(report, blocks=tuple(written))),
        film_ms=board.frames * 40,
        rows=list_rows(campaign, assets, board, photos),
        entries=entries,
        unnamed=("王某某",),
    )


Change = Callable[[Parts], Parts]


def with_asset(change: Callable, *, of: str = "p-a1") -> Change:
    def changed(parts: Parts) -> Parts:
        return replace(parts, assets={**parts.assets, of: change(parts.assets[of])})

    return changed


def with_shots(change: Callable[[tuple[Shot, ...]], tuple[Shot, ...]]) -> Change:
    def changed(parts: Parts) -> Parts:
        board = replace(parts.storyboard, shots=change(parts.storyboard.shots))
        return replace(parts, storyboard=board)

    return changed


def with_caption(**other) -> Change:
    def change(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        place = next(n for n, shot in enumerate(shots) if shot.caption)
        caption = shots[place].caption
        assert caption is not None
        changed = replace(shots[place], caption=replace(caption, **other))
        return (*shots[:place], changed, *shots[place + 1 :])

    return with_shots(change)


def with_card(place: int, **other) -> Change:
    def change(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        laid = list(shots)
        card = laid[place].card
        assert card is not None
        laid[place] = replace(laid[place], card=replace(card, **other))
        return tuple(laid)

    return with_shots(change)


def with_photo(**other) -> Change:
    return lambda parts: replace(
        parts, photos=[replace(parts.photos[0], **other), *parts.photos[1:]]
    )


def with_words(old: str, new: str) -> Change:
    """Words of the report as an editor may have put them."""

    def changed(parts: Parts) -> Parts:
        report = parts.report
        assert old in report.text, report.text
        tables = tuple(
            tuple(tuple(cell.replace(old, new) for cell in row) for row in rows)
            for rows in report.tables
        )
        lines = tuple(line.replace(old, new) for line in report.lines)
        title = report.title.replace(old, new)
        return replace(parts, report=replace(report, title=title, lines=lines, tables=tables))

    return changed


def with_cell(column: str, value: str | None) -> Change:
    """A cell of the list's first row that film shows."""
    at, shown = LIST_HEADER.index(column), LIST_HEADER.index("成片中的位置")

    def changed(parts: Parts) -> Parts:
        rows = [list(row) for row in parts.rows]
        next(row for row in rows if row[shown])[at] = value
        return replace(parts, rows=[tuple(row) for row in rows])

    return changed


def without_chapter(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    return tuple(shot for shot in shots if shot.activity != "a3")


def chapters_turned(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
    first = [s for s in shots if s.activity == "a1"]
    rest = [s for s in shots if s.activity not in (None, "a1")]
    return (shots[0], *rest, *first, shots[-1])


def without_unit_three(parts: Parts) -> Parts:
    shown = with_shots(without_chapter)(parts)
    return replace(shown, photos=[p for p in parts.photos if p.activity != "a3"])


def sixth_photo(parts: Parts) -> Parts:
    return replace(parts, photos=[*parts.photos, *[replace(parts.photos[0])] * 5])


def dropped_row(parts: Parts) -> Parts:
    place = LIST_HEADER.index("成片中的位置")
    gone = next(row for row in parts.rows if row[place])
    return replace(parts, rows=[row for row in parts.rows if row is not gone])


def line_of(part: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.splitlines() if part not in line)


SEEDED: list[tuple[str, str, Change]] = [
    ("withdrawn", "撤回", with_asset(lambda a: replace(a, state=AssetState.WITHDRAWN))),
    ("withdrawn", "清除", with_asset(lambda a: replace(a, state=AssetState.PURGED), of="v-a2")),
    ("consent", "未决定", with_asset(lambda a: replace(a, consent=Consent(minors=True)))),
    ("consent", "不同意", with_asset(lambda a: replace(a, consent=Consent(decision="denied")))),
    ("accepted", "改为不采用", with_asset(lambda a: replace(a, state=AssetState.REJECTED))),
    ("accepted", "改为暂缓", with_asset(lambda a: replace(a, state=AssetState.HELD), of="v-a4")),
    ("unnamed", "电话", with_words("县委县政府高度重视", "联系电话 13812345678")),
    ("unnamed", "国际区号", with_words("县委县政府高度重视", "电话：+86 138-1234-5678")),
    ("unnamed", "全角", with_words("县委县政府高度重视", "电话１３８１２３４５６７８")),
    ("unnamed", "点分", with_words("县委县政府高度重视", "电话138.1234.5678")),
    ("unnamed", "座机", with_words("县委县政府高度重视", "电话（0358）4421234")),
    ("unnamed", "证件号", with_words("县委县政府高度重视", "14112419800101123X")),
    ("unnamed", "联系人", with_words("县委县政府高度重视", "联系人：王小明")),
    ("unnamed", "照片", with_photo(name="01-组织科技宣传-5月28日-13812345678.jpg")),
    ("unnamed", "配乐", lambda parts: replace(parts, music_note="作者电话 139 1234 5678")),
    ("list-names", "文件名里的电话", with_cell("文件名", "张三13912345678.jpg")),
    (
        "photo-period",
        "期外的照片",
        with_asset(lambda a: replace(a, tag=replace(a.tag, day=date(2024, 6, 28)))),
    ),
    ("report-days", "报告的日期", with_words("5月28日，本项活动", "5月27日，本项活动")),
    ("report-period", "期外的日期", with_words("本项活动开展", "本项活动于6月28日开展")),
    ("unnamed", "姓名", with_caption(line="5月28日 · 王某某")),
    ("activity-count", "活动数", with_words("5项活动影像素材", "7项活动影像素材")),
    ("film-count", "成片少一章", with_shots(without_chapter)),
    ("counts", "照片数", with_words("其中照片5张", "其中照片50张")),
    ("counts", "视频数", with_words("、视频5段", "、视频6段")),
    ("counts", "单位数", with_words("4家单位报送的", "9家单位报送的")),
    ("length", "时长", with_words("时长1分", "时长2分")),
    ("sums", "合计", with_words("举办15场次", "举办16场次")),
    (
        "activity-figures",
        "一项活动的数",
        with_words("2场次，参与200人次", "2场次，参与900人次"),
    ),
    ("activity-figures", "没有填报的数", with_words("举办2场次，", "举办2场次，发放资料50份，")),
    ("card-figures", "片尾的数", with_card(-1, lines=("参与 15000 人次", "5 项活动"))),
    ("film-length", "成片长短", lambda parts: replace(parts, film_ms=parts.film_ms + 80)),
    ("table", "表格", with_words("500", "5000")),
    ("listed", "清单缺行", dropped_row),
    ("places", "时间码", with_cell("成片中的位置", "9:59.000")),
    ("photos-listed", "照片名", with_photo(name="99-组织科技宣传-5月28日-县工信局.jpg")),
    ("originals", "校验值", with_cell("SHA-256", "f" * 64)),
    ("film-activities", "缺章节", with_shots(without_chapter)),
    ("photo-activities", "缺照片", lambda parts: replace(parts, photos=parts.photos[1:])),
    ("report-activities", "报告缺活动", with_words("举办科普大讲堂活动", "举办讲座")),
    ("senders", "单位没有入选", without_unit_three),
    (
        "period",
        "日期在外",
        with_asset(lambda a: replace(a, tag=replace(a.tag, day=date(2024, 7, 1))), of="v-a1"),
    ),
    (
        "newer-decision",
        "审核在后",
        lambda parts: replace(parts, decided=MADE + timedelta(minutes=1)),
    ),
    (
        "moved",
        "改了活动",
        with_asset(lambda a: replace(a, tag=replace(a.tag, activity="a5")), of="v-a1"),
    ),
    ("units", "单位写错", with_caption(line="5月28日 · 县工信居")),
    ("opening", "标题", with_card(0, title="2023年云岭县科技活动周")),
    ("opening", "主办单位", lambda parts: with_card(0, lines=("2024年",))(parts)),
    (
        "closing",
        "收到的数",
        with_card(-1, lines=("5 项活动 · 4 家单位", "收到照片 50 张")),
    ),
    ("captions", "序号", with_caption(title="9. 组织科技宣传")),
    ("caption-days", "日期", with_caption(line="5月30日 · 县工信局")),
    ("order", "次序", with_shots(chapters_turned)),
    ("photo-captions", "没有说明", with_photo(caption=" ")),
    ("photo-tags", "别的活动", with_photo(activity="a2")),
    ("photo-days", "别的日期", with_photo(name="01-组织科技宣传-5月30日-县工信局.jpg")),
    ("photo-units", "别的单位", with_photo(name="01-组织科技宣传-5月28日-县科协.jpg")),
    (
        "photo-twice",
        "重复",
        lambda parts: replace(parts, photos=[*parts.photos, parts.photos[0]]),
    ),
    ("photo-number", "太多", sixth_photo),
    ("report-plan", "主题", with_words("弘扬科学家精神，激发全社会创新活力", "创新")),
    (
        "report-units",
        "错字",
        with_words("由县工信局、县委宣传部负责", "由县工信局、县委宣转部负责"),
    ),
    (
        "report-date",
        "太早",
        lambda parts: replace(parts, report=replace(parts.report, dated="2024年5月30日")),
    ),
    (
        "report-open",
        "待补充",
        lambda parts: replace(
            parts, report=replace(parts.report, lines=(*parts.report.lines, "情况（请编辑补充）"))
        ),
    ),
]


def failed(parts: Parts) -> set[str]:
    return {f.rule.removeprefix("agree.") for f in cross_check(parts) if f.outcome is Outcome.FAIL}


def test_nothing_is_found_where_everything_agrees(clean: Parts):
    told = [(f.rule, f.words.zh) for f in cross_check(clean) if f.outcome is not Outcome.PASS]
    assert told == []


@pytest.mark.parametrize(
    ("rule", "change"), [pytest.param(r, c, id=f"{r}-{name}") for r, name, c in SEEDED]
)
def test_a_seeded_contradiction_is_found(clean: Parts, rule: str, change: Change):
    assert rule in failed(change(clean))


def test_every_rule_has_a_contradiction_that_breaks_it():
    assert {f"agree.{rule}" for rule, _, _ in SEEDED} == {rule.id for rule in RULES}


def test_every_contradiction_says_where_it_is_mended_and_what_is_wrong(clean: Parts):
    for rule, _, change in SEEDED:
        mine = [f for f in cross_check(change(clean)) if f.rule == f"agree.{rule}"]
        assert mine, rule
        for finding in mine:
            assert finding.mend.startswith("/"), rule
            assert finding.words.zh and finding.words.en, rule


def test_required_rules_come_first_and_many_of_a_kind_are_counted(clean: Parts):
    kinds = [f.kind for f in cross_check(clean)]
    assert kinds == sorted(kinds, key=lambda kind: kind is not FindingKind.REQUIRED)
    many = replace(clean, rows=[])
    told = [f for f in cross_check(many) if f.rule == "agree.listed"]
    shown = [shot for shot in clean.storyboard.shots if shot.asset]
    assert len(told) == min(len(shown), 11)


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
