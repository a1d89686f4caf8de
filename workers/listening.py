"""Lets the owner's program hear what is said in a film that is cut; no film waits for it.

Not a station: without such a program, which is how the product is shipped, nothing is done.
"""

import shutil
from pathlib import Path

import ffmpeg

from workers.bench import Bench
from workers.tools.film.film_recipe import command, graph_input
from workers.tools.running.ffmpeg_inputs import file_url, own_file
from workers.tools.running.runner import run

#: What programs for speech are made for.
_RATE = 16_000
_TIMEOUT_S = 300


def hear_film(bench: Bench, film_id: str) -> int | None:
    """Number of lines that were heard; None where nobody listens, or the film is gone."""
    film = bench.catalog.films.get(film_id)
    if bench.recogniser is None or film.blob is None or film.to_be_replaced:
        return None
    folder = bench.scratch / f"speech-{film_id}"
    folder.mkdir(exist_ok=True)
    wav = folder / "film.wav"
    try:
        with bench.blobs.local(film.blob) as source:
            _decode(bench, source, wav)
        lasts_ms = (wav.stat().st_size - 44) * 1000 // (2 * _RATE)
        spoken = bench.recogniser.heard(wav, lasts_ms=lasts_ms, cancelled=bench.cancelled)
    finally:
        # It is home and place for what is temporary to the program, which may leave folders there.
        shutil.rmtree(folder, ignore_errors=True)
    return len(spoken) if bench.catalog.films.keep_spoken(film_id, spoken) else None


def _decode(bench: Bench, source: Path, wav: Path) -> None:
    """The film's sound as the program is to have it."""
    sound = graph_input(own_file(source))["a:0"]
    options = {"c:a": "pcm_s16le", "ar": _RATE, "ac": 1, "fflags": "+bitexact", "f": "wav"}
    run(
        "ffmpeg",
        command(ffmpeg.output(sound, file_url(wav), **options)),
        reads=[source],
        writes=[wav.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=bench.cancelled,
    )
