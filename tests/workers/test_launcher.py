"""Each layer of the launcher's lock holds with all the others off."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workers.tools.running import launcher

PYTHON = str(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
needs_landlock = pytest.mark.skipif(
    launcher.landlock_abi() == 0, reason="this kernel has no Landlock"
)
needs_filter = pytest.mark.skipif(
    os.uname().machine not in launcher.ARCHITECTURES, reason="no system call numbers for this CPU"
)


def launch(*words: str, program: list[str], **popen) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", launcher.__file__, f"parent={os.getpid()}", *words]
    return subprocess.run(
        [*command, "--", *program], capture_output=True, text=True, timeout=30, **popen
    )


def python(*words: str, code: str) -> subprocess.CompletedProcess[str]:
    return launch(*words, program=[PYTHON, "-I", "-S", "-c", code])


def python_read(*words: str, code: str) -> subprocess.CompletedProcess[str]:
    """With Landlock on, the interpreter's own files have to be named."""
    prefix = Path(PYTHON).parent.parent
    return python(f"run={PYTHON}", f"run={prefix / 'lib'}", *words, code=code)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary"
    path.write_text("secret")
    return path


# --- Landlock ----------------------------------------------------------------------------------


@needs_landlock
@pytest.mark.parametrize("abi", [1, 2, 3, 4, 5, 6, 7])
def test_only_the_given_file_is_read_under_every_version_of_landlock(tmp_path, canary, abi):
    given = tmp_path / "given"
    given.write_text("open")
    ended = launch(
        f"landlock={abi}", f"read={given}", program=["/bin/cat", str(given), str(canary)]
    )
    assert ended.stdout == "open"
    assert "Permission denied" in ended.stderr


@needs_landlock
def test_without_landlock_the_same_canary_is_read(canary):
    assert launch(program=["/bin/cat", str(canary)]).stdout == "secret"


@needs_landlock
def test_the_environment_of_the_parent_is_not_read(canary):
    ended = launch("landlock=7", program=["/bin/cat", f"/proc/{os.getpid()}/environ"])
    assert ended.stdout == ""
    assert "Permission denied" in ended.stderr


@needs_landlock
def test_a_link_to_a_file_outside_is_not_followed(tmp_path, canary):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(canary)
    ended = launch("landlock=7", f"read={folder}", program=["/bin/cat", str(folder / "link")])
    assert ended.stdout == ""


@needs_landlock
@pytest.mark.parametrize("abi", [2, 7])
def test_writing_is_possible_in_the_given_folder_alone(tmp_path, canary, abi):
    out = tmp_path / "out"
    out.mkdir()
    script = f"echo ok > {out}/made; mv {out}/made {out}/moved; echo bad > {canary}"
    ended = launch(f"landlock={abi}", f"write={out}", program=["/bin/sh", "-c", script])
    assert canary.read_text() == "secret"
    assert (out / "moved").read_text() == "ok\n"
    assert "Permission denied" in ended.stderr


@needs_landlock
def test_a_file_that_can_be_read_cannot_be_written(canary):
    script = f"echo bad >> {canary}"
    ended = launch("landlock=7", f"read={canary}", program=["/bin/sh", "-c", script])
    assert ended.returncode != 0
    assert canary.read_text() == "secret"


@needs_landlock
def test_no_link_can_be_left_in_an_output_folder(tmp_path, canary):
    out = tmp_path / "out"
    out.mkdir()
    code = f"import os; os.symlink({str(canary)!r}, {str(out / 'link')!r})"
    ended = python_read("landlock=7", f"write={out}", code=code)
    assert "PermissionError" in ended.stderr
    assert not (out / "link").is_symlink()


@needs_landlock
def test_a_missing_file_stops_the_launch_and_is_named(tmp_path):
    ended = launch("landlock=7", f"read={tmp_path / 'absent'}", program=["/bin/true"])
    assert ended.returncode == 126
    assert "absent" in ended.stderr


def test_a_kernel_without_landlock_is_told_by_the_answer(monkeypatch):
    monkeypatch.setattr(launcher, "landlock_abi", lambda: 0)
    assert launcher.restrict_files([], [], []) is False


# --- system calls ------------------------------------------------------------------------------


@needs_filter
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_no_socket_of_another_family_can_be_made(family):
    ended = python("seccomp=threads", code=f"import socket; socket.socket(socket.{family})")
    assert "PermissionError" in ended.stderr


