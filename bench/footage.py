"""Clips by recipe with everything known: where shots change, what is good or bad, what is said.

A scene is a large picture of soft shapes and hard edges with people (textured figures) before it;
a camera looks at a part of it as a hand, a pan or a shake would. Nothing of what WeekReel measures
with is used to make them.
"""

import math
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.sample.sound import atmosphere
from workers.tools.sample_programs import speak

RATE, SAMPLES = 25, 48_000
#: What may be shown, and what not.
GOOD = ("static", "hand", "pan", "talking", "applause")
BAD = ("shake", "blur", "black", "covered", "floor", "whip")
_SENTENCES = (
    "大家下午好，欢迎来到科技活动周。",
    "请同学们看这里，颜色已经变了。",
    "这台设备每天可以处理三吨水。",
    "我们县今年建了五个科普基地。",
    "谢谢各位老师的支持，下面请看演示。",
)
Picture = NDArray[np.uint8]
Sound = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of one kind, seconds; `scene` tells which picture it shows."""

    kind: str
    seconds: float
    scene: int


@dataclass(kw_only=True)
class Footage:
    """A written clip and the truth of it."""

    path: Path
    duration_ms: int
    #: (from, to, kind), ms.
    parts: list[tuple[int, int, str]] = field(default_factory=list)
    #: (last frame before, first after) of each change of shot, ms.
    changes: list[tuple[int, int]] = field(default_factory=list)
    #: Stretches in which a voice sounds, ms, from the clean voice's own waveform.
    words: list[tuple[int, int]] = field(default_factory=list)


def scene(seed: int, size: tuple[int, int]) -> Picture:
    """Two and a half times as wide and high as the frame."""
    rng = np.random.default_rng((seed, 77))
    width, height = round(size[0] * 2.5), round(size[1] * 2.5)
    picture = np.zeros((height, width, 3), np.float32)
    for step in (6, 24, 90):
        grid = (height // step + 2, width // step + 2, 3)
        soft = rng.normal(0, 30, grid).astype(np.float32)
        picture += cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    tinted = picture + rng.uniform(70, 170, 3).astype(np.float32)
    picture = np.clip(tinted, 0, 255).astype(np.uint8)
    for _ in range(60):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        far = (x + int(rng.integers(10, width // 6)), y + int(rng.integers(10, height // 6)))
        cv2.rectangle(picture, (x, y), far, rng.integers(0, 255, 3).tolist(), -1)
    for line in range(8):
        place = (int(rng.integers(0, width - 200)), int(rng.integers(40, height)))
        colour = rng.integers(0, 255, 3).tolist()
        cv2.putText(picture, f"KEPU {seed}{line}", place, 0, rng.uniform(0.6, 1.6), colour, 2)
    return picture


def shot(parts: Sequence[Part], size: tuple[int, int], seed: int) -> Iterator[Picture]:
    """The frames of one take: the camera goes on where the part before left it."""
    rng = np.random.default_rng((seed, parts[0].scene, 3))
    background = scene(parts[0].scene, size)
    people = [person(rng, size) for _ in range(int(rng.integers(1, 4)))]
    place = (size[0] * rng.uniform(0.5, 0.9), size[1] * rng.uniform(0.5, 0.9))
    n = 0
    for part in parts:
        path = _path(part.kind, round(part.seconds * RATE), size, rng, place)
        for x, y, *rest in path:
            place = (rest[0], rest[1])
            yield _frame(part, background, people, n, (x, y), size, rng)
            n += 1


def _frame(
    part: Part,
    background: Picture,
    people: Sequence[tuple[Picture, float, float, float]],
    n: int,
    view: tuple[float, float],
    size: tuple[int, int],
    rng: np.random.Generator,
) -> Picture:
    shown = background
    if part.kind not in ("floor", "black", "covered"):
        shown = background.copy()
        for figure in people:
            walk(shown, figure, n)
    return seen(part.kind, shown, *view, size, rng)


def person(rng: np.random.Generator, size: tuple[int, int]) -> tuple[Picture, float, float, float]:
    tall = int(size[1] * rng.uniform(0.3, 0.6))
    figure = rng.integers(0, 255, (tall // 6 + 1, tall // 12 + 1, 3)).astype(np.uint8)
    figure = cv2.resize(figure, (tall // 2, tall), interpolation=cv2.INTER_LINEAR)
    start = float(rng.uniform(0.8, 1.5)) * size[0]
    return figure, start, float(rng.uniform(0.9, 1.4)) * size[1], float(rng.normal(0, 1.2))


def walk(shown: Picture, person: tuple[Picture, float, float, float], n: int) -> None:
    figure, x, y, pace = person
    left, top = round(x + pace * n), round(y + 3 * math.sin(n / 5))
    figure = figure[max(0, -top) :, max(0, -left) :]
    part = shown[max(0, top) :, max(0, left) :][: figure.shape[0], : figure.shape[1]]
    part[:] = figure[: part.shape[0], : part.shape[1]]


def _path(
    kind: str,
    count: int,
    size: tuple[int, int],
    rng: np.random.Generator,
    place: tuple[float, float],
) -> Iterator[tuple[float, float, float, float]]:
    """Upper left corner of the view, frame by frame, and the same without the shake.

    A hand's tremor is a slow random walk.
    """
    x, y = place
    way = rng.choice((-1, 1))
    tremor = size[0] * 0.0008
    phase = rng.uniform(0, 6)
    dx = dy = 0.0
    for n in range(count):
        if kind in ("hand", "blur", "talking", "applause"):
            dx, dy = 0.9 * dx + rng.normal(0, tremor), 0.9 * dy + rng.normal(0, tremor)
            x, y = x + dx, y + dy
        elif kind == "pan":
            x += way * size[0] * 0.10 / RATE + rng.normal(0, tremor / 2)
        elif kind == "whip":
            x += way * size[0] * 1.4 / RATE * math.sin(n / 9)
        shaken = {"shake": 0.03, "floor": 0.045}.get(kind, 0.0) * size[0]
        off = shaken * math.sin(2 * math.pi * 3.1 * n / RATE + phase)
        bounce = shaken * math.sin(2 * math.pi * 4.3 * n / RATE) + rng.normal(0, shaken / 4 + 1e-9)
        x = min(max(x, size[0] * 0.15), size[0] * 1.3)
        y = min(max(y, size[1] * 0.15), size[1] * 1.3)
        yield x + off, y + bounce, x, y


def seen(
    kind: str, shown: Picture, x: float, y: float, size: tuple[int, int], rng: np.random.Generator
) -> Picture:
    move = np.array([[1, 0, -x], [0, 1, -y]], dtype=np.float64)
    frame = cv2.warpAffine(shown, move, size, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    if kind == "blur":
        frame = cv2.GaussianBlur(frame, (0, 0), size[0] / 90)
    elif kind == "black":
        frame = frame * 0.01
    elif kind == "covered":
        frame = cv2.GaussianBlur(frame, (0, 0), size[0] / 8) * 0.15 + np.array([12, 14, 60.0])
    elif kind == "floor":
        # Close up and passing fast: what a phone sees that hangs from a hand.
        frame = cv2.blur(frame, (max(1, size[0] // 60), max(1, size[0] // 120)))
    frame += rng.normal(0, 2.5, (size[1], size[0], 1)).astype(np.float32)
    return np.clip(frame, 0, 255).astype(np.uint8)


# --- sound ---------------------------------------------------------------------------------------


def sound_of(parts: Sequence[Part], seed: int) -> tuple[Sound, list[tuple[int, int]]]:
    """48 kHz mono of all parts and where a voice sounds in it, ms."""
    rng = np.random.default_rng((seed, 5))
    whole, words, at = [], [], 0
    for part in parts:
        count = round(part.seconds * RATE) * SAMPLES // RATE
        kind = {"applause": "applause", "floor": "wind", "shake": "crowd"}.get(part.kind, "room")
        sound = atmosphere(kind, count / SAMPLES, int(rng.integers(1 << 30)))[:count]
        if part.kind == "talking":
            voice = _voice(_SENTENCES[int(rng.integers(len(_SENTENCES)))])
            start = int(rng.uniform(0.3, 1.0) * SAMPLES)
            room = count - start - SAMPLES // 10
            if len(voice) <= room:
                sound[start : start + len(voice)] += voice
                words += [(at + a, at + b) for a, b in _voiced(voice, start)]
        whole.append(sound)
        at += count * 1000 // SAMPLES
    return np.clip(np.concatenate(whole), -1, 1), words


def _voice(sentence: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        speak(sentence, path)
        with wave.open(str(path)) as file:
            raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
            rate = file.getframerate()
    times = np.arange(len(raw) * SAMPLES // rate) * rate / SAMPLES
    voice = np.interp(times, np.arange(len(raw)), raw) / 32768
    return voice / max(1e-9, float(np.abs(voice).max())) * 0.5


def _voiced(voice: Sound, start: int) -> list[tuple[int, int]]:
    """Stretches louder than a fiftieth of the peak, with gaps under 80 ms (stops) filled."""
    step = SAMPLES // 100
    loud = np.abs(voice[: len(voice) // step * step]).reshape(-1, step).max(axis=1) > 0.01
    spans: list[tuple[int, int]] = []
    for at in np.flatnonzero(loud):
        begins = (start * 1000 // SAMPLES) + int(at) * 10
        if spans and begins - spans[-1][1] < 80:
            spans[-1] = (spans[-1][0], begins + 10)
        else:
            spans.append((begins, begins + 10))
    return spans


# --- writing -------------------------------------------------------------------------------------


def written(
    path: Path,
    frames: Iterator[Picture],
    size: tuple[int, int],
    options: Sequence[str],
    sound: Sound | None = None,
) -> int:
    """Encode; the number of frames."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{size[0]}x{size[1]}"]
        inputs += ["-r", str(RATE), "-i", "-"]
        if sound is not None:
            heard = Path(folder) / "sound.wav"
            with wave.open(str(heard), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(SAMPLES)
                file.writeframes((sound * 32767).astype("<i2").tobytes())
            inputs += ["-i", str(heard), "-c:a", "aac", "-b:a", "128k"]
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, "-pix_fmt", "yuv420p"]
        process = subprocess.Popen([*command, *options, str(path)], stdin=subprocess.PIPE)
        assert process.stdin is not None
        count = 0
        for frame in frames:
            process.stdin.write(frame.tobytes())
            count += 1
        process.stdin.close()
        if process.wait():
            raise RuntimeError(f"ffmpeg could not write {path}")
    return count


#: As phones' encoders write: a key frame a second, none at cuts, no frames out of order.
PHONE = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "3M", "-g", "25", "-keyint_min", "25")
PHONE = (*PHONE, "-sc_threshold", "0", "-bf", "0")
#: As programs and chat tools write: key frames at cuts and otherwise far apart.
CHAT = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-g", "250")


def take(path: Path, parts: Sequence[Part], seed: int, size: tuple[int, int]) -> Footage:
    """One clip of one take, whose parts follow one another without a cut."""
    sound, words = sound_of(parts, seed)
    count = written(path, shot(parts, size, seed), size, PHONE, sound)
    footage = Footage(path=path, duration_ms=count * 1000 // RATE, words=words)
    at = 0
    for part in parts:
        ends = at + round(part.seconds * RATE) * 1000 // RATE
        footage.parts.append((at, ends, part.kind))
        at = ends
    return footage
