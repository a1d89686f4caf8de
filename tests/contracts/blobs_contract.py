"""What every implementation of the Blobs port must do; bring a fixture `blobs`."""

import hashlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import NotFound
from storage.blobs import Blobs

BAD_NAMES = (
    "",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    ".",
    "a b",
    "a\nb",
    "é",
    "a\\b",
    "a\0b",
    "~a",
)
#: Longer than any chunk that is read at once.
LONG = bytes(range(256)) * 12_000


def read(blobs: Blobs, name: str, **part: int) -> bytes:
    with blobs.open(name, **part) as file:  # type: ignore[arg-type]
        return file.read()


class BlobsContract:
    #: Of the race; a store may need a second for each.
    ROUNDS = 8
    #: Names of the long list.
    MANY = 300

    def test_bytes_that_were_put_come_back(self, blobs: Blobs):
        assert blobs.put("thumbs/a.webp", b"picture") is True
        assert read(blobs, "thumbs/a.webp") == b"picture"
        assert blobs.size("thumbs/a.webp") == 7
        assert blobs.exists("thumbs/a.webp")

    def test_an_empty_file_is_kept_too(self, blobs: Blobs):
        assert blobs.put("empty", b"")
        assert (blobs.exists("empty"), blobs.size("empty"), read(blobs, "empty")) == (True, 0, b"")

    def test_a_file_is_kept_and_stays_as_it_was_when_its_source_changes(
        self, blobs: Blobs, tmp_path: Path
    ):
        source = tmp_path / "spool"
        source.write_bytes(LONG)
        assert blobs.put("a/b/c", source)
        with source.open("r+b") as file:
            file.write(b"overwritten in place")
        assert read(blobs, "a/b/c") == LONG
        source.unlink()
        assert read(blobs, "a/b/c") == LONG

    def test_a_name_is_written_once(self, blobs: Blobs, tmp_path: Path):
        source = tmp_path / "spool"
        source.write_bytes(b"third")
        assert blobs.put("x", b"first") is True
        assert blobs.put("x", b"second") is False
        assert blobs.put("x", source) is False
        assert read(blobs, "x") == b"first"

    def test_a_part_is_read(self, blobs: Blobs):
        blobs.put("x", b"0123456789")
        assert read(blobs, "x", start=3) == b"3456789"
        assert read(blobs, "x", start=3, length=4) == b"3456"
        assert read(blobs, "x", length=0) == b""
        assert read(blobs, "x", start=8, length=99) == b"89"
        assert read(blobs, "x", start=99) == b""
        with blobs.open("x", start=2, length=6) as file:
            assert [file.read(4), file.read(4), file.read(4)] == [b"2345", b"67", b""]

    def test_what_is_not_kept_is_not_found(self, blobs: Blobs):
        blobs.put("folder/x", b"1")
        for name in ("nothing", "folder", "folder/y", "folder/x/z"):
            assert not blobs.exists(name)
            with pytest.raises(NotFound):
                blobs.open(name)
            with pytest.raises(NotFound):
                blobs.size(name)
            with pytest.raises(NotFound), blobs.local(name):
                pass

    def test_the_time_of_keeping_is_told(self, blobs: Blobs):
        before = datetime.now(UTC)
        blobs.put("a/x", b"1")
        kept = blobs.modified("a/x")
        # A store may count in whole seconds, and on a clock of its own.
        assert abs(kept - before) < timedelta(seconds=60)
        blobs.put("a/x", b"2")
        assert blobs.modified("a/x") == kept
        for name in ("nothing", "a", "a/y"):
            with pytest.raises(NotFound):
                blobs.modified(name)

    def test_a_deleted_name_is_gone_and_may_come_again(self, blobs: Blobs):
        blobs.put("x", b"1")
        blobs.delete("x")
        blobs.delete("x")
        assert not blobs.exists("x")
        assert blobs.put("x", b"2") is True
        assert read(blobs, "x") == b"2"

    def test_sizes_are_told_in_one_pass_by_prefix(self, blobs: Blobs):
        kept = {"films/f1": 3, "films/a/f2": 5, "filmstrip/s": 1}
        for name, size in kept.items():
            blobs.put(name, b"x" * size)
        assert dict(blobs.sizes()) == kept
        assert dict(blobs.sizes("films/")) == {"films/f1": 3, "films/a/f2": 5}
        assert dict(blobs.sizes("film")) == kept
        assert dict(blobs.sizes("none/")) == {}

    def test_names_are_listed_sorted_by_prefix(self, blobs: Blobs):
        kept = ["films/f2", "films/f10", "filmstrip/s", "originals/aa/a", "x-y_z.1"]
        for name in kept:
            blobs.put(name, b"1")
        assert list(blobs.names()) == sorted(kept)
        assert list(blobs.names("films/")) == ["films/f10", "films/f2"]
        assert list(blobs.names("films/f1")) == ["films/f10"]
        assert list(blobs.names("film")) == ["films/f10", "films/f2", "filmstrip/s"]
        assert list(blobs.names("none/")) == []
        for prefix in ("/", "../", "a/../b"):
            with pytest.raises(ValueError):
                list(blobs.names(prefix))

    def test_a_name_that_could_lead_elsewhere_is_refused(self, blobs: Blobs, tmp_path: Path):
        calls: tuple[Callable[[str], object], ...] = (
            lambda name: blobs.put(name, b"1"),
            lambda name: blobs.put_content(name, tmp_path),
            blobs.open,
            blobs.size,
            blobs.exists,
            blobs.delete,
        )
        for name in BAD_NAMES:
            for call in calls:
                with pytest.raises(ValueError):
                    call(name)
            with pytest.raises(ValueError), blobs.local(name):
                pass
        assert list(blobs.names()) == []

    def test_a_local_file_holds_the_bytes(self, blobs: Blobs):
        blobs.put("a/x.jpg", LONG)
        with blobs.local("a/x.jpg") as path:
            assert path.is_absolute()
            assert path.suffix == ".jpg"
            assert path.read_bytes() == LONG

    def test_content_is_kept_under_its_own_hash_once(self, blobs: Blobs, tmp_path: Path):
        source = tmp_path / "spool"
        source.write_bytes(LONG)
        digest = hashlib.sha256(LONG).hexdigest()
        heard: list[int] = []
        stored = blobs.put_content("originals", source, on_progress=heard.append)
        assert (stored.sha256, stored.size) == (digest, len(LONG))
        assert stored.blob == f"originals/{digest[:2]}/{digest}"
        assert read(blobs, stored.blob) == LONG
        assert heard == sorted(heard) and heard[-1] == len(LONG)
        assert blobs.put_content("originals", source) == stored
        assert list(blobs.names()) == [stored.blob]

    def test_a_final_file_is_kept_the_same_way_and_its_own_name_may_go(
        self, blobs: Blobs, tmp_path: Path
    ):
        source = tmp_path / "spool"
        source.write_bytes(LONG)
        os.utime(source, (1, 1))
        stored = blobs.put_content("originals", source, final=True)
        assert stored.sha256 == hashlib.sha256(LONG).hexdigest()
        assert stored.size == len(LONG)
        assert source.read_bytes() == LONG
        assert blobs.put_content("originals", source, final=True) == stored
        source.unlink()
        assert read(blobs, stored.blob) == LONG
        assert list(blobs.names()) == [stored.blob]
        # Kept now, however old its last byte is.
        assert abs(blobs.modified(stored.blob) - datetime.now(UTC)) < timedelta(seconds=60)

    def test_a_final_file_is_kept_under_a_name_the_same_way(self, blobs: Blobs, tmp_path: Path):
        source, other = tmp_path / "rendered", tmp_path / "other"
        source.write_bytes(LONG)
        other.write_bytes(b"other")
        os.utime(source, (1, 1))
        assert blobs.put("films/f1.mp4", source, final=True) is True
        assert source.read_bytes() == LONG
        assert blobs.put("films/f1.mp4", other, final=True) is False
        source.unlink()
        assert read(blobs, "films/f1.mp4") == LONG
        assert list(blobs.names()) == ["films/f1.mp4"]
        assert abs(blobs.modified("films/f1.mp4") - datetime.now(UTC)) < timedelta(seconds=60)
        assert blobs.put("films/f2", b"bytes", final=True) is True
        assert read(blobs, "films/f2") == b"bytes"

    def test_nothing_can_be_seen_before_it_is_whole(self, blobs: Blobs, tmp_path: Path):
        source = tmp_path / "spool"
        source.write_bytes(LONG)
        seen: list[list[str]] = []
        blobs.put_content("c", source, on_progress=lambda _: seen.append(list(blobs.names())))
        assert seen and not any(seen)
        half: list[int] = []
        done = threading.Event()

        def watch() -> None:
            while not done.is_set():
                if blobs.exists("big"):
                    half.append(blobs.size("big"))

        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch)
            blobs.put("big", source)
            done.set()
            watching.result()
        assert set(half) <= {len(LONG)}

    def test_the_folder_of_others_is_no_name_that_gets_lost(self, blobs: Blobs):
        for first, second in (("a", "a/b"), ("c/d", "c"), ("e/f/g", "e")):
            assert blobs.put(first, b"first")
            try:
                assert blobs.put(second, b"second")
                kept = {first: b"first", second: b"second"}
            except ValueError:
                kept = {first: b"first"}
            assert {name: read(blobs, name) for name in kept} == kept
            assert list(blobs.names(first[0])) == sorted(kept)
            assert blobs.exists(second) == (second in kept)

    def test_deleting_what_is_only_a_folder_deletes_nothing_in_it(self, blobs: Blobs):
        blobs.put("films/a/one", b"1")
        blobs.delete("films/a")
        blobs.delete("films")
        assert list(blobs.names()) == ["films/a/one"]

    def test_a_file_of_many_parts_comes_back_whole(self, blobs: Blobs, tmp_path: Path):
        source = tmp_path / "clip"
        block = bytes(range(256)) * 4096
        with source.open("wb") as file:
            for number in range(20):
                file.write(number.to_bytes(4, "big") + block)
        stored = blobs.put_content("originals", source)
        assert stored.size == blobs.size(stored.blob) == source.stat().st_size
        with blobs.local(stored.blob) as path, path.open("rb") as file:
            assert hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
        middle = 7 * len(block) + 12_345
        expected = source.read_bytes()[middle : middle + 3_000_000]
        assert read(blobs, stored.blob, start=middle, length=3_000_000) == expected
        assert blobs.put(stored.blob, source) is False
        assert list(blobs.names()) == [stored.blob]

    def test_every_name_is_listed_however_many_there_are(self, blobs: Blobs):
        names = {f"many/{n % 7}/{n}" for n in range(self.MANY)} | {"many-more", "many.x"}
        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(lambda name: blobs.put(name, b"1"), names))
        assert list(blobs.names("many")) == sorted(names)

    def test_an_address_for_browsers_needs_a_lawful_name(self, blobs: Blobs):
        with pytest.raises(ValueError):
            blobs.download_url("../x", media_type="video/mp4")

    def test_of_racing_puts_one_wins_whole(self, blobs: Blobs):
        contents = [bytes([65 + n]) * 70_000 for n in range(6)]
        start = threading.Barrier(len(contents))

        def put(name: str, content: bytes) -> bool:
            start.wait()
            return blobs.put(name, content)

        with ThreadPoolExecutor(len(contents)) as pool:
            for round_ in range(self.ROUNDS):
                name = f"race/{round_}"
                won = list(pool.map(put, [name] * len(contents), contents))
                assert won.count(True) == 1
                assert read(blobs, name) == contents[won.index(True)]
