"""The confined Python process itself: imports its work, locks itself, then answers one file at a
time. Started by confined.py as `python -I confined_child.py FD WORK IMPORT_PATHS launcher words…`.
"""

import faulthandler
import importlib
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(HOUSE))

from domain.errors import Refused  # noqa: E402  the path above must stand first
from workers.memory import give_back_at_once  # noqa: E402
from workers.tools.running import confined_wire, launcher  # noqa: E402

TRACE_CHARS = 2000


def main(argv: list[str]) -> None:
    spec = launcher.parse(argv[4:])
    launcher.die_with_parent(spec["parent"])
    faulthandler.enable()
    give_back_at_once()
    sys.path[1:1] = [path for path in argv[3].split(os.pathsep) if path]
    work = importlib.import_module(argv[2]).WORK
    lock(spec)
    with socket.socket(fileno=int(argv[1])) as worker:
        worker.sendall(b"\n")  # ready
        while (request := confined_wire.receive_request(worker)) is not None:
            answer(worker, work, *request)


def lock(spec: dict) -> None:
    """Confine this process; a thread that an import has started would stay free, so refuse that."""
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208  a count, not paths
        raise SystemExit("an import has started threads; they cannot be confined")
    # Code may still be loaded when first used (Pillow's plugins), but no program be started.
    code = [path for path in sys.path if path != str(HOUSE) and Path(path).exists()]
    ours = [str(HOUSE / floor) for floor in ("domain", "workers")]
    launcher.confine({**spec, "read": [*spec["read"], *code, *ours], "seccomp": "sealed"})


def answer(worker: socket.socket, work: dict, name: str, params: dict, descriptor: int) -> None:
    """Do one piece of work and send what came of it; never raises for a file's fault."""
    blobs: dict[str, bytes] = {}
    with open(descriptor, "rb") as file:
        try:
            value, blobs = work[name](file, params)
            reply: dict[str, Any] = {"value": value}
        except Refused as refusal:
            words = {"zh": refusal.words.zh, "en": refusal.words.en}
            reply = {"refused": {"code": refusal.code, **words}}
        except Exception as fault:  # whatever a decoder raises is news about this file
            reply = {"failed": failure(fault)}
    try:
        confined_wire.send_reply(worker, reply, blobs)
    except (TypeError, ValueError) as fault:
        confined_wire.send_reply(worker, {"failed": failure(fault)}, {})


def failure(fault: Exception) -> dict[str, Any]:
    trace = "".join(traceback.format_exception(fault))[-TRACE_CHARS:]
    return {
        "message": f"{type(fault).__name__}: {fault}"[:TRACE_CHARS],
        "trace": trace,
        "memory": isinstance(fault, MemoryError),
    }


if __name__ == "__main__":
    main(sys.argv)
