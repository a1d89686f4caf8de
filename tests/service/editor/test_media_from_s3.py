"""Films and clips in an S3: browsers are sent there where they reach it, else we stream."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from domain.reviewing.review import Action, Decision
from tests.servers.seaweed import SeaweedServer
from tests.service.conftest import serving
from tests.service.editor_desk import Desk, at_home, filled_home, filled_web, log_in
from tests.service.handing_week import lay


@pytest.fixture
def desk_on_s3(
    seaweed_server: SeaweedServer, monkeypatch, tmp_path, tmp_path_factory
) -> Iterator[Callable[..., Desk]]:
    for name, value in seaweed_server.environ.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:

        def make(**more: str) -> Desk:
            url = seaweed_server.url(seaweed_server.bucket(), "week", **more)
            home = tmp_path / "home"
            web = filled_web(stack, tmp_path_factory, home, WEEKREEL_BLOBS_URL=url)
            address = stack.enter_context(serving(web.app()))
            client = at_home(stack.enter_context(httpx.Client(base_url=address, timeout=30)))
            log_in(client, web)
            return Desk(client, web, filled_home(tmp_path_factory)[1])

        yield make


RANGE = {"Range": "bytes=100-199"}


def test_players_are_sent_to_the_store_and_only_by_who_may_see(
    desk_on_s3: Callable[..., Desk], seaweed_server: SeaweedServer
):
    desk = desk_on_s3(public_endpoint=seaweed_server.endpoint)
    path = f"/media/films/{desk.week.film}"
    sent = desk.get(path)
    assert sent.status_code == 302
    assert sent.headers["cache-control"] == "no-store"
    address = sent.headers["location"]
    assert address.startswith(f"{seaweed_server.endpoint}/")
    assert seaweed_server.endpoint in sent.headers["content-security-policy"]
    whole = httpx.get(address)
    assert whole.headers["content-type"] == "video/mp4"
    part = desk.get(path, headers=RANGE, follow_redirects=True)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    saved = httpx.get(desk.get(f"{path}?save=1").headers["location"])
    assert saved.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    asset = desk.week.ids["ready"][0]
    photo = httpx.get(desk.get(f"/media/originals/{asset}").headers["location"])
    assert photo.headers["content-type"] == "application/octet-stream"
    assert photo.headers["content-disposition"].startswith("attachment")
    assert desk.get(f"/media/assets/{asset}/thumb").status_code == 200
    withdrawn = Decision(asset=asset, action=Action.WITHDRAW, actor="editor", reason="asked")
    desk.web.storage.catalog.assets.decide([withdrawn], at=desk.web.clock())
    assert desk.get(f"/media/originals/{asset}").status_code == 404
    desk.client.cookies.clear()
    assert "location" not in desk.get(path).headers


def test_without_a_public_endpoint_the_web_process_streams_ranges(
    desk_on_s3: Callable[..., Desk], seaweed_server: SeaweedServer
):
    desk = desk_on_s3()
    path = f"/media/films/{desk.week.film}"
    whole = desk.get(path)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
    assert seaweed_server.endpoint not in whole.headers["content-security-policy"]
    part = desk.get(path, headers=RANGE)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    saved = desk.get(f"{path}?save=1")
    assert saved.headers["content-disposition"].startswith("attachment")


def test_guests_get_film_and_package_from_the_store_too(
    desk_on_s3: Callable[..., Desk], seaweed_server: SeaweedServer
):
    desk = desk_on_s3(public_endpoint=seaweed_server.endpoint)
    _, second, receiver, leader = lay(desk.web, desk.week)
    for path in (f"{receiver.path}/package-film", f"{leader.path}/film"):
        sent = desk.get(path)
        assert sent.headers["location"].startswith(f"{seaweed_server.endpoint}/")
        film = httpx.get(sent.headers["location"]).content
        assert hashlib.sha256(film).hexdigest() == second.files[0].sha256
    parts = [
        desk.get(f"{receiver.path}/zip", headers={"Range": span}).content
        for span in ("bytes=0-99999", "bytes=100000-")
    ]
    assert hashlib.sha256(b"".join(parts)).hexdigest() == receiver.link.sha256
