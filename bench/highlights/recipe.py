"""A week of clips with good and bad stretches: two activities with five clips each."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.footage import BAD, GOOD, Footage, Part, take

SIZE = (480, 270)
ACTIVITIES, CLIPS = 2, 5


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One clip as it was sent."""

    name: str
    activity: str
    footage: Footage
    #: Name of the clip that it is a chat tool's copy of; None for an original.
    copy_of: str | None = None


def week(folder: Path, seed: int) -> list[Sent]:
    """Each clip has 3 to 5 stretches of 3 to 8 s, at least one good; one in five is a copy."""
    rng = np.random.default_rng((seed, 13))
    sent: list[Sent] = []
    for activity in range(1, ACTIVITIES + 1):
        first = len(sent)
        for number in range(CLIPS - 1):
            name = f"a{activity}-{number}"
            scene = seed * 101 + activity * 17 + number
            parts = _parts(rng, scene)
            footage = take(folder / f"{name}.mp4", parts, scene, SIZE)
            sent.append(Sent(name=name, activity=f"a{activity}", footage=footage))
        original = sent[first + int(rng.integers(CLIPS - 1))]
        sent.append(_copy(original, folder))
    return sent


def _parts(rng: np.random.Generator, scene: int) -> list[Part]:
    kinds = [str(rng.choice(GOOD))]
    for _ in range(int(rng.integers(2, 5))):
        kinds.append(str(rng.choice(BAD if rng.random() < 0.5 else GOOD)))
    rng.shuffle(kinds)
    long = {"talking": 8.0, "black": 3.0, "covered": 3.0}
    return [
        Part(kind=kind, seconds=long.get(kind, float(rng.uniform(3.0, 8.0))), scene=scene)
        for kind in kinds
    ]


def _copy(original: Sent, folder: Path) -> Sent:
    """Smaller and harder compressed, as a chat tool sends it on."""
    name = f"{original.name}-copy"
    path = folder / f"{name}.mp4"
    small = ("-vf", "scale=384:-2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "30")
    source = str(original.footage.path)
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", source, *small, str(path)]
    subprocess.run(command, check=True)
    footage = Footage(
        path=path,
        duration_ms=original.footage.duration_ms,
        parts=original.footage.parts,
        words=original.footage.words,
    )
    return Sent(name=name, activity=original.activity, footage=footage, copy_of=original.name)
