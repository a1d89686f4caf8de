"""kill -9 on the worker, twice, in the middle of a render: the same picture, nothing made twice.

A film is cut undisturbed, its segments are thrown away, and it is cut again while its worker is
killed. Every attempt at a shot has a folder of its own in scratch, so that watching scratch counts
what was rendered without asking the program.
"""

import hashlib
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.cutting.transitions import segments as pieces
from domain.film import FilmState, Shot
from storage.opening import Storage
from storage.queue import NewJob
from tests.acceptance.conftest import Once
from tests.acceptance.house import WORKER, House
from tests.acceptance.process_tree import Watch
from tests.acceptance.sample_week import Week
from tests.acceptance.terminal import Terminal, until
from tests.acceptance.torture import CAMPAIGN, PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

#: Seconds of silence after which a worker is taken for dead. On a busy machine the 6 s of other
#: tests make one that is only slow end itself, and what it rendered is then lost to a third death.
LEASE_TTL_S = 20
#: Shares of the shots that are rendered when the worker is killed.
MOMENTS = (0.25, 0.6)
EXTRA = {"WEEKREEL_OCR": "off", "WEEKREEL_LEASE_TTL": str(LEASE_TTL_S)}


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One film and how it came to be."""

    shots: tuple[Shot, ...]
    #: Hash of the picture's packets, of its decoded frames, and of all its sound.
    packets: str
    frames: str
    sound: str
    #: Place of a shot -> times that its rendering was begun.
    begun: Counter[int]
    #: Of each kill: shots done, places that were being rendered, seconds until a worker beat again.
    kills: tuple[tuple[int, frozenset[int], float], ...]
    #: Exit statuses of workers that ended until then; -9 is a kill.
    ends: tuple[int, ...]
    #: Names of the segments that are kept.
    segments: frozenset[str]
    seconds: float


class Attempts(threading.Thread):
    """Looks into scratch 100 times a second: every folder of an attempt at a film's shot."""

    def __init__(self, scratch: Path, film: str) -> None:
        super().__init__(daemon=True)
        self._scratch, self._film = scratch, film
        self._ending = threading.Event()
        self._seen: set[str] = set()

    def run(self) -> None:
        while not self._ending.wait(0.01):
            self._seen |= self.now()

    def now(self) -> set[str]:
        """Folders that are there; a killed worker's stay until another cleans up."""
        return {path.name for path in self._scratch.glob(f"*/{self._film}-*-????????")}

    def end(self) -> Counter[int]:
        self._ending.set()
        self.join()
        return Counter(place(name) for name in self._seen)


def place(folder: str) -> int:
    """Place of its shot: `<film>-<place>-<attempt>`."""
    return int(folder.split("-")[-2])


@pytest.fixture(scope="module")
def cuts(once: Once, week: Week) -> tuple[Cut, Cut]:
    found: tuple[Cut, Cut] = once("killed-render", lambda folder: cut_twice(folder, week))
    calm, rough = found
    print(f"\n{len(calm.shots)} shots, calm {calm.seconds:.0f} s, rough {rough.seconds:.0f} s")
    for done, flying, seconds in rough.kills:
        print(f"killed with {done} done, in flight {sorted(flying)}, back after {seconds:.1f} s")
    print(f"begun: calm {sum(calm.begun.values())}, rough {sum(rough.begun.values())}")
    return found


def cut_twice(folder: Path, week: Week) -> tuple[Cut, Cut]:
    folder.mkdir()
    terminal = Terminal(home=folder / "home", extra=EXTRA)
    with terminal.storage() as storage, Watch() as watch, House(terminal, storage, watch) as house:
        for command in (
            ["new", str(week.notice), "-o", "campaign.yaml"],
            ["open", "campaign.yaml"],
        ):
            typed(terminal, *command)
        for sent in week.sendings:
            typed(terminal, *sent.command())
        until("all is settled", lambda: not storage.queue.jobs(unfinished=True),
              timeout_s=PATIENCE_S)  # fmt: skip
        typed(terminal, "review", "--accept-suggested")
        _forget(storage)
        calm = _cut(house, kills=())
        _forget(storage)
        return calm, _cut(house, kills=MOMENTS)


