"""Clips by recipe whose every frame says its number, and that flash and beep once a second.

A strip of twelve cells on top carries the frame's number as a Gray code between a white and a black
cell: a frame that is mixed of two neighbours still reads as one of them. Below it a scene moves,
and is lit for a tenth of a second from each whole second on, while the sound beeps.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.workers.film_media import turned_clockwise

SECONDS = 6
#: Frequency of the beep, and what tells how loud it is beside whatever else is heard.
BEEP_HZ = 2000
#: Share of the canvas's height that the strip takes, from the top.
STRIP = Fraction(1, 6)
BITS = 10
CELLS = BITS + 2
_FLASH_S = Fraction(1, 10)
_SOUND_RATE = 48_000


@dataclass(frozen=True, kw_only=True)
class Clapper:
    """One shape of source."""

    name: str
    #: Width and height as shown; the canvas is drawn in this shape and scaled to what is stored.
    shown: tuple[int, int]
    rate: Fraction = Fraction(25)
    #: Pixels as stored, before a turn and with another pixel shape; None: as shown.
    stored: tuple[int, int] | None = None
    filters: str = ""
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18")
    audio: tuple[str, ...] = ("-c:a", "aac", "-ar", "48000", "-ac", "2")
    #: Stored upright or level, to be turned by a quarter when shown.
    turned: bool = False
    #: Every third frame only, but all of the first second.
    thinned: bool = False

    @property
    def heard(self) -> bool:
        return "-an" not in self.audio

    @property
    def frame_ms(self) -> Fraction:
        """Longest time that one of its frames is shown."""
        return 1000 / self.rate * (3 if self.thinned else 1)

    @property
    def frames(self) -> int:
        return int(SECONDS * self.rate)

    def flash_frames(self) -> list[int]:
        """The first frame of every flash."""
        return [int(-(-second * self.rate // 1)) for second in range(1, SECONDS)]

    def flash_ms(self, number: int) -> Fraction:
        """When the flash that begins with this frame is shown, and its beep heard."""
        return number * 1000 / self.rate


_HEVC10 = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "18", "-x265-params", "log-level=none"),
    *("-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", "-color_primaries", "bt2020"),
    *("-colorspace", "bt2020nc", "-color_trc", "arib-std-b67"),
)
_AV1 = ("-c:v", "libsvtav1", "-preset", "10", "-crf", "30")
_VP9 = ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-pix_fmt", "yuv444p")
_PCM = ("-c:a", "pcm_s16le")

#: The first half goes into the first chapter, the other into the last one.
CLAPPERS = (
    Clapper(name="VID_20250524_080001.mp4", shown=(1280, 720)),
    Clapper(
        name="VID_20250524_080011.mp4", shown=(2160, 3840), rate=Fraction(60), stored=(3840, 2160),
        turned=True,
    ),
    Clapper(name="VID_20250524_080021.mp4", shown=(1280, 720), rate=Fraction(30), thinned=True),
    Clapper(
        name="VID_20250524_080031.mp4", shown=(1920, 1080), stored=(1280, 1080),
        filters=",setsar=3/2",
    ),
    Clapper(name="VID_20250524_080041.mov", shown=(1280, 720), video=_HEVC10, audio=_PCM),
    Clapper(name="VID_20250524_080051.mp4", shown=(640, 360), audio=("-an",)),
    Clapper(name="VID_20250531_170001.mp4", shown=(1280, 720), video=_AV1),
    Clapper(
        name="VID_20250531_170011.webm", shown=(427, 241), video=_VP9, audio=("-c:a", "libopus")
    ),
    Clapper(
        name="VID_20250531_170021.avi", shown=(640, 480), video=("-c:v", "mjpeg", "-q:v", "3"),
        audio=_PCM,
    ),
    Clapper(
        name="VID_20250531_170031.mp4", shown=(720, 1280), rate=Fraction(30000, 1001),
        audio=("-c:a", "aac", "-ar", "44100", "-ac", "1"),
    ),
    Clapper(name="VID_20250531_170041.mp4", shown=(640, 480), audio=("-c:a", "aac", "-ar", "8000")),
    Clapper(name="VID_20250531_170051.mp4", shown=(1280, 720), rate=Fraction(50)),
)  # fmt: skip


def make(folder: Path) -> list[Path]:
    """All of them, in the order of CLAPPERS."""
    return [_made(folder / each.name, each, seed) for seed, each in enumerate(CLAPPERS)]


def _made(path: Path, clapper: Clapper, seed: int) -> Path:
    width, height = _canvas(clapper)
    stored = clapper.stored or clapper.shown
    if clapper.turned:
        width, height = height, width
    sound = path.with_suffix(".pcm")
    sound.write_bytes(_sound(clapper).tobytes())
    thin = ",select='lt(n,30)+not(mod(n,3))'" if clapper.thinned else ""
    # Nothing is blended: cells and flashes stay as hard as they are drawn.
    scaled = f"scale={stored[0]}:{stored[1]}:flags=neighbor{clapper.filters}{thin},format=yuv420p"
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"),
        *("-s", f"{width}x{height}", "-r", str(clapper.rate), "-i", "pipe:0"),
        *("-f", "s16le", "-ar", str(_SOUND_RATE), "-ac", "1", "-i", str(sound)),
        *("-vf", scaled, "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc"),
        *("bt709", *(("-vsync", "vfr") if clapper.thinned else ()), *clapper.video),
        *(*clapper.audio, str(path)),
    ]  # fmt: skip
    quiet = os.environ | {"SVT_LOG": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=quiet) as child:
        assert child.stdin is not None
        for frame in _drawn(clapper, seed):
            child.stdin.write(frame.tobytes())
        child.stdin.close()
    assert child.returncode == 0, path.name
    sound.unlink()
    return turned_clockwise(path) if clapper.turned else path


def _canvas(clapper: Clapper) -> tuple[int, int]:
    """A quarter of a megapixel at most, in the shape that is shown."""
    width, height = clapper.shown
    divide = max(1, round((width * height / 150_000) ** 0.5))
    return width // divide, height // divide


def _drawn(clapper: Clapper, seed: int) -> Iterator[NDArray[np.uint8]]:
    width, height = _canvas(clapper)
    scene, strip = _scene(width, height, seed), round(height * STRIP)
    flashes = clapper.flash_frames()
    lasts = int(-(-_FLASH_S * clapper.rate // 1))
    box = np.random.default_rng(seed).integers(0, 256, (height // 6, width // 6, 3), np.uint8)
    for number in range(clapper.frames):
        frame = scene.copy()
        x = int((number / clapper.rate * width // 8) % (width - box.shape[1]))
        frame[height // 2 : height // 2 + box.shape[0], x : x + box.shape[1]] = box
        if any(0 <= number - flash < lasts for flash in flashes):
            # Still the same scene: plain white would be like any other.
            frame[strip:] = 255 - (255 - frame[strip:]) // 4
        frame[:strip] = _strip(number, width)[None, :, None]
        # Turned to the left here, since the header asks to be turned to the right.
        yield np.ascontiguousarray(np.rot90(frame)) if clapper.turned else frame


def _strip(number: int, width: int) -> NDArray[np.uint8]:
    gray = number ^ number >> 1
    cells = [1, *(gray >> bit & 1 for bit in reversed(range(BITS))), 0]
    edges = [round(width * n / CELLS) for n in range(CELLS + 1)]
    row = np.zeros(width, np.uint8)
    for cell, (start, end) in zip(cells, pairwise(edges), strict=True):
        row[start:end] = 235 * cell
    return row


def _scene(width: int, height: int, seed: int) -> NDArray[np.uint8]:
    """Soft hills of colour with large hard-edged leaves on them.

    No two seeds look alike: their perceptual hashes differ by 16 bits of 63 and more in the mean,
    where 10 make a copy.
    """
    chance = np.random.default_rng(1000 + seed)
    small = Image.fromarray(chance.integers(0, 200, (3, 4, 3), np.uint8))
    scene = np.array(small.resize((width, height), Image.Resampling.BICUBIC))
    for _ in range(40):
        x, y = chance.integers(0, width), chance.integers(0, height)
        wide, tall = chance.integers(4, max(5, width // 4)), chance.integers(4, max(5, height // 4))
        scene[y : y + tall, x : x + wide] = chance.integers(0, 220, 3)
    return scene


def _sound(clapper: Clapper) -> NDArray[np.int16]:
    """Silence that hums a little, and a beep from the moment of each flash on."""
    at = np.arange(SECONDS * _SOUND_RATE)
    sound = np.random.default_rng(5).normal(0, 60, at.size)
    tone = 14_000 * np.sin(2 * np.pi * BEEP_HZ * at / _SOUND_RATE)
    for flash in clapper.flash_frames():
        begins = round(clapper.flash_ms(flash) * _SOUND_RATE / 1000)
        window = slice(begins, begins + int(_FLASH_S * _SOUND_RATE))
        sound[window] += tone[window]
    return sound.round().astype(np.int16)
