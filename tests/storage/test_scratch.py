"""What a killed worker left in scratch is cleared away by the next; a living one keeps its own."""

import signal
import subprocess
import sys
from pathlib import Path

from storage.scratch import clear_abandoned, scratch_folder

LIVE_ON = """
import sys, time
from pathlib import Path
from storage.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "shot").mkdir()
    (folder / "shot" / "video.mp4").write_bytes(b"half")
    print(folder, flush=True)
    time.sleep(60)
"""


def living_worker(root: Path) -> tuple[subprocess.Popen[str], Path]:
    worker = subprocess.Popen(
        [sys.executable, "-c", LIVE_ON, str(root)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    return worker, Path(worker.stdout.readline().strip())


def kill(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def test_a_folder_is_ones_own_and_gone_at_the_end(tmp_path: Path) -> None:
    with scratch_folder(tmp_path / "scratch") as one, scratch_folder(tmp_path / "scratch") as other:
        (one / "file").write_bytes(b"x")
        assert one != other
        assert one.is_dir() and other.is_dir()
    assert not one.exists() and not other.exists()


def test_the_next_worker_removes_what_a_killed_one_left_and_nothing_of_a_living_one(
    tmp_path: Path,
) -> None:
    killed, left = living_worker(tmp_path)
    living, in_use = living_worker(tmp_path)
    kill(killed)
    assert (left / "shot" / "video.mp4").exists()
    with scratch_folder(tmp_path):
        assert not left.exists()
        assert (in_use / "shot" / "video.mp4").exists()
    kill(living)


def test_a_folder_that_its_worker_had_no_time_to_mark_is_removed_too(tmp_path: Path) -> None:
    (tmp_path / "worker-abcd").mkdir()
    with scratch_folder(tmp_path) as folder:
        assert list(tmp_path.glob("worker-*")) == [folder]


def test_what_a_killed_process_of_another_kind_left_is_removed_too(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, "film") as mine:
        (tmp_path / "music-killed").mkdir()
        assert clear_abandoned(tmp_path) == 1
        assert mine.is_dir()


def test_where_no_scratch_is_nothing_is_cleared(tmp_path: Path) -> None:
    assert clear_abandoned(tmp_path / "none") == 0
