"""Photos and clips by recipe, as large and as hard to compress as those of phones."""

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

#: Pixels of a photo (12 million) and of a clip.
PHOTO = (4000, 3000)
CLIP = "1920x1080"
#: Grain of a phone's sensor and JPEG quality that together give about 4 MB.
_GRAIN, _QUALITY = 9.0, 88
_FIRST = datetime(2025, 5, 24, 9, 0)


def photos(folder: Path, count: int) -> Iterator[Path]:
    """Scenes of soft shapes under grain, no two alike, with the camera's time in EXIF."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rolls = np.random.default_rng(number)
        coarse = rolls.integers(30, 226, (12, 16, 3), dtype=np.uint8)
        scene = np.asarray(Image.fromarray(coarse).resize(PHOTO, Image.Resampling.BICUBIC))
        grain = rolls.normal(0, _GRAIN, (PHOTO[1], PHOTO[0], 1))
        pixels = np.clip(scene + grain, 0, 255).astype(np.uint8)
        exif = Image.Exif()
        taken = (_FIRST + timedelta(minutes=number)).strftime("%Y:%m:%d %H:%M:%S")
        exif[0x0110] = "BENCH-1"
        exif.get_ifd(0x8769)[0x9003] = taken
        path = folder / f"IMG_{number:04d}.jpg"
        Image.fromarray(pixels).save(path, quality=_QUALITY, exif=exif)
        yield path


def clips(folder: Path, count: int, *, seconds: int) -> Iterator[Path]:
    """Moving pictures under grain at 25 frames a second, 12 Mbit/s, with a tone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"VID_{number:04d}.mp4"
        scene = f"testsrc2=s={CLIP}:r=25:d={seconds},hue=h={number * 47},noise=alls=12:allf=t"
        command = [
            "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", scene,
            "-f", "lavfi", "-i", f"sine={300 + 50 * number}:r=48000:d={seconds}",
            "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "12M", "-maxrate", "14M",
            "-bufsize", "12M", "-pix_fmt", "yuv420p", "-c:a", "aac",
            "-metadata", f"creation_time=2025-05-24T02:{number:02d}:00Z", str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True)
        yield path
