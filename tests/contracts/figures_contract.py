"""What every implementation of the Figures port must do; bring a fixture `catalog`."""

from dataclasses import replace

import pytest

from domain.board.figures import Figure, in_force
from domain.errors import Conflict, NotFound
from storage.catalog import Catalog
from tests.contracts.sample_week import AT, KEY, plan

HELD = {Figure.SESSIONS: 2, Figure.PARTICIPANTS: 300}


def enter(catalog: Catalog, activity: str = "a1", unit: str = "u1", values=HELD):
    return catalog.figures.enter(
        campaign=KEY, activity=activity, unit=unit, values=values, actor="编辑一", at=AT
    )


class FiguresContract:
    def test_every_entry_is_kept_in_order_and_told_by_unit(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        first, other = enter(catalog), enter(catalog, unit="u2")
        again = enter(catalog, values={Figure.SESSIONS: 0})
        assert (first.values, first.actor, first.at) == (HELD, "编辑一", AT)
        assert catalog.figures.entries(KEY) == [first, other, again]
        assert catalog.figures.entries(KEY, unit="u1") == [first, again]
        assert first.id < other.id < again.id

    def test_who_saw_an_older_entry_is_told_and_nothing_is_kept(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)

        def seen(number: int):
            return catalog.figures.enter(
                campaign=KEY, activity="a1", unit="u1", values=HELD, actor="b", at=AT, seen=number
            )

        first = seen(0)
        for stale in (0, first.id + 1):
            with pytest.raises(Conflict):
                seen(stale)
        second = seen(first.id)
        assert catalog.figures.entries(KEY) == [first, second]

    def test_figures_are_of_a_known_activity_and_unit_only(self, catalog: Catalog):
        with pytest.raises(NotFound):
            enter(catalog)
        catalog.campaigns.save(plan(), merges={}, at=AT)
        for activity, unit in (("a9", "u1"), ("a1", "u9")):
            with pytest.raises(NotFound):
                enter(catalog, activity, unit)
        assert catalog.figures.entries(KEY) == []

    def test_figures_follow_an_activity_that_is_merged(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        enter(catalog, "a2", "u3")
        rest = replace(plan(), activities=(plan().activities[0], plan().activities[2]))
        with pytest.raises(Conflict) as refused:
            catalog.campaigns.save(rest, merges={}, at=AT)
        assert "统计数据" in refused.value.words.zh
        catalog.campaigns.save(rest, merges={"a2": "a3"}, at=AT)
        assert [entry.activity for entry in catalog.figures.entries(KEY)] == ["a3"]

    def test_figures_of_both_merged_activities_are_not_silently_one(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        enter(catalog, "a2", "u3")
        enter(catalog, "a3", "u3")
        rest = replace(plan(), activities=(plan().activities[0], plan().activities[2]))
        with pytest.raises(Conflict):
            catalog.campaigns.save(rest, merges={"a2": "a3"}, at=AT)
        enter(catalog, "a2", "u3", {})
        catalog.campaigns.save(rest, merges={"a2": "a3"}, at=AT)
        found = in_force(catalog.figures.entries(KEY))
        assert found["a3", "u3"].values == HELD

    def test_what_the_heir_took_back_is_not_newer_than_what_it_takes_over(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        enter(catalog, "a2", "u3")
        enter(catalog, "a3", "u3")
        enter(catalog, "a3", "u3", {})
        rest = replace(plan(), activities=(plan().activities[0], plan().activities[2]))
        catalog.campaigns.save(rest, merges={"a2": "a3"}, at=AT)
        assert in_force(catalog.figures.entries(KEY))["a3", "u3"].values == HELD

    def test_figures_that_were_taken_back_hold_no_activity(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        enter(catalog, "a2", "u2")
        enter(catalog, "a2", "u2", {})
        rest = replace(plan(), activities=(plan().activities[0], plan().activities[2]))
        catalog.campaigns.save(rest, merges={}, at=AT)

    def test_a_unit_whose_figures_count_stays(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        enter(catalog, "a1", "u2")
        fewer = replace(
            plan(),
            units=tuple(unit for unit in plan().units if unit.key != "u2"),
            activities=plan().activities[:2],
        )
        with pytest.raises(Conflict):
            catalog.campaigns.save(fewer, merges={}, at=AT)
