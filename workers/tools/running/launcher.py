"""The lock that a program puts on before it opens a sender's file; run as a script, then exec.

Called as `python -I -S launcher.py name=value… -- /abs/program args…`; the confined Python child
imports the same functions and locks itself after its imports. Plain words instead of JSON, and no
`signal` or `re`: those imports cost 20 ms of a 40 ms start, paid for every photo.

Words before the `--`, all but `parent` optional:
  parent=PID            must still be the parent, else nothing is started
  AS= CPU= FSIZE= NOFILE= NPROC=    limits in bytes, seconds or pieces; CORE is always 0
  landlock=ABI          highest version to use; only the system's own files can be opened, and
  read=PATH write=FOLDER run=PATH   these, repeated as needed (run: a program or its libraries)
  seccomp=threads       no sockets to anybody, no other processes; `processes` allows those,
                        `sealed` forbids even becoming another program

Sources: landlock(7), seccomp(2), prctl(2), capabilities(7); system call numbers from the kernel's
asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64).
"""

import ctypes
import errno
import os
import resource
import stat
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)

# --- parent, session, limits -------------------------------------------------------------------

SIGKILL, SIGPIPE, SIGXFSZ = 9, 13, 25
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 38, 22
CAP_VERSION_3 = 0x20080522
#: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH stay: a worker that is root in a container must still
#: read blobs that another user owns. Everything else (mount, ptrace, reboot …) goes.
KEPT_CAPABILITIES = (1 << 1) | (1 << 2)