@needs_filter
def test_a_unix_pair_can_be_made_and_talks():
    code = "import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))"
    assert python("seccomp=threads", code=code).stdout == "b'x'\n"
    made = "import socket; socket.socket(socket.AF_UNIX); print('made')"
    assert python("seccomp=threads", code=made).stdout == "made\n"


@needs_filter
def test_a_unix_socket_reaches_no_server(tmp_path):
    code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(tmp_path / 's')!r})"
    assert "PermissionError" in python("seccomp=processes", code=code).stderr


@needs_filter
@pytest.mark.parametrize(
    "call",
    [
        "os.chmod(path, 0o777)",
        "os.truncate(path, 0)",
        "os.open(path, os.O_RDONLY | os.O_TRUNC)",
        "os.open(path, 3 | os.O_TRUNC)",
        "os.utime(path)",
        "os.chown(path, 0, 0)",
        "os.setxattr(path, 'user.x', b'1')",
        "os.kill(os.getppid(), 0)",
        "os.kill(-1, 0)",
        "os.setsid()",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
    ],
)
def test_a_read_file_and_the_parent_cannot_be_touched(canary, call):
    ended = python("seccomp=threads", code=f"import os, resource; path = {str(canary)!r}; {call}")
    assert "PermissionError" in ended.stderr
    assert canary.read_text() == "secret"


@needs_filter
def test_threads_start_but_processes_do_not():
    thread = "import threading as t; x = t.Thread(target=print, args=('ran',)); x.start(); x.join()"
    assert python("seccomp=threads", code=thread).stdout == "ran\n"
    assert "PermissionError" in python("seccomp=threads", code="import os; os.fork()").stderr
    both = launch("seccomp=processes", program=["/bin/sh", "-c", "/bin/echo child; true"])
    assert both.stdout == "child\n"


@needs_filter
def test_a_sealed_process_cannot_become_another_program():
    assert launch("seccomp=threads", program=["/bin/sh", "-c", "exec true"]).returncode == 0
    assert launch("seccomp=sealed", program=["/bin/true"]).returncode == 126


@needs_filter
def test_signals_and_limits_of_the_process_itself_still_work():
    code = "import os, signal, resource; resource.getrlimit(resource.RLIMIT_AS); os.abort()"
    assert python("seccomp=threads", code=code).returncode == -6


# --- the filter itself, on both machine types --------------------------------------------------


