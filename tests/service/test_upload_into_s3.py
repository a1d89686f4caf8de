"""Uploads whose store is an S3: while it is away nothing is lost and nothing untrue is said."""

import hashlib
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from domain.errors import StorageFailed
from service.upload.finishing import sweep
from service.upload.spool import Spool
from storage.s3 import client as s3_client
from tests.required import needs
from tests.servers import seaweed
from tests.servers.seaweed import SeaweedServer
from tests.service.conftest import Web, no_archive
from tests.service.tus_client import begin, head, patch


@pytest.fixture
def store(request: pytest.FixtureRequest, monkeypatch) -> Iterator[SeaweedServer]:
    """An S3 of this test alone, which it may stop."""
    needs(request, "seaweedfs", seaweed.why_not())
    monkeypatch.setattr(s3_client, "TRIES", 1)
    with seaweed.running() as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def web(store: SeaweedServer, make_web) -> Web:
    return make_web(WEEKREEL_BLOBS_URL=store.url(store.bucket(), "week"))


def states(web: Web) -> list[tuple[str, str | None]]:
    return [(receipt.state, receipt.sha256) for receipt in web.receipts()]


def spooled(web: Web) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (web.settings.home / "spool").iterdir()}


def test_bytes_wait_in_the_spool_while_the_store_is_away_and_are_received_when_it_is_back(
    web: Web, client: httpx.Client, store: SeaweedServer
):
    secret = web.invite()
    contents = [random.Random(n).randbytes(size) for n, size in enumerate((200_000, 20 << 20))]
    paths = [begin(client, secret, len(content), filename="a.jpg") for content in contents]
    ids = [path.rsplit("/", 1)[1] for path in paths]
    assert patch(client, paths[0], 0, contents[0][:100_000]).status_code == 204
    store.stop(signal.SIGKILL)
    # The line to the phone is all right, and so is what it sends; only the last byte cannot be
    # followed by 已收到.
    assert patch(client, paths[0], 100_000, contents[0][100_000:150_000]).status_code == 204
    for path, content, at in zip(paths, contents, (150_000, 0), strict=True):
        told = patch(client, path, at, content[at:])
        assert (told.status_code, told.json()["code"]) == (503, "storage-failed")
        assert "稍后再试" in told.json()["words"]["zh"]
        asked = head(client, path)
        assert asked.status_code == 200
        assert asked.headers["upload-offset"] == str(len(content))
        assert asked.headers["weekreel-state"] == "arriving"
    assert spooled(web) == {one: len(c) for one, c in zip(ids, contents, strict=True)}
    assert states(web) == [("arriving", None)] * 2
    assert client.get(f"/u/{secret}").status_code == 200
    sweep(web.storage, Spool(web.settings.home / "spool"), clock=web.clock, unpack=no_archive)
    assert states(web) == [("arriving", None)] * 2

    store.start()
    # One is asked for by its sender's page, the other is finished by the sweep.
    assert head(client, paths[0]).headers["weekreel-state"] == "received"
    sweep(web.storage, Spool(web.settings.home / "spool"), clock=web.clock, unpack=no_archive)
    kept = {f"originals/{digest[:2]}/{digest}" for digest in map(_sha256, contents)}
    assert set(web.storage.blobs.names("originals/")) == kept
    assert {sha256 for _state, sha256 in states(web)} == set(map(_sha256, contents))
    assert spooled(web) == {}


def test_an_s3_that_dies_while_a_file_goes_into_it_leaves_no_half_of_it(
    web: Web, store: SeaweedServer, tmp_path
):
    content = random.Random(7).randbytes(40 << 20)
    file = tmp_path / "clip.mp4"
    file.write_bytes(content)
    read: list[int] = []

    def kill_in_the_middle(so_far: int) -> None:
        read.append(so_far)
        if so_far > len(content) // 2:
            with suppress(AssertionError, ProcessLookupError):
                os.kill(store.pid, signal.SIGKILL)

    with pytest.raises(StorageFailed, match="cannot be reached"):
        web.storage.blobs.put_content("originals", file, on_progress=kill_in_the_middle)
    assert read and file.read_bytes() == content
    store.restart(signal.SIGKILL)
    assert list(web.storage.blobs.names()) == []
    stored = web.storage.blobs.put_content("originals", file)
    with web.storage.blobs.open(stored.blob) as kept:
        assert hashlib.file_digest(kept, "sha256").hexdigest() == _sha256(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
