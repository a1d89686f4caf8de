"""A child that lives through many calls: each answer is heard until a deadline or its death."""

import os
import selectors
import subprocess
from collections.abc import Callable
from select import select

from workers.tools.running.attending import CHUNK, TAIL_BYTES, Stop
from workers.tools.running.confinement import kill_group

_LOOK_ONLY = os.WEXITED | os.WNOHANG | os.WNOWAIT


class Lost(Exception):
    """The child cannot answer any more; the text is "died", "timeout" or "cancelled"."""


class Conversation:
    """The worker's end of one child: its process, the descriptor it answers on, its messages."""

    def __init__(self, process: subprocess.Popen[bytes], answers: int) -> None:
        self.process = process
        #: calls so far, counted by whoever asks
        self.calls = 0
        self._tail = bytearray()
        self._answers = answers

    def lives(self) -> bool:
        """Whether the process has not ended; it is not reaped here."""
        return os.waitid(os.P_PID, self.process.pid, _LOOK_ONLY) is None

    def hear(self, stop: Stop, take: Callable[[bytes], bool]) -> None:
        """Read until `take` has all it wants, keeping the last messages meanwhile; raises Lost."""
        messages = self.process.stderr
        assert messages is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            selector.register(messages, selectors.EVENT_READ)
            while not stop.due():
                for key, _ in selector.select(stop.wait_s()):
                    if key.fd == self._answers:
                        if take(self._piece()):
                            return
                    elif not self._keep_messages():
                        selector.unregister(messages)
        raise Lost(stop.reason)

    def _piece(self) -> bytes:
        try:
            piece = os.read(self._answers, CHUNK)
        except ConnectionResetError as gone:
            raise Lost("died") from gone
        if not piece:
            raise Lost("died")
        return piece

    def _keep_messages(self) -> bool:
        assert self.process.stderr is not None
        chunk = os.read(self.process.stderr.fileno(), CHUNK)
        self._tail[:] = (self._tail + chunk)[-TAIL_BYTES:]
        return bool(chunk)

    def messages(self) -> str:
        """The last of what it wrote to stderr, also after `end`."""
        pipe = self.process.stderr
        while pipe and not pipe.closed and select([pipe], [], [], 0)[0] and self._keep_messages():
            pass
        return self._tail.decode("utf-8", errors="replace").strip()

    def forget_messages(self) -> None:
        """Begin a new call with no messages of the one before."""
        self.messages()
        self._tail.clear()

    def end(self) -> None:
        """Kill and reap it; its end is then in `process.returncode`."""
        kill_group(self.process)
        while self._keep_messages():
            pass
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
