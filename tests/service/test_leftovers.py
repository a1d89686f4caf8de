"""A withdrawal goes to the last byte, and what nobody would come back to is ended."""

import pytest

from domain.errors import StorageFailed
from domain.film import FilmState
from domain.moves import AssetState
from domain.sending import NewSending
from domain.words import Words
from service import reviewing
from service.arriving.leftovers import settle_leftovers
from service.arriving.receiving import ingest_file
from storage.originals import derived_prefix, segments_prefix
from tests.service.editor_week import set_job

KEY = "yunling-2025"


def take(web, path, content: bytes = b"abc", campaign: str = KEY):
    path.write_bytes(content)
    said = NewSending(campaign=campaign, unit="u1", invite=None, client_id="c", via="ingest")
    asset = ingest_file(web.settings, web.storage, said, path, at=web.clock()).asset
    assert asset is not None
    return web.storage.catalog.assets.get(asset)


def make_of(web, sha256: str) -> None:
    """A picture and a shot as stations keep them; no row names the shot."""
    web.storage.blobs.put(f"{derived_prefix(sha256)}thumb-1.jpg", b"picture")
    web.storage.blobs.put(f"{segments_prefix(sha256)}{'0' * 64}.mp4", b"shot")


def withdraw(web, asset_id: str) -> None:
    reviewing.withdraw(web.storage, asset_id, actor="editor", reason="asked", at=web.clock())


def test_with_the_original_goes_whatever_was_made_of_it_and_nothing_else(web, tmp_path):
    asset, other = take(web, tmp_path / "a.jpg"), take(web, tmp_path / "b.jpg", b"other")
    make_of(web, asset.sha256)
    make_of(web, other.sha256)
    before = set(web.storage.blobs.names())
    withdraw(web, asset.id)
    left = set(web.storage.blobs.names())
    assert {name for name in left if asset.sha256 in name} == set()
    assert left == {name for name in before if asset.sha256 not in name}


def test_what_another_campaign_has_too_stays_with_all_that_was_made_of_it(web, tmp_path):
    web.storage.catalog.campaigns.save(
        type(web.campaign)(**{**vars(web.campaign), "key": "yunling-2026"}),
        merges={},
        at=web.clock(),
    )
    asset = take(web, tmp_path / "a.jpg")
    take(web, tmp_path / "a.jpg", campaign="yunling-2026")
    make_of(web, asset.sha256)
    before = set(web.storage.blobs.names())
    withdraw(web, asset.id)
    assert set(web.storage.blobs.names()) == before


def test_a_withdrawal_that_was_cut_short_is_finished(web, tmp_path, monkeypatch):
    asset = take(web, tmp_path / "a.jpg")

    def away(_name: str) -> None:
        raise StorageFailed(Words(zh="断开", en="away"))

    with monkeypatch.context() as broken:
        broken.setattr(web.storage.blobs, "delete", away)
        with pytest.raises(StorageFailed):
            withdraw(web, asset.id)
    assert web.storage.catalog.assets.get(asset.id).state is AssetState.WITHDRAWN
    settle_leftovers(web.storage, at=web.clock())
    assert web.storage.catalog.assets.get(asset.id).state is AssetState.PURGED
    assert list(web.storage.blobs.names()) == []


def test_what_a_late_worker_kept_after_the_withdrawal_goes_too(web, tmp_path):
    asset = take(web, tmp_path / "a.jpg")
    withdraw(web, asset.id)
    make_of(web, asset.sha256)
    settle_leftovers(web.storage, at=web.clock())
    assert list(web.storage.blobs.names()) == []


def looked_at(web, monkeypatch) -> list[str]:
    """Ids of the assets that one sweep purges again."""
    seen: list[str] = []
    purge = web.storage.catalog.assets.purge

    def told(asset_id, delete):
        seen.append(asset_id)
        return purge(asset_id, delete)

    with monkeypatch.context() as listening:
        listening.setattr(web.storage.catalog.assets, "purge", told)
        settle_leftovers(web.storage, at=web.clock())
    return seen


