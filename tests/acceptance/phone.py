"""A phone on a bad line: sends files in small pieces, asks how far it came, and goes on."""

import time
from pathlib import Path

import httpx

from tests.acceptance.sample_week import Sent
from tests.service.tus_client import create, head, patch

PIECE = 32 << 10
#: Seconds between two pieces: a line of about 600 kB a second.
PAUSE_S = 0.05
#: Seconds until it tries again after the line broke.
AGAIN_S = 0.5
#: States of a receipt whose bytes are not safe yet.
NOT_YET = {"arriving"}


class Phone:
    def __init__(self, base_url: str, secret: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=20)
        self._secret = secret

    def close(self) -> None:
        self._client.close()

    def send(self, sent: Sent, *, patience_s: float) -> None:
        """Every file of a sending, until its receipt says that it has arrived."""
        deadline = time.monotonic() + patience_s
        for file in sent.files:
            self._send(file, _said(sent, file), deadline)
        names = {file.name for file in sent.files}
        while not self._arrived() >= names:
            _wait(deadline, f"no receipt for all of {names}")

    def _send(self, file: Path, said: dict[str, str], deadline: float) -> None:
        path = self._begin(file, said, deadline)
        content = file.read_bytes()
        while (at := self._how_far(path)) != len(content):
            if at is None:
                _wait(deadline, f"nobody answers for {file.name}")
                continue
            try:
                patch(self._client, path, at, content[at : at + PIECE])
            except httpx.TransportError:
                _wait(deadline, f"{file.name} does not get through")
            time.sleep(PAUSE_S)

    def _begin(self, file: Path, said: dict[str, str], deadline: float) -> str:
        while True:
            try:
                answer = create(self._client, self._secret, file.stat().st_size, **said)
            except httpx.TransportError:
                _wait(deadline, f"{file.name} cannot be begun")
                continue
            assert answer.status_code == 201, answer.text
            return answer.headers["location"]

    def _how_far(self, path: str) -> int | None:
        try:
            answer = head(self._client, path)
        except httpx.TransportError:
            return None
        assert answer.status_code == 200, "the server forgot an upload"
        return int(answer.headers["upload-offset"])

    def _arrived(self) -> set[str]:
        try:
            answer = self._client.get(f"/u/{self._secret}/receipts")
        except httpx.TransportError:
            return set()
        assert answer.status_code == 200, answer.text
        return {row["filename"] for row in answer.json() if row["state"] not in NOT_YET}


def _said(sent: Sent, file: Path) -> dict[str, str]:
    """What the page sends beside the bytes; option names are the command line's."""
    options = dict(zip(sent.options[::2], sent.options[1::2], strict=True))
    said = {name.removeprefix("--"): value for name, value in options.items() if name != "--unit"}
    modified = file.stat().st_mtime_ns // 1_000_000
    return said | {"filename": file.name, "modified": str(modified), "sending": "one"}


def _wait(deadline: float, why: str) -> None:
    assert time.monotonic() < deadline, why
    time.sleep(AGAIN_S)
