"""Joins rendered segments and their sound into the film without encoding a picture again."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from domain.errors import ToolFailed
from domain.timebase import FILM_RATE
from domain.words import Words
from workers.tools.ffmpeg_inputs import NO_KEYS, file_url, own_file, own_list
from workers.tools.film_recipe import TRACK_TIMESCALE
from workers.tools.film_sound import level_sound, master_sound
from workers.tools.mp4_boxes import VideoTrack, video_track
from workers.tools.runner import run

_TIMEOUT_S = 300
_PROBE_TIMEOUT_S = 60

#: The film's level and highest true peak, in hundredths of LUFS and dBTP.
TARGET_LUFS = -1600
TRUE_PEAK = -150


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A finished film."""

    #: Frames, equal to the sum of the segments'; container, video and audio last frames / 25 s.
    frames: int
    #: Hundredths of LUFS and of dBTP of the encoded sound; None for silence.
    integrated_lufs: int | None
    true_peak: int | None
    size_bytes: int


def concat_list(segments: Sequence[Path], frames: Sequence[int]) -> str:
    """An ffconcat list with each segment's planned duration, exact to the frame."""
    lines = ["ffconcat version 1.0"]
    for path, count in zip(segments, frames, strict=True):
        quoted = str(path.absolute()).replace("'", "'\\''")
        hundredths = count * 100 // FILM_RATE
        lines.append(f"file 'file:{quoted}'")
        lines.append(f"duration {hundredths // 100}.{hundredths % 100:02d}")
    return "\n".join([*lines, ""])


def join_args(listed: Path, sound: Path, out: Path, title: str) -> list[str]:
    """ffmpeg's arguments: both streams copied, index first, no metadata but the title.

    Given as a list, since ffmpeg-python knows of no graph here and would sort `-map` away.
    """
    return [
        *(*NO_KEYS, "-y", "-v", "error"),
        *own_list(listed),
        *own_file(sound),
        *("-map", "0:v:0", "-map", "1:a:0", "-c", "copy"),
        *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1"),
        *("-fflags", "+bitexact", "-metadata", f"title={title}"),
        *("-video_track_timescale", str(TRACK_TIMESCALE), "-movflags", "+faststart"),
        *("-f", "mp4", file_url(out)),
    ]


def join_film(
    segments: Sequence[Path],
    audios: Sequence[Path],
    *,
    out: Path,
    scratch: Path,
    title: str = "",
    target_lufs: int = TARGET_LUFS,
    true_peak: int = TRUE_PEAK,
    cancelled: Callable[[], bool] | None = None,
) -> Joined:
    """Join segments and raw sounds, in their order, to the film `out`.

    Levels are in hundredths. `scratch` is an existing folder; what is written there goes again.
    Raises ToolFailed when segments were not encoded alike, when sound and picture of one differ
    in length, or when the film does not last exactly frames / 25 s on container and both streams.
    """
    tracks = [video_track(path) for path in segments]
    _check_alike(segments, tracks)
    frames = [track.frames for track in tracks]
    with tempfile.TemporaryDirectory(dir=scratch, prefix="join-") as name:
        folder = Path(name)
        levelled = level_sound(
            audios, frames, folder=folder, target=target_lufs, cancelled=cancelled
        )
        sound = master_sound(
            levelled,
            out=folder / "film.m4a",
            target=target_lufs,
            true_peak=true_peak,
            cancelled=cancelled,
        )
        listed = folder / "film.ffconcat"
        listed.write_text(concat_list(segments, frames), encoding="utf-8")
        run(
            "ffmpeg",
            join_args(listed, sound.path, out, title),
            reads=[listed, sound.path, *segments],
            writes=[out.parent],
            timeout_s=_TIMEOUT_S,
            cancelled=cancelled,
        )
    _check_length(out, sum(frames))
    return Joined(
        frames=sum(frames),
        integrated_lufs=sound.integrated,
        true_peak=sound.true_peak,
        size_bytes=out.stat().st_size,
    )


def _check_alike(segments: Sequence[Path], tracks: Sequence[VideoTrack]) -> None:
    if not tracks:
        raise ToolFailed(Words(zh="没有镜头可以合成", en="there is no segment to join"))
    for path, track in zip(segments, tracks, strict=True):
        if track.extradata_sha256 != tracks[0].extradata_sha256:
            raise ToolFailed(
                Words(
                    zh=f"镜头 {path.name} 的编码参数与其他镜头不同，需要重新渲染",
                    en=f"segment {path.name} was encoded unlike the others; render it again",
                )
            )


def _check_length(film: Path, frames: int) -> None:
    """Every stated duration against the plan, as fractions of a second."""
    printed = run(
        "ffprobe",
        [
            *("-v", "error", "-show_entries", "format=duration,start_time"),
            *("-show_entries", "stream=codec_type,duration,start_time", "-of", "json"),
            *own_file(film),
        ],
        reads=[film],
        timeout_s=_PROBE_TIMEOUT_S,
    ).stdout
    told = json.loads(printed)
    planned = Fraction(frames, FILM_RATE)
    for part in [told["format"], *told["streams"]]:
        if Fraction(part["duration"]) != planned or Fraction(part["start_time"]) != 0:
            what = part.get("codec_type", "container")
            raise ToolFailed(
                Words(
                    zh=f"成片应为 {float(planned):.3f} 秒，{what} 却是 {part['duration']} 秒",
                    en=f"the film should last {float(planned):.3f} s, but its {what} lasts "
                    f"{part['duration']} s from {part['start_time']} s on",
                )
            )