def _forget(storage: Storage) -> None:
    """No segment is there: neither those of the film before nor the cards, made ahead."""
    for name in list(storage.blobs.names("segments/")):
        storage.blobs.delete(name)


def typed(terminal: Terminal, *command: str) -> str:
    answer = terminal.run(*command, timeout_s=PATIENCE_S)
    assert answer.status == 0, answer.err
    return answer.out.strip()


def _cut(house: House, *, kills: tuple[float, ...]) -> Cut:
    storage, began = house.storage, time.monotonic()
    film = typed(house.terminal, "cut").splitlines()[-1]
    attempts = Attempts(house.terminal.home / "scratch", film)
    attempts.start()
    killed = tuple(_killed(house, attempts, film, share) for share in kills)
    films = storage.catalog.films
    over = (FilmState.VERIFIED, FilmState.FAILED)
    until("the film is over", lambda: films.get(film).state in over, timeout_s=PATIENCE_S)
    seconds, begun = time.monotonic() - began, attempts.end()
    done = films.get(film)
    assert done.state is FilmState.VERIFIED and done.blob is not None, done.failed_because
    with storage.blobs.local(done.blob) as path:
        return Cut(
            shots=films.storyboard(CAMPAIGN, done.storyboard).shots,
            packets=_hash(path, "-map", "0:v", "-c", "copy"),
            frames=_hash(path, "-map", "0:v"),
            sound=_hash(path, "-map", "0:a"),
            begun=begun,
            kills=killed,
            ends=_ends(house),
            segments=frozenset(storage.blobs.names("segments/")),
            seconds=seconds,
        )


def _killed(
    house: House, attempts: Attempts, film: str, share: float
) -> tuple[int, frozenset[int], float]:
    """kill -9 once `share` of the shots are done and others are in the making."""
    job_id = NewJob(kind="film", subject=film, campaign=CAMPAIGN).id

    def done() -> int:
        job = house.storage.queue.job(job_id)
        assert job is not None and job.state not in ("done", "failed"), "too late to kill"
        return job.done if job.total and job.done >= share * job.total else 0

    until(f"{share:.0%} of the shots", lambda: done() and attempts.now(), timeout_s=PATIENCE_S,
          every_s=0.02)  # fmt: skip
    # Held still for a moment, so that what is in flight is known exactly when it dies.
    (worker,) = house.watch.named(WORKER)
    os.kill(worker.pid, signal.SIGSTOP)
    shots, flying = done(), attempts.now()
    seconds = house.kill_worker(0)
    return shots, frozenset(place(name) for name in flying), seconds


def _ends(house: House) -> tuple[int, ...]:
    """What the supervisor says of the workers that it started again."""
    log = (house.terminal.home.parent / "serve.log").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return tuple(row["status"] for row in rows if row["event"].startswith("worker ended"))


def _hash(film: Path, *what: str) -> str:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(film), *what, "-f", "framemd5", "-"]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    return hashlib.sha256(told).hexdigest()


def test_it_was_killed_twice_while_shots_were_in_the_making(cuts: tuple[Cut, Cut]) -> None:
    calm, rough = cuts
    assert rough.ends == (-9,) * len(MOMENTS), "a worker ended by itself, so nothing is told"
    for done, flying, _seconds in rough.kills:
        assert 0 < done < pieces(calm.shots)
        assert flying


def test_the_picture_is_the_same_to_the_bit(cuts: tuple[Cut, Cut]) -> None:
    calm, rough = cuts
    assert rough.shots == calm.shots
    assert rough.packets == calm.packets
    assert rough.frames == calm.frames
    assert rough.sound == calm.sound


def test_nothing_is_rendered_twice_but_what_was_in_flight(cuts: tuple[Cut, Cut]) -> None:
    calm, rough = cuts
    assert calm.begun == Counter(range(pieces(calm.shots))), "undisturbed, each is rendered once"
    assert set(rough.begun) == set(calm.begun)
    flew = Counter(shot for _done, flying, _seconds in rough.kills for shot in flying)
    twice = {shot: times for shot, times in rough.begun.items() if times > 1 + flew[shot]}
    assert twice == {}


def test_the_same_segments_are_kept_and_no_others(cuts: tuple[Cut, Cut]) -> None:
    calm, rough = cuts
    assert rough.segments == calm.segments
    assert len(rough.segments) <= 2 * pieces(calm.shots)
