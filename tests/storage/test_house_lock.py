"""Whoever needs the house alone waits for nobody: it is told who is in, or who has it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Conflict
from storage.house_lock import alone
from storage.opening import open_storage
from storage.settings import Settings
from storage.sql.engine import make_engine, writing
from storage.sql.marks import forget_mark, mark_moved


def test_many_may_have_the_storage_open_and_one_may_have_it_alone(settings: Settings):
    with open_storage(settings), open_storage(settings):
        with pytest.raises(Conflict, match="still runs"), alone(settings.home):
            pass
    with alone(settings.home):
        with pytest.raises(Conflict, match="restored or moved"):
            open_storage(settings)
    open_storage(settings).close()


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path):
    program = (
        "import sys, time; from pathlib import Path; from storage.house_lock import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('in', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"in\n"
        with pytest.raises(Conflict), alone(tmp_path):
            pass
        os.kill(process.pid, signal.SIGKILL)
    with alone(tmp_path):
        pass


def test_nobody_writes_where_the_data_was_moved_from(settings: Settings):
    engine = make_engine(settings.database_url)
    with writing(engine).begin() as connection:
        mark_moved(connection, "postgresql://db/weekreel")
    with pytest.raises(Conflict, match="postgresql://db/weekreel"):
        open_storage(settings)
    with writing(engine).begin() as connection:
        forget_mark(connection)
    open_storage(settings).close()
    engine.dispose()
