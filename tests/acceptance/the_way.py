"""The whole way walked once by command line; tests look at what was said and what was left."""

import contextlib
import hashlib
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, select

from domain.film import Film, Package
from domain.reviewing.review import Action, Decision
from storage.dbos.tables import STATUS
from storage.executors import living
from storage.opening import Storage
from storage.settings import read_settings
from storage.sql.engine import make_engine, reading
from storage.sql.models import Base
from tests.acceptance.places import Place
from tests.acceptance.sample_week import Week
from tests.acceptance.terminal import CHINESE, LEASE_TTL_S, Answer, Terminal, until
from tests.ports import free_ports

#: Ticked as a near shot of minors; sent, granted later.
NEAR = "IMG_20250528_092610.jpg"
#: In the film and in the package, then withdrawn.
WITHDRAWN = "IMG_20250527_143105.jpg"
UNIT_BESIDE = "云岭县第二中学"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the catalog says of a campaign's films, and what lies in blobs, at one moment."""

    films: tuple[Film, ...]
    packages: tuple[Package, ...]
    #: Name of a blob -> sha256 of its bytes.
    blobs: Mapping[str, str]
    #: Every row of our tables, as text.
    rows: str


@dataclass(frozen=True, kw_only=True)
class Walk:
    terminal: Terminal
    week: Week
    #: Step -> what was said.
    said: Mapping[str, Answer]
    #: Before anything was withdrawn, and after.
    before: Kept
    after: Kept
    place: Place
    #: What each web process answered when it was asked whether it is ready.
    ready: tuple[int, ...]
    #: Executors that rendered shots.
    worked: frozenset[str]

    def __getitem__(self, step: str) -> Answer:
        return self.said[step]

    @property
    def package(self) -> Path:
        return self.terminal.home.parent / "package"

    @property
    def film(self) -> Path:
        (film,) = (self.package / "data").glob("*.mp4")
        return film

    def assets(self, step: str = "assets") -> dict[str, dict[str, Any]]:
        """Original name -> row of `assets --json`."""
        return {row["original_name"]: row for row in self[step].rows}

    def shown(self, step: str) -> list[str]:
        """Asset ids in the order of a storyboard."""
        return [shot["asset"] for shot in self[step].row["shots"] if shot["asset"]]


class Walker:
    """Types one command after the other and remembers what each said."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.said: dict[str, Answer] = {}

    def step(
        self, name: str, *command: str | Path, tongue: str = "C.UTF-8", exits: int | None = None
    ) -> Answer:
        """The answer; AssertionError when there is no going on after another exit status."""
        answer = self.said[name] = self.terminal.run(*command, tongue=tongue)
        assert exits in (None, answer.status), f"{name}: {answer.err}"
        return answer

    def at_once(self, commands: Mapping[str, Sequence[str | Path]]) -> None:
        """Commands that do not wait for each other, two at a time, as two people would."""
        with ThreadPoolExecutor(2) as people:
            answers = people.map(lambda command: self.terminal.run(*command), commands.values())
            self.said |= dict(zip(commands, answers, strict=True))


def walk(folder: Path, week: Week, place: Place) -> Walk:
    """From the notice to a withdrawal. Nothing is asserted here: the tests do that."""
    folder.mkdir()
    with place.settings() as extra:
        walker = Walker(Terminal(home=folder / "home", extra=extra))
        _plan(walker, week)
        walker.terminal = replace(walker.terminal, loaded=place.loaded)
        _send(walker, week)
        with _processes(walker.terminal, place) as pages:
            _film_and_package(walker)
            _check_as_receiver(walker, folder)
            _let_the_near_shot_in(walker)
            before = _kept(walker.terminal)
            # The program is started again, over a home that holds all of it: what its start alone
            # loads or leaves undone shows itself here.
            walker.terminal = replace(walker.terminal, loaded=False)
            _withdraw(walker, week)
            ready = [httpx.get(f"{page}/readyz", timeout=30).status_code for page in pages]
            worked = _worked(walker.terminal)
        after = _kept(walker.terminal)
    return Walk(
        terminal=walker.terminal,
        week=week,
        place=place,
        said=walker.said,
        before=before,
        after=after,
        ready=tuple(ready),
        worked=worked,
    )


@contextlib.contextmanager
def _processes(terminal: Terminal, place: Place) -> Iterator[list[str]]:
    """The place's workers and web processes; the addresses of its pages."""
    ports = free_ports(place.webs)
    with contextlib.ExitStack() as running:
        for _ in range(place.workers):
            running.enter_context(terminal.beside("worker"))
        for port in ports:
            running.enter_context(terminal.beside("serve", "--no-worker", "--port", str(port)))
        # Who cuts a film while no worker beats starts one more.
        with terminal.storage() as storage:
            until("every worker beats", lambda: _beating(storage) == place.workers)
        yield [f"http://127.0.0.1:{port}" for port in ports]


def _beating(storage: Storage) -> int:
    return len(living(storage.catalog.leases.alive(LEASE_TTL_S)))


def _worked(terminal: Terminal) -> frozenset[str]:
    """The workers that finished a film's shot."""
    with _database(terminal) as connection:
        shots = select(STATUS.c.executor_id).where(STATUS.c.name == "shot")
        return frozenset(map(str, connection.scalars(shots)))


