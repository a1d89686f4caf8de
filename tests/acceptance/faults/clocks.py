"""The wall clock set forward or back by an hour, as Debian's libfaketime shows it."""

import random
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.places import EMBEDDED
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

HOUR_S = 3600
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
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }

    def jumping(self, site: Site) -> Sequence:
        return site.members if site.place.name == EMBEDDED else site.workers[:1]

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self._before = takeovers(site)
        self._offset_s += self.step_s
        # One write of a few bytes: nobody reads half of it.
        self._file.write_text(f"{self._offset_s:+d}")

    def wrong(self, site: Site, walk: Walk) -> list[str]:
        """Nobody died, so nobody may have been taken for dead: two would run one job."""
        took = takeovers(site) - self._before
        return [f"{took} living workers were taken for dead"] if took else []


def takeovers(site: Site) -> int:
    return sum(worker.log.read_text().count("taking over from") for worker in site.workers)


class ClockForward(ClockJump):
    name = "clock-forward"
    says = "clock set forward by an hour (embedded: all processes; distributed: one worker's)"
    step_s = HOUR_S


class ClockBack(ClockJump):
    name = "clock-back"
    says = "clock set back by an hour (embedded: all processes; distributed: one worker's)"
    step_s = -HOUR_S
