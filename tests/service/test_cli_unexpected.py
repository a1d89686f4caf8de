"""What nobody foresaw: a line on the screen, its place in the log, nothing of what it was about."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database_url import sqlite_url
from storage.sql.engine import make_engine
from storage.unexpected import LOG_NAME, note_unexpected

SECRET = ("13800001234", "王小明", "liaison-notes")
BROKEN = f"""
import sys
from service import cli
from service.cli import audit

def broken():
    phone = "{SECRET[0]}"
    try:
        raise ValueError("cannot read {SECRET[2]}: {SECRET[1]}")
    except ValueError as error:
        raise RuntimeError("broke at {SECRET[1]} " + phone) from error

audit.opened = broken
sys.argv = ["weekreel", "audit", "verify"]
cli.main()
"""
BESIDE = f"""
import logging, sys, threading
import structlog
from storage.logs import set_up_terminal

set_up_terminal()

def broken():
    phone = "{SECRET[0]}"
    raise RuntimeError("broke at {SECRET[1]} {SECRET[2]}")

for told in (structlog.get_logger(), logging.getLogger("some.library")):
    try:
        broken()
    except RuntimeError:
        told.exception("went wrong beside it")
thread = threading.Thread(target=broken)
thread.start()
thread.join()
"""


def ran(program: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "WEEKREEL_HOME": str(home), **more}
    environ.pop("WEEKREEL_LOG_FILE", None)
    environ |= more
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environ
    )


def test_a_person_gets_one_line_with_a_code_and_where_the_log_is(tmp_path):
    told = ran(BROKEN, tmp_path, LANG="C.UTF-8", LC_ALL="")
    assert told.returncode == 1 and told.stdout == ""
    (line,) = told.stderr.splitlines()
    (kept,) = (tmp_path / LOG_NAME).read_text().splitlines()
    entry = json.loads(kept)
    assert line.startswith(f"weekreel: unexpected error {entry['code']} (RuntimeError)")
    assert str(tmp_path / LOG_NAME) in line
    assert not any(secret in line for secret in SECRET)


def test_it_is_said_in_chinese_where_chinese_is_read(tmp_path):
    told = ran(BROKEN, tmp_path, LC_ALL="zh_CN.UTF-8")
    assert "weekreel: 出了意外的错误（错误码 E-" in told.stderr and told.stderr.count("\n") == 1


def test_the_log_has_the_place_and_its_cause_and_nothing_of_what_it_was_about(tmp_path):
    log = tmp_path / "logs" / "weekreel.log"
    for _ in range(2):
        ran(BROKEN, tmp_path, WEEKREEL_LOG_FILE=str(log))
    lines = log.read_text().splitlines()
    first, second = map(json.loads, lines)
    assert first["code"] == second["code"] and first["event"] == "unexpected"
    outer, inner = first["exception"]
    assert (outer["type"], inner["type"]) == ("RuntimeError", "ValueError")
    assert any("service/cli/audit.py" in place for place in outer["at"])
    assert outer["at"][-1].endswith(" broken")
    assert not any(secret in "".join(lines) for secret in SECRET)


def test_what_goes_wrong_beside_the_answer_shows_no_variables_either(tmp_path):
    told = ran(BESIDE, tmp_path)
    assert told.stderr.count("went wrong beside it") == 2 and "RuntimeError" in told.stderr
    assert "Traceback" not in told.stderr and "phone" not in told.stderr
    assert not any(secret in told.stderr for secret in SECRET)
    assert "unexpected error E-" in told.stderr and (tmp_path / LOG_NAME).exists()


@pytest.mark.parametrize("module", ["service", "workers run"])
def test_what_ends_the_web_process_or_a_worker_is_one_line_too(tmp_path, module):
    name, *words = module.split()
    program = f"""
import sys
from {name} import __main__ as program
def broken(*_args, **_named):
    raise RuntimeError("broke at {SECRET[1]}")
program.open_storage = broken
sys.exit(program.main({words!r}))
"""
    told = ran(program, tmp_path)
    assert told.returncode == 1 and "unexpected error E-" in told.stderr
    assert "Traceback" not in told.stderr and SECRET[1] not in told.stderr


def test_a_log_that_cannot_be_written_is_said_and_a_full_disk_by_its_name(tmp_path):
    (tmp_path / "file").write_text("")
    error = OSError(28, "No space left on device", f"/media/{SECRET[1]}.mp4")
    words = note_unexpected(error, {"WEEKREEL_HOME": str(tmp_path / "file")})
    assert "could not be written" in words.en and SECRET[1] not in words.en
    note_unexpected(error, {"WEEKREEL_HOME": str(tmp_path / "home")})
    entry = json.loads((tmp_path / "home" / LOG_NAME).read_text())
    assert entry["exception"][0] == {
        "type": "OSError",
        "fault": "No space left on device",
        "at": [],
    }


def test_what_the_database_refuses_is_told_without_what_was_to_be_stored(tmp_path):

    engine = make_engine(sqlite_url(tmp_path / "c.sqlite3"))
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("INSERT INTO nowhere VALUES (:phone)"), {"phone": SECRET[0]})
    engine.dispose()
    assert SECRET[0] not in str(raised.value)
    note_unexpected(raised.value, {"WEEKREEL_HOME": str(tmp_path)})
    kept = (tmp_path / LOG_NAME).read_text()
    assert SECRET[0] not in kept and "SQLITE_ERROR" in kept


def test_what_somebody_wrote_in_place_of_the_systems_words_is_not_kept(tmp_path):
    """PyAV, ssl and others put a path, a host or a sentence of their own there."""
    for error in (OSError(2, f"cannot read {SECRET[1]} {SECRET[0]}"), OSError("a", SECRET[1])):
        note_unexpected(error, {"WEEKREEL_HOME": str(tmp_path)})
    kept = (tmp_path / LOG_NAME).read_text()
    assert "No such file or directory" in kept and not any(secret in kept for secret in SECRET)


def test_a_log_that_the_services_share_is_not_put_aside_for_one_error(tmp_path):
    log = tmp_path / "weekreel.log"
    log.write_bytes(b"x" * (3 << 20))
    note_unexpected(RuntimeError(), {"WEEKREEL_LOG_FILE": str(log)})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["weekreel.log", "weekreel.log.lock"]
    assert log.read_text().endswith("}\n")


def test_a_home_that_cannot_be_found_is_no_second_error(tmp_path):
    words = note_unexpected(RuntimeError(), {"WEEKREEL_HOME": "~nobody-of-this-name/weekreel"})
    assert "E-" in words.en and "could not be written" in words.en
