"""The reel cut by a real worker: from nothing, and again after one change."""

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bench.reel.asleep import put_to_sleep
from bench.reel.recipe import CARD, Sources, Taken, shots
from bench.reel.watching import Seen, watched
from bench.scale.county import campaign_of
from bench.scale.crews import Worker, all_tagged, wait_until
from bench.scale.homes import Home, home
from domain.cutting.music import NO_MUSIC
from domain.facts import Kind
from domain.film import Caption, Card, FilmState, Shot, ShotKind, Storyboard
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.sending import NewSending
from domain.words import Words
from service.app import utc_now
from service.arriving.receiving import ingest_file
from storage.opening import Storage, open_storage

KEY = campaign_of(1).key
PATIENCE_S = 3600
#: Seconds between two looks whether a film is cut: oftener takes from the cores it is cut on.
_LOOK_S = 0.1
#: Seconds of the clock, and of the processor in them, by which a worker counts as resting.
_REST_S, _REST_CPU_S = 1.0, 0.1
#: Chapters of the whole reel.
CHAPTERS = 7
_DAY = date(2025, 5, 24)
_WHY = Words(zh="按配方", en="by recipe")
_CUT = (FilmState.CUT, FilmState.VERIFIED, FilmState.FAILED)

Change = Callable[[tuple[Shot, ...]], tuple[Shot, ...]]


@dataclass(frozen=True, kw_only=True)
class CutFilm:
    """A film that a worker cut, without its measuring."""

    path: Path
    seen: Seen
    #: Segments that lie in the cache after it.
    segments: int


