"""What no way of cutting can do without: the sources decoded once and the film encoded once."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from bench.reel.recipe import FILM_RATE, Taken

_PHOTO = (2208, 1656)
#: What all encode with, one thread each.
_X264 = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-x264-params", "subme=1"),
    *("-threads:v", "1", "-g", "50"),
)


def decode_s(taken: Sequence[Taken], cores: int) -> float:
    """Wall seconds to decode every excerpt from its key frame on and every photo, `cores` at once.

    Clips one thread each, the largest first; photos shrunk on load to what Ken Burns needs.
    """
    order = sorted(taken, key=lambda each: ("uhd", "hd", "photo").index(each.kind))
    return _timed((lambda each=each: _decode(each) for each in order), cores)


def encode_s(film: Path, frames: int, cores: int) -> float:
    """Wall seconds to encode the film's own pictures again with one thread a part.

    The film is cut in as many parts as cores; decoding them alone is measured and taken off.
    """
    with tempfile.TemporaryDirectory() as folder:
        parts = [
            (n * frames // cores / FILM_RATE, frames // cores, Path(folder) / f"{n}.mp4")
            for n in range(cores)
        ]
        both = _timed((lambda p=p: _again(film, *p, encode=True) for p in parts), cores)
        alone = _timed((lambda p=p: _again(film, *p, encode=False) for p in parts), cores)
    return both - alone


def _timed(works: Iterable[Callable[[], None]], cores: int) -> float:
    started = time.monotonic()
    with ThreadPoolExecutor(cores) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()
    return time.monotonic() - started


def _decode(each: Taken) -> None:
    if each.kind == "photo":
        with Image.open(each.source) as picture:
            picture.draft("RGB", _PHOTO)
            picture.load()
        return
    span = ("-ss", f"{each.in_ms / 1000:.3f}", "-t", f"{each.frames / FILM_RATE:.2f}")
    _ffmpeg("-threads", "1", *span, "-i", str(each.source), "-f", "null", "-")


def encode(each: Taken) -> None:
    """An excerpt of a clip decoded, brought to the film's size and encoded, on one thread."""
    span = ("-ss", f"{each.in_ms / 1000:.3f}", "-t", f"{each.frames / FILM_RATE:.2f}")
    _ffmpeg(
        *("-threads", "1", *span, "-i", str(each.source), "-an", "-filter_threads", "1"),
        *("-vf", "scale=1920:1080:flags=bicubic", *_X264, "-f", "null", "-"),
    )


def _again(film: Path, start: float, frames: int, out: Path, *, encode: bool) -> None:
    source = ("-threads", "1", "-ss", f"{start:.2f}", "-i", str(film), "-map", "0:v")
    if not encode:
        _ffmpeg(*source, "-frames:v", str(frames), "-f", "null", "-")
        return
    _ffmpeg(*source, "-frames:v", str(frames), *_X264, str(out))


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments], check=True)
