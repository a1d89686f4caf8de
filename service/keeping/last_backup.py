"""When the last backup was made and how it went: kept in the home, shown on the owner's page.

`weekreel backup` writes `last-backup.json` into the home of the machine it runs on, when it begins
and when it ends; so a page on that machine answers without looking for the stick.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from domain.words import Words
from service.keeping.medium import faults

#: The file in the home.
NAME = "last-backup.json"
#: A backup older than this is told as old.
OLD = timedelta(days=7)


class BackupState(StrEnum):
    #: Begun; still running, or its process was killed.
    RUNNING = "running"
    #: Everything is there and was read back.
    COMPLETE = "complete"
    #: Ended with a reason (`why`); what was copied stays, and the next run goes on from there.
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class LastBackup:
    """One run of `weekreel backup`, and the last whole one before it."""

    state: BackupState
    #: When this state came to be; aware.
    at: datetime
    #: Folder it was written to.
    folder: str
    #: Files and bytes in the backup when it is complete, 0 before.
    files: int = 0
    bytes: int = 0
    #: Files that rows speak of and the store itself has lost or has damaged.
    missing: int = 0
    why: Words | None = None
    #: End of the last backup that was complete; None when there was none.
    complete_at: datetime | None = None


class Concern(StrEnum):
    """How much the owner's page should care."""

    GOOD = "good"
    OLD = "old"
    BAD = "bad"


def last_backup(home: Path) -> LastBackup | None:
    """What was noted last; None when no backup was ever begun here."""
    try:
        kept = json.loads((home / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return LastBackup(
        state=BackupState(kept["state"]),
        at=datetime.fromisoformat(kept["at"]),
        folder=kept["folder"],
        files=kept["files"],
        bytes=kept["bytes"],
        missing=kept["missing"],
        why=Words(**kept["why"]) if kept["why"] else None,
        complete_at=datetime.fromisoformat(kept["complete_at"]) if kept["complete_at"] else None,
    )


def note_backup(home: Path, backup: LastBackup) -> None:
    """Keep it, whole or not at all.

    Of the last backup that was complete, its end and what the store had lost are carried on.

    Raises StorageFailed when the home cannot be written.
    """
    before = last_backup(home)
    complete = backup.at if backup.state is BackupState.COMPLETE else None
    complete = complete or backup.complete_at or (before.complete_at if before else None)
    known = before.missing if before and backup.state is not BackupState.COMPLETE else 0
    row = asdict(backup) | {
        "at": backup.at.isoformat(),
        "missing": backup.missing or known,
        "complete_at": complete.isoformat() if complete else None,
    }
    draft = home / f".{NAME}.{secrets.token_hex(8)}"
    with faults(home):
        with draft.open("w", encoding="utf-8") as file:
            json.dump(row, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(home / NAME)


def concern(last: LastBackup | None, *, now: datetime) -> Concern:
    """BAD: there is no whole backup, or files are lost. OLD: the whole one is over a week old."""
    if last is None or last.complete_at is None or last.missing:
        return Concern.BAD
    return Concern.OLD if now - last.complete_at > OLD else Concern.GOOD


def backup_words(last: LastBackup | None, *, now: datetime) -> Words:
    """One sentence for the page."""
    if last is None:
        return Words(
            zh="还没有备份过。插上 U 盘后运行：weekreel backup 目录",
            en="No backup was ever made. Plug in a stick and run: weekreel backup DIR",
        )
    if last.complete_at is None:
        return Words(
            zh=f"最近一次备份没有完成（{last.folder}），还没有一份完整的备份",
            en=f"The last backup was not finished ({last.folder}); there is no whole one yet",
        )
    days = max(0, (now - last.complete_at).days)
    when_zh = "今天" if days == 0 else f"{days} 天前"
    when_en = "today" if days == 0 else f"{days} days ago"
    zh, en = f"最近一次完整备份：{when_zh}", f"Last whole backup: {when_en}"
    if last.state is not BackupState.COMPLETE:
        zh, en = f"{zh}；之后的一次没有完成", f"{en}; a later one was not finished"
    if last.missing:
        zh = f"{zh}；有 {last.missing} 个文件在存储中已丢失或损坏"
        en = f"{en}; {last.missing} files are lost or damaged in the store itself"
    return Words(zh=zh, en=en)
