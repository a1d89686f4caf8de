"""A log that several processes write is whole, in order for each, and stays small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import UsageError
from storage.log_file import RotatingFile
from storage.logs import set_up_logs
from storage.settings import read_settings

#: Written 400 times by each of two processes, 4,096 bytes a file.
WRITE_MANY = """
import sys
from pathlib import Path
from storage.log_file import RotatingFile
with RotatingFile(Path(sys.argv[1]), largest_bytes=4096, older=50) as file:
    for number in range(400):
        file.write(f"{sys.argv[2]} {number:04d} {'x' * 80}\\n")
"""


def test_no_line_is_lost_or_torn_when_two_processes_write_and_rotate(tmp_path: Path):
    log = tmp_path / "logs" / "weekreel.log"
    commands = [[sys.executable, "-c", WRITE_MANY, str(log), who] for who in ("web", "worker")]
    others = [subprocess.Popen(command) for command in commands]
    assert [other.wait(60) for other in others] == [0, 0]
    files = [file for file in log.parent.iterdir() if not file.name.endswith(".lock")]
    assert len(files) > 15
    assert all(file.stat().st_size <= 4096 for file in files)
    lines = sorted(line for file in files for line in file.read_text().splitlines())
    assert [line[:-81] for line in lines] == [
        f"{who} {number:04d}" for who in ("web", "worker") for number in range(400)
    ]


def test_the_oldest_file_goes_when_there_are_enough(tmp_path: Path):
    log = tmp_path / "weekreel.log"
    with RotatingFile(log, largest_bytes=10, older=2) as file:
        for number in range(5):
            file.write(f"line {number}\n")
    kept = {file.name: file.read_text() for file in tmp_path.glob("weekreel.log*")}
    kept.pop("weekreel.log.lock")
    assert kept == {
        "weekreel.log": "line 4\n",
        "weekreel.log.1": "line 3\n",
        "weekreel.log.2": "line 2\n",
    }


def test_a_line_longer_than_the_limit_is_written_whole(tmp_path: Path):
    with RotatingFile(tmp_path / "log", largest_bytes=10) as file:
        file.write("x" * 100 + "\n")
    assert (tmp_path / "log").stat().st_size == 101


def test_what_another_program_moves_away_is_not_written_to_any_more(tmp_path: Path):
    log = tmp_path / "log"
    with RotatingFile(log) as file:
        file.write("before\n")
        log.rename(tmp_path / "taken")
        file.write("after\n")
    assert (tmp_path / "taken").read_text() == "before\n"
    assert log.read_text() == "after\n"


def test_a_log_file_that_cannot_be_written_is_refused_by_name(tmp_path: Path):
    (tmp_path / "file").touch()
    wrong = tmp_path / "file" / "weekreel.log"
    settings = read_settings({"WEEKREEL_HOME": str(tmp_path), "WEEKREEL_LOG_FILE": str(wrong)})
    with pytest.raises(UsageError, match=r"WEEKREEL_LOG_FILE=.*/file/weekreel\.log") as refused:
        set_up_logs(settings)
    assert "WEEKREEL_LOG_FILE" in refused.value.words.zh


def test_lines_are_one_json_object_each(tmp_path: Path):
    with RotatingFile(tmp_path / "log") as file:
        file.write(json.dumps({"event": "名字\udc80"}, ensure_ascii=False) + "\n")
    (line,) = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert line == '{"event": "名字\\udc80"}'
