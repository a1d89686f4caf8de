"""The report's page: words are kept, facts are linked, and what no longer agrees is told."""

from html import unescape

from domain.board.figures import Figure
from domain.people import Role
from tests.service.editor_week import KEY, NOW


def told(desk) -> dict:
    return desk.get(f"/api/campaigns/{KEY}/report").json()


def block(answer: dict, key: str) -> dict:
    return next(each for each in answer["blocks"] if each["paragraph"] == key)


def word(desk, key: str, text: str | None, *, seen: int = 0, proposal: str | None = None):
    proposal = block(told(desk), key)["proposal"] if proposal is None else proposal
    path = f"/api/campaigns/{KEY}/report/paragraphs"
    return desk.post(path, paragraph=key, text=text, proposal=proposal, seen=seen)


def count(desk, participants: int) -> None:
    desk.web.storage.catalog.figures.enter(
        campaign=KEY,
        activity="a1",
        unit="u1",
        values={Figure.SESSIONS: 1, Figure.PARTICIPANTS: participants},
        actor="县科协",
        at=NOW,
    )


def test_every_number_of_the_report_leads_to_its_entry(desk):
    count(desk, 1200)
    entry = desk.web.storage.catalog.figures.entries(KEY)[-1].id
    fact = next(f for f in block(told(desk), "activity.a1")["facts"] if "人次" in f["text"])
    assert fact == {
        "text": "参与1200人次",
        "path": f"/figures#entry-{entry}",
        "entries": [entry],
        "cell": None,
    }
    seen = desk.page("/report")
    assert f'href="/figures#entry-{entry}"' in seen
    assert f'id="entry-{entry}"' in desk.page("/figures")


def test_what_was_edited_stays_and_is_told_when_its_facts_change(desk):
    count(desk, 1200)
    kept = block(word(desk, "activity.a1", "启动仪式有1200人次参加。").json(), "activity.a1")
    assert (kept["text"], kept["disagrees"]) == ("启动仪式有1200人次参加。", False)
    count(desk, 1350)
    answer = told(desk)
    stale = block(answer, "activity.a1")
    assert (stale["text"], stale["disagrees"]) == ("启动仪式有1200人次参加。", True)
    assert "1350" in stale["proposal"] and "1200" in stale["edited"]["written_against"]
    assert answer["disagreeing"] == 1
    seen = unescape(desk.page("/report"))
    assert "这一段与现在的数据不一致" in seen and "启动仪式有1200人次参加。" in seen
    mine = word(desk, "activity.a1", stale["text"], seen=stale["seen"]).json()
    assert not block(mine, "activity.a1")["disagrees"]
    back = word(desk, "activity.a1", None, seen=block(mine, "activity.a1")["seen"]).json()
    assert block(back, "activity.a1")["edited"] is None
    assert "1350" in block(back, "activity.a1")["text"]


def test_who_saw_an_older_edit_overwrites_nothing(desk):
    first = block(word(desk, "problems", "宣传形式单一。").json(), "problems")
    late = word(desk, "problems", "经费不足。")
    assert late.status_code == 409 and "被别人改过" in late.json()["words"]["zh"]
    assert block(told(desk), "problems")["text"] == "宣传形式单一。"
    assert word(desk, "problems", "经费不足。", seen=first["seen"]).status_code == 200


def test_the_last_change_is_undone_and_then_the_one_before(desk):
    before = told(desk)
    assert before["undo"] is None
    word(desk, "leadership.more", "成立领导小组。")
    answer = word(desk, "problems", "经费不足。").json()
    assert answer["open"] == before["open"] - 2
    for paragraph in ("problems", "leadership.more"):
        last = answer["undo"]
        assert last["paragraph"] == paragraph
        answer = desk.post(f"/api/campaigns/{KEY}/report/undo", edit=last["id"]).json()
    assert answer == before
    again = desk.post(f"/api/campaigns/{KEY}/report/undo", edit=last["id"])
    assert again.status_code == 409


def test_a_paragraph_that_is_not_there_or_too_long_is_refused_in_words(desk):
    assert word(desk, "activity.a9", "无", proposal="").status_code == 404
    assert word(desk, "results.table", "无", proposal="").status_code == 404
    long = word(desk, "problems", "字" * 6001)
    assert long.status_code == 422 and "6000" in long.json()["words"]["zh"]


def test_a_viewer_reads_the_report_and_changes_nothing(desk_as):
    viewer = desk_as(Role.VIEWER)
    assert word(viewer, "problems", "无").status_code == 403
    seen = viewer.page("/report")
    assert "<textarea" not in seen and "请您补充" in seen


def test_words_of_editors_are_never_markup(desk):
    word(desk, "problems", '<img src=x onerror="alert(1)">')
    seen = desk.page("/report")
    assert "<img src=x" not in seen and "&lt;img src=x" in seen
