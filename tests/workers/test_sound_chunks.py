"""Sound encoded in chunks: what the whole would be, of exact length, and only what changed anew."""

import threading
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from domain.errors import ToolCancelled
from tests.workers.film_media import ffmpeg, heard
from workers.tools.film import sound_chunks
from workers.tools.film.kept_sound import KeptSound
from workers.tools.film.sound_chunks import CHUNK, Coded, Coding, coded_chunks, write_m4a
from workers.tools.running.ffmpeg_inputs import own_samples

CODING = Coding(gain=0, ceiling=-200, kbps=192, search="fast")
SECONDS = 40


def sound_of(path: Path, *, seed: int = 1, samples: int = SECONDS * 48_000) -> np.ndarray:
    """A voice-like tone that breathes, noise, and claps that make the encoder choose short windows;
    one clap lies on the first chunk's very end."""
    rolls = np.random.default_rng(seed)
    at = np.arange(samples) / 48_000
    wave = 0.2 * np.sin(2 * np.pi * 220 * at) * (1.2 + np.sin(2 * np.pi * 0.7 * at))
    sound = np.stack([wave, wave[::-1]], axis=1) + rolls.normal(0, 0.02, (samples, 2))
    clap = rolls.normal(0, 0.4, (600, 2)) * np.exp(-np.arange(600) / 90)[:, None]
    for start in (*range(9_000, samples - 600, 31_111), CHUNK - 300):
        if start + 600 <= samples:
            sound[start : start + 600] += clap
    whole = np.clip(sound * 20_000, -32_000, 32_000).round().astype("<i2")
    whole.tofile(path)
    return whole


def decoded(file: Path) -> np.ndarray:
    """By the system's own FFmpeg."""
    raw = ffmpeg("-i", str(file), "-f", "s16le", "-ac", "2", "-ar", "48000", "pipe:1")
    return np.frombuffer(raw, "<i2").reshape(-1, 2)


def noise_ratio(sound: np.ndarray, coded: np.ndarray) -> float:
    """dB of the sound above what coding changed."""
    wrong = (sound.astype(float) - coded.astype(float)) ** 2
    return 10 * np.log10((sound.astype(float) ** 2).sum() / wrong.sum())


