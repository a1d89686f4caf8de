"""Photos, names, list and facts of a package."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import Consent
from domain.cutting.music import NO_MUSIC
from domain.editing.edits import Edits
from domain.facts import Kind
from domain.film import ShotKind
from domain.moves import AssetState
from domain.packing.asset_list import LIST_HEADER, list_rows
from domain.packing.package_contents import (
    activity_facts,
    film_file_name,
    name_photos,
    select_photos,
)
from domain.packing.package_names import LONGEST_BYTES, cut_bytes, film_name, photo_name, safe_part
from domain.planning.storyboarding import plan
from domain.words import Words

MAY_28 = date(2024, 5, 28)


def chosen(selected) -> dict[str, list[str]]:
    return {key: [asset.id for asset in assets] for key, assets in selected.items()}


def test_at_most_five_of_an_activity_the_best_first(week):
    assets = [
        week.accepted(
            f"p{n}", unit=f"u{n}", day=date(2024, 5, 24 + n), look=week.look(sharpness=600 + n)
        )
        for n in range(1, 8)
    ]
    assert chosen(select_photos(week.campaign(), assets)) == {"a2": ["p7", "p6", "p5", "p4", "p3"]}
    assert chosen(select_photos(week.campaign(), assets, most=2)) == {"a2": ["p7", "p6"]}


def test_only_accepted_photos_with_consent_and_one_of_each_look_alike(week):
    assets = [
        week.accepted("p1"),
        week.accepted("copy", near_duplicate_of="p1", look=week.look(sharpness=300)),
        week.accepted("child", consent=Consent(minors=True)),
        week.accepted("no", consent=Consent(decision="denied")),
        week.accepted("yes", consent=Consent(minors=True, decision="granted")),
        week.asset("new", state=AssetState.TAGGED, tag=week.tag("a2")),
        week.clip("v1"),
    ]
    assert set(chosen(select_photos(week.campaign(), assets))["a2"]) == {"p1", "yes"}


def test_activities_come_in_plan_order_and_none_is_empty(week):
    assets = [week.accepted("p2", "a3"), week.accepted("p1", "a1"), week.clip("v1", "a2")]
    assert chosen(select_photos(week.campaign(), assets)) == {"a1": ["p1"], "a3": ["p2"]}


def test_photos_are_numbered_through_and_named_for_people(week):
    assets = [week.accepted("p1", "a1", unit="u1"), week.accepted("p2", "a3", day=None)]
    named = name_photos(week.campaign(), select_photos(week.campaign(), assets))
    assert [photo.name for photo in named] == [
        "01-组织科技宣传-5月28日-县工信局.jpg",
        "02-组织科技进农村活动-日期不详-县科协.jpg",
    ]
    assert [(photo.number, photo.activity) for photo in named] == [(1, "a1"), (2, "a3")]


def test_names_hold_nothing_that_a_file_system_would_stumble_over():
    assert safe_part(' a/b\\c:d*e?"<f>|\n g\x00\u202e. ') == "a_b_c_d_e_f_ g"
    assert safe_part("...") == "未命名"
    # What a manifest cannot hold (storage/bag.py).
    assert safe_part("100%科普") == "100％科普"
    assert photo_name(7, "讲座/报告会", MAY_28, "县科协") == "07-讲座_报告会-5月28日-县科协.jpg"


def test_a_long_name_keeps_its_number_day_and_ending():
    name = photo_name(12, "科" * 60, MAY_28, "局" * 60)
    assert len(name.encode()) <= LONGEST_BYTES
    assert name.startswith("12-科科科")
    assert name.endswith("局.jpg")
    assert "-5月28日-" in name


def test_nothing_is_cut_inside_a_character():
    assert cut_bytes("科普", 5) == "科"
    assert cut_bytes("cafe\u0301", 4) == "caf"
    assert cut_bytes("👩\u200d🔬讲", 10) == ""
    assert cut_bytes("abc", 3) == "abc"


def test_the_film_is_named_by_submitter_and_title(week):
    assert film_file_name(week.campaign()) == "县工信局+2024年云岭县科技活动周.mp4"
    assert film_name("", "科技周") == "科技周.mp4"
    assert len(film_name("局" * 50, "周" * 50).encode()) <= LONGEST_BYTES


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.integers(1, 9999))
def test_every_name_is_short_valid_and_without_separators(one: str, other: str, number: int):
    for name in (photo_name(number, one, MAY_28, other), film_name(one, other)):
        assert 4 < len(name.encode()) <= LONGEST_BYTES
        assert not set(name) & set('\\/:*?"<>|\n\r\0')
        assert name.encode().decode() == name
        assert not name.startswith(".")


def rows_by_name(week, assets, board, photos) -> dict[str, dict]:
    rows = list_rows(week.campaign(), assets, board, photos)
    assert all(len(row) == len(LIST_HEADER) for row in rows)
    return {row[1]: dict(zip(LIST_HEADER, row, strict=True)) for row in rows}


def test_the_list_holds_nothing_that_a_sheet_cannot(week):
    """Names that came before they were cleaned of it: one of them would stop every package."""
    asset = week.accepted("p1", original_name="照\ufffe片\x07\uffff.jpg")
    board = plan(week.campaign(), [asset], version=1)
    assert list(rows_by_name(week, [asset], board, ())) == ["照片.jpg"]


def test_the_list_has_every_asset_with_its_place_and_its_reason(week):
    moment = datetime(2024, 5, 28, 1, 31, 5, tzinfo=UTC)
    assets = [
        week.accepted("p1", taken_at=moment, taken_class="capture"),
        week.clip("v1"),
        week.accepted("p2", state=AssetState.REJECTED),
        week.asset(
            "p3", state=AssetState.REFUSED, refused=("svg", Words(zh="是图形文件", en="SVG"))
        ),
        week.accepted("gone", state=AssetState.WITHDRAWN),
    ]
    # Without music no cut moves to a beat.
    board = plan(week.campaign(), assets, version=1, edits=Edits(music=NO_MUSIC))
    photos = name_photos(week.campaign(), select_photos(week.campaign(), assets))
    rows = rows_by_name(week, assets, board, photos)
    assert set(rows) == {"p1.jpg", "v1.jpg", "p2.jpg", "p3.jpg"}
    photo = rows["p1.jpg"]
    assert photo["活动"] == "2. 举办科普大讲堂活动"
    assert photo["拍摄时间"] == "2024-05-28 09:31:05"
    assert photo["报送照片"] == "01-举办科普大讲堂活动-5月28日-县科协.jpg"
    # The opening card dissolves into it for the last 12 of its 100 frames.
    assert photo["成片中的位置"] == "0:03.520"
    assert rows["v1.jpg"]["成片中的位置"] == "0:06.520、0:10.920"
    assert (rows["v1.jpg"]["类型"], rows["v1.jpg"]["时长（秒）"]) == ("视频", "20.000")
    assert (rows["p2.jpg"]["状态"], rows["p2.jpg"]["说明"]) == ("未采用", "审核时没有采用")
    assert rows["p3.jpg"]["说明"] == "是图形文件"


def test_the_facts_of_each_activity_agree_with_film_and_photos(week):
    assets = [
        week.accepted("p1", "a1", unit="u4"),
        week.clip("v1", "a1", unit="u1"),
        week.accepted("p2", "a3", state=AssetState.REJECTED),
    ]
    board = plan(week.campaign(), assets, version=1)
    photos = name_photos(week.campaign(), select_photos(week.campaign(), assets))
    facts = activity_facts(week.campaign(), assets, board, photos)
    first = facts[0]
    assert (first.photos, first.clips, first.selected, first.days) == (1, 1, 1, (MAY_28,))
    assert first.responsible == ("县工信局", "县委宣传部")
    assert first.senders == ("县工信局", "清泉乡中心校")
    assert first.frames == sum(shot.frames for shot in board.shots if shot.activity == "a1")
    assert first.remark is None
    assert [f.remark.zh for f in facts[1:]] == [
        "没有收到素材",
        "收到 1 件素材，没有一件通过审核",
        "没有收到素材",
        "没有收到素材",
        "不要求报送素材",
    ]
    assert sum(f.shots for f in facts) == sum(s.kind is not ShotKind.CARD for s in board.shots)


@settings(max_examples=100, deadline=None)
@given(st.permutations(range(12)))
def test_the_selection_does_not_depend_on_the_order_of_assets(week, order: list[int]):
    assets = [week.accepted(f"p{n:02d}", f"a{n % 3 + 1}", unit=f"u{n % 4 + 1}") for n in range(12)]
    twin = replace(assets[7], near_duplicate_of="p04")
    assets[7] = twin
    assert all(asset.kind is Kind.PHOTO for asset in assets)
    expected = select_photos(week.campaign(), assets)
    assert select_photos(week.campaign(), [assets[n] for n in order]) == expected
