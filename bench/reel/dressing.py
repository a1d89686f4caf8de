"""What surrounds the shots of the same film: captions, music, the ducking, how photos move."""

import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reel.recipe import CARD, Taken
from domain.cutting.music import BEDS
from domain.film import Caption
from domain.timebase import SAMPLE_RATE
from workers.tools.film.film_music import write_bed
from workers.tools.film.lettering import lower_third

#: A caption comes after so many frames, over so many, and stays to its shot's end, as ours does.
COMES, FADES = 6, 10
#: How much a photo grows while it is shown: 9 % in 3 s, as ours.
GROWTH = 0.09
#: dB of the bed where it is alone, and under clips, whose sound is heard: 10 less, as ours.
ALONE_DB, UNDER_DB = -8.0, -18.0
#: Frames over which it steps back before a sound begins, and comes again.
FALL, RISE = 10, 40
#: LUFS, dBTP and loudness range that a peer is told, where it can be told.
LOUDNESS, TRUE_PEAK, RANGE = -16, -1.5, 11


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A lower third as PNG with its upper left corner in the frame."""

    path: Path
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Dressing:
    """For the film of two cards and the shots between."""

    #: Place in the film, the opening card being 0 -> its caption.
    plates: Mapping[int, Plate]
    #: The bed as WAV, as long as the film.
    bed: Path
    #: Film frames from and up to which clips are heard, those that touch as one.
    heard: tuple[tuple[int, int], ...]


def dressing(
    folder: Path, taken: Sequence[Taken], captions: Mapping[int, Caption], bed: str
) -> Dressing:
    """Files written under `folder`, which is made; `captions` by place in the film."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = 2 * CARD + sum(each.frames for each in taken)
    return Dressing(
        plates={place: _plate(folder, place, caption) for place, caption in captions.items()},
        bed=_bed(folder, bed, frames),
        heard=_heard(taken),
    )


def _plate(folder: Path, place: int, caption: Caption) -> Plate:
    third = lower_third(caption.title, caption.line)
    path = folder / f"plate-{place}.png"
    third.picture.save(path)
    width, height = third.picture.size
    return Plate(path=path, x=third.x, y=third.y, width=width, height=height)


def _bed(folder: Path, key: str, frames: int) -> Path:
    raw, path = folder / "bed.pcm", folder / "bed.wav"
    write_bed(BEDS[key], frames, raw)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(raw.read_bytes())
    raw.unlink()
    return path


def _heard(taken: Sequence[Taken]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    at = CARD
    for each in taken:
        if each.kind != "photo":
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + each.frames)
            else:
                found.append((at, at + each.frames))
        at += each.frames
    return tuple(found)


def duck_keys(heard: Sequence[tuple[int, int]]) -> list[tuple[int, float]]:
    """Keyframes of the bed's level, (frame, dB), for those who have no side chain.

    Between sounds that follow each other sooner than the bed comes back it stays down.
    """
    keys: list[tuple[int, float]] = [(0, ALONE_DB)]
    for n, (start, end) in enumerate(heard):
        if n == 0 or start - heard[n - 1][1] >= FALL + RISE:
            keys += [(max(1, start - FALL), ALONE_DB), (start, UNDER_DB)]
        if n + 1 == len(heard) or heard[n + 1][0] - end >= FALL + RISE:
            keys += [(end, UNDER_DB), (end + RISE, ALONE_DB)]
    return keys
