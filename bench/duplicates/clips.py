"""Clips and what chat tools make of them, beside other takes of the same scene.

Told by the pictures of their strips alone, and as WeekReel does, by pictures of the same moments.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from bench.footage import PHONE, RATE, Part, Picture, person, scene, seen, take, walk, written
from bench.frames import ask
from domain.facts import Kind
from domain.looking.likeness import CLIP_BITS, Prints, candidates, same_take
from workers.tools.clips.clip_fit import clip_fit
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.media_facts import clip_facts

_SIZE = (480, 270)
#: Kinds of stretches of a clip that moves, seconds each; from one spot every take has the same.
_MOVING = (("hand", 4.0), ("pan", 4.0), ("whip", 3.0), ("shake", 3.0), ("floor", 3.0))
_TRIPOD_S = 8
#: What chat tools do to a clip, as far as it matters here: fewer pixels, few key frames, coarse.
_CHATS = (
    ("-vf", "scale=384:-2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "30"),
    ("-vf", "scale=320:-2", "-r", "20", "-c:v", "libx264", "-preset", "veryfast", "-crf", "34",
     "-g", "250"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """One file; copies of one take share its name."""

    take: str
    path: Path
    prints: Prints


def measured(*, quick: bool) -> dict[str, Any]:
    """Pairs found and taken wrongly among clips of the same length."""
    scenes = 1 if quick else 6
    with tempfile.TemporaryDirectory() as folder:
        made = [*_moving(Path(folder), scenes), *_from_one_spot(Path(folder), scenes)]
        pairs = [(a, b) for a, b in combinations(made, 2) if _as_long(a, b)]
        copies = [a.take == b.take for a, b in pairs]
        began = time.process_time()
        taken = [_taken(a, b) for a, b in pairs]
        spent = time.process_time() - began
        by_hash = [bool(_near(a, b) and _near(a, b)[0].bits <= CLIP_BITS) for a, b in pairs]
        close = sum(bool(_near(a, b)) for a, b in pairs)
    return {
        "clips": len(made),
        "pairs": len(pairs),
        "copies": sum(copies),
        "same moments": _counted(copies, taken),
        "strips alone": _counted(copies, by_hash),
        "seconds a pair": round(spent / max(1, close), 2),
    }


def _counted(copies: Sequence[bool], taken: Sequence[bool]) -> dict[str, int]:
    both = list(zip(copies, taken, strict=True))
    return {
        "found": sum(copy and found for copy, found in both),
        "wrong": sum(found and not copy for copy, found in both),
    }


def _as_long(one: _Shown, other: _Shown) -> bool:
    a, b = one.prints.duration_ms or 0, other.prints.duration_ms or 0
    return abs(a - b) <= 400


def _near(one: _Shown, other: _Shown) -> list[Any]:
    return candidates(one.prints, [other.prints])


def _taken(one: _Shown, other: _Shown) -> bool:
    """As workers/likeness.py judges; what comes first here is never smaller."""
    shorter_ms = min(one.prints.duration_ms or 0, other.prints.duration_ms or 0)
    first, second = partial(ask, one.path), partial(ask, other.path)
    return any(
        same_take(each, clip_fit(first, second, shorter_ms, each.way)) for each in _near(one, other)
    )


def _moving(folder: Path, scenes: int) -> Iterator[_Shown]:
    """Two takes of each scene by a hand that moves, each with its copies."""
    for number in range(scenes):
        chance = np.random.default_rng((number, 41))
        kinds = [_MOVING[place] for place in chance.permutation(len(_MOVING))[:4]]
        parts = [Part(kind=kind, seconds=s, scene=9000 + number) for kind, s in kinds]
        for seed in (1, 2):
            name = f"moving-{number}-{seed}"
            path = take(folder / f"{name}.mp4", parts, seed, _SIZE).path
            yield from _with_copies(name, path)


def _from_one_spot(folder: Path, scenes: int) -> Iterator[_Shown]:
    """Three takes of each scene by a camera that stands, other people before it each time."""
    for number in range(scenes):
        ground = scene(700 + number, _SIZE)
        for seed in (1, 2, 3):
            name = f"spot-{number}-{seed}"
            path = folder / f"{name}.mp4"
            written(path, _standing(ground, (number, seed)), _SIZE, PHONE)
            yield from _with_copies(name, path)


def _standing(ground: Picture, seed: tuple[int, int]) -> Iterator[Picture]:
    rng = np.random.default_rng(seed)
    people = [person(rng, _SIZE) for _ in range(3)]
    # Set up anew, it stands by a hair elsewhere.
    x, y = _SIZE[0] * 0.6 + rng.normal(0, 0.6), _SIZE[1] * 0.6 + rng.normal(0, 0.6)
    for n in range(_TRIPOD_S * RATE):
        shown = ground.copy()
        for figure in people:
            walk(shown, figure, n)
        yield seen("static", shown, x, y, _SIZE, rng)


def _with_copies(name: str, path: Path) -> Iterator[_Shown]:
    yield _shown(name, path)
    for number, options in enumerate(_CHATS):
        copy = path.with_name(f"{path.stem}-{number}.mp4")
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(path), *options, str(copy)]
        subprocess.run(command, check=True)
        yield _shown(name, copy)


def _shown(name: str, path: Path) -> _Shown:
    with path.open("rb") as file:
        facts, _ = clip_facts(file, {"format": "mov"})
    with path.open("rb") as file:
        looked, _ = clip_look(file, {"duration_ms": facts["duration_ms"]})
    prints = Prints(
        asset=path.stem,
        kind=Kind.CLIP,
        hashes=tuple(int(value, 16) for value in looked["prints"]),
        duration_ms=facts["duration_ms"],
    )
    return _Shown(take=name, path=path, prints=prints)