class Cutter:
    """A home with the reel's sources taken in and accepted, and one worker of two slots.

    `module` is the worker's program, `more` of its environment.
    """

    def __init__(
        self,
        place: Home,
        storage: Storage,
        made: Sources,
        *,
        module: str = "workers",
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._place, self._storage = place, storage
        database = place.settings.database_path
        assert database is not None, "the reel is cut in a home of one file"
        self._database = database
        self._ids = taken_in(place, storage, made)
        self.board = laid(made, self._ids, storage)
        self._start = lambda: Worker(
            place, "film,render", module=module, slots=os.cpu_count() or 2, more=more
        ).wait()
        self._worker = self._start()

    def end(self) -> None:
        self._worker.end()

    def forget(self) -> None:
        """Empty the cache of segments and take another worker, which keeps no sound either.

        So the next film is cut from nothing.
        """
        self._worker.end()
        for name in list(self._storage.blobs.names("segments/")):
            self._storage.blobs.delete(name)
        self._worker = self._start()

    def cut(self, change: Change | None = None, music: str | None = NO_MUSIC) -> CutFilm:
        """Cut the reel, or what `change` makes of its shots; raises RuntimeError when it fails."""
        self._rest()
        films = self._storage.catalog.films
        changed = change(self.board.shots) if change else self.board.shots
        # Asleep while film and plan are written: it would plan a film of its own.
        put_to_sleep(self._worker.pid, self._database)
        film = films.start(KEY, at=utc_now())
        board = replace(self.board, version=film.number, shots=_indexed(changed), music=music)
        films.planned(film.id, board)
        with watched(self._worker.pid) as seen:
            os.kill(self._worker.pid, signal.SIGCONT)
            wait_until(
                lambda: films.get(film.id).state in _CUT, "the film", seconds=PATIENCE_S,
                look_s=_LOOK_S,
            )  # fmt: skip
        # Not its last state alone: put to sleep while it ends its job, the worker would keep the
        # database to itself.
        queue = self._storage.queue
        wait_until(
            lambda: not any(job.id == f"film:{film.id}" for job in queue.jobs(unfinished=True)),
            "its measures",
            seconds=PATIENCE_S,
        )
        done = films.get(film.id)
        if done.state is FilmState.FAILED or done.blob is None:
            raise RuntimeError(f"the film failed: {done.failed_because}")
        return CutFilm(
            path=self._place.folder / "home" / "blobs" / done.blob,
            seen=seen,
            segments=self.segments(),
        )

    def _rest(self) -> None:
        """Until the worker has done what it does after a film: an editor looks at it first."""

        def rests() -> bool:
            used = self._worker.cpu_s()
            time.sleep(_REST_S)
            return self._worker.cpu_s() - used < _REST_CPU_S

        wait_until(rests, "a rest", seconds=PATIENCE_S)

    def segments(self) -> int:
        """How many rendered shots are kept."""
        return sum(name.endswith(".mp4") for name in self._storage.blobs.names("segments/"))

    def assets_of(self, paths: Sequence[Path]) -> list[str]:
        return [self._ids[path] for path in paths]


@contextlib.contextmanager
def cutter(
    made: Sources, *, module: str = "workers", more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Cutter]:
    with home("sqlite") as place, open_storage(place.settings) as storage:
        cutting = Cutter(place, storage, made, module=module, more=more)
        try:
            yield cutting
        finally:
            cutting.end()


def one_shot(ids: Sequence[str], turn: int) -> Change:
    """Take an excerpt of the assets `ids` a frame later; another one for each `turn`."""

    def change(board: tuple[Shot, ...]) -> tuple[Shot, ...]:
        mine = [shot.index for shot in board if shot.asset in ids]
        mine = [place for place in mine if board[place].caption is None] or mine
        at = mine[turn % len(mine)]
        shot = board[at]
        assert shot.in_ms is not None and shot.out_ms is not None
        moved = replace(shot, in_ms=shot.in_ms + 40, out_ms=shot.out_ms + 40)
        return (*board[:at], moved, *board[at + 1 :])

    return change


def other_order(turn: int) -> Change:
    """Change two neighbours that open no chapter."""

    def change(board: tuple[Shot, ...]) -> tuple[Shot, ...]:
        pairs = [
            n for n in range(2, len(board) - 2)
            if board[n].caption is None and board[n].activity == board[n + 1].activity
        ]  # fmt: skip
        at = pairs[turn * 3 % len(pairs)]
        return (*board[:at], board[at + 1], board[at], *board[at + 2 :])

    return change


def taken_in(place: Home, storage: Storage, made: Sources) -> dict[Path, str]:
    """Source -> id of its asset, looked at, accepted and starred."""
    storage.catalog.campaigns.save(campaign_of(1), merges={}, at=utc_now())
    said = NewSending(
        campaign=KEY, unit="u1", invite=None, client_id=secrets.token_hex(8), via="ingest",
        activity="a1", day=_DAY, informed=True,
    )  # fmt: skip
    files = [*made.photos, *made.hd, *made.uhd]
    for path in files:
        ingest_file(place.settings, storage, said, path, at=utc_now())
    worker = Worker(place, "intake", slots=os.cpu_count() or 2).wait()
    wait_until(lambda: all_tagged(storage, KEY), "tags", seconds=PATIENCE_S)
    worker.end()
    by_name = {asset.original_name: asset for asset in storage.catalog.assets.all(KEY)}
    for asset in by_name.values():
        if asset.state is not AssetState.TAGGED:
            raise RuntimeError(f"{asset.original_name} is {asset.state}")
        accept = Decision(
            asset=asset.id, action=Action.ACCEPT, actor="bench", activity="a1", day=_DAY
        )
        storage.catalog.assets.decide([accept], at=utc_now())
    return {path: by_name[path.name].id for path in files}


def laid(made: Sources, ids: dict[Path, str], storage: Storage) -> Storyboard:
    """Cards around seven chapters, each opened by a caption."""
    kinds = {a.id: a.kind for a in storage.catalog.assets.all(KEY)}
    taken = shots(made)
    # No chapter so short that its shots could not change places.
    per = max(5, -(-len(taken) // CHAPTERS))
    body = [
        _shot(each, ids[each.source], f"a{n // per + 1}", n % per == 0, kinds)
        for n, each in enumerate(taken)
    ]
    cards = [
        Shot(
            index=0, starts_at=0, kind=ShotKind.CARD, frames=CARD, why=_WHY,
            card=Card(role=role, title=title, lines=("矢志创新发展 建设科技强国", "县工科局")),
        )
        for role, title in (("opening", "2025年科技活动周"), ("closing", "感谢各参与单位"))
    ]  # fmt: skip
    return Storyboard(
        campaign=KEY, version=0, shots=_indexed((cards[0], *body, cards[1])), left_out=()
    )


def _shot(
    taken: Taken, asset: str, activity: str, opens: bool, kinds: dict[str, Kind | None]
) -> Shot:
    title = campaign_of(1).activities[int(activity[1:]) - 1].title
    photo = kinds[asset] is Kind.PHOTO
    return Shot(
        index=0,
        starts_at=0,
        kind=ShotKind.PHOTO if photo else ShotKind.CLIP,
        frames=taken.frames,
        asset=asset,
        activity=activity,
        in_ms=None if photo else taken.in_ms,
        out_ms=None if photo else taken.in_ms + taken.frames * 40,
        sound=not photo,
        caption=Caption(title=f"{activity[1:]}. {title}", line="5月24日 · 县工科局")
        if opens
        else None,
        why=_WHY,
    )


def _indexed(board: Sequence[Shot]) -> tuple[Shot, ...]:
    laid: list[Shot] = []
    at = 0
    for index, shot in enumerate(board):
        laid.append(replace(shot, index=index, starts_at=at))
        at += shot.frames
    return tuple(laid)
