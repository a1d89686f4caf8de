"""500 mixed files by recipe, as a county's phones send them: no two are the same bytes."""

import io
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

#: Kind -> files of each in a folder of 500.
MIX = {
    "phone photo 12 MP": 300,
    "WeChat copy": 80,
    "HEIC 12 MP": 20,
    "screenshot PNG": 20,
    "clip 1080p H.264": 60,
    "clip 720p WeChat": 20,
}
WHOLE = sum(MIX.values())
#: Pictures that are really encoded of each kind; the rest are these with other metadata.
_MODELS = 3
_CLIP_S = 4


def folder_of(folder: Path, files: int) -> list[Path]:
    """Write `files` files of the mix; the paths in the order in which a phone would send them."""
    pillow_heif.register_heif_opener()
    made: list[Path] = []
    for kind, share in MIX.items():
        count = max(1, round(share * files / WHOLE))
        for n, data in enumerate(_KINDS[kind](count)):
            path = folder / f"{len(made):04}-{_NAMES[kind].format(n=n)}"
            path.write_bytes(data)
            made.append(path)
    return made


_NAMES = {
    "phone photo 12 MP": "IMG_20240528_{n:06}.jpg",
    "WeChat copy": "mmexport17168598{n:05}.jpg",
    "HEIC 12 MP": "IMG_{n:04}.HEIC",
    "screenshot PNG": "Screenshot_{n}.png",
    "clip 1080p H.264": "VID_20240528_{n:06}.mp4",
    "clip 720p WeChat": "微信视频{n}.mp4",
}


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Gradients, hard edges and a little noise: bytes a pixel are those of a real scene."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 255, (height // 96 + 1, width // 96 + 1, 3), dtype=np.uint8)
    rough = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    edges = Image.fromarray(random.integers(0, 255, (height // 24, width // 24), dtype=np.uint8))
    mask = edges.resize((width, height), Image.Resampling.NEAREST).point(
        [level // 6 for level in range(256)]
    )
    rough.paste(Image.new("RGB", rough.size, (30, 30, 30)), mask=mask)
    # One tile of noise all over: random numbers for 12 megapixels take seconds.
    tile = random.integers(-6, 7, (500, 500, 1), dtype=np.int16)
    noise = np.tile(tile, (height // 500 + 1, width // 500 + 1, 1))[:height, :width]
    pixels = np.clip(np.asarray(rough, dtype=np.int16) + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(pixels)


def _phone_photos(count: int) -> Iterator[bytes]:
    models = [_jpeg(scene(4000, 3000, seed), 92) for seed in range(min(count, _MODELS))]
    for n in range(count):
        yield _with_exif(models[n % len(models)], _exif(n))


def _chat_copies(count: int) -> Iterator[bytes]:
    models = [_jpeg(scene(1080, 1440, 50 + seed), 75) for seed in range(min(count, _MODELS))]
    for n in range(count):
        yield _with_comment(models[n % len(models)], n)


def _heics(count: int) -> Iterator[bytes]:
    file = io.BytesIO()
    scene(4032, 3024, 100).save(file, "HEIF", quality=60, exif=_exif(0))
    for n in range(count):
        yield file.getvalue() + _free_box(n)


def _screenshots(count: int) -> Iterator[bytes]:
    models: list[bytes] = []
    for n in range(min(count, _MODELS)):
        file = io.BytesIO()
        picture = scene(1080, 2400, 150 + n).quantize(64).convert("RGB")
        picture.save(file, "PNG", compress_level=1)
        models.append(file.getvalue())
    for n in range(count):
        model = models[n % len(models)]
        # Before the twelve bytes of the last chunk.
        yield model[:-12] + _text_chunk(f"number {n}".encode()) + model[-12:]


def _clips(size: str, rate: str) -> Callable[[int], Iterator[bytes]]:
    def clips(count: int) -> Iterator[bytes]:
        models = [_clip(size, rate, n) for n in range(min(count, 2))]
        for n in range(count):
            yield models[n % len(models)] + _free_box(n)

    return clips


_KINDS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "phone photo 12 MP": _phone_photos,
    "WeChat copy": _chat_copies,
    "HEIC 12 MP": _heics,
    "screenshot PNG": _screenshots,
    "clip 1080p H.264": _clips("1920x1080", "12M"),
    "clip 720p WeChat": _clips("1280x720", "2M"),
}


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return file.getvalue()


def _exif(n: int) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "HUAWEI", "ALN-AL00"
    exif[0x0112] = 6 if n % 3 == 0 else 1
    details = exif.get_ifd(0x8769)
    taken = f"2024:05:28 {9 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}"
    details[0x9003] = details[0x9004] = taken
    details[0x9011] = "+08:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (37.0, 57.0, 4.0 + n % 50)
    place[3], place[4] = "E", (110.0, 59.0, 16.0)
    return exif.tobytes()


def _with_exif(jpeg: bytes, exif: bytes) -> bytes:
    return jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]


def _with_comment(jpeg: bytes, n: int) -> bytes:
    return jpeg[:2] + b"\xff\xfe\x00\x06" + n.to_bytes(4, "big") + jpeg[2:]


def _free_box(n: int) -> bytes:
    """Behind an ISO file's end: other bytes, the same picture or film."""
    return (12).to_bytes(4, "big") + b"free" + n.to_bytes(4, "big")


def _text_chunk(text: bytes) -> bytes:
    body = b"tEXtComment\0" + text
    return (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def _clip(size: str, rate: str, n: int) -> bytes:
    """As phones write it, the index behind the pictures."""
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y"),
        *("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30:duration={_CLIP_S}"),
        *("-f", "lavfi", "-i", f"sine=frequency={300 + 100 * n}:duration={_CLIP_S}"),
        *("-vf", f"noise=alls=12:allf=t,hue=h={40 * n}", "-pix_fmt", "yuv420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", rate, "-maxrate", rate),
        *("-bufsize", rate, "-g", "30", "-c:a", "aac"),
    ]
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        subprocess.run([*command, file.name], check=True, timeout=120)
        return Path(file.name).read_bytes()
