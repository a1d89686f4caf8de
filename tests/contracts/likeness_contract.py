"""What every implementation of the Likeness port must do; bring a fixture `catalog`."""

import pytest

from domain.errors import NotFound
from domain.facts import Facts, Kind
from domain.looking.likeness import Prints
from domain.moves import AssetState
from domain.reviewing.review import Action
from storage.catalog import Catalog
from storage.catalog_likeness import Pair
from tests.contracts.sample_week import (
    AT,
    KEY,
    LOOK,
    TAG,
    decide,
    derivatives,
    plan,
    received,
    tagged,
)


def prints(asset: str, *hashes: int) -> Prints:
    return Prints(asset=asset, kind=Kind.CLIP, hashes=hashes, duration_ms=8000)


def three(catalog: Catalog) -> list[str]:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return sorted(tagged(catalog, "one", "two", "three"))


class LikenessContract:
    def test_prints_come_back_exactly_and_a_second_time_replaces(self, catalog: Catalog):
        one, two, _ = three(catalog)
        catalog.likeness.keep(prints(two, 1))
        catalog.likeness.keep(prints(one, 2**64 - 2, 0))
        catalog.likeness.keep(prints(two, 3, 5))
        assert catalog.likeness.prints(KEY) == [prints(one, 2**64 - 2, 0), prints(two, 3, 5)]
        with pytest.raises(NotFound):
            catalog.likeness.keep(prints("nobody", 1))

    def test_what_was_looked_at_without_prints_is_told(self, catalog: Catalog):
        one, two, gone = three(catalog)
        decide(catalog, gone, Action.WITHDRAW)
        assert catalog.likeness.without_prints(KEY) == [one, two]
        catalog.likeness.keep(prints(one, 1))
        assert catalog.likeness.without_prints(KEY) == [two]

    def test_pairs_are_the_same_from_both_sides(self, catalog: Catalog):
        one, two, last = three(catalog)
        catalog.likeness.join(two, {one: True, last: False})
        catalog.likeness.join(one, {two: True})
        assert catalog.likeness.pairs(KEY) == [
            Pair(asset=one, other=two, same=True),
            Pair(asset=two, other=last, same=False),
        ]

    def test_what_a_machine_took_for_the_same_is_parted_and_what_people_ruled_stands(
        self, catalog: Catalog
    ):
        one, two, last = three(catalog)
        catalog.likeness.join(one, {two: True, last: True})
        catalog.likeness.join(two, {last: False})
        catalog.likeness.rule([(one, last)], apart=False, of=one, actor="e", at=AT)
        assert catalog.likeness.part(two, [one, last]) == 1
        assert catalog.likeness.part(last, [one]) == 0
        kept = [Pair(asset=one, other=last, same=True), Pair(asset=two, other=last, same=False)]
        assert catalog.likeness.pairs(KEY) == kept
        catalog.likeness.rule([(one, last)], apart=True, of=one, actor="e", at=AT)
        assert catalog.likeness.part(one, [two, last]) == 0
        assert catalog.likeness.pairs(KEY)[0].apart

    def test_what_is_withdrawn_is_like_nothing_and_leaves_nothing_when_purged(
        self, catalog: Catalog
    ):
        one, two, last = three(catalog)
        for asset in (one, two, last):
            catalog.likeness.keep(prints(asset, 1))
        catalog.likeness.join(one, {two: True, last: True})
        decide(catalog, two, Action.WITHDRAW)
        assert [p.asset for p in catalog.likeness.prints(KEY)] == [one, last]
        assert catalog.likeness.pairs(KEY) == [Pair(asset=one, other=last, same=True)]
        assert catalog.assets.purge(two, lambda _blob: None)
        catalog.likeness.keep(prints(two, 1))
        assert [p.asset for p in catalog.likeness.prints(KEY)] == [one, last]


def photo(catalog: Catalog, content: str, *, wide: int, chat_copy: bool) -> str:
    (asset,) = received(catalog, content)
    facts = Facts(
        kind=Kind.PHOTO, format="jpeg", width=wide, height=wide * 3 // 4, chat_copy=chat_copy
    )
    catalog.assets.inspected(
        asset, facts=facts, claims=(), taken_at=None, taken_class="none", taken_from=None
    )
    catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset))
    catalog.assets.tagged(asset, tag=TAG, held=False)
    return asset


class InheritContract:
    def test_a_decision_is_carried_over_once_and_stands_in_the_log(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        copy = photo(catalog, "copy", wide=1080, chat_copy=True)
        original = photo(catalog, "original", wide=4000, chat_copy=False)
        assert catalog.assets.inherit(original, copies=[copy], at=AT) is False, "nothing decided"
        decide(catalog, copy, Action.CHANGE, activity="a3")
        decide(catalog, copy, Action.ACCEPT)
        assert catalog.assets.inherit(original, copies=[copy], at=AT) is True
        found = catalog.assets.get(original)
        assert found.state is AssetState.ACCEPTED
        assert found.tag is not None and (found.tag.activity, found.tag.by) == ("a3", "person")
        assert catalog.assets.inherit(original, copies=[copy], at=AT) is False
        (kept,) = catalog.assets.decisions(KEY, asset=original)
        assert (kept.decision.action, kept.decision.reason) == (Action.INHERIT, f"copy {copy}")

    def test_an_original_that_was_decided_on_keeps_its_own(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        copy = photo(catalog, "copy", wide=1080, chat_copy=True)
        original = photo(catalog, "original", wide=4000, chat_copy=False)
        decide(catalog, copy, Action.ACCEPT)
        decide(catalog, original, Action.REJECT)
        assert catalog.assets.inherit(original, copies=[copy], at=AT) is False
        assert catalog.assets.get(original).state is AssetState.REJECTED
