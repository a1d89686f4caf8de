"""A stroke of several decisions happens whole or not at all, beside a machine that weighs anew."""

from dataclasses import replace
from datetime import date

from domain.moves import AssetState
from domain.people import MACHINE
from domain.reviewing.review import Action
from service.reviewing import accept_suggested
from tests.service.editor_week import KEY


def withdrawal(asset: str, **more: object) -> dict[str, object]:
    return {"asset": asset, "action": "withdraw", "reason": "家长要求撤回", **more}


def test_nothing_is_decided_beside_a_withdrawal_of_what_is_not_there(desk):
    asset = desk.week.ids["ready"][0]
    decisions = [{"asset": asset, "action": "accept"}, withdrawal("0" * 16)]
    answer = desk.post("/api/decisions", decisions=decisions)
    assert answer.status_code == 404
    assert desk.asset(asset).state is AssetState.TAGGED


def test_nothing_is_withdrawn_beside_a_decision_that_is_refused(desk):
    asset, held = desk.week.ids["ready"][0], desk.week.ids["held"][0]
    decisions = [withdrawal(asset), {"asset": held, "action": "accept"}]
    assert desk.post("/api/decisions", decisions=decisions).status_code == 409
    assert desk.asset(asset).state is AssetState.TAGGED
    assert desk.get(f"/media/assets/{asset}/thumb").status_code == 200


def test_several_are_withdrawn_by_one_stroke_which_may_be_sent_again(desk):
    one, other = desk.week.ids["ready"][:2]
    # One of them twice, and of a version that is long gone.
    asked = [withdrawal(one, seen_version=0), withdrawal(one), withdrawal(other)]
    first = desk.post("/api/decisions", decisions=asked).json()
    assert [each["action"] for each in first["decided"]] == ["withdraw", "withdraw"]
    assert desk.post("/api/decisions", decisions=asked).json()["decided"] == []
    for asset in (one, other):
        assert desk.asset(asset).state is AssetState.PURGED
        assert desk.get(f"/media/assets/{asset}/thumb").status_code == 404


def test_what_is_weighed_anew_while_all_is_accepted_is_accepted_if_it_is_still_ready(
    desk, monkeypatch
):
    storage, now = desk.web.storage, desk.web.clock()
    assets = storage.catalog.assets
    ready = desk.week.ids["ready"]
    dated, doubtful, theirs = ready[:3]
    decide = assets.decide
    asked: list[int] = []

    def meanwhile(decisions, *, at):
        asked.append(len(decisions))
        if len(asked) == 1:
            _weighed_anew(assets, dated, day=date(2025, 5, 26))
            _weighed_anew(assets, doubtful, ready=False)
            desk.decide(theirs, "reject")
        return decide(decisions, at=at)

    monkeypatch.setattr(assets, "decide", meanwhile)
    decided = accept_suggested(storage, KEY, at=now)
    by_machine = {each.decision.asset for each in decided}
    assert all(each.decision.actor == MACHINE for each in decided)
    assert by_machine == set(ready) - {doubtful, theirs}
    assert dated in by_machine
    assert desk.asset(doubtful).state is AssetState.TAGGED
    assert desk.asset(theirs).state is AssetState.REJECTED
    assert {each.decision.action for each in decided} == {Action.ACCEPT}


def _weighed_anew(assets, asset: str, **other: object) -> None:
    tag = assets.get(asset).tag
    assert assets.tagged(asset, tag=replace(tag, **other), held=False)
