"""A weak line between phone and server: slow, or cut in the middle, at a test's word."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class WeakLine:
    """Passes TCP on to `port` and counts the bytes that the phone sent."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        #: Bytes that went up, headers included.
        self.sent_up = 0
        #: Bytes a second upwards, 0 for as fast as it goes.
        self.rate = 0
        #: After so many bytes went up the line is cut; None for never.
        self.cut_at: int | None = None
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def mend(self) -> None:
        self.cut_at, self.is_cut, self.sent_up = None, False, 0

    def cut(self) -> None:
        """Break every connection and let none through until it is mended."""
        self.is_cut = True
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        with phone:
            if self.is_cut:
                return
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                with self._lock:
                    self._open |= {phone, server}
                down = threading.Thread(target=self._pump, args=(server, phone), daemon=True)
                down.start()
                self._pump(phone, server, up=True)
                down.join()
                with self._lock:
                    self._open -= {phone, server}

    def _pump(self, source: socket.socket, target: socket.socket, *, up: bool = False) -> None:
        with contextlib.suppress(OSError):
            while part := source.recv(16384):
                target.sendall(part)
                if up:
                    self._count(len(part))
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _count(self, size: int) -> None:
        self.sent_up += size
        if self.rate:
            time.sleep(size / self.rate)
        if self.cut_at is not None and self.sent_up >= self.cut_at:
            self.cut()


@contextmanager
def weak_line(address: str) -> Iterator[WeakLine]:
    line = WeakLine(int(address.rsplit(":", 1)[1]))
    try:
        yield line
    finally:
        line.close()
