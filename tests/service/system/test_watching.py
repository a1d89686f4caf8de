"""What is watched, and that /metrics tells it by the names that dashboard and alerts use."""

import httpx
from prometheus_client.parser import text_string_to_metric_families

from domain.errors import StorageFailed
from domain.moves import CampaignState
from domain.words import Words
from service.web.watching import blob_use
from tests.contracts.sample_week import move_week
from tests.service.conftest import NOW


def samples(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """(name, label values in the order of their labels' names…) -> value."""
    told = client.get("/metrics").text
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def test_the_numbers_of_the_whole_system_are_told(door):
    told = samples(door)
    key = "yunling-2025"
    assert told["weekreel_catalog_up",] == 1
    assert told["weekreel_workers_alive",] == 0
    assert told["weekreel_jobs", "asset", "waiting"] == 2
    assert told["weekreel_job_oldest_waiting_seconds",] >= 0
    assert told["weekreel_assets", key, "accepted"] == 8
    assert told["weekreel_assets", key, "received"] == 2
    assert told["weekreel_campaign_units_missing", key] == 1
    assert told["weekreel_campaign_deadline_days", key] == 5
    assert told["weekreel_uploads_in_flight",] == 0
    assert told["weekreel_database_bytes",] > 100_000
    for place in ("home", "spool", "blobs"):
        assert 0 < told["weekreel_disk_free_bytes", place] < told["weekreel_disk_bytes", place]


def test_a_worker_that_beats_is_counted_with_its_age(client, web):
    web.storage.catalog.leases.beat("0123abcd-1-00000000")
    told = samples(client)
    assert told["weekreel_workers_alive",] == 1
    assert 0 <= told["weekreel_worker_lease_age_seconds",] < 60


def test_the_blobs_are_counted_by_kind_beside_the_one_who_asks(web, client_of):
    app = web.app()
    client = client_of(app)
    web.storage.blobs.put("originals/aa/x", b"12345")
    web.storage.blobs.put("films/f.mp4", b"123")
    assert ("weekreel_blob_bytes", "films") not in samples(client)
    app.state.deps.watching.blobs.wait(20)
    told = samples(client)
    assert told["weekreel_blob_bytes", "originals"] == 5
    assert told["weekreel_blob_bytes", "films"] == 3


def test_blobs_are_summed_by_the_first_segment_of_their_names():
    use = blob_use([("films/a", 3), ("films/b/c", 4), ("alone", 1)], at=NOW)
    assert use.kinds == {"films": (2, 7), "alone": (1, 1)}
    assert use.bytes == 8


def test_a_closed_week_has_no_deadline_to_be_reminded_of(client, web):
    move_week(web.storage.catalog, CampaignState.CLOSED, key=web.campaign.key)
    assert not [name for name, *_ in samples(client) if name.startswith("weekreel_campaign_")]


def test_a_database_that_is_away_leaves_what_needs_none(client, web, monkeypatch):
    def away(_self: object) -> None:
        raise StorageFailed(Words(zh="不在", en="away"))

    monkeypatch.setattr(type(web.storage.catalog.watch), "workers", away)
    told = samples(client)
    assert told["weekreel_catalog_up",] == 0
    assert told["weekreel_disk_free_bytes", "home"] > 0
    assert not [name for name, *_ in told if name == "weekreel_jobs"]
