"""Two web hosts behind nginx: every request of an upload reaches the host that has its bytes."""

import hashlib
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from service.arriving.receiving import is_of_host, new_upload_id
from storage.opening import open_storage
from storage.settings import read_settings
from tests.ports import free_ports
from tests.required import needs
from tests.servers import nginx
from tests.servers.seaweed import SeaweedServer
from tests.service.conftest import Clock, Web, environ, plan
from tests.service.tus_client import TUS, HalfOpen, begin, head, offset, patch
from tests.service.web_process import web_process

WORDS = {"filename": "VID_1.mp4", "filetype": "video/mp4"}


@dataclass
class Hosts:
    """Web processes with homes of their own over one catalog and one S3."""

    folder: Path
    variables: dict[str, str]
    ports: list[int] = field(default_factory=lambda: free_ports(2))
    _running: dict[int, ExitStack] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self.ports]

    def start(self, index: int) -> None:
        stack = self._running[index] = ExitStack()
        home, mine = self.folder / f"home{index}", {"WEEKREEL_WEB_INDEX": str(index)}
        stack.enter_context(web_process(home, self.ports[index], **self.variables, **mine))

    def kill(self, index: int) -> None:
        self._running.pop(index).close()

    def close(self) -> None:
        for index in list(self._running):
            self.kill(index)


@pytest.fixture(scope="module")
def house(
    seaweed_server: SeaweedServer, tmp_path_factory: pytest.TempPathFactory, empty_home: Path
) -> Iterator[tuple[Web, Hosts]]:
    folder = tmp_path_factory.mktemp("house")
    catalog = folder / "catalog.sqlite3"
    shutil.copy(empty_home / catalog.name, catalog)
    variables = {
        **environ(folder / "test"),
        **seaweed_server.environ,
        "WEEKREEL_DATABASE_URL": f"sqlite:///{catalog}",
        "WEEKREEL_BLOBS_URL": seaweed_server.url(seaweed_server.bucket()),
    }
    settings = read_settings(variables)
    del variables["WEEKREEL_HOME"]
    hosts = Hosts(folder, variables)
    with pytest.MonkeyPatch.context() as patching, ExitStack() as stack:
        for name, value in seaweed_server.environ.items():
            patching.setenv(name, value)
        storage = stack.enter_context(open_storage(settings))
        web = Web(settings, storage, Clock(), plan())
        storage.catalog.campaigns.save(web.campaign, merges={}, at=web.clock())
        stack.callback(hosts.close)
        yield web, hosts


@pytest.fixture(scope="module")
def door(request: pytest.FixtureRequest, house: tuple[Web, Hosts]) -> Iterator[httpx.Client]:
    """Both hosts run, and nginx before them."""
    needs(request, "nginx", nginx.why_not())
    hosts = house[1]
    hosts.start(0)
    hosts.start(1)
    with nginx.before(hosts.addresses, hosts.folder) as address:
        with httpx.Client(base_url=address, timeout=60) as client:
            yield client


def host_of(path: str) -> int:
    return int(path.rsplit("/", 1)[1][:2], 16)


def begin_at(client: httpx.Client, secret: str, size: int, host: int) -> str:
    """An upload that this host has; nginx asks one after the other."""
    for _ in range(10):
        path = begin(client, secret, size, **WORDS)
        if host_of(path) == host:
            return path
    raise AssertionError(f"host {host} was never asked")


def cut_off(client: httpx.Client, path: str, content: bytes, *, at: int, sent: int) -> int:
    """A PATCH whose line breaks in the middle; the offset that the server has after that.

    What nginx still held goes with the line, so it may be less than was sent. What is on its way
    yet is not taken any more once a newer PATCH came.
    """
    base = str(client.base_url)
    HalfOpen(base, path, at=at, announced=len(content) - at, sent=content[at : at + sent]).close()
    deadline = time.monotonic() + 60
    while offset(client, path) == at:
        assert time.monotonic() < deadline, "nothing of what was sent arrived"
        time.sleep(0.05)
    assert patch(client, path, at, b"x").status_code == 409
    stands = offset(client, path)
    assert at < stands <= at + sent
    return stands


