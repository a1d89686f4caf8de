"""The wall clock set forward or back by an hour, as Debian's libfaketime shows it."""

import random
import time
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.faults.fault import LATE, Fault
from tests.acceptance.faults.places import DISTRIBUTED, EMBEDDED
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

HOUR_S = 3600
#: Seconds after which every process has seen that the clock was set.
CACHE_S = 1
#: Seconds for which one machine of several is wrong: an S3 refuses it while it is (by more than
#: 15 minutes), and after 171 s its jobs fail with that reason.
WRONG_S = 10
WHOSE = f"embedded: all processes, for good; distributed: one worker's, for {WRONG_S} s"
#: libfaketime 0.9.10 with the monotonic clock left alone makes `clock_nanosleep` fail, which is
#: what Python's sleep is; select waits as long and is passed through.
SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""


def library() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


class ClockJump(Fault):
    """All processes of one machine, or one machine of several.

    The monotonic clock goes on, as it does when somebody sets the time.
    """

    window = (0.05, 0.85)
    whole_window = LATE
    needs = "faketime"
    step_s: int

    @classmethod
    def why_not(cls) -> str | None:
        return None if library() else "no libfaketime: apt-get install faketime"

    def prepare(self, site: Site) -> None:
        self._file = self.folder / "clock"
        self._offset_s = 0
        self._file.write_text("+0")
        shim = self.folder / "shim"
        shim.mkdir()
        (shim / "sitecustomize.py").write_text(SLEEP)
        for member in self.jumping(site):
            member.environ |= {
                "PYTHONPATH": str(shim),
                "LD_PRELOAD": str(library()),
                "FAKETIME_TIMESTAMP_FILE": str(self._file),
                # Seconds; without a cache every look at the clock reads the file: a walk of 5 s
                # took 38.
                "FAKETIME_CACHE_DURATION": f"{CACHE_S}",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }

    def jumping(self, site: Site) -> Sequence:
        return site.members if site.place.name == EMBEDDED else site.workers[:1]

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self._before = takeovers(site)
        self._set(self.step_s)

    def heal(self, site: Site) -> None:
        if site.place.name == DISTRIBUTED:
            time.sleep(WRONG_S)
            self._set(-self.step_s)

    def _set(self, step_s: int) -> None:
        self._offset_s += step_s
        # One write of a few bytes: nobody reads half of it.
        self._file.write_text(f"{self._offset_s:+d}")
        time.sleep(CACHE_S)

    def wrong(self, site: Site, walk: Walk) -> list[str]:
        """Nobody died, so nobody may have been taken for dead: two would run one job."""
        took = takeovers(site) - self._before
        return [f"{took} living workers were taken for dead"] if took else []


def takeovers(site: Site) -> int:
    return sum(worker.log.read_text().count("taking over from") for worker in site.workers)


class ClockForward(ClockJump):
    name = "clock-forward"
    says = f"clock set forward by an hour ({WHOSE})"
    step_s = HOUR_S


class ClockBack(ClockJump):
    name = "clock-back"
    says = f"clock set back by an hour ({WHOSE})"
    step_s = -HOUR_S
