"""The film as a whole: exact on container and streams, one level of sound, nothing lost."""

import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.rendering import SegmentSpec
from domain.errors import ToolFailed
from domain.timebase import SAMPLES_PER_FRAME
from tests.workers.film_media import (
    counted_clip,
    ffmpeg,
    grey_photo,
    halved_clip,
    heard,
    turned_clockwise,
    variable_clip,
)
from workers.tools.film.film_recipe import piped_args
from workers.tools.film.film_sound import Master, next_master
from workers.tools.film.join import concat_list, join_film
from workers.tools.film.photo_shot import PhotoPixels
from workers.tools.film.segment import RenderDeps, render_segment
from workers.tools.photos.film_photo import film_photo
from workers.tools.running.runner import stream


def flat_segment(
    path: Path, frames: int, luma: int = 120, *, size: tuple[int, int] = (1920, 1080)
) -> Path:
    """A segment of plain grey by the film's own recipe, in a second."""
    spec = SegmentSpec(kind="photo", frames=frames, source="ab", size=size)
    pixels = size[0] * size[1]
    picture = bytes([luma]) * pixels + bytes([128]) * (pixels // 2)
    with stream(
        "ffmpeg", piped_args(spec, None, path), writes=[path.parent], timeout_s=60
    ) as encoder:
        assert encoder.stdin is not None
        encoder.stdin.write(picture)
    return path


def tone(path: Path, frames: int, level_db: float | None) -> Path:
    """Raw stereo sound of that many frames: a tone of 997 Hz, or silence for None."""
    count = frames * SAMPLES_PER_FRAME
    wave = np.sin(2 * np.pi * 997 * np.arange(count) / 48_000)
    height = 0.0 if level_db is None else 32767 * 10 ** (level_db / 20)
    samples = np.repeat((wave * height).round().astype("<i2")[:, None], 2, axis=1)
    path.write_bytes(samples.tobytes())
    return path


def durations(film: Path) -> dict[str, tuple[Fraction, Fraction]]:
    """Start and duration in exact seconds of container, video and audio."""
    told = json.loads(
        subprocess.run(
            ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(film)],
            capture_output=True,
            check=True,
        ).stdout
    )
    parts = {"container": told["format"]} | {s["codec_type"]: s for s in told["streams"]}
    return {
        name: (Fraction(part["start_time"]), Fraction(part["duration"]))
        for name, part in parts.items()
    }


