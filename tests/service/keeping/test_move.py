"""Everything moves, is the same on both sides, and nobody goes on where it was."""

import os
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.errors import Conflict, UsageError
from service.cli import app
from service.keeping.move import move
from service.keeping.telling import Silent
from storage.house_lock import alone
from storage.opening import open_storage
from storage.originals import original_blob
from storage.settings import Settings, read_settings
from storage.sql.engine import make_engine, writing
from storage.sql.marks import forget_mark
from tests.service.conftest import environ
from tests.service.keeping.house import House, Interfering, blobs_of, package_lists, rows_of

OLD_HOME = Path(__file__).parents[2] / "fixtures/homes/0.1.0.tar.xz"


def place(tmp_path: Path, name: str = "there") -> dict[str, str]:
    folder = tmp_path / name
    return {
        "WEEKREEL_DATABASE_URL": f"sqlite:///{folder}/catalog.sqlite3",
        "WEEKREEL_BLOBS_URL": (folder / "blobs").as_uri(),
    }


def settings_of(house: House, where: dict[str, str]) -> Settings:
    return read_settings(environ(house.settings.home, **where))


def moved(house: House, target: Settings, telling=None):
    house.storage.close()
    with alone(house.settings.home):
        return move(house.settings, target, to="there", telling=telling or Silent())


def test_moved_there_and_back_all_rows_and_blobs_are_the_same(house: House, tmp_path: Path):
    rows, blobs = rows_of(house.settings), blobs_of(house.storage)
    lists = package_lists(house.storage)
    there = settings_of(house, place(tmp_path))
    told = moved(house, there)
    assert (told.different, told.lost) == ((), ())
    assert (told.target.blobs, told.source.blobs) == (len(blobs), len(blobs))
    assert told.target.tables["wr_asset"].rows == 6
    assert rows_of(there) == rows
    # The old place keeps everything and says where it went.
    assert rows_of(house.settings) == rows
    with pytest.raises(Conflict, match="moved to there"):
        open_storage(house.settings)
    with open_storage(there) as storage:
        assert blobs_of(storage) == blobs
        assert package_lists(storage) == lists
    back = settings_of(house, place(tmp_path, "back"))
    with alone(there.home):
        assert move(there, back, to="back", telling=Silent()).different == ()
    assert rows_of(back) == rows
    with open_storage(back) as storage:
        assert blobs_of(storage) == blobs
        # Numbers given out go on after those that were moved.
        house.storage = storage
        house.withdraw("a")
        assert max(d.id for d in storage.catalog.assets.decisions("yunling-2025")) > 4


_KILLED = """
import os, signal, sys
from service.keeping.move import move
from storage.settings import read_settings
class Deadly:
    heard = 0
    def step(self, words, total): self.advance(0)
    def advance(self, by):
        Deadly.heard += 1
        if Deadly.heard == int(sys.argv[3]): os.kill(os.getpid(), signal.SIGKILL)
source = read_settings()
target = read_settings({**os.environ, "WEEKREEL_DATABASE_URL": sys.argv[1],
                        "WEEKREEL_BLOBS_URL": sys.argv[2]})
move(source, target, to="there", telling=Deadly())
"""


class InterruptedAtRows(Interfering):
    def advance(self, by: int) -> None:
        if self.steps[-1] == "moving rows":
            raise KeyboardInterrupt


