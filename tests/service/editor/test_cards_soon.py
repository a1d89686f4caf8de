"""Who confirms a week, corrects it, edits its film or closes it has its cards made ahead."""

import os

import pytest
import structlog
from typer.testing import CliRunner

from domain.errors import StorageFailed
from domain.words import Words
from service.cli import app
from storage.queues import TAKES, WorkerCard
from tests.service.conftest import environ
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


def test_what_was_received_since_is_counted_when_the_plan_is_touched(desk):
    corrected(desk)
    begun = asked_for(desk)
    assert desk.decide(desk.week.ids["ready"][0], "accept").status_code == 200
    corrected(desk)
    assert asked_for(desk) == begun, "it says nothing of what was decided"
    gone = desk.decide(desk.week.ids["ready"][1], "withdraw", reason="家长要求")
    assert gone.status_code == 200 and asked_for(desk) == begun
    corrected(desk)
    assert asked_for(desk) == begun + 1


def test_a_change_that_was_kept_stands_though_its_cards_cannot_be_asked_for(desk, monkeypatch):
    def away(*_args, **_more):
        raise StorageFailed(Words(zh="数据库暂时不可用", en="the database is away"))

    monkeypatch.setattr(type(desk.web.storage.queue), "send", away)
    with structlog.testing.capture_logs() as told:
        corrected(desk, theme="另一个主题")
    assert desk.web.storage.catalog.campaigns.get(KEY).campaign.theme == "另一个主题"
    assert [line["error"] for line in told if line["event"] == "no cards ahead"] == [
        "the database is away"
    ]


@pytest.mark.parametrize("manned", [False, True])
def test_a_command_asks_for_cards_only_where_a_worker_would_make_them(desk, manned):
    begun = asked_for(desk)
    if manned:
        card = WorkerCard(
            executor_id=f"here:{os.getpid()}",
            host="here",
            pid=os.getpid(),
            version="1",
            started_ms=0,
            takes=tuple(TAKES),
            cannot={},
        )
        desk.web.storage.catalog.leases.join(card)
    told = CliRunner().invoke(
        app, ["unit", "add", "县二中", "--campaign", KEY], env=environ(desk.web.settings.home)
    )
    assert told.exit_code == 0, told.output
    assert asked_for(desk) == begun + manned
