"""One large file: MB/s and peak memory, beside the peer and a plain copy with fsync."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.upload.client import client_of, send_whole, wait_until_received
from bench.upload.servers import OURS, PEER, ROOT, running

CHUNK = 8 << 20
FLOOR = "copy + fsync"


def run(size: int, *, rounds: int) -> Iterator[dict[str, object]]:
    """One row a measure, the three in turns, so that a slower minute slows all of them."""
    with tempfile.TemporaryDirectory(prefix="bench-upload-", dir=ROOT / "build") as folder:
        file = Path(folder) / "clip.mp4"
        _make(file, size)
        for number in range(rounds):
            yield {"what": FLOOR, "round": number, **_copied(file)}
            for name in (OURS, PEER):
                yield {"what": name, "round": number, **_sent(name, file)}


def _make(file: Path, size: int) -> None:
    """Bytes that no disk compresses, each MiB different."""
    block = os.urandom(1 << 20)
    with file.open("wb") as out:
        for number in range(size >> 20):
            out.write(number.to_bytes(8, "big") + block[8:])
        out.flush()
        os.fsync(out.fileno())


def _copied(file: Path) -> dict[str, float]:
    target = file.with_name("copy")
    began = time.perf_counter()
    with file.open("rb") as source, target.open("wb") as out:
        while part := source.read(CHUNK):
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    seconds = time.perf_counter() - began
    target.unlink()
    return {"mb_s": file.stat().st_size / 1e6 / seconds}


def _sent(name: str, file: Path) -> dict[str, float]:
    size = file.stat().st_size / 1e6
    with running(name) as server, client_of(server.port, server.endpoint) as client:
        idle, idle_cpu = server.peak_mb(), server.cpu_s()
        began = time.perf_counter()
        path = send_whole(client, file, chunk=CHUNK)
        sent = time.perf_counter() - began
        last = client.answers_ms[-1]
        wait_until_received(client, path, ask_s=0.05)
        kept = time.perf_counter() - began
        return {
            "mb_s": size / sent,
            "mb_s_until_received": size / kept,
            "last_answer_ms": last,
            "peak_mb": server.peak_mb(),
            "idle_mb": idle,
            "cpu_s_per_gb": (server.cpu_s() - idle_cpu) / (size / 1e3),
        }