def test_killed_in_the_middle_it_is_run_again_and_copies_only_the_rest(
    house: House, tmp_path: Path
):
    rows, blobs = rows_of(house.settings), blobs_of(house.storage)
    where = place(tmp_path)
    there = settings_of(house, where)
    house.storage.close()
    env = {**os.environ, **environ(house.settings.home)}
    # After 5 blobs.
    command = [sys.executable, "-c", _KILLED, *where.values(), "6"]
    assert subprocess.run(command, env=env, check=False).returncode == -signal.SIGKILL
    # Interrupted among the rows, when all blobs are there.
    with pytest.raises(KeyboardInterrupt):
        moved(house, there, InterruptedAtRows())
    assert rows_of(there)["wr_campaign"] == []
    telling = Interfering()
    assert moved(house, there, telling).different == ()
    # Rows alone: every blob was verified before.
    assert telling.advanced == sum(map(len, rows.values()))
    assert rows_of(there) == rows
    with open_storage(there) as storage:
        assert blobs_of(storage) == blobs
    # And killed after the rows were there, before the mark: it is only marked.
    engine = make_engine(house.settings.database_url)
    with writing(engine).begin() as connection:
        forget_mark(connection)
    engine.dispose()
    assert moved(house, there).different == ()
    with pytest.raises(Conflict, match="moved to"):
        open_storage(house.settings)


def test_it_is_refused_while_a_worker_lives_or_the_pages_run(house: House, tmp_path: Path):
    there = settings_of(house, place(tmp_path))
    with pytest.raises(Conflict, match="still runs"), alone(house.settings.home):
        pass
    house.storage.catalog.leases.beat("00000000-1-abc")
    with pytest.raises(Conflict, match="00000000-1-abc"):
        moved(house, there)
    open_storage(house.settings).close()


def test_a_damaged_original_is_named_and_nothing_is_marked(house: House, tmp_path: Path):
    asset = house.storage.catalog.assets.get(house.assets["a"])
    name = original_blob(asset.sha256)
    (house.settings.blobs_path / name).write_bytes(b"x")
    with pytest.raises(Conflict, match=name):
        moved(house, settings_of(house, place(tmp_path)))
    open_storage(house.settings).close()


def test_a_place_with_other_data_is_left_as_it_is(house: House, tmp_path: Path):
    there = settings_of(house, place(tmp_path))
    with open_storage(there) as storage:
        storage.blobs.put("strange", b"1")
    with pytest.raises(Conflict, match="strange"):
        moved(house, there)
    with open_storage(there) as storage:
        assert blobs_of(storage).keys() == {"strange"}
    with pytest.raises(UsageError, match="the old one"):
        moved(house, house.settings)


def test_the_command_tells_both_sides_and_the_mark_can_be_taken_back(house: House, tmp_path: Path):
    house.storage.close()
    env = environ(house.settings.home)
    where = list(place(tmp_path).values())
    asked = ["move", "--to-database", where[0], "--to-blobs", where[1]]
    told = CliRunner().invoke(app, asked, env=env)
    assert told.exit_code == 0, told.output
    assert "equal" in told.stdout and f"WEEKREEL_BLOBS_URL={where[1]}" in told.stdout
    assert list(house.settings.home.glob("moving-*")) == []
    again = CliRunner().invoke(app, asked, env=env)
    assert isinstance(again.exception, Conflict)
    undone = CliRunner().invoke(app, ["move", "--undo-mark"], env=env)
    assert undone.exit_code == 0
    open_storage(house.settings).close()


def test_a_home_of_an_older_version_is_brought_up_to_date_and_moved(tmp_path: Path):
    with tarfile.open(OLD_HOME) as kept:
        # Debian 12's Python 3.11.2 has no filters yet.
        kept.extraction_filter = getattr(tarfile, "data_filter", None)
        kept.extractall(tmp_path / "old")
    there = read_settings(environ(tmp_path / "old", **place(tmp_path)))
    with alone(tmp_path / "old"):
        told = move(read_settings(environ(tmp_path / "old")), there, to="there", telling=Silent())
    assert (told.different, told.lost) == ((), ())
    with open_storage(there) as storage:
        assert storage.catalog.campaigns.all()


def test_a_home_that_is_restored_half_is_not_moved(house: House, tmp_path: Path):
    (house.settings.home / "restoring.json").write_text("{}")
    with pytest.raises(Conflict, match="weekreel restore again"):
        moved(house, settings_of(house, place(tmp_path)))
