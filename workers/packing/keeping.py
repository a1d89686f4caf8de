"""Where the files of a package are put down while it is made, and kept by their content."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.film import PackageFile
from storage.handing_over import checksum
from workers.bench import Bench

#: Files of packages, by content: a photo that is in two packages is kept once.
KEPT = "packaged"
#: Hears how much is done, and of how much.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """One package's folder for half-made files, and the way into blobs."""

    bench: Bench
    folder: Path

    def put(self, path: str, content: bytes) -> PackageFile:
        """Keep bytes under `path` in the bag."""
        with NamedTemporaryFile(dir=self.folder) as written:
            written.write(content)
            written.flush()
            return self.put_file(path, Path(written.name))

    def put_file(self, path: str, written: Path) -> PackageFile:
        stored = self.bench.blobs.put_content(KEPT, written)
        return self.kept(path, stored.blob, stored.size, stored.sha256)

    def kept(self, path: str, blob: str, size: int, sha256: str) -> PackageFile:
        """What lies in blobs, with the checksum by which a zip is sent from any of its bytes on."""
        crc32 = int(checksum(self.bench.blobs, blob), 16)
        return PackageFile(path=path, blob=blob, size=size, sha256=sha256, crc32=crc32)


class Counter:
    """Tells how much is done."""

    def __init__(self, total: int, tell: Progress) -> None:
        self._done, self._total, self._tell = 0, total, tell
        tell(0, total)

    def step(self) -> None:
        self._done += 1
        self._tell(self._done, self._total)
