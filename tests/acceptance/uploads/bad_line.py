"""A line between sender and server that is slow, breaks, and goes silent without breaking."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Call:
    """One TCP connection of the sender, and ours to the server."""

    sender: socket.socket
    server: socket.socket
    #: Both ends stay open and no byte passes any more.
    silent: threading.Event = field(default_factory=threading.Event)

    def hang_up(self) -> None:
        for end in (self.sender, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class BadLine:
    """Passes TCP on to `port`, each connection `rate` bytes a second upwards, 0 for no limit."""

    def __init__(self, port: int, *, rate: float) -> None:
        self._port = port
        self.rate = rate
        self._lock = threading.Lock()
        self._calls: set[Call] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self, chance: random.Random) -> bool:
        """Break one connection, or every third time all; False when there is none."""
        calls = self._living(chance)
        for call in calls if chance.randrange(3) == 0 else calls[:1]:
            call.hang_up()
        return bool(calls)

    def silence(self, chance: random.Random) -> bool:
        """Leave one connection half open; False when there is none."""
        for call in self._living(chance)[:1]:
            call.silent.set()
            return True
        return False

    def close(self) -> None:
        self._listener.close()
        with self._lock:
            calls = list(self._calls)
        for call in calls:
            call.hang_up()

    def _living(self, chance: random.Random) -> list[Call]:
        with self._lock:
            calls = [call for call in self._calls if not call.silent.is_set()]
        chance.shuffle(calls)
        return calls

    def _accept(self) -> None:
        while True:
            try:
                sender, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(sender,), daemon=True).start()

    def _carry(self, sender: socket.socket) -> None:
        with sender, contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                call = Call(sender, server)
                with self._lock:
                    self._calls.add(call)
                down = threading.Thread(target=self._pump, args=(call, False), daemon=True)
                down.start()
                self._pump(call, True)
                down.join()
                with self._lock:
                    self._calls.discard(call)

    def _pump(self, call: Call, up: bool) -> None:
        source, target = (call.sender, call.server) if up else (call.server, call.sender)
        with contextlib.suppress(OSError):
            while part := source.recv(16384):
                if call.silent.is_set():
                    continue
                target.sendall(part)
                if up and self.rate:
                    time.sleep(len(part) / self.rate)
        # Of a silent line the other side hears nothing, not even the end.
        if not call.silent.is_set():
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)


@contextmanager
def bad_line(port: int, *, rate: float) -> Iterator[BadLine]:
    line = BadLine(port, rate=rate)
    try:
        yield line
    finally:
        line.close()
