"""A worker of the version before: it runs when the new version comes and moves the database on."""

import random
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk
from tests.acceptance.terminal import PYTHON, ROOT, until

_MIGRATIONS = "storage/migrations/versions"


class OldBesideNew(Fault):
    name = "old-beside-new"
    says = "a worker of the last version with older tables goes on beside new ones, then ends"
    window = (0.1, 0.7)
    tries = 3
    fresh = True
    needs = "history"
    _old: "subprocess.Popen[bytes]"

    @classmethod
    def why_not(cls) -> str | None:
        if _version_before() is None:
            return "no commit with older tables is at hand (a shallow clone?)"
        return None

    def first(self, environ: Mapping[str, str], log: Path) -> None:
        tree = self.folder / "old"
        tree.mkdir()
        archive = ["git", "-C", str(ROOT), "archive", str(_version_before())]
        packed = subprocess.run(archive, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)
        with log.open("ab") as out:
            self._old = subprocess.Popen(
                [PYTHON, "-m", "workers", "run"],
                env=dict(environ) | {"PYTHONPATH": str(tree)},
                cwd=tree,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        until("the old worker works", lambda: "worker ready" in log.read_text())

    def prepare(self, site: Site) -> None:
        # When it ends, the init system starts the new version in its place.
        site.workers[-1].process = self._old

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self._old.send_signal(signal.SIGTERM)


def _version_before() -> str | None:
    """The commit before the newest migration came."""
    newest = max(path.name for path in (ROOT / _MIGRATIONS).glob("0*.py"))
    command = ["git", "-C", str(ROOT), "log", "--diff-filter=A", "--format=%H~1", "--"]
    found = subprocess.run(
        [*command, f"{_MIGRATIONS}/{newest}"], capture_output=True, text=True, check=False
    )
    commit = found.stdout.strip()
    known = subprocess.run(
        ["git", "-C", str(ROOT), "cat-file", "-e", commit], capture_output=True, check=False
    )
    return commit if commit and known.returncode == 0 else None
