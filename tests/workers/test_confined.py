"""The warm confined child: what it may do, what comes back, and how its faults are told."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused, ToolCancelled, ToolFailed, ToolMissing, ToolTimedOut
from workers.tools.running import confined_wire, launcher
from workers.tools.running.confined import ConfinedChild, ConfinedPool

needs_landlock = pytest.mark.skipif(
    launcher.landlock_abi() == 0, reason="this kernel has no Landlock"
)

WORK = """
import ctypes, os, socket, subprocess, sys, threading, time
from domain.errors import Refused
from domain.words import Words

def evaluate(file, params):
    return eval(params["code"]), {}

def execute(file, params):
    exec(params["code"], {"file": file, **globals()})
    return None, {}

def blobs(file, params):
    return {"n": 2}, {"empty": b"", "picture": b"x" * params["size"]}

def refuse(file, params):
    raise Refused("too-small", Words(zh="太小", en="too small"))

def crash(file, params):
    ctypes.string_at(0)

def answer_with(file, params):
    worker = socket.socket(fileno=int(sys.argv[1]))
    worker.sendall(bytes.fromhex(params["hex"]))
    time.sleep(60)

WORK = {f.__name__: f for f in (evaluate, execute, blobs, refuse, crash, answer_with)}
"""


@pytest.fixture(scope="module")
def works(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("works")
    (folder / "test_work.py").write_text(WORK)
    (folder / "threaded_work.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\nWORK = {}\n"
    )
    (folder / "broken_work.py").write_text("import no_such_module\n")
    return folder


@pytest.fixture(scope="module")
def shared(works):
    with ConfinedChild("test_work", import_paths=[works], max_blob_bytes=1 << 20) as child:
        yield child


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "sent"
    path.write_bytes(b"hello")
    return path


def evaluate(child: ConfinedChild, file: Path, code: str, timeout_s: float = 20):
    return child.call("evaluate", file, params={"code": code}, timeout_s=timeout_s).value


def wait_until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


# --- what comes back ---------------------------------------------------------------------------


def test_the_digest_of_a_file_is_made_in_the_child(file):
    with ConfinedChild() as child:
        value = child.call("digest", file, timeout_s=20).value
    sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert value == {"sha256": sha256, "bytes": 5}


def test_each_call_sees_its_file_from_the_start(shared, file):
    for _ in range(3):
        assert evaluate(shared, file, "file.read().decode()") == "hello"


def test_pictures_come_back_as_bytes(shared, file):
    result = shared.call("blobs", file, params={"size": 300_000}, timeout_s=20)
    assert result.value == {"n": 2}
    assert result.blobs == {"empty": b"", "picture": b"x" * 300_000}


def test_a_refusal_keeps_its_code_and_words(shared, file):
    with pytest.raises(Refused) as caught:
        shared.call("refuse", file, timeout_s=20)
    assert caught.value.code == "too-small"
    assert (caught.value.words.zh, caught.value.words.en) == ("太小", "too small")


def test_an_error_in_the_work_tells_what_and_where_and_keeps_the_child(shared, file):
    evaluate(shared, file, "1")
    pid = shared.pid
    with pytest.raises(ToolFailed, match="ZeroDivisionError") as caught:
        evaluate(shared, file, "1 / 0")
    assert "in evaluate" in caught.value.stderr_tail
    assert shared.pid == pid


@pytest.mark.parametrize("code", ["float('nan')", "{1, 2}", "b'bytes'"])
def test_what_json_cannot_say_is_an_error_of_the_work(shared, file, code):
    with pytest.raises(ToolFailed, match="JSON"):
        evaluate(shared, file, code)


def test_a_file_that_is_not_there_is_an_error_of_the_caller(shared, tmp_path):
    with pytest.raises(FileNotFoundError):
        shared.call("evaluate", tmp_path / "absent", timeout_s=20)


# --- what the child may do ---------------------------------------------------------------------


@needs_landlock
@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd').read()",
        "os.listdir('/')",
        "os.open('/proc/self/fd/%d' % file.fileno(), os.O_RDWR)",
        "open('/proc/%d/environ' % os.getppid()).read()",
        "os.execv('/bin/true', ['true'])",
    ],
)
def test_nothing_but_code_and_the_file_can_be_opened(shared, file, code):
    with pytest.raises(ToolFailed, match="PermissionError"):
        evaluate(shared, file, code)


@needs_landlock
def test_a_canary_beside_the_file_cannot_be_read(shared, file):
    (file.parent / "canary").write_text("secret")
    with pytest.raises(ToolFailed, match="PermissionError"):
        evaluate(shared, file, f"open({str(file.parent / 'canary')!r}).read()")


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket(socket.AF_INET)",
        "socket.create_connection(('127.0.0.1', 9))",
        "subprocess.run(['/bin/true'])",
        "os.fork()",
        "os.kill(os.getppid(), 9)",
        "os.fchmod(file.fileno(), 0o777)",
    ],
)
def test_neither_network_nor_processes_nor_signals(shared, file, code):
    with pytest.raises(ToolFailed, match="PermissionError"):
        evaluate(shared, file, code)
    assert file.stat().st_mode & 0o777 != 0o777


def test_nothing_can_be_written_even_without_landlock(shared, file):
    code = "os.write(os.memfd_create('x'), b'x')"
    with pytest.raises(ToolFailed, match="File too large"):
        evaluate(shared, file, code)


def test_decoders_may_use_threads(shared, file):
    code = "t = threading.Thread(target=print); t.start(); t.join()"
    shared.call("execute", file, params={"code": code}, timeout_s=20)


def test_no_descriptor_of_the_worker_or_of_earlier_files_is_there(shared, file):
    evaluate(shared, file, "1")
    code = "[os.path.realpath('/proc/self/fd/%d' % n) for n in range(100)]"
    names = evaluate(shared, file, code)
    assert [name for name in names if not name.startswith(("/proc", "/dev", "/memfd"))] == [
        str(file)
    ]


# --- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("os._exit(3)", ToolFailed, "exit code 3"),
        ("os.abort()", ToolFailed, "aborted"),
        ("bytes(8 << 30)", ToolFailed, "MemoryError"),
        ("time.sleep(60)", ToolTimedOut, "longer than 0.7 s"),
    ],
)
def test_after_a_fault_another_child_serves(shared, file, code, error, words):
    evaluate(shared, file, "1")
    pid = shared.pid
    with pytest.raises(error, match=words):
        evaluate(shared, file, code, timeout_s=0.7 if "sleep" in code else 20)
    assert not Path(f"/proc/{pid}").exists()
    assert evaluate(shared, file, "2") == 2
    assert shared.pid != pid


def test_a_crash_is_told_with_the_place_where_it_happened(shared, file):
    with pytest.raises(ToolFailed, match="crashed") as caught:
        shared.call("crash", file, timeout_s=20)
    assert caught.value.returncode == -signal.SIGSEGV
    assert "in crash" in caught.value.stderr_tail


def test_a_child_killed_between_two_calls_is_no_fault_of_the_next_file(shared, file):
    evaluate(shared, file, "1")
    os.kill(shared.pid, signal.SIGKILL)
    os.waitid(os.P_PID, shared.pid, os.WEXITED | os.WNOWAIT)
    assert evaluate(shared, file, "2") == 2


def test_a_cancelled_call_ends_the_child(shared, file):
    began = time.monotonic()
    with pytest.raises(ToolCancelled):
        shared.call(
            "evaluate",
            file,
            params={"code": "time.sleep(60)"},
            timeout_s=60,
            cancelled=lambda: time.monotonic() - began > 0.3,
        )
    # Long before its minute was over, on a busy machine too.
    assert time.monotonic() - began < 40


@pytest.mark.parametrize(
    "reply",
    [
        b"\xff\xff\xff\xff",
        struct.pack(">I", 9) + b"not json!",
        struct.pack(">I", 2) + b"[]",
        struct.pack(">I", 12) + b'{"value": 1}',
        struct.pack(">I", 25) + b'{"blobs": [], "value":1e9'.replace(b"1e9", b"NaN") + b"}",
        struct.pack(">I", 13) + b'{"blobs": []}',
        struct.pack(">I", 31) + b'{"value": 1, "blobs": [["x",-5]]}'[:31],
    ],
)
def test_a_taken_over_child_cannot_confuse_the_worker(shared, file, reply):
    with pytest.raises(ToolFailed, match="no usable answer"):
        shared.call("answer_with", file, params={"hex": reply.hex()}, timeout_s=20)
    assert evaluate(shared, file, "2") == 2


def test_more_picture_bytes_than_allowed_are_not_taken(shared, file):
    with pytest.raises(ToolFailed, match="no usable answer") as caught:
        shared.call("blobs", file, params={"size": 2 << 20}, timeout_s=20)
    assert "larger than allowed" in caught.value.stderr_tail


def test_work_that_starts_threads_while_imported_is_not_used(works, file):
    with ConfinedChild("threaded_work", import_paths=[works]) as child:
        with pytest.raises(ToolMissing) as caught:
            child.call("any", file, timeout_s=20)
    assert "started threads" in caught.value.stderr_tail


def test_work_that_cannot_be_imported_says_so(works, file):
    with ConfinedChild("broken_work", import_paths=[works]) as child:
        with pytest.raises(ToolMissing) as caught:
            child.call("any", file, timeout_s=20)
    assert "no_such_module" in caught.value.stderr_tail


# --- life --------------------------------------------------------------------------------------


def test_a_child_is_replaced_after_its_number_of_files(works, file):
    with ConfinedChild("test_work", import_paths=[works], files_per_child=2) as child:
        pids = [evaluate(child, file, "os.getpid()") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_child_outlives_the_thread_that_first_called(works, file):
    with ConfinedChild("test_work", import_paths=[works]) as child:
        first: list[int] = []
        thread = threading.Thread(target=lambda: first.append(evaluate(child, file, "os.getpid()")))
        thread.start()
        thread.join()
        time.sleep(0.3)
        assert evaluate(child, file, "os.getpid()") == first[0]


def test_a_pool_serves_as_many_files_at_once_as_it_has_children(works, file):
    code = "(os.getpid(), time.monotonic(), time.sleep(0.5), time.monotonic())"
    with ConfinedPool(2, "test_work", import_paths=[works]) as pool:
        map_calls(pool, file, "time.sleep(0.5)", 2)  # start both
        spans = map_calls(pool, file, code, 4)
    assert len({pid for pid, *_ in spans}) == 2
    assert any(
        one[0] != other[0] and one[1] < other[3] and other[1] < one[3]
        for one in spans
        for other in spans
    )


def test_idle_children_of_a_pool_may_rest_and_a_busy_one_goes_on(works, file):
    with ConfinedPool(2, "test_work", import_paths=[works]) as pool:
        first = set(map_calls(pool, file, "(time.sleep(0.3), os.getpid())[1]", 2))
        # Who is given the file is busy until both are told to go on.
        for pid in first:
            os.kill(pid, signal.SIGSTOP)
        busy = ThreadPoolExecutor(1).submit(map_calls, pool, file, "os.getpid()", 1)
        wait_until(lambda: pool._free.qsize() == 1)
        idle = pool._free.queue[0].pid
        os.kill(idle, signal.SIGCONT)
        pool.rest()
        (left,) = [pid for pid in first if Path(f"/proc/{pid}").exists()]
        assert left != idle
        os.kill(left, signal.SIGCONT)
        assert set(busy.result()) <= first
        again = map_calls(pool, file, "(time.sleep(0.3), os.getpid())[1]", 2)
    assert len(again) == 2


def map_calls(pool: ConfinedPool, file: Path, code: str, times: int) -> list:
    def call(_: int):
        return pool.call("evaluate", file, params={"code": code}, timeout_s=20).value

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(call, range(times)))


def test_waiting_for_a_free_child_counts_against_no_file_but_can_be_cancelled(works, file):
    with ConfinedPool(1, "test_work", import_paths=[works]) as pool:
        busy = threading.Thread(target=lambda: map_calls(pool, file, "time.sleep(3)", 1))
        busy.start()
        wait_until(pool._free.empty)
        with pytest.raises(ToolCancelled):
            pool.call("evaluate", file, params={}, timeout_s=9, cancelled=lambda: True)
        result = pool.call("evaluate", file, params={"code": "7"}, timeout_s=2)
        busy.join()
    assert result.value == 7


def test_a_killed_worker_takes_its_child_along(works, file):
    code = (
        "from pathlib import Path; from workers.tools.running.confined import ConfinedChild\n"
        f"child = ConfinedChild('test_work', import_paths=[Path({str(works)!r})])\n"
        f"path = Path({str(file)!r})\n"
        "pid = child.call('evaluate', path, params={'code': 'os.getpid()'}, timeout_s=20).value\n"
        "print(pid, flush=True)\n"
        "child.call('evaluate', path, params={'code': 'time.sleep(60)'}, timeout_s=60)"
    )
    house = Path(launcher.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=house, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        pid = int(worker.stdout.readline())
        assert Path(f"/proc/{pid}/exe").exists()
        worker.kill()
    wait_until(lambda: not Path(f"/proc/{pid}/exe").exists())


# --- the wire ----------------------------------------------------------------------------------


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    ),
    blobs=st.dictionaries(st.text(max_size=20), st.binary(max_size=300), max_size=4),
    cut=st.integers(1, 400),
)
def test_a_reply_is_read_whole_however_it_is_cut(value, blobs, cut):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        confined_wire.send_reply(theirs, {"value": value}, blobs)
        theirs.close()
        reader = confined_wire.ReplyReader(max_blob_bytes=1 << 20)
        while not reader.add(ours.recv(cut)):
            pass
    assert reader.reply == {"value": value}
    assert reader.blobs == blobs


@given(st.binary(max_size=200))
def test_any_bytes_are_a_reply_or_a_broken_one(data):
    reader = confined_wire.ReplyReader(max_blob_bytes=100)
    try:
        whole = reader.add(data)
    except confined_wire.BrokenReply:
        return
    assert whole is False or isinstance(reader.reply, dict)
