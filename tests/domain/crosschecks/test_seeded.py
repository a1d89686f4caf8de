"""Film, photos, report and list of one package against each other: each rule is broken once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.asset import Consent
from domain.crosschecks import (
    RULES,
    Parts,
    cross_check,
)
from domain.film import FindingKind, Outcome
from domain.moves import AssetState
from tests.domain.crosschecks.contradictions import (
    MADE,
    Change,
    chapters_turned,
    dropped_row,
    failed,
    sixth_photo,
    with_asset,
    with_caption,
    with_card,
    with_cell,
    with_photo,
    with_shots,
    with_words,
    without_chapter,
    without_unit_three,
)

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
    ("unnamed", "没有冒号", with_words("县委县政府高度重视", "联系人王小明。")),
    ("unnamed", "空格", with_words("县委县政府高度重视", "联络员 欧阳小红，")),
    ("unnamed", "职务", with_words("县委县政府高度重视", "填报人（办公室）：李芳")),
    ("unnamed", "责任人", with_words("县委县政府高度重视", "责任人：赵建国")),
    ("unnamed", "患者", with_words("县委县政府高度重视", "患者姓名：陈阿婆")),
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
