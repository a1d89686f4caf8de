"""The reel's worker is put to sleep where it keeps nothing that others need."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from bench.reel.asleep import put_to_sleep

#: Writes nearly all the time, as a worker may at the moment that it is stopped.
_WRITER = """
import sqlite3, sys, time
kept = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
print("ready", flush=True)
while True:
    kept.execute("BEGIN IMMEDIATE")
    kept.execute("INSERT INTO t VALUES (1)")
    time.sleep(0.05)
    kept.execute("COMMIT")
    time.sleep(0.002)
"""


def test_a_worker_that_writes_all_the_time_sleeps_without_the_databases_lock(tmp_path: Path):
    database = tmp_path / "catalog.sqlite3"
    ours = sqlite3.connect(database, timeout=0.2, isolation_level=None)
    ours.execute("PRAGMA journal_mode=WAL")
    ours.execute("CREATE TABLE t (x INTEGER)")
    command = [sys.executable, "-c", _WRITER, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        try:
            worker.stdout.readline()
            for _ in range(4):
                put_to_sleep(worker.pid, database)
                ours.execute("INSERT INTO t VALUES (2)")
                os.kill(worker.pid, signal.SIGCONT)
        finally:
            worker.kill()
    assert ours.execute("SELECT count(*) FROM t WHERE x = 2").fetchone() == (4,)
    ours.close()
