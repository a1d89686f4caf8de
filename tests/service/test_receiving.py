import fcntl
import hashlib
import os
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import NotFound, StorageFailed
from domain.moves import CampaignState
from domain.reviewing.review import Action, Decision
from domain.sending import NewSending, NewUpload, UploadState
from domain.words import Words
from service.arriving.receiving import ingest_file, is_late, new_upload_id, refusal_by_size
from service.upload.finishing import ORPHAN_S, finish_if_whole, sweep
from service.upload.spool import Busy, Spool
from storage.catalog_campaigns import CampaignRecord
from tests.service.conftest import NOW, no_archive, plan


@pytest.fixture
def spool(web) -> Spool:
    return Spool(web.settings.home / "spool", reserve_bytes=0)


def said(**other) -> NewSending:
    values = {
        "campaign": "yunling-2025",
        "unit": "u1",
        "invite": None,
        "client_id": "stick-1",
        "via": "ingest",
    }
    return NewSending(**{**values, **other})


def take(web, path):
    return ingest_file(web.settings, web.storage, said(), path, at=web.clock())


def spooled(web, spool, content: bytes, *, size: int | None = None):
    """An upload as the web left it: a row that is arriving and a file in the spool."""
    sending = web.storage.catalog.intake.sending(said(), at=web.clock())
    new = NewUpload(
        id=new_upload_id(),
        sending=sending.id,
        filename="a.jpg",
        filetype="image/jpeg",
        size=len(content) if size is None else size,
        modified_ms=None,
        created_at=web.clock(),
        expires_at=web.clock() + timedelta(days=7),
    )
    spool.create(new.id)
    spool.file(new.id).write_bytes(content)
    return web.storage.catalog.intake.start(new)


def state(web, upload) -> str:
    return web.storage.catalog.intake.upload(upload.said.id).state


# -- a folder or a stick


def test_a_file_of_a_folder_goes_the_same_way_as_one_from_a_phone(web, tmp_path):
    file = tmp_path / "照片 1.jpg"
    file.write_bytes(b"abc")
    os.utime(file, ns=(1, 1_748_300_000_123_456_789))
    upload = take(web, file)
    assert upload.state is UploadState.RECEIVED
    (asset,) = web.storage.catalog.assets.all("yunling-2025")
    assert asset.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert asset.original_name == "照片 1.jpg"
    assert asset.modified_ms == 1_748_300_000_123
    assert file.read_bytes() == b"abc"
    assert [job.subject for job in web.storage.queue.jobs()] == [asset.id]


def test_the_same_file_twice_is_one_asset_and_two_receipts(web, tmp_path):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"abc")
    states = [take(web, tmp_path / name).state for name in ("a.jpg", "b.jpg")]
    assert states == [UploadState.RECEIVED, UploadState.DUPLICATE]
    assert len(web.receipts()) == 2


def test_what_cannot_be_taken_gets_a_receipt_that_says_why(make_web, tmp_path):
    web = make_web(WEEKREEL_MAX_FILE_BYTES="10")
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "empty.jpg").touch()
    (folder / "big.mp4").write_bytes(b"x" * 11)
    (folder / "link.jpg").symlink_to(folder / "big.mp4")
    os.mkfifo(folder / "pipe.jpg")
    names = ("empty.jpg", "big.mp4", "link.jpg", "pipe.jpg", "gone.jpg")
    codes = [take(web, folder / name).refused[0] for name in names]
    assert codes == ["empty", "too-large", "not-a-file", "not-a-file", "cannot-read"]
    assert {r.state for r in web.receipts()} == {"refused"}
    assert all(r.words.zh for r in web.receipts())
    assert web.storage.catalog.assets.all("yunling-2025") == []


def test_a_name_that_no_terminal_should_see_is_cleaned(web, tmp_path):
    file = tmp_path / "a\u202egpj.exe\n"
    file.write_bytes(b"abc")
    assert take(web, file).said.filename == "agpj.exe"


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (1, None), (10, None), (11, "too-large")])
def test_a_size_alone_can_be_reason_enough(size, code):
    reason = refusal_by_size(size, max_file_bytes=10)
    assert (reason.code if reason else None) == code


