from dataclasses import replace

import pytest

from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from tests.service.editor_week import KEY


def undo_last(desk, *skip: int) -> dict:
    """What Z does after a reload."""
    asked = "&".join(f"skip={one}" for one in skip)
    stroke = desk.get(f"/api/campaigns/{KEY}/last-stroke?{asked}").json()["stroke"]
    return desk.post(f"/api/strokes/{stroke['id']}/undo").json()


def test_one_key_is_one_stroke_and_the_last_one_is_found_without_knowing_its_id(desk):
    ids = desk.week.ids["ready"][:4]
    asks = [{"asset": one, "action": "accept"} for one in ids]
    made = desk.post("/api/decisions", decisions=asks).json()
    desk.decide(ids[0], "star")
    assert undo_last(desk)["stroke"]["words"] == {"zh": "加星标 1 件", "en": "starred: 1"}
    taken = undo_last(desk)
    assert taken["stroke"]["id"] == made["stroke"] and taken["kept"] == 0
    assert {row["state"] for row in taken["assets"]} == {"tagged"} and len(taken["assets"]) == 4
    assert desk.get(f"/api/campaigns/{KEY}/last-stroke").json() == {"stroke": None}


def test_what_somebody_else_changed_since_is_told_by_name_and_can_be_passed(desk):
    one, two = desk.week.ids["ready"][:2]
    desk.decide(two, "star")
    stroke = desk.decide(one, "accept").json()["stroke"]
    other = Decision(asset=one, action=Action.REJECT, actor="编辑二")
    desk.web.storage.catalog.assets.decide([other], at=desk.web.clock())
    refused = desk.post(f"/api/strokes/{stroke}/undo")
    assert refused.status_code == 409
    assert refused.json()["words"]["zh"] == "“编辑二”之后又改过，没有撤销"
    assert undo_last(desk, stroke)["stroke"]["kind"] == "star"


def test_a_moved_sending_comes_back_by_its_stroke(desk):
    asset = desk.asset(desk.week.ids["doubtful"][0])
    moved = desk.post(f"/api/sendings/{asset.sending}/move", unit="u5").json()
    back = desk.post(f"/api/strokes/{moved['stroke']}/undo").json()
    assert desk.asset(asset.id).unit == "u3" and len(back["assets"]) == 3


def test_a_tag_weighed_anew_to_the_same_refuses_nobody_and_another_tag_does(desk):
    asset = desk.week.ids["ready"][0]
    seen = desk.get(f"/api/assets/{asset}").json()
    tag = desk.asset(asset).tag
    asks = {
        "seen_version": seen["version"],
        "seen": {
            "state": seen["state"],
            "activity": seen["activity_key"],
            "day": seen["date"],
            "ready": seen["ready"],
            "consent": None,
        },
    }
    assets = desk.web.storage.catalog.assets
    assets.tagged(asset, tag=replace(tag, activity="a2"), held=False)
    assert desk.decide(asset, "accept", **asks).status_code == 409
    assets.tagged(asset, tag=replace(tag, confidence=999), held=False)
    assert desk.decide(asset, "accept", **asks).status_code == 200


# -- carrying over


def carried(desk, asset: str) -> dict:
    return desk.get(f"/api/assets/{asset}/carry-over").json()


def test_a_correction_is_offered_shown_and_carried_over_in_one_stroke(desk):
    one, *rest = desk.week.ids["doubtful"][:3]
    assert carried(desk, one) == {"correction": None, "candidates": [], "persons": 0}
    desk.decide(one, "change", activity="a5")
    offer = carried(desk, one)
    assert offer["correction"]["activity"] == "a5" and offer["correction"]["day"] is None
    found = {each["asset"]: each["tie"] for each in offer["candidates"]}
    # Two look-alikes of the other sending, and the rest of its own.
    assert [found[each] for each in rest] == ["sending", "sending"]
    assert sorted(found.values()) == ["copy", "copy", "sending", "sending"]
    assert all(desk.asset(each).tag.by == "machine" for each in found), "nothing was changed"
    asks = [
        {
            "asset": each["asset"],
            "action": "carry",
            "activity": "a5",
            "seen_version": each["version"],
            "reason": one,
        }
        for each in offer["candidates"]
    ]
    made = desk.post("/api/decisions", decisions=asks).json()
    assert {row["activity_key"] for row in made["assets"]} == {"a5"}
    assert {row["tag_by"] for row in made["assets"]} == {"person"}
    again = carried(desk, one)
    assert (again["candidates"], again["persons"]) == ([], 2), "the copies"
    undone = desk.post(f"/api/strokes/{made['stroke']}/undo").json()
    assert undone["stroke"]["kind"] == "carry" and len(undone["assets"]) == 4
    assert {desk.asset(each).tag.by for each in found} == {"machine"}


