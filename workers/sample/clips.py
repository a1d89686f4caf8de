"""Shoots the clips of the sample week: films the scene, lays sound under it, stores it oddly."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np

from workers.sample.camera import Camera
from workers.sample.filming import Planes, frames, to_bytes
from workers.sample.plates import prepare
from workers.sample.recipe import Clip, Phone, county
from workers.sample.scenes import SCENES
from workers.sample.sound import atmosphere, laid_over, save
from workers.sample.speech import voice
from workers.sample.week import PHONES
from workers.tools.sample_programs import Encoding, encode_clip, write_tags

#: every seventh picture is missing, and for a second in the middle every other one
_GAPS = "mod(n+3,7)*not(between(n,60,90)*mod(n,2))"
_SMALL_SECONDS = 2


def shoot(clip: Clip, target: Path, *, small: bool) -> None:
    """Film a clip and write it; `small` makes it 2 s long and 640 pixels at the long side."""
    clip = reduced(clip) if small else clip
    with tempfile.TemporaryDirectory() as folder:
        sound = _sound(clip, Path(folder) / "sound.wav")
        encode_clip(target, to_bytes(_pictures(clip), quarter=clip.turned), _encoding(clip, sound))
    tags = _late_tags(clip)
    if tags:
        write_tags(target, tags)


def reduced(clip: Clip) -> Clip:
    """The same clip, short and small, for tests."""
    share = 640 / max(clip.size)
    wide, high = (round(side * share / 2) * 2 for side in clip.size)
    return replace(clip, size=(wide, high), seconds=_SMALL_SECONDS)


def _pictures(clip: Clip) -> Iterator[Planes]:
    count = clip.seconds * clip.fps
    if clip.fault == "black":
        yield from _darkness(clip, count)
        return
    _, draw = SCENES[clip.scene]
    scene = draw(clip.seed, clip.weather)
    camera = Camera(start=clip.start, end=clip.end, size=clip.size, fps=clip.fps, shake=clip.shake)
    plate = prepare(scene, camera, clip.seconds)
    yield from frames(plate, camera, scene.light, count, clip.seed, still=clip.fault == "frozen")


def _darkness(clip: Clip, count: int) -> Iterator[Planes]:
    """A phone that films inside a pocket."""
    wide, high = clip.size
    noise = np.random.default_rng(clip.seed).normal(17, 1.2, (high, wide + 64))
    luma = np.clip(noise, 16, 22).astype(np.uint8)
    grey = np.full((high // 2, wide // 2), 128, np.uint8)
    for n in range(count):
        shift = (n * 37) % 64
        yield luma[:, shift : shift + wide], grey, grey


def _sound(clip: Clip, path: Path) -> Path | None:
    if not clip.sound:
        return None
    samples = atmosphere(clip.sound, clip.seconds, clip.seed)
    if clip.speech:
        samples = laid_over(voice(clip.speech), samples, 0.4)
    save(samples, path)
    return path


def _encoding(clip: Clip, sound: Path | None) -> Encoding:
    wide, high = clip.size
    return Encoding(
        size=(high, wide) if clip.turned else clip.size,
        fps=clip.fps,
        sound=sound,
        codec=clip.codec,
        crf=clip.crf,
        keep=_GAPS if clip.variable else "",
        channels=clip.channels,
        rate=clip.rate,
        tags=_early_tags(clip),
    )


def _early_tags(clip: Clip) -> Mapping[str, str]:
    """creation_time is UTC and lies at the end of the recording, as phones write it."""
    if clip.clock == "none":
        return {}
    end = county(clip.when) + timedelta(seconds=clip.seconds)
    return {"creation_time": f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"}


def _late_tags(clip: Clip) -> Mapping[str, str]:
    """What ffmpeg cannot write: QuickTime keys with the offset, and the display matrix."""
    phone: Phone = PHONES[clip.phone]
    tags = {}
    if clip.clock == "quicktime":
        tags["Keys:CreationDate"] = f"{county(clip.when):%Y:%m:%d %H:%M:%S}+08:00"
    if phone.make:
        tags["Keys:Make"], tags["Keys:Model"] = phone.make, phone.model
    if clip.turned:
        tags["Rotation"] = "90"
    return tags