def test_withdrawn_bytes_that_come_again_are_refused_and_not_kept(web, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"abc")
    asset = take(web, tmp_path / "a.jpg").asset
    withdraw = Decision(asset=asset, action=Action.WITHDRAW, actor="editor", reason="asked")
    web.storage.catalog.assets.decide([withdraw], at=web.clock())
    again = take(web, tmp_path / "a.jpg")
    assert (again.state, again.refused[0]) == (UploadState.REFUSED, "withdrawn")
    assert list(web.storage.blobs.names("originals/")) == []


def test_bytes_withdrawn_here_stay_for_the_campaign_that_still_has_them(web, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"abc")
    web.storage.catalog.campaigns.save(plan(key="other-2025"), merges={}, at=web.clock())
    other = said(campaign="other-2025")
    ingest_file(web.settings, web.storage, other, tmp_path / "a.jpg", at=web.clock())
    asset = take(web, tmp_path / "a.jpg").asset
    withdraw = Decision(asset=asset, action=Action.WITHDRAW, actor="editor", reason="asked")
    web.storage.catalog.assets.decide([withdraw], at=web.clock())
    assert take(web, tmp_path / "a.jpg").state is UploadState.REFUSED
    assert len(list(web.storage.blobs.names("originals/"))) == 1


# -- late


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2025, 6, 3, 15, 59, tzinfo=UTC), False),
        (datetime(2025, 6, 3, 16, 0, tzinfo=UTC), True),
    ],
)
def test_the_day_of_the_deadline_ends_at_midnight_of_the_campaigns_zone(at, late):
    assert is_late(standing(deadline=date(2025, 6, 3)), at) is late


def test_without_a_deadline_nothing_is_late():
    assert is_late(standing(deadline=None), NOW) is False


@pytest.mark.parametrize(
    ("state", "late"),
    [
        (CampaignState.OPEN, False),
        (CampaignState.RETURNED, False),
        (CampaignState.CLOSED, True),
        (CampaignState.ACCEPTED, True),
    ],
)
def test_what_comes_after_the_collection_ended_is_late(state, late):
    assert is_late(standing(state, deadline=None), NOW) is late


def standing(state: CampaignState = CampaignState.OPEN, **other) -> CampaignRecord:
    return CampaignRecord(campaign=plan(**other), state=state, created_at=NOW)


def test_a_late_file_is_taken_and_flagged(web, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"abc")
    web.clock.now = datetime(2025, 6, 9, tzinfo=UTC)
    assert take(web, tmp_path / "a.jpg").state is UploadState.RECEIVED
    (asset,) = web.storage.catalog.assets.all("yunling-2025")
    assert asset.late is True


# -- the sweep


def test_the_sweep_finishes_what_is_whole_and_leaves_what_is_not(web, spool):
    whole = spooled(web, spool, b"abc")
    part = spooled(web, spool, b"ab", size=3)
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    assert (state(web, whole), state(web, part)) == ("received", "arriving")
    assert not spool.file(whole.said.id).exists() and spool.offset(part.said.id) == 2


def test_the_sweep_forgets_a_part_that_expired(web, spool):
    part = spooled(web, spool, b"ab", size=3)
    web.clock.move(days=7, seconds=1)
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    assert web.receipts() == [] and not spool.file(part.said.id).exists()


def test_the_sweep_receives_a_whole_file_even_after_it_expired(web, spool):
    whole = spooled(web, spool, b"abc")
    web.clock.move(days=8)
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    assert state(web, whole) == "received"


def test_the_sweep_goes_on_when_one_upload_cannot_be_finished(web, spool, monkeypatch):
    first, second = spooled(web, spool, b"abc"), spooled(web, spool, b"xyz")
    put = web.storage.blobs.put_content

    def fails_once(prefix, source, **other):
        if source.name == first.said.id:
            raise StorageFailed(Words(zh="存储不可用", en="the store is away"))
        return put(prefix, source, **other)

    monkeypatch.setattr(web.storage.blobs, "put_content", fails_once)
    web.clock.move(days=8)
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    assert (state(web, first), state(web, second)) == ("arriving", "received")
    assert spool.file(first.said.id).read_bytes() == b"abc"


