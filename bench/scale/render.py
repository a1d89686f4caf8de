"""The render part by one worker and by two, and what the stations cost: real files, real ffmpeg."""

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from bench.scale import media
from bench.scale.county import campaign_of
from bench.scale.crews import Used, Worker, all_tagged, wait_until
from bench.scale.homes import Home, home
from bench.scale.measures import Row, load, times_of
from domain.facts import Kind
from domain.film import FilmState
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.sending import NewSending
from service.app import utc_now
from service.arriving.receiving import ingest_file
from storage.opening import Storage, open_storage

KEY = campaign_of(1).key
PATIENCE_S = 900


@dataclass(frozen=True, kw_only=True)
class Film:
    """What is sent, cut and measured."""

    photos: int = 16
    clips: int = 6
    clip_s: int = 15
    #: Times that one worker and two are measured in turn.
    pairs: int = 3
    #: Films that are cancelled in the middle of an encoder's work.
    cancels: int = 20


QUICK = Film(photos=2, clips=1, clip_s=4, pairs=1, cancels=3)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One film's shots rendered from nothing."""

    shots: int
    film_s: float
    wall_s: float
    cpu_s: float


def run(database: str, film: Film) -> Iterator[Row]:
    """Unit costs of intake to tag and of the film, then pairs of one worker against two."""
    with home(database) as place, open_storage(place.settings) as storage:
        storage.catalog.campaigns.save(campaign_of(1), merges={}, at=utc_now())
        photos = list(media.photos(place.folder / "photos", film.photos))
        clips = list(media.clips(place.folder / "clips", film.clips, seconds=film.clip_s))
        yield _taken_in(place, storage, photos, film)
        yield _taken_in(place, storage, clips, film)
        yield _stored(place, storage)
        _accept(storage)
        yield _whole_film(place, storage)
        for bound in (True, False):
            pairs = [
                tuple(_cut(place, storage, workers=number, bound=bound) for number in (1, 2))
                for _ in range(film.pairs if bound else 1)
            ]
            yield from _compared(place, pairs, bound=bound)
        yield _cancelled(place, storage, film.cancels)


def _taken_in(place: Home, storage: Storage, files: Sequence[Path], film: Film) -> Row:
    """CPU seconds of one worker from intake to tag, its start and idling taken off."""
    idle = _idle(place, "intake")
    said = NewSending(
        campaign=KEY,
        unit="u1",
        invite=None,
        client_id=secrets.token_hex(8),
        via="ingest",
        activity="a1",
        day=date(2025, 5, 24),
        informed=True,
    )
    for path in files:
        ingest_file(place.settings, storage, said, path, at=utc_now())
    worker = Worker(place, "intake").wait()
    started = time.monotonic()
    wait_until(lambda: all_tagged(storage, KEY), "tags", seconds=PATIENCE_S)
    wall = time.monotonic() - started
    used = worker.end()
    cpu = max(0.0, used.cpu_s - idle.cpu_s)
    clip = files[0].suffix == ".mp4"
    per = cpu / (len(files) * film.clip_s / 60) if clip else cpu / len(files)
    what = "intake to tag, per minute of clip" if clip else "intake to tag, per 12 MP photo"
    values = {"cpu s": round(per, 2), "wall s": round(wall / len(files), 2),
              "peak MB": round(used.peak_mb, 0), "load": round(load(), 1)}  # fmt: skip
    return Row(part="units", what=what, database=place.database, values=values)


def _idle(place: Home, takes: str) -> Used:
    """What a worker takes to start and to end again."""
    return Worker(place, takes).wait().end()


def _stored(place: Home, storage: Storage) -> Row:
    """Bytes made of an asset beside its original, and its rows."""
    assets = storage.catalog.assets.all(KEY)
    originals = sum(asset.size for asset in assets)
    values = {"originals KB": originals / len(assets) / 1024}
    for kind in (Kind.PHOTO, Kind.CLIP):
        of_kind = [asset for asset in assets if asset.kind is kind]
        made = storage.catalog.assets.derivatives_of([asset.id for asset in of_kind])
        size = sum(storage.blobs.size(b) for roles in made.values() for b in roles.values())
        values[f"{kind} derived KB"] = size / max(1, len(of_kind)) / 1024
        share = size / max(1, sum(asset.size for asset in of_kind))
        values[f"{kind} derived %"] = 100 * share
    rounded = {name: round(value, 1) for name, value in values.items()}
    return Row(part="units", what="bytes per asset", database=place.database, values=rounded)


def _accept(storage: Storage) -> None:
    """Accept all, with a star each, so that no score keeps a made picture out of the film."""
    tagged = [a for a in storage.catalog.assets.all(KEY) if a.state is AssetState.TAGGED]
    if not tagged:
        raise RuntimeError("nothing was tagged")
    day = date(2025, 5, 24)
    for asset in tagged:
        accept = Decision(
            asset=asset.id, action=Action.ACCEPT, actor="bench", activity="a1", day=day
        )
        star = Decision(asset=asset.id, action=Action.STAR, actor="bench")
        storage.catalog.assets.decide([accept, star], at=utc_now())


