"""Small photos and clips made by recipe for the tests of what is measured of them."""

import io
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

#: Corner colours of `corners`, clockwise from the top left.
RED, GREEN, BLUE, WHITE = (230, 20, 20), (20, 200, 20), (20, 20, 230), (250, 250, 250)

#: How a picture must be stored so that an EXIF orientation shows it upright again.
STORED_AS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def corners(width: int = 120, height: int = 80) -> Image.Image:
    """A grey picture with red, green, blue and white corners, clockwise from the top left."""
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(picture)
    across, down = width // 3, height // 3
    draw.rectangle((0, 0, across, down), RED)
    draw.rectangle((width - across, 0, width, down), GREEN)
    draw.rectangle((width - across, height - down, width, height), BLUE)
    draw.rectangle((0, height - down, across, height), WHITE)
    return picture


def corner_colours(picture: Image.Image) -> list[tuple[int, ...]]:
    """The nearest of the four colours at each corner, clockwise from the top left."""
    rgb = picture.convert("RGB")
    x, y = rgb.width - 1 - rgb.width // 10, rgb.height - 1 - rgb.height // 10
    places = [(rgb.width // 10, rgb.height // 10), (x, rgb.height // 10), (x, y)]
    places.append((rgb.width // 10, y))
    return [_nearest(rgb.getpixel(place)) for place in places]


def _nearest(colour: Any) -> tuple[int, ...]:
    return min(
        (RED, GREEN, BLUE, WHITE, (128, 128, 128)),
        key=lambda known: sum((a - b) ** 2 for a, b in zip(known, colour, strict=True)),
    )


def photo(format_: str, picture: Image.Image | None = None, **saving: Any) -> io.BytesIO:
    """A photo as a file: `corners` unless another picture is given."""
    file = io.BytesIO()
    (picture or corners()).save(file, format_, **saving)
    file.seek(0)
    return file


def turned_photo(format_: str, orientation: int) -> io.BytesIO:
    """`corners` stored turned, with the EXIF orientation that shows it upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = corners()
    way = STORED_AS.get(orientation)
    stored = upright.transpose(way) if way is not None else upright
    return photo(format_, stored, exif=exif.tobytes())


def ffmpeg(*arguments: str | Path) -> None:
    """Run Debian's ffmpeg quietly; raises with its words when it fails."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


#: One second of 160x90 at 25 frames a second with a tone, small and quick to make.
PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1")
TONE = ("-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000:duration=1")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1")


def clip(path: Path, *arguments: str | Path, sound: bool = True) -> Path:
    """A clip of PICTURE (and TONE) at `path`, encoded as the arguments say, H.264 by default."""
    inputs = (*PICTURE, *(TONE if sound else ()))
    ffmpeg(*inputs, *X264, *arguments, path)
    return path


def rotated(path: Path, degrees_clockwise: int) -> Path:
    """Write a display matrix into the first track of an MP4, as phones do."""
    one, minus, none = 0x00010000, 0xFFFF0000, 0
    a, b, c, d = {
        90: (none, one, minus, none),
        180: (minus, none, none, minus),
        270: (none, minus, one, none),
    }[degrees_clockwise]
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    for place, value in ((0, a), (4, b), (12, c), (16, d)):
        data[at + place : at + place + 4] = value.to_bytes(4, "big")
    path.write_bytes(data)
    return path
