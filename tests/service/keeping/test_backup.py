"""A backup is whole at the moment it names, whatever happens while it is made."""

import errno
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.errors import Conflict, StorageFailed, UsageError
from domain.people import Role
from service.cli import app
from service.keeping import medium as media
from service.keeping.backup import back_up
from service.keeping.book import read_book, read_manifest
from service.keeping.last_backup import BackupState, last_backup
from service.keeping.medium import Damaged, Medium
from service.keeping.restore import check, restore
from service.keeping.telling import Silent
from storage.catalog_scans import BLOBS, page_blob
from storage.opening import open_blobs, open_storage
from storage.originals import original_blob
from storage.settings import Settings, read_settings
from tests.contracts.sample_week import AT, KEY
from tests.service.conftest import environ
from tests.service.keeping.house import (
    House,
    Interfering,
    blobs_of,
    furnish,
    package_lists,
    rows_of,
)


def backed_up(house: House, stick: Path, telling=None, **more):
    return back_up(house.settings, house.storage.blobs, stick, telling=telling or Silent(), **more)


def another_home(tmp_path: Path, name: str = "new") -> Settings:
    return read_settings(environ(tmp_path / name))


def restored(stick: Path, settings: Settings, telling=None, **more):
    settings.home.mkdir(parents=True, exist_ok=True)
    more = {"keep_links": True, **more}
    return restore(settings, open_blobs(settings), stick, telling=telling or Silent(), **more)


def test_what_was_backed_up_is_restored_row_by_row_and_byte_by_byte(
    house: House, stick: Path, tmp_path: Path
):
    lists, blobs = package_lists(house.storage), blobs_of(house.storage)
    book = backed_up(house, stick)
    assert (book.state, book.files, book.missing) == ("complete", len(blobs), ())
    assert [(c.key, c.assets, c.films, c.packages) for c in book.campaigns] == [(KEY, 6, 2, 1)]
    settings = another_home(tmp_path)
    restored(stick, settings)
    assert rows_of(settings) == rows_of(house.settings)
    with open_storage(settings) as storage:
        assert blobs_of(storage) == blobs
        assert package_lists(storage) == lists
        # The film that was being cut, and the file that had just come, go on.
        jobs = {job.id: job.state for job in storage.queue.jobs(unfinished=True)}
        assert jobs == {job.id: job.state for job in house.storage.queue.jobs(unfinished=True)}
        assert f"film:{KEY}-f2" in jobs


def test_the_second_backup_copies_only_what_is_new_and_forgets_what_was_withdrawn(
    house: House, stick: Path, tmp_path: Path
):
    backed_up(house, stick)
    sha256 = house.storage.catalog.assets.get(house.assets["d"]).sha256
    assert (stick / "blobs" / sha256[:2] / sha256).read_text() == "d"
    house.withdraw("d")
    house.take("later", tmp_path)
    telling = Interfering()
    book = backed_up(house, stick, telling)
    database = sum(f.stat().st_size for f in (stick / "database").rglob("*") if f.is_file())
    assert telling.advanced == len("later") + database
    assert not (stick / "blobs" / sha256[:2] / sha256).exists()
    names = read_manifest(stick, book)
    assert original_blob(sha256) not in names
    assert names.keys() == blobs_of(house.storage).keys()
    assert len(list(stick.glob("manifest-*"))) == 1 and not (stick / "progress.jsonl").exists()


def test_what_is_withdrawn_while_the_files_are_copied_is_not_missed(
    house: House, stick: Path, tmp_path: Path
):
    telling = Interfering(
        copying_files=lambda: house.withdraw("b"),
        # After the moment of the database, before its new files: a row says "accepted", and the
        # bytes of "fresh" were never copied.
        copying_the_database=lambda: (house.take("fresh", tmp_path), house.review("fresh")),
        copying_what_came_since=lambda: house.withdraw("fresh"),
    )
    book = backed_up(house, stick, telling)
    assert book.missing == ()
    # The database was taken twice.
    assert telling.steps.count("copying the database") == 2
    settings = another_home(tmp_path)
    restored(stick, settings)
    with open_storage(settings) as storage:
        states = {
            content: storage.catalog.assets.get(asset).state
            for content, asset in house.assets.items()
        }
        assert states["b"] == states["fresh"] == "purged"
        assert blobs_of(storage) == blobs_of(house.storage)
        kept = set(blobs_of(storage))
    for content in ("a", "c", "d"):
        asset = house.storage.catalog.assets.get(house.assets[content])
        assert original_blob(asset.sha256) in kept


