"""A worker of the version before: it holds jobs when the new version moves the database on."""

import random
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from domain.moves import AssetState
from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk
from tests.acceptance.terminal import PYTHON, ROOT, until

#: Exit status of a worker that is older than the database.
OUTDATED = 78
#: Campaign of those photos.
EARLIER = "yunling-2024"
_MIGRATIONS = "storage/migrations/versions"
#: Photos that the version before has received when the new one comes.
PHOTOS = 24
#: Seconds of patience for programs that start on a busy machine.
START_S = 180
#: Run in the old tree: photos received as its web process would.
RECEIVING = f"""
import sys
from pathlib import Path
from storage.opening import open_storage
from storage.settings import read_settings
from tests.workers.test_engine import NOW, campaign, photos, receive
with open_storage(read_settings()) as storage:
    storage.catalog.campaigns.save(campaign(), merges={{}}, at=NOW)
    for number, photo in enumerate(photos(Path(sys.argv[1]), {PHOTOS})):
        receive(storage, photo, number)
"""


class OldBesideNew(Fault):
    name = "old-beside-new"
    says = "upgrade while a worker of the version with older tables holds jobs: it lets go and ends"
    #: The new version comes before the walk; its files and the older ones are worked on together.
    window = (0.0, 0.0)
    tries = 3
    whole_every = 3
    fresh = True
    from_strike = True
    needs = "history"
    _old: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def why_not(cls) -> str | None:
        if _version_before() is None:
            return "no commit with older tables is at hand (a shallow clone?)"
        return None

    def first(self, environ: Mapping[str, str], log: Path) -> None:
        """The old version at work in a tree of its own, until it is in the middle of the photos."""
        tree, media = self.folder / "old", self.folder / "media"
        tree.mkdir()
        media.mkdir()
        archive = ["git", "-C", str(ROOT), "archive", str(_version_before())]
        packed = subprocess.run(archive, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)
        older = dict(environ) | {"PYTHONPATH": str(tree)}
        receiving = [PYTHON, "-c", RECEIVING, str(media)]
        subprocess.run(receiving, env=older, cwd=tree, check=True, capture_output=True)
        with log.open("ab") as out:
            self._old = subprocess.Popen(
                [PYTHON, "-m", "workers", "run"],
                env=older,
                cwd=tree,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        until("the old worker works", lambda: "step ended" in log.read_text(), timeout_s=START_S)

    def prepare(self, site: Site) -> None:
        # When it ends, the init system starts the new version in its place.
        site.workers[-1].process = self._old
        self._at_upgrade = self._tagged(site)

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        """Nothing more: the new version has come, and the old worker was told by the database."""

    def heal(self, site: Site) -> None:
        until("the older photos are done", lambda: self.recovered(site), timeout_s=START_S)

    def _tagged(self, site: Site) -> int:
        assets = site.storage.catalog.assets.all(EARLIER)
        return sum(asset.state is AssetState.TAGGED for asset in assets)

    def recovered(self, site: Site) -> bool:
        """What the old version had received is finished by the new one."""
        over = [job.state == "done" for job in site.storage.queue.jobs(campaign=EARLIER)]
        return all(over) and self._tagged(site) == PHOTOS

    def wrong(self, site: Site, walk: Walk) -> list[str]:
        found = []
        if self._at_upgrade == PHOTOS:
            found.append("the old worker had nothing left when the new version came")
        if site.workers[-1].ends[:1] != [OUTDATED]:
            found.append(f"the old worker ended with {site.workers[-1].ends}")
        jobs = [j for j in site.storage.queue.jobs(campaign=EARLIER) if j.kind == "asset"]
        done = {job.subject for job in jobs if job.state == "done"}
        if not len(done) == len(jobs) == PHOTOS:
            found.append(f"of {PHOTOS} older photos {len(done)} are done by {len(jobs)} jobs")
        return found

    def close(self) -> None:
        if self._old is not None:
            self._old.kill()
            self._old.wait()


def _version_before() -> str | None:
    """The newest commit with older tables that are one chain; branches met there for a moment."""
    added = _git("log", "--diff-filter=A", "--format=%H~1", "--", _MIGRATIONS).split()
    newest = max(_numbers((ROOT / _MIGRATIONS).glob("0*.py")))
    for commit in added:
        numbers = _numbers(
            map(Path, _git("ls-tree", "--name-only", commit, f"{_MIGRATIONS}/").split())
        )
        if numbers and max(numbers) < newest and len(set(numbers)) == len(numbers):
            return commit
    return None


def _numbers(files: Iterable[Path]) -> list[str]:
    return [file.name[:4] for file in files if file.name.startswith("0")]


def _git(*words: str) -> str:
    """What git says; nothing where it cannot, as of a commit that a shallow clone lacks."""
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
