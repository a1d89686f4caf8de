"""A unit's and a week's machine tags weighed again over a real catalog."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.moves import AssetState
from domain.plan_changes import with_activity
from domain.reviewing.review import Action
from storage.opening import Storage, open_storage
from storage.settings import read_settings
from tests.contracts.sample_week import AT, KEY, LOOK, TAG, decide, derivatives, plan, received
from tests.databases import SqliteFiles, fresh
from tests.workers.test_court import bench_of, inspected
from workers.stations import tag
from workers.weighing import weigh_if_whole, weigh_week


@pytest.fixture
def storage(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Storage]:
    with (
        fresh(sqlite_files, tmp_path / "home") as environ,
        open_storage(read_settings(environ)) as opened,
    ):
        opened.catalog.campaigns.save(plan(), merges={}, at=AT)
        yield opened


def looked(storage: Storage, *names: str, unit: str = "u1") -> list[str]:
    """One sending of photos, a minute apart, up to before the tag station."""
    assets = received(storage.catalog, *names, unit=unit)
    for minute, asset in enumerate(assets, 10):
        inspected(storage.catalog, asset, ExifIFD__DateTimeOriginal=f"2025:05:27 09:{minute}:00")
        storage.catalog.assets.looked(asset, look=LOOK, derivatives=derivatives(asset))
    return assets


def tagged(storage: Storage, asset: str, **other) -> None:
    storage.catalog.assets.tagged(asset, tag=replace(TAG, **other), held=False)


def test_the_last_of_a_sending_weighs_all_of_it_in_company(storage: Storage):
    one, two = looked(storage, "one", "two")
    bench = bench_of(storage.catalog)
    tagged(storage, one, activity=None, evidence=())
    # The other is on its way still.
    assert weigh_if_whole(bench, storage.catalog.assets.get(one)) == 0
    tagged(storage, two, activity=None, evidence=())
    assert weigh_if_whole(bench, storage.catalog.assets.get(two)) == 2
    fresh_tag = storage.catalog.assets.get(one).tag
    assert fresh_tag is not None and fresh_tag.evidence
    # What comes out the same is not written again.
    assert weigh_if_whole(bench, storage.catalog.assets.get(two)) == 0


def test_a_decision_queues_one_job_however_many_strokes_and_the_rest_learns(storage: Storage):
    assets = looked(storage, "one", "two", "three")
    for asset in assets:
        tagged(storage, asset, activity="a1")
    weigh_week(bench_of(storage.catalog), KEY)
    decide(storage.catalog, assets[0], Action.STAR)
    assert not [job for job in storage.queue.jobs() if job.kind == "weigh"]
    decide(storage.catalog, assets[0], Action.CHANGE, activity="a2")
    decide(storage.catalog, assets[0], Action.ACCEPT)
    (job,) = [job for job in storage.queue.jobs() if job.kind == "weigh"]
    assert (job.subject, job.state) == (KEY, "waiting")
    assert weigh_week(bench_of(storage.catalog), KEY) == 2
    for asset in assets[1:]:
        learnt = storage.catalog.assets.get(asset).tag
        assert learnt is not None and learnt.activity == "a2"
        assert any(each.kind == "decided" for each in learnt.evidence)
    decided = storage.catalog.assets.get(assets[0])
    assert decided.state is AssetState.ACCEPTED
    assert decided.tag is not None and decided.tag.by == "person"


def test_the_machines_own_acceptance_teaches_nothing(storage: Storage):
    one, two = looked(storage, "one", "two")
    for asset in (one, two):
        tagged(storage, asset)
    decide(storage.catalog, one, Action.ACCEPT, actor="machine")
    assert not [job for job in storage.queue.jobs() if job.kind == "weigh"]


def test_an_undone_decision_is_unlearnt(storage: Storage):
    one, two = looked(storage, "one", "two")
    for asset in (one, two):
        tagged(storage, asset)
    weigh_week(bench_of(storage.catalog), KEY)
    before = storage.catalog.assets.get(two).tag
    made = decide(storage.catalog, one, Action.CHANGE, activity="a3")
    weigh_week(bench_of(storage.catalog), KEY)
    assert storage.catalog.assets.get(two).tag != before
    storage.catalog.assets.undo(made, actor="editor", at=AT + timedelta(minutes=1))
    weigh_week(bench_of(storage.catalog), KEY)
    assert storage.catalog.assets.get(two).tag == before


def weighing_jobs(storage: Storage) -> list[str]:
    return [job.subject for job in storage.queue.jobs() if job.kind == "weigh"]


def test_a_stroke_that_is_taken_back_weighs_the_week_anew(storage: Storage):
    one, two = looked(storage, "one", "two")
    for asset in (one, two):
        tagged(storage, asset)
    # With nothing left for the machine the decision itself queues none.
    decide(storage.catalog, two, Action.ACCEPT, actor="machine")
    decide(storage.catalog, one, Action.CHANGE, activity="a3")
    assert weighing_jobs(storage) == []
    stroke = storage.catalog.strokes.last(KEY, actor="editor")
    assert stroke is not None
    storage.catalog.strokes.undo(stroke.id, actor="editor", at=AT + timedelta(minutes=1))
    assert weighing_jobs(storage) == [KEY]


def test_a_plan_that_changes_weighs_the_week_anew_and_one_that_stays_does_not(storage: Storage):
    campaigns = storage.catalog.campaigns
    (one,) = looked(storage, "one")
    campaigns.amend(KEY, lambda known: replace(known, theme="之前"), at=AT)
    assert weighing_jobs(storage) == [], "nothing is tagged yet"
    tagged(storage, one)
    campaigns.amend(KEY, lambda known: known, at=AT)
    campaigns.save(campaigns.get(KEY).campaign, merges={}, at=AT)
    assert weighing_jobs(storage) == []
    change = with_activity(campaigns.get(KEY).campaign, title="林草科技周", unit=None, date=None)
    campaigns.save(change[0], merges={}, at=AT)
    assert weighing_jobs(storage) == [KEY]


def test_the_station_tags_alone_and_then_together(storage: Storage, monkeypatch):
    (one,) = looked(storage, "one")
    monkeypatch.setattr(tag, "mark_alike", lambda bench, asset: None)
    assert tag.run(bench_of(storage.catalog), one)
    assert storage.catalog.assets.get(one).state is AssetState.TAGGED


def test_a_whole_sending_is_heard_of_by_the_week_in_one_job(storage: Storage):
    (one,) = looked(storage, "one")
    tagged(storage, one)
    bench = bench_of(storage.catalog)
    # A week of one unit has heard it all.
    assert not storage.catalog.campaigns.weigh_soon(KEY, beside="u1")
    assert storage.catalog.campaigns.weigh_soon(KEY, beside="u2")
    assert not storage.catalog.campaigns.weigh_soon(KEY, beside="u2")
    weigh_if_whole(bench, storage.catalog.assets.get(one))
    assert weighing_jobs(storage) == [KEY]


def test_a_late_sending_is_weighed_with_a_week_that_was_accepted(storage: Storage):
    (early,) = looked(storage, "early", unit="u2")
    tagged(storage, early)
    decide(storage.catalog, early, Action.ACCEPT)
    assert weighing_jobs(storage) == [], "nothing of the machine's is open"
    (late,) = looked(storage, "late")
    tagged(storage, late)
    weigh_if_whole(bench_of(storage.catalog), storage.catalog.assets.get(late))
    assert weighing_jobs(storage) == [KEY]


def test_a_sending_beside_what_is_not_there_yet_waits_for_nobody(storage: Storage):
    looked(storage, "on its way", unit="u2")
    (late,) = looked(storage, "late")
    tagged(storage, late)
    assert not storage.catalog.campaigns.weigh_soon(KEY, beside="u1")