def test_what_the_store_itself_has_lost_is_told_by_name_and_the_rest_is_backed_up(
    house: House, stick: Path
):
    asset = house.storage.catalog.assets.get(house.assets["c"])
    house.storage.blobs.delete(original_blob(asset.sha256))
    damaged = original_blob(house.storage.catalog.assets.get(house.assets["d"]).sha256)
    path = house.settings.blobs_path / damaged
    path.write_bytes(b"x")
    book = backed_up(house, stick)
    assert book.state == "complete"
    assert set(book.missing) == {original_blob(asset.sha256), damaged}
    note = last_backup(house.settings.home)
    assert note is not None and (note.state, note.missing) == (BackupState.COMPLETE, 2)
    assert check(stick, telling=Silent()).faults == ()


def test_a_flipped_byte_is_found_and_named(house: House, stick: Path, tmp_path: Path):
    backed_up(house, stick)
    sha256 = house.storage.catalog.assets.get(house.assets["a"]).sha256
    flip(stick / "blobs" / sha256[:2] / sha256)
    assert check(stick, telling=Silent()).faults == (original_blob(sha256),)
    settings = another_home(tmp_path)
    with pytest.raises(Conflict, match=original_blob(sha256)):
        restored(stick, settings)
    # Nothing pretends to be whole: there is no database yet.
    assert not settings.database_path.exists()
    with pytest.raises(Conflict, match="without 1 damaged"):
        restored(stick, settings, despite_damage=True)
    with open_storage(settings) as storage:
        assert set(blobs_of(house.storage)) - set(blobs_of(storage)) == {original_blob(sha256)}


@pytest.mark.parametrize("part", ["database", "manifest", "backup.json"])
def test_a_broken_database_list_or_book_is_found_too(house: House, stick: Path, part: str):
    backed_up(house, stick)
    (broken,) = [p for p in stick.rglob("*") if p.is_file() and part in str(p.relative_to(stick))]
    flip(broken)
    if part == "database":
        assert check(stick, telling=Silent()).faults == ("database",)
    else:
        with pytest.raises(Damaged, match=part):
            check(stick, telling=Silent())


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[0] ^= 0x40
    path.write_bytes(content)