def die_with_parent(parent: int) -> None:
    """SIGKILL for this process when `parent` ends; exit at once when it already has."""
    _prctl(PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(125)
    if os.getsid(0) != os.getpid():
        os.setsid()


def limit(limits: dict[str, int]) -> None:
    """Set soft and hard limits, never above the hard limit that is already there."""
    for name, wanted in {**limits, "CORE": 0}.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        there = resource.getrlimit(kind)[1]
        # At the hard limit of CPU comes SIGKILL, which tells nobody why; SIGXCPU comes before.
        hard = wanted + 2 if name == "CPU" else wanted
        hard = hard if there == resource.RLIM_INFINITY else min(hard, there)
        resource.setrlimit(kind, (min(wanted, hard), hard))


def renounce_privileges() -> None:
    """Set no_new_privs and drop capabilities: with both, exec as root does not bring them back."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("Ii", CAP_VERSION_3, 0)
    held = ctypes.create_string_buffer(24)
    _check(LIBC.capget(header, held), "capget")
    words = struct.unpack("6I", held.raw)
    kept = [word & KEPT_CAPABILITIES for word in words[:2]] + [0] * 4
    _check(LIBC.capset(header, struct.pack("6I", *kept)), "capset")


# --- Landlock: which files can be opened -------------------------------------------------------

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
#: How many rights the kernel knows, by ABI: 1 Linux 5.13, 2 (refer) 5.19, 3 (truncate) 6.2,
#: 5 (ioctl) 6.10. Debian 12's 6.1 has ABI 2.
HIGHEST_ABI = 7
RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = READ_FILE | READ_DIR
# No MAKE_SYM: a link left in an output folder would make the worker itself read elsewhere.
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE

#: What programs need to start, find libraries and fonts, and count processors.
PROGRAM_PATHS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
SYSTEM_PATHS = (
    *("/etc/ld.so.cache", "/etc/fonts", "/etc/perl", "/etc/alternatives", "/etc/localtime"),
    *("/var/cache/fontconfig", "/var/lib/ghostscript", "/proc/self", "/proc/cpuinfo"),
    *("/proc/meminfo", "/proc/stat", "/proc/filesystems", "/sys/devices/system/cpu"),
    *("/sys/devices/system/node", "/dev/zero", "/dev/urandom", "/dev/random"),
)


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 where there is none or a container forbids it."""
    return max(0, LIBC.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def restrict_files(
    read: list[str], write: list[str], run: list[str], *, highest_abi: int = HIGHEST_ABI
) -> bool:
    """Let this process open only the system's own files, `read`, `run` and, to write, `write`.

    Returns False where the kernel has no Landlock; raises OSError when a given path is missing.
    A lower `highest_abi` rehearses an older kernel.
    """
    abi = min(landlock_abi(), highest_abi)
    if abi == 0:
        return False
    known = (1 << RIGHTS_BY_ABI.get(abi, 16)) - 1
    ruleset = _create_ruleset(abi, known)
    for path in PROGRAM_PATHS:
        _allow(ruleset, path, READ | EXECUTE, needed=False)
    for path in SYSTEM_PATHS:
        _allow(ruleset, path, READ, needed=False)
    _allow(ruleset, "/dev/null", (READ | WRITE_FILE | TRUNCATE | IOCTL_DEV) & known, needed=False)
    for paths, rights in ((read, READ), (run, READ | EXECUTE), (write, WRITE & known)):
        for path in paths:
            _allow(ruleset, path, rights)
    _check(LIBC.syscall(LANDLOCK_RESTRICT, ruleset, ctypes.c_uint32(0)), "landlock_restrict_self")
    os.close(ruleset)
    return True


def _create_ruleset(abi: int, rights: int) -> int:
    # ABI 4: no TCP bind or connect; ABI 6: no abstract sockets of, no signals to, the outside.
    attributes = struct.pack("QQQ", rights, 0b11, 0b11)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    size = ctypes.c_size_t(len(attributes))
    return _check(LIBC.syscall(LANDLOCK_CREATE, attributes, size, ctypes.c_uint32(0)), "landlock")


def _allow(ruleset: int, path: str, rights: int, *, needed: bool = True) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        if needed:
            raise
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= FILE_RIGHTS
    rule = struct.pack("=Qi", rights, place)
    done = LIBC.syscall(LANDLOCK_ADD, ruleset, 1, rule, ctypes.c_uint32(0))
    os.close(place)
    _check(done, f"landlock_add_rule {path}")


# --- seccomp: which system calls can be made ---------------------------------------------------

#: machine -> (AUDIT_ARCH, column in the tables below)
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

#: Refused whatever the arguments: (x86_64, aarch64).
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # Sockets may exist (socketpair) but reach nobody: a database or Docker socket is AF_UNIX too.
    **{"connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202)},
    **{"accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269)},
    # Other processes and the kernel's own side doors.
    **{"ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271)},
    **{"tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240)},
    **{"pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "bpf": (321, 280)},
    **{"perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219)},
    **{"add_key": (248, 217), "request_key": (249, 218), "open_by_handle_at": (304, 265)},
    **{"unshare": (272, 97), "setns": (308, 268)},
    # Landlock never covers metadata, and truncate() only from ABI 3 on (Debian 12 has 2).
    **{"truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53)},
    **{"fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None)},
    **{"fchownat": (260, 54), "utime": (132, None), "utimes": (235, None)},
    **{"futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5)},
    **{"lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14)},
    **{"lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463)},
    # The whole tree stays in one process group, so that one kill ends it.
    **{"setsid": (112, 157), "setpgid": (109, 154)},
}
#: Said not to exist, because their arguments lie in memory that a filter cannot read; the C
#: library falls back to clone and openat. io_uring would open sockets past this filter.
ABSENT = {
    **{"clone3": (435, 435), "openat2": (437, 437), "io_uring_setup": (425, 425)},
    **{"io_uring_enter": (426, 426), "io_uring_register": (427, 427)},
}
#: By mode, these too; but for `processes`, clone() passes only for threads.
STARTING = {"fork": (57, None), "vfork": (58, None)}
BECOMING = {"execve": (59, 221), "execveat": (322, 281)}
MODES = {"processes": REFUSED, "threads": REFUSED | STARTING}
MODES["sealed"] = MODES["threads"] | BECOMING

CLONE_THREAD = 0x00010000
CLONE_NAMESPACES = 0x7E020080
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
Instruction = tuple[int, int, int, int]


def restrict_calls(mode: str) -> bool:
    """Install the filter of a mode; returns False on a machine type it has no numbers for."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return False
    code = b"".join(struct.pack("HBBI", *step) for step in build_filter(machine, mode))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    _prctl(PR_SET_SECCOMP, 2, program)
    return True


def build_filter(machine: str, mode: str, pid: int | None = None) -> list[Instruction]:
    """The BPF program for one machine type; signals and limits only for process `pid` itself."""
    audit, column = ARCHITECTURES[machine]
    own = os.getpid() if pid is None else pid
    steps: list[Instruction] = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, audit)]
    steps += [_answer(KILL_PROCESS), (LOAD, 0, 0, 0)]
    if machine == "x86_64":  # the x32 twins of every call
        steps += [(AT_LEAST, 0, 1, 0x40000000), _answer(ERRNO | errno.ENOSYS)]
    for table, code in ((MODES[mode], errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in table.values():
            if (number := numbers[column]) is not None:
                steps += [(EQUAL, 0, 1, number), _answer(ERRNO | code)]
    for numbers, test in _argument_rules(mode == "processes", own):
        if (number := numbers[column]) is not None:
            steps += [(EQUAL, 0, len(test), number), *test]
    return [*steps, _answer(ALLOW)]


def _argument_rules(
    processes: bool, own: int
) -> list[tuple[tuple[int | None, int | None], list[Instruction]]]:
    threads_only = _only_if(0, ANY_BIT, CLONE_THREAD)
    no_namespaces = _only_unless_any(0, CLONE_NAMESPACES)
    return [
        ((41, 198), _only_if(0, EQUAL, 1)),  # socket: AF_UNIX
        ((53, 199), _only_if(0, EQUAL, 1)),  # socketpair: AF_UNIX
        ((44, 206), _null_address(4)),  # sendto: as send(), without an address
        ((62, 129), _only_if(0, EQUAL, own)),  # kill
        ((234, 131), _only_if(0, EQUAL, own)),  # tgkill, which abort() uses
        ((302, 261), _only_if(0, EQUAL, 0)),  # prlimit64
        ((56, 220), no_namespaces if processes else threads_only),  # clone
        ((2, None), _no_silent_truncation(1)),  # open
        ((257, 56), _no_silent_truncation(2)),  # openat
    ]


def _load(argument: int, high: bool = False) -> Instruction:
    return (LOAD, 0, 0, 16 + 8 * argument + (4 if high else 0))


def _answer(action: int) -> Instruction:
    return (RETURN, 0, 0, action)


REFUSE = _answer(ERRNO | errno.EPERM)


def _only_if(argument: int, comparison: int, value: int) -> list[Instruction]:
    return [_load(argument), (comparison, 1, 0, value), REFUSE, _answer(ALLOW)]


def _only_unless_any(argument: int, bits: int) -> list[Instruction]:
    return [_load(argument), (ANY_BIT, 0, 1, bits), REFUSE, _answer(ALLOW)]


def _null_address(argument: int) -> list[Instruction]:
    low, high = _load(argument), _load(argument, high=True)
    return [low, (EQUAL, 0, 2, 0), high, (EQUAL, 1, 0, 0), REFUSE, _answer(ALLOW)]


def _no_silent_truncation(argument: int) -> list[Instruction]:
    # open(path, O_RDONLY | O_TRUNC) empties a file, and Landlock before ABI 3 sees only a read.
    mode = (AND, 0, 0, os.O_TRUNC | os.O_ACCMODE)
    reading, neither = os.O_TRUNC, os.O_TRUNC | os.O_ACCMODE
    return [
        *(_load(argument), mode, (EQUAL, 1, 0, reading), (EQUAL, 0, 1, neither)),
        *(REFUSE, _answer(ALLOW)),
    ]


# --- the script --------------------------------------------------------------------------------


def _prctl(option: int, value: int, pointer: bytes | None = None) -> None:
    zero = ctypes.c_ulong(0)
    third = zero if pointer is None else ctypes.c_char_p(pointer)
    _check(LIBC.prctl(option, ctypes.c_ulong(value), third, zero, zero), f"prctl {option}")


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


#: Exit code, as shells have it, with a message that begins with "launcher:".
REFUSED_TO_START = 126


def parse(words: list[str]) -> dict:
    """The words before `--`: numbers of limits under "limits", paths as lists."""
    spec: dict = {"parent": 0, "limits": {}, "landlock": 0, "seccomp": ""}
    spec |= {"read": [], "write": [], "run": []}
    for word in words:
        name, _, value = word.partition("=")
        if name in ("read", "write", "run"):
            spec[name].append(value)
        elif name == "seccomp":
            spec[name] = value
        elif name in ("parent", "landlock"):
            spec[name] = int(value)
        else:
            spec["limits"][name] = int(value)
    return spec


def confine(spec: dict) -> None:
    """Put on every layer that the spec names; raises OSError when one that exists cannot be."""
    limit(spec["limits"])
    renounce_privileges()
    if spec["landlock"]:
        restrict_files(spec["read"], spec["write"], spec["run"], highest_abi=spec["landlock"])
    if spec["seccomp"]:
        restrict_calls(spec["seccomp"])


def main(argv: list[str]) -> None:
    border = argv.index("--")
    spec, program = parse(argv[1:border]), argv[border + 1 :]
    die_with_parent(spec["parent"])
    try:
        confine(spec)
        for inherited in (SIGPIPE, SIGXFSZ):  # Python ignores both, and exec would keep that
            LIBC.signal(inherited, ctypes.c_void_p(0))
        os.execv(program[0], program)
    except OSError as fault:
        print(f"launcher: {fault}", file=sys.stderr)
        raise SystemExit(REFUSED_TO_START) from None


if __name__ == "__main__":
    main(sys.argv)
