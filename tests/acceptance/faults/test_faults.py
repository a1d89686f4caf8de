"""The fault table: every fault on both configurations, counted and compared with a calm run.

`make torture` runs all of it and writes docs/faults.md. By environment: WEEKREEL_FAULTS and
WEEKREEL_FAULT_PLACES name some of them (comma separated), WEEKREEL_FAULT_TRIES how often each is
tried, WEEKREEL_FAULT_WHOLE=off ends every walk when all is tagged, WEEKREEL_TORTURE_SEED draws
other moments; on a machine that is busy WEEKREEL_FAULT_LEASE gives more than 6 s to a lease.
WEEKREEL_FAULT_CALM names a file that keeps what came of the calm run, for rows tried one by one.
"""

import contextlib
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Once
from tests.acceptance.faults import clocks, disks, killing, networks, poison, servers, upgrading
from tests.acceptance.faults.fault import Fault
from tests.acceptance.faults.judging import Outcome
from tests.acceptance.faults.places import DISTRIBUTED, EMBEDDED, Servers, opened
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.tiny_week import TinyWeek, make_tiny_week
from tests.acceptance.faults.trying import Try, calm_run, try_until_struck, write
from tests.acceptance.process_tree import Watch
from tests.acceptance.terminal import ROOT
from tests.required import needs
from tests.servers import postgres, seaweed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

FAULTS: tuple[type[Fault], ...] = (
    killing.WorkerKilled,
    killing.WebKilled,
    killing.WorkerSuspended,
    killing.TwoAtOneJob,
    killing.SameFileTwice,
    poison.Poison,
    clocks.ClockForward,
    clocks.ClockBack,
    disks.SpoolFull,
    disks.BlobsFull,
    disks.DatabaseFull,
    upgrading.OldBesideNew,
    servers.PostgresKilled,
    servers.StoreAway,
    networks.NetworkCut,
)
LINES = ROOT / "build" / "faults.jsonl"
#: Whether some of the tries go on to the package.
WHOLE = os.environ.get("WEEKREEL_FAULT_WHOLE", "on") == "on"
KEPT_CALM = Path(os.environ["WEEKREEL_FAULT_CALM"]) if "WEEKREEL_FAULT_CALM" in os.environ else None
SEED = int(os.environ.get("WEEKREEL_TORTURE_SEED", "7"))


def _asked(variable: str, known: list[str]) -> set[str]:
    said = os.environ.get(variable, "")
    asked = {word.strip() for word in said.split(",") if word.strip()} or set(known)
    assert asked <= set(known), f"{variable}: unknown {asked - set(known)}; known: {known}"
    return asked


PLACES = _asked("WEEKREEL_FAULT_PLACES", [EMBEDDED, DISTRIBUTED])
NAMES = _asked("WEEKREEL_FAULTS", [fault.name for fault in FAULTS])
ROWS = [
    pytest.param(fault, place, id=f"{fault.name}-{place}")
    for place in (EMBEDDED, DISTRIBUTED)
    for fault in FAULTS
    if place in fault.places and place in PLACES and fault.name in NAMES
]


@pytest.fixture(scope="module")
def week(once: Once) -> TinyWeek:
    return once("tiny", make_tiny_week)


@pytest.fixture(scope="module")
def plain(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Site]]:
    """`plain(place)`: the site of that configuration for the faults that need nothing special."""
    sites: dict[str, Site] = {}
    with contextlib.ExitStack() as stack:

        def site(name: str) -> Site:
            if name not in sites:
                servers = _servers(request, name)
                folder = tmp_path_factory.mktemp(name)
                place = stack.enter_context(opened(name, folder, servers))
                watch = stack.enter_context(Watch(servers.pids if servers else tuple))
                sites[name] = stack.enter_context(Site(place, watch))
            return sites[name]

        yield site


@pytest.fixture(scope="module")
def calm(plain: Callable[[str], Site], week: TinyWeek) -> Outcome:
    """Of SQLite and a folder; what comes of a fault on any configuration must be the same."""
    if KEPT_CALM and KEPT_CALM.exists():
        return pickle.loads(KEPT_CALM.read_bytes())
    found = calm_run(plain(EMBEDDED), week, whole=WHOLE)
    if KEPT_CALM:
        KEPT_CALM.write_bytes(pickle.dumps(found))
    return found


@pytest.fixture(scope="module")
def their_servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    needs(request, "postgresql", postgres.why_not())
    needs(request, "seaweedfs", seaweed.why_not())
    # A database that keeps its word over a crash: the others may lose what they had said.
    with (
        postgres.running(durable=True) as database,
        seaweed.running() as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        # The test opens the store itself, and boto3 looks for the key in its environment.
        for name, value in store.environ.items():
            patch.setenv(name, value)
        yield Servers(postgres=database, seaweed=store)


def _servers(request: pytest.FixtureRequest, place: str) -> Servers | None:
    return request.getfixturevalue("their_servers") if place == DISTRIBUTED else None


@pytest.mark.parametrize(("fault", "place"), ROWS)
def test_nothing_is_lost_doubled_or_stuck(
    fault: type[Fault],
    place: str,
    week: TinyWeek,
    calm: Outcome,
    plain: Callable[[str], Site],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    if fault.needs:
        needs(request, fault.needs, fault.why_not())
    tries = int(os.environ.get("WEEKREEL_FAULT_TRIES") or 0) or fault.tries
    numbers = list(range(tries))
    done: list[Try] = []
    if fault.plain:
        done += _tries(plain(place), fault(tmp_path), week, calm, numbers)
    else:
        servers = _servers(request, place)
        for some in [[number] for number in numbers] if fault.fresh else [numbers]:
            one = fault(tmp_path / f"{some[0]}")
            with _own_site(one, place, servers) as site:
                done += _tries(site, one, week, calm, some)
    broken = [tried.line() for tried in done if not tried.holds]
    assert not broken, "\n".join(broken)


@contextlib.contextmanager
def _own_site(fault: Fault, name: str, servers: Servers | None) -> Iterator[Site]:
    fault.folder.mkdir()
    try:
        more = fault.settings()
        folder = fault.folder / name
        others = servers.pids if servers else tuple
        with opened(name, folder, servers, more, fault.first) as place, Watch(others) as watch:
            site = Site(place, watch)
            fault.prepare(site)
            with site:
                yield site
    finally:
        fault.close()


def _tries(
    site: Site, fault: Fault, week: TinyWeek, calm: Outcome, numbers: list[int]
) -> list[Try]:
    done: list[Try] = []
    for number in numbers:
        whole = WHOLE and fault.is_whole(number)
        tried = try_until_struck(site, fault, week, calm, seed=SEED, number=number, whole=whole)
        write(tried, LINES)
        done.append(tried)
    return done
