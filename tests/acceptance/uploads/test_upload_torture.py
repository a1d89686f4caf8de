"""200 interruptions over 60 uploads by the real tus client: nothing is lost, changed or doubled."""

import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.acceptance.uploads.bad_line import BadLine, bad_line
from tests.acceptance.uploads.senders import ROOT, Senders
from tests.ports import free_port
from tests.service.conftest import Web
from tests.service.tus_client import BYTES, TUS
from tests.service.web_process import web_process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

SEED = 20251125
UPLOADS = 60
#: Of them, sent twice under another name: they must become no second asset.
TWINS = 5
#: What befalls them, and how often: 200 in all.
MISHAPS = {
    "line cut": 50,
    "line half open": 30,
    "server kill -9": 30,
    "client kill -9": 15,
    "duplicate patch": 25,
    "overlapping patch": 20,
    "wrong offset": 15,
    "over-long body": 15,
}
#: Bytes a second of one connection, and while the uploads are ahead of the mishaps.
RATE, SLOW_RATE = 250_000.0, 40_000.0
GARBAGE = b"\xde\xad" * 40_000


def test_every_upload_arrives_as_it_was_whatever_happens(web: Web, tmp_path: Path):
    chance = random.Random(SEED)
    files = make_files(tmp_path / "files", chance)
    begun_at = time.monotonic()
    with torture(web, tmp_path, files, chance) as rig:
        rig.run([kind for kind, times in MISHAPS.items() for _ in range(times)])
        rig.finish()
    report = judged(web, files, rig, seconds=time.monotonic() - begun_at)
    kept = ROOT / "build" / "torture-upload.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1))


def make_files(folder: Path, chance: random.Random) -> list[Path]:
    folder.mkdir()
    files = []
    for number in range(UPLOADS - TWINS):
        file = folder / f"VID_{number:02}.mp4"
        file.write_bytes(chance.randbytes(chance.randrange(300_000, 4_000_000)))
        files.append(file)
    for number in range(TWINS):
        file = folder / f"TWIN_{number:02}.mp4"
        file.write_bytes(files[number].read_bytes())
        files.append(file)
    return files


@dataclass
class Rig:
    """Server, line and senders, and what is done to them."""

    web: Web
    line: BadLine
    senders: Senders
    chance: random.Random
    port: int
    contents: dict[str, bytes]
    server: ExitStack = field(default_factory=ExitStack)
    befell: Counter[str] = field(default_factory=Counter)
    #: What the server said to what should not be.
    answers: Counter[str] = field(default_factory=Counter)

    def start_server(self) -> None:
        self.server.enter_context(web_process(self.web.settings.home, self.port))

    def run(self, mishaps: list[str]) -> None:
        self.chance.shuffle(mishaps)
        wanted = len(mishaps)
        deadline = time.monotonic() + 1200
        while mishaps:
            assert time.monotonic() < deadline, f"after {dict(self.befell)}"
            share = len(self.senders.done) / len(self.contents)
            self.line.rate = SLOW_RATE if share > 1 - len(mishaps) / wanted else RATE
            time.sleep(self.chance.uniform(0.05, 0.5))
            if self.happens(mishaps[-1]):
                self.befell[mishaps.pop()] += 1

    def happens(self, mishap: str) -> bool:
        """False when there was nothing that it could befall."""
        if mishap == "line cut":
            return self.line.cut(self.chance)
        if mishap == "line half open":
            return self.line.silence(self.chance)
        if mishap == "server kill -9":
            return self._server_dies()
        if mishap == "client kill -9":
            return self._client_dies()
        return self._meddle(mishap)

    def _server_dies(self) -> bool:
        if not self.senders.active():
            return False
        self.server.close()
        self.server = ExitStack()
        self.start_server()
        return True

    def _client_dies(self) -> bool:
        if not self.senders.active():
            return False
        self.senders.kill()
        self.senders.start()
        return True

    def _meddle(self, mishap: str) -> bool:
        """A request beside the sender's own, to one of the uploads that are on their way."""
        active = self.senders.active()
        if not active:
            return False
        name = self.chance.choice(active)
        path, content = self.senders.begun[name], self.contents[name]
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30) as client:
            at = int(client.head(path, headers=TUS).headers["upload-offset"])
            if at in (0, len(content)):
                return False
            told = _patch(client, path, *_MEDDLING[mishap](at, content))
        self.answers[f"{mishap}: {told}"] += 1
        return True

    def finish(self) -> None:
        """No more mishaps: everything arrives now."""
        self.line.rate = 0
        deadline = time.monotonic() + 240
        while not self.senders.has_ended():
            assert time.monotonic() < deadline, f"these never arrived: {self.senders.active()}"
            time.sleep(0.2)


