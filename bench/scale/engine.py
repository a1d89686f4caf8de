"""What the queue costs: until a job starts while a thousand wait, and on top of every shot."""

import contextlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.scale.county import campaign_of
from bench.scale.crews import Worker
from bench.scale.homes import Home, home
from bench.scale.idle_worker import no_shot
from bench.scale.measures import Row, times_of
from bench.scale.measures import load as load_now
from service.app import utc_now
from storage.opening import Storage, open_storage
from storage.queue import NewJob

PATIENCE_S = 300
#: Seconds between two light jobs.
PACE_S = 0.25
#: Seconds that a worker has to come to rest, and that it is watched then.
SETTLE_S, IDLE_S = 3, 10
KEY = campaign_of(1).key


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much is measured."""

    #: Shots at first, so that a thousand still wait when the last light job is sent; ms of each.
    waiting: int = 1800
    shot_ms: int = 40
    light: int = 60
    #: Shots of the film whose every shot does nothing.
    no_op: int = 100


QUICK = Load(waiting=60, light=5, no_op=10)


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Workers that run, and the file they write their marks to."""

    marks: Path
    workers: tuple[Worker, ...]

    def cpu_ms(self) -> float:
        """Processor time of all so far."""
        return sum(worker.cpu_s() for worker in self.workers) * 1000

    def wait(self, what: str, subject: str) -> float:
        """Epoch seconds of the mark."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for line in self.marks.read_text().splitlines():
                said, of, at = line.split()
                if (said, of) == (what, subject):
                    return float(at)
            time.sleep(0.05)
        raise RuntimeError(f"no {what} of {subject} within {PATIENCE_S} s")


def run(database: str, load: Load) -> Iterator[Row]:
    """What an idle worker costs; both measures with one worker and with two, one slot each."""
    yield _idle(database)
    for workers in (1, 2):
        yield _overhead(database, workers, load)
        yield _start(database, workers, load)


def _idle(database: str) -> Row:
    """Share of a core that a worker takes which waits for work in all queues."""
    with home(database) as place:
        worker = Worker(place, "all").wait()
        try:
            time.sleep(SETTLE_S)
            cpu, began = worker.cpu_s(), time.monotonic()
            time.sleep(IDLE_S)
            share = (worker.cpu_s() - cpu) / (time.monotonic() - began)
        finally:
            worker.end()
    values = {"cpu %": round(100 * share, 1), "load": round(load_now(), 1)}
    return Row(part="engine", what="an idle worker", database=database, values=values)


def _overhead(database: str, workers: int, load: Load) -> Row:
    """Time of a slot per shot from the plan to the join, less the same no-op called directly."""
    with _house(database) as (place, storage), _crew(place, workers, load.no_op, 0) as crew:
        films: list[float] = []
        cpu = crew.cpu_ms()
        for _ in range(3):
            film = storage.catalog.films.start(KEY, at=utc_now()).id
            planned, joined = crew.wait("planned", film), crew.wait("join", film)
            films.append((joined - planned) * workers / load.no_op * 1000)
        cpu = (crew.cpu_ms() - cpu) / (3 * load.no_op)
    direct = _direct(load.no_op)
    return Row(
        part="engine",
        what=f"overhead per shot, {workers} worker(s)",
        database=database,
        values={
            "ms": round(sorted(films)[1] - direct, 1),
            "worst": round(max(films), 1),
            "cpu ms": round(cpu, 1),
            "load": round(load_now(), 1),
        },
        goal=("ms", "<", 40),
    )


def _direct(shots: int) -> float:
    started = time.perf_counter()
    for _ in range(shots):
        no_shot(0)
    return (time.perf_counter() - started) / shots * 1000


def _start(database: str, workers: int, load: Load) -> Row:
    """From the commit that sends a light job to its first station's first line."""
    with (
        _house(database) as (place, storage),
        _crew(place, workers, load.waiting, load.shot_ms) as crew,
    ):
        film = storage.catalog.films.start(KEY, at=utc_now()).id
        crew.wait("planned", film)
        _wait_for_shots(storage, load.waiting)
        sent: dict[str, float] = {}
        for _ in range(load.light):
            subject = secrets.token_hex(8)
            storage.queue.send(NewJob(kind="asset", subject=subject, campaign=KEY))
            sent[subject] = time.time()
            time.sleep(PACE_S)
        waits = [(crew.wait("asset", s) - at) * 1000 for s, at in sent.items()]
        still = _shots_waiting(storage)
    times = times_of(waits)
    return Row(
        part="engine",
        what=f"enqueue to start, {workers} worker(s)",
        database=database,
        values={
            "p50": times.p50,
            "p95": times.p95,
            "worst": times.worst,
            "still waiting": still,
            "load": round(load_now(), 1),
        },
        goal=("p50", "<", 300),
    )


def _shots_waiting(storage: Storage) -> int:
    place = storage._engine.dialect.name
    of = "dbos.workflow_status" if place == "postgresql" else "workflow_status"
    counted = f"SELECT count(*) FROM {of} WHERE name = 'shot' AND status = 'ENQUEUED'"
    with storage._engine.begin() as connection:
        return int(connection.exec_driver_sql(counted).scalar_one())


def _wait_for_shots(storage: Storage, count: int) -> None:
    """Until nearly all are queued: the first are being done while the last are still written."""
    deadline = time.monotonic() + PATIENCE_S
    seen = -1
    while time.monotonic() < deadline:
        now = _shots_waiting(storage)
        if 0 < now <= seen or now >= count * 0.95:
            return
        seen = now
        time.sleep(0.5)
    raise RuntimeError("the shots were not queued")


@contextlib.contextmanager
def _house(database: str) -> Iterator[tuple[Home, Storage]]:
    with home(database) as place, open_storage(place.settings) as storage:
        storage.catalog.campaigns.save(campaign_of(1), merges={}, at=utc_now())
        yield place, storage


@contextlib.contextmanager
def _crew(place: Home, workers: int, shots: int, shot_ms: int) -> Iterator[Crew]:
    marks = place.folder / "marks"
    marks.touch()
    more = {
        "BENCH_MARKS": str(marks),
        "BENCH_SHOTS": str(shots),
        "BENCH_SHOT_MS": str(shot_ms),
    }
    running = [
        Worker(place, "intake,film,render", module="bench.scale.idle_worker", more=more)
        for _ in range(workers)
    ]
    try:
        for worker in running:
            worker.wait()
        yield Crew(marks=marks, workers=tuple(running))
    finally:
        for worker in running:
            worker.end()
