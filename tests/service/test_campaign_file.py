"""campaign.yaml is written for a person to edit and read back with the line of every fault."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import Activity, Campaign, Unit
from domain.errors import BrokenInput, UsageError
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.judging.requirements import Requirement, Subject
from domain.kinds import KINDS, PARTS
from domain.notice.draft import CampaignDraft
from domain.words import Words
from service.weeks.campaign_file import (
    ACTIVITY_KEYS,
    CAMPAIGN_KEYS,
    MAP_POINT_KEYS,
    REQUIREMENT_KEYS,
    UNIT_KEYS,
    dump,
    load,
    parse_campaign,
)

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "campaign.schema.json"
WEEK = Campaign(
    key="yunling-2025",
    title="2025年云岭县科技活动周",
    theme="矢志创新发展 建设科技强国",
    starts_on=date(2025, 5, 24),
    ends_on=date(2025, 5, 31),
    host_units=("县科技局", "县委宣传部"),
    deadline=date(2025, 6, 5),
    deadline_text="于6月5日前",
    recipients=("市科技局",),
    film_limit_ms=179_500,
    submitter="县科技局",
    units=(Unit(key="u1", name="县科技局", aliases=("县工科局",)), Unit(key="u4", name="县科协")),
    activities=(
        Activity(
            key="a7",
            number=1,
            title="启动仪式: 第一场 #1",
            kinds=("main_event", "publicity"),
            date=date(2025, 5, 24),
            part="am",
            venue="县文化广场",
            venue_at=MapPoint(lat=37.9513, lon=110.9879, system=MapSystem.GCJ02),
            units=("u1", "u4"),
            partners=("县融媒体中心",),
            wanted=("横幅全景", "互动特写"),
        ),
        Activity(key="a2", number=2, title="气象科技周", off_plan=True),
        Activity(key="a3", number=5, title="参加市级活动", media_expected=False),
    ),
    requirements=(
        Requirement(
            id="film-size",
            about=Subject.FILM,
            says="视频文件大小 100–200 MB",
            measure="size",
            at_least=Fraction(100),
            at_most=Fraction(401, 2),
            clause="五、（四）",
            quote="大小为100—200.5MB: 不得超过。",
        ),
        Requirement(
            id="film-opening",
            about=Subject.FILM,
            says="视频有片头",
            measure="opening_card",
            one_of=("yes",),
        ),
        Requirement(id="photos-format", about=Subject.PHOTOS, says="照片格式为 JPG"),
    ),
)
SMALL = """\
key: yunling-2025
title: 云岭县科技活动周
starts_on: 2025-05-24
ends_on: 2025-05-31
units:
  - key: u1
    name: 县科协
    aliases: [县科学技术协会]
activities:
  - key: a1
    number: 1
    title: 启动仪式
    units: [县科协]
