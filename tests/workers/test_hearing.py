"""Music that was brought is listened to by a worker: length and beats, or why it is refused."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.music import MusicState, OwnMusic
from tests.workers.film_media import ffmpeg, halved_clip
from tests.workers.test_beat_tracking import drums
from tests.workers.whole_bench import House, furnished
from workers.hearing import hear_music

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("house") / "home") as house:
        yield house


def bring(house: House, file: Path) -> OwnMusic:
    stored = house.storage.blobs.put_content("music", file)
    assert stored.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    campaign = house.storage.catalog.campaigns.titles()[0].key
    return house.storage.catalog.music.add(
        campaign=campaign,
        title="县歌",
        rights="本单位原创，授权使用",
        sha256=stored.sha256,
        size=stored.size,
        by="编辑一",
        at=NOW,
    )


def heard(house: House, file: Path) -> OwnMusic:
    music = bring(house, file)
    hear_music(house.bench, music.id)
    assert not list(house.bench.scratch.glob("music-*"))
    return house.storage.catalog.music.get(music.id)


def test_music_with_a_pulse_has_its_length_and_its_beats(house: House, tmp_path: Path) -> None:
    sound, times = drums(96)
    raw = tmp_path / "drums.f32"
    sound.astype("<f4").tofile(raw)
    file = tmp_path / "drums.mp3"
    ffmpeg("-f", "f32le", "-ar", "48000", "-ac", "1", "-i", str(raw), "-b:a", "128k", str(file))
    music = heard(house, file)
    assert music.state is MusicState.READY
    assert music.duration_ms == pytest.approx(30_000, abs=60)
    near = [np.abs(times - beat).min() <= 80 for beat in music.beats]
    assert len(near) > 40
    assert np.mean(near) > 0.95
    assert not hear_music(house.bench, music.id)


@pytest.mark.parametrize(
    ("name", "options"), [("a.m4a", ["-c:a", "aac"]), ("a.flac", []), ("a.wav", []), ("a.ogg", [])]
)
def test_usual_forms_of_music_are_taken(
    house: House, tmp_path: Path, name: str, options: list[str]
) -> None:
    file = tmp_path / name
    ffmpeg("-f", "lavfi", "-i", "sine=330:d=12:r=44100", *options, str(file))
    music = heard(house, file)
    assert (music.state, music.beats) == (MusicState.READY, ())


def test_a_clip_without_sound_and_a_text_are_refused_in_words(house: House, tmp_path: Path) -> None:
    text = tmp_path / "text.mp3"
    text.write_bytes("这不是音乐".encode() * 500)
    for file in (halved_clip(tmp_path / "mute.mp4"), text):
        music = heard(house, file)
        assert music.state is MusicState.REFUSED
        assert music.refused is not None
        assert "MP3" in music.refused.zh


def test_music_of_three_seconds_is_too_short(house: House, tmp_path: Path) -> None:
    file = tmp_path / "short.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=330:d=3", str(file))
    music = heard(house, file)
    assert music.refused is not None
    assert "10 秒" in music.refused.zh


def test_a_playlist_reads_no_other_file(house: House, tmp_path: Path) -> None:
    """FFmpeg would open what a playlist names; here nothing but the file itself may be read."""
    secret = tmp_path / "secret.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=330:d=12", str(secret))
    listed = tmp_path / "list.mp3"
    listed.write_text(f"ffconcat version 1.0\nfile 'file:{secret}'\n")
    assert heard(house, listed).state is MusicState.REFUSED
