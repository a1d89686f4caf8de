"""For which assets a correction may hold too: never over a person's word, never for nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.asset import Asset, Consent
from domain.moves import AssetState
from domain.reviewing.carrying import Correction, correction, offer
from domain.reviewing.deciding import decide, trace
from domain.reviewing.review import Action, Decided, Decision
from domain.tagging import Tag
from domain.weighing.ties import Tie

AT = datetime(2025, 5, 28, 1, 0, tzinfo=UTC)
DAY, NEXT = date(2025, 5, 28), date(2025, 5, 29)
TAG = Tag(activity="a1", day=DAY, by="machine", confidence=600, ready=False, evidence=())


def asset(name: str, *, sending: str = "s1", after_s: float | None = 600, **more: object) -> Asset:
    more.setdefault("tag", TAG)
    more.setdefault("state", AssetState.TAGGED)
    return Asset(
        id=name,
        campaign="week",
        sha256=name,
        size=1,
        original_name=f"{name}.jpg",
        unit="u1",
        sending=sending,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=AT,
        late=False,
        consent=Consent(),
        taken_at=None if after_s is None else AT + timedelta(seconds=after_s),
        taken_class="capture",
        **more,  # type: ignore[arg-type]
    )


def said(before: Asset, number: int = 1, **more: object) -> tuple[Asset, Decided]:
    """An editor's change, as it is kept."""
    decision = Decision(asset=before.id, action=Action.CHANGE, actor="editor", **more)  # type: ignore[arg-type]
    after = decide(before, decision)
    kept = Decided(id=number, at=AT, decision=decision, before=trace(before), after=trace(after))
    return after, kept


#: The asset "a" was taken for a1 and is of a4.
CORRECTION = Correction(asset="a", activity="a4", day=None, was_activity="a1", was_day=DAY)
CORRECTED = asset("a", after_s=0, tag=replace(TAG, activity="a4", by="person"))


def offered(*others: Asset, pairs: tuple[tuple[str, str], ...] = (), of: Correction = CORRECTION):
    return offer(of, CORRECTED, others, pairs)


def test_a_correction_is_what_a_person_named_and_what_the_machine_had_said():
    after, kept = said(asset("a"), activity="a4")
    assert correction(after, [kept]) == Correction(
        asset="a", activity="a4", day=None, was_activity="a1", was_day=DAY
    )
    later, again = said(after, 2, day=NEXT)
    both = correction(later, [kept, again])
    assert both is not None and (both.activity, both.day) == ("a4", NEXT)
    assert (both.was_activity, both.was_day) == ("a1", DAY)


def test_what_was_taken_back_or_was_never_said_is_no_correction():
    after, kept = said(asset("a"), activity="a4")
    assert correction(asset("a"), [replace(kept, undone=True)]) is None
    assert correction(asset("a"), []) is None
    assert correction(after, []) is None, "a person's from the start: of what, nobody knows"


def test_the_same_activity_said_by_a_person_is_carried_over_to_what_is_doubted():
    after, kept = said(asset("a"), activity="a1")
    assert after.tag is not None and (after.tag.by, after.tag.ready) == ("person", True)
    confirmed = correction(after, [kept])
    assert confirmed is not None
    sure = asset("b", tag=replace(TAG, ready=True, confidence=950))
    found = offer(confirmed, after, [asset("c"), sure], ())
    assert [each.asset for each in found.candidates] == ["c"]


def test_burst_copies_and_the_rest_of_the_sending_are_offered_in_this_order():
    found = offered(
        asset("rest"),
        asset("copy", sending="s2"),
        asset("near", after_s=2),
        asset("nearer", after_s=4),
        asset("other sending", sending="s2"),
        pairs=(("a", "copy"),),
    )
    assert [(each.asset, each.tie) for each in found.candidates] == [
        ("near", Tie.BURST),
        ("nearer", Tie.BURST),
        ("copy", Tie.COPY),
        ("rest", Tie.SENDING),
    ]
    assert found.persons == 0


def test_of_the_sending_only_what_the_machine_took_for_the_same_is_offered():
    other = asset("b", tag=replace(TAG, activity="a2"))
    another_day = asset("c", tag=replace(TAG, day=NEXT))
    assert [each.asset for each in offered(other, another_day).candidates] == ["c"]
    of_day = Correction(asset="a", activity=None, day=NEXT, was_activity="a1", was_day=DAY)
    assert [each.asset for each in offered(other, another_day, of=of_day).candidates] == ["b"]


def test_what_a_person_tagged_or_decided_is_never_offered_and_is_counted():
    tagged = asset("b", tag=replace(TAG, by="person"))
    accepted = asset("c", state=AssetState.ACCEPTED)
    rejected = asset("d", state=AssetState.REJECTED)
    found = offered(tagged, accepted, rejected, asset("e"))
    assert ([each.asset for each in found.candidates], found.persons) == (["e"], 3)


def test_what_would_be_the_same_afterwards_is_not_offered():
    same = asset("b", after_s=1, tag=replace(TAG, activity="a4", ready=True))
    assert offered(same).candidates == ()


def test_the_version_that_was_looked_at_goes_with_the_offer():
    (candidate,) = offered(asset("b", version=7)).candidates
    assert candidate.version == 7
