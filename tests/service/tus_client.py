"""A tus client in the fewest words, for tests that look at every byte of the protocol."""

import base64
import random
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
WORDS = {"filename": "IMG_2043.jpg", "filetype": "image/jpeg"}


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def spool_file(web, path: str) -> Path:
    return web.settings.home / "spool" / path.rsplit("/", 1)[1]


def until(check, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)
    return value


def kept(web, sha256: str) -> bytes:
    with web.storage.blobs.local(f"originals/{sha256[:2]}/{sha256}") as file:
        return file.read_bytes()


def metadata(**pairs: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())


def create(
    client: httpx.Client, secret: str, size: int, *, content: bytes | None = None, **said: str
) -> httpx.Response:
    headers = TUS | {"Upload-Length": str(size)}
    if said:
        headers |= {"Upload-Metadata": metadata(**said)}
    if content is not None:
        headers |= BYTES
    return client.post(f"/u/{secret}/uploads", headers=headers, content=content)


def begin(client: httpx.Client, secret: str, size: int, **said: str) -> str:
    """The path of a fresh upload."""
    answer = create(client, secret, size, **said)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def patch(
    client: httpx.Client, path: str, offset: int, content, headers: Mapping[str, str] = {}
) -> httpx.Response:
    sent = TUS | BYTES | {"Upload-Offset": str(offset)} | dict(headers)
    return client.patch(path, headers=sent, content=content)


def head(client: httpx.Client, path: str) -> httpx.Response:
    return client.head(path, headers=TUS)


def offset(client: httpx.Client, path: str) -> int:
    answer = head(client, path)
    assert answer.status_code == 200, answer
    return int(answer.headers["upload-offset"])


class HalfOpen:
    """A PATCH that announces more than it sends and then says nothing."""

    def __init__(self, base_url: str, path: str, *, at: int, announced: int, sent: bytes) -> None:
        parts = urlsplit(base_url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=20)
        head = (
            f"PATCH {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nTus-Resumable: 1.0.0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: {at}\r\n"
            f"Content-Length: {announced}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + sent)

    def answer(self) -> bytes:
        """Everything until the server closes."""
        parts = []
        while part := self.socket.recv(65536):
            parts.append(part)
        self.close()
        return b"".join(parts)

    def close(self) -> None:
        self.socket.close()
