"""One try: a walk, a strike at a moment that the seed draws, and what it left."""

import json
import os
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import StorageFailed
from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.judging import Outcome, count, outcome
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.tiny_week import TinyWeek
from tests.acceptance.faults.walking import PATIENCE_S, Walk

#: Seconds that a strike waits at most after its moment has come, so that it falls inside a step.
JITTER_S = 0.3
#: Seconds in which work must go on after a fault.
RECOVER_S = 120
#: Walks of one try, when one is over before it can be struck.
DRAWS = 5
OVER = "the way was over"


@dataclass(frozen=True, kw_only=True)
class Try:
    fault: str
    place: str
    #: To the package, or until all was tagged.
    whole: bool
    number: int
    seed: int
    #: UTC, to the minute.
    at: str
    machine: str
    #: Runnable processes in the last minute, of everybody on the machine.
    load: float
    #: How far the way had come, in words.
    moment: str
    lost: Sequence[str]
    doubled: Sequence[str]
    stuck: Sequence[str]
    #: Parts of the outcome that are not as in the calm run.
    differs: Sequence[str]
    #: Jobs that a person had to start again, and the reason shown.
    pressed: Sequence[tuple[str, str]]
    #: What the phones were told beside success: status -> how often.
    told: dict[str, int]
    #: Whatever else does not hold.
    wrong: Sequence[str]
    #: Seconds from the end of the fault (the strike, where it has no end) until work went on.
    recovered_s: float | None
    #: Seconds of the whole walk.
    seconds: float

    @property
    def holds(self) -> bool:
        broken = (self.lost, self.doubled, self.stuck, self.differs, self.wrong)
        return not any(broken) and self.recovered_s is not None

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def calm_run(site: Site, week: TinyWeek, *, whole: bool) -> Outcome:
    """The way with nobody struck."""
    walk = Walk(site, week, whole=whole)
    walk.healed.set()
    walk.start()
    walk.join(PATIENCE_S + 60)
    if walk.fault is not None:
        raise walk.fault
    found = outcome(walk, week)
    clear(site, walk)
    return found


def try_until_struck(
    site: Site,
    fault: Fault,
    week: TinyWeek,
    calm: Outcome,
    *,
    seed: int,
    number: int,
    whole: bool,
) -> Try:
    """A try whose walk was not over before its moment came."""
    for draw in range(DRAWS):
        chance = random.Random(f"{fault.name} {seed} {number} {draw}")
        walk = Walk(site, week, whole=whole, extra=fault.extra(), twice=fault.twice)
        tried = _try(fault, walk, week, calm, chance, seed=seed, number=number)
        if tried.moment != OVER:
            return tried
    raise AssertionError(f"{fault.name}: {DRAWS} walks were over before they could be struck")


def _try(
    fault: Fault,
    walk: Walk,
    week: TinyWeek,
    calm: Outcome,
    chance: random.Random,
    *,
    seed: int,
    number: int,
) -> Try:
    site = walk.site
    window = (fault.whole_window if walk.whole else None) or fault.window
    share, jitter = chance.uniform(*window), chance.uniform(0, JITTER_S)
    walk.start()
    _reach(walk, share)
    time.sleep(jitter)
    moment = _moment(walk)
    before = _share(walk)
    fault.strike(site, walk, chance)
    began = time.monotonic()
    fault.heal(site)
    healed = time.monotonic()
    # What was done while the fault lasted shows nothing of how it is got over.
    was = max(before, _share(walk))
    # A fault without an end is over at once; its recovery counts from the strike.
    since = began if fault.from_strike or healed - began < 0.5 else healed
    walk.healed.set()
    recovered_s = _recovery(site, fault, walk, was, since)
    walk.join(PATIENCE_S + 60)
    found = _judged(site, fault, walk, week, calm)
    clear(site, walk)
    site.settle()
    return Try(
        fault=fault.name,
        place=site.place.name,
        whole=walk.whole,
        number=number,
        seed=seed,
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
        machine=f"{platform.machine()}, {os.cpu_count()} cores",
        load=round(os.getloadavg()[0], 1),
        moment=moment,
        pressed=walk.pressed,
        told={str(status): times for status, times in walk.told.items()},
        recovered_s=recovered_s,
        seconds=round(walk.seconds, 1),
        **found,
    )


def _reach(walk: Walk, share: float) -> None:
    while walk.is_alive() and _share(walk) < share:
        time.sleep(0.05)


def _share(walk: Walk) -> float:
    """Share of the way; 0 while it cannot be asked."""
    try:
        return walk.progress()[0]
    except StorageFailed:
        return 0.0


def _moment(walk: Walk) -> str:
    try:
        return walk.progress()[1] if walk.is_alive() else OVER
    except StorageFailed:
        return "the database was away"


def _recovery(site: Site, fault: Fault, walk: Walk, was: float, since: float) -> float | None:
    """Seconds until work went on; None when it did not in time."""
    while time.monotonic() - since < RECOVER_S:
        said = fault.recovered(site)
        on = _share(walk) > was if said is None else said
        if on or not walk.is_alive():
            return round(time.monotonic() - since, 1)
        time.sleep(0.05)
    return None


def _judged(
    site: Site, fault: Fault, walk: Walk, week: TinyWeek, calm: Outcome
) -> dict[str, Sequence[str]]:
    counted = count(walk, week)
    wrong = list(fault.wrong(site, walk))
    if walk.fault is not None:
        wrong.append(f"{type(walk.fault).__name__}: {walk.fault}")
    if walk.is_alive():
        wrong.append("the walk did not end")
    wrong += [f"no reason is shown for {job}" for job, why in walk.pressed if not why]
    wrong += [f"a stack trace is shown for {job}" for job, why in walk.pressed if "File " in why]
    if walk.fault is not None:
        differs = ["not compared"]
    elif walk.whole:
        differs = outcome(walk, week).differs(calm)
    else:
        # Nobody has accepted anything yet.
        tagged = [(*row[:2], "tagged", *row[3:]) for row in calm.assets]
        differs = [] if list(outcome(walk, week).assets) == tagged else ["assets"]
    return {
        "lost": counted.lost,
        "doubled": counted.doubled,
        "stuck": counted.stuck,
        "differs": differs,
        "wrong": wrong,
    }


def clear(site: Site, walk: Walk) -> None:
    """End what is left of a walk and forget all bytes, so that the next one makes all anew."""
    for job in walk.jobs():
        if job.state in ("waiting", "running"):
            site.storage.queue.cancel(job.id)
    for name in list(site.storage.blobs.names()):
        site.storage.blobs.delete(name)


def write(tried: Try, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(tried.line() + "\n")
