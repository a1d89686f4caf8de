"""Films for other profiles: upright, small, of another rate, and never below a size."""

from dataclasses import astuple, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.frame import Frame
from domain.cutting.output import STANDARD, Output, coding
from domain.cutting.rendering import SegmentSpec
from domain.judging.measures import FilmMeasures
from tests.workers.film_media import counted_clip, grey_photo, halved_clip, turned_clockwise
from workers.tools.film.join import join_film
from workers.tools.film.measure import measure_film
from workers.tools.film.photo_shot import PhotoPixels
from workers.tools.film.segment import RenderDeps, render_segment
from workers.tools.photos.film_photo import film_photo

#: Where the size is not what is looked at: a film of it takes a quarter of the time.
SMALL = Frame(640, 360)
CAPTION = ("1. 启动仪式", "5月27日 · 县工科局")


def read_photo(source: Path, width: int, height: int) -> PhotoPixels:
    with source.open("rb") as file:
        size, blobs = film_photo(file, {"width": width, "height": height})
    return PhotoPixels(size["width"], size["height"], blobs["rgb"])


def film_for(folder: Path, output: Output) -> tuple[Path, int]:
    """Card, talking clip with a caption, turned clip, wide photo, upright photo."""
    clip = {"kind": "clip", "source": "ab"}
    photo = {"kind": "photo", "source": "ab"}
    shots = [
        (SegmentSpec(kind="card", frames=20, card=("opening", "科技周", "主题", "5月")), None),
        (
            SegmentSpec(frames=29, width=320, height=180, sound=1, caption=CAPTION, **clip),
            counted_clip(folder / "c.mov"),
        ),
        (
            SegmentSpec(frames=11, width=180, height=320, **clip),
            turned_clockwise(halved_clip(folder / "t.mp4")),
        ),
        (
            SegmentSpec(frames=13, width=1500, height=1000, **photo),
            grey_photo(folder / "w.jpg", (1500, 1000)),
        ),
        (
            SegmentSpec(frames=9, width=900, height=1200, dip=4, **photo),
            grey_photo(folder / "u.jpg", (900, 1200)),
        ),
    ]
    total = sum(spec.frames for spec, _ in shots)
    made = astuple(coding(output, total, len(shots)))
    size = (output.frame.width, output.frame.height)
    videos, sounds = [], []
    deps = RenderDeps(read_photo=read_photo, scratch=folder)
    for number, (spec, source) in enumerate(shots):
        spec = replace(spec, size=size, rate=output.rate, coding=made)
        video, sound = folder / f"{number}.mp4", folder / f"{number}.pcm"
        render_segment(spec, source=source, out_video=video, out_audio=sound, deps=deps)
        videos.append(video)
        sounds.append(sound)
    film = folder / "film.mp4"
    joined = join_film(videos, sounds, out=film, scratch=folder, output=output)
    assert joined.frames == total
    return film, total


def measured(folder: Path, output: Output) -> tuple[FilmMeasures, int]:
    film, frames = film_for(folder, output)
    return measure_film(film), frames


@pytest.mark.parametrize("rate", [24, 30, 50])
def test_a_film_of_another_rate_is_exact_on_container_and_streams(
    tmp_path: Path, rate: int
) -> None:
    found, frames = measured(tmp_path, Output(frame=SMALL, rate=rate))
    micro = Fraction(1, 1_000_000)
    assert (found.frames, found.fps, found.constant_rate) == (frames, rate, True)
    for stated in (found.video_s, found.last_frame_end_s, found.container_s, found.audio_s):
        assert stated is not None
        assert abs(stated - Fraction(frames, rate)) <= micro
    assert found.decode_errors == ()
    assert found.audio_start_s == found.video_start_s == 0


def test_an_upright_film_is_upright_and_its_level_is_met(tmp_path: Path) -> None:
    found, frames = measured(tmp_path, Output(frame=Frame(540, 960), loudness=-2000))
    assert (found.width, found.height, found.sar) == (540, 960, 1)
    assert (found.frames, found.decode_errors) == (frames, ())
    assert found.integrated_lufs == pytest.approx(-2000, abs=20)


def test_a_film_that_must_not_be_small_is_filled_up_and_still_plays(tmp_path: Path) -> None:
    output = Output(frame=SMALL, least_bytes=1_000_000)
    found, frames = measured(tmp_path, output)
    assert found.size_bytes >= output.least_bytes
    assert found.size_bytes < 1.6 * output.least_bytes
    assert (found.frames, found.decode_errors) == (frames, ())


def noisy_film(folder: Path, output: Output, *, frames: int, shots: int) -> Path:
    """Noise asks for far more than any bound leaves."""
    noise = folder / "noise.mov"
    random = np.random.RandomState(1)
    size = output.frame.width, output.frame.height
    spec = SegmentSpec(kind="photo", frames=frames, source="ab", width=size[0], height=size[1])
    spec = replace(spec, size=size, coding=astuple(coding(output, frames * shots, shots)))

    def noisy(source: Path, width: int, height: int) -> PhotoPixels:
        return PhotoPixels(*size, random.bytes(size[0] * size[1] * 3))

    noise.write_bytes(b"")
    videos, sounds = [], []
    deps = RenderDeps(read_photo=noisy, scratch=folder)
    for number in range(shots):
        video, sound = folder / f"{number}.mp4", folder / f"{number}.pcm"
        render_segment(spec, source=noise, out_video=video, out_audio=sound, deps=deps)
        videos.append(video)
        sounds.append(sound)
    film = folder / "film.mp4"
    join_film(videos, sounds, out=film, scratch=folder, output=output)
    return film


def test_a_small_copy_keeps_under_its_size_whatever_it_shows(tmp_path: Path) -> None:
    output = Output(
        frame=Frame(1280, 720), audio_kbps=96, most_bytes=900_000, most_kbps=2500, crf=23
    )
    film = noisy_film(tmp_path, output, frames=50, shots=3)
    assert 400_000 < film.stat().st_size <= output.most_bytes


@pytest.mark.parametrize("asked", [False, True])
def test_a_rate_of_the_pictures_that_was_asked_for_is_kept_by_short_busy_shots(
    tmp_path: Path, asked: bool
) -> None:
    output = Output(frame=SMALL, audio_kbps=64, most_kbps=1000, keeps_most_kbps=asked, crf=23)
    film = noisy_film(tmp_path, output, frames=20, shots=4)
    kbps = film.stat().st_size * 8 / 1000 / (80 / 25)
    # Whatever sound and container take is more than nothing.
    assert (kbps <= 1000 + 64 + 30) is asked, kbps


def test_the_usual_film_is_as_it_was(tmp_path: Path) -> None:
    found, frames = measured(tmp_path, STANDARD)
    assert (found.width, found.height, found.frames, found.fps) == (1920, 1080, frames, 25)
    assert (found.level, found.video_profile, found.decode_errors) == (40, "High", ())
