"""WeChat rescue: a decision on a chat copy outlives the copy."""

from dataclasses import replace
from datetime import date

import pytest

from domain.asset import Consent
from domain.errors import Conflict
from domain.moves import AssetState
from domain.reviewing.deciding import COPY, decide, trace, undo
from domain.reviewing.rescue import inherited, may_inherit, original_wanted
from domain.reviewing.review import Action, Decision

_S = AssetState


@pytest.fixture
def copy(week):
    plain = week.accepted("copy", "a1")
    facts = replace(plain.facts, chat_copy=True, width=1080, height=810)
    return replace(plain, facts=facts, tag=replace(plain.tag, by="person"))


@pytest.fixture
def original(week):
    tag = week.tag("a2", date(2024, 5, 27), by="machine")
    return week.asset("original", state=_S.TAGGED, tag=tag)


def test_tag_state_and_star_are_the_copys_and_the_reason_is_said(original, copy):
    after = inherited(original, replace(copy, star=True))
    assert (after.state, after.star, after.version) == (_S.ACCEPTED, True, original.version + 1)
    assert (after.tag.activity, after.tag.day, after.tag.by) == ("a1", copy.tag.day, "person")
    assert after.tag.evidence[-1].kind == COPY
    assert copy.original_name in after.tag.evidence[-1].words.zh


def test_the_originals_own_day_stands_where_the_copy_has_none(original, copy):
    after = inherited(original, replace(copy, tag=replace(copy.tag, day=None)))
    assert (after.tag.activity, after.tag.day) == ("a1", original.tag.day)


def test_ticks_add_up_and_an_undecided_near_shot_is_held(original, copy):
    near = replace(original, consent=Consent(patients=True))
    after = inherited(near, replace(copy, consent=Consent(minors=True)))
    assert after.state is _S.HELD
    assert (after.consent.minors, after.consent.patients) == (True, True)
    granted = inherited(near, replace(copy, consent=Consent(minors=True, decision="granted")))
    assert (granted.state, granted.consent.decision) == (_S.ACCEPTED, "granted")


def test_a_denied_consent_and_a_rejection_stay(original, copy):
    denied = replace(copy, state=_S.REJECTED, consent=Consent(minors=True, decision="denied"))
    after = inherited(original, denied)
    assert (after.state, after.consent.decision) == (_S.REJECTED, "denied")


def test_only_a_better_untouched_original_of_a_reviewed_chat_copy_inherits(week, original, copy):
    assert may_inherit(original, copy)
    assert not may_inherit(copy, original), "the copy is not the better file"
    assert not may_inherit(original, replace(copy, state=_S.LOOKED))
    assert not may_inherit(replace(original, state=_S.ACCEPTED), copy)
    assert not may_inherit(replace(original, star=True), copy)
    own = replace(original, tag=replace(original.tag, by="person"))
    assert not may_inherit(own, copy)
    plain = replace(copy, facts=replace(copy.facts, chat_copy=False))
    assert not may_inherit(original, plain), "a smaller photo of another camera is another photo"


def test_what_was_carried_over_can_be_undone(original, copy):
    after = inherited(original, copy)
    back = undo(after, before=trace(original), after=trace(after))
    assert trace(back) == trace(original)
    assert COPY not in {reason.kind for reason in back.tag.evidence}


def test_nobody_carries_over_by_hand(original):
    asked = Decision(asset=original.id, action=Action.INHERIT, actor="editor")
    with pytest.raises(Conflict):
        decide(original, asked)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, True),
        ({"state": _S.TAGGED}, True),
        ({"state": _S.REJECTED}, False),
        ({"near_duplicate_of": "original"}, False),
        ({"consent": Consent(minors=True, decision="denied")}, False),
    ],
)
def test_the_original_is_asked_for_while_the_copy_stands_alone(copy, change, wanted):
    assert original_wanted(replace(copy, **change)) is wanted


def test_no_original_is_asked_for_of_an_original(original):
    assert not original_wanted(original)
