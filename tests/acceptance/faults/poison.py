"""A file that kills whoever opens it: its job is parked with a reason, the rest goes on."""

import random
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.tiny_week import picture
from tests.acceptance.faults.walking import Walk, is_parked
from tests.acceptance.terminal import PYTHON, until

NAME = "poison.jpg"
#: Worker deaths after which a job is parked.
DEATHS = 3
#: Seconds in which that must have happened: three starts of a worker on a busy machine.
SET_ASIDE_S = 180
#: `python -m workers run` in which a file of that name ends the process as a crash would.
PROGRAM = f"""
import os, signal, sys
from workers import asset_flow
from workers.__main__ import main
inspect = asset_flow.ASSET_WAY["inspect"]
def run(bench, asset_id):
    if bench.catalog.assets.get(asset_id).original_name == {NAME!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    return inspect(bench, asset_id)
asset_flow.ASSET_WAY["inspect"] = run
sys.exit(main(["run"]))
"""


class Poison(Fault):
    name = "poison-file"
    says = "a file that kills every worker that opens it: until it is set aside"
    from_strike = True
    #: It strikes by itself; every death counts.
    window = (0.0, 0.0)

    def prepare(self, site: Site) -> None:
        for worker in site.workers:
            worker.command = [PYTHON, "-c", PROGRAM]

    def extra(self) -> Sequence[Path]:
        path = self.folder / NAME
        picture(99).save(path, "JPEG")
        return [path]

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self._walk = walk
        self._before = self._deaths(site)

    def _deaths(self, site: Site) -> int:
        return sum(worker.ends.count(-9) for worker in site.workers)

    def heal(self, site: Site) -> None:
        until("the file's job is set aside", self._is_set_aside, timeout_s=SET_ASIDE_S)

    def _is_set_aside(self) -> bool:
        return any(map(is_parked, self._walk.jobs()))

    def recovered(self, site: Site) -> bool:
        return self._is_set_aside()

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
