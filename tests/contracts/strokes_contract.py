"""What every implementation of the Strokes port must do; bring a fixture `catalog`."""

from dataclasses import replace

import pytest

from domain.errors import Conflict, NotFound
from domain.moves import AssetState
from domain.reviewing.review import Action
from domain.reviewing.strokes import Stroke
from storage.catalog import Catalog
from storage.catalog_likeness import Pair
from tests.contracts.sample_week import (
    AT,
    KEY,
    TAG,
    arrive,
    decide,
    decision,
    invited,
    plan,
    said,
    tagged,
)

_S = AssetState


def three(catalog: Catalog) -> list[str]:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return sorted(tagged(catalog, "one", "two", "three"))


def last(catalog: Catalog, actor: str = "editor", skip: tuple[int, ...] = ()) -> Stroke:
    found = catalog.strokes.last(KEY, actor=actor, skip=skip)
    assert found is not None
    return found


def undo(catalog: Catalog, stroke: Stroke, actor: str = "editor"):
    return catalog.strokes.undo(stroke.id, actor=actor, at=AT)


class StrokesContract:
    def test_what_one_key_decided_is_one_stroke_and_is_taken_back_whole(self, catalog: Catalog):
        ids = three(catalog)
        made = catalog.assets.decide([decision(one, Action.ACCEPT) for one in ids], at=AT)
        stroke = last(catalog)
        assert {each.stroke for each in made} == {stroke.id}
        assert (stroke.kind, stroke.count, stroke.words.zh) == ("accept", 3, "采用 3 件")
        undone = undo(catalog, stroke)
        assert (set(undone.assets), undone.kept) == (set(ids), ())
        assert {catalog.assets.get(one).state for one in ids} == {_S.TAGGED}
        assert catalog.strokes.last(KEY, actor="editor") is None
        with pytest.raises(Conflict):
            undo(catalog, stroke)

    def test_each_person_takes_back_their_own_last_stroke_step_by_step(self, catalog: Catalog):
        one, two, _ = three(catalog)
        decide(catalog, one, Action.STAR)
        decide(catalog, two, Action.STAR, actor="other")
        decide(catalog, one, Action.ACCEPT)
        assert last(catalog, "other").kind == "star"
        for kind in ("accept", "star"):
            stroke = last(catalog)
            assert stroke.kind == kind
            undo(catalog, stroke)
        assert catalog.assets.get(one).star is False and catalog.assets.get(two).star is True

    def test_what_somebody_has_changed_since_stays_and_the_rest_is_taken_back(
        self, catalog: Catalog
    ):
        ids = three(catalog)
        catalog.assets.decide([decision(one, Action.ACCEPT) for one in ids], at=AT)
        decide(catalog, ids[1], Action.REJECT, actor="other")
        undone = undo(catalog, last(catalog))
        assert (undone.kept, undone.kept_by) == ((ids[1],), ("other",))
        states = [catalog.assets.get(one).state for one in ids]
        assert states == [_S.TAGGED, _S.REJECTED, _S.TAGGED]

    def test_a_stroke_of_which_all_was_changed_is_refused_with_who_did_it(self, catalog: Catalog):
        one, two, _ = three(catalog)
        decide(catalog, two, Action.STAR)
        decide(catalog, one, Action.ACCEPT)
        decide(catalog, one, Action.REJECT, actor="编辑二")
        stroke = last(catalog)
        with pytest.raises(Conflict) as refused:
            undo(catalog, stroke)
        assert "编辑二" in refused.value.words.zh
        assert catalog.assets.get(one).state is _S.REJECTED
        assert last(catalog, skip=(stroke.id,)).kind == "star", "what is before it can be reached"

    def test_a_tag_weighed_anew_is_nobodys_change(self, catalog: Catalog):
        one, *_ = three(catalog)
        decide(catalog, one, Action.STAR)
        weighed = replace(TAG, confidence=111, ready=False)
        assert catalog.assets.tagged(one, tag=weighed, held=False)
        undo(catalog, last(catalog))
        found = catalog.assets.get(one)
        assert (found.star, found.tag) == (False, weighed)

    def test_a_withdrawal_is_never_the_last_stroke(self, catalog: Catalog):
        one, two, _ = three(catalog)
        decide(catalog, one, Action.STAR)
        decide(catalog, two, Action.WITHDRAW)
        assert last(catalog).kind == "star"
        with pytest.raises(Conflict):
            catalog.strokes.undo(last(catalog).id + 1, actor="editor", at=AT)

    def test_a_moved_sending_moves_back_unless_it_was_moved_on(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        sending = catalog.intake.sending(said(invited(catalog)), at=AT)
        asset = arrive(catalog, sending, "one").asset or ""
        moved = catalog.intake.move_sending(sending.id, to_unit="u3", actor="editor", at=AT)
        assert moved is not None and last(catalog) == moved
        undone = undo(catalog, moved)
        assert undone.assets == (asset,) and catalog.assets.get(asset).unit == "u1"
        again = catalog.intake.move_sending(sending.id, to_unit="u2", actor="editor", at=AT)
        catalog.intake.move_sending(sending.id, to_unit="u3", actor="other", at=AT)
        assert again is not None
        with pytest.raises(Conflict):
            undo(catalog, again)
        assert catalog.assets.get(asset).unit == "u3"

    def test_look_alikes_are_taken_apart_put_together_and_that_taken_back(self, catalog: Catalog):
        one, two, three_ = three(catalog)
        catalog.likeness.join(one, {two: True})
        rule = catalog.likeness.rule
        split = rule([(one, two)], apart=True, of=two, actor="editor", at=AT)
        joined = rule([(one, three_)], apart=False, of=three_, actor="editor", at=AT)
        assert (split.kind, joined.kind, last(catalog)) == ("split", "join", joined)
        assert catalog.likeness.pairs(KEY) == [
            Pair(asset=one, other=two, same=True, apart=True),
            Pair(asset=one, other=three_, same=False),
        ]
        # What stations find later does not undo what a person said.
        catalog.likeness.join(two, {one: True})
        assert next(p for p in catalog.likeness.pairs(KEY) if p.other == two).apart
        undo(catalog, joined)
        undo(catalog, split)
        assert catalog.likeness.pairs(KEY) == [Pair(asset=one, other=two, same=True)]
        events = [entry.event for entry in catalog.audit.entries(KEY)]
        assert events.count("alike-split") == events.count("alike-join") == 1

    def test_a_ruling_that_was_ruled_on_since_is_not_taken_back(self, catalog: Catalog):
        one, two, _ = three(catalog)
        catalog.likeness.join(one, {two: True})
        split = catalog.likeness.rule([(one, two)], apart=True, of=two, actor="editor", at=AT)
        catalog.likeness.rule([(one, two)], apart=False, of=two, actor="other", at=AT)
        with pytest.raises(Conflict):
            undo(catalog, split)

    def test_no_stroke_of_that_id_is_not_found(self, catalog: Catalog):
        three(catalog)
        with pytest.raises(NotFound):
            catalog.strokes.undo(999, actor="editor", at=AT)

    def test_doubts_are_told_without_what_a_near_shot_needs_first(self, catalog: Catalog):
        one, two, _ = three(catalog)
        unsure = replace(TAG, confidence=300, ready=False)
        catalog.assets.tagged(one, tag=unsure, held=False)
        catalog.assets.tagged(two, tag=unsure, held=True)
        (doubt,) = catalog.assets.doubts(KEY)
        assert (doubt.member.asset, doubt.confidence) == (one, 300)
        assert (doubt.member.activity, doubt.member.day) == (TAG.activity, TAG.day)