def sent_in(web: Web) -> set[str]:
    """Hashes of what was received so far, each of which is whole in the S3."""
    received = {receipt.sha256 for receipt in web.receipts() if receipt.sha256}
    for sha256 in received:
        with web.storage.blobs.open(f"originals/{sha256[:2]}/{sha256}") as file:
            assert hashlib.sha256(file.read()).hexdigest() == sha256
    return received


def all_sent(web: Web, wanted: set[str]) -> bool:
    """True once all are received, which the answer to a last byte does not wait for."""
    deadline = time.monotonic() + 60
    while not sent_in(web) >= wanted:
        assert time.monotonic() < deadline, "some were never received"
        time.sleep(0.1)
    return True


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_files_cut_in_the_middle_arrive_whole_through_nginx(house, door: httpx.Client):
    web, _hosts = house
    secret = web.invite()
    contents = [random.Random(n).randbytes(700_000 + n) for n in range(4)]
    paths = [begin_at(door, secret, len(c), n % 2) for n, c in enumerate(contents)]
    stands = [
        cut_off(door, path, content, at=0, sent=300_000)
        for path, content in zip(paths, contents, strict=True)
    ]
    stands = [
        cut_off(door, path, content, at=at, sent=200_000)
        for path, content, at in zip(paths, contents, stands, strict=True)
    ]
    for path, content, at in zip(paths, contents, stands, strict=True):
        assert patch(door, path, at, content[at:]).status_code == 204
    assert all_sent(web, set(map(sha256, contents)))


def test_the_wrong_host_says_so_and_loses_nothing(house, door: httpx.Client):
    web, hosts = house
    content = random.Random(1).randbytes(50_000)
    path = begin_at(door, web.invite(), len(content), 0)
    assert patch(door, path, 0, content[:20_000]).status_code == 204
    with httpx.Client(base_url=f"http://{hosts.addresses[1]}", timeout=30) as strange:
        for answer in (
            patch(strange, path, 20_000, content[20_000:]),
            head(strange, path),
            strange.delete(path, headers=TUS),
        ):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert patch(strange, path, 20_000, b"x").json()["code"] == "wrong-host"
        assert patch(door, path, 20_000, content[20_000:]).status_code == 204
        # Once received, the catalog knows, and every host can say so.
        assert offset(strange, path) == len(content)


def test_while_a_host_is_away_its_uploads_wait_and_new_ones_go_to_the_other(
    house, door: httpx.Client
):
    web, hosts = house
    secret = web.invite()
    content = random.Random(2).randbytes(400_000)
    path = begin_at(door, secret, len(content), 1)
    stands = cut_off(door, path, content, at=0, sent=150_000)
    hosts.kill(1)
    waiting = head(door, path)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "5")
    # nginx answers before it has read the body and then closes.
    told = patch(door, path, stands, content[stands:], {"Connection": "close"})
    assert (told.status_code, told.json()["code"]) == (503, "host-away")
    assert set(told.json()["words"]) == {"zh", "en"}
    small = random.Random(3).randbytes(1_000)
    for n in range(4):
        new = begin(door, secret, len(small) - n, **WORDS)
        assert host_of(new) == 0
        assert patch(door, new, 0, small[n:]).status_code == 204
    assert door.get(f"/u/{secret}").status_code == 200
    hosts.start(1)
    assert offset(door, path) == stands
    assert patch(door, path, stands, content[stands:]).status_code == 204
    assert all_sent(web, {sha256(content), *(sha256(small[n:]) for n in range(4))})


def test_an_id_names_its_host_and_is_random_otherwise():
    ids = {new_upload_id(3) for _ in range(50)}
    assert len(ids) == 50
    assert all(len(one) == 32 and one.startswith("03") for one in ids)
    assert all(is_of_host(one, 3) and is_of_host(one, None) for one in ids)
    assert not any(is_of_host(one, 0) for one in ids)
