"""`python -m bench.reel`: the reel cut by us and by others in one run, with their ratios."""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.reel import floors, ours, pair, peers, recipe, same_film
from bench.reel.dressing import Dressing, dressing
from bench.reel.quality import lufs, tremble_px
from bench.reel.watching import Seen
from bench.scale.measures import Row, load, printed
from domain.cutting.music import BEDS, NO_MUSIC

OUT = Path("build/bench-reel.json")
#: "same": all cut the film that we cut, music and captions and loudness and all. "let-off": the
#: others are let off what surrounds the shots, as they were in the first tables.
WAYS = ("same", "let-off")
#: Music of the same film.
BED = "morning"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reel", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the reel, one run of each")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, action="append", help="same where none is named")
    parser.add_argument(
        "--part", choices=tuple(_PARTS), action="append", help="all but edits where none"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    runs = 1 if asked.quick else asked.runs
    reel = recipe.FIFTH if asked.quick else recipe.WHOLE
    ways = asked.way or ["same"]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="weekreel-bench-reel-") as name:
        folder = Path(name)
        made = recipe.sources(folder / "sources", reel)
        for part in asked.part or _ALL:
            for row in _PARTS[part](folder, made, runs, ways):
                rows.append(row)
                print(printed(row), flush=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps([row.as_json() for row in rows], indent=1))
    return 0


def _films(folder: Path, made: recipe.Sources, runs: int, ways: Sequence[str]) -> Iterator[Row]:
    """Ours from nothing beside its floor and the peers, then each edit."""
    cold: list[float] = []
    with ours.cutter(made) as cutting:
        for way in ways:
            music = _music(way)
            first = cutting.cut(music=music)
            around = _around(folder, made, cutting, first.path)
            cold.clear()
            against: dict[str, list[float]] = {}
            for _ in range(runs):
                cutting.forget()
                done = cutting.cut(music=music)
                cold.append(done.seen.wall_s)
                yield _ours(done, made, cutting, way)
                yield from _floors(made, done.path, cutting.board.frames, cold[-1], against)
                yield from _others(folder, made, around, way, cold[-1], against)
            yield from _summary(against, way)
        yield from _edits(cutting, made, runs, median(cold))


