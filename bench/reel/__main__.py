"""`python -m bench.reel`: the reel cut by us and by others in one run, with their ratios."""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.reel import floors, ours, peers, recipe
from bench.scale.measures import Row, load, printed
from domain.cutting.music import BEDS

OUT = Path("build/bench-reel.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reel", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the reel, one run of each")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    runs = 1 if asked.quick else asked.runs
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="weekreel-bench-reel-") as folder:
        for row in _measured(Path(folder), recipe.FIFTH if asked.quick else recipe.WHOLE, runs):
            rows.append(row)
            print(printed(row), flush=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps([row.as_json() for row in rows], indent=1))
    return 0


def _measured(folder: Path, reel: recipe.Reel, runs: int) -> Iterator[Row]:
    made = recipe.sources(folder / "sources", reel)
    with ours.cutter(made) as cutting:
        first = cutting.cut()
        cards = _cards(folder, first.path, cutting.board.frames)
        cold: list[float] = []
        against: dict[str, list[float]] = {}
        for _ in range(runs):
            cutting.forget()
            done = cutting.cut()
            cold.append(done.seen.wall_s)
            yield _ours(done, len(cutting.board.shots), cutting.board.frames)
            yield from _floors(made, done.path, cutting.board.frames, cold[-1], against)
            yield from _others(folder, made, cards, cold[-1], against)
        yield from _edits(cutting, made, runs, median(cold))
    yield from _moviepy(folder, made, reel)
    yield from _summary(against)


def _ours(done: ours.CutFilm, shots: int, frames: int) -> Row:
    exact = peers.frames_of(done.path) == frames
    values = {"wall s": done.seen.wall_s, "peak MB": done.seen.peak_mb, "shots": shots,
              "frames exact": float(exact), "load": load()}  # fmt: skip
    return _row("cold", values, ("peak MB", "<", 800))


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
    folder: Path, made: recipe.Sources, cards: list[Path], cold: float,
    against: dict[str, list[float]],
) -> Iterator[Row]:  # fmt: skip
    for name, cut in (("giant graph", peers.giant_graph), ("melt", peers.melt)):
        out = folder / f"{name}.mp4"
        seen = cut(recipe.shots(made), cards, out)
        against.setdefault(name, []).append(cold / seen.wall_s)
        values = {
            "wall s": seen.wall_s,
            "peak MB": seen.peak_mb,
            "frames": peers.frames_of(out),
            "ours, share of it": against[name][-1],
        }
        yield _row(name, values)


def _edits(cutting: ours.Cutter, made: recipe.Sources, runs: int, cold: float) -> Iterator[Row]:
    hd, uhd = (cutting.assets_of(paths) for paths in (made.hd, made.uhd))
    beds = sorted(BEDS)
    edits: tuple[tuple[str, Callable[[int], ours.CutFilm], float, int], ...] = (
        ("one 1080p shot changed", lambda turn: cutting.cut(ours.one_shot(hd, turn)), 5, 1),
        ("one 4K shot changed", lambda turn: cutting.cut(ours.one_shot(uhd, turn)), 8, 1),
        ("order changed", lambda turn: cutting.cut(ours.other_order(turn)), 3, 0),
        ("music changed", lambda turn: cutting.cut(music=beds[turn % len(beds)]), 4, 0),
    )
    for what, edit, goal, new in edits:
        walls: list[float] = []
        for turn in range(max(runs, 1)):
            before = cutting.segments()
            done = edit(turn)
            walls.append(done.seen.wall_s)
            if done.segments - before != new:
                raise RuntimeError(f"{what}: {done.segments - before} segments were rendered")
        share = 100 * median(walls) / cold
        yield _row(what, {"wall s": median(walls), "% of cold": share, "load": load()},
                   ("% of cold", "<", goal))  # fmt: skip


def _moviepy(folder: Path, made: recipe.Sources, reel: recipe.Reel) -> Iterator[Row]:
    """On a fifth of the reel, ours beside it on the same fifth: the whole takes a quarter hour."""
    few = recipe.FIFTH
    part = recipe.Sources(
        photos=made.photos[: few.photos], hd=made.hd[: few.hd_clips], uhd=made.uhd[: few.uhd_clips]
    )
    with ours.cutter(part) as cutting:
        cutting.cut()
        cutting.forget()
        done = cutting.cut()
        cards = _cards(folder, done.path, cutting.board.frames)
    seen = peers.moviepy(recipe.shots(part), cards, folder / "moviepy.mp4")
    values = {"wall s": seen.wall_s, "peak MB": seen.peak_mb, "ours s": done.seen.wall_s,
              "ours, share of it": done.seen.wall_s / seen.wall_s}  # fmt: skip
    yield _row(f"MoviePy, {few.shots} of {reel.shots} shots", values,
               ("ours, share of it", "<", 0.11))  # fmt: skip


def _summary(against: dict[str, list[float]]) -> Iterator[Row]:
    goals = {"floor": 1.15, "giant graph": 0.6, "melt": 0.4}
    for name, ratios in against.items():
        values = {"median": median(ratios), "least": min(ratios), "most": max(ratios)}
        yield _row(f"ours against {name}", values, ("median", "<", goals[name]))


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


if __name__ == "__main__":
    raise SystemExit(main())
