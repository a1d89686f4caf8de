"""Twelve films with one known fault each: found, and measured as FFmpeg and MediaInfo do."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.film import Outcome
from domain.judging.deciding import judge
from domain.judging.measures import FilmMeasures
from tests.required import needs
from tests.workers.faulty_films import FAULTS, GOOD, Recipe
from workers.bench import PROFILES
from workers.tools.film.measure import measure_film
from workers.tools.film.profile_file import load_profile

LIMIT_MS = 180_000
PLACE = "com.apple.quicktime.location.ISO6709"


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, FilmMeasures]]:
    """Each film once, with our measures of it; "" for the good one."""
    folder = tmp_path_factory.mktemp("films")

    @cache
    def made(name: str) -> tuple[Path, FilmMeasures]:
        recipe: Recipe = FAULTS[name] if name else GOOD
        path = recipe.make(folder / f"{name.replace(' ', '-') or 'good'}.mp4")
        return path, measure_film(path)

    return made


def broken(film: FilmMeasures) -> set[str]:
    """Rules that do not hold; loudness that could not be measured counts as one."""
    found = judge(load_profile(PROFILES / "county-science-week.yaml"), film, limit_ms=LIMIT_MS)
    unheard = {f.rule for f in found if f.rule == "film.loudness" and f.outcome is not Outcome.PASS}
    return {f.rule for f in found if f.outcome is Outcome.FAIL} | unheard


#: Three minutes take seconds to decode however small they are: `make workers`.
LONG = ("181 s", "180.02 s")
NAMES = [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in ("", *FAULTS)]


def test_one_frames_worth_of_sound_too_much_is_too_long(tmp_path: Path) -> None:
    film = Recipe(sound_seconds="6.02").make(tmp_path / "film.mp4")
    profile = load_profile(PROFILES / "county-science-week.yaml")
    (length,) = (
        finding
        for finding in judge(profile, measure_film(film), limit_ms=6_000)
        if finding.rule == "film.duration"
    )
    assert (length.outcome, length.measured) == (Outcome.FAIL, "6.020 s")


#: Small films are not 1920 x 1080, whatever their fault.
SMALL = {"film.width", "film.height"}


def test_the_good_film_is_only_small(films) -> None:
    assert broken(films("")[1]) == SMALL


@pytest.mark.parametrize("name", NAMES[1:])
def test_each_fault_is_found_and_nothing_else(films, name: str) -> None:
    assert broken(films(name)[1]) - SMALL == FAULTS[name].breaks


def probed(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_format", "-show_streams"]
    done = subprocess.run([*command, "-of", "json", path], capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_ffprobe_agrees(films, name: str) -> None:
    path, ours = films(name)
    told = probed(path)
    video, audio = (
        next(s for s in told["streams"] if s["codec_type"] == kind) for kind in ("video", "audio")
    )
    assert int(video["nb_read_frames"]) == ours.frames
    assert Fraction(told["format"]["duration"]) == round(ours.container_s, 6)
    assert Fraction(video["duration"]) == round(ours.video_s, 6)
    assert ours.audio_s is not None
    assert Fraction(audio["duration"]) == round(ours.audio_s, 6)
    assert (video["width"], video["height"]) == (ours.width, ours.height)
    assert (video["profile"], video["level"]) == (ours.video_profile, ours.level)
    assert video["pix_fmt"] == ours.pix_fmt
    assert video["color_space"] == ours.colour_space
    assert (PLACE in told["format"]["tags"]) is (PLACE in ours.private_tags)


@pytest.mark.parametrize("name", ["", "loud", "silent", "frozen span"])
def test_the_loudness_filter_on_its_own_agrees(films, name: str) -> None:
    path, ours = films(name)
    meter = ["-af", "ebur128=peak=true", "-vn", "-f", "null", "-"]
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-i", path, *meter], capture_output=True, check=True
    )
    summary = done.stderr.decode().rpartition("Summary:")[2]
    said = {
        key: found[1] for key in ("I", "Peak") if (found := re.search(rf"{key}: +(\S+)", summary))
    }
    if ours.integrated_lufs is None:
        assert float(said["I"]) <= -70
        assert said["Peak"] == "-inf" and ours.true_peak is None
    else:
        assert ours.true_peak is not None
        assert ours.integrated_lufs / 100 == pytest.approx(float(said["I"]), abs=0.06)
        assert ours.true_peak / 100 == pytest.approx(float(said["Peak"]), abs=0.06)


def media_info(path: Path) -> dict[str, dict[str, Any]]:
    done = subprocess.run(["mediainfo", "--Output=JSON", path], capture_output=True, check=True)
    tracks = json.loads(done.stdout)["media"]["track"]
    return {track["@type"]: track for track in tracks}


@pytest.fixture
def second_opinion(request: pytest.FixtureRequest) -> None:
    absent = None if shutil.which("mediainfo") else "apt-get install mediainfo"
    needs(request, "mediainfo", absent)


#: ISO/IEC 23001-8 as MediaInfo writes it, and as FFmpeg does.
MATRICES = {"BT.709": "bt709", "BT.601": "smpte170m"}


@pytest.mark.usefixtures("second_opinion")
@pytest.mark.parametrize("name", NAMES)
def test_media_info_agrees(films, name: str) -> None:
    path, ours = films(name)
    told = media_info(path)
    whole, video, audio = told["General"], told["Video"], told["Audio"]
    assert float(whole["Duration"]) == pytest.approx(float(ours.container_s), abs=0.001)
    # Where frames are dropped, the stream's own statement falls behind its last frame.
    assert float(video["Duration"]) == pytest.approx(float(ours.last_frame_end_s), abs=0.001)
    stated = float(video.get("Source_Duration", video["Duration"]))
    assert stated == pytest.approx(float(ours.video_s), abs=0.001)
    assert float(audio["Duration"]) == pytest.approx(float(ours.audio_s or 0), abs=0.001)
    assert int(video["FrameCount"]) == ours.frames
    assert (video["FrameRate_Mode"] == "CFR") is ours.constant_rate
    assert float(video["FrameRate"]) == pytest.approx(float(ours.fps), abs=0.001)
    assert (int(video["Width"]), int(video["Height"])) == (ours.width, ours.height)
    assert float(video["PixelAspectRatio"]) == pytest.approx(float(ours.sar), abs=0.001)
    assert video["Format_Profile"].startswith(ours.video_profile)
    assert float(video["Format_Level"]) * 10 == ours.level
    assert (int(video["BitDepth"]) == 10) is (ours.pix_fmt == "yuv420p10le")
    assert MATRICES[video["matrix_coefficients"]] == ours.colour_space
    assert (video["colour_range"] == "Limited") is (ours.colour_range == "tv")
    assert (whole["IsStreamable"] == "Yes") is ours.moov_first
    assert int(whole["FileSize"]) == ours.size_bytes
    assert int(whole["OverallBitRate"]) == pytest.approx(ours.bit_rate, rel=0.001)
    assert int(audio["SamplingRate"]) == ours.sample_rate
    assert ("+37.9500" in json.dumps(told)) is (PLACE in ours.private_tags)