def _music(way: str) -> str:
    return BED if way == "same" else NO_MUSIC


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What others are given of our film: its cards as stills, and what surrounds the shots."""

    cards: list[Path]
    dressing: Dressing


def _around(folder: Path, made: recipe.Sources, cutting: ours.Cutter, film: Path) -> _Around:
    board = cutting.board
    captions = {shot.index: shot.caption for shot in board.shots if shot.caption is not None}
    return _Around(
        cards=_cards(folder, film, board.frames),
        dressing=dressing(folder / "dressing", recipe.shots(made), captions, BED),
    )


def _quality(film: Path, made: recipe.Sources) -> dict[str, float]:
    """How loud it is and how much its first photo trembles."""
    at = recipe.CARD
    for taken in recipe.shots(made):
        if taken.kind == "photo":
            break
        at += taken.frames
    return {"LUFS": lufs(film), "tremble px": tremble_px(film, at, recipe.PHOTO)}


def _ours(done: ours.CutFilm, made: recipe.Sources, cutting: ours.Cutter, way: str) -> Row:
    exact = peers.frames_of(done.path) == cutting.board.frames
    values = {"wall s": done.seen.wall_s, "cpu s": done.seen.cpu_s, "peak MB": done.seen.peak_mb,
              "shots": len(cutting.board.shots), "frames exact": float(exact),
              **_quality(done.path, made), "load": load()}  # fmt: skip
    return _row(f"cold ({way})", values, ("peak MB", "<", 800))


def _floors(
    made: recipe.Sources, film: Path, frames: int, cold: float, against: dict[str, list[float]]
) -> Iterator[Row]:
    cores = os.cpu_count() or 1
    decode = floors.decode_s(recipe.shots(made), cores)
    encode = floors.encode_s(film, frames, cores)
    against.setdefault("floor", []).append(cold / (decode + encode))
    values = {"decode s": decode, "encode s": encode, "ours, times it": against["floor"][-1]}
    yield _row("floor", values)


def _others(
    folder: Path, made: recipe.Sources, around: _Around, way: str, cold: float,
    against: dict[str, list[float]],
) -> Iterator[Row]:  # fmt: skip
    taken = recipe.shots(made)
    for name, cut, cut_same in (
        ("giant graph", peers.giant_graph, same_film.giant_graph),
        ("melt", peers.melt, same_film.melt),
    ):
        out = folder / f"{name}.mp4"
        if way == "same":
            seen = cut_same(taken, around.cards, around.dressing, out)
        else:
            seen = cut(taken, around.cards, out)
        against.setdefault(name, []).append(cold / seen.wall_s)
        yield _row(f"{name} ({way})", _peer(seen, out, made, against[name][-1]))
        print(_lacks(name, way), flush=True)


def _peer(seen: Seen, out: Path, made: recipe.Sources, share: float) -> dict[str, float]:
    return {"wall s": seen.wall_s, "cpu s": seen.cpu_s, "peak MB": seen.peak_mb,
            "frames": peers.frames_of(out), **_quality(out, made),
            "ours, share of it": share}  # fmt: skip


def _lacks(name: str, way: str) -> str:
    return f"  {name} lacks: {same_film.LACKS[name] if way == 'same' else peers.LET_OFF}"


def _edits(cutting: ours.Cutter, made: recipe.Sources, runs: int, cold: float) -> Iterator[Row]:
    hd, uhd = (cutting.assets_of(paths) for paths in (made.hd, made.uhd))
    beds = sorted(BEDS, key=lambda key: key == BED)
    edits: tuple[tuple[str, Callable[[int], ours.CutFilm], float, int], ...] = (
        ("one 1080p shot changed", lambda turn: cutting.cut(ours.one_shot(hd, turn)), 5, 1),
        ("one 4K shot changed", lambda turn: cutting.cut(ours.one_shot(uhd, turn)), 8, 1),
        ("order changed", lambda turn: cutting.cut(ours.other_order(turn)), 3, 0),
        # Its beds were made when the film before it was verified.
        ("music changed",
         lambda turn: cutting.cut(music=beds[turn % len(beds)]), 4, 0),
        ("order changed under music",
         lambda turn: cutting.cut(ours.other_order(turn + 1), music=beds[(runs - 1) % len(beds)]),
         3, 0),
    )  # fmt: skip
    # The film that is edited: what an editor has before the eyes was cut a moment ago.
    cutting.cut()
    for what, edit, goal, new in edits:
        walls: list[float] = []
        used: list[float] = []
        for turn in range(max(runs, 1)):
            before = cutting.segments()
            done = edit(turn)
            walls.append(done.seen.wall_s)
            used.append(done.seen.cpu_s)
            if done.segments - before != new:
                raise RuntimeError(f"{what}: {done.segments - before} segments were rendered")
        share = 100 * median(walls) / cold
        values = {"wall s": median(walls), "cpu s": median(used), "% of cold": share,
                  "new segments": new, "load": load()}  # fmt: skip
        yield _row(what, values, ("% of cold", "<", goal))


def _alone(_folder: Path, made: recipe.Sources, runs: int, _ways: Sequence[str]) -> Iterator[Row]:
    """Ours without a peer: the first of the worker, from nothing once more, then each edit."""
    with ours.cutter(made) as cutting:
        cutting.cut(music=BED)
        cold: list[float] = []
        for _ in range(runs):
            cutting.forget()
            done = cutting.cut(music=BED)
            cold.append(done.seen.wall_s)
            yield _ours(done, made, cutting, "same")
        yield from _edits(cutting, made, runs, median(cold))


def _moviepy(folder: Path, made: recipe.Sources, _runs: int, ways: Sequence[str]) -> Iterator[Row]:
    """On a fifth of the reel, ours beside it on the same fifth: the whole takes a quarter hour."""
    few = recipe.FIFTH
    part = recipe.Sources(
        photos=made.photos[: few.photos], hd=made.hd[: few.hd_clips], uhd=made.uhd[: few.uhd_clips]
    )
    with ours.cutter(part) as cutting:
        for way in ways:
            first = cutting.cut(music=_music(way))
            around = _around(folder, part, cutting, first.path)
            cutting.forget()
            done = cutting.cut(music=_music(way))
            out = folder / "moviepy.mp4"
            if way == "same":
                taken = recipe.shots(part)
                seen = same_film.moviepy(taken, around.cards, around.dressing, out)
            else:
                seen = peers.moviepy(recipe.shots(part), around.cards, out)
            share = done.seen.wall_s / seen.wall_s
            values = _peer(seen, out, part, share) | {"ours s": done.seen.wall_s}
            yield _row(f"MoviePy, {few.shots} shots ({way})", values,
                       ("ours, share of it", "<", 0.11))  # fmt: skip
            print(_lacks("MoviePy", way), flush=True)


def _pair(_folder: Path, made: recipe.Sources, runs: int, _ways: Sequence[str]) -> Iterator[Row]:
    return pair.compared(made, runs)


def _summary(against: dict[str, list[float]], way: str) -> Iterator[Row]:
    goals = {"floor": 1.15, "giant graph": 0.6, "melt": 0.4}
    for name, ratios in against.items():
        values = {"median": median(ratios), "least": min(ratios), "most": max(ratios)}
        yield _row(f"ours against {name} ({way})", values, ("median", "<", goals[name]))


def _cards(folder: Path, film: Path, frames: int) -> list[Path]:
    """Both cards as they stand at their end, taken from our film for the others."""
    stills = [folder / "opening.png", folder / "closing.png"]
    for path, at in zip(stills, (recipe.CARD - 5, frames - 5), strict=True):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-ss", f"{at / 25:.2f}",
                   "-i", str(film), "-frames:v", "1", str(path)]  # fmt: skip
        subprocess.run(command, check=True)
    return stills


def _row(what: str, values: dict[str, float], goal: tuple[str, str, float] | None = None) -> Row:
    rounded = {name: round(value, 2) for name, value in values.items()}
    return Row(part="reel", what=what, database="", values=rounded, goal=goal)


#: What `--part` names.
_PARTS: dict[str, Callable[[Path, recipe.Sources, int, Sequence[str]], Iterator[Row]]] = {
    "films": _films,
    "moviepy": _moviepy,
    "pair": _pair,
    "edits": _alone,
}
#: Those run where none is named: the films bring the edits with them.
_ALL = ("films", "moviepy", "pair")


if __name__ == "__main__":
    raise SystemExit(main())
