"""A phone that goes on until its receipt is there, as the sender's page does."""

import time
from pathlib import Path

import httpx

from tests.acceptance.phone import NOT_YET
from tests.service.tus_client import create, head, patch

PIECE = 48 << 10
#: Seconds between two pieces, and until it tries again.
PAUSE_S, AGAIN_S = 0.02, 0.3
#: Answers after which the page asks for the offset and goes on; 500 is none of them.
AGAIN = frozenset({408, 409, 423, 429, 502, 503, 504, 507})

#: In place of an offset: it is received, known already, or refused.
KEPT = -1


class NotSent(AssertionError):
    """The phone was told something that it must never be told, or waited in vain."""


class PatientPhone:
    def __init__(self, base_url: str, secret: str, *, deadline: float) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=20)
        self._secret = secret
        self._deadline = deadline
        #: What it was told beside success, by status: how often.
        self.told: dict[int, int] = {}

    def close(self) -> None:
        self._client.close()

    def send(self, file: Path, **said: str) -> None:
        """One file to its last byte; NotSent when it cannot be."""
        content = file.read_bytes()
        modified = str(file.stat().st_mtime_ns // 1_000_000)
        path = self._begin(len(content), filename=file.name, modified=modified, **said)
        while (at := self._how_far(path)) != KEPT:
            if at is None or at == len(content):
                # Nobody answers, or all is there and cannot be kept yet: asking finishes it.
                self._wait(f"{file.name} is not received, of {len(content)} bytes {at}")
                continue
            self._answered(lambda at=at: patch(self._client, path, at, content[at : at + PIECE]))
            time.sleep(PAUSE_S)

    def receipts(self, names: set[str]) -> None:
        """Wait until every name is on the page as received."""
        while not self._arrived() >= names:
            self._wait(f"no receipt for {sorted(names - self._arrived())}")

    def _begin(self, size: int, **said: str) -> str:
        while True:
            answer = self._answered(lambda: create(self._client, self._secret, size, **said))
            if answer is not None:
                return answer.headers["location"]
            self._wait(f"{said['filename']} cannot be begun")

    def _how_far(self, path: str) -> int | None:
        """Bytes that have arrived, KEPT once there is a receipt, None when nobody answers."""
        answer = self._answered(lambda: head(self._client, path))
        if answer is None:
            return None
        if answer.headers["weekreel-state"] != "arriving":
            return KEPT
        return int(answer.headers["upload-offset"])

    def _arrived(self) -> set[str]:
        answer = self._answered(lambda: self._client.get(f"/u/{self._secret}/receipts"))
        rows = [] if answer is None else answer.json()
        return {row["filename"] for row in rows if row["state"] not in NOT_YET}

    def _answered(self, ask) -> httpx.Response | None:
        """The answer when it is a good one, None when it is to be asked again."""
        try:
            answer: httpx.Response = ask()
        except httpx.TransportError:
            return None
        if answer.is_success:
            return answer
        self.told[answer.status_code] = self.told.get(answer.status_code, 0) + 1
        if answer.status_code not in AGAIN:
            raise NotSent(f"{answer.request.method} answered {answer.status_code}: {answer.text}")
        return None

    def _wait(self, why: str) -> None:
        if time.monotonic() > self._deadline:
            raise NotSent(f"{why}; told {self.told}")
        time.sleep(AGAIN_S)
