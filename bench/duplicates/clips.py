"""Clips and what a chat tool makes of them, beside other people filmed from the same spot."""

import io
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from domain.facts import Kind
from domain.looking.likeness import Prints, candidates
from workers.sample.clips import shoot
from workers.sample.recipe import Clip
from workers.sample.scenes import SCENES
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.media_facts import clip_facts
from workers.tools.photos.picture_prints import STRIP_FRAMES, picture_prints
from workers.tools.running.runner import run

_SECONDS, _FPS, _SIZE = 6, 10, (480, 270)
#: Seeds of the people in one scene, filmed alike.
_SEEDS = (3, 4)
#: What WeChat does to a clip, as far as it matters here: fewer pixels, few key frames, coarse.
_CHAT = ("-vf", "scale=320:-2", "-crf", "34", "-g", "250", "-preset", "veryfast", "-c:v", "libx264")


def measured(*, quick: bool) -> dict[str, Any]:
    """Pairs found and taken wrongly among clips of the same length."""
    with tempfile.TemporaryDirectory() as folder:
        made = list(_made(Path(folder), list(SCENES)[:2] if quick else list(SCENES)))
    right = wrong = copies = 0
    for one, other in combinations(made, 2):
        same = one.asset.rpartition(" ")[0] == other.asset.rpartition(" ")[0]
        taken = bool(candidates(one, [other]))
        copies += same
        right += same and taken
        wrong += taken and not same
    return {"clips": len(made), "copies": copies, "found": right, "wrong": wrong}


def _made(folder: Path, scenes: list[str]) -> Iterator[Prints]:
    for scene in scenes:
        for seed in _SEEDS:
            name = f"{scene}-{seed}"
            first, copy = folder / f"{name}.mp4", folder / f"{name}-chat.mp4"
            shoot(_clip(scene, seed), first, small=False)
            _chat(first, copy)
            yield _prints(f"{name} original", first)
            yield _prints(f"{name} copy", copy)


def _clip(scene: str, seed: int) -> Clip:
    return Clip(
        name=f"{scene}.mp4",
        scene=scene,
        seed=seed,
        start=(1150, 540, 1330),
        end=(1260, 520, 1180),
        seconds=_SECONDS,
        fps=_FPS,
        size=_SIZE,
        when="2025-05-24T09:28:15",
        sound="",
    )


def _chat(first: Path, copy: Path) -> None:
    arguments = ["-nostdin", "-loglevel", "error", "-i", f"file:{first}", *_CHAT, f"file:{copy}"]
    run("ffmpeg", arguments, reads=[first], writes=[copy.parent], timeout_s=60)


def _prints(name: str, path: Path) -> Prints:
    with path.open("rb") as file:
        facts, _ = clip_facts(file, {"format": "mov"})
    with path.open("rb") as file:
        _, pictures = clip_look(file, {"duration_ms": facts["duration_ms"]})
    made, _ = picture_prints(io.BytesIO(pictures["strip"]), {"across": STRIP_FRAMES})
    hashes = tuple(int(value, 16) for value in made["hashes"])
    return Prints(asset=name, kind=Kind.CLIP, hashes=hashes, duration_ms=facts["duration_ms"])
