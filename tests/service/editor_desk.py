"""A filled week with somebody logged in before it: what every test of the desk starts from."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from domain.people import Role
from service.editor.session import COOKIE, LIFE
from service.weeks.invites import hash_secret, new_secret
from storage.folder_blobs import FolderBlobs
from storage.opening import open_storage
from storage.settings import read_settings
from tests.once import once
from tests.service.conftest import Clock, Web, environ
from tests.service.editor_week import LINK_LIFE, Filled, fill, plan

PASSWORD = "correct horse"

_filled: dict[str, tuple[Path, Filled]] = {}


@dataclass
class Desk:
    """A logged-in client, the web process behind it, and what the week holds."""

    client: httpx.Client
    web: Web
    week: Filled

    def get(self, path: str, **other) -> httpx.Response:
        return self.client.get(path, **other)

    def page(self, path: str, language: str = "zh") -> str:
        answer = self.client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **body) -> httpx.Response:
        return self.client.post(path, json=body)

    def decide(self, asset: str, action: str, **more) -> httpx.Response:
        decisions = [{"asset": asset, "action": action, **more}]
        return self.post("/api/decisions", decisions=decisions)

    def asset(self, asset: str):
        return self.web.storage.catalog.assets.get(asset)


def filled_home(factory: pytest.TempPathFactory) -> tuple[Path, Filled]:
    """A home with the whole week, made once a run: drawing it takes seconds."""
    if "week" not in _filled:
        _filled["week"] = once(factory, "desk", _made)
    return _filled["week"]


def _made(home: Path) -> tuple[Path, Filled]:
    with open_storage(read_settings(environ(home))) as storage:
        return home, fill(storage, home)


def filled_web(
    stack: ExitStack, factory: pytest.TempPathFactory, home: Path, **variables: str
) -> Web:
    """A web process of its own over a copy of the week."""
    made, _ = filled_home(factory)
    shutil.copytree(made, home)
    settings = read_settings(environ(home, **variables))
    storage = stack.enter_context(open_storage(settings))
    if settings.blobs_place is not None:
        for name in (of_the_folder := FolderBlobs(home / "blobs")).names():
            with of_the_folder.local(name) as path:
                storage.blobs.put(name, path)
    return Web(settings, storage, Clock(), plan())


def link_of(web: Web, name: str, role: Role = Role.EDITOR) -> str:
    """The path of a fresh one-time link."""
    web.storage.catalog.people.add_user(name, role, at=web.clock())
    token = new_secret()
    web.storage.catalog.people.add_link(
        name, token_hash=hash_secret(token), expires_at=web.clock() + LINK_LIFE
    )
    return f"/login/{token}"


def begun_session(web: Web, name: str, role: Role = Role.EDITOR) -> str:
    """A new user's value of COOKIE, as a login begins it, without its pages and slow hash."""
    people, now = web.storage.catalog.people, web.clock()
    user = people.add_user(name, role, at=now)
    token = new_secret()
    people.add_session(user.name, token_hash=hash_secret(token), at=now, expires_at=now + LIFE)
    return token


def log_in(client: httpx.Client, web: Web, role: Role = Role.EDITOR) -> None:
    client.cookies.set(COOKIE, begun_session(web, f"用户-{role}", role))


def at_home(client: httpx.Client) -> httpx.Client:
    """Says where its requests come from, as browsers do."""
    client.headers["Origin"] = str(client.base_url).rstrip("/")
    return client