def _plan(walker: Walker, week: Week) -> None:
    for name, *command in (
        ("new", "new", week.notice, "-o", "campaign.yaml"),
        ("open", "open", "campaign.yaml"),
        ("unit add", "unit", "add", UNIT_BESIDE, "--alias", "二中"),
    ):
        walker.step(name, *command)
        walker.step(f"{name} again", *command)


def _send(walker: Walker, week: Week) -> None:
    """Every sending, what nobody can use at last; then all of it again as five folders."""
    commands = {f"ingest {n}": sent.command() for n, sent in enumerate(week.sendings, 1)}
    names = list(commands)
    # Odd ones first: of two files with the same bytes the one that comes later is the duplicate.
    for turn in (names[::2], names[1::2]):
        walker.at_once({name: commands[name] for name in turn})
    walker.step("ingest bad", "ingest", week.bad, "--unit", "二中", "--wait")
    folders = sorted({file.parent for sent in week.sendings for file in sent.files})
    walker.step("ingest again", "ingest", *folders, "--unit", "二中", "--wait")


def _weighs(storage: Storage) -> bool:
    jobs = storage.queue.jobs(unfinished=True)
    return any(job.kind in ("asset", "read", "weigh") for job in jobs)


def _film_and_package(walker: Walker) -> None:
    # The week is weighed once more some seconds after a sending: what is ready may change.
    with walker.terminal.storage() as storage:
        until("the week is weighed", lambda: not _weighs(storage))
    walker.step("assets", "assets", "--json", exits=0)
    walker.step("review", "review", "--accept-suggested")
    walker.step("review again", "review", "--accept-suggested")
    walker.step("assets reviewed", "assets", "--json")
    walker.step("cut", "cut", "--wait", exits=0)
    walker.step("storyboard", "storyboard", "--json")
    walker.step("package", "package", "-o", "package", exits=0)
    walker.step("package again", "package", "-o", "package")
    walker.at_once({"status": ["status", "--json"], "settings": ["settings"]})
    invited = walker.step("invite", "invite", "--unit", "二中", "--activity", "2")
    number = invited.err.split()[-1]
    for again in ("", " again"):
        walker.step(f"revoke{again}", "invite", "revoke", number)


def _check_as_receiver(walker: Walker, folder: Path) -> None:
    """The package as it is, then with one byte of the film turned, as folder and as zip."""
    shutil.copytree(folder / "package", folder / "turned")
    (film,) = (folder / "turned" / "data").glob("*.mp4")
    _turn_a_byte(film, film.stat().st_size // 2)
    shutil.copy(folder / "package.zip", folder / "turned.zip")
    _turn_a_byte(folder / "turned.zip", _inside_the_film(folder / "turned.zip"))
    names = ("package", "package.zip", "turned", "turned.zip")
    walker.at_once({f"verify {name}": ["verify", name] for name in names})


def _turn_a_byte(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 0xFF
    file.write_bytes(content)


def _inside_the_film(archive: Path) -> int:
    """A place in the zip that holds the middle of the film, which is stored as it is."""
    with zipfile.ZipFile(archive) as zipped:
        (film,) = (entry for entry in zipped.infolist() if entry.filename.endswith(".mp4"))
    return film.header_offset + film.compress_size // 2


def _let_the_near_shot_in(walker: Walker) -> None:
    """An editor grants and accepts what the sender had ticked; a new film is cut."""
    near = next(r["id"] for r in walker.said["assets"].rows if r["original_name"] == NEAR)
    with walker.terminal.storage() as storage:
        for action in (Action.CONSENT_GRANT, Action.ACCEPT):
            decision = Decision(asset=near, action=action, actor="编辑一")
            storage.catalog.assets.decide([decision], at=datetime.now(UTC))
    walker.step("cut with near shot", "cut", "--wait", exits=0)
    walker.step("storyboard with near shot", "storyboard", "--json")


def _withdraw(walker: Walker, week: Week) -> None:
    gone = next(r["id"] for r in walker.said["assets"].rows if r["original_name"] == WITHDRAWN)
    for again in ("", " again"):
        walker.step(f"withdraw{again}", "withdraw", gone, "--reason", "当事人要求撤回")
    file = week.file(WITHDRAWN)
    walker.step("ingest withdrawn", "ingest", file, "--unit", "二中", tongue=CHINESE)
    after = {"assets after": ["assets", "--json"], "package after": ["package", "-o", "after"]}
    walker.at_once(after)


def _kept(terminal: Terminal) -> Kept:
    with terminal.storage() as storage:
        (record,) = storage.catalog.campaigns.all()
        films = storage.catalog.films
        return Kept(
            films=tuple(films.all(record.campaign.key)),
            packages=tuple(storage.catalog.packages.all(record.campaign.key)),
            blobs=dict(_hashed(storage)),
            rows="\n".join(_rows(terminal)),
        )


def _rows(terminal: Terminal) -> Iterator[str]:
    with _database(terminal) as connection:
        for table in Base.metadata.sorted_tables:
            yield from (repr(tuple(row)) for row in connection.execute(select(table)))


@contextlib.contextmanager
def _database(terminal: Terminal) -> Iterator[Connection]:
    engine = make_engine(read_settings(terminal.environ).database_url)
    try:
        with reading(engine).connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _hashed(storage: Storage) -> Iterator[tuple[str, str]]:
    for name in storage.blobs.names():
        with storage.blobs.open(name) as file:
            yield name, hashlib.file_digest(file, "sha256").hexdigest()