def encoded(raw: Path, out: Path, kept: KeptSound[Coded] | None = None) -> list[Coded]:
    chunks = coded_chunks(raw, CODING, KeptSound() if kept is None else kept)
    write_m4a(chunks, raw.stat().st_size // 4, CODING.kbps, out)
    return chunks


def encoded_whole(raw: Path, out: Path) -> np.ndarray:
    options = ["-c:a", "aac", "-b:a", "192k", "-aac_coder", "fast", "-f", "ipod"]
    ffmpeg(*own_samples(raw), *options, str(out))
    return decoded(out)


def test_chunks_sound_as_the_whole_does_where_they_meet_too(tmp_path: Path) -> None:
    sound = sound_of(tmp_path / "raw")
    encoded(tmp_path / "raw", tmp_path / "chunks.m4a")
    chunks = decoded(tmp_path / "chunks.m4a")
    whole = encoded_whole(tmp_path / "raw", tmp_path / "whole.m4a")[: len(sound)]
    assert len(chunks) == len(sound)
    for around in (CHUNK, 2 * CHUNK):
        near = slice(around - 2048, around + 2048)
        assert noise_ratio(sound[near], chunks[near]) > noise_ratio(sound[near], whole[near]) - 2
    assert noise_ratio(sound, chunks) > noise_ratio(sound, whole) - 0.5


@pytest.mark.parametrize("samples", (CHUNK, CHUNK + 1, CHUNK - 700, 1920 * 33, 1600))
def test_every_length_is_exact_to_the_sample(tmp_path: Path, samples: int) -> None:
    sound = sound_of(tmp_path / "raw", samples=samples)
    encoded(tmp_path / "raw", tmp_path / "out.m4a")
    told = starts_and_lasts(tmp_path / "out.m4a")
    assert told == (Fraction(0), Fraction(samples, 48_000))
    # FFmpeg plays the last packet to its end, of a file of its own too.
    coded = decoded(tmp_path / "out.m4a")
    assert samples <= len(coded) < samples + 1024
    assert noise_ratio(sound, coded[:samples]) > 15


def starts_and_lasts(file: Path) -> tuple[Fraction, Fraction]:
    with av.open(str(file)) as opened:
        stream = opened.streams.audio[0]
        assert stream.time_base is not None
        assert stream.start_time is not None
        assert stream.duration is not None
        return stream.start_time * stream.time_base, stream.duration * stream.time_base


def test_the_same_sound_has_the_same_bytes_kept_or_not(tmp_path: Path) -> None:
    sound_of(tmp_path / "raw")
    kept: KeptSound[Coded] = KeptSound()
    for name, store in (("a", kept), ("b", kept), ("c", KeptSound[Coded]())):
        encoded(tmp_path / "raw", tmp_path / name, store)
    first, *others = ((tmp_path / name).read_bytes() for name in "abc")
    assert [other == first for other in others] == [True, True]


def test_an_edit_encodes_what_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = sound_of(tmp_path / "raw")
    kept: KeptSound[Coded] = KeptSound()
    before = encoded(tmp_path / "raw", tmp_path / "before.m4a", kept)
    made: list[int] = []
    encode = sound_chunks._encoded

    def counted(part, coding, cancelled):
        made.append(len(part))
        return encode(part, coding, cancelled)

    monkeypatch.setattr(sound_chunks, "_encoded", counted)
    sound[CHUNK + 200_000 : CHUNK + 210_000] //= 2
    sound.tofile(tmp_path / "raw")
    after = encoded(tmp_path / "raw", tmp_path / "after.m4a", kept)
    assert len(made) == 1
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]
    encoded(tmp_path / "raw", tmp_path / "fresh.m4a")
    assert (tmp_path / "after.m4a").read_bytes() == (tmp_path / "fresh.m4a").read_bytes()


def test_chunks_are_heard_as_the_whole_is(tmp_path: Path) -> None:
    sound_of(tmp_path / "raw")
    chunks = encoded(tmp_path / "raw", tmp_path / "out.m4a")
    told = [level for chunk in chunks for level in chunk.blocks]
    whole = heard(tmp_path / "out.m4a")
    # From the fourth on, which is the first whole one.
    differences = np.abs(np.subtract(told, [level for _, level in whole.blocks][: len(told)])[3:])
    assert differences.max() <= 5
    peaks = [chunk.true_peak for chunk in chunks if chunk.true_peak is not None]
    assert max(peaks) == pytest.approx(whole.true_peak, abs=10)


def test_encoding_ends_when_the_job_is_cancelled(tmp_path: Path) -> None:
    sound_of(tmp_path / "raw", samples=96_000)
    with pytest.raises(ToolCancelled):
        coded_chunks(tmp_path / "raw", CODING, KeptSound(), cancelled=lambda: True)


def test_where_nothing_is_kept_nobody_waits_to_sweep_it() -> None:
    before = set(threading.enumerate())
    kept: KeptSound[str] = KeptSound(most=0)
    assert kept.get("a", lambda: "first") == "first"
    assert kept.get("a", lambda: "second") == "second"
    assert len(kept) == 0 and set(threading.enumerate()) <= before


def test_kept_sound_goes_when_it_is_much() -> None:
    kept: KeptSound[str] = KeptSound(most=2)
    assert kept.get("a", lambda: "first") == "first"
    assert kept.get("a", lambda: "second") == "first"
    for key in "bc":
        kept.get(key, lambda: "more")
    assert len(kept) == 2
    assert kept.get("a", lambda: "second") == "second"


def test_kept_sound_goes_when_nobody_wants_it() -> None:
    kept: KeptSound[str] = KeptSound(seconds=0.2, most=2)
    assert kept.get("a", lambda: "first") == "first"
    ends = time.monotonic() + 60
    while len(kept) and time.monotonic() < ends:
        time.sleep(0.05)
    assert len(kept) == 0
