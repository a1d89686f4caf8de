"""A film at a glance: one small picture a shot, in one JPEG."""

from collections.abc import Sequence
from pathlib import Path

from workers.tools.ffmpeg_inputs import NO_KEYS, file_url, own_file
from workers.tools.runner import run

#: Pixels of one picture, and pictures in a row.
WIDTH, HEIGHT, COLUMNS = 240, 135, 6
_TIMEOUT_S = 120


def sheet_args(film: Path, frames: Sequence[int], out: Path) -> list[str]:
    """ffmpeg's arguments: the film decoded once, the wanted frames kept, small, in rows."""
    wanted = "+".join(f"eq(n\\,{frame})" for frame in sorted(set(frames)))
    rows = -(-len(set(frames)) // COLUMNS)
    filters = (
        f"select={wanted},scale={WIDTH}:{HEIGHT}:flags=area,"
        f"tile={COLUMNS}x{rows}:padding=4:color=white"
    )
    return [
        *(*NO_KEYS, "-y", "-v", "error"),
        *own_file(film),
        *("-an", "-vf", filters, "-frames:v", "1", "-fps_mode", "passthrough"),
        *("-c:v", "mjpeg", "-q:v", "4", "-f", "image2", "-update", "1", file_url(out)),
    ]


def write_sheet(film: Path, frames: Sequence[int], out: Path) -> None:
    """Write the pictures at `frames` (film frames, from 0) of `film` to `out` as JPEG."""
    run(
        "ffmpeg",
        sheet_args(film, frames, out),
        reads=[film],
        writes=[out.parent],
        timeout_s=_TIMEOUT_S,
    )
