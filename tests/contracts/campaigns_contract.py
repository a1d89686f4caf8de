"""What every implementation of the Campaigns port must do; bring a fixture `catalog`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.campaign import Unit
from domain.errors import Conflict, NotFound
from domain.moves import CampaignState
from domain.reviewing.review import Action
from domain.words import Words
from storage.catalog import Catalog
from tests.contracts.sample_week import (
    AT,
    KEY,
    TAG,
    decide,
    invited,
    move_week,
    plan,
    received,
    said,
    tagged,
)


def without_activity(key: str):
    return replace(plan(), activities=tuple(a for a in plan().activities if a.key != key))


def without_unit(key: str):
    activities = tuple(
        replace(a, units=tuple(u for u in a.units if u != key)) for a in plan().activities
    )
    return replace(
        plan(), units=tuple(u for u in plan().units if u.key != key), activities=activities
    )


class CampaignsContract:
    def test_a_saved_campaign_comes_back_as_it_was_and_is_open(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        record = catalog.campaigns.get(KEY)
        assert record.campaign == plan()
        assert (record.state, record.created_at) == (CampaignState.OPEN, AT)
        assert catalog.campaigns.all() == [record]

    def test_an_unknown_campaign_is_not_found(self, catalog: Catalog):
        with pytest.raises(NotFound):
            catalog.campaigns.get("nowhere")
        assert catalog.campaigns.all() == []

    def test_saving_again_changes_the_plan_and_neither_state_nor_birth(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        move_week(catalog, CampaignState.LATE)
        catalog.campaigns.save(replace(plan(), theme="新主题"), merges={}, at=AT.replace(day=30))
        record = catalog.campaigns.get(KEY)
        assert record.campaign.theme == "新主题"
        assert (record.state, record.created_at) == (CampaignState.LATE, AT)

    def test_a_plan_is_amended_as_it_is_now_or_not_at_all(self, catalog: Catalog):
        with pytest.raises(NotFound):
            catalog.campaigns.amend(KEY, lambda known: known, at=AT)
        catalog.campaigns.save(plan(), merges={}, at=AT)
        themes: list[str] = []

        def change(known):
            themes.append(known.theme)
            return replace(known, theme=f"{known.theme}！")

        changed = catalog.campaigns.amend(KEY, change, at=AT.replace(day=30))
        assert catalog.campaigns.get(KEY).campaign == changed
        assert changed.theme == f"{themes[-1]}！" == f"{plan().theme}！"

        def refuse(known):
            raise Conflict(Words(zh="不", en="no"))

        with pytest.raises(Conflict):
            catalog.campaigns.amend(KEY, refuse, at=AT)
        assert catalog.campaigns.get(KEY).campaign == changed

    def test_titles_are_told_without_the_plans_and_follow_them(self, catalog: Catalog):
        catalog.campaigns.save(plan("b-2025"), merges={}, at=AT)
        catalog.campaigns.save(plan("a-2025"), merges={}, at=AT.replace(day=29))
        catalog.campaigns.save(replace(plan("b-2025"), title="新的标题"), merges={}, at=AT)
        move_week(catalog, CampaignState.LATE, key="a-2025")
        told = [(t.key, t.title, t.state, t.created_at) for t in catalog.campaigns.titles()]
        assert told == [
            (r.campaign.key, r.campaign.title, r.state, r.created_at)
            for r in catalog.campaigns.all()
        ]
        assert [title for _, title, _, _ in told] == ["新的标题", plan().title]

    def test_only_lawful_moves_are_made(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        assert not move_week(catalog, CampaignState.ACCEPTED)
        assert move_week(catalog, CampaignState.CLOSED)
        assert not move_week(catalog, CampaignState.CLOSED)
        assert move_week(catalog, CampaignState.ACCEPTED)
        assert catalog.campaigns.get(KEY).state is CampaignState.ACCEPTED

    def test_a_move_is_made_from_where_the_week_was_seen_and_stands_in_the_log(
        self, catalog: Catalog
    ):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        closed, opened = CampaignState.CLOSED, CampaignState.OPEN
        late = CampaignState.LATE
        assert not catalog.campaigns.move(KEY, seen=late, to=closed, by="e1", at=AT)
        assert not catalog.campaigns.move("nowhere", seen=closed, to=opened, by="e1", at=AT)
        assert not catalog.audit.entries(KEY)
        assert catalog.campaigns.move(KEY, seen=opened, to=closed, by="e1", at=AT)
        (entry,) = catalog.audit.entries(KEY)
        assert (entry.at, entry.actor, entry.event, entry.subject) == (
            AT,
            "e1",
            "campaign closed",
            KEY,
        )
        # Retention counts from the moment that was given, on whatever machine it is kept.
        assert catalog.retention.all_finished(before=AT + timedelta(seconds=1))

    def test_a_unit_is_added_unless_its_name_or_key_stands(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        school = Unit(key="u4", name="县一中", aliases=("云岭一中",))
        catalog.campaigns.add_unit(KEY, school)
        assert catalog.campaigns.get(KEY).campaign.units[-1] == school
        for taken in (
            Unit(key="u5", name="县一中"),
            Unit(key="u5", name="工信局", aliases=("县工科局",)),
            Unit(key="u4", name="县二中"),
        ):
            with pytest.raises(Conflict):
                catalog.campaigns.add_unit(KEY, taken)
        with pytest.raises(NotFound):
            catalog.campaigns.add_unit("nowhere", school)
        assert len(catalog.campaigns.get(KEY).campaign.units) == 4

    def test_assets_are_counted_by_the_activity_of_their_tag(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        one, two, three = tagged(catalog, "one", "two", "three")
        received(catalog, "untagged", unit="u2")
        decide(catalog, two, Action.CHANGE, activity="a2")
        assert catalog.campaigns.assets_per_activity(KEY) == {"a1": 2, "a2": 1}
        decide(catalog, three, Action.WITHDRAW)
        assert catalog.campaigns.assets_per_activity(KEY) == {"a1": 1, "a2": 1}
        assert one

    def test_an_activity_with_assets_is_not_dropped(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        tagged(catalog, "one")
        received(catalog, "two", unit="u2", activity="a3")
        catalog.campaigns.save(without_activity("a2"), merges={}, at=AT)
        for key in ("a1", "a3"):
            with pytest.raises(Conflict, match=key):
                catalog.campaigns.save(without_activity(key), merges={}, at=AT)
        assert catalog.campaigns.get(KEY).campaign == without_activity("a2")

    def test_a_merged_activity_leaves_everything_to_its_heir(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (asset,) = tagged(catalog, "one", activity="a1")
        invite = catalog.intake.add_invite(
            campaign=KEY, unit="u1", activity="a1", secret_hash="b", at=AT
        )
        catalog.campaigns.save(without_activity("a1"), merges={"a1": "a3"}, at=AT)
        moved = catalog.assets.get(asset)
        assert moved.tag is not None
        assert (moved.tag.activity, moved.sender_activity) == ("a3", "a3")
        assert [reason.activity for reason in moved.tag.evidence] == ["a3"]
        assert moved.tag.confidence == TAG.confidence
        assert catalog.intake.invite("b").activity == "a3"
        assert catalog.intake.invite("b").id == invite.id
        assert [s.said.activity for s in catalog.intake.sendings(KEY)] == ["a3"]
        assert catalog.campaigns.assets_per_activity(KEY) == {"a3": 1}

    def test_a_merge_into_what_the_plan_does_not_know_changes_nothing(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        (asset,) = tagged(catalog, "one")
        with pytest.raises(NotFound):
            catalog.campaigns.save(without_activity("a1"), merges={"a1": "a9"}, at=AT)
        assert catalog.campaigns.get(KEY).campaign == plan()
        tag = catalog.assets.get(asset).tag
        assert tag is not None and tag.activity == "a1"

    def test_a_unit_that_has_sent_is_not_dropped(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        received(catalog, "one", unit="u1")
        with pytest.raises(Conflict):
            catalog.campaigns.save(without_unit("u1"), merges={}, at=AT)
        catalog.intake.sending(said(invited(catalog, unit="u2")), at=AT)
        with pytest.raises(Conflict):
            catalog.campaigns.save(without_unit("u2"), merges={}, at=AT)

    def test_links_of_a_dropped_unit_end_and_of_a_dropped_activity_are_left_open(
        self, catalog: Catalog
    ):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        for unit, secret in (("u3", "c"), ("u1", "d")):
            catalog.intake.add_invite(
                campaign=KEY, unit=unit, activity="a2", secret_hash=secret, at=AT
            )
        later = replace(without_unit("u3"), activities=without_activity("a2").activities)
        catalog.campaigns.save(later, merges={}, at=AT)
        assert catalog.intake.invite("c").revoked_at == AT
        kept = catalog.intake.invite("d")
        assert (kept.revoked_at, kept.activity) == (None, None)
