"""The storyboard is changed from the desk, by two people and over reloads, and cut as it stands."""

from domain.people import Role
from domain.planning.storyboarding import finished
from domain.reviewing.review import Action, Decision
from tests.service.editor_week import KEY, NOW

PATH = f"/api/campaigns/{KEY}/storyboard"


def board(desk) -> dict:
    answer = desk.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


def replan(desk, seen: int = 0, **more) -> dict:
    answer = desk.post(f"{PATH}/replan", seen=seen, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def edit(desk, seen: int, **change):
    return desk.post(f"{PATH}/edits", seen=seen, edits=[change])


def inside(told: dict) -> list[str]:
    return [shot["shot"] for shot in told["shots"] if shot["kind"] != "card"]


def test_before_any_change_the_newest_films_shots_are_told(desk):
    told = board(desk)
    assert (told["seen"], told["line"], told["undo"], told["planned"]) == (0, None, False, True)
    assert told["shots"][0]["card"]["role"] == "opening"
    shot = told["shots"][1]
    assert shot["usable"] and shot["pictures"]["thumb"] and shot["original_name"] and shot["unit"]
    assert told["longest_frames"] == 178 * 25 >= told["frames"]


def test_the_first_change_lies_on_the_films_shots_and_is_undone_to_them(desk):
    before = board(desk)
    gone = inside(before)[0]
    told = edit(desk, 0, kind="ban", shot=gone).json()
    assert told["seen"] == 2 and gone not in inside(told) and told["undo"]
    assert told["edits"]["bans"] == [gone] and told["line"]["by"] == "用户-editor"
    back = desk.post(f"{PATH}/undo", seen=2).json()
    assert inside(back) == inside(before) and back["redo"] and not back["undo"]
    assert inside(desk.post(f"{PATH}/redo", seen=back["seen"]).json()) == inside(told)
    assert desk.post(f"{PATH}/undo", seen=back["seen"]).status_code == 409


def test_planning_anew_keeps_what_was_changed(desk):
    told = replan(desk)
    first = inside(told)[0]
    told = edit(desk, told["seen"], kind="pin", shot=first).json()
    activity = told["shots"][1]["activity"]
    told = edit(
        desk, told["seen"], kind="caption", activity=activity, title="我们的话", lines=["县科协"]
    ).json()
    told = replan(desk, told["seen"])
    assert first in inside(told)
    captions = [shot["caption"] for shot in told["shots"] if shot["activity"] == activity]
    assert captions[0] == ["我们的话", "县科协"]
    assert next(shot for shot in told["shots"] if shot["shot"] == first)["pinned"]


def test_two_editors_do_not_overwrite_each_other(desk):
    told = replan(desk)
    one = edit(desk, told["seen"], kind="mute", shot="nothing")
    assert one.status_code == 404
    first, second = (edit(desk, told["seen"], kind="music", value=bed) for bed in ("water", "none"))
    assert (first.status_code, second.status_code) == (200, 409)
    assert "请刷新" in second.json()["words"]["zh"]
    assert board(desk)["edits"]["music"] == "water"


def test_several_changes_are_one_step(desk):
    told = replan(desk)
    one, two = inside(told)[:2]
    answer = desk.post(
        f"{PATH}/edits",
        seen=told["seen"],
        edits=[{"kind": "pin", "shot": one}, {"kind": "pin", "shot": two}],
    ).json()
    assert answer["edits"]["pins"] == [one, two]
    assert desk.post(f"{PATH}/undo", seen=answer["seen"]).json()["edits"]["pins"] == []
    refused = desk.post(
        f"{PATH}/edits",
        seen=told["seen"],
        edits=[{"kind": "pin", "shot": one}, {"kind": "trim", "shot": two, "frames": 1}],
    )
    assert refused.status_code == 422 and "至少" in refused.json()["words"]["zh"]
    assert board(desk)["edits"]["pins"] == []


def test_candidates_and_left_out_are_told_with_reasons(desk):
    told = replan(desk)
    gone = inside(told)[0]
    told = edit(desk, told["seen"], kind="ban", shot=gone).json()
    activity = desk.asset(gone.split("@")[0]).tag.activity
    out = {row["asset"]: row for row in desk.get(f"{PATH}/left-out").json()}
    assert out[gone.split("@")[0]]["code"] == "banned"
    assert all(row["why"]["zh"] and "pictures" in row for row in out.values())
    others = desk.get(f"{PATH}/candidates", params={"activity": activity}).json()
    assert gone not in [row["shot"] for row in others]
    assert desk.get(f"{PATH}/candidates").status_code == 400
    assert desk.get(f"{PATH}/candidates", params={"shot": "nothing"}).status_code == 404


def test_versions_are_named_compared_and_restored(desk):
    told = replan(desk)
    first = told["seen"]
    named = desk.client.put(f"{PATH}/versions/{first}/name", json={"name": "  初稿 "})
    assert named.json()["name"] == "初稿"
    gone = inside(told)[0]
    told = edit(desk, first, kind="ban", shot=gone).json()
    said = desk.get(f"{PATH}/versions/{first}/compare/{told['seen']}").json()
    assert said["differences"][0]["kind"] == "removed"
    back = desk.post(f"{PATH}/versions/{first}/restore", seen=told["seen"]).json()
    assert gone in inside(back) and back["line"]["did"]["zh"] == "恢复版本“初稿”"
    lines = desk.get(f"{PATH}/versions").json()
    assert [line["number"] for line in lines] == [4, 3, 2, 1]
    notes = desk.web.storage.catalog.audit.entries(KEY)
    assert [n.event for n in notes if n.event.startswith("storyboard")] == [
        "storyboard edited",
        "storyboard edited",
        "storyboard version named",
        "storyboard edited",
        "storyboard edited",
    ]


def test_a_version_is_cut_as_it_stands_and_not_when_it_shows_what_is_gone(desk):
    told = replan(desk)
    told = edit(desk, told["seen"], kind="style", value="red").json()
    film = desk.post(f"{PATH}/versions/{told['seen']}/cut")
    assert film.status_code == 202
    catalog = desk.web.storage.catalog
    kept = catalog.films.get(film.json()["id"])
    assert kept.draft == told["seen"]
    state = catalog.edits.state(KEY, kept.draft)
    campaign = catalog.campaigns.get(KEY).campaign
    made = finished(campaign, catalog.assets.all(KEY), state.draft, version=1)
    assert [shot.name for shot in made.shots][1:-1] == inside(told) and made.style == "red"
    gone = inside(told)[0].split("@")[0]
    catalog.assets.decide([Decision(asset=gone, action=Action.REJECT, actor="editor")], at=NOW)
    refused = desk.post(f"{PATH}/versions/{told['seen']}/cut")
    assert refused.status_code == 409 and "1 个镜头" in refused.json()["words"]["zh"]
    shot = next(s for s in board(desk)["shots"] if s["asset"] == gone)
    assert shot["usable"] is False and shot["unusable_because"]["zh"] == "审核时没有采用"


def test_the_first_new_plan_is_undone_to_the_films_shots(desk):
    before = board(desk)
    told = replan(desk)
    assert told["undo"] and told["line"]["did"]["zh"] == "重新排片"
    back = desk.post(f"{PATH}/undo", seen=told["seen"]).json()
    assert inside(back) == inside(before) and back["line"]["did"]["zh"] == "成片的分镜"


def test_a_version_that_was_laid_back_is_undone_too(desk):
    told = replan(desk)
    first, gone = told["seen"], inside(told)[0]
    told = edit(desk, first, kind="ban", shot=gone).json()
    back = desk.post(f"{PATH}/versions/{first}/restore", seen=told["seen"]).json()
    again = desk.post(f"{PATH}/undo", seen=back["seen"]).json()
    assert gone in inside(back) and inside(again) == inside(told)


def test_what_was_allowed_again_is_still_the_editors_film(desk):
    catalog = desk.web.storage.catalog
    told = replan(desk)
    gone = inside(told)[0]
    for kind in ("ban", "unban"):
        told = edit(desk, told["seen"], kind=kind, shot=gone).json()
    assert catalog.films.start(KEY, at=NOW).draft == told["seen"]
    told = replan(desk, told["seen"])
    assert catalog.films.start(KEY, at=NOW).draft is None


def test_the_left_out_name_the_bans_that_hold_them_out(desk):
    told = replan(desk)
    gone = inside(told)[0]
    told = edit(desk, told["seen"], kind="ban", shot=gone).json()
    out = {row["asset"]: row for row in desk.get(f"{PATH}/left-out").json()}
    assert out[gone.split("@")[0]]["bans"] == [gone]
    assert all(row["bans"] == [] for row in out.values() if row["code"] != "banned")


def test_music_that_nobody_brought_is_refused_when_it_is_chosen(desk):
    told = replan(desk)
    refused = edit(desk, told["seen"], kind="music", value="own:0123456789abcdef")
    assert refused.status_code == 409 and "这段音乐已不在" in refused.json()["words"]["zh"]


def test_numbers_and_words_that_no_database_holds_are_refused_in_words(desk):
    seen, huge = replan(desk)["seen"], 2**70
    asked = [
        desk.client.put(f"{PATH}/versions/{huge}/name", json={"name": "初稿"}),
        desk.client.put(f"{PATH}/versions/{seen}/name", json={"name": "初\0稿"}),
        desk.client.put(f"{PATH}/versions/{seen}/name", content=b'{"name": "\\ud800"}'),
        desk.get(f"{PATH}/versions/{seen}/compare/{huge}"),
        desk.post(f"{PATH}/versions/{huge}/restore", seen=seen),
        desk.post(f"{PATH}/versions/{huge}/cut", seen=seen),
        desk.post(f"{PATH}/undo", seen=huge),
        desk.post(f"{PATH}/another", seen=seen, shot="a\0b"),
        edit(desk, seen, kind="ban", shot="a\0b"),
        edit(desk, seen, kind="card", role="opening", title="a\0b"),
        desk.get(f"{PATH}/candidates", params={"activity": "a\0b"}),
        desk.get(f"/api/campaigns/{KEY}/exports", params={"version": huge}),
        desk.get(f"/media/exports/{KEY}/{huge}/mlt"),
        desk.post(f"/api/decisions/{huge}/undo"),
    ]
    # What holds a control character is turned away at the door already.
    at_the_door = {1, 7, 8, 9, 10}
    expected = [400 if n in at_the_door else 422 for n in range(len(asked))]
    assert [answer.status_code for answer in asked] == expected


def test_a_viewer_sees_the_storyboard_and_changes_nothing(desk_as):
    desk = desk_as(Role.VIEWER)
    assert board(desk)["planned"]
    assert edit(desk, 0, kind="music", value="a").status_code == 403
    for path in ("replan", "undo", "redo", "versions/1/restore", "versions/1/cut"):
        assert desk.post(f"{PATH}/{path}", seen=0).status_code == 403
    assert desk.post(f"{PATH}/another", seen=0, shot="x").status_code == 403
    assert desk.client.put(f"{PATH}/versions/1/name", json={"name": "x"}).status_code == 403
