"""A file that kills whoever opens it: its job is parked with a reason, the rest goes on."""

import random
import time
from collections.abc import Sequence
from pathlib import Path

from storage.executors import living
from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.tiny_week import picture
from tests.acceptance.faults.walking import Walk
from tests.acceptance.terminal import PYTHON, until

NAME = "poison.jpg"
#: Worker deaths after which a job is parked.
DEATHS = 3
#: `python -m workers run` in which a file of that name ends the process as a crash would.
PROGRAM = f"""
import os, signal, sys
from workers import flows
from workers.__main__ import main
inspect = flows.ASSET_WAY["inspect"]
def run(bench, asset_id):
    if bench.catalog.assets.get(asset_id).original_name == {NAME!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    return inspect(bench, asset_id)
flows.ASSET_WAY["inspect"] = run
sys.exit(main(["run"]))
"""


class Poison(Fault):
    name = "poison-file"
    says = "a file that kills every worker that opens it"

    def prepare(self, site: Site) -> None:
        for worker in site.workers:
            worker.command = [PYTHON, "-c", PROGRAM]

    def extra(self) -> Sequence[Path]:
        path = self.folder / NAME
        picture(99).save(path, "JPEG")
        return [path]

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self._before = self._deaths(site)
        self._began = time.monotonic()

    def _deaths(self, site: Site) -> int:
        return sum(worker.ends.count(-9) for worker in site.workers)

    def heal(self, site: Site) -> None:
        """Over when the file's job is parked."""
        until("both workers stay alive", lambda: len(living(site.beating())) == 2)

    def wrong(self, site: Site, walk: Walk) -> list[str]:
        (asset,) = [asset for asset in walk.assets() if asset.original_name == NAME]
        (job,) = [job for job in walk.jobs() if job.subject == asset.id]
        found = []
        if job.state != "failed":
            found.append(f"the poison's job is {job.state}")
        if not job.error:
            found.append("no reason is given for the poison")
        deaths = self._deaths(site) - self._before
        if deaths > DEATHS:
            found.append(f"it killed {deaths} workers")
        return found
