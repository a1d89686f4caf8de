"""A real web process and editors before it."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from bench.scale.homes import Home
from bench.scale.measures import cpu_s_of
from domain.people import Role
from service.app import utc_now
from service.editor.session import COOKIE, LIFE
from service.weeks.invites import hash_secret, new_secret
from storage.opening import Storage

START_S = 180


@dataclass(frozen=True, kw_only=True)
class Web:
    """A web process."""

    address: str
    pid: int

    def cpu_ms(self) -> float:
        """Processor time that it has taken so far."""
        return cpu_s_of(self.pid) * 1000


@contextlib.contextmanager
def web_process(home: Home) -> Iterator[Web]:
    """`weekreel serve` without a worker, in a process of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "service", "--no-worker", "--port", str(port)]
    with (home.folder / "web.log").open("ab") as log:
        process = subprocess.Popen(command, env=home.environ(), stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address)
        yield Web(address=address, pid=process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the web process ended with {process.returncode}")
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{address}/healthz", timeout=1)
            return
        time.sleep(0.1)
    raise RuntimeError(f"the web process does not answer within {START_S} s")


def session_token(storage: Storage, name: str) -> str:
    """A session as a login begins it, without the slow hash of a password."""
    people, now, token = storage.catalog.people, utc_now(), new_secret()
    if name not in {user.name for user in people.users()}:
        people.add_user(name, Role.OWNER, at=now)
    people.add_session(name, token_hash=hash_secret(token), at=now, expires_at=now + LIFE)
    return token


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One request: how long until its last byte, and what crossed the wire."""

    ms: float
    #: Bytes of the body as sent, compressed or not.
    wire: int


@contextlib.contextmanager
def editor(address: str, token: str) -> Iterator[httpx.Client]:
    """A logged-in browser; one connection that stays open."""
    headers = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "Accept-Language": "zh"}
    with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
        client.cookies.set(COOKIE, token)
        yield client


def get(client: httpx.Client, path: str) -> Answer:
    started = time.perf_counter()
    answer = client.get(path)
    ms = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"GET {path}: {answer.status_code} {answer.text[:300]}")
    return Answer(ms=ms, wire=answer.num_bytes_downloaded)
