"""Music as samples: to the frame, the same each time, on its beats, and under what is said."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.music import BEDS
from domain.errors import ToolFailed
from domain.timebase import SAMPLES_PER_FRAME
from tests.workers.film_media import ffmpeg, heard, samples_of
from tests.workers.test_join import durations, flat_segment, tone
from workers.tools.film import film_sound
from workers.tools.film.film_music import mix_music, music_loudness, write_bed, write_own
from workers.tools.film.join import join_film
from workers.tools.film.synthesis import bed_samples

EVERY_BED = pytest.mark.parametrize("key", sorted(BEDS))


@EVERY_BED
def test_a_bed_lasts_exactly_as_long_as_the_film_and_is_the_same_each_time(key: str) -> None:
    first, second = (bed_samples(BEDS[key], 317) for _ in range(2))
    assert first.shape == (317 * SAMPLES_PER_FRAME, 2)
    assert np.array_equal(first, second)
    assert 0.5 < np.abs(first).max() <= 0.71
    assert np.abs(first[-10:]).max() < 0.001
    assert abs(float(first.mean())) < 1e-3


@EVERY_BED
def test_a_bed_keeps_out_of_the_way_of_speech_and_of_small_loudspeakers_limits(key: str) -> None:
    """Speech is understood by 1-4 kHz; under 60 Hz nothing of a phone sounds."""
    mono = bed_samples(BEDS[key], 1500).mean(axis=1)
    power = np.abs(np.fft.rfft(mono)) ** 2
    hertz = np.fft.rfftfreq(len(mono), 1 / 48_000)

    def share(low: int, high: int) -> float:
        return 10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum())

    assert share(1000, 4000) < -8
    assert share(20, 60) < -15
    assert share(250, 1000) > -4
    assert share(2000, 8000) > -30


def test_the_drum_of_the_bright_bed_falls_on_its_beats() -> None:
    """The strongest onsets of the low band are where the grid says, within one frame."""
    bed = BEDS["morning"]
    mono = bed_samples(bed, 2400).mean(axis=1)
    spectrum = np.fft.rfft(mono)
    spectrum[np.fft.rfftfreq(len(mono), 1 / 48_000) > 130] = 0
    low = np.abs(np.fft.irfft(spectrum, len(mono))).reshape(2400, -1).max(axis=1)
    rise = np.diff(low, prepend=low[0])
    drummed = range(16 * 60, 32 * 60)
    found = [at for at in drummed if rise[at] > 0.6 * rise[drummed.start : drummed.stop].max()]
    assert len(found) > 12
    assert all(min(at % 30, 30 - at % 30) <= 1 for at in found), found


@EVERY_BED
def test_a_film_with_music_meets_its_level_after_encoding(tmp_path: Path, key: str) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 100)
    levels = (None, -22.0, None, -30.0)
    sounds = [tone(tmp_path / f"{n}.pcm", 100, level) for n, level in enumerate(levels)]
    film = tmp_path / "film.mp4"
    joined = join_film(
        [segment] * 4, sounds, out=film, scratch=tmp_path, music=partial(write_bed, BEDS[key])
    )
    assert joined.integrated_lufs == pytest.approx(-1600, abs=20)
    assert joined.true_peak is not None
    assert joined.true_peak <= -150
    assert durations(film)["audio"] == (0, 16)
    blocks = dict(heard(film).blocks)
    assert blocks[2500] > -3000
    assert [path.name for path in tmp_path.glob("join-*")] == []


def test_other_music_under_the_same_shots_measures_them_once_and_changes_no_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 100)
    sounds = [tone(tmp_path / f"{n}.pcm", 100, level) for n, level in enumerate((None, -22.0))]
    measured: list[str] = []
    pieces = film_sound.raw_pieces

    def noted(raw: Path) -> Iterator[np.ndarray]:
        measured.append(raw.stem)
        return pieces(raw)

    monkeypatch.setattr(film_sound, "raw_pieces", noted)

    def joined(name: str, music: str, kept: film_sound.LastSounds | None) -> bytes:
        film = tmp_path / name
        bed = partial(write_bed, BEDS[music])
        join_film([segment] * 2, sounds, out=film, scratch=tmp_path, music=bed, kept=kept)
        return film.read_bytes()

    kept = film_sound.LastSounds()
    joined("first", "morning", kept)
    again = joined("again", "water", kept)
    assert measured == ["joined", "mixed", "mixed"]
    assert again == joined("fresh", "water", None)
    assert measured[3:] == ["joined", "mixed"]
    # Other shots are other sound.
    tone(sounds[0], 100, -30.0)
    joined("other", "water", kept)
    assert measured[5:] == ["joined", "mixed"]


def test_music_steps_back_under_the_films_own_sound(tmp_path: Path) -> None:
    """Told apart by pitch: the own sound is one tone, the music another."""
    own = tmp_path / "own.pcm"
    own.write_bytes(
        tone(tmp_path / "a", 75, None).read_bytes() + tone(tmp_path / "b", 75, -30).read_bytes()
    )
    music = tmp_path / "music.pcm"
    wave = 9000 * np.sin(2 * np.pi * 400 * np.arange(150 * 1920) / 48_000)
    np.repeat(wave.round().astype("<i2")[:, None], 2, axis=1).tofile(music)
    mixed = tmp_path / "mixed.pcm"
    blocks = [-7000] * 28 + [-2700] * 30
    mix_music(own, music, mixed, loud=music_loudness(music), blocks=blocks, level=-2600)
    sound = samples_of(mixed)[:, 0].astype(float)

    def at_400(second: int) -> float:
        part = sound[second * 48_000 : (second + 1) * 48_000]
        return 20 * np.log10(np.abs(np.fft.rfft(part)[400]) + 1)

    assert at_400(1) - at_400(4) == pytest.approx(10, abs=0.5)


def test_brought_music_is_played_again_when_short_and_fades_at_the_end(tmp_path: Path) -> None:
    short = tmp_path / "short.mp3"
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=4:r=44100", "-ac", "1", str(short))
    out = tmp_path / "out.pcm"
    write_own(short, 250, out)
    samples = samples_of(out)
    assert len(samples) == 250 * SAMPLES_PER_FRAME
    each = np.abs(samples[:, 0]).reshape(10, -1).max(axis=1)
    assert each[:7].min() > 0.5 * each.max()
    assert np.abs(samples[-20:]).max() < 10


def test_brought_music_that_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"ID3" + bytes(4000))
    with pytest.raises(ToolFailed):
        write_own(broken, 250, tmp_path / "out.pcm")
