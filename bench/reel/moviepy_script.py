"""A film as MoviePy's user guide cuts one: clips and images put together, written at the end."""

import sys
from pathlib import Path

import numpy as np
from moviepy import AudioClip, ImageClip, VideoFileClip, concatenate_videoclips
from PIL import Image

SIZE = (1920, 1080)
_RATE = 25
_GROWTH = 0.04


def main() -> None:
    listed, out, threads = sys.argv[1:]
    shots = [
        _shot(*line.split("\t")) for line in Path(listed).read_text(encoding="utf-8").splitlines()
    ]
    film = concatenate_videoclips(shots)
    film.write_videofile(
        out, fps=_RATE, codec="libx264", preset="veryfast", audio_codec="aac", audio_fps=48_000,
        threads=int(threads), ffmpeg_params=["-crf", "21", "-x264-params", "subme=1"], logger=None,
        temp_audiofile_path=str(Path(out).parent),
    )  # fmt: skip


def _shot(kind: str, path: str, in_ms: str, frames: str):  # pyright: ignore
    seconds = int(frames) / _RATE
    if kind in ("photo", "card"):
        still = ImageClip(photo_pixels(path)).with_duration(seconds)
        if kind == "photo":
            still = still.resized(lambda t: 1 + _GROWTH * t / seconds).with_position("center")
        framed = still.cropped(x_center=960, y_center=540, width=1920, height=1080)
        return framed.with_audio(silence(seconds))
    start = int(in_ms) / 1000
    return VideoFileClip(path).subclipped(start, start + seconds).resized(new_size=SIZE)


def silence(seconds: float) -> AudioClip:
    """Of a picture that stands still."""

    def nothing(t):  # pyright: ignore
        return [[0, 0]] * len(t) if hasattr(t, "shape") else [0, 0]

    return AudioClip(nothing, duration=seconds, fps=48_000)


def photo_pixels(path: str) -> np.ndarray:
    """A photo of 4:3, shrunk on load, as it covers the frame."""
    with Image.open(path) as picture:
        picture.draft("RGB", (2208, 1656))
        wide = picture.convert("RGB").resize((1920, 1440))
    return np.asarray(wide.crop((0, 180, 1920, 1260)))


if __name__ == "__main__":
    main()
