"""What every implementation of the Watch port must do; bring `catalog`."""

from datetime import timedelta

from domain.reviewing.review import Action
from domain.words import Words
from storage.catalog import Catalog
from storage.queues import WorkerCard
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    decision,
    invited,
    new_upload,
    plan,
    received,
    said,
    tagged,
)

REFUSED = Words(zh="不收", en="not taken")


class WatchContract:
    def test_workers_are_told_with_the_age_of_their_beat(self, catalog: Catalog):
        assert catalog.watch.workers() == []
        catalog.leases.beat("w1")
        (worker,) = catalog.watch.workers()
        assert worker.executor_id == "w1"
        assert 0 <= worker.age_ms < 60_000
        assert worker.card is None
        assert worker.takes == ("intake", "film", "render")

    def test_workers_say_what_they_are_and_are_not_told_any_more_when_they_left(
        self, catalog: Catalog
    ):
        card = WorkerCard(
            executor_id="w1",
            host="media-2",
            pid=77,
            version="0.2.0",
            started_ms=1_716_970_000_000,
            takes=("intake",),
            cannot={"render": "ffmpeg"},
        )
        catalog.leases.join(card)
        (worker,) = catalog.watch.workers()
        assert (worker.card, worker.takes) == (card, ("intake",))
        catalog.leases.beat("w1")
        assert catalog.watch.workers()[0].card == card
        catalog.leases.leave("w1")
        assert catalog.watch.workers() == []

    def test_assets_are_counted_by_campaign_and_state(self, catalog: Catalog):
        for key in (KEY, "other-2025"):
            catalog.campaigns.save(plan(key), merges={}, at=AT)
        assert catalog.watch.assets() == {}
        received(catalog, "one", "two")
        tagged(catalog, "three")
        assert catalog.watch.assets() == {KEY: {"received": 2, "tagged": 1}}

    def test_a_unit_is_silent_until_it_brings_something_that_counts(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        everyone = [(KEY, unit.key) for unit in plan().units]
        assert catalog.watch.silent(everyone) == set(everyone)
        received(catalog, "one", unit="u2")
        (gone,) = tagged(catalog, "two", unit="u3")
        assert catalog.watch.silent(everyone) == {(KEY, "u1")}
        catalog.assets.decide([decision(gone, Action.WITHDRAW)], at=AT)
        assert catalog.watch.silent(everyone) == {(KEY, "u1"), (KEY, "u3")}
        assert catalog.watch.silent([]) == set()

    def test_uploads_count_as_arriving_until_they_are_whole(self, catalog: Catalog):
        catalog.campaigns.save(plan(), merges={}, at=AT)
        sending = catalog.intake.sending(said(invited(catalog)), at=AT)
        arrive(catalog, sending, "whole")
        assert catalog.watch.arriving() == 0
        catalog.intake.start(new_upload(sending, "begun"))
        assert catalog.watch.arriving() == 1

    def test_links_are_listed_newest_first_with_what_came_by_them(self, catalog: Catalog):
        for key in (KEY, "other-2025"):
            catalog.campaigns.save(plan(key), merges={}, at=AT)
        used = invited(catalog)
        quiet = invited(catalog, campaign="other-2025")
        sending = catalog.intake.sending(said(used), at=AT)
        arrive(catalog, sending, "one")
        catalog.intake.start(new_upload(sending, "two"))
        refused = catalog.intake.start(new_upload(sending, "three"))
        catalog.intake.refuse(refused.said.id, code="kind", words=REFUSED)
        catalog.intake.revoke(quiet.id, at=AT + timedelta(hours=1))
        newest, oldest = catalog.watch.invites()
        assert newest.invite.id == quiet.id and newest.invite.revoked_at is not None
        assert (newest.files, newest.last_used) == (0, None)
        assert (oldest.invite, oldest.files, oldest.last_used) == (used, 2, AT)
        assert catalog.watch.invites(limit=1) == [newest]
        assert catalog.watch.invites(before=quiet.id) == [oldest]

    def test_the_database_takes_some_room(self, catalog: Catalog):
        assert catalog.watch.database_bytes() > 10_000
