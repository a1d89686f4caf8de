"""The plan is changed from the board in mid-week; material stays with its activity."""

from domain.people import Role
from tests.service.editor_week import KEY

PATH = f"/api/campaigns/{KEY}/activities"


def stands(desk, key: str):
    """An activity as it is now, to be given back as seen."""
    activity = desk.web.storage.catalog.campaigns.get(KEY).campaign.activity(key)
    return {
        "number": activity.number,
        "title": activity.title,
        "date": activity.date.isoformat() if activity.date else None,
        "units": list(activity.units),
        "wanted": list(activity.wanted),
    }


def test_an_activity_beside_the_plan_is_added_and_can_be_chosen_at_once(desk):
    answer = desk.post(PATH, title="林草科技周", unit="u1", date="2025-05-29")
    assert answer.status_code == 201
    added = answer.json()["activities"][-1]
    assert (added["title"], added["off_plan"], added["date"]) == ("林草科技周", True, "2025-05-29")
    assert added["wanted"]
    asset = desk.week.ids["ready"][0]
    assert desk.decide(asset, "change", activity=added["key"]).status_code == 200
    assert desk.asset(asset).tag.activity == added["key"]
    assert "林草科技周" in desk.page("/") and "计划外" in desk.page("/")
    notes = desk.web.storage.catalog.audit.entries(KEY)
    assert [note.subject for note in notes if note.event == "activity added"] == [added["key"]]


def test_the_same_title_and_an_empty_one_are_refused_in_words(desk):
    title = stands(desk, "a1")["title"]
    assert desk.post(PATH, title=title).status_code == 409
    refused = desk.post(PATH, title="  ")
    assert refused.status_code == 422 and refused.json()["words"]["zh"]


def test_renaming_and_renumbering_keep_the_assets_where_they_are(desk):
    seen = stands(desk, "a2")
    before = desk.web.storage.catalog.campaigns.assets_per_activity(KEY)
    to = {**seen, "title": "科普大讲堂（进校园）", "number": 1}
    answer = desk.client.put(f"{PATH}/a2", json={"seen": seen, "to": to})
    assert answer.status_code == 200
    rows = answer.json()["activities"]
    assert [row["key"] for row in rows[:2]] == ["a2", "a1"]
    assert desk.web.storage.catalog.campaigns.assets_per_activity(KEY) == before
    assert "科普大讲堂（进校园）" in desk.page("/")


def test_who_saw_an_older_plan_overwrites_nothing(desk):
    seen = stands(desk, "a2")
    first = desk.client.put(f"{PATH}/a2", json={"seen": seen, "to": {**seen, "title": "甲"}})
    late = desk.client.put(f"{PATH}/a2", json={"seen": seen, "to": {**seen, "title": "乙"}})
    assert (first.status_code, late.status_code) == (200, 409)
    assert stands(desk, "a2")["title"] == "甲"


def test_a_viewer_changes_no_plan(desk_as):
    viewer = desk_as(Role.VIEWER)
    assert viewer.post(PATH, title="林草科技周").status_code == 403
    assert 'id="plan"' not in viewer.page("/")
