"""Units are told from other words by their endings, and names of one unit are brought together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notice.units import (
    alias_groups,
    is_unit,
    is_usual_alias,
    leading_unit,
    place_of,
    same_unit,
    short_form,
    split_roles,
)


@pytest.mark.parametrize(
    "name",
    [
        "县科协",
        "团县委",
        "中共云岭县委宣传部",
        "青石镇中心校",
        "县教师进修学校",
        "省科学技术厅",
        "各乡镇",
    ],
)
def test_names_of_units_are_known_by_their_endings(name):
    assert is_unit(name)


@pytest.mark.parametrize(
    "words",
    [
        "局",
        "现场",
        "社会",
        "校园",
        "科普大篷车进校",
        "座谈会",
        "参观县科技馆",
        "时间另行通知",
        "某某",
        "",
    ],
)
def test_other_words_are_no_units(words):
    assert not is_unit(words)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("县农学会深入农村", "县农学会"),
        ("县委宣传部牵头", "县委宣传部"),
        ("县人民政府办公室负责", "县人民政府办公室"),
        ("县融媒体中心采编", "县融媒体中心"),
        ("学生参观县科技馆", None),
        ("健康义诊等活动", None),
    ],
)
def test_the_unit_at_the_beginning_of_a_text_ends_before_its_verb(text, unit):
    assert leading_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "leads", "helps", "unsure"),
    [
        ("县工信局、县委宣传部", ("县工信局", "县委宣传部"), (), False),
        ("责任单位：县教育局和县科技局等", ("县教育局", "县科技局"), (), False),
        ("县工信和科技局", ("县工信和科技局",), (), False),
        ("县科协牵头，县教育局、县卫健局配合", ("县科协",), ("县教育局", "县卫健局"), False),
        ("牵头单位：县科协；配合单位：各乡镇", ("县科协",), ("各乡镇",), False),
        ("县科协、某某", ("县科协",), (), True),
    ],
)
def test_lists_of_units_are_split_by_their_part_and_people_are_left_out(text, leads, helps, unsure):
    assert split_roles(text) == (leads, helps, unsure)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("县工科局", "云岭县工信和科技局", True),
        ("工信局", "县工业和信息化局", True),
        ("县科协", "云岭县科学技术协会", True),
        ("县委宣传部", "中共云岭县委宣传部", True),
        ("县科协", "青川市科协", False),
        ("县教育局", "县科技局", False),
        ("县科协", "县文联", False),
    ],
)
def test_short_and_full_names_of_one_place_are_the_same_unit(left, right, same):
    assert same_unit(left, right, "云岭县") is same
    assert same_unit(right, left, "云岭县") is same


def test_names_are_gathered_even_when_only_a_third_one_links_them():
    names = ("云岭县工信和科技局", "县科协", "县工业和信息化局", "工信局")
    groups = alias_groups(names, "云岭县")
    assert groups == (("云岭县工信和科技局", "县工业和信息化局", "工信局"), ("县科协",))
    assert not is_usual_alias(groups[0], "云岭县")
    assert is_usual_alias(("县科协", "云岭县科学技术协会"), "云岭县")


@pytest.mark.parametrize(
    ("name", "place", "short"),
    [
        ("云岭县科学技术局", "云岭县", "县科学技术局"),
        ("中共云岭县委宣传部", "云岭县", "县委宣传部"),
        ("北京市海淀区科协", "海淀区", "北京市海淀区科协"),
        ("县科协", "", "县科协"),
    ],
)
def test_the_place_of_a_unit_is_read_from_its_name(name, place, short):
    assert place_of(name) == place
    assert short_form(name, place) == short


@given(st.lists(st.sampled_from(["县科协", "科协", "工信局", "县工科局", "县教育局", "省教育厅"])))
def test_gathering_loses_no_name_and_repeats_none(names):
    groups = alias_groups(tuple(names), "云岭县")
    assert sorted(name for group in groups for name in group) == sorted(set(names))


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("青溪县科协负责展品", ("青溪县科协",)),
        ("由青溪县科协负责展品", ("青溪县科协",)),
        ("活动由青溪县科协牵头", ("青溪县科协",)),
        ("请青溪县科协负责展品", ("青溪县科协",)),
        ("青溪县科协会同县教育局负责布展", ("青溪县科协", "县教育局")),
        ("由会同县科协负责布展", ("会同县科协",)),
        ("县工商业联合会负责布展", ("县工商业联合会",)),
        # A person's name behind it makes it a contact.
        ("青溪县科协负责人王明", ()),
        ("青溪县科协负责同志带队", ()),
    ],
)
def test_who_is_in_charge_of_something_is_named_without_what_leads_up_to_it(said, leads):
    units, partners, unsure = split_roles(said)
    assert (units, partners) == (leads, ())
    assert unsure is not bool(leads)
