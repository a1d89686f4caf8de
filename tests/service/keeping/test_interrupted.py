"""What a kill, a bad stick or somebody else must not do to a backup and its restoring."""

import errno
import os
from pathlib import Path

import pytest

from domain.errors import Conflict, StorageFailed, UsageError
from service.keeping import medium as media
from service.keeping.backup import back_up
from service.keeping.book import PROGRESS, read_book, read_progress
from service.keeping.last_backup import BackupState, last_backup
from service.keeping.move import move
from service.keeping.restore import restore
from service.keeping.telling import Silent
from storage.house_lock import alone
from storage.opening import open_blobs, open_storage
from storage.originals import original_blob
from storage.preparing import prepare_database
from storage.scratch import scratch_root
from storage.settings import Settings, read_settings
from tests.contracts.sample_week import AT, KEY
from tests.service.conftest import environ
from tests.service.keeping.house import House, Interfering, furnish


def backed_up(house: House, stick: Path, **more):
    return back_up(house.settings, house.storage.blobs, stick, telling=Silent(), **more)


def another_home(tmp_path: Path) -> Settings:
    settings = read_settings(environ(tmp_path / "new"))
    settings.home.mkdir(exist_ok=True)
    return settings


def restored(stick: Path, settings: Settings, telling=None):
    return restore(settings, open_blobs(settings), stick, telling=telling or Silent())


class Stopped(Exception):
    pass


def stop() -> None:
    raise Stopped


def half_restored(stick: Path, settings: Settings) -> None:
    """As after a kill between the files and the database."""
    with pytest.raises(Stopped):
        restored(stick, settings, Interfering(restoring_the_database=stop))


def test_nobody_goes_on_in_a_home_that_is_restored_half(house: House, stick: Path, tmp_path: Path):
    backed_up(house, stick)
    settings = another_home(tmp_path)
    half_restored(stick, settings)
    # Whatever came into it would be lost under the database of the backup.
    with pytest.raises(Conflict, match="weekreel restore again"):
        open_storage(settings)
    assert settings.database_path is not None and not settings.database_path.exists()
    restored(stick, settings)
    with open_storage(settings) as storage:
        assert storage.catalog.campaigns.get(KEY).campaign.key == KEY


def test_a_mark_without_a_word_is_of_another_restoring(house: House, stick: Path, tmp_path: Path):
    backed_up(house, stick)
    settings = another_home(tmp_path)
    (settings.home / "restoring.json").write_text("")
    with pytest.raises(UsageError, match="another backup"):
        restored(stick, settings)


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_copied(
    house: House, stick: Path, tmp_path: Path
):
    backed_up(house, stick)
    book = stick / "backup.json"
    revision = read_book(stick).revision
    book.write_text(book.read_text().replace(f'"{revision}"', '"9999"'))
    settings = another_home(tmp_path)
    with pytest.raises(UsageError, match="newer version"):
        restored(stick, settings)
    assert list(open_blobs(settings).names()) == []


def test_lines_that_a_kill_tore_are_passed_over_also_after_the_next_run_wrote_on(
    house: House, stick: Path
):
    with pytest.raises(Stopped):
        back_up(
            house.settings,
            house.storage.blobs,
            stick,
            telling=Interfering(copying_the_database=stop),
        )
    whole = read_progress(stick)
    progress = stick / PROGRESS
    # Torn by a kill; NULs by a power cut.
    progress.write_text('{"name": "orig' + progress.read_text() + "\0\0\0\n" + '{"name": "ori')
    assert len(read_progress(stick)) in (len(whole), len(whole) - 1)
    backed_up(house, stick, without_segments=True)
    assert read_book(stick).state == "complete"


def test_a_torn_line_of_a_move_is_passed_over(house: House, tmp_path: Path):
    house.storage.close()
    there = read_settings(
        environ(house.settings.home, WEEKREEL_BLOBS_URL=(tmp_path / "there").as_uri())
    )
    with alone(house.settings.home):
        move(house.settings, there, to="there", telling=Silent())
        (journal,) = house.settings.home.glob("moving-*.jsonl")
        journal.write_text('"originals/ab' + journal.read_text() + '"deriv')
        assert move(house.settings, there, to="there", telling=Silent()).different == ()