def counted_frames(film: Path) -> int:
    done = subprocess.run(
        [
            *("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0"),
            *("-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(film)),
        ],
        capture_output=True,
        check=True,
    )
    return int(done.stdout)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A film of six unlike shots: card, turned clip, VFR clip, photo, portrait photo, mute clip."""
    folder = tmp_path_factory.mktemp("mixed")

    def read_photo(source: Path, width: int, height: int) -> PhotoPixels:
        with source.open("rb") as file:
            size, blobs = film_photo(file, {"width": width, "height": height})
        return PhotoPixels(size["width"], size["height"], blobs["rgb"])

    turned = turned_clockwise(halved_clip(folder / "turned.mp4"))
    talking = counted_clip(folder / "talking.mov")
    variable = variable_clip(folder / "variable.mp4")
    wide = grey_photo(folder / "wide.jpg", (1200, 900))
    tall = grey_photo(folder / "tall.jpg", (900, 1200))
    plain = SegmentSpec(kind="clip", frames=13, source="ab", width=320, height=180)
    caption = ("1　启动仪式", "5月27日　县工科局")
    shots = [
        (SegmentSpec(kind="card", frames=7, card=("opening", "科技周", "主题")), None),
        (replace(plain, width=180, height=320, caption=caption, dip=6), turned),
        (replace(plain, frames=17, sound=1, in_ms=600), talking),
        (replace(plain, frames=11), variable),
        (SegmentSpec(kind="photo", frames=9, source="ab", width=1200, height=900), wide),
        (SegmentSpec(kind="photo", frames=6, source="ab", width=900, height=1200), tall),
    ]
    deps = RenderDeps(read_photo=read_photo, scratch=folder)
    videos, audios = [], []
    for number, (spec, source) in enumerate(shots):
        video, audio = folder / f"{number}.mp4", folder / f"{number}.pcm"
        render_segment(spec, source=source, out_video=video, out_audio=audio, deps=deps)
        videos.append(video)
        audios.append(audio)
    film = folder / "film.mp4"
    joined = join_film(videos, audios, out=film, scratch=folder, title="科技活动周")
    return film, joined.frames


def test_a_film_of_six_unlike_shots_lasts_exactly_as_planned(mixed: tuple[Path, int]) -> None:
    film, frames = mixed
    assert frames == 7 + 13 + 17 + 11 + 9 + 6
    assert counted_frames(film) == frames
    planned = (Fraction(0), Fraction(frames, 25))
    assert durations(film) == {"container": planned, "video": planned, "audio": planned}


def test_the_film_decodes_without_a_complaint(mixed: tuple[Path, int]) -> None:
    done = subprocess.run(
        ["ffmpeg", "-v", "warning", "-nostdin", "-i", str(mixed[0]), "-f", "null", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


def test_the_film_says_its_title_and_nothing_of_its_making(mixed: tuple[Path, int]) -> None:
    data = mixed[0].read_bytes()
    assert "科技活动周".encode() in data
    for trace in (b"x264", b"Lavc", b"Lavf", str(mixed[0].parent).encode()):
        assert trace not in data


def test_4500_frames_are_exactly_180_seconds(tmp_path: Path) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 90)
    # Silence is as long as sound, and its level is not looked for.
    sound = tone(tmp_path / "s.pcm", 90, None)
    film = tmp_path / "film.mp4"
    joined = join_film([segment] * 50, [sound] * 50, out=film, scratch=tmp_path)
    assert joined.frames == 4500
    whole = (Fraction(0), Fraction(180))
    assert durations(film) == {"container": whole, "video": whole, "audio": whole}


def test_loud_and_quiet_shots_come_to_one_level_and_the_film_to_its_own(tmp_path: Path) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 50)
    levels = (-12.0, -28.0, None, -20.0)
    sounds = [tone(tmp_path / f"{n}.pcm", 50, level) for n, level in enumerate(levels)]
    film = tmp_path / "film.mp4"
    joined = join_film([segment] * 4, sounds, out=film, scratch=tmp_path)
    assert joined.integrated_lufs == pytest.approx(-1600, abs=20)
    assert joined.true_peak is not None
    assert joined.true_peak <= -150
    blocks = dict(heard(film).blocks)
    first, second, silent, last = (blocks[at] for at in (1200, 3200, 5200, 7200))
    assert first == pytest.approx(second, abs=50)
    assert first == pytest.approx(last, abs=50)
    assert silent < -6000


def test_a_film_without_any_sound_has_a_silent_track_of_full_length(tmp_path: Path) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 30)
    film = tmp_path / "film.mp4"
    joined = join_film(
        [segment] * 2, [tone(tmp_path / "s.pcm", 30, None)] * 2, out=film, scratch=tmp_path
    )
    assert (joined.integrated_lufs, joined.true_peak) == (None, None)
    assert durations(film)["audio"] == (0, Fraction(60, 25))


def test_segments_that_were_encoded_unlike_the_others_are_refused(tmp_path: Path) -> None:
    right = flat_segment(tmp_path / "right.mp4", 5)
    wrong = tmp_path / "wrong.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=s=1920x1080:r=25:d=0.2", "-bf", "0", str(wrong))
    sound = tone(tmp_path / "s.pcm", 5, None)
    with pytest.raises(ToolFailed, match=r"wrong\.mp4"):
        join_film([right, wrong], [sound] * 2, out=tmp_path / "film.mp4", scratch=tmp_path)


def test_sound_that_is_not_as_long_as_its_picture_is_refused(tmp_path: Path) -> None:
    segment = flat_segment(tmp_path / "s.mp4", 5)
    short = tone(tmp_path / "short.pcm", 4, None)
    with pytest.raises(ToolFailed, match=r"short\.pcm"):
        join_film([segment], [short], out=tmp_path / "film.mp4", scratch=tmp_path)


def test_nothing_is_left_in_the_scratch_folder(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    segment = flat_segment(tmp_path / "s.mp4", 5)
    sound = tone(tmp_path / "s.pcm", 5, -20)
    join_film([segment], [sound], out=tmp_path / "film.mp4", scratch=scratch)
    assert not list(scratch.iterdir())


def test_names_with_quotes_are_safe_in_the_list() -> None:
    listed = concat_list([Path("/films/it's one.mp4")], [4450])
    assert (
        listed == "ffconcat version 1.0\nfile 'file:/films/it'\\''s one.mp4'\nduration 178.000000\n"
    )


def test_mastering_stops_when_level_and_peak_are_met() -> None:
    master = Master(gain=300, ceiling=-200)
    assert next_master(master, -1605, -194, -1600, -150) == master


def test_mastering_lowers_the_ceiling_by_what_the_encoder_overshoots() -> None:
    louder = next_master(Master(gain=300, ceiling=-200), -1650, -100, -1600, -150)
    assert louder.gain == 350
    assert louder.ceiling == -200 - 50 - 10


def test_gains_go_in_steps_so_that_a_small_change_leaves_the_rest_as_it_was() -> None:
    assert next_master(Master(gain=310, ceiling=-200), -1587, None, -1600, -150).gain == 300
