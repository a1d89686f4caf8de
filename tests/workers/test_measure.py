"""A finished film measured: what it states, what it holds, and what is wrong with it."""

from fractions import Fraction
from pathlib import Path

import pytest

from domain.errors import ToolFailed
from domain.judging.deciding import judge
from domain.judging.measures import FilmMeasures, Span
from domain.timebase import seconds_to_ms
from tests.workers.film_media import ffmpeg
from workers.tools.film.measure import DecodeReader, measure_film
from workers.tools.film.profile_file import load_profile

PROFILE = Path(__file__).parents[2] / "profiles" / "county-science-week.yaml"


def film(path: Path, picture: str, sound: str | None, *options: str) -> Path:
    inputs = ["-f", "lavfi", "-i", picture]
    if sound is not None:
        inputs += ["-f", "lavfi", "-i", sound, "-c:a", "aac", "-ac", "2", "-ar", "48000"]
    ffmpeg(*inputs, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "25", *options, str(path))
    return path


MOVING = "testsrc2=s=320x180:r=25:d=3"
TONE = "sine=1000:r=48000:d=3,volume=-20dB"


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measure")
    return film(folder / "film.mp4", MOVING, TONE, "-movflags", "+faststart", "-shortest")


@pytest.fixture(scope="module")
def measured(moving: Path) -> FilmMeasures:
    return measure_film(moving)


def test_lengths_and_frames_are_exact(measured: FilmMeasures) -> None:
    assert measured.frames == 75
    assert measured.video_s == measured.last_frame_end_s == 3
    assert measured.fps == 25
    assert measured.constant_rate
    assert measured.decode_errors == ()


def test_picture_and_sound_are_described(measured: FilmMeasures) -> None:
    assert (measured.width, measured.height, measured.sar) == (320, 180, Fraction(1))
    assert (measured.container, measured.video_codec, measured.pix_fmt) == (
        "mp4",
        "h264",
        "yuv420p",
    )
    assert (measured.audio_codec, measured.sample_rate, measured.channels) == ("aac", 48_000, 2)


def test_size_and_index_are_those_of_the_file(measured: FilmMeasures, moving: Path) -> None:
    assert measured.size_bytes == moving.stat().st_size
    assert measured.moov_first


def test_loudness_and_peak_are_those_of_the_tone(measured: FilmMeasures) -> None:
    """ffmpeg's sine peaks at -18.06 dBFS: 20 dB less, and 3 dB less when mono becomes stereo.

    A sine in two channels has the loudness of its peak (BS.1770: 1 kHz at 0 dBFS is -3 LUFS each).
    """
    assert measured.true_peak == pytest.approx(-4107, abs=60)
    assert measured.integrated_lufs == pytest.approx(-4107, abs=60)


def test_nothing_black_frozen_or_silent_is_found_where_there_is_none(
    measured: FilmMeasures,
) -> None:
    assert (measured.black, measured.frozen, measured.silent) == ((), (), ())


def test_black_frozen_and_silent_parts_are_found_where_they_are(tmp_path: Path) -> None:
    picture = "testsrc2=s=320x180:r=25:d=2[a];color=black:s=320x180:r=25:d=3[b];[a][b]concat"
    sound = "sine=1000:r=48000:d=5,volume='lt(t,2)':eval=frame"
    result = measure_film(film(tmp_path / "film.mp4", picture, sound))
    (black,), (frozen,), (silent,) = result.black, result.frozen, result.silent
    end = seconds_to_ms(result.container_s)
    assert black.in_ms == pytest.approx(2000, abs=40)
    assert (frozen.in_ms, frozen.out_ms) == (pytest.approx(2000, abs=80), end)
    assert silent.in_ms == pytest.approx(2000, abs=60)
    assert (black.out_ms, silent.out_ms) == (end, pytest.approx(end, abs=60))


def test_a_dip_between_chapters_is_not_called_black(tmp_path: Path) -> None:
    dipped = f"{MOVING},fade=in:s=30:n=6:enable='gte(n,30)'"
    assert measure_film(film(tmp_path / "film.mp4", dipped, None)).black == ()


def test_a_film_without_sound_says_so(tmp_path: Path) -> None:
    result = measure_film(film(tmp_path / "film.mp4", MOVING, None))
    assert (result.audio_s, result.audio_codec, result.channels) == (None, "", 0)
    assert (result.integrated_lufs, result.true_peak) == (None, None)


def test_a_variable_rate_is_seen(tmp_path: Path) -> None:
    dropped = f"{MOVING},select='lt(n,20)+not(mod(n,3))'"
    result = measure_film(film(tmp_path / "film.mp4", dropped, None, "-vsync", "vfr"))
    assert not result.constant_rate
    assert result.frames < 75


def test_an_index_behind_the_pictures_is_seen(tmp_path: Path) -> None:
    assert not measure_film(film(tmp_path / "film.mp4", MOVING, None)).moov_first


def test_damage_inside_is_found_by_decoding(tmp_path: Path, moving: Path) -> None:
    data = bytearray(moving.read_bytes())
    middle = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 2
    data[middle : middle + 4000] = bytes(byte ^ 0xFF for byte in data[middle : middle + 4000])
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    assert measure_film(broken).decode_errors


def test_what_is_no_film_is_a_failure_in_words(tmp_path: Path) -> None:
    text = tmp_path / "film.mp4"
    text.write_text("no film")
    with pytest.raises(ToolFailed):
        measure_film(text)


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    sound = tmp_path / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", TONE, "-c:a", "aac", "-f", "mp4", str(sound))
    with pytest.raises(ToolFailed, match="no video"):
        measure_film(sound)


def test_a_measured_film_is_judged_by_the_shipped_profile(measured: FilmMeasures) -> None:
    findings = {f.rule: f for f in judge(load_profile(PROFILE), measured, limit_ms=180_000)}
    assert findings["film.duration"].outcome == "pass"
    assert findings["film.width"].outcome == "fail"
    assert findings["film.loudness"].outcome == "fail"
    assert findings["film.no-marks"].outcome == "not_checked"


def test_spans_that_last_to_the_end_are_closed_there() -> None:
    reader = DecodeReader()
    for line in (
        "frame:12   pts:480    pts_time:0.48",
        "lavfi.black_start=0.48",
        "lavfi.freezedetect.freeze_start=1",
        "lavfi.freezedetect.freeze_duration=2",
        "lavfi.freezedetect.freeze_end=3.5",
        "lavfi.silence_start=-0.002",
        "frame=100",
        "frame=125",
    ):
        reader.line(line)
    assert reader.frames == 125
    assert reader.spans("black", 5000) == (Span(in_ms=480, out_ms=5000),)
    assert reader.spans("freeze", 5000) == (Span(in_ms=1000, out_ms=3500),)
    assert reader.spans("silence", 5000) == (Span(in_ms=0, out_ms=5000),)
