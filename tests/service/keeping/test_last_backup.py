"""The owner's page is told when the last whole backup was, whatever happened after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.words import Words
from service.keeping.last_backup import (
    BackupState,
    Concern,
    LastBackup,
    backup_words,
    concern,
    last_backup,
    note_backup,
)

NOW = datetime(2025, 6, 1, 3, 0, tzinfo=UTC)


def test_nothing_is_told_before_the_first_backup(tmp_path: Path):
    assert last_backup(tmp_path) is None
    assert concern(None, now=NOW) is Concern.BAD
    assert "weekreel backup" in backup_words(None, now=NOW).zh


def test_a_failed_run_does_not_hide_the_whole_backup_before_it(tmp_path: Path):
    whole = LastBackup(
        state=BackupState.COMPLETE, at=NOW, folder="/media/usb", files=3, bytes=999, missing=0
    )
    note_backup(tmp_path, whole)
    failed = LastBackup(
        state=BackupState.FAILED,
        at=NOW + timedelta(days=2),
        folder="/media/usb",
        why=Words(zh="磁盘已满", en="the disk is full"),
    )
    note_backup(tmp_path, failed)
    kept = last_backup(tmp_path)
    assert kept is not None
    assert (kept.state, kept.complete_at, kept.why) == (BackupState.FAILED, NOW, failed.why)
    later = NOW + timedelta(days=2)
    assert backup_words(kept, now=later).en == (
        "Last whole backup: 2 days ago; a later one was not finished"
    )
    assert concern(kept, now=later) is Concern.GOOD
    assert concern(kept, now=NOW + timedelta(days=8)) is Concern.OLD


def test_files_lost_in_the_store_are_a_concern_even_after_a_whole_backup(tmp_path: Path):
    note_backup(
        tmp_path, LastBackup(state=BackupState.COMPLETE, at=NOW, folder="/media/usb", missing=2)
    )
    kept = last_backup(tmp_path)
    assert concern(kept, now=NOW) is Concern.BAD
    assert "2" in backup_words(kept, now=NOW).zh
    # Also while the next one runs, and when it fails.
    for state in (BackupState.RUNNING, BackupState.FAILED):
        note_backup(tmp_path, LastBackup(state=state, at=NOW, folder="/media/usb"))
        assert concern(last_backup(tmp_path), now=NOW) is Concern.BAD
    note_backup(tmp_path, LastBackup(state=BackupState.COMPLETE, at=NOW, folder="/media/usb"))
    assert concern(last_backup(tmp_path), now=NOW) is Concern.GOOD


def test_without_a_whole_backup_that_is_said(tmp_path: Path):
    note_backup(tmp_path, LastBackup(state=BackupState.RUNNING, at=NOW, folder="/media/usb"))
    kept = last_backup(tmp_path)
    assert concern(kept, now=NOW) is Concern.BAD
    assert "还没有一份完整的备份" in backup_words(kept, now=NOW).zh