def _whole_film(place: Home, storage: Storage) -> Row:
    """CPU of plan, shots, join and check for a second of film."""
    idle = _idle(place, "film,render")
    worker = Worker(place, "film,render").wait()
    started = time.monotonic()
    film = storage.catalog.films.start(KEY, at=utc_now()).id
    ended = (FilmState.VERIFIED, FilmState.FAILED)
    wait_until(
        lambda: storage.catalog.films.get(film).state in ended, "the film", seconds=PATIENCE_S
    )
    wall = time.monotonic() - started
    used = worker.end()
    made = storage.catalog.films.get(film)
    if made.state is FilmState.FAILED:
        raise RuntimeError(f"the film failed: {made.failed_because}")
    seconds = _seconds(storage, film)
    values = {
        "cpu s": round((used.cpu_s - idle.cpu_s) / seconds, 2),
        "wall s": round(wall / seconds, 2),
        "film s": round(seconds, 1),
        "film KB": round((made.size or 0) / seconds / 1024, 1),
        "segments KB": round(_segment_bytes(storage) / seconds / 1024, 1),
        "peak MB": round(used.peak_mb, 0),
        "load": round(load(), 1),
    }
    what = "plan, cut, join, check, per film second"
    return Row(part="units", what=what, database=place.database, values=values)


def _seconds(storage: Storage, film: str) -> float:
    board = storage.catalog.films.storyboard(KEY, storage.catalog.films.get(film).storyboard)
    return board.frames / 25


def _segment_bytes(storage: Storage) -> int:
    return sum(storage.blobs.size(name) for name in storage.blobs.names("segments/"))


def _forget_segments(storage: Storage) -> None:
    for name in list(storage.blobs.names("segments/")):
        storage.blobs.delete(name)


def _cut(place: Home, storage: Storage, *, workers: int, bound: bool) -> Cut:
    """The shots of a film that is planned by its worker."""
    begin = lambda: storage.catalog.films.start(KEY, at=utc_now()).id  # noqa: E731
    film, wall, cpu = shots_alone(place, storage, begin, workers=workers, bound=bound)
    board = storage.catalog.films.storyboard(KEY, storage.catalog.films.get(film).storyboard)
    return Cut(shots=len(board.shots), film_s=board.frames / 25, wall_s=wall, cpu_s=cpu)


def shots_alone(
    place: Home, storage: Storage, begin: Callable[[], str], *, workers: int, bound: bool
) -> tuple[str, float, float]:
    """The shots alone, from an empty cache of segments; the film is cancelled before its join.

    `begin` starts the film, before the worker is there that directs it, and answers its id.
    `bound`: each worker to a core of its own. One slot alone keeps more than one busy: a photo's
    frames are computed while the encoder writes those before. Answers the film, the seconds from
    the first shot to the last, and those of the processor of the workers who rendered.
    """
    _forget_segments(storage)
    cores = sorted(os.sched_getaffinity(0))
    renderers = [
        Worker(place, "render", core=cores[number % len(cores)] if bound else None)
        for number in range(workers)
    ]
    for worker in renderers:
        worker.wait()
    film = begin()
    job = f"film:{film}"
    director = Worker(place, "film")

    def station() -> str:
        known = storage.queue.job(job)
        return known.station if known else ""

    # Not oftener: at 50 looks a second the bench took an eighth of a core from the two.
    wait_until(lambda: station() == "cut", "the first shot", seconds=PATIENCE_S)
    started = time.monotonic()
    wait_until(
        lambda: station() not in ("storyboard", "cut"), "the last shot", seconds=PATIENCE_S,
        look_s=0.25,
    )  # fmt: skip
    wall = time.monotonic() - started
    storage.queue.cancel(job)
    cpu = sum(worker.end().cpu_s for worker in renderers)
    director.end()
    return film, wall, cpu


def _cancelled(place: Home, storage: Storage, times: int) -> Row:
    """From the word that a film is cancelled until none of its encoders runs, ms."""
    waits: list[float] = []
    _forget_segments(storage)
    with _working(Worker(place, "film,render").wait()) as worker:
        for _ in range(times):
            film = storage.catalog.films.start(KEY, at=utc_now()).id
            wait_until(lambda: bool(worker.encoders()), "an encoder", seconds=PATIENCE_S)
            said = time.monotonic()
            storage.queue.cancel(f"film:{film}")
            wait_until(lambda: not worker.encoders(), "its end", seconds=PATIENCE_S, look_s=0.01)
            waits.append((time.monotonic() - said) * 1000)
    ms = times_of(waits)
    values = {"p50": ms.p50, "worst": ms.worst, "times": times, "load": round(load(), 1)}
    return Row(part="render", what="cancelled film, until no encoder runs",
               database=place.database, values=values, goal=("worst", "<", 1000))  # fmt: skip


@contextlib.contextmanager
def _working(worker: Worker) -> Iterator[Worker]:
    try:
        yield worker
    finally:
        worker.end()


def _compared(place: Home, pairs: Sequence[tuple[Cut, ...]], *, bound: bool) -> list[Row]:
    how = "a core each" if bound else "all cores"
    ratios = [one.wall_s / two.wall_s for one, two in pairs]
    each = [
        Row(
            part="render",
            what=f"pair {number}, {how}",
            database=place.database,
            values={
                "one s": round(one.wall_s, 1), "two s": round(two.wall_s, 1),
                "ratio": round(one.wall_s / two.wall_s, 2), "one cpu s": round(one.cpu_s, 1),
                "two cpu s": round(two.cpu_s, 1), "shots": one.shots,
            },
        )
        for number, (one, two) in enumerate(pairs, 1)
    ]  # fmt: skip
    values = {"ratio": round(median(ratios), 2), "load": round(load(), 1)}
    return [
        *each,
        Row(part="render", what=f"two workers against one, {how}", database=place.database,
            values=values, goal=("ratio", ">=", 1.85) if bound else None),
    ]  # fmt: skip
