"""Joins rendered segments and their sound into the film without encoding a picture again."""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from domain.cutting.output import STANDARD, Output
from domain.cutting.soundplan import SoundPart, music_frames
from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.film.film_music import mix_music
from workers.tools.film.film_recipe import track_timescale
from workers.tools.film.film_sound import (
    FilmSound,
    LastSounds,
    LevelledSound,
    level_sound,
    master_sound,
)
from workers.tools.film.mp4_boxes import video_track
from workers.tools.running.ffmpeg_inputs import NO_KEYS, file_url, own_file, own_list
from workers.tools.running.runner import run

_TIMEOUT_S = 300


#: Writes music of so many 25ths of a second to a path, as raw s16 stereo at 48 kHz; answers its
#: loudness in hundredths of LUFS, None for silence.
MusicWriter = Callable[[int, Path], int | None]


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A finished film."""

    #: Frames, equal to the sum of the segments'; container, video and audio last frames / rate.
    frames: int
    #: Hundredths of LUFS and of dBTP of the encoded sound; None for silence.
    integrated_lufs: int | None
    true_peak: int | None
    size_bytes: int


def concat_list(segments: Sequence[Path], frames: Sequence[int], rate: int = 25) -> str:
    """An ffconcat list with each segment's planned duration.

    FFmpeg counts them in microseconds: each is what brings the sum to within half of one.
    """
    lines = ["ffconcat version 1.0"]
    before = so_far = 0
    for path, count in zip(segments, frames, strict=True):
        quoted = str(path.absolute()).replace("'", "'\\''")
        so_far += count
        ends = (so_far * 2_000_000 + rate) // (2 * rate)
        seconds, rest = divmod(ends - before, 1_000_000)
        before = ends
        lines.append(f"file 'file:{quoted}'")
        lines.append(f"duration {seconds}.{rest:06d}")
    return "\n".join([*lines, ""])


def pictures_args(listed: Path, out: Path, *, rate: int = 25) -> list[str]:
    """ffmpeg's arguments: the segments' pictures copied end to end.

    Given as a list, since ffmpeg-python knows of no graph here and would sort `-map` away.
    """
    return [
        *(*NO_KEYS, "-y", "-v", "error", *_UNDECODED, *own_list(listed)),
        *("-map", "0:v:0", "-c", "copy", *_PLAIN),
        *("-video_track_timescale", str(track_timescale(rate)), "-f", "mp4", file_url(out)),
    ]


#: Pictures of every segment would be decoded to find out what its header says already: 50 ms each,
#: four fifths of the work. No decoder is called none; FFmpeg says of each that it is not allowed.
_UNDECODED = ("-codec_whitelist", "none")
#: Nothing of the sources, and nothing of the program's own version.
_PLAIN = (
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1"),
    *("-fflags", "+bitexact"),
)


def join_args(pictures: Path, sound: Path, out: Path, title: str, *, rate: int = 25) -> list[str]:
    """ffmpeg's arguments: both streams copied, index first, no metadata but the title."""
    return [
        *(*NO_KEYS, "-y", "-v", "error", *own_file(pictures), *own_file(sound)),
        *("-map", "0:v:0", "-map", "1:a:0", "-c", "copy", *_PLAIN, "-metadata", f"title={title}"),
        *("-video_track_timescale", str(track_timescale(rate)), "-movflags", "+faststart"),
        # A film of 24 or 30 frames a second may end between two milliseconds.
        *(() if 1000 % rate == 0 else ("-movie_timescale", "48000")),
        *("-f", "mp4", file_url(out)),
    ]


def join_film(
    segments: Sequence[Path],
    audios: Sequence[Path],
    *,
    out: Path,
    scratch: Path,
    title: str = "",
    output: Output = STANDARD,
    parts: Sequence[SoundPart] | None = None,
    music: MusicWriter | None = None,
    speech: Sequence[tuple[int, int]] = (),
    kept: LastSounds | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Joined:
    """Join segments and raw sounds, in their order, to the film `out`.

    `parts` tells of each sound how it lies in the film; None: there is one for each segment, as
    long as that, and all are cut to.
    `output` says rate and level of sound. `music` writes what plays under the film's own
    sound, lower in the spans of `speech` (25ths of a second). `kept` is what was made of the
    sound of films before.
    `scratch` is an existing folder; what is written there goes again.
    Raises ToolFailed when segments were not encoded alike, when sound and picture of one differ
    in length, or when the film does not last exactly frames / rate s on container and both streams.
    """
    frames = _frames_alike(segments)
    parts = parts or [SoundPart(frames=count) for count in frames]
    _check_as_long(parts, frames)
    sounds = _Sounds(audios, parts, output, music, speech, kept, cancelled)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="join-") as name:
        pictures, sound = _pictures_beside_sound(segments, frames, sounds, Path(name))
        _put_together(pictures, sound.path, out, title, output.rate, cancelled)
    _check_length(out, sum(frames), output.rate)
    return _joined(out, sum(frames), sound)


def _joined(out: Path, frames: int, sound: FilmSound) -> Joined:
    return Joined(
        frames=frames,
        integrated_lufs=sound.integrated,
        true_peak=sound.true_peak,
        size_bytes=out.stat().st_size,
    )