#: (offset told, body) of a request that should not be, by offset reached and content.
_MEDDLING: dict[str, Callable[[int, bytes], tuple[int, bytes]]] = {
    "duplicate patch": lambda at, content: (at, content[at : at + 100_000]),
    "overlapping patch": lambda at, content: (max(0, at - 50_000), GARBAGE),
    "wrong offset": lambda at, content: (at + 1, GARBAGE),
    "over-long body": lambda at, content: (at, content[at:] + GARBAGE),
}


def _patch(client: httpx.Client, path: str, at: int, body: bytes) -> int:
    """As chunks, so that the server learns only at the end how long the body is."""
    chunks = (body[start : start + 65_536] for start in range(0, len(body), 65_536))
    try:
        headers = TUS | BYTES | {"Upload-Offset": str(at)}
        return client.patch(path, headers=headers, content=chunks).status_code
    except httpx.TransportError:
        # Refused before the body was read to its end, or overtaken by the sender's own request.
        return 0


@contextmanager
def torture(web: Web, folder: Path, files: list[Path], chance: random.Random) -> Iterator[Rig]:
    """The rig inside the `with`; ends all that it started."""
    web.clock.now = web.clock.now.now(web.clock.now.tzinfo)
    port = free_port()
    contents = {file.name: file.read_bytes() for file in files}
    with bad_line(port, rate=RATE) as line:
        endpoint = f"{line.address}/u/{web.invite()}/uploads"
        senders = Senders(endpoint, folder, files)
        rig = Rig(web, line, senders, chance, port, contents)
        try:
            rig.start_server()
            senders.start()
            yield rig
        finally:
            senders.kill()
            rig.server.close()


def judged(web: Web, files: list[Path], rig: Rig, *, seconds: float) -> dict[str, object]:
    """What must hold, looked at in the catalog and the blobs themselves."""
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    receipts = web.receipts()
    complete = [receipt for receipt in receipts if receipt.state != "arriving"]
    told = {receipt.filename: receipt.sha256 for receipt in complete}
    assert told == hashes, "every completed upload has the sender's bytes"
    assert len(complete) == UPLOADS, "and none completes a second time"
    assert set(rig.senders.done.values()) <= {"received", "duplicate"}
    for sha256 in set(hashes.values()):
        with web.storage.blobs.open(f"originals/{sha256[:2]}/{sha256}") as file:
            assert hashlib.file_digest(file, "sha256").hexdigest() == sha256
    assert len(list(web.storage.blobs.names("originals/"))) == UPLOADS - TWINS
    assets = web.storage.catalog.assets.all(web.campaign.key)
    jobs = Counter(job.subject for job in web.storage.queue.jobs())
    assert sorted(asset.sha256 for asset in assets) == sorted(set(hashes.values()))
    assert jobs == Counter({asset.id: 1 for asset in assets}), "the hook ran exactly once"
    assert rig.befell == MISHAPS
    return {
        "uploads": UPLOADS,
        "megabytes": round(sum(file.stat().st_size for file in files) / 1e6, 1),
        "interruptions": sum(rig.befell.values()),
        "of each kind": dict(rig.befell),
        "answers to what should not be": dict(sorted(rig.answers.items())),
        "received": sum(receipt.state == "received" for receipt in receipts),
        "duplicate": sum(receipt.state == "duplicate" for receipt in receipts),
        "begun again and empty": len(receipts) - len(complete),
        "library gave up and was started again": rig.senders.stuck,
        "seconds": round(seconds),
    }
