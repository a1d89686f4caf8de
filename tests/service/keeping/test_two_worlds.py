"""Backup, move and retention on PostgreSQL and an S3, and between them and files."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain.errors import Conflict, ToolMissing, UsageError
from domain.moves import CampaignState
from service import pg_programs
from service.keeping.backup import back_up
from service.keeping.move import move
from service.keeping.restore import check, restore
from service.keeping.retention import Sweeping
from service.keeping.telling import Silent
from service.upload.spool import Spool
from storage.database_url import database_url
from storage.house_lock import alone
from storage.opening import open_blobs, open_storage
from storage.originals import original_blob
from storage.settings import Settings, read_settings
from tests.contracts.sample_week import KEY, move_week
from tests.service.conftest import environ
from tests.service.keeping.house import (
    House,
    Interfering,
    blobs_of,
    furnish,
    package_lists,
    rows_of,
)


def test_a_backup_of_servers_is_consistent_and_restored_to_servers(
    distributed: Callable[[str], Settings], stick: Path, tmp_path: Path
):
    settings, again = distributed("one"), distributed("two")
    with open_storage(settings) as storage:
        house = furnish(settings, storage, tmp_path)
        telling = Interfering(
            copying_files=lambda: house.withdraw("b"),
            copying_the_database=lambda: (house.take("fresh", tmp_path), house.review("fresh")),
            copying_what_came_since=lambda: house.withdraw("fresh"),
        )
        book = back_up(settings, storage.blobs, stick, telling=telling)
        assert (book.kind, book.missing) == ("postgresql", ())
        assert book.server >= 15
        rows, blobs, lists = rows_of(settings), blobs_of(storage), package_lists(storage)
    assert check(stick, telling=Silent()).faults == ()
    files = read_settings(environ(tmp_path / "files"))
    files.home.mkdir()
    with pytest.raises(UsageError, match="weekreel move"):
        restore(files, open_blobs(files), stick, telling=Silent(), keep_links=True)
    again.home.mkdir()
    restore(again, open_blobs(again), stick, telling=Silent(), keep_links=True)
    assert rows_of(again) == rows
    with open_storage(again) as storage:
        assert (blobs_of(storage), package_lists(storage)) == (blobs, lists)
    with pytest.raises(UsageError, match="empty home"):
        restore(again, open_blobs(again), stick, telling=Silent(), keep_links=True)


def test_moved_to_servers_and_back_rows_and_hashes_are_the_same(
    house: House, distributed: Callable[[str], Settings], tmp_path: Path
):
    rows, blobs = rows_of(house.settings), blobs_of(house.storage)
    house.storage.close()
    there = distributed("servers")
    with alone(house.settings.home):
        told = move(house.settings, there, to="there", telling=Silent())
    assert (told.different, told.lost) == ((), ())
    with open_storage(there) as storage:
        assert blobs_of(storage) == blobs
        jobs = {job.id: job.state for job in storage.queue.jobs()}
        assert jobs[f"film:{KEY}-f2"] == "waiting"
        # Somebody is connected: the pages of another machine would be too.
        back = read_settings(environ(tmp_path / "back"))
        with pytest.raises(Conflict, match="still use the database"):
            move(there, back, to="back", telling=Silent())
    with alone(there.home):
        assert move(there, back, to="back", telling=Silent()).different == ()
    assert rows_of(back) == rows
    with open_storage(back) as storage:
        assert blobs_of(storage) == blobs
    with pytest.raises(Conflict, match="moved to back"):
        open_storage(there)


def test_numbers_that_the_server_gives_go_on_after_those_that_were_moved(
    house: House, distributed: Callable[[str], Settings], tmp_path: Path
):
    before = max(d.id for d in house.storage.catalog.assets.decisions(KEY))
    house.storage.close()
    there = distributed("servers")
    with alone(house.settings.home):
        move(house.settings, there, to="there", telling=Silent())
    with open_storage(there) as storage:
        House(there, storage, house.assets).withdraw("a")
        assert max(d.id for d in storage.catalog.assets.decisions(KEY)) == before + 1


def test_retention_on_servers_deletes_what_it_showed(
    distributed: Callable[[str], Settings], tmp_path: Path
):
    settings = distributed("one")
    kept = settings.model_copy(update={"keep_originals_days": 20, "keep_remarks_days": 20})
    with open_storage(settings) as storage:
        house = furnish(settings, storage, tmp_path)
        house.finish_film(f"{KEY}-f2")
        for state in (CampaignState.CLOSED, CampaignState.ACCEPTED):
            move_week(storage.catalog, state, at=datetime.now(UTC))
        spool = Spool(tmp_path / "spool")
        later = datetime.now(UTC) + timedelta(days=31)
        shown = Sweeping(kept, storage, spool, clock=lambda: later).look()
        gone = Sweeping(kept, storage, spool, clock=lambda: later).apply()
        assert [(line.rule, line.count) for line in gone] == [
            (line.rule, line.count) for line in shown
        ]
        # Nine files, two visits by links, two remarks.
        assert sum(line.count for line in gone) == 13
        sha256 = storage.catalog.assets.get(house.assets["a"]).sha256
        assert not storage.blobs.exists(original_blob(sha256))


def test_a_missing_or_too_old_program_is_said_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pg_programs, "_DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="apt-get install postgresql-client-17"):
        pg_programs.suitable("pg_dump", 17)
    program = tmp_path / "15" / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)'\n")
    program.chmod(0o755)
    with pytest.raises(ToolMissing, match="version 15 and the database server of 17"):
        pg_programs.suitable("pg_dump", 17)
    newer = tmp_path / "17" / "bin" / "pg_dump"
    newer.parent.mkdir(parents=True)
    newer.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 17.2'\n")
    newer.chmod(0o755)
    assert pg_programs.suitable("pg_dump", 15) == [program, newer]
    assert pg_programs.suitable("pg_dump", 16) == [newer]


def test_a_dump_that_an_older_pg_restore_cannot_read_is_given_to_a_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    said = {
        15: "echo 'pg_restore: error: unsupported version (1.16) in file header' >&2; exit 1",
        17: 'printf "%s\\n" "$*" "$PGPASSWORD" >"$0.said"',
    }
    for number, does in said.items():
        program = tmp_path / str(number) / "bin" / "pg_restore"
        program.parent.mkdir(parents=True)
        tells = f"[ $1 = --version ] && echo 'pg_restore (PostgreSQL) {number}.1' && exit"
        program.write_text(f"#!/bin/sh\n{tells}\n{does}\n")
        program.chmod(0o755)
    monkeypatch.setattr(pg_programs, "_DEBIAN", tmp_path)
    monkeypatch.setattr(pg_programs.shutil, "which", lambda _program: None)
    # libpq takes a password in the query as well; every user of a machine sees arguments.
    url = make_url(database_url("postgresql://weekreel@db/w?password=top-secret&sslmode=require"))
    pg_programs.restore(url, server=15, source=tmp_path / "dump")
    arguments, password = (tmp_path / "17/bin/pg_restore.said").read_text().splitlines()
    assert "sslmode=require" in arguments and "top-secret" not in arguments
    assert password == "top-secret"