def decide(steps, machine_arch: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """Runs the filter as the kernel would and returns its action."""
    words = [number, machine_arch, 0, 0]
    for value in (*arguments, *[0] * (6 - len(arguments))):
        words += [value & 0xFFFFFFFF, value >> 32]
    accumulator, at = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == launcher.RETURN:
            return value
        if code == launcher.LOAD:
            accumulator = words[value // 4]
        elif code == launcher.AND:
            accumulator &= value
        else:
            held = {
                launcher.EQUAL: accumulator == value,
                launcher.AT_LEAST: accumulator >= value,
                launcher.ANY_BIT: bool(accumulator & value),
            }[code]
            at += yes if held else no


REFUSED_ACTION = launcher.ERRNO | 1
ABSENT_ACTION = launcher.ERRNO | 38
OPENAT, SOCKET, CLONE, SENDTO, KILL = (
    *({"x86_64": 257, "aarch64": 56}, {"x86_64": 41, "aarch64": 198}),
    *({"x86_64": 56, "aarch64": 220}, {"x86_64": 44, "aarch64": 206}),
    {"x86_64": 62, "aarch64": 129},
)
CASES = [
    (SOCKET, (1,), True, launcher.ALLOW),
    (SOCKET, (2,), True, REFUSED_ACTION),
    (SOCKET, (10,), False, REFUSED_ACTION),
    (OPENAT, (0, 0, os.O_RDONLY), False, launcher.ALLOW),
    (OPENAT, (0, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), False, launcher.ALLOW),
    (OPENAT, (0, 0, os.O_RDWR | os.O_TRUNC), False, launcher.ALLOW),
    (OPENAT, (0, 0, os.O_RDONLY | os.O_TRUNC | os.O_CLOEXEC), False, REFUSED_ACTION),
    (OPENAT, (0, 0, 3 | os.O_TRUNC), False, REFUSED_ACTION),
    (CLONE, (0x003D0F00,), False, launcher.ALLOW),
    (CLONE, (0x01200011,), False, REFUSED_ACTION),
    (CLONE, (0x01200011,), True, launcher.ALLOW),
    (CLONE, (0x10000000 | 17,), True, REFUSED_ACTION),
    (SENDTO, (3, 0, 0, 0, 0, 0), False, launcher.ALLOW),
    (SENDTO, (3, 0, 0, 0, 0x7FFF0000, 0), False, REFUSED_ACTION),
    (SENDTO, (3, 0, 0, 0, 0x100000000, 0), False, REFUSED_ACTION),
    (KILL, (77, 9), False, launcher.ALLOW),
    (KILL, (78, 9), False, REFUSED_ACTION),
    ({"x86_64": 435, "aarch64": 435}, (), False, ABSENT_ACTION),
    ({"x86_64": 425, "aarch64": 425}, (), True, ABSENT_ACTION),
    ({"x86_64": 42, "aarch64": 203}, (), True, REFUSED_ACTION),
    ({"x86_64": 0, "aarch64": 63}, (), False, launcher.ALLOW),
]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(("numbers", "arguments", "processes", "action"), CASES)
def test_the_filter_decides_alike_on_both_machine_types(
    machine, numbers, arguments, processes, action
):
    steps = launcher.build_filter(machine, "processes" if processes else "threads", pid=77)
    arch = launcher.ARCHITECTURES[machine][0]
    assert decide(steps, arch, numbers[machine], arguments) == action


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_calls_of_another_machine_type_kill(machine):
    steps = launcher.build_filter(machine, "processes", pid=77)
    assert decide(steps, 0x40000003, 4) == launcher.KILL_PROCESS


def test_the_x32_twins_of_all_calls_are_absent():
    steps = launcher.build_filter("x86_64", "processes", pid=77)
    assert decide(steps, 0xC000003E, 0x40000000 | 41, (2,)) == ABSENT_ACTION


HEADERS = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("column", [0, 1])
def test_the_numbers_are_those_of_the_kernel_headers(column):
    if not HEADERS[column].exists():
        pytest.skip(f"{HEADERS[column]} is not installed (linux-libc-dev)")
    found = dict(re.findall(r"define __NR_(\w+)\s+(\d+)", HEADERS[column].read_text()))
    ours = {**launcher.MODES["sealed"], **launcher.ABSENT}
    known = {name: numbers[column] for name, numbers in ours.items() if name in found}
    assert known == {name: int(found[name]) for name in known}
    assert len(known) > 30


# --- limits, privileges, death of the parent ---------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "sign"),
    [
        (["AS=2147483648"], "x = bytes(3 << 30)", "MemoryError"),
        (["NOFILE=8"], "f = [open('/dev/null') for _ in range(20)]", "Too many open files"),
        (["CPU=1"], "while True: pass", "-24"),
    ],
)
def test_each_limit_holds_alone(words, code, sign):
    ended = python(*words, code=code)
    assert sign in f"{ended.stderr} {ended.returncode}"


def test_a_file_grows_no_further_than_allowed(tmp_path):
    out = tmp_path / "out"
    program = ["/bin/dd", "if=/dev/zero", f"of={out}", "bs=1000", "count=50"]
    assert launch("FSIZE=4096", program=program).returncode == -25
    assert out.stat().st_size == 4096


def test_no_core_is_dumped_and_broken_pipes_end_a_program():
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert python(code=code).stdout == "(0, 0)\n"
    ended = launch(program=["/bin/grep", "SigIgn", "/proc/self/status"])
    assert int(ended.stdout.split()[1], 16) & (1 << 12 | 1 << 24) == 0


def test_privileges_are_gone_for_good():
    ended = launch(program=["/bin/grep", "-E", "NoNewPrivs|CapEff|CapPrm", "/proc/self/status"])
    told = dict(re.findall(r"(\w+):\s+(\w+)", ended.stdout))
    assert told["NoNewPrivs"] == "1"
    assert int(told["CapEff"], 16) & ~launcher.KEPT_CAPABILITIES == 0
    assert int(told["CapPrm"], 16) & ~launcher.KEPT_CAPABILITIES == 0


def test_nothing_starts_for_a_parent_that_is_gone():
    command = [sys.executable, "-I", "-S", launcher.__file__, "parent=1", "--", "/bin/echo", "x"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (125, "")


def test_the_program_dies_with_its_killed_parent():
    code = (
        "import os, subprocess as s, sys\n"
        f"p = s.Popen([sys.executable, '-I', '-S', {launcher.__file__!r}, "
        "f'parent={os.getpid()}', '--', '/bin/sleep', '60'])\n"
        "print(p.pid, flush=True); p.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        wait_until(lambda: b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes())
        parent.kill()
    wait_until(lambda: not Path(f"/proc/{pid}/exe").exists())


def wait_until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
