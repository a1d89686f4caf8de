"""The rules of the review: what each decision makes of an asset, and that it can be undone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asset import Asset, Consent
from domain.errors import Conflict, NotAllowed
from domain.moves import ASSET_MOVES, REVIEWED, AssetState
from domain.people import MACHINE
from domain.reviewing.deciding import decide, is_as_seen, trace, undo
from domain.reviewing.review import Action, Decision, Seen
from domain.tagging import Evidence, Tag
from domain.words import Words

_S = AssetState
SENDER = Evidence(
    kind="sender", activity="a1", day=None, weight=350, words=Words(zh="发送人选择", en="chosen")
)
TAG = Tag(
    activity="a1",
    day=date(2025, 5, 28),
    by="machine",
    confidence=900,
    ready=True,
    evidence=(SENDER,),
)


def asset(state: AssetState = _S.TAGGED, **more: object) -> Asset:
    more.setdefault("tag", TAG)
    more.setdefault("consent", Consent())
    return Asset(
        id="0123456789abcdef",
        campaign="yunling-2025",
        sha256="0" * 64,
        size=1,
        original_name="one.jpg",
        unit="u1",
        sending="s1",
        state=state,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=datetime(2025, 5, 28, tzinfo=UTC),
        late=False,
        **more,  # type: ignore[arg-type]
    )


def by_editor(action: Action, **more: object) -> Decision:
    return Decision(asset="0123456789abcdef", action=action, actor="editor", **more)  # type: ignore[arg-type]


def show(shot: str, action: Action = Action.SHOW) -> Decision:
    return by_editor(action, shot=shot)


consents = st.builds(
    Consent,
    informed=st.booleans(),
    minors=st.booleans(),
    patients=st.booleans(),
    decision=st.sampled_from([None, "granted", "denied"]),
)
decisions = st.builds(
    by_editor,
    st.sampled_from(Action),
    activity=st.sampled_from([None, "a1", "a2", "a3"]),
    day=st.sampled_from([None, date(2025, 5, 28), date(2025, 5, 29)]),
)


@given(st.sampled_from(AssetState), consents, decisions)
def test_every_decision_is_a_lawful_move_or_refused(
    state: AssetState, consent: Consent, decision: Decision
):
    before = asset(state, consent=consent)
    try:
        after = decide(before, decision)
    except Conflict:
        return
    assert after.version == before.version + 1
    assert after.state == before.state or after.state in ASSET_MOVES[before.state]
    if after.state is _S.ACCEPTED and before.state is not _S.ACCEPTED:
        assert after.consent.allows_film and after.in_film


@given(st.sampled_from(sorted(REVIEWED)), consents, st.lists(decisions, max_size=6))
def test_any_run_of_decisions_is_undone_backwards_to_where_it_began(
    state: AssetState, consent: Consent, run: list[Decision]
):
    steps = [asset(state, consent=consent)]
    for decision in run:
        if decision.action is Action.WITHDRAW:
            continue
        try:
            steps.append(decide(steps[-1], decision))
        except Conflict:
            continue
    now = steps[-1]
    for before, after in reversed(list(pairwise(steps))):
        now = undo(now, before=trace(before), after=trace(after))
    assert replace(now, version=1) == replace(steps[0], version=1)


def test_accepting_what_the_tag_says_leaves_it_the_machines():
    after = decide(asset(), by_editor(Action.ACCEPT, activity="a1", day=date(2025, 5, 28)))
    assert (after.state, after.tag) == (_S.ACCEPTED, TAG)


def test_a_persons_choice_replaces_an_earlier_one_and_keeps_the_machines_reasons():
    once = decide(asset(), by_editor(Action.CHANGE, activity="a2"))
    twice = decide(once, by_editor(Action.CHANGE, day=date(2025, 5, 30)))
    assert twice.tag is not None
    assert (twice.tag.activity, twice.tag.day) == ("a2", date(2025, 5, 30))
    assert [e.kind for e in twice.tag.evidence] == ["sender", "person"]
    assert twice.tag.evidence[-1].activity == "a2"
    assert (twice.state, twice.tag.confidence) == (_S.TAGGED, 1000)


@pytest.mark.parametrize("state", sorted(set(AssetState) - REVIEWED))
@pytest.mark.parametrize("action", sorted(set(Action) - {Action.WITHDRAW}))
def test_nothing_is_decided_away_from_the_review(state: AssetState, action: Action):
    with pytest.raises(Conflict):
        decide(asset(state), by_editor(action))


@pytest.mark.parametrize("state", sorted(set(AssetState) - {_S.WITHDRAWN, _S.PURGED}))
def test_a_withdrawal_is_lawful_from_anywhere_before_it(state: AssetState):
    assert decide(asset(state), by_editor(Action.WITHDRAW)).state is _S.WITHDRAWN


def test_a_near_shot_is_accepted_only_with_consent():
    for ticks in (Consent(minors=True), Consent(patients=True)):
        for state in (_S.HELD, _S.TAGGED, _S.REJECTED):
            with pytest.raises(Conflict):
                decide(asset(state, consent=ticks), by_editor(Action.ACCEPT))
    granted = decide(asset(_S.HELD, consent=Consent(minors=True)), by_editor(Action.CONSENT_GRANT))
    assert granted.state is _S.TAGGED
    assert decide(granted, by_editor(Action.ACCEPT)).in_film


def test_a_denied_consent_turns_down_even_what_nobody_had_ticked():
    denied = decide(asset(_S.ACCEPTED), by_editor(Action.CONSENT_DENY))
    assert (denied.state, denied.consent.decision) == (_S.REJECTED, "denied")
    with pytest.raises(Conflict):
        decide(denied, by_editor(Action.ACCEPT))
    assert decide(denied, by_editor(Action.CONSENT_GRANT)).state is _S.TAGGED


def test_consent_for_what_was_rejected_otherwise_leaves_it_rejected():
    rejected = asset(_S.REJECTED, consent=Consent(minors=True))
    assert decide(rejected, by_editor(Action.CONSENT_GRANT)).state is _S.REJECTED


@given(st.sampled_from(AssetState), consents, st.sampled_from(Action), st.booleans())
def test_the_machine_accepts_ready_tags_and_decides_nothing_else(
    state: AssetState, consent: Consent, action: Action, ready: bool
):
    before = asset(state, consent=consent, tag=replace(TAG, ready=ready))
    decision = Decision(asset=before.id, action=action, actor=MACHINE)
    try:
        after = decide(before, decision)
    except (NotAllowed, Conflict):
        return
    assert (action, ready) == (Action.ACCEPT, True)
    assert before.state is _S.TAGGED
    assert after.consent == before.consent and after.tag == before.tag


def test_what_moved_since_is_not_undone():
    before = asset()
    after = decide(before, by_editor(Action.ACCEPT))
    later = decide(after, by_editor(Action.STAR))
    with pytest.raises(Conflict):
        undo(later, before=trace(before), after=trace(after))


def test_a_trace_holds_ids_and_states_alone():
    held = decide(asset(), by_editor(Action.CHANGE, activity="a2", reason="王老师说的"))
    assert "王老师" not in repr(trace(held))
    shots = trace(held).pop("shows")
    assert shots == [] and trace(asset(shows=("主讲人",)))["shows"] == ["主讲人"]
    told = [value for name, value in trace(held).items() if name != "shows"]
    assert set(map(type, told)) <= {str, int, bool, type(None)}


# -- wanted shots


def test_a_shot_is_marked_once_and_taken_off_again():
    marked = decide(decide(asset(), show("横幅全景")), show("主讲人"))
    assert decide(marked, show("主讲人")).shows == ("横幅全景", "主讲人")
    assert decide(marked, show("横幅全景", Action.UNSHOW)).shows == ("主讲人",)
    assert marked.tag == TAG and marked.state is _S.TAGGED


def test_a_mark_is_undone_and_a_trace_without_shots_still_undoes():
    before = asset()
    after = decide(before, show("横幅全景"))
    assert undo(after, before=trace(before), after=trace(after)).shows == ()
    accepted = decide(after, by_editor(Action.ACCEPT))
    older = {name: value for name, value in trace(after).items() if name != "shows"}
    newer = {name: value for name, value in trace(accepted).items() if name != "shows"}
    assert undo(accepted, before=older, after=newer).shows == ("横幅全景",)


def test_a_mark_names_its_shot_and_waits_for_the_review():
    with pytest.raises(Conflict):
        decide(asset(), by_editor(Action.SHOW))
    with pytest.raises(Conflict):
        decide(asset(_S.WITHDRAWN), show("横幅全景"))


# -- carrying over


def test_what_is_carried_over_is_a_persons_and_says_so():
    doubted = asset(tag=replace(TAG, confidence=400, ready=False))
    after = decide(doubted, by_editor(Action.CARRY, activity="a4", reason="other"))
    assert after.tag is not None
    assert (after.tag.activity, after.tag.by, after.tag.ready) == ("a4", "person", True)
    assert "一并" in after.tag.evidence[-1].words.zh and SENDER in after.tag.evidence


def test_a_day_carried_over_leaves_the_doubt_about_the_activity():
    doubted = asset(tag=replace(TAG, confidence=400, ready=False))
    after = decide(doubted, by_editor(Action.CARRY, day=date(2025, 5, 29), reason="other"))
    assert after.tag is not None
    assert (after.tag.day, after.tag.confidence, after.tag.ready) == (date(2025, 5, 29), 400, False)


@pytest.mark.parametrize(("confidence", "ready"), [(985, False), (910, True)])
def test_a_day_carried_over_makes_a_tag_neither_ready_nor_doubted(confidence, ready):
    """Without a witness 985 is no certainty; what a picture says itself is ready from 900."""
    tagged = asset(tag=replace(TAG, confidence=confidence, ready=ready))
    after = decide(tagged, by_editor(Action.CARRY, day=date(2025, 5, 29), reason="other"))
    assert after.tag is not None
    assert (after.tag.confidence, after.tag.ready) == (confidence, ready)


@pytest.mark.parametrize(
    "left",
    [
        asset(tag=replace(TAG, by="person")),
        asset(tag=None),
        asset(_S.ACCEPTED),
        asset(_S.REJECTED),
    ],
)
def test_nothing_is_carried_over_a_persons_word(left):
    with pytest.raises(Conflict):
        decide(left, by_editor(Action.CARRY, activity="a4", reason="other"))


def test_what_a_tag_says_already_is_a_persons_once_a_person_says_it():
    after = decide(asset(), by_editor(Action.CHANGE, activity="a1"))
    assert after.tag is not None and (after.tag.by, after.tag.confidence) == ("person", 1000)
    before = asset()
    assert undo(after, before=trace(before), after=trace(after)).tag == TAG


def test_why_it_is_rejected_can_be_said_later_and_only_with_a_reason():
    rejected = asset(_S.REJECTED)
    assert decide(rejected, by_editor(Action.REJECT, reason="模糊")).state is _S.REJECTED
    with pytest.raises(Conflict):
        decide(rejected, by_editor(Action.REJECT))


def test_a_tag_that_was_weighed_anew_since_is_no_reason_to_keep_a_star():
    before = asset()
    after = decide(before, by_editor(Action.STAR))
    weighed = replace(TAG, activity="a2", confidence=700, ready=False)
    undone = undo(replace(after, tag=weighed), before=trace(before), after=trace(after))
    assert (undone.star, undone.tag) == (False, weighed)


def test_a_tag_that_a_person_gave_since_is_a_reason():
    before = asset()
    after = decide(before, by_editor(Action.STAR))
    changed = decide(after, by_editor(Action.CHANGE, activity="a2"))
    with pytest.raises(Conflict):
        undo(changed, before=trace(before), after=trace(after))


# -- what was seen


SEEN = Seen(state="tagged", activity="a1", day=date(2025, 5, 28), ready=True, consent=None)


def test_a_tag_weighed_anew_to_the_same_is_as_it_was_seen():
    assert is_as_seen(asset(tag=replace(TAG, confidence=950, evidence=())), SEEN)
    assert is_as_seen(asset(), replace(SEEN, ready=False)), "surer than it was"


@pytest.mark.parametrize(
    "now",
    [
        asset(_S.ACCEPTED),
        asset(tag=None),
        asset(tag=replace(TAG, activity="a2")),
        asset(tag=replace(TAG, day=None)),
        asset(tag=replace(TAG, ready=False)),
        asset(tag=replace(TAG, by="person")),
        asset(consent=Consent(decision="granted")),
    ],
)
def test_whatever_else_differs_is_another_thing_than_was_seen(now):
    assert not is_as_seen(now, SEEN)