def test_a_stick_that_gives_back_other_bytes_is_found_at_once(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    real = Path.replace

    def forgetful(self: Path, target: Path) -> Path:
        flip(self)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", forgetful)
    with pytest.raises(Damaged, match="blobs/"):
        Medium(stick).make()
        with (house.settings.database_path).open("rb") as source:
            Medium(stick).keep("blobs", source)


def test_long_files_are_kept_in_parts_for_fat32(house: House, stick: Path, tmp_path: Path):
    small = Medium(stick, part_bytes=4096)
    book = back_up(house.settings, house.storage.blobs, stick, telling=Silent(), medium=small)
    sizes = [path.stat().st_size for path in (stick / "blobs").rglob("*") if path.is_file()]
    assert max(sizes) == 4096
    assert max(kept.parts for kept in read_manifest(stick, book).values()) > 2
    settings = another_home(tmp_path)
    restored(stick, settings)
    with open_storage(settings) as storage:
        assert blobs_of(storage) == blobs_of(house.storage)


def test_what_cannot_fit_is_refused_before_anything_is_copied(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Medium, "room", lambda _self: (10_000, 4096))
    with pytest.raises(StorageFailed, match="nothing was copied"):
        backed_up(house, stick)
    assert not (stick / "blobs").exists()


def test_a_stick_that_gets_full_keeps_what_was_copied_and_the_next_run_goes_on(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    left = [5]

    def filling(descriptor: int) -> None:
        left[0] -= str(stick) in str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if left[0] < 0:
            left[0] = 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(media.os, "fsync", filling)
        with pytest.raises(StorageFailed, match="full"):
            backed_up(house, stick)
    note = last_backup(house.settings.home)
    assert note is not None and note.state is BackupState.FAILED
    assert "full" in (note.why.en if note.why else "")
    book = read_book(stick)
    assert book is None or book.state == "incomplete"
    assert backed_up(house, stick).state == "complete"
    assert check(stick, telling=Silent()).faults == ()


def test_a_folder_with_other_things_is_left_alone(house: House, stick: Path):
    stick.mkdir()
    (stick / "holiday.jpg").write_bytes(b"1")
    with pytest.raises(UsageError, match="other things"):
        backed_up(house, stick)
    assert [path.name for path in stick.iterdir()] == ["holiday.jpg"]


def test_the_backup_of_another_house_is_not_overwritten(house: House, stick: Path, tmp_path: Path):
    backed_up(house, stick)
    before = (stick / "backup.json").read_bytes()
    other = another_home(tmp_path, "other")
    with open_storage(other) as storage:
        stranger = furnish(other, storage, tmp_path)
        with storage.catalog._database.write() as session:  # type: ignore[attr-defined]
            session.connection().exec_driver_sql("UPDATE wr_campaign SET created_at = '2020-01-01'")
        with pytest.raises(UsageError, match="other data"):
            back_up(other, storage.blobs, stick, telling=Silent())
    assert stranger.assets
    assert (stick / "backup.json").read_bytes() == before


def test_rendered_shots_may_be_left_out_but_not_while_a_film_is_being_cut(
    house: House, stick: Path
):
    book = backed_up(house, stick, without_segments=True)
    assert any(name.startswith("segments/") for name in read_manifest(stick, book))
    house.finish_film(f"{KEY}-f2")
    book = backed_up(house, stick, without_segments=True)
    assert not any(name.startswith("segments/") for name in read_manifest(stick, book))
    assert book.without_segments


def test_only_one_backup_writes_into_a_folder(house: House, stick: Path):
    def again() -> None:
        with pytest.raises(Conflict, match="another backup"):
            backed_up(house, stick)

    backed_up(house, stick, Interfering(copying_files=again))


def test_what_a_backup_would_revive_stays_ended(house: House, stick: Path, tmp_path: Path):
    intake, handing = house.storage.catalog.intake, house.storage.catalog.handing
    users = house.storage.catalog.people
    invites = [
        intake.add_invite(campaign=KEY, unit="u1", activity=None, secret_hash=name, at=AT).id
        for name in ("kept", "leaked", "before")
    ]
    intake.revoke(invites[2], at=AT)
    (link,) = handing.links(KEY)
    users.add_user("editor", Role.EDITOR, at=AT)
    far = datetime.now(UTC) + timedelta(days=9)
    users.add_session("editor", token_hash="session", at=AT, expires_at=far)
    users.add_link("editor", token_hash="one-time", expires_at=far)
    backed_up(house, stick)
    # After it: two links are ended, as they are in wrong hands.
    intake.revoke(invites[1], at=AT)
    handing.revoke(link.id, by="editor", at=AT)
    settings = another_home(tmp_path)
    settings.home.mkdir()
    env = environ(settings.home)
    told = CliRunner().invoke(app, ["restore", str(stick)], env=env)
    assert told.exit_code == 0, told.output
    assert f"weekreel invite reopen {invites[0]} {invites[1]}\n" in told.stderr
    assert "1 links of receivers" in told.stderr
    with open_storage(settings) as storage:
        catalog = storage.catalog
        assert all(invite.revoked_at for invite in catalog.intake.invites(KEY))
        assert all(each.revoked_at for each in catalog.handing.links(KEY))
        now = datetime.now(UTC)
        assert catalog.people.session_user("session", at=now) is None
        assert catalog.people.link_user("one-time", at=now) is None
        entries = catalog.audit.entries(KEY)
        said = [(e.event, e.subject) for e in entries if e.actor == "restore"]
        ended = [("revoke", str(invites[0])), ("revoke", str(invites[1]))]
        assert sorted(said) == [*ended, ("share revoked", f"link {link.id}")]
    again = CliRunner().invoke(app, ["invite", "reopen", str(invites[0]), "99"], env=env)
    assert (
        again.exit_code == 1 and "1 opened again" in again.stdout and "99" in str(again.exception)
    )
    with open_storage(settings) as storage:
        found = storage.catalog.intake.invite("kept")
        assert found.revoked_at is None


def test_pages_of_a_scanned_notice_are_in_no_backup_and_come_back_from_none(
    house: House, stick: Path, tmp_path: Path
):
    catalog = house.storage.catalog
    catalog.people.add_user("editor", Role.EDITOR, at=AT)
    scan = catalog.scans.begin("editor", at=AT)
    house.storage.blobs.put(page_blob(scan.id, 1), b"a page with telephone numbers")
    book = backed_up(house, stick)
    assert book.missing == () and not any(
        b"telephone" in file.read_bytes() for file in (stick / "blobs").rglob("*") if file.is_file()
    )
    settings = another_home(tmp_path)
    restored(stick, settings)
    with open_storage(settings) as storage:
        assert storage.catalog.scans.of("editor") is None
        assert list(storage.blobs.names(BLOBS)) == []


def test_links_stay_open_when_the_owner_knows_that_none_was_ended(
    house: House, stick: Path, tmp_path: Path
):
    backed_up(house, stick)
    settings = another_home(tmp_path)
    settings.home.mkdir()
    asked = ["restore", "--keep-links", str(stick)]
    told = CliRunner().invoke(app, asked, env=environ(settings.home))
    assert told.exit_code == 0 and "invite reopen" not in told.stderr, told.output
    with open_storage(settings) as storage:
        assert not any(each.revoked_at for each in storage.catalog.handing.links(KEY))


def test_a_restore_wants_an_empty_home(house: House, stick: Path, tmp_path: Path):
    backed_up(house, stick)
    rows = rows_of(house.settings)
    with pytest.raises(UsageError, match="empty home"):
        restored(stick, house.settings)
    assert rows_of(house.settings) == rows
    half = another_home(tmp_path, "half")
    half.home.mkdir()
    (half.home / "restoring.json").write_text(json.dumps({"taken_at": "x", "manifest_sha256": "y"}))
    with pytest.raises(UsageError, match="another backup"):
        restored(stick, half)


#: Backs up or restores and kills itself with -9 in the middle of the files or before the end.
_KILLED = """
import os, signal, sys
from pathlib import Path
from service.keeping.backup import back_up
from service.keeping.restore import restore
from storage.opening import open_blobs
from storage.settings import read_settings
what, stick, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
class Deadly:
    heard = 0
    def step(self, words, total): self.advance(0)
    def advance(self, by):
        Deadly.heard += 1
        if Deadly.heard == at: os.kill(os.getpid(), signal.SIGKILL)
settings = read_settings()
run = {"backup": back_up, "restore": restore}[what]
more = {"keep_links": True} if what == "restore" else {}
run(settings, open_blobs(settings), stick, telling=Deadly(), **more)
"""


def killed(what: str, settings: Settings, stick: Path, at: int) -> int:
    command = [sys.executable, "-c", _KILLED, what, str(stick), str(at)]
    env = {**os.environ, **environ(settings.home)}
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode


def test_killed_in_a_backup_and_in_a_restore_both_go_on_and_end_whole(
    house: House, stick: Path, tmp_path: Path
):
    backed_up(house, stick)
    house.take("later", tmp_path)
    before = read_book(stick)
    # After the new file, before the database is written.
    assert killed("backup", house.settings, stick, 5) == -signal.SIGKILL
    # The whole backup of before is still one.
    assert read_book(stick) == before
    assert check(stick, telling=Silent()).faults == ()
    assert backed_up(house, stick).taken_at != before.taken_at
    settings = another_home(tmp_path)
    assert killed("restore", settings, stick, 8) == -signal.SIGKILL
    assert not settings.database_path.exists()
    restored(stick, settings)
    assert rows_of(settings) == rows_of(house.settings)
    assert sorted(path.name for path in settings.home.glob(".*")) == []
    with open_storage(settings) as storage:
        assert blobs_of(storage) == blobs_of(house.storage)
        assert storage.catalog.packages.all(KEY)[0].created_at == AT
