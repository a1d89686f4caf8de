"""Sentences that real notices ask with, each kept as what it asks and with its words."""

import pytest

from domain.campaign_checks import check_line
from domain.notice.reading import read_notice
from domain.notice.requirements import Requirement
from domain.notice.text import folded

NOTICE = (
    "关于举办2025年青禾县科技活动周的通知\n一、活动时间\n2025年5月24日至31日\n二、主要活动\n"
    "1.启动仪式。5月24日上午在县文化广场播放视频，时长不超过9分钟。（县科技局）\n"
    "2.科普讲座。（县科协）\n三、报送要求\n{}\n青禾县科学技术局\n2025年5月6日\n"
)

MEASURED = {
    *("film-length", "film-container", "film-codec", "film-width", "film-height", "film-size"),
    *("film-frame-rate", "film-bit-rate", "film-peak", "film-closing"),
}


def asked(sentence: str) -> dict[str, Requirement]:
    return {r.id: r for r in read_notice(NOTICE.format(sentence)).requirements}


@pytest.mark.parametrize(
    ("sentence", "key", "says"),
    [
        ("视频时长2-5分钟。", "film-length", "视频时长 2–5 分钟"),
        ("视频时长不少于1分钟不超过3分钟。", "film-length", "视频时长 1–3 分钟"),
        ("短视频控制在60秒至180秒。", "film-length", "视频时长 60–180 秒"),
        ("视频格式为MP4或MOV。", "film-container", "视频格式为 MP4 或 MOV"),
        ("视频采用H.264编码。", "film-codec", "视频编码为 H.264"),
        ("视频分辨率1920*1080及以上。", "film-width", "视频画面宽不低于 1920 像素"),
        ("视频为1080P。", "film-height", "视频画面高为 1080 像素"),
        ("视频须横屏拍摄。", "film-aspect", "视频横屏"),
        ("视频每秒25帧。", "film-frame-rate", "视频每秒 25 帧"),
        ("视频码率不低于8Mbps。", "film-bit-rate", "视频码率不少于 8 Mbps"),
        ("视频大小100M-300M。", "film-size", "视频文件大小 100–300 MB"),
        ("视频不小于100MB。", "film-size", "视频文件大小不少于 100 MB"),
        ("视频不超过1GB。", "film-size", "视频文件大小不超过 1 GB"),
        ("视频音频峰值不超过-6dB。", "film-peak", "声音峰值不超过 -6 dB"),
        ("视频有片头、片尾。", "film-closing", "视频有片尾"),
        ("视频不加片头。", "film-opening", "视频不加片头"),
        ("视频须有中文字幕。", "film-subtitles", "视频有字幕"),
        ("视频不得带有平台标识。", "film-marks", "视频无标识"),
        ("报送视频1-2个。", "film-count", "视频 1–2 个"),
        ("照片为JPEG格式。", "photos-format", "照片格式为 JPG"),
        ("每项活动报送照片不超过五张。", "photos-count", "照片每项活动不超过 5 张"),
        ("照片单张3M以上。", "photos-size", "照片文件不少于 3 MB"),
        ("总结报送Word和PDF版。", "report-format", "总结格式为 Word 和 PDF"),
        ("总结不超过3000字。", "report-length", "总结篇幅不超过 3000 字"),
        ("文件按“单位+活动名称”命名。", "package-naming", "文件命名：单位+活动名称"),
        ("视频应为原创作品。", "film-other", "视频应为原创作品"),
        ("作品长度30秒-5分钟均可。", "film-length", "视频时长 30 秒–5 分钟"),
        ("视频时长3分钟（含3分钟）以内。", "film-length", "视频时长不超过 3 分钟"),
        ("视频码率:1MB-5MB。", "film-bit-rate", "视频码率 1–5 Mbps"),
        ("视频带字幕时确保无错字。", "film-subtitles", "视频有字幕"),
        (
            "视频分辨率1280*720、1920*1080。",
            "film-definition",
            "视频分辨率 1280×720 或 1920×1080",
        ),
        ("视频推荐使用1080P。", "film-height-advice", "视频画面高为 1080 像素（建议）"),
        ("不得使用合成照片。", "photos-other", "不得使用合成照片"),
    ],
)
def test_what_a_sentence_asks(sentence, key, says):
    found = asked(sentence)
    assert list(found)[:1] == [key] or key in found
    assert found[key].says == says
    assert (found[key].quote, found[key].clause) == (folded(sentence), "三、")
    assert bool(found[key].measure) == (key in MEASURED)


def test_headings_say_what_their_lines_are_about():
    found = asked(
        "（一）视频。1.格式：MP4；2.大小：不超过200M；3.画面稳定。\n（二）照片。1.大小：不小于2MB。"
    )
    assert list(found) == ["film-container", "film-size", "film-other", "photos-size"]
    assert found["film-size"].clause == "三、（一）2." and found["film-other"].says == "画面稳定"
    assert found["film-size"].at_most == 200 and found["photos-size"].measure == ""


def test_one_sentence_about_several_things_is_told_apart():
    found = asked("请报送总结报告、图片3-5张（原图）、高清视频1个（MP4格式，3分钟以内）。")
    photos = {"photos-count", "photos-originals"}
    film = {"film-definition", "film-count", "film-container", "film-length"}
    assert set(found) == photos | film


def test_what_the_plans_items_say_is_no_requirement_and_nothing_comes_twice():
    found = asked("视频不超过3分钟。\n视频时长不超过3分钟。")
    assert list(found) == ["film-length"] and found["film-length"].at_most == 180


def test_two_sentences_about_one_measure_are_both_bounds_of_it():
    found = asked("视频不小于100MB。\n视频文件不超过300MB。\n视频不小于400MB。")
    assert (found["film-size"].at_least, found["film-size"].at_most) == (100, 300)


@pytest.mark.parametrize(
    "reached",
    ["邮箱qhkx@example.com", "联系人：周某某", "周某某，13911112222", "电话：0358-1234567"],
)
def test_whoever_can_be_reached_is_not_quoted(reached):
    sentence = f"各单位将视频（3分钟以内，MP4格式）、照片（10张以上）报送至县科协{reached}。"
    found = asked(sentence)
    assert {"film-length", "film-container", "photos-count"} <= set(found)
    for each in found.values():
        check_line(each.quote, "", "")
        assert not [w for w in ("周某某", "139", "0358", "@") if w in each.quote + each.says]
    assert found["film-container"].quote == "各单位将视频（3分钟以内，MP4格式）"


def test_what_only_a_film_has_needs_no_heading_that_says_film():
    found = asked("时长为2-5分钟，横屏拍摄。由片头、正片、片尾三部分构成。")
    assert (found["film-length"].at_least, found["film-length"].at_most) == (120, 300)
    assert {"film-aspect", "film-opening", "film-closing"} <= set(found)
    assert "film-count" not in found