def test_a_withdrawn_asset_is_looked_at_until_nobody_can_be_at_work_on_it(
    web, tmp_path, monkeypatch
):
    asset, other = take(web, tmp_path / "a.jpg"), take(web, tmp_path / "b.jpg", b"other")
    set_job(web.storage, f"asset:{asset.id}", "PENDING")
    withdraw(web, asset.id)
    web.clock.move(hours=2)
    assert looked_at(web, monkeypatch) == [asset.id], "its job still runs"
    assert looked_at(web, monkeypatch) == [asset.id]
    set_job(web.storage, f"asset:{asset.id}", "SUCCESS")
    withdraw(web, other.id)
    assert sorted(looked_at(web, monkeypatch)) == sorted([asset.id, other.id])
    assert looked_at(web, monkeypatch) == [other.id], "a worker taken for dead may still write"
    web.clock.move(hours=2)
    assert looked_at(web, monkeypatch) == [other.id], "for the last time"
    assert looked_at(web, monkeypatch) == []


@pytest.mark.parametrize(("status", "settled"), [("PENDING", False), ("ENQUEUED", True)])
def test_while_a_film_is_being_made_what_was_withdrawn_is_looked_at(
    web, tmp_path, monkeypatch, status, settled
):
    asset = take(web, tmp_path / "a.jpg")
    film = web.storage.catalog.films.start(KEY, at=web.clock()).id
    set_job(web.storage, f"film:{film}", status)
    withdraw(web, asset.id)
    web.clock.move(hours=2)
    assert looked_at(web, monkeypatch) == [asset.id]
    assert looked_at(web, monkeypatch) == ([] if settled else [asset.id])


def test_bytes_that_come_again_after_all_was_settled_are_looked_at_again(
    web, tmp_path, monkeypatch
):
    asset = take(web, tmp_path / "a.jpg")
    withdraw(web, asset.id)
    web.clock.move(hours=2)
    assert looked_at(web, monkeypatch) == [asset.id]
    assert looked_at(web, monkeypatch) == []
    path = tmp_path / "again.jpg"
    path.write_bytes(b"abc")
    said = NewSending(campaign=KEY, unit="u1", invite=None, client_id="d", via="ingest")
    refused = ingest_file(web.settings, web.storage, said, path, at=web.clock())
    assert refused.asset is None
    assert looked_at(web, monkeypatch) == [asset.id]
    assert list(web.storage.blobs.names("originals/")) == []


def test_bytes_that_are_received_while_they_are_deleted_elsewhere_are_kept(
    web, tmp_path, monkeypatch
):
    web.storage.catalog.campaigns.save(
        type(web.campaign)(**{**vars(web.campaign), "key": "yunling-2026"}),
        merges={},
        at=web.clock(),
    )
    asset = take(web, tmp_path / "a.jpg")
    receive = web.storage.catalog.intake.receive

    def received_late(*told, **said):
        # The bytes are in blobs, their row is not yet written.
        withdraw(web, asset.id)
        return receive(*told, **said)

    monkeypatch.setattr(web.storage.catalog.intake, "receive", received_late)
    again = take(web, tmp_path / "b.jpg", campaign="yunling-2026")
    assert again.sha256 == asset.sha256
    assert list(web.storage.blobs.names("originals/")) != []


def test_a_film_whose_job_is_over_is_not_being_made_for_ever(web):
    films = web.storage.catalog.films
    cancelled, waiting = (films.start(KEY, at=web.clock()).id for _ in range(2))
    web.storage.queue.cancel(f"film:{cancelled}")
    settle_leftovers(web.storage, at=web.clock())
    ended = films.get(cancelled)
    assert (ended.state, ended.failed_because) == (
        FilmState.FAILED,
        Words(zh="已取消", en="cancelled"),
    )
    assert films.get(waiting).state is FilmState.PLANNED
