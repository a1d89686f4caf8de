"""The reel: sources by recipe and the shots of a film of 175 s, the same for all who cut it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bench.scale import media

FILM_RATE = 25
#: Frames of a card, a photo and an excerpt: with 2 cards, 24 photos and 32 excerpts 4,376.
CARD, PHOTO, CLIP = 100, 75, 74
#: Seconds of every source clip, and in points of the two excerpts that are taken of it, in ms.
CLIP_S = 8
_IN_POINTS = (400, 4_200)

#: What phones write: pixels, frames a second, coder and its rate.
_HD = ("1920x1080", 25, ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "14M"])
_UHD = ("3840x2160", 30, ["-c:v", "libx265", "-preset", "ultrafast", "-b:v", "40M",
                          "-tag:v", "hvc1", "-x265-params", "log-level=error"])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reel:
    """How much of everything: the whole is that of film.md's table."""

    photos: int = 24
    hd_clips: int = 11
    uhd_clips: int = 5

    @property
    def shots(self) -> int:
        return 2 + self.photos + 2 * (self.hd_clips + self.uhd_clips)


WHOLE = Reel()
#: A fifth, for those who would take an hour for the whole.
FIFTH = Reel(photos=5, hd_clips=2, uhd_clips=1)


@dataclass(frozen=True, kw_only=True)
class Sources:
    photos: tuple[Path, ...]
    hd: tuple[Path, ...]
    uhd: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A photo, or an excerpt of a clip, as it follows others in the film."""

    #: photo, hd or uhd.
    kind: str
    source: Path
    in_ms: int
    frames: int


def sources(folder: Path, reel: Reel) -> Sources:
    """Files written under `folder`; a pan over soft shapes under grain, with a tone."""
    folder.mkdir(parents=True, exist_ok=True)
    scene = folder / "scene.png"
    _scene().save(scene, compress_level=1)
    return Sources(
        photos=tuple(media.photos(folder / "photos", reel.photos)),
        hd=tuple(_clips(folder, scene, "HD", reel.hd_clips, *_HD)),
        uhd=tuple(_clips(folder, scene, "UHD", reel.uhd_clips, *_UHD)),
    )


def _scene() -> Image.Image:
    """Shapes of every size, as a crowd before a building has them: 4800 x 2700."""
    rolls = np.random.default_rng(7)
    total = np.zeros((2700, 4800, 3), np.float32)
    for columns, weight in ((8, 70), (32, 50), (128, 35), (512, 25), (1600, 15)):
        coarse = rolls.normal(0, 1, (columns * 9 // 16, columns, 3)).astype(np.float32)
        for channel in range(3):
            layer = Image.fromarray(coarse[..., channel]).resize((4800, 2700))
            total[..., channel] += weight * np.asarray(layer)
    return Image.fromarray(np.clip(total + 118, 0, 255).astype(np.uint8))


def _clips(
    folder: Path, scene: Path, name: str, count: int, size: str, rate: int, coder: list[str]
) -> Iterator[Path]:
    width, height = size.split("x")
    for number in range(count):
        path = folder / f"{name}_{number:02d}.mp4"
        pan = f"(iw-ow)/2*(1+sin(t/3+{number}))"
        picture = (
            f"scale={int(width) * 5 // 4}:-2,loop=-1:1,fps={rate},"
            f"crop={width}:{height}:'{pan}':'(ih-oh)/2*(1+cos(t/4+{number}))',"
            f"hue=h={number * 31},noise=alls=5:allf=t,format=yuv420p"
        )
        command = [
            *("ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(scene)),
            *("-f", "lavfi", "-i", _sound(number)),
            *("-filter_complex", f"[0:v]{picture}[v]", "-map", "[v]", "-map", "1:a"),
            *("-t", str(CLIP_S), "-g", str(rate), *coder, "-c:a", "aac"),
            *("-metadata", f"creation_time=2025-05-24T02:{number:02d}:00Z", str(path)),
        ]
        subprocess.run(command, check=True)
        yield path


def _sound(number: int) -> str:
    """A tone in the murmur of a place; on a tone alone AAC searches three times as long."""
    murmur = f"anoisesrc=color=pink:r=48000:a=0.08:seed={number}"
    return f"sine={280 + 40 * number}:r=48000[a];{murmur}[b];[a][b]amix=2:duration=shortest"


def shots(made: Sources) -> list[Taken]:
    """Photos and excerpts of both kinds in turn, spread evenly; the cards come around them."""
    photos = [Taken(kind="photo", source=path, in_ms=0, frames=PHOTO) for path in made.photos]
    hd, uhd = (
        [
            Taken(kind=kind, source=path, in_ms=at, frames=CLIP)
            for at in _IN_POINTS
            for path in paths
        ]
        for kind, paths in (("hd", made.hd), ("uhd", made.uhd))
    )
    placed = [
        ((place + 0.5) / len(row), order, taken)
        for order, row in enumerate((photos, hd, uhd))
        for place, taken in enumerate(row)
    ]
    return [taken for _, _, taken in sorted(placed, key=lambda each: each[:2])]
