"""Local copies: fetched once, bounded, never taken from under a reader, also across processes."""

import errno
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from domain.errors import StorageFailed
from domain.words import Words
from storage.s3.copies import LIFE_S, BlobCache


class Source:
    """Gives the same bytes and counts how often."""

    def __init__(self, size: int = 100) -> None:
        self.content = os.urandom(size)
        self.times = 0

    def __call__(self, file: BinaryIO) -> None:
        self.times += 1
        file.write(self.content)


def copies(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]


def used(folder: Path) -> int:
    return sum(path.stat().st_size for path in copies(folder))


def take(cache: BlobCache, name: str, source: Source, version: str = "1") -> bytes:
    size = len(source.content)
    with cache.copy(name, version=version, size=size, fetch=source) as path:
        return path.read_bytes()


def test_what_is_there_is_not_fetched_again(tmp_path: Path):
    source = Source()
    assert take(BlobCache(tmp_path, max_bytes=1000), "a", source) == source.content
    assert take(BlobCache(tmp_path, max_bytes=1000), "a", source) == source.content
    assert source.times == 1
    take(BlobCache(tmp_path, max_bytes=1000), "a", source, version="2")
    assert source.times == 2


def test_several_that_want_the_same_fetch_it_once(tmp_path: Path):
    cache, source = BlobCache(tmp_path, max_bytes=1000), Source()

    def slow(file: BinaryIO) -> None:
        source(file)
        time.sleep(0.1)

    def one(_n: int) -> bytes:
        with cache.copy("a", version="1", size=100, fetch=slow) as path:
            return path.read_bytes()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(one, range(4))) == {source.content}
    assert source.times == 1


def test_the_least_lately_used_goes_first_and_the_bound_holds(tmp_path: Path):
    cache, a = BlobCache(tmp_path, max_bytes=250), Source()
    take(cache, "a", a)
    take(cache, "b", Source())
    time.sleep(0.01)
    take(cache, "a", a)
    time.sleep(0.01)
    for letter in "cdef":
        take(cache, letter, Source())
        assert used(tmp_path) <= 250
        take(cache, "a", a)
    assert a.times == 1


def test_what_is_read_is_not_evicted_and_goes_afterwards(tmp_path: Path):
    cache, large = BlobCache(tmp_path, max_bytes=250), Source(400)
    with cache.copy("large", version="1", size=400, fetch=large) as path:
        for letter in "abc":
            take(cache, letter, Source())
        cache.forget("large")
        assert path.read_bytes() == large.content
    assert used(tmp_path) <= 250
    take(cache, "large", large)
    assert large.times == 2


def test_a_fetch_that_fails_leaves_nothing(tmp_path: Path):
    cache = BlobCache(tmp_path, max_bytes=1000)

    def broken(file: BinaryIO) -> None:
        file.write(b"half")
        raise StorageFailed(Words(zh="断了", en="gone"))

    def short(file: BinaryIO) -> None:
        file.write(b"half")

    for fetch in (broken, short):
        with pytest.raises(StorageFailed), cache.copy("a", version="1", size=100, fetch=fetch):
            pass
        assert copies(tmp_path) == []


def test_a_full_disk_empties_the_cache_before_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = BlobCache(tmp_path, max_bytes=10_000)
    take(cache, "a", Source())
    real, limit = os.posix_fallocate, 150

    def small_disk(descriptor: int, offset: int, length: int) -> None:
        if used(tmp_path) + length > limit:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, offset, length)

    monkeypatch.setattr(os, "posix_fallocate", small_disk)
    take(cache, "b", Source())
    assert used(tmp_path) == 100
    with pytest.raises(StorageFailed, match="No space left"):
        take(cache, "c", Source(200))
    assert used(tmp_path) == 0


def test_copies_unused_for_a_day_and_forgotten_ones_go(tmp_path: Path):
    cache, source = BlobCache(tmp_path, max_bytes=1000), Source()
    take(cache, "a", source)
    take(cache, "b", source)
    cache.forget("b")
    assert len(copies(tmp_path)) == 1
    long_ago = time.time() - LIFE_S - 60
    os.utime(copies(tmp_path)[0], (long_ago, long_ago))
    BlobCache(tmp_path, max_bytes=1000)
    assert copies(tmp_path) == []


def test_a_download_of_a_killed_process_is_cleared_away_and_a_running_one_is_not(tmp_path: Path):
    cache = BlobCache(tmp_path, max_bytes=1000)
    (tmp_path / "~draft-dead").write_bytes(b"half")
    source, running, go_on = Source(), threading.Event(), threading.Event()

    def waiting(file: BinaryIO) -> None:
        running.set()
        go_on.wait(10)
        source(file)

    def download() -> bytes:
        with cache.copy("a", version="1", size=100, fetch=waiting) as path:
            return path.read_bytes()

    with ThreadPoolExecutor(1) as pool:
        downloading = pool.submit(download)
        running.wait(10)
        BlobCache(tmp_path, max_bytes=0)
        assert [path.name.startswith("~draft-") for path in copies(tmp_path)] == [True]
        go_on.set()
        assert downloading.result() == source.content
    assert not any(path.name == "~draft-dead" for path in copies(tmp_path))


def busy(folder: Path, seconds: float, done: Callable[[int], None]) -> None:
    """Takes copies at random from a cache too small for them all, and reads each twice."""
    cache, contents = BlobCache(folder, max_bytes=40_000), [bytes([n]) * 9_000 for n in range(12)]
    until, number = time.monotonic() + seconds, os.getpid()
    faults = 0
    while time.monotonic() < until:
        number = (number * 1103515245 + 12345) % (1 << 31)
        content = contents[(number >> 8) % len(contents)]
        name = str(content[0])

        def fetch(file: BinaryIO, content: bytes = content) -> None:
            file.write(content)

        with cache.copy(name, version="1", size=9_000, fetch=fetch) as path:
            faults += path.read_bytes() != content
            faults += path.read_bytes() != content
    done(faults)


def test_processes_that_share_a_cache_never_lose_a_file_in_use(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    processes = [context.Process(target=busy, args=(tmp_path, 1.0, results.put)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert [results.get() for _ in processes] == [0, 0]
    BlobCache(tmp_path, max_bytes=40_000)
    assert used(tmp_path) <= 40_000
