"""What banners, backdrops and signs say of the activities."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import Activity, Campaign, Unit
from domain.looking.picture_text import TextLine
from domain.weighing.asset_weighing import weigh
from domain.weighing.picture_words import (
    KIND,
    NEARLY,
    SLOGAN,
    TITLE,
    TITLE_PART,
    UNIT,
    VENUE,
    WORN,
    words_found,
)

PLAN = Campaign(
    key="yunling-2025",
    title="2025年云岭县科技活动周",
    theme="矢志创新发展 建设科技强国",
    starts_on=date(2025, 5, 24),
    ends_on=date(2025, 5, 31),
    host_units=(),
    deadline=None,
    units=(
        Unit(key="u1", name="县工信和科技局"),
        Unit(key="u2", name="县科协"),
        Unit(key="u3", name="县农业农村局"),
        Unit(key="u4", name="县人民医院"),
    ),
    activities=tuple(
        Activity(key=f"a{n}", number=n, title=title, kinds=kinds, units=units, venue=venue)
        for n, (title, kinds, units, venue) in enumerate(
            (
                ("举办科技活动周启动仪式暨科技宣传活动", ("main_event",), ("u1",), "县人民广场"),
                ("举办科普大讲堂活动", ("lecture",), ("u2",), "县会议中心"),
                ("组织科技进农村活动", ("agri_training",), ("u3",), None),
                ("组织科技志愿服务活动", ("volunteer", "clinic"), ("u4", "u2"), None),
                ("开展科学实验进校园活动", ("science_van",), (), None),
                ("开放科普场所", ("open_venue", "science_van"), ("u2",), "县科技馆"),
            ),
            1,
        )
    ),
)


def picture(*texts: str, glyph: int = 50, **more) -> list[TextLine]:
    """Banners under each other, all of one size."""
    return [
        TextLine(
            text=text,
            confidence=more.get("confidence", 990),
            box=(100, 90 * n, 900, 90 * n + glyph),
            glyph=glyph,
            at_ms=more.get("at_ms"),
        )
        for n, text in enumerate(texts)
    ]


def found(*lines: TextLine, sender: str = "u9") -> dict[str, int]:
    words = words_found(lines, PLAN, sender=sender)
    return {key: each.weight for key, each in words.items()}


def test_an_exact_title_weighs_much_and_is_quoted():
    words = words_found(picture("2025年云岭县科技活动周", "科普大讲堂"), PLAN, sender="u9")
    assert words["a2"].weight == TITLE
    assert words["a2"].words.zh == "横幅上写着“科普大讲堂”"
    assert words["a2"].words.en == "a banner reads “科普大讲堂”"


def test_a_title_with_one_character_misread_weighs_less_and_says_so():
    words = words_found(picture("云岭县科普大讲室走进青石镇"), PLAN, sender="u9")
    assert words["a2"].weight == TITLE - NEARLY
    assert "与“科普大讲堂”只差一个字" in words["a2"].words.zh


@pytest.mark.parametrize("read", ["科学家精神宣讲现场", "科学家精口宣讲现场"])
def test_the_words_of_anothers_title_are_its_own_though_one_character_is_misread(read):
    title = replace(PLAN.activities[1], key="a7", number=7, title="科学家精神宣讲")
    plan = replace(PLAN, activities=(*PLAN.activities, title))
    assert words_found(picture(read), plan, sender="u9").keys() == {"a7"}
    # Beside the title the word may stand for itself.
    both = words_found(picture(read, "健康讲座"), plan, sender="u9")
    assert both["a2"].weight == KIND


def test_of_titles_that_hold_each_other_the_longest_stands_there():
    """Whatever order they are met in: without a shorter one 讲座 would be left for lectures."""
    whole = "科学家精神宣讲暨公开讲座"
    added = tuple(
        replace(PLAN.activities[1], key=f"b{n}", number=20 + n, title=whole[:n], kinds=("clinic",))
        for n in (5, 6, 7, 8, 9, 10, 12)
    )
    plan = replace(PLAN, activities=(*PLAN.activities, *added))
    assert "a2" not in words_found(picture(whole), plan, sender="u9")
    assert words_found(picture("公开讲座"), plan, sender="u9")["a2"].weight == KIND


def test_what_hangs_at_every_event_says_next_to_nothing():
    assert found(*picture("矢志创新发展 建设科技强国")) == {}
    assert found(*picture("2025年云岭县科技活动周")) == {"a1": SLOGAN}
    assert found(*picture("云岭县")) == {}


def test_a_part_of_a_title_a_venue_a_unit_and_a_kind_each_have_their_weight():
    assert found(*picture("2025年云岭县科技活动周启动仪式"))["a1"] == TITLE_PART
    assert found(*picture("云岭县会议中心"))["a2"] == VENUE
    assert found(*picture("云岭县农业农村局"))["a3"] == UNIT
    assert found(*picture("免费义诊"))["a4"] == KIND


def test_a_word_of_a_kind_tells_no_more_for_standing_in_a_title_too():
    van = found(*picture("科普大篷车进校园"))
    assert van["a5"] == van["a6"] == KIND


def test_what_helpers_wear_at_every_event_tells_little():
    assert found(*picture("志愿者"))["a4"] == WORN


def test_the_senders_own_name_on_a_wall_is_no_news():
    assert "a4" in found(*picture("云岭县人民医院"))
    assert found(*picture("云岭县人民医院 门诊楼"), sender="u4").get("a4", 0) <= KIND
    assert found(*picture("云岭县农业农村局"), sender="u3") == {}


def test_many_lines_of_one_activity_do_not_add_up():
    once = found(*picture("科普大讲堂"))
    many = found(*picture(*["科普大讲堂", "专家讲座", "科普报告会", "弘扬科学家精神"] * 3))
    assert many["a2"] == once["a2"]


def test_a_board_that_tells_of_everything_tells_of_nothing():
    board = found(*picture("健康咨询", "科普大篷车巡展", "农业科技培训", "专家讲座"))
    assert set(board) >= {"a2", "a3", "a4", "a5"}
    assert max(board.values()) <= KIND // 2


def test_small_print_weighs_less_than_what_is_written_large():
    large = picture("云岭县中心校春季运动会")
    small = [replace(line, box=(100, 500, 300, 512), glyph=12) for line in picture("专家讲座")]
    assert found(*large, *small)["a2"] < KIND // 2
    title = [replace(line, box=(100, 500, 300, 512), glyph=12) for line in picture("科普大讲堂")]
    assert KIND < found(*large, *title)["a2"] < TITLE


def test_what_is_hardly_read_is_left_aside():
    assert found(*picture("科普大讲堂", confidence=500)) == {}
    assert found(*picture("A1 2025")) == {}


def test_a_clip_says_at_which_second_it_stands():
    words = words_found(picture("科普大讲堂", at_ms=12_400), PLAN, sender="u9")
    assert words["a2"].words.zh == "第 12 秒的横幅上写着“科普大讲堂”"


def test_a_long_line_is_quoted_around_its_word():
    text = "热烈欢迎各位领导各位来宾各位专家莅临指导云岭县科普大讲堂走进青石镇中心小学活动现场"
    words = words_found(picture(text), PLAN, sender="u9")
    assert "科普大讲堂" in words["a2"].words.zh
    assert len(words["a2"].words.zh) < 42


def test_the_tag_shows_the_sentence_and_a_persons_tag_stays(week):
    asset = week.asset(unit="u4")
    tag = weigh(asset, week.campaign(), read=picture("科普大讲堂"))
    assert tag.activity == "a2"
    assert [each.words.zh for each in tag.evidence if each.kind == "text"] == [
        "横幅上写着“科普大讲堂”"
    ]
    mine = replace(tag, by="person", activity="a1")
    assert weigh(replace(asset, tag=mine), week.campaign(), read=picture("科普大讲堂")) == mine


def test_a_banner_against_the_senders_choice_makes_it_a_question(week):
    asset = week.asset(unit="u4", sender_activity="a3")
    tag = weigh(asset, week.campaign(), read=picture("科普大讲堂"))
    assert not tag.ready
    assert any(each.kind == "conflict" for each in tag.evidence)


@pytest.mark.parametrize("title", ["科普大讲堂第一场", "科普大讲堂第二场"])
def test_of_two_titles_that_differ_in_one_character_only_the_one_that_stands_there_is_found(title):
    first, second = PLAN.activities[1], PLAN.activities[2]
    plan = replace(
        PLAN,
        activities=(
            replace(first, title="科普大讲堂第一场"),
            replace(second, title="科普大讲堂第二场", kinds=("lecture",)),
        ),
    )
    words = words_found(picture(title), plan, sender="u9")
    best = max(words, key=lambda key: words[key].weight)
    assert plan.activity(best).title == title
    assert [each.weight >= TITLE for each in words.values()].count(True) == 1


TEXTS = st.text(alphabet="科普大讲堂义诊县农业局技术培训广场2025年周三，", max_size=30)


@given(st.lists(TEXTS, max_size=30))
def test_no_picture_weighs_more_than_one_exact_title(texts):
    assert all(SLOGAN <= weight <= TITLE for weight in found(*picture(*texts, glyph=20)).values())
