"""One film of everything: a sample week, real clips and photos of all sorts, and clappers.

All of it comes in by `weekreel ingest` into a home of its own and is accepted. What a plan may show
is pinned, so that the planner has to find room for it. What it may not, since it is too short or
shows the same as another, is laid in by hand at the end of its chapter: it is to be rendered too.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.transitions import DEFAULT_TRANSITION, connected
from domain.editing.changing import Table, replanned
from domain.editing.edits import Edits, Trim, laid
from domain.facts import Kind
from domain.film import Film, FilmState, Shot, ShotKind, Storyboard
from domain.moves import AssetState
from domain.planning.candidates import Candidate
from domain.reviewing.review import Action, Decision
from domain.timebase import frames_to_ms, ms_to_frames_floor
from domain.words import Words
from storage.opening import Storage
from storage.solver.cp_sat import exactly
from tests.acceptance.real_film import clappers
from tests.acceptance.sample_week import Week
from tests.acceptance.terminal import ROOT, Terminal, until

KEY = "yunling-2025"
OUT = ROOT / "build" / "real-film"
SHARED = ROOT.parent / "shared" / "media"
#: In points and frames of clappers: whole film frames, behind the first flash.
CLAPPER_IN_MS, CLAPPER_FRAMES = 520, 100
#: A picture smaller than this is a test's speck, not a photo that anybody sends.
LEAST_PX = 180
#: Frames of what is laid in by hand, fewer where a clip has fewer, and the fewest.
HAND_FRAMES, LEAST_FRAMES = 38, 5
LONGEST_MS = 178_000
PATIENCE_S = 3000.0
_UNITS = ("县科协", "县工信和科技局", "县农业农村局")
_FIRST_DAY = date(2025, 5, 24)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Files that go to one activity as one sending."""

    files: tuple[Path, ...]
    unit: str
    activity: int
    day: date

    def command(self) -> list[str]:
        said = ["--unit", self.unit, "--activity", str(self.activity), "--day", f"{self.day}"]
        return ["ingest", *map(str, self.files), *said, "--consent", "informed"]


@dataclass(frozen=True, kw_only=True)
class Filmed:
    """The film, what it shows, and what could not be shown."""

    #: Whose home it lies in.
    terminal: Terminal
    path: Path
    film: Film
    board: Storyboard
    #: By id.
    assets: Mapping[str, Asset]
    #: Name of a file that was to be in -> why it is not.
    missing: Mapping[str, str]
    #: Names of the files that were pinned, and of those that no plan may show.
    pinned: frozenset[str]
    by_hand: frozenset[str]


def shared_files() -> list[Path]:
    """Real clips and photos, empty where they do not lie beside the repository."""
    found = [path for kind in ("clips", "photos") for path in sorted((SHARED / kind).glob("*"))]
    return [path for path in found if path.is_file()]


def film_of(folder: Path, week: Week) -> Filmed:
    """Ingest, accept, plan, cut and verify; AssertionError when a command fails."""
    folder.mkdir(parents=True, exist_ok=True)
    terminal = Terminal(home=folder / "home", extra={"WEEKREEL_OCR": "off"})
    (folder / "clappers").mkdir()
    sent = list(_sendings(clappers.make(folder / "clappers"), shared_files()))
    ours = {file.name: each for each in sent for file in each.files}
    for command in (["new", str(week.notice), "-o", "campaign.yaml"], ["open", "campaign.yaml"]):
        typed(terminal, *command)
    with terminal.storage() as storage:
        with terminal.beside("worker"):
            for each in (*week.sendings, *sent):
                typed(terminal, *each.command())
            _all_settled(storage)
        _accepted(storage, ours)
        made = _laid(storage, ours)
        # Nobody works meanwhile, or the film would get a plan of its own.
        film = storage.catalog.films.start(KEY, at=_now())
        board = replace(made.board, version=film.number)
        storage.catalog.films.planned(film.id, board)
        over = (FilmState.VERIFIED, FilmState.FAILED)
        with terminal.beside("worker"):
            until(
                "the film is over",
                lambda: storage.catalog.films.get(film.id).state in over,
                timeout_s=PATIENCE_S,
                every_s=1,
            )
        return _filmed(terminal, storage, folder, made)


def typed(terminal: Terminal, *command: str) -> None:
    answer = terminal.run(*command, timeout_s=PATIENCE_S)
    assert answer.status == 0, f"{command[0]}: {answer.out[-2000:]} {answer.err[-2000:]}"


def _sendings(made: Sequence[Path], shared: Sequence[Path]) -> Iterator[Sent]:
    """Clappers to the first and the last activity, real files to those between."""
    half = len(made) // 2
    last = _FIRST_DAY + timedelta(days=7)
    yield Sent(files=tuple(made[:half]), unit=_UNITS[0], activity=1, day=_FIRST_DAY)
    yield Sent(files=tuple(made[half:]), unit=_UNITS[1], activity=6, day=last)
    for turn in range(4):
        if files := tuple(shared[turn::4]):
            day = _FIRST_DAY + timedelta(days=1 + turn)
            yield Sent(files=files, unit=_UNITS[turn % 3], activity=2 + turn, day=day)


def _all_settled(storage: Storage) -> None:
    early = {AssetState.RECEIVED, AssetState.INSPECTED, AssetState.LOOKED}
    until(
        "every asset is tagged or refused",
        lambda: not any(asset.state in early for asset in storage.catalog.assets.all(KEY)),
        timeout_s=PATIENCE_S,
        every_s=2,
    )