def test_bytes_on_another_web_host_are_left_to_it_until_they_expire(web, spool):
    elsewhere = spooled(web, spool, b"ab", size=3)
    spool.remove(elsewhere.said.id)
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    assert state(web, elsewhere) == "arriving"


def test_spool_files_without_a_row_go_once_they_are_old(web, spool):
    for upload_id, age in (("a" * 32, ORPHAN_S + 60), ("b" * 32, 0)):
        spool.create(upload_id)
        at = spool.file(upload_id).stat().st_mtime - age
        os.utime(spool.file(upload_id), (at, at))
    kept = spooled(web, spool, b"ab", size=3)
    old = spool.file(kept.said.id).stat().st_mtime - 2 * ORPHAN_S
    os.utime(spool.file(kept.said.id), (old, old))
    sweep(web.storage, spool, clock=web.clock, unpack=no_archive)
    left = {file.name for file in (web.settings.home / "spool").iterdir()}
    assert left == {"b" * 32, kept.said.id}


def test_finishing_twice_gives_one_asset_and_the_same_receipt(web, spool):
    upload = spooled(web, spool, b"abc")
    first = finish_if_whole(web.storage, spool, upload, clock=web.clock, unpack=no_archive)
    again = finish_if_whole(web.storage, spool, upload, clock=web.clock, unpack=no_archive)
    assert (first.receipt, first.asset) == (again.receipt, again.asset)
    assert len(web.storage.queue.jobs()) == 1


def test_whoever_comes_while_another_finishes_is_told_what_is_true_so_far(web, spool):
    upload = spooled(web, spool, b"abc")
    with spool.writing(upload.said.id):
        seen = finish_if_whole(web.storage, spool, upload, clock=web.clock, unpack=no_archive)
    assert seen.state is UploadState.ARRIVING
    assert state(web, upload) == "arriving"


# -- the spool itself


def test_only_one_may_write_at_a_time(spool):
    spool.create("a" * 32)
    with spool.writing("a" * 32):
        with pytest.raises(Busy):
            with spool.writing("a" * 32):
                pass
    with spool.writing("a" * 32) as writer:
        writer.append([b"ab", b"", b"c"])
        assert writer.offset == 3
        writer.cut_back(1)
    assert spool.file("a" * 32).read_bytes() == b"a"


def test_a_reserve_is_kept_free(spool, monkeypatch):
    disk = os.statvfs("/")
    monkeypatch.setattr(os, "statvfs", lambda _path: replace_disk(disk, free=1000))
    assert (spool.has_room(1000), spool.has_room(1001)) == (True, False)
    careful = Spool(spool._folder, reserve_bytes=400)
    assert (careful.has_room(600), careful.has_room(601)) == (True, False)
    assert Spool(spool._folder, reserve_bytes=5000).free_bytes() == 0


def test_uploads_that_had_room_when_they_began_do_not_fill_the_reserve_together(spool, monkeypatch):
    spool.create("a" * 32)
    disk = os.statvfs("/")
    monkeypatch.setattr(os, "statvfs", lambda _path: replace_disk(disk, free=1000))
    careful = Spool(spool._folder, reserve_bytes=400)
    with careful.writing("a" * 32) as writer:
        writer.append([b"x" * 600])
        with pytest.raises(OSError, match="No space left"):
            writer.append([b"x" * 601])
        assert writer.offset == 600


def test_a_file_removed_between_open_and_lock_is_not_written_even_if_it_became_a_blob(
    spool, tmp_path, monkeypatch
):
    spool.create("a" * 32)
    lock = fcntl.flock

    def received_meanwhile(descriptor, how):
        (tmp_path / "blob").hardlink_to(spool.file("a" * 32))
        spool.remove("a" * 32)
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", received_meanwhile)
    with pytest.raises(NotFound):
        with spool.writing("a" * 32):
            pass


def replace_disk(disk, *, free: int):
    values = list(disk)
    values[1], values[4] = 1, free
    return os.statvfs_result(values)
