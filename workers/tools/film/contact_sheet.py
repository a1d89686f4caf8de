"""A film at a glance: one small picture a shot, in one JPEG."""

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from domain.timebase import FILM_RATE
from workers.tools.running.ffmpeg_inputs import NO_KEYS, file_url, own_file
from workers.tools.running.runner import run

#: Pixels of one picture, and pictures in a row.
WIDTH, HEIGHT, COLUMNS = 240, 135, 6
POSTER_WIDTH = 960
_TIMEOUT_S = 120


def write_sheet(film: Path, frames: Sequence[int], out: Path) -> None:
    """Write a picture for each of `frames` (film frames, from 0) of `film` to `out` as JPEG.

    Each is the key frame nearest to it, at most a second away as segments are cut: decoding key
    frames alone costs a tenth.
    """
    keys = key_frames(film)
    chosen = sorted({nearest(keys, frame) for frame in frames})
    run(
        "ffmpeg",
        sheet_args(film, chosen, out),
        reads=[film],
        writes=[out.parent],
        timeout_s=_TIMEOUT_S,
    )


def write_poster(film: Path, frame: int, out: Path) -> None:
    """Write the key frame nearest to `frame` to `out` as a JPEG of `POSTER_WIDTH` pixels."""
    _write_still(film, frame, out, f",scale={POSTER_WIDTH}:-2:flags=area")


def write_cover(film: Path, frame: int, out: Path) -> None:
    """The same in the film's own size."""
    _write_still(film, frame, out, "")


def _write_still(film: Path, frame: int, out: Path, further: str) -> None:
    index = nearest(key_frames(film), frame)
    run(
        "ffmpeg",
        _still_args(film, f"select=eq(n\\,{index}){further}", out),
        reads=[film],
        writes=[out.parent],
        timeout_s=_TIMEOUT_S,
    )


def key_frames(film: Path) -> list[int]:
    """Film frames that are key frames, in order; nothing is decoded."""
    printed = run(
        "ffprobe",
        [
            *("-v", "error", "-select_streams", "v:0"),
            *("-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"),
            *own_file(film),
        ],
        reads=[film],
        timeout_s=_TIMEOUT_S,
    ).stdout.decode()
    rows = (line.split(",") for line in printed.split())
    times = (Fraction(row[0]) for row in rows if "K" in row[1])
    return sorted(round(time * FILM_RATE) for time in times)


def nearest(keys: Sequence[int], frame: int) -> int:
    """Index of the key frame nearest to `frame`, the earlier of two as near."""
    after = bisect_left(keys, frame)
    around = [index for index in (after - 1, after) if 0 <= index < len(keys)]
    return min(around, key=lambda index: abs(keys[index] - frame))


def sheet_args(film: Path, chosen: Sequence[int], out: Path) -> list[str]:
    """ffmpeg's arguments: of the decoded key frames the chosen ones, small, in rows."""
    wanted = "+".join(f"eq(n\\,{index})" for index in chosen)
    rows = -(-len(chosen) // COLUMNS)
    filters = (
        f"select={wanted},scale={WIDTH}:{HEIGHT}:flags=area,"
        f"tile={COLUMNS}x{rows}:padding=4:color=white"
    )
    return _still_args(film, filters, out)


def _still_args(film: Path, filters: str, out: Path) -> list[str]:
    return [
        *(*NO_KEYS, "-y", "-v", "error", "-skip_frame", "nokey"),
        *own_file(film),
        *("-an", "-vf", filters, "-frames:v", "1", "-fps_mode", "passthrough"),
        *("-c:v", "mjpeg", "-q:v", "4", "-f", "image2", "-update", "1", file_url(out)),
    ]
