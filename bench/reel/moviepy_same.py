"""The same film as MoviePy's user guide puts one together: composites of clips, audio mixed in."""

import json
import sys
from pathlib import Path
from typing import Any

from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    VideoFileClip,
    afx,
    concatenate_videoclips,
    vfx,
)

from bench.reel.dressing import ALONE_DB, COMES, FADES, GROWTH, UNDER_DB
from bench.reel.moviepy_script import SIZE, photo_pixels, silence

_RATE = 25


def main() -> None:
    told, out, threads = sys.argv[1:]
    film = json.loads(Path(told).read_text(encoding="utf-8"))
    pictures: Any = concatenate_videoclips([_shot(**shot) for shot in film["shots"]])
    sound = CompositeAudioClip([pictures.audio, _under(film["bed"], film["heard"])])
    # It knows of peaks only: nothing in it measures loudness.
    whole = pictures.with_audio(sound.with_effects([afx.AudioNormalize()]))
    whole.write_videofile(
        out, fps=_RATE, codec="libx264", preset="veryfast", audio_codec="aac", audio_fps=48_000,
        threads=int(threads), ffmpeg_params=["-crf", "21", "-x264-params", "subme=1"], logger=None,
        temp_audiofile_path=str(Path(out).parent),
    )  # fmt: skip


def _under(bed: str, heard: list[list[int]]) -> Any:
    """The bed, lower from where a clip begins to where it ends."""
    music: Any = AudioFileClip(bed).with_effects([afx.MultiplyVolume(10 ** (ALONE_DB / 20))])
    lower = 10 ** ((UNDER_DB - ALONE_DB) / 20)
    spans = [
        afx.MultiplyVolume(lower, start_time=first / _RATE, end_time=last / _RATE)
        for first, last in heard
    ]
    return music.with_effects(spans)


def _shot(kind: str, path: str, in_ms: int, frames: int, plate: list[Any] | None) -> Any:
    seconds = frames / _RATE
    shown: Any
    if kind == "card":
        shown = ImageClip(path).with_duration(seconds).with_audio(silence(seconds))
    elif kind == "photo":
        still: Any = ImageClip(photo_pixels(path)).with_duration(seconds)
        grown = still.resized(lambda t: 1 + GROWTH * t / seconds).with_position("center")
        shown = CompositeVideoClip([grown], size=SIZE).with_audio(silence(seconds))
    else:
        start = in_ms / 1000
        shown = VideoFileClip(path).subclipped(start, start + seconds).resized(new_size=SIZE)
    return shown if plate is None else _captioned(shown, seconds, *plate)


def _captioned(shown: Any, seconds: float, plate: str, x: int, y: int) -> Any:
    comes = COMES / _RATE
    caption: Any = ImageClip(plate).with_start(comes).with_duration(seconds - comes)
    caption = caption.with_position((x, y)).with_effects([vfx.CrossFadeIn(FADES / _RATE)])
    return CompositeVideoClip([shown, caption], size=SIZE)


if __name__ == "__main__":
    main()
