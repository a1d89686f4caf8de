"""The Blobs contract on every implementation, and on two that must fail it."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from domain.errors import StorageFailed
from storage.blobs import Blobs
from storage.folder_blobs import DRAFT_LIFE_S, FolderBlobs
from storage.originals import original_blob, store_original
from storage.s3.blobs import S3Blobs
from storage.s3.copies import BlobCache
from storage.s3.place import S3Place, read_place
from tests.contracts.blobs_contract import BlobsContract
from tests.contracts.failures import failing
from tests.contracts.memory_blobs import MemoryBlobs
from tests.servers.seaweed import SeaweedServer


class TestFolderBlobs(BlobsContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Blobs:
        return FolderBlobs(tmp_path / "blobs")


class TestMemoryBlobs(BlobsContract):
    @pytest.fixture
    def blobs(self) -> Blobs:
        return MemoryBlobs()


@pytest.fixture
def place(seaweed_server: SeaweedServer, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """A new bucket, and the key to it in the environment."""
    for name, value in seaweed_server.environ.items():
        monkeypatch.setenv(name, value)
    return read_place(seaweed_server.url(seaweed_server.bucket(), "county/2024"))


class TestS3Blobs(BlobsContract):
    ROUNDS = 3
    MANY = 60

    @pytest.fixture
    def blobs(self, place: S3Place, tmp_path: Path) -> Blobs:
        return S3Blobs(place, BlobCache(tmp_path / "cache", max_bytes=1 << 30), page=7)


class OverwritingBlobs(MemoryBlobs):
    """Broken: the last put wins, and each says that it was the first."""

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:
        self.kept.pop(name, None)
        return super().put(name, source, final=final)


class HalfVisibleBlobs(MemoryBlobs):
    """Broken: writes under the final name as the bytes come."""

    def __init__(self) -> None:
        super().__init__()
        self._looked = threading.Event()

    def size(self, name: str) -> int:
        self._looked.set()
        return super().size(name)

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:
        content = source if isinstance(source, bytes) else source.read_bytes()
        if not super().put(name, content[: len(content) // 2]):
            return False
        self._looked.clear()
        # Whoever watches has looked at it by then, however busy the machine is.
        self._looked.wait(20 if name == "big" else 0)
        self.kept[name] = content
        return True


def test_a_broken_implementation_is_red(tmp_path: Path):
    def red(broken: type[MemoryBlobs]) -> set[str]:
        return failing(BlobsContract, {"blobs": broken, "tmp_path": lambda: tmp_path})

    assert red(MemoryBlobs) == set()
    assert red(OverwritingBlobs) >= {
        "test_a_name_is_written_once",
        "test_of_racing_puts_one_wins_whole",
    }
    assert red(HalfVisibleBlobs) == {"test_nothing_can_be_seen_before_it_is_whole"}


def drafts(root: Path) -> list[Path]:
    return list((root / "~incoming").iterdir())


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    blobs = FolderBlobs(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match="No space left"):
        blobs.put("x", b"content")
    assert list(blobs.names()) == []
    assert drafts(tmp_path) == []


def test_file_and_folder_are_on_the_disk_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    blobs = FolderBlobs(tmp_path)
    monkeypatch.setattr(os, "fsync", watched)
    assert blobs.put("a/b/x", b"content")
    draft, *folders = synced
    assert draft.startswith(f"{tmp_path}/~incoming/")
    assert folders == [str(tmp_path), f"{tmp_path}/a", f"{tmp_path}/a/b"]
    # Who comes second may answer its sender only when the first one's name is durable too.
    synced.clear()
    assert not blobs.put("a/b/x", b"content")
    assert synced == [f"{tmp_path}/a/b"]


def test_the_local_file_is_the_kept_one_not_a_copy(tmp_path: Path):
    blobs = FolderBlobs(tmp_path)
    blobs.put("a/x", b"content")
    with blobs.local("a/x") as path:
        assert path == tmp_path / "a/x"


def test_a_name_below_a_file_is_refused(tmp_path: Path):
    blobs = FolderBlobs(tmp_path)
    blobs.put("a", b"1")
    with pytest.raises(ValueError, match="folder of another"):
        blobs.put("a/b", b"2")
    assert list(blobs.names()) == ["a"]


def test_a_process_killed_while_it_writes_leaves_no_name_and_its_draft_goes_in_a_day(
    tmp_path: Path,
):
    source = tmp_path / "spool"
    source.write_bytes(bytes(3 << 20))
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from storage.folder_blobs import FolderBlobs\n"
        "FolderBlobs(Path(sys.argv[1])).put_content('originals', Path(sys.argv[2]),"
        " on_progress=lambda _: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    root = tmp_path / "blobs"
    killed = subprocess.run([sys.executable, "-c", program, root, source], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(FolderBlobs(root).names()) == []
    (draft,) = drafts(root)
    long_ago = time.time() - DRAFT_LIFE_S - 60
    os.utime(draft, (long_ago, long_ago))
    FolderBlobs(root)
    assert drafts(root) == []


def test_an_original_is_named_by_its_content(tmp_path: Path):
    source = tmp_path / "IMG_1.jpg"
    source.write_bytes(b"picture")
    stored = store_original(MemoryBlobs(), source)
    assert stored.blob == original_blob(stored.sha256)
    assert stored.size == 7


def put_named(blobs: FolderBlobs, source: Path) -> str:
    name = f"films/{source.name.replace(' ', '-')}"
    assert blobs.put(name, source, final=True)
    return name


def put_by_content(blobs: FolderBlobs, source: Path) -> str:
    return blobs.put_content("originals", source, final=True).blob


@pytest.mark.parametrize("put", [put_named, put_by_content])
@pytest.mark.parametrize("code", [errno.EXDEV, errno.EPERM])
def test_a_final_file_becomes_the_blob_and_where_it_cannot_is_copied(
    tmp_path, monkeypatch, code, put
):
    blobs = FolderBlobs(tmp_path / "blobs")
    link = Path.hardlink_to

    def inodes(name: str) -> tuple[int, int]:
        """Of the file and of its blob: the same where the blob is the file itself."""
        source = tmp_path / name
        source.write_bytes(name.encode())
        kept = tmp_path / "blobs" / put(blobs, source)
        assert kept.read_bytes() == name.encode()
        return source.stat().st_ino, kept.stat().st_ino

    source, kept = inodes("same disk")
    assert kept == source

    def refuses(path: Path, target: str | Path) -> None:
        if Path(target).name == "other disk":
            raise OSError(code, os.strerror(code))
        link(path, target)

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    source, kept = inodes("other disk")
    assert kept != source
    assert drafts(tmp_path / "blobs") == []


def test_a_file_that_may_still_change_is_never_the_blob(tmp_path):
    blobs = FolderBlobs(tmp_path / "blobs")
    source = tmp_path / "spool"
    source.write_bytes(b"so far")
    assert blobs.put("a", source)
    stored = blobs.put_content("originals", source)
    inodes = {(tmp_path / "blobs" / name).stat().st_ino for name in ("a", stored.blob)}
    assert source.stat().st_ino not in inodes
