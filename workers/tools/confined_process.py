"""One running confined child as the worker sees it: its process, its socket and its messages."""

import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from workers.tools import confined_child, confined_wire
from workers.tools.attending import CHUNK, TAIL_BYTES, Stop
from workers.tools.confinement import (
    Limits,
    environment,
    from_lasting_thread,
    kill_group,
    missing_layers,
    words_for,
)


class Lost(Exception):
    """The child cannot answer any more; `reason` is "died", "timeout" or "cancelled"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChildProcess:
    """The process, its socket and its messages; `ask` and `hear` raise Lost with the reason."""

    def __init__(self, arguments: tuple[str, str], limits: Limits) -> None:
        missing_layers()
        self.files = 0
        self.tail = bytearray()
        self.socket, other = socket.socketpair()
        command = [sys.executable, "-I", "-B", confined_child.__file__, str(other.fileno())]
        with other:
            self.process = from_lasting_thread(
                lambda: subprocess.Popen(
                    [*command, *arguments, *words_for(limits)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd="/",
                    env=environment(None),
                    pass_fds=[other.fileno()],
                    start_new_session=True,
                )
            )

    def lives(self) -> bool:
        return os.waitid(os.P_PID, self.process.pid, _LOOK_ONLY) is None

    def ask(self, name: str, params: dict[str, Any], descriptor: int) -> None:
        try:
            confined_wire.send_request(self.socket, name, params, descriptor)
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Lost("died") from gone

    def hear(self, stop: Stop, take: Callable[[bytes], bool]) -> None:
        """Read until `take` has all it wants, keeping the last messages meanwhile."""
        messages = self.process.stderr
        assert messages is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(messages, selectors.EVENT_READ)
            while not stop.due():
                for key, _ in selector.select(stop.wait_s()):
                    if key.fileobj is self.socket:
                        if take(self._piece()):
                            return
                    elif not self._keep_messages():
                        selector.unregister(messages)
        raise Lost(stop.reason)

    def _piece(self) -> bytes:
        try:
            piece = self.socket.recv(CHUNK)
        except ConnectionResetError as gone:
            raise Lost("died") from gone
        if not piece:
            raise Lost("died")
        return piece

    def _keep_messages(self) -> bool:
        assert self.process.stderr is not None
        chunk = os.read(self.process.stderr.fileno(), CHUNK)
        self.tail = (self.tail + chunk)[-TAIL_BYTES:]
        return bool(chunk)

    def end(self) -> None:
        """Kill it and reap it; its last words are in `tail`, its end in `process.returncode`."""
        self.socket.close()
        kill_group(self.process)
        while self._keep_messages():
            pass
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()


_LOOK_ONLY = os.WEXITED | os.WNOHANG | os.WNOWAIT
