"""Decodes brought music for listening: one channel at 48 kHz, by a confined FFmpeg."""

from collections.abc import Callable
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from domain.cutting.music import MUSIC_MOST_MS
from domain.errors import ToolFailed
from domain.timebase import SAMPLE_RATE
from domain.words import Words
from workers.tools.film.film_recipe import command, graph_input
from workers.tools.running.ffmpeg_inputs import file_url, music_file
from workers.tools.running.runner import run

_TIMEOUT_S = 120


def read_music(
    source: Path, decoded: Path, *, cancelled: Callable[[], bool] | None = None
) -> NDArray[np.float32]:
    """Its samples, at most a second more than music may last; `decoded` is written and read.

    Raises ToolFailed when it holds no sound that decodes.
    """
    most = MUSIC_MOST_MS // 1000 + 1
    sound = graph_input(music_file(source, "-t", str(most)))["a:0"].filter(
        "aresample", SAMPLE_RATE, ocl="mono"
    )
    options = {"c:a": "pcm_f32le", "ar": SAMPLE_RATE, "ac": 1, "format": "f32le"}
    run(
        "ffmpeg",
        command(ffmpeg.output(sound, file_url(decoded), **options)),
        reads=[source],
        writes=[decoded.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=cancelled,
    )
    mono = np.fromfile(decoded, "<f4")
    if not len(mono):
        raise ToolFailed(Words(zh="音乐里没有声音", en="the music holds no sound"))
    return mono
