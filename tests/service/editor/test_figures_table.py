"""The editor's table of figures: entered beside the units, sums told, nothing lost unseen."""

from domain.people import Role
from tests.service.editor_week import KEY


def count(desk, seen: int, activity: str = "a2", unit: str = "u2", **values: object):
    body = {"activity": activity, "unit": unit, "values": values, "seen": seen}
    return desk.post(f"/api/campaigns/{KEY}/figures", **body)


def test_an_editor_enters_for_a_unit_and_gets_the_sums(desk):
    first = count(desk, 0, sessions="4").json()
    assert first["totals"]["sessions"] == {"value": 4, "entries": [first["entries"][0]["id"]]}
    again = count(desk, first["entries"][0]["id"], sessions=5, experts="2").json()
    assert [each["values"] for each in again["entries"]] == [{"sessions": 5, "experts": 2}]
    assert again["activities"][0]["sums"]["experts"]["value"] == 2
    assert desk.get(f"/api/campaigns/{KEY}/figures").json() == again


def test_who_saw_an_older_entry_is_told_and_overwrites_nothing(desk):
    count(desk, 0, sessions="4")
    late = count(desk, 0, sessions="9")
    assert late.status_code == 409 and "刚刚被别人改过" in late.json()["words"]["zh"]
    assert desk.get(f"/api/campaigns/{KEY}/figures").json()["totals"]["sessions"]["value"] == 4


def test_the_table_shows_who_entered_and_the_sums(desk):
    count(desk, 0, sessions="4", participants="1200")
    seen = desk.page("/figures")
    assert 'value="1200"' in seen and "用户-editor" in seen
    assert seen.count('data-sum="sessions">4<') == 2


def test_a_viewer_reads_figures_and_enters_none(desk_as):
    viewer_desk = desk_as(Role.VIEWER)
    assert count(viewer_desk, 0, sessions="4").status_code == 403
    seen = viewer_desk.page("/figures")
    assert "<input name=" not in seen and "未填" in seen
