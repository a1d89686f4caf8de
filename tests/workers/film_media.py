"""Recipes for tiny clips and photos whose every pixel and sample is known."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from workers.tools.film.loudness import LEVELS_AND_PEAKS, LoudnessReader

#: Quarter turn clockwise in the track header (ISO/IEC 14496-12, 8.3.2), 16.16 and 2.30 fixed.
_CLOCKWISE = (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
#: Bytes from the start of a version 0 `tkhd` box to its matrix.
_MATRIX_AT = 48


def ffmpeg(*args: str) -> bytes:
    """What ffmpeg prints about media of our own; the test fails with its words."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *args], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def heard(film: Path) -> LoudnessReader:
    """How loud the system's own FFmpeg finds a film's sound, block by block, with its peak."""
    measuring = f"{LEVELS_AND_PEAKS},ametadata=mode=print:file=-"
    printed = ffmpeg("-i", str(film), "-map", "0:a:0", "-af", measuring, "-f", "null", "-")
    reader = LoudnessReader()
    for line in printed.decode().splitlines():
        reader.line(line)
    return reader


def counted_clip(path: Path, *, seconds: int = 2, sound: bool = True, step: int = 3) -> Path:
    """320 x 180 at 25 fps; frame n is plain grey of luma 40 + `step` n. 1 kHz from 1 s on."""
    plain = f"color=black:s=320x180:r=25:d={seconds},format=yuv420p"
    grey = f"{plain},geq=lum='40+{step}*N':cb=128:cr=128"
    tone = f"sine=1000:r=48000:d={seconds},volume='gte(t,1)':eval=frame"
    inputs = ["-f", "lavfi", "-i", grey]
    if sound:
        inputs += ["-f", "lavfi", "-i", tone, "-c:a", "pcm_s16le"]
    ffmpeg(*inputs, "-c:v", "libx264", "-qp", "4", "-g", "12", *_tags(), str(path))
    return path


def _tags() -> list[str]:
    return ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]


def halved_clip(path: Path, *options: str, size: str = "320x180") -> Path:
    """One second whose left half is white and right half black, without sound."""
    halves = f"color=white:s={size}:r=25:d=1,drawbox=x=iw/2:w=iw/2:color=black:t=fill"
    ffmpeg("-f", "lavfi", "-i", halves, "-pix_fmt", "yuv420p", *_tags(), *options, str(path))
    return path


def turned_clockwise(path: Path) -> Path:
    """The same file, to be shown turned by a quarter: as phones store upright clips."""
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") - 4 + _MATRIX_AT
    packed = b"".join(value.to_bytes(4, "big", signed=True) for value in _CLOCKWISE)
    data[matrix : matrix + 36] = packed
    path.write_bytes(data)
    return path


def variable_clip(path: Path) -> Path:
    """Two seconds of counted frames, of which only every third is kept after the first ten."""
    kept = "select='lt(n,10)+not(mod(n,3))'"
    grey = "color=black:s=320x180:r=25:d=2,format=yuv420p,geq=lum='40+3*N':cb=128:cr=128"
    ffmpeg("-f", "lavfi", "-i", f"{grey},{kept}", "-vsync", "vfr", *_tags(), str(path))
    return path


def grey_photo(path: Path, size: tuple[int, int], *, orientation: int = 1) -> Path:
    """A photo with a red upper left quarter, as stored; grey otherwise."""
    pixels = np.full((size[1], size[0], 3), 128, np.uint8)
    pixels[: size[1] // 2, : size[0] // 2] = (200, 30, 30)
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(pixels).save(path, quality=92, exif=exif)
    return path


def frames_of(
    video: Path, numbers: Sequence[int], size: tuple[int, int] = (1920, 1080)
) -> list[np.ndarray]:
    """Decoded frames of a film of that size as height x width x 3 RGB, BT.709."""
    chosen = "+".join(f"eq(n,{number})" for number in numbers)
    done = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-i", str(video)),
            *("-vf", f"select='{chosen}',scale=in_color_matrix=bt709:out_range=pc,format=rgb24"),
            *("-vsync", "0", "-f", "rawvideo", "-"),
        ],
        capture_output=True,
        check=True,
    )
    whole = np.frombuffer(done.stdout, np.uint8).reshape(-1, size[1], size[0], 3)
    assert len(whole) == len(numbers)
    return list(whole)


def lumas_of(video: Path) -> list[float]:
    """Mean luma (limited range) of every frame, in order."""
    done = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-i", str(video), "-vsync", "0"),
            *("-vf", "extractplanes=y,crop=64:64", "-f", "rawvideo", "-"),
        ],
        capture_output=True,
        check=True,
    )
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, 64 * 64).mean(axis=1).tolist()


def samples_of(audio: Path) -> np.ndarray:
    """Raw stereo samples, n x 2."""
    return np.frombuffer(audio.read_bytes(), "<i2").reshape(-1, 2)
