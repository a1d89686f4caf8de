"""Who confirms a week, corrects it, edits its film or closes it has its cards made ahead."""

from tests.service.editor.test_notice_page import opened, values
from tests.service.editor.test_storyboard_api import edit, inside, replan
from tests.service.editor_week import KEY


def asked_for(desk) -> int:
    return sum(job.kind == "cards" for job in desk.web.storage.queue.jobs(campaign=KEY))


def corrected(desk, **other) -> None:
    assert desk.post(f"/api/notice/from/{KEY}").status_code == 201
    answer = opened(desk, values(desk, **other))
    assert answer.status_code == 200, answer.text


def test_confirming_a_week_asks_for_its_cards_once_for_what_they_say(desk):
    corrected(desk)
    assert asked_for(desk) == 1
    corrected(desk)
    assert asked_for(desk) == 1
    corrected(desk, theme="另一个主题")
    assert asked_for(desk) == 2


def test_an_editors_style_asks_for_them_and_a_banned_shot_does_not(desk):
    told = replan(desk)
    begun = asked_for(desk)
    told = edit(desk, told["seen"], kind="ban", shot=inside(told)[0]).json()
    assert asked_for(desk) == begun
    told = edit(desk, told["seen"], kind="style", value="red").json()
    assert asked_for(desk) == begun + 1
    edit(desk, told["seen"], kind="card", role="opening", title="我们的周", lines=["县科协"])
    assert asked_for(desk) == begun + 2


def test_a_week_that_is_closed_is_counted_once_more(desk):
    corrected(desk)
    for seen, to in (("open", "closed"), ("closed", "open"), ("open", "closed")):
        desk.web.clock.move(minutes=1)
        answer = desk.post(f"/api/campaigns/{KEY}/state", to=to, seen=seen)
        assert answer.status_code == 200, answer.text
    assert asked_for(desk) == 3
