"""Programs are fed, heard, limited and ended; what went wrong is told in words."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import ToolCancelled, ToolFailed, ToolMissing, ToolTimedOut
from workers.tools.running import confinement, launcher
from workers.tools.running.runner import run, stream

#: What was ended in the middle did not sleep out its minute; a busy machine takes its time for it.
SOON_S = 40.0

needs_landlock = pytest.mark.skipif(
    launcher.landlock_abi() == 0, reason="this kernel has no Landlock"
)


def wait_until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def running(pid: int) -> bool:
    """Whether a process still does something: a zombie that nobody has reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def is_written(note: Path) -> bool:
    return note.exists() and note.read_text().endswith("\n")


# --- run ---------------------------------------------------------------------------------------


def test_a_large_input_comes_back_whole():
    data = os.urandom(3_000_000)
    assert run("cat", [], stdin=data, timeout_s=20).stdout == data


def test_an_open_file_can_be_the_input(tmp_path):
    (tmp_path / "in").write_bytes(b"from a file")
    with (tmp_path / "in").open("rb") as file:
        assert run("cat", [], stdin=file, timeout_s=20).stdout == b"from a file"


def test_without_input_the_program_reads_an_empty_one():
    assert run("cat", [], timeout_s=20).stdout == b""


def test_a_program_that_takes_only_part_of_its_input_is_no_failure():
    assert run("head", ["-c", "4"], stdin=b"x" * 5_000_000, timeout_s=20).stdout == b"xxxx"


@needs_landlock
def test_only_the_given_files_are_read(tmp_path):
    given, canary = tmp_path / "given", tmp_path / "canary"
    given.write_text("open")
    canary.write_text("secret")
    assert run("cat", [str(given)], reads=[given], timeout_s=20).stdout == b"open"
    with pytest.raises(ToolFailed) as caught:
        run("cat", [str(canary)], reads=[given], timeout_s=20)
    assert "Permission denied" in caught.value.stderr_tail
    assert caught.value.returncode == 1


