"""A full disk under the spool, the blobs or the database: a small tmpfs filled to its last byte."""

import errno
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

from tests.acceptance.faults.fault import LATE, Fault
from tests.acceptance.faults.places import EMBEDDED
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

#: Bytes of the small disk: more than the spool keeps free for others (256 MiB).
SIZE = "400m"
#: Seconds that the disk stays full.
FULL_S = 8


class Disk:
    """A tmpfs at a folder, unmounted by `close`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._ballast = folder / "ballast"
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "none", str(folder)]
        subprocess.run(command, check=True, capture_output=True)

    def fill(self) -> None:
        block = bytes(1 << 20)
        with self._ballast.open("ab", buffering=0) as file:
            while block:
                try:
                    file.write(block)
                except OSError as full:
                    assert full.errno == errno.ENOSPC, full
                    block = block[: len(block) // 2]

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True, capture_output=True)


def why_no_disk() -> str | None:
    if os.geteuid() != 0:
        return "mounting a tmpfs needs root"
    with tempfile.TemporaryDirectory() as folder:
        try:
            Disk(Path(folder) / "try").close()
        except subprocess.CalledProcessError as error:
            return f"no tmpfs can be mounted here: {error.stderr.decode().strip()}"
    return None


class DiskFull(Fault):
    needs = "tmpfs"
    disk: Disk | None = None

    @classmethod
    def why_not(cls) -> str | None:
        return why_no_disk()

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        assert self.disk is not None
        self.disk.fill()

    def heal(self, site: Site) -> None:
        assert self.disk is not None
        time.sleep(FULL_S)
        self.disk.free()

    def close(self) -> None:
        if self.disk is not None:
            self.disk.close()


class SpoolFull(DiskFull):
    name = "disk-full-spool"
    says = f"disk of the spool full for {FULL_S} s while files arrive"
    window = (0.0, 0.15)

    def prepare(self, site: Site) -> None:
        self.disk = Disk(site.place.home(site.webs[0].name) / "spool")


class BlobsFull(DiskFull):
    name = "disk-full-blobs"
    says = f"disk of the blobs full for {FULL_S} s"
    places = (EMBEDDED,)
    window = (0.02, 0.9)
    whole_window = LATE

    def settings(self) -> dict[str, str]:
        disk = self.disk = Disk(self.folder / "disk")
        return {"WEEKREEL_BLOBS_URL": (disk.folder / "blobs").as_uri()}


class DatabaseFull(DiskFull):
    name = "disk-full-database"
    says = f"disk of the database full for {FULL_S} s"
    places = (EMBEDDED,)
    window = (0.02, 0.9)
    whole_window = LATE

    def settings(self) -> dict[str, str]:
        disk = self.disk = Disk(self.folder / "disk")
        return {"WEEKREEL_DATABASE_URL": f"sqlite:///{disk.folder / 'catalog.sqlite3'}"}