def _pictures_beside_sound(
    segments: Sequence[Path], frames: Sequence[int], sounds: "_Sounds", folder: Path
) -> tuple[Path, FilmSound]:
    """Sound keeps one core busy, mostly: pictures are put together beside it."""
    rate, cancelled = sounds.output.rate, sounds.cancelled
    with ThreadPoolExecutor(1, thread_name_prefix="join") as beside:
        joining = beside.submit(_pictures, segments, frames, folder, rate, cancelled)
        sound = sounds.mastered(folder)
        return joining.result(), sound


def _pictures(
    segments: Sequence[Path],
    frames: Sequence[int],
    folder: Path,
    rate: int,
    cancelled: Callable[[], bool] | None,
) -> Path:
    listed, pictures = folder / "film.ffconcat", folder / "pictures.mp4"
    listed.write_text(concat_list(segments, frames, rate), encoding="utf-8")
    run(
        "ffmpeg",
        pictures_args(listed, pictures, rate=rate),
        reads=[listed, *segments],
        writes=[folder],
        timeout_s=_TIMEOUT_S,
        cancelled=cancelled,
    )
    return pictures


def _put_together(
    pictures: Path,
    sound: Path,
    out: Path,
    title: str,
    rate: int,
    cancelled: Callable[[], bool] | None,
) -> None:
    run(
        "ffmpeg",
        join_args(pictures, sound, out, title, rate=rate),
        reads=[pictures, sound],
        writes=[out.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=cancelled,
    )


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """The film's own sound, and the music that will play under it."""

    own: LevelledSound
    music: Path | None
    #: Hundredths of LUFS of the music; None when there is none to be heard.
    loud: int | None


@dataclass(frozen=True)
class _Sounds:
    """All that a film's sound is made of, as `join_film` was given it."""

    audios: Sequence[Path]
    parts: Sequence[SoundPart]
    output: Output
    music: MusicWriter | None
    speech: Sequence[tuple[int, int]]
    kept: LastSounds | None
    cancelled: Callable[[], bool] | None

    def mastered(self, folder: Path) -> FilmSound:
        """Levelled, over its music, encoded."""
        return master_sound(
            self._with_music(self._levelled(folder), folder),
            out=folder / "film.m4a",
            target=self.output.loudness,
            true_peak=self.output.true_peak,
            kbps=self.output.audio_kbps,
            kept=self.kept.coded if self.kept else None,
            cancelled=self.cancelled,
        )

    def _levelled(self, folder: Path) -> _Parts:
        """Music is written while the film's own sound is measured: neither waits for the other."""
        bed = folder / "music.pcm" if self.music else None
        with ThreadPoolExecutor(1, thread_name_prefix="music") as beside:
            writing = beside.submit(self._write_music, bed)
            own = level_sound(
                self.audios,
                self.parts,
                folder=folder,
                target=self.output.loudness,
                rate=self.output.rate,
                measured=self.kept.measured if self.kept else None,
                cancelled=self.cancelled,
            )
            return _Parts(own=own, music=bed, loud=writing.result())

    def _write_music(self, bed: Path | None) -> int | None:
        if self.music is None or bed is None:
            return None
        return self.music(music_frames(self.parts, self.output.rate), bed)

    def _with_music(self, parts: _Parts, folder: Path) -> Path:
        if parts.music is None:
            return parts.own.path
        mixed = folder / "mixed.pcm"
        mix_music(
            parts.own.path,
            parts.music,
            mixed,
            loud=parts.loud,
            blocks=parts.own.blocks,
            level=parts.own.level,
            speech=self.speech,
        )
        parts.music.unlink()
        return mixed


def _frames_alike(segments: Sequence[Path]) -> list[int]:
    """Of each segment how many; ToolFailed when they were not encoded alike."""
    tracks = [video_track(path) for path in segments]
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
    return [track.frames for track in tracks]


def _check_as_long(parts: Sequence[SoundPart], frames: Sequence[int]) -> None:
    sound = sum(part.frames - part.shared for part in parts)
    if sound != sum(frames):
        raise ToolFailed(
            Words(
                zh=f"声音共 {sound} 帧，画面共 {sum(frames)} 帧，对不上",
                en=f"the sounds take {sound} frames and the pictures {sum(frames)}",
            )
        )


def _check_length(film: Path, frames: int, rate: int) -> None:
    """Every stated duration against the plan, as fractions of a second; our own file, read here."""
    import av  # noqa: PLC0415

    planned = Fraction(frames, rate)
    with av.open(str(film)) as opened:
        told = [
            (each.type, each.start_time, each.duration, each.time_base) for each in opened.streams
        ]
        told.append(("container", opened.start_time, opened.duration, Fraction(1, av.time_base)))
    for what, start, lasts, unit in told:
        seconds = (lasts or 0) * (unit or Fraction(0))
        # The container tells microseconds, which a third of a second is not.
        if abs(seconds - planned) > Fraction(1, 1_000_000) or start != 0:
            raise ToolFailed(
                Words(
                    zh=f"成片应为 {float(planned):.3f} 秒，{what} 却是 {float(seconds):.6f} 秒",
                    en=f"the film should last {float(planned):.3f} s, but its {what} lasts "
                    f"{float(seconds):.6f} s from {start} on",
                )
            )