def test_only_the_given_folder_is_written(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    run("tee", [str(out / "made")], stdin=b"text", writes=[out], timeout_s=20)
    assert (out / "made").read_bytes() == b"text"
    with pytest.raises(ToolFailed):
        run("tee", [str(tmp_path / "beside")], stdin=b"text", writes=[out], timeout_s=20)
    assert not (tmp_path / "beside").exists() or launcher.landlock_abi() == 0


def test_nothing_of_our_environment_is_inherited(monkeypatch):
    monkeypatch.setenv("WEEKREEL_SECRET_KEY", "hush")
    printed = run("env", [], timeout_s=20).stdout
    assert b"hush" not in printed
    assert b"TZ=UTC" in printed


def test_file_names_are_data_and_never_a_shell_line(tmp_path):
    name = tmp_path / "a; touch $(HOME) `id` 'x'.txt"
    name.write_text("plain")
    assert run("cat", [str(name)], reads=[name], timeout_s=20).stdout == b"plain"


def test_lines_come_one_by_one_while_the_program_runs(tmp_path):
    came: list[str] = []
    heard = tmp_path / "heard"

    def hear(line: str) -> None:
        came.append(line)
        heard.touch()

    # It prints the second only when the first was heard.
    script = f"echo 一; until [ -e {heard} ]; do sleep 0.02; done; printf 'two\\r\\nrest'"
    ended = run(
        "sh",
        ["-c", script],
        reads=[tmp_path],
        processes=True,
        timeout_s=60,
        on_stdout_line=hear,
    )
    assert came == ["一", "two", "rest"]
    assert ended.stdout == b""


def test_a_line_without_end_is_given_in_pieces():
    pieces: list[str] = []
    run("head", ["-c", "400000", "/dev/zero"], timeout_s=20, on_stdout_line=pieces.append)
    assert sum(map(len, pieces)) == 400000
    assert len(pieces) > 1


def test_the_end_of_the_messages_is_kept():
    script = "seq 20000 >&2; echo last words >&2; exit 3"
    with pytest.raises(ToolFailed) as caught:
        run("sh", ["-c", script], processes=True, timeout_s=20)
    assert caught.value.stderr_tail.endswith("20000\nlast words")
    assert len(caught.value.stderr_tail) <= 4096
    assert caught.value.returncode == 3


def test_printing_without_end_is_ended():
    with pytest.raises(ToolFailed, match="more than allowed"):
        run("yes", [], max_stdout=1 << 20, timeout_s=20)


def test_a_program_that_is_not_installed_is_named_with_the_remedy():
    with pytest.raises(ToolMissing, match="no-such-program is not installed"):
        run("no-such-program", [], timeout_s=20)


@pytest.mark.parametrize("kind", ["reads", "writes"])
def test_a_missing_file_or_folder_is_an_error_of_the_caller(tmp_path, kind):
    with pytest.raises(FileNotFoundError):
        run("true", [], timeout_s=20, **{kind: [tmp_path / "absent"]})


@needs_landlock
def test_what_cannot_be_confined_is_not_started(tmp_path, monkeypatch):
    words = [f"parent={os.getpid()}", "landlock=7", f"read={tmp_path / 'absent'}"]
    monkeypatch.setattr(confinement, "words_for", lambda limits: words)
    with pytest.raises(ToolMissing, match="cannot be started"):
        run("true", [], timeout_s=20)


def test_time_is_up_within_a_moment():
    began = time.monotonic()
    with pytest.raises(ToolTimedOut, match=r"within 0\.5 s"):
        run("sleep", ["60"], timeout_s=0.5)
    assert time.monotonic() - began < SOON_S


def test_processor_time_is_limited_too():
    with pytest.raises(ToolTimedOut):
        run("sh", ["-c", "while :; do :; done"], cpu_s=1, timeout_s=60)


def test_a_cancelled_program_is_not_held_against_the_file():
    began = time.monotonic()
    with pytest.raises(ToolCancelled) as caught:
        run("sleep", ["60"], timeout_s=60, cancelled=lambda: time.monotonic() - began > 0.3)
    assert not isinstance(caught.value, ToolFailed)
    assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize("end", ["sleep 60", "exit 0"])
def test_grandchildren_end_with_the_program(tmp_path, end):
    note = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {note}; {end}"
    began = time.monotonic()
    try:
        run(
            "sh",
            ["-c", script],
            writes=[tmp_path],
            processes=True,
            timeout_s=60,
            cancelled=lambda: end == "sleep 60" and is_written(note),
        )
    except ToolCancelled:
        assert end == "sleep 60"
    assert time.monotonic() - began < SOON_S
    wait_until(lambda: not running(int(note.read_text())))


def test_a_grandchild_cannot_leave_the_group(tmp_path):
    note = tmp_path / "pid"
    script = f"setsid sleep 60 & echo $! > {note}; sleep 60"
    with pytest.raises(ToolCancelled):
        run(
            "sh",
            ["-c", script],
            writes=[tmp_path],
            processes=True,
            timeout_s=60,
            cancelled=lambda: is_written(note),
        )
    wait_until(lambda: not running(int(note.read_text())))


def test_other_processes_are_refused_unless_asked_for():
    with pytest.raises(ToolFailed) as caught:
        run("sh", ["-c", "/bin/echo a; /bin/echo b"], timeout_s=20)
    assert "fork" in caught.value.stderr_tail


def test_a_listener_that_fails_ends_the_program_and_its_error_comes_out(tmp_path):
    def listener(line: str) -> None:
        raise KeyError(line)

    began = time.monotonic()
    with pytest.raises(KeyError):
        run(
            "sh",
            ["-c", "echo x; sleep 60"],
            processes=True,
            timeout_s=60,
            on_stdout_line=listener,
        )
    assert time.monotonic() - began < SOON_S


def test_the_end_of_a_crash_is_said_in_words():
    with pytest.raises(ToolFailed, match="crashed"):
        run("sh", ["-c", "kill -SEGV $$"], timeout_s=20)


def test_less_memory_than_decoders_need_is_refused_at_the_call():
    with pytest.raises(ValueError, match="2 GiB"):
        run("true", [], memory_bytes=1 << 30, timeout_s=20)


def test_no_descriptor_is_left_open():
    run("true", [], timeout_s=20)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        run("cat", [], stdin=b"x", timeout_s=20)
        with pytest.raises(ToolFailed):
            run("false", [], timeout_s=20)
        with stream("cat", [], timeout_s=20, wants_stdout=True) as pipes:
            pipes.stdin.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


# --- stream ------------------------------------------------------------------------------------


def test_frames_go_in_and_come_out():
    frame = os.urandom(320 * 180 * 3 // 2)
    with stream("cat", [], timeout_s=20, wants_stdout=True) as pipes:
        feeding = threading.Thread(target=lambda: (pipes.stdin.write(frame), pipes.stdin.close()))
        feeding.start()
        assert pipes.stdout.read() == frame
        feeding.join()


def test_leaving_the_block_waits_for_the_file_to_be_whole(tmp_path):
    with stream("tee", [str(tmp_path / "out")], writes=[tmp_path], timeout_s=20) as pipes:
        for _ in range(50):
            pipes.stdin.write(b"x" * 100_000)
    assert (tmp_path / "out").stat().st_size == 5_000_000


def test_a_program_that_has_enough_frames_is_no_failure():
    with stream("head", ["-c", "10"], timeout_s=20) as pipes:
        for _ in range(100):
            pipes.stdin.write(b"x" * 100_000)


def test_a_blocked_writer_is_freed_when_time_is_up():
    began = time.monotonic()
    with pytest.raises(ToolTimedOut):
        with stream("sleep", ["60"], timeout_s=0.5) as pipes:
            for _ in range(100):
                pipes.stdin.write(b"x" * 100_000)
    assert time.monotonic() - began < SOON_S


def test_a_blocked_reader_is_freed_when_the_job_is_cancelled():
    began = time.monotonic()
    with pytest.raises(ToolCancelled):
        with stream(
            "sleep",
            ["60"],
            timeout_s=60,
            wants_stdin=False,
            wants_stdout=True,
            cancelled=lambda: time.monotonic() - began > 0.3,
        ) as pipes:
            assert pipes.stdout.read() == b""
    assert time.monotonic() - began < SOON_S


def test_a_failed_program_tells_its_last_words():
    with pytest.raises(ToolFailed) as caught:
        with stream("sh", ["-c", "read line; echo wrong frame >&2; exit 4"], timeout_s=20) as pipes:
            pipes.stdin.write(b"frame\n")
    assert caught.value.stderr_tail == "wrong frame"
    assert caught.value.returncode == 4


def test_a_reader_who_has_enough_ends_the_program():
    with stream("yes", [], timeout_s=20, wants_stdin=False, wants_stdout=True) as pipes:
        assert pipes.stdout.read(4) == b"y\ny\n"
        pipes.enough()


def test_an_error_in_the_block_kills_the_program():
    began = time.monotonic()
    with pytest.raises(KeyError):
        with stream("sleep", ["60"], timeout_s=60):
            raise KeyError("frame")
    assert time.monotonic() - began < SOON_S


def test_messages_without_end_do_not_block_the_frames():
    script = "seq 100000 >&2; exec cat"
    with stream("sh", ["-c", script], processes=True, timeout_s=20, wants_stdout=True) as pipes:
        pipes.stdin.write(b"frame")
        pipes.stdin.close()
        assert pipes.stdout.read() == b"frame"


# --- degraded machines and killed workers ------------------------------------------------------


def test_missing_layers_are_logged_once_as_a_warning(monkeypatch):
    monkeypatch.setattr(launcher, "landlock_abi", lambda: 0)
    confinement.missing_layers.cache_clear()
    try:
        with capture_logs() as logs:
            assert confinement.missing_layers() == ("landlock",)
            confinement.missing_layers()
        assert [entry["log_level"] for entry in logs] == ["warning"]
        assert logs[0]["missing"] == ["landlock"]
    finally:
        confinement.missing_layers.cache_clear()


@needs_landlock
def test_a_complete_machine_logs_nothing():
    confinement.missing_layers.cache_clear()
    with capture_logs() as logs:
        assert confinement.missing_layers() == ()
    assert logs == []


def test_a_killed_worker_takes_its_program_along(tmp_path):
    code = (
        "from pathlib import Path; from workers.tools.running.runner import run\n"
        f"place = Path({str(tmp_path)!r})\n"
        "run('sh', ['-c', f'echo $$ > {place}/pid; exec sleep 60'], writes=[place],"
        " timeout_s=60)"
    )
    house = Path(launcher.__file__).parents[2]
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=house)
    note = tmp_path / "pid"
    wait_until(lambda: is_written(note))
    assert running(int(note.read_text()))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not running(int(note.read_text())))