def _accepted(storage: Storage, ours: Mapping[str, Sent]) -> None:
    """A person's yes to all that is tagged, ours with its activity and day."""
    campaign = storage.catalog.campaigns.get(KEY).campaign
    numbers = {activity.number: activity.key for activity in campaign.activities}
    decisions = []
    for asset in storage.catalog.assets.all(KEY):
        sent = ours.get(asset.original_name)
        if asset.state is AssetState.TAGGED and (sent or (asset.tag and asset.tag.activity)):
            decisions.append(
                Decision(
                    asset=asset.id,
                    action=Action.ACCEPT,
                    actor="editor",
                    activity=numbers[sent.activity] if sent else None,
                    day=sent.day if sent else None,
                )
            )
    storage.catalog.assets.decide(decisions, at=_now())


@dataclass(frozen=True, kw_only=True)
class _Laid:
    board: Storyboard
    pinned: frozenset[str]
    by_hand: frozenset[str]
    missing: Mapping[str, str]


def _laid(storage: Storage, ours: Mapping[str, Sent]) -> _Laid:
    """The planner's film with every one of ours that it may show, the others put in by hand."""
    campaign, assets = _week(storage)
    table = Table(campaign=campaign, assets=assets, choose=exactly)
    offered = table.offer(Edits()).candidates
    best = _best([each for each in offered if each.asset.original_name in ours])
    rest = [a for a in assets.values() if a.original_name in ours and a.original_name not in best]
    hand = [shot for asset in rest if (shot := _by_hand(asset)) is not None]
    clap = {each.name for each in clappers.CLAPPERS}
    trims = [
        Trim(shot=each.name, frames=CLAPPER_FRAMES, in_ms=CLAPPER_IN_MS)
        for name, each in best.items()
        if name in clap
    ]
    edits = Edits(
        pins=tuple(each.name for each in best.values()),
        trims=tuple(trims),
        target_ms=LONGEST_MS - sum(shot.frames for shot in hand) * 40,
    )
    shots = replanned(edits, table).shots
    names = {shot.asset: assets[shot.asset].original_name for shot in hand if shot.asset}
    return _Laid(
        board=Storyboard(campaign=KEY, version=0, shots=_with(shots, hand), left_out=()),
        pinned=frozenset(best),
        by_hand=frozenset(names.values()),
        missing={a.original_name: _why_not(a) for a in rest if a.id not in names},
    )


def _by_hand(asset: Asset) -> Shot | None:
    """A short shot of the whole of it; None of what was refused, of specks and single frames."""
    if asset.state is not AssetState.ACCEPTED or asset.tag is None or _is_speck(asset):
        return None
    photo, frames = asset.kind is Kind.PHOTO, HAND_FRAMES
    if not photo:
        length = asset.facts.duration_ms if asset.facts else None
        frames = min(HAND_FRAMES, ms_to_frames_floor(length or 0))
    if frames < LEAST_FRAMES:
        return None
    return Shot(
        index=0,
        kind=ShotKind.PHOTO if photo else ShotKind.CLIP,
        frames=frames,
        starts_at=0,
        asset=asset.id,
        activity=asset.tag.activity,
        in_ms=None if photo else 0,
        out_ms=None if photo else frames_to_ms(frames),
        sound=bool(asset.facts and asset.facts.audio),
        why=Words(zh="手工放入", en="laid in by hand"),
    )


def _with(shots: Sequence[Shot], hand: Sequence[Shot]) -> tuple[Shot, ...]:
    """Each behind the last shot of its chapter."""
    whole = list(shots)
    for shot in hand:
        chapter = [n for n, each in enumerate(whole) if each.activity == shot.activity]
        whole.insert(chapter[-1] + 1, shot)
    return laid(connected(whole, DEFAULT_TRANSITION))


def _week(storage: Storage) -> tuple[Campaign, dict[str, Asset]]:
    assets = {asset.id: asset for asset in storage.catalog.assets.all(KEY)}
    return storage.catalog.campaigns.get(KEY).campaign, assets


def _best(found: Iterable[Candidate]) -> dict[str, Candidate]:
    """File name -> its best candidate, specks left out."""
    best: dict[str, Candidate] = {}
    for each in found:
        name = each.asset.original_name
        if not _is_speck(each.asset) and (name not in best or each.score > best[name].score):
            best[name] = each
    return best


def _is_speck(asset: Asset) -> bool:
    sides = (asset.facts.width, asset.facts.height) if asset.facts else ()
    return asset.kind is Kind.PHOTO and max((side or 0 for side in sides), default=0) < LEAST_PX


def _why_not(asset: Asset) -> str:
    if asset.refused:
        return f"refused: {asset.refused[1].en}"
    return "a speck" if asset.kind is Kind.PHOTO else "a few frames"


def _filmed(terminal: Terminal, storage: Storage, folder: Path, made: _Laid) -> Filmed:
    film = storage.catalog.films.latest(KEY)
    assert film is not None and film.blob is not None, film and film.failed_because
    path = folder / "film.mp4"
    with storage.blobs.local(film.blob) as blob:
        shutil.copyfile(blob, path)
    _campaign, assets = _week(storage)
    return Filmed(
        terminal=terminal,
        path=path,
        film=film,
        board=storage.catalog.films.storyboard(KEY, film.storyboard),
        assets=assets,
        missing=made.missing,
        pinned=made.pinned,
        by_hand=made.by_hand,
    )


def _now() -> datetime:
    return datetime.now(UTC)