"""


def faults(text: str) -> str:
    with pytest.raises(BrokenInput) as refusal:
        parse_campaign(text)
    assert "line " in refusal.value.words.en
    return refusal.value.words.zh


def test_a_campaign_written_and_read_is_the_same_with_keys_kept():
    assert parse_campaign(dump(WEEK)) == WEEK


names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).filter(lambda name: name.strip() == name != "")


@given(names, names, names)
def test_any_title_and_name_survives_the_file(title, theme, venue):
    activity = replace(WEEK.activities[0], title=title, venue=venue, wanted=(theme, title))
    week = replace(WEEK, title=title, theme=theme, activities=(activity,))
    assert parse_campaign(dump(week)) == week


def test_a_campaign_without_units_and_activities_survives_too():
    bare = replace(WEEK, units=(), activities=(), deadline=None, recipients=())
    assert parse_campaign(dump(bare)) == bare


def test_the_file_reads_in_chinese_with_comments_and_in_a_fixed_order():
    text = dump(WEEK, doubts=[Words(zh="活动 2 没有单独的日期", en="x")])
    assert "title: 2025年云岭县科技活动周" in text and "\\u" not in text
    assert "#   - 活动 2 没有单独的日期" in text
    assert "units: [u1, u4]  # 县科技局、县科协" in text
    assert "film_limit_s: 179.5 " in text
    tops = [line.split(":")[0] for line in text.splitlines() if line[:1].isalpha()]
    assert tops == list(CAMPAIGN_KEYS)


def test_what_is_written_keeps_to_the_schema():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for text in (dump(WEEK), SMALL):
        plain = yaml.load(text, Loader=yaml.BaseLoader)
        typed = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert set(plain) <= set(CAMPAIGN_KEYS)
        jsonschema.validate(typed, schema)


def test_the_schema_and_the_reader_know_the_same_keys_and_kinds():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    activity = schema["$defs"]["activity"]["properties"]
    assert set(schema["properties"]) == set(CAMPAIGN_KEYS)
    assert set(schema["$defs"]["unit"]["properties"]) == set(UNIT_KEYS)
    assert set(activity) == set(ACTIVITY_KEYS)
    asked = schema["$defs"]["requirement"]["properties"]
    assert set(asked) == set(REQUIREMENT_KEYS) and asked["about"]["enum"] == list(Subject)
    point = schema["$defs"]["map_point"]["properties"]
    assert set(point) == set(MAP_POINT_KEYS)
    assert point["system"]["enum"] == list(MapSystem)
    assert activity["kinds"]["items"]["enum"] == list(KINDS)
    assert set(activity["part"]["enum"]) == {*PARTS, None}


def test_units_of_an_activity_may_be_named_instead_of_keyed():
    for named in ("县科协", "县科学技术协会", "u1"):
        week = parse_campaign(SMALL.replace("units: [县科协]", f"units: [{named}]"))
        assert week.activities[0].units == ("u1",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "title: 云岭县科技活动周",
            "titel: 云岭县科技活动周",
            "第 2 行：未知的键“titel”，是不是 title？",
        ),
        ("title: 云岭县科技活动周", "titel: 云岭县科技活动周", "title 没有填写"),
        ("    title: 启动仪式", "    tittle: 启动仪式", "第 12 行：未知的键“tittle”"),
        ("starts_on: 2025-05-24", "starts_on: 2025-5-24", "第 3 行：starts_on “2025-5-24”不是日期"),
        ("starts_on: 2025-05-24", "starts_on:", "第 3 行：starts_on 没有填写"),
        ("ends_on: 2025-05-31", "ends_on: 2025-05-23", "第 4 行：ends_on 早于 starts_on"),
        ("number: 1", "number: 一", "第 11 行：number “一”不是整数"),
        ("units: [县科协]", "units: [县妇联]", "第 13 行：units “县妇联”不在单位列表里"),
        ("units: [县科协]", "kinds: [party]", "第 13 行：kinds “party”未知"),
        ("units: [县科协]", "part: noon", "第 13 行：part “noon”应为"),
        ("units: [县科协]", "off_plan: 也许", "第 13 行：off_plan “也许”应为 true 或 false"),
        (
            "units: [县科协]",
            "venue_at: {lat: 37.9, lon: 110.9}",
            "第 13 行：system 没有填写",
        ),
        (
            "units: [县科协]",
            "venue_at: {lat: 37.9, lon: 110.9, system: amap}",
            "第 13 行：system “amap”应为 wgs84、gcj02、bd09",
        ),
        (
            "units: [县科协]",
            "venue_at: {lat: 110.9, lon: 37.9, system: bd09}",
            "第 13 行：经纬度 110.9, 37.9 超出范围",
        ),
        (
            "units: [县科协]",
            "venue_at: {lat: 三十七, lon: 110.9, system: bd09}",
            "第 13 行：lat “三十七”应为度数",
        ),
        ("units: [县科协]", "venue_at: 37.9", "第 13 行：venue_at 应为“键: 值”的形式"),
        ("  - key: a1\n    number", "  - number", "第 10 行：key 没有填写，可以用 a1"),
        ("key: u1", "key: 科协", "键“科协”无效"),
        ("key: yunling-2025", "key: 云岭", "第 1 行：键“云岭”无效"),
        ("key: yunling-2025", "key: k\nzone: 火星", "第 2 行：zone “火星”不是时区名"),
        (
            "key: yunling-2025",
            "key: k\nfilm_limit_s: 三分钟",
            "第 2 行：film_limit_s “三分钟”不是秒数",
        ),
        ("key: yunling-2025", "key: k\nfilm_limit_s: 0", "第 2 行：film_limit_s “0”不是秒数"),
        ("key: yunling-2025", "key: k\nkey: l", "第 2 行：“key”写了两次"),
        ("key: yunling-2025", "key: k\ntheme: [甲]", "第 2 行：theme 应为一段文字"),
        ("key: yunling-2025", "key: &a k", "第 1 行：不支持锚点"),
        ("key: yunling-2025", "key: !!python/name:os.system k", "第 1 行：不支持标签"),
        ("key: yunling-2025", "key: [[[[[[[[[[[[1]]]]]]]]]]]]", "第 1 行：层次太深"),
        ("key: yunling-2025", "key: 'k", "不是有效的 YAML"),
        (
            "units:",
            "requirements: [{id: a, about: music, says: 好听}]\nunits:",
            "第 5 行：about “music”应为 film",
        ),
        (
            "units:",
            "requirements: [{id: a, about: film, says: 大, measure: size, at_most: 1e3}]\nunits:",
            "第 5 行：at_most “1e3”不是数",
        ),
        (
            "units:",
            "requirements: [{id: a, about: film, says: 大, measure: size}]\nunits:",
            "第 5 行：要求“a”的指标和界限对不上",
        ),
        (
            "units:",
            "requirements: [{id: a, about: film, says: b}, {id: a, about: film, says: c}]\nunits:",
            "第 5 行：id “a”已经用过",
        ),
    ],
)
def test_each_fault_is_told_with_its_line(old, new, told):
    assert told in faults(SMALL.replace(old, new))


def test_all_faults_are_told_at_once_in_order_of_their_lines():
    told = faults(SMALL.replace("2025-05-24", "x").replace("number: 1", "number: y"))
    assert told.index("第 3 行") < told.index("第 11 行")


def test_keys_numbers_and_unit_names_are_not_used_twice():
    second = "  - key: a1\n    number: 1\n    title: 义诊\n"
    told = faults(SMALL + second)
    assert "第 14 行：key “a1”已经用过" in told and "第 15 行：number 1 重复" in told
    third = SMALL.replace("activities:", "  - key: u2\n    name: 县 科协\nactivities:")
    assert "第 10 行：name “县科协”已是别的单位" in faults(third)


@pytest.mark.parametrize("text", ["", "- 一\n- 二\n", "只有一句话"])
def test_a_file_that_is_no_mapping_is_refused(text):
    assert "键: 值" in faults(text)


def test_drafting_gives_missing_keys_unused_ones():
    text = SMALL.replace("  - key: a1\n    number", "  - number") + "  - key: a1\n    title: 义诊\n"
    assert [activity.key for activity in parse_campaign(text, drafting=True).activities] == [
        "a2",
        "a1",
    ]


def test_a_draft_without_a_period_is_written_blank_and_asked_for_by_its_line():
    values = {name: getattr(WEEK, name) for name in CampaignDraft.__dataclass_fields__}
    text = dump(CampaignDraft(**{**values, "starts_on": None, "ends_on": None}))
    assert "starts_on:  # 第一天" in text
    told = faults(text)
    assert "starts_on 没有填写" in told and "ends_on 没有填写" in told
    filled = text.replace("starts_on:", "starts_on: 2025-05-24").replace(
        "ends_on:", "ends_on: 2025-05-31"
    )
    assert parse_campaign(filled) == WEEK


def test_a_file_is_loaded_with_or_without_a_byte_order_mark(tmp_path):
    path = tmp_path / "campaign.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + dump(WEEK).encode())
    assert load(path) == WEEK


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path):
    with pytest.raises(UsageError):
        load(tmp_path / "missing.yaml")
    big = tmp_path / "big.yaml"
    big.write_bytes(b"#" * 300_000)
    with pytest.raises(UsageError):
        load(big)
    other = tmp_path / "other.yaml"
    other.write_bytes("title: 活动周".encode("gb18030"))
    with pytest.raises(BrokenInput) as refusal:
        load(other)
    assert "UTF-8" in refusal.value.words.zh


def test_what_no_document_can_hold_is_refused_with_its_line():
    text = 'key: a\ntitle: 甲\nstarts_on: 2025-05-24\nends_on: 2025-05-31\ntheme: "a\\0b"\n'
    with pytest.raises(BrokenInput) as refusal:
        parse_campaign(text)
    assert "第 5 行" in refusal.value.words.zh and "控制字符" in refusal.value.words.zh
