"""Fifty senders at once, twenty files each, one connection in twenty cut in the middle."""

import hashlib
import http.client
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from bench.upload.client import Client, client_of, wait_until_received
from bench.upload.servers import OURS, PEER, ROOT, Server, running

SENDERS, FILES = 50, 20
#: A load's files: photos, and one short clip; bytes.
SIZES = [300_000 + 40_000 * number for number in range(FILES - 1)] + [4_000_000]
CHUNK = 1 << 20
CUT_SHARE = 0.05


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one sender sends: the same sizes as everybody, bytes of its own."""

    number: int
    file: Path
    #: (name, size) one after the other in the file.
    parts: tuple[tuple[str, int], ...]


def run(*, senders: int, rounds: int) -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="bench-upload-", dir=ROOT / "build") as folder:
        loads = [_load(Path(folder), number) for number in range(senders)]
        for number in range(rounds):
            for name in (OURS, PEER):
                yield {"what": name, "round": number, **_crowd(name, loads)}


def _load(folder: Path, number: int) -> Load:
    file = folder / str(number)
    file.write_bytes(random.Random(number).randbytes(sum(SIZES)))
    parts = tuple((f"IMG_{number:02}_{n:02}.jpg", size) for n, size in enumerate(SIZES))
    return Load(number=number, file=file, parts=parts)


def _crowd(name: str, loads: list[Load]) -> dict[str, float]:
    answers: list[float] = []
    cuts: list[int] = []
    failures: list[BaseException] = []
    with running(name) as server:
        before = server.cpu_s()

        def send(load: Load) -> None:
            try:
                with client_of(server.port, server.endpoint) as client:
                    cuts.append(_send(client, load))
                    answers.extend(client.answers_ms)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                failures.append(error)

        threads = [threading.Thread(target=send, args=(load,)) for load in loads]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        if failures:
            raise RuntimeError(f"{len(failures)} senders failed") from failures[0]
        arrived = _arrived(server, loads)
        marks = quantiles(answers, n=100, method="inclusive")
        return {
            "files": len(loads) * FILES,
            "arrived_whole": arrived,
            "cuts": sum(cuts),
            "seconds": seconds,
            "mb_s": len(loads) * sum(SIZES) / 1e6 / seconds,
            "answer_p50_ms": marks[49],
            "answer_p99_ms": marks[98],
            "answer_worst_ms": max(answers),
            "peak_mb": server.peak_mb(),
            "cpu_ms_per_file": (server.cpu_s() - before) * 1000 / (len(loads) * FILES),
        }


def _send(client: Client, load: Load) -> int:
    """Every file of a load until it is received; how often its line was cut."""
    chance = random.Random(load.number)
    cuts, start = 0, 0
    paths = []
    with load.file.open("rb") as file:
        for name, size in load.parts:
            path = client.create(name, size)
            at = 0
            while at < size:
                part = min(CHUNK, size - at)
                if chance.random() < CUT_SHARE:
                    cuts += 1
                    client.cut_patch(path, file, start + at, part, chance.randrange(part), told=at)
                    at = _after_a_cut(client, path)
                else:
                    at = client.patch(path, file, start + at, part, told=at)
            paths.append(path)
            start += size
    for path in paths:
        wait_until_received(client, path)
    return cuts


def _after_a_cut(client: Client, path: str) -> int:
    """The offset to go on from, once the server has noticed that the line is gone."""
    before = -1
    while (stands := client.offset(path)) != before:
        before = stands
        time.sleep(0.02)
    return stands


def _arrived(server: Server, loads: list[Load]) -> int:
    """Files whose bytes lie in the server's folder, by their hash."""
    folder = server.home / ("home/blobs/originals" if server.name == OURS else "files")
    kept = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".json":
            with path.open("rb") as file:
                kept.add(hashlib.file_digest(file, "sha256").hexdigest())
    return sum(sha256 in kept for load in loads for sha256 in _hashes(load))


def _hashes(load: Load) -> Iterator[str]:
    content, start = load.file.read_bytes(), 0
    for _, size in load.parts:
        yield hashlib.sha256(content[start : start + size]).hexdigest()
        start += size
