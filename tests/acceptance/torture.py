"""The demo's way under a served house, with kill -9 on web and worker at random moments of it."""

import hashlib
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from domain.asset import Asset
from domain.film import FilmState, Shot
from domain.moves import AssetState
from storage.opening import Storage
from storage.queue import NewJob
from tests.acceptance.house import House
from tests.acceptance.phone import Phone
from tests.acceptance.process_tree import Watch, command_of
from tests.acceptance.sample_week import Sent, Week
from tests.acceptance.terminal import Answer, Terminal, until

CAMPAIGN = "yunling-2025"
#: Seconds that a phone or a command may need while everything around it is killed.
PATIENCE_S = 1800.0
#: Share of the way's work that each thing finished stands for, about as it costs time.
ARRIVED, SETTLED, SHOT, JOINED, VERIFIED, PACKAGED = 0.3, 0.7, 2.0, 3.0, 5.0, 4.0
#: Share of the way behind which nobody is killed any more, since it may be over by then.
LATEST = 0.9
#: Seconds that a kill waits at most after its moment has come, so that it falls inside a step.
JITTER_S = 1.5


@dataclass(frozen=True, kw_only=True)
class Kill:
    #: How far the way had come, in words.
    moment: str
    #: web or worker.
    what: str
    #: Until pages and a worker answered again.
    seconds: float
    #: Whether the way was still being walked.
    on_the_way: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What must not depend on who was killed."""

    #: (name, sha256, state) of every asset.
    assets: Sequence[tuple[str, str, str]]
    #: Storyboard: each shot by what it shows, in/out and frames.
    shots: Sequence[tuple[object, ...]]
    #: Path in the package -> sha256, for film and photos.
    files: dict[str, str]
    #: Every path of the package.
    paths: Sequence[str]
    #: Cells of the list.
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Run:
    outcome: Outcome
    kills: Sequence[Kill]
    #: Commands in the order typed.
    said: Sequence[Answer]
    #: Job state -> how many, of all kinds.
    jobs: dict[str, int]
    unfinished: Sequence[str]
    #: Seconds from the first file to the package.
    seconds: float
    #: Processes that outlived the house, by command line.
    orphans: Sequence[str]
    #: Folders in scratch after the house closed.
    scratch: Sequence[str]


class Walker(threading.Thread):
    """Types and sends one thing after the other, as if nothing could happen."""

    def __init__(self, house: House, week: Week) -> None:
        super().__init__(daemon=True)
        self._house = house
        self._week = week
        self.said: list[Answer] = []
        self.fault: BaseException | None = None
        self.seconds = 0.0

    def run(self) -> None:
        began = time.monotonic()
        try:
            self._walk()
        except BaseException as fault:
            self.fault = fault
        self.seconds = time.monotonic() - began

    def type(self, *command: str | Path) -> Answer:
        answer = self._house.terminal.run(*command, timeout_s=PATIENCE_S)
        self.said.append(answer)
        assert answer.status == 0, f"{answer.command} ended with {answer.status}: {answer.err}"
        return answer

    def plan(self) -> None:
        self.type("new", self._week.notice, "-o", "campaign.yaml")
        self.type("open", "campaign.yaml")

    def _walk(self) -> None:
        for number, sent in enumerate(self._week.sendings):
            # Every second sending comes from a phone, through the web process.
            (self._send if number % 2 else self._ingest)(sent)
        self.type("ingest", self._week.bad, "--unit", "县科协", "--wait")
        until("all is settled", self._settled, timeout_s=PATIENCE_S)
        self.type("review", "--accept-suggested")
        self.type("cut", "--wait")
        self.type("package", "-o", "package")

    def _ingest(self, sent: Sent) -> None:
        self.type(*sent.command())

    def _send(self, sent: Sent) -> None:
        link = self.type("invite", "--unit", sent.options[1]).out.strip()
        phone = Phone(self._house.url, link.rsplit("/", 1)[1])
        try:
            phone.send(sent, patience_s=PATIENCE_S)
        finally:
            phone.close()

    def _settled(self) -> bool:
        return not self._house.storage.queue.jobs(unfinished=True)


def walk(folder: Path, week: Week, *, kills: int, seed: int) -> Run:
    """The whole way; `kills` times somebody is killed at a moment that `seed` draws."""
    folder.mkdir()
    terminal = Terminal(home=folder / "home", extra={"WEEKREEL_RATE_LIMIT": "off"})
    with terminal.storage() as storage, Watch() as watch:
        with House(terminal, storage, watch) as house:
            walker = Walker(house, week)
            walker.plan()
            walker.start()
            done = _torture(house, walker, week, kills=kills, seed=seed)
            walker.join(PATIENCE_S)
            if walker.fault is not None:
                raise walker.fault
            until("nothing is left to do", lambda: not storage.queue.jobs(unfinished=True))
        orphans = [command_of(process) for process in watch.look()]
        return _run(terminal, storage, walker, done, orphans)


def _torture(house: House, walker: Walker, week: Week, *, kills: int, seed: int) -> list[Kill]:
    chance = random.Random(seed)
    victims = chance.sample(["web", "worker"] * kills, 2 * kills)[:kills]
    done: list[Kill] = []
    for number, what in enumerate(victims):
        share = LATEST * (number + chance.random()) / kills
        which, jitter = chance.randrange(100), chance.uniform(0, JITTER_S)
        until(
            f"{share:.0%} of the way",
            lambda share=share: progress(house.storage, week)[0] >= share or not walker.is_alive(),
            timeout_s=PATIENCE_S,
        )
        time.sleep(jitter)
        moment, on_the_way = progress(house.storage, week)[1], walker.is_alive()
        seconds = house.kill_web() if what == "web" else house.kill_worker(which)
        done.append(Kill(moment=moment, what=what, seconds=seconds, on_the_way=on_the_way))
    return done


def progress(storage: Storage, week: Week) -> tuple[float, str]:
    """Share of the way that is behind, and how far it has come in words."""
    files = sum(len(sent.files) for sent in week.sendings)
    assets = storage.catalog.assets.all(CAMPAIGN)
    settled = sum(_is_settled(asset) for asset in assets)
    points = ARRIVED * min(len(assets), files) + SETTLED * min(settled, files)
    words = f"{len(assets)} of {files} arrived, {settled} settled"
    film, shots = storage.catalog.films.latest(CAMPAIGN), 10
    if film is not None:
        job = storage.queue.job(NewJob(kind="film", subject=film.id, campaign=CAMPAIGN).id)
        shots = job.total if job is not None and job.total else shots
        cut = job.done if job is not None and job.station == "cut" else 0
        words = f"film {film.state}, {cut} of {shots} shots"
        joined = film.state in (FilmState.CUT, FilmState.VERIFIED)
        verified = film.state is FilmState.VERIFIED
        points += SHOT * (shots if joined else cut) + JOINED * joined + VERIFIED * verified
    packaged = any(package.files for package in storage.catalog.packages.all(CAMPAIGN))
    points += PACKAGED * packaged
    if packaged or storage.catalog.packages.all(CAMPAIGN):
        words = "package made" if packaged else "package begun"
    whole = files * (ARRIVED + SETTLED) + shots * SHOT + JOINED + VERIFIED + PACKAGED
    return points / whole, words


def _is_settled(asset: Asset) -> bool:
    return asset.state not in (AssetState.RECEIVED, AssetState.INSPECTED, AssetState.LOOKED)


def _run(
    terminal: Terminal,
    storage: Storage,
    walker: Walker,
    kills: Sequence[Kill],
    orphans: Sequence[str],
) -> Run:
    jobs = storage.queue.jobs()
    states = [job.state for job in jobs]
    return Run(
        outcome=outcome(storage, terminal.home.parent / "package"),
        kills=tuple(kills),
        said=tuple(walker.said),
        jobs={state: states.count(state) for state in sorted(set(states))},
        unfinished=tuple(job.id for job in storage.queue.jobs(unfinished=True)),
        seconds=walker.seconds,
        orphans=tuple(orphans),
        scratch=tuple(path.name for path in (terminal.home / "scratch").glob("worker-*")),
    )


def outcome(storage: Storage, package: Path) -> Outcome:
    assets = storage.catalog.assets.all(CAMPAIGN)
    sha256 = {asset.id: asset.sha256 for asset in assets}
    board = storage.catalog.films.storyboard(CAMPAIGN)
    data = [path for path in sorted(package.rglob("*")) if path.is_file()]
    sheet: Any = load_workbook(package / "data" / "素材清单.xlsx").worksheets[0]
    return Outcome(
        assets=sorted((a.original_name, a.sha256, a.state.value) for a in assets),
        shots=tuple(
            (shot.index, shot.kind.value, sha256.get(shot.asset or ""), *_times(shot))
            for shot in board.shots
        ),
        files={
            path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in data
            if path.suffix in (".mp4", ".jpg")
        },
        paths=tuple(path.relative_to(package).as_posix() for path in data),
        rows=tuple(tuple(row) for row in sheet.iter_rows(values_only=True)),
    )


def _times(shot: Shot) -> tuple[object, ...]:
    return shot.activity, shot.in_ms, shot.out_ms, shot.starts_at, shot.frames, shot.sound
