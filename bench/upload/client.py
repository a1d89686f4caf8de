"""A tus client that costs little: bodies go by sendfile, so that the server is what is measured."""

import base64
import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}
#: Seconds between two questions whether a file was received, as the sender's page asks.
ASK_S = 2.0


@dataclass
class Client:
    """One connection to one server; every answer's time is kept."""

    port: int
    endpoint: str
    #: Milliseconds from a request's first byte to its answer.
    answers_ms: list[float] = field(default_factory=list)
    _line: http.client.HTTPConnection | None = None

    def create(self, name: str, size: int) -> str:
        """The path of a fresh upload."""
        told = base64.b64encode(name.encode()).decode()
        headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {told}"}
        answer = self._ask("POST", self.endpoint, headers)
        where = answer.headers["Location"]
        assert answer.status == 201 and where, answer.status
        return "/" + where.split("://")[-1].partition("/")[2] if "://" in where else where

    def offset(self, path: str) -> int:
        answer = self._ask("HEAD", path, TUS)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])

    def state(self, path: str) -> str:
        """What our server says of an upload; "" from a server that says nothing."""
        return self._ask("HEAD", path, TUS).headers.get("WeekReel-State", "")

    def patch(
        self, path: str, file: BinaryIO, at: int, size: int, *, told: int | None = None
    ) -> int:
        """Send `size` bytes of the file from `at`, told as the upload's offset; that after it."""
        began = time.perf_counter()
        self._begin_patch(path, at if told is None else told, size)
        _send(self._connection().sock, file, at, size)
        answer = self._answer(began)
        if answer.status == 409:
            # What a cut line had still in it arrived after all.
            return self.offset(path)
        assert answer.status == 204, f"{answer.status} at {at}"
        return int(answer.headers["Upload-Offset"])

    def cut_patch(
        self, path: str, file: BinaryIO, at: int, size: int, sent: int, *, told: int
    ) -> None:
        """Announce `size` bytes, send `sent` and break the connection."""
        self._begin_patch(path, told, size)
        _send(self._connection().sock, file, at, sent)
        self.close()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _begin_patch(self, path: str, at: int, size: int) -> None:
        line = self._connection()
        line.putrequest("PATCH", path)
        for name, value in (BYTES | {"Upload-Offset": str(at)}).items():
            line.putheader(name, value)
        line.putheader("Content-Length", str(size))
        line.endheaders()

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        began = time.perf_counter()
        self._connection().request(method, path, headers=headers)
        return self._answer(began)

    def _answer(self, began: float) -> http.client.HTTPResponse:
        answer = self._connection().getresponse()
        answer.read()
        self.answers_ms.append((time.perf_counter() - began) * 1000)
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            self._line.connect()
            self._line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._line


@contextmanager
def client_of(port: int, endpoint: str) -> Iterator[Client]:
    with closing(Client(port, endpoint)) as client:
        yield client


def _send(line: socket.socket, file: BinaryIO, at: int, size: int) -> None:
    if size:
        assert line.sendfile(file, at, size) == size


def send_whole(client: Client, file: Path, *, chunk: int) -> str:
    """The path of the upload, all of whose bytes are acknowledged."""
    size = file.stat().st_size
    path = client.create(file.name, size)
    with file.open("rb") as source:
        at = 0
        while at < size:
            at = client.patch(path, source, at, min(chunk, size - at))
    return path


def wait_until_received(client: Client, path: str, *, ask_s: float = ASK_S) -> None:
    """Until our server has hashed and kept the file; at once with one that says nothing of it."""
    while client.state(path) == "arriving":
        time.sleep(ask_s)
