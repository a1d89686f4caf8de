"""The way of one campaign, walked by two phones and an owner who presses what must be pressed."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from domain.asset import Asset
from domain.errors import StorageFailed
from domain.film import FilmState
from domain.moves import AssetState
from service.reviewing import accept_suggested
from service.weeks.invites import hash_secret, new_secret
from storage.queue import Job, NewJob
from tests.acceptance.faults.patient_phone import PatientPhone
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.tiny_week import UNITS, Sent, TinyWeek, campaign

#: Seconds that a walk may take, whatever strikes.
PATIENCE_S = 600.0
LOOK_S = 0.1
#: Times that an owner presses "again" before giving up.
PRESSES = 12
#: Share of the way's time that each thing finished stands for, about.
ARRIVED, STATION, SHOT, JOINED, VERIFIED, PACKAGED = 0.3, 0.5, 1.5, 2.0, 2.0, 4.0
OVER = ("done", "failed", "cancelled")
STATIONS = {AssetState.RECEIVED: 0, AssetState.INSPECTED: 1, AssetState.LOOKED: 2}
SHOTS = 10

T = TypeVar("T")


class Stuck(AssertionError):
    """Something never came."""


class Walk(threading.Thread):
    """One campaign from its first byte to the package, or only until all is tagged."""

    def __init__(
        self,
        site: Site,
        week: TinyWeek,
        *,
        whole: bool,
        extra: Sequence[Path] = (),
        twice: bool = False,
    ) -> None:
        super().__init__(daemon=True)
        self.site = site
        self.key = f"week-{secrets.token_hex(3)}"
        self.whole = whole
        self._week = week
        self._extra = extra
        self._twice = twice
        #: Set when the fault is over, so that the owner may press "again".
        self.healed = threading.Event()
        #: What a person had to press: (job, its reason).
        self.pressed: list[tuple[str, str]] = []
        #: What the phones were told beside success: status -> how often.
        self.told: dict[int, int] = {}
        self.fault: BaseException | None = None
        self.began = time.monotonic()
        self.seconds = 0.0
        self.film = ""
        self.package = ""

    def run(self) -> None:
        self.began = time.monotonic()
        try:
            self._walk()
        except BaseException as fault:
            self.fault = fault
        self.seconds = time.monotonic() - self.began

    def _walk(self) -> None:
        self.ask(lambda: self._catalog.campaigns.save(campaign(self.key), merges={}, at=_now()))
        self._send_all()
        # Words are read and clips copied after the tag, and both are told as stuck while they run.
        self._until_over(lambda _job: True)
        if not self.whole:
            return
        self.ask(lambda: accept_suggested(self.site.storage, self.key, at=_now()))
        self._make_film()
        self._make_package()
        self._until_over(lambda _job: True)

    @property
    def _catalog(self):
        return self.site.storage.catalog

    def ask(self, what: Callable[[], T]) -> T:
        """As an owner who loads the page again while the database is away."""
        while True:
            try:
                return what()
            except StorageFailed as away:
                self._pause(f"the database stays away: {away}")

    def _pause(self, why: str) -> None:
        if time.monotonic() - self.began > PATIENCE_S:
            raise Stuck(why)
        time.sleep(LOOK_S)

    def _send_all(self) -> None:
        phones = [(unit.key, number) for number, unit in enumerate(UNITS)]
        with ThreadPoolExecutor(2 * len(phones)) as pool:
            sent = [pool.submit(self._send, unit, number) for unit, number in phones]
            if self._twice:
                # The same files at the same time, from another phone through another web.
                sent += [pool.submit(self._send, unit, number + 1) for unit, number in phones]
            for one in sent:
                one.result()

    def _send(self, unit: str, number: int) -> None:
        web = self.site.webs[number % len(self.site.webs)]
        deadline = self.began + PATIENCE_S
        phone = PatientPhone(web.url, self._invite(unit), deadline=deadline)
        try:
            mine = [sent for sent in self._week.sendings if sent.unit == unit]
            for sent in mine:
                self._send_files(phone, sent)
            phone.receipts({file.name for sent in mine for file in sent.files})
        finally:
            for status, times in phone.told.items():
                self.told[status] = self.told.get(status, 0) + times
            phone.close()

    def _send_files(self, phone: PatientPhone, sent: Sent) -> None:
        more = self._extra if sent.activity == "a1" else ()
        for file in (*more, *sent.files):
            phone.send(
                file,
                activity=sent.activity.removeprefix("a"),
                day=sent.day.isoformat(),
                consent="informed",
                sending=sent.activity,
            )

    def _invite(self, unit: str) -> str:
        secret = new_secret()
        self.ask(
            lambda: self._catalog.intake.add_invite(
                campaign=self.key,
                unit=unit,
                activity=None,
                secret_hash=hash_secret(secret),
                at=_now(),
            )
        )
        return secret

    def jobs(self) -> list[Job]:
        return self.ask(lambda: self.site.storage.queue.jobs(campaign=self.key))

    def _until_over(self, mine: Callable[[Job], bool]) -> None:
        """Wait for jobs; those that failed are started again by a person, once the fault is over.

        What is parked after killing workers is left: pressing would kill the next one.
        """
        while True:
            jobs = [job for job in self.jobs() if mine(job)]
            failed = [job for job in jobs if job.state == "failed" and not is_parked(job)]
            if failed and self.healed.is_set():
                for job in failed:
                    self._press(job)
            elif jobs and not failed and all(job.state in OVER for job in jobs):
                return
            open_jobs = [f"{job.id} {job.state}" for job in jobs if job.state != "done"]
            self._pause(f"jobs stay open: {open_jobs}")

    def _press(self, job: Job) -> None:
        if len(self.pressed) > PRESSES:
            raise Stuck(f"{job.id} fails again and again: {job.error}")
        self.pressed.append((job.id, job.error))
        self.ask(lambda: self.site.storage.queue.retry(job.id))

    def _make_film(self) -> None:
        """As the page does: a film that failed is not taken up again, a new one is cut."""
        while True:
            film = self.ask(lambda: self._catalog.films.start(self.key, at=_now()))
            self.film = film.id
            job_id = NewJob(kind="film", subject=film.id, campaign=self.key).id
            while (film := self.ask(lambda: self._catalog.films.get(self.film))).state not in (
                FilmState.VERIFIED,
                FilmState.FAILED,
            ):
                self._pause(f"film {film.id} stays {film.state}")
            if film.state is FilmState.VERIFIED:
                self._until_over(lambda job, mine=job_id: job.id == mine)
                return
            self.pressed.append((job_id, str(film.failed_because)))
            if len(self.pressed) > PRESSES:
                raise Stuck(f"film after film fails: {film.failed_because}")
            self.healed.wait(PATIENCE_S)

    def _make_package(self) -> None:
        start = self._catalog.packages.start
        package = self.ask(lambda: start(self.key, film=self.film, at=_now()))
        self.package = package.id
        job_id = NewJob(kind="package", subject=package.id, campaign=self.key).id
        self._until_over(lambda job: job.id == job_id)

    def assets(self) -> list[Asset]:
        return self.ask(lambda: self._catalog.assets.all(self.key))

    def progress(self) -> tuple[float, str]:
        """Share of the way that is behind, and how far it has come in words.

        Raises StorageFailed while the database is away.
        """
        files = len(self._week.files)
        catalog = self.site.storage.catalog
        assets = catalog.assets.all(self.key)
        stations = sum(STATIONS.get(asset.state, 3) for asset in assets)
        settled = sum(asset.state not in STATIONS for asset in assets)
        points = ARRIVED * len(assets) + STATION * stations
        words = f"{len(assets)} of {files} arrived, {settled} settled"
        whole = files * (ARRIVED + 3 * STATION)
        if not self.whole:
            return points / whole, words
        whole += SHOTS * SHOT + JOINED + VERIFIED + PACKAGED
        film = catalog.films.latest(self.key)
        if film is not None:
            more, words = self._film_progress(film.id, film.state)
            points += more
        if self.package:
            words = f"package {self.package}"
            points += PACKAGED * bool(catalog.packages.get(self.package).files)
        return points / whole, words

    def _film_progress(self, film_id: str, state: FilmState) -> tuple[float, str]:
        if state is FilmState.VERIFIED:
            return SHOTS * SHOT + JOINED + VERIFIED, "film verified"
        job = self.site.storage.queue.job(f"film:{film_id}")
        if state is FilmState.CUT:
            return SHOTS * SHOT + JOINED, "film joined"
        done = job.done if job is not None and job.station == "cut" else 0
        of = job.total if job is not None and job.total else SHOTS
        station = job.station if job is not None and job.station else "waiting"
        joining = SHOTS * SHOT if station == "join" else SHOT * SHOTS * done / of
        return joining, f"film at {station}, {done} of {of} shots"


def is_parked(job: Job) -> bool:
    """Given up after it was there when several workers died."""
    return job.state == "failed" and "workers died" in job.error


def _now() -> datetime:
    return datetime.now(UTC)
