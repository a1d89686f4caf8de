"""A web process over a fresh storage, a campaign with two units, and secrets to its doors."""

import asyncio
import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.routing import compile_path

from domain.campaign import Activity, Campaign, Unit
from domain.sending import Upload
from service.app import create_app
from service.editor import session
from service.upload.body import Body
from service.web.http_heads import ShortHeads
from service.weeks.invites import hash_secret, new_secret
from storage.opening import Storage, open_storage
from storage.settings import Settings, read_settings
from tests.once import once
from tests.ports import free_port

#: A hash takes 0.1 s and 64 MB on purpose, and seconds on a busy machine: nothing that these tests
#: look at, but for what is kept here.
SLOW_HASH = session.PASSWORDS
session.PASSWORDS = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
session._NOBODYS_HASH = session.PASSWORDS.hash("nobody's")


class LateRoute(APIRoute):
    """One of the 150 doors of an app, of which a test opens three: what its handler takes and gives
    is looked into when it is first opened, or asked about. That is most of what an app costs."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        self._said = (path, endpoint, said)
        self.path = path
        self.endpoint = endpoint
        self.methods = {method.upper() for method in said.get("methods") or ["GET"]}
        self.name = said.get("name") or endpoint.__name__
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)

    def __getattr__(self, name: str) -> Any:
        said = self.__dict__.pop("_said", None)
        if said is None:
            raise AttributeError(name)
        path, endpoint, more = said
        super().__init__(path, endpoint, **more)
        return getattr(self, name)


APIRouter.__init__.__kwdefaults__["route_class"] = LateRoute

NOW = datetime(2025, 5, 28, 2, 30, tzinfo=UTC)
SECRET_KEY = "k" * 48


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def plan(**other) -> Campaign:
    values = {
        "key": "yunling-2025",
        "title": "云岭县2025年科技活动周",
        "theme": "走进科技",
        "starts_on": date(2025, 5, 24),
        "ends_on": date(2025, 5, 31),
        "host_units": ("县科协",),
        "deadline": date(2025, 6, 3),
        "units": (Unit(key="u1", name="青石镇中心校"), Unit(key="u2", name="县医院")),
        "activities": (
            Activity(
                key="a1",
                number=1,
                title="科普大讲堂",
                units=("u1",),
                wanted=("活动横幅全景", "互动特写"),
            ),
            Activity(key="a2", number=2, title="科技进农村", units=("u1",)),
            Activity(key="a3", number=3, title="专家义诊", units=("u2",)),
        ),
    }
    return Campaign(**{**values, **other})


@dataclass
class Web:
    """Everything a test needs of one web process."""

    settings: Settings
    storage: Storage
    clock: Clock
    campaign: Campaign
    secrets: dict[str, str] = field(default_factory=dict)

    def invite(self, unit: str = "u1", activity: str | None = None) -> str:
        """A fresh secret for a unit."""
        secret = new_secret()
        made = self.storage.catalog.intake.add_invite(
            campaign=self.campaign.key,
            unit=unit,
            activity=activity,
            secret_hash=hash_secret(secret),
            at=self.clock(),
        )
        self.secrets[secret] = str(made.id)
        return secret

    def revoke(self, secret: str) -> None:
        self.storage.catalog.intake.revoke(int(self.secrets[secret]), at=self.clock())

    def receipts(self, unit: str = "u1"):
        return self.storage.catalog.intake.receipts(campaign=self.campaign.key, unit=unit)

    def app(self, **other) -> FastAPI:
        """The answer to a last byte waits for the receipt here, so that tests need not ask. Who
        knocks too often waits for ever: on a busy machine the next might be let in meanwhile."""
        given = {"clock": self.clock, "seconds": lambda: 0.0, "answer_s": 20}
        return create_app(self.settings, self.storage, **given | other)


def environ(home: Path, **other: str) -> dict[str, str]:
    plain = {
        "WEEKREEL_HOME": str(home),
        "WEEKREEL_RATE_LIMIT": "off",
        "WEEKREEL_SECRET_KEY": SECRET_KEY,
    }
    return plain | other


def no_archive(file: Path, _upload: Upload) -> Upload:
    """For finishing where no ZIP is sent."""
    raise AssertionError(f"{file} is no archive")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory) -> Path:
    """A prepared database, made once a run: bringing the tables up takes longer than most tests."""
    return once(tmp_path_factory, "empty-home", _prepared)


def _prepared(home: Path) -> Path:
    open_storage(read_settings(environ(home))).close()
    return home


@pytest.fixture
def make_web(tmp_path, empty_home) -> Iterator[Callable[..., Web]]:
    with contextlib.ExitStack() as stack:

        def make(campaign: Campaign | None = None, **variables: str) -> Web:
            home = tmp_path / "home"
            shutil.copytree(empty_home, home)
            settings = read_settings(environ(home, **variables))
            storage = stack.enter_context(open_storage(settings))
            web = Web(settings, storage, Clock(), campaign or plan())
            storage.catalog.campaigns.save(web.campaign, merges={}, at=web.clock())
            return web

        yield make


@pytest.fixture
def web(make_web) -> Web:
    return make_web()


@pytest.fixture(name="free_port")
def given_port() -> int:
    return free_port()


class PromptServer(uvicorn.Server):
    """Ends when it is told to. Uvicorn's own looks every 0.1 s and then rests for 0.1 s more, which
    is longer than most tests take."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._told_to_end = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._told_to_end.wait()

    def end(self) -> None:
        """From another thread, after it was ready."""
        self._loop.call_soon_threadsafe(self._told_to_end.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        try:
            patience_s = self.config.timeout_graceful_shutdown
            await asyncio.wait_for(self._wait_tasks_to_complete(), timeout=patience_s)
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()
        await self.lifespan.shutdown()


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The app behind a real socket in a thread; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        http=ShortHeads,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    try:
        while not server.ready.wait(0.05):
            assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        yield address
    finally:
        if server.ready.is_set():
            server.end()
        thread.join(timeout=10)
        listener.close()


@pytest.fixture
def client_of() -> Iterator[Callable[..., httpx.Client]]:
    """A client of an app behind a real socket; both end with the test."""
    with contextlib.ExitStack() as stack:

        def make(app: FastAPI, **other) -> httpx.Client:
            address = stack.enter_context(serving(app))
            return stack.enter_context(httpx.Client(base_url=address, timeout=20, **other))

        yield make


@pytest.fixture
def taken(monkeypatch) -> Callable[[], int]:
    """How many bytes of bodies of uploads the apps of this process have read so far."""
    sizes: list[int] = []
    read = Body.chunk

    async def counted(body: Body) -> bytes | None:
        if chunk := await read(body):
            sizes.append(len(chunk))
        return chunk

    monkeypatch.setattr(Body, "chunk", counted)
    return lambda: sum(sizes)


@pytest.fixture
def client(web, client_of) -> httpx.Client:
    return client_of(web.app())