def test_a_persons_tag_is_not_changed_along_even_by_one_who_asks_past_the_offer(desk):
    one, two = desk.week.ids["doubtful"][:2]
    desk.decide(two, "change", activity="a4")
    refused = desk.decide(two, "carry", activity="a5", reason=one)
    assert refused.status_code == 409 and "人选定" in refused.json()["words"]["zh"]
    assert desk.asset(two).tag.activity == "a4"


# -- the order of asking


def test_doubts_are_told_in_the_order_in_which_answers_settle_most(quiet_desk):
    asked = quiet_desk.get(f"/api/campaigns/{KEY}/questions").json()["questions"]
    doubtful = quiet_desk.week.ids["doubtful"]
    assert [len(each["settles"]) for each in asked] == [3, 2]
    assert set(asked[0]["settles"]) == set(doubtful[:3])
    assert all(each["asset"] in each["settles"] for each in asked)


# -- look-alikes


def alike(desk, asset: str) -> list[dict]:
    return desk.get(f"/api/assets/{asset}").json()["alike"]


def test_look_alikes_are_told_best_first_with_the_reason(quiet_desk):
    best, other = sorted(quiet_desk.week.ids["ready"][15:17])
    copy = quiet_desk.week.ids["doubtful"][0]
    found = alike(quiet_desk, other)
    assert [each["asset"] for each in found][-1] == copy
    assert {each["asset"] for each in found} == {best, other, copy}
    assert [each["best"] for each in found] == [True, False, False]
    assert found[2]["why"]["zh"] == "经微信等压缩过" and found[0]["pictures"]["view"]
    assert alike(quiet_desk, quiet_desk.week.ids["ready"][0]) == []


def test_one_is_taken_out_of_its_look_alikes_and_put_back(desk):
    best, other = sorted(desk.week.ids["ready"][15:17])
    copy = desk.week.ids["doubtful"][0]
    made = desk.post(f"/api/assets/{copy}/split").json()
    assert desk.asset(copy).near_duplicate_of is None and alike(desk, copy) == []
    assert len(alike(desk, best)) == 2
    assert {row["id"] for row in made["assets"]} == {best, other, copy}
    again = desk.post(f"/api/assets/{copy}/split")
    assert again.status_code == 409 and "没有归在" in again.json()["words"]["zh"]
    undone = desk.post(f"/api/strokes/{made['stroke']}/undo").json()
    assert desk.asset(copy).near_duplicate_of == best and len(undone["assets"]) == 3
    assert len(alike(desk, copy)) == 3


def test_two_are_put_into_one_group_whose_best_stands_for_both(desk):
    first, second = desk.week.ids["ready"][:2]
    made = desk.post(f"/api/assets/{first}/join", **{"with": second}).json()
    lower = min(first, second)
    higher = max(first, second)
    assert desk.asset(higher).near_duplicate_of == lower and made["stroke"]
    again = desk.post(f"/api/assets/{first}/join", **{"with": second})
    assert again.status_code == 409
    clip = desk.week.ids["accepted"][-1]
    assert desk.post(f"/api/assets/{first}/join", **{"with": clip}).status_code == 400
    assert desk.post(f"/api/assets/{first}/join", **{"with": "nobody"}).status_code == 404


# -- beside the large picture


def test_the_large_view_is_told_place_exposure_and_file(quiet_desk):
    asset = quiet_desk.get(f"/api/assets/{quiet_desk.week.ids['ready'][0]}").json()
    assert asset["file"]["exposure"]["shutter"] == "1/125 s" and asset["file"]["size"] > 1000
    marks = asset["place"]["marks"]
    assert [(mark["number"], mark["venue"]) for mark in marks] == [
        (1, "人民广场"),
        (3, "县医院"),
        (2, "青石镇中心校"),
    ]
    assert marks[0]["metres"] < 300 and marks[0]["shown"] and asset["place"]["bar"] > 0
    other = quiet_desk.get(f"/api/assets/{quiet_desk.week.ids['doubtful'][0]}").json()
    assert other["place"] is None and other["file"]["chat_copy"] is True


@pytest.mark.parametrize("again", [False, True])
def test_a_rejection_keeps_its_reason(desk, again):
    asset = desk.week.ids["ready"][0]
    if again:
        desk.decide(asset, "reject")
    desk.decide(asset, "reject", reason="模糊或抖动")
    seen = desk.get(f"/api/assets/{asset}").json()
    assert seen["decisions"][-1]["reason"] == "模糊或抖动"
    assert desk.asset(asset).state is AssetState.REJECTED