def test_what_a_killed_backup_left_of_the_database_is_deleted_by_the_next(
    house: House, stick: Path
):
    left = scratch_root(house.settings.home) / "snapshot-killed"
    left.mkdir(parents=True)
    (left / "database").write_bytes(b"rows of people")
    backed_up(house, stick)
    assert list(left.parent.glob("snapshot-*")) == []


def test_two_backups_at_once_leave_each_others_copy_of_the_database_alone(
    house: House, stick: Path, tmp_path: Path
):
    def another() -> None:
        backed_up(house, tmp_path / "other")

    deeds = Interfering(writing_the_database=another)
    back_up(house.settings, house.storage.blobs, stick, telling=deeds)
    assert read_book(stick).state == read_book(tmp_path / "other").state == "complete"


def test_a_stick_that_turns_read_only_is_told_as_what_it_is(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """Linux does so to FAT after the first error; then not even a draft can be deleted."""

    def failing(*_args: object, **_more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    stick.mkdir()
    medium = media.Medium(stick)
    medium.make()
    with monkeypatch.context() as patched:
        patched.setattr(media.os, "fsync", failing)
        patched.setattr(Path, "unlink", failing)
        with pytest.raises(StorageFailed, match="Read-only file system"):
            medium.write_text("a", "a")
        source = house.settings.database_path
        assert source is not None
        with source.open("rb") as file, pytest.raises(StorageFailed, match="Read-only"):
            medium.keep("blobs", file)


def test_a_file_of_the_store_that_cannot_be_read_does_not_keep_the_rest_from_being_backed_up(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    bad = original_blob(house.storage.catalog.assets.get(house.assets["c"]).sha256)
    real = media._read

    def reading(source, length):
        if str(source.name).endswith(bad):
            source = _Sector()
        return real(source, length)

    monkeypatch.setattr(media, "_read", reading)
    book = backed_up(house, stick)
    assert (book.state, book.missing) == ("complete", (bad,))


class _Sector:
    def read(self, _length: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_bug_in_a_backup_is_not_told_as_running_for_ever(
    house: House, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Stopped):
        back_up(house.settings, house.storage.blobs, stick, telling=Interfering(copying_files=stop))
    note = last_backup(house.settings.home)
    assert note is not None and note.state is BackupState.FAILED


def test_a_backup_into_the_store_itself_is_refused(house: House):
    folder = house.settings.blobs_path / "backup"
    with pytest.raises(UsageError, match="inside the store"):
        backed_up(house, folder)
    assert not folder.exists()


def test_the_list_of_the_backup_before_stays_when_the_clock_is_set_back(
    house: House, stick: Path, tmp_path: Path
):
    backed_up(house, stick, clock=lambda: AT)
    first = {path.name for path in stick.glob("manifest-*")}
    house.take("later", tmp_path)

    def killed() -> None:
        raise Stopped

    real = media.Medium.write_text

    class Torn(media.Medium):
        def write_text(self, name: str, text: str) -> None:
            if name == "backup.json":
                killed()
            real(self, name, text)

    with pytest.raises(Stopped):
        backed_up(house, stick, clock=lambda: AT, medium=Torn(stick))
    assert first < {path.name for path in stick.glob("manifest-*")}
    settings = another_home(tmp_path)
    assert restored(stick, settings).state == "complete"


def test_a_folder_of_another_encoding_is_told_so_that_pages_can_show_it(
    house: House, tmp_path: Path
):
    stick = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "备份".encode("gbk")))
    backed_up(house, stick)
    note = last_backup(house.settings.home)
    assert note is not None and note.folder.encode().endswith(b"/????")


def test_a_folder_that_cannot_be_looked_into_is_told_in_words(house: House, tmp_path: Path):
    with pytest.raises(StorageFailed, match="File name too long"):
        backed_up(house, tmp_path / ("x" * 300))
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(UsageError, match="holds no backup"):
        restored(file, another_home(tmp_path))


def test_a_database_that_somebody_opened_meanwhile_is_not_told_as_restored(
    distributed, stick: Path, tmp_path: Path
):
    settings, again = distributed("one"), distributed("two")
    with open_storage(settings) as storage:
        furnish(settings, storage, tmp_path)
        back_up(settings, storage.blobs, stick, telling=Silent())
    again.home.mkdir()
    # A worker of another machine makes tables while the files are being restored.
    deeds = Interfering(restoring_files=lambda: prepare_database(again))
    with pytest.raises(Conflict, match="stop pages and workers on all machines"):
        restored(stick, again, deeds)
