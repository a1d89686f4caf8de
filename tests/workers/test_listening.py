"""How loud a clip is, against ffmpeg's ebur128 and the reference tones of EBU Tech 3341."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.workers.media_recipes import X264, clip, ffmpeg
from workers.tools.clips.listening import FLOOR_CLUFS, loudness

PICTURE = ("-f", "lavfi", "-i", "color=gray:size=64x36:rate=25")
FLAC = ("-c:a", "flac", "-sample_fmt", "s32", "-strict", "-2")


def heard(path: Path) -> dict:
    with path.open("rb") as file:
        return loudness(file, {})[0]


def sounding(path: Path, source: str, *arguments: str, seconds: int = 6) -> Path:
    ffmpeg(*PICTURE, "-f", "lavfi", "-i", source, "-t", str(seconds), *X264, *arguments, path)
    return path


def by_ffmpeg(path: Path) -> float:
    command = [
        "ffmpeg",
        "-nostdin",
        "-hide_banner",
        "-i",
        path,
        "-af",
        "ebur128",
        "-f",
        "null",
        "-",
    ]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", told)[-1])


def tone(dbfs: float, channels: int) -> str:
    each = "|".join([f"{10 ** (dbfs / 20)}*sin(2*PI*1000*t)"] * channels)
    return f"aevalsrc='{each}':s=48000"


@pytest.mark.parametrize("level", [-23.0, -33.0, -14.0])
def test_a_stereo_tone_is_as_loud_as_its_level_says(tmp_path, level):
    path = sounding(tmp_path / "a.mkv", tone(level, 2), *FLAC)
    assert abs(heard(path)["loudness_clufs"] - 100 * level) <= 10


def test_a_mono_recording_counts_once(tmp_path):
    path = sounding(tmp_path / "a.mkv", tone(-23.0, 1), *FLAC)
    assert abs(heard(path)["loudness_clufs"] + 2600) <= 10


SPEECH = "anoisesrc=color=pink:amplitude=0.4:seed=3,tremolo=f=0.4:d=0.98"


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        (SPEECH, ("-c:a", "aac", "-ac", "2")),
        (SPEECH, ("-c:a", "aac", "-ac", "1", "-ar", "44100")),
        (SPEECH, ("-c:a", "pcm_s16le")),
        ("anoisesrc=color=white:amplitude=0.1:seed=4", ("-c:a", "libmp3lame", "-ar", "44100")),
        ("aevalsrc='0.3*sin(2*PI*80*t)|0.05*sin(2*PI*5000*t)':s=48000", ("-c:a", "libopus")),
        (tone(-20, 2) + ",volume=eval=frame:volume='if(lt(t,3),1,0.003)'", FLAC),
    ],
)
def test_loudness_agrees_with_ffmpegs_meter(tmp_path, source, arguments):
    path = sounding(tmp_path / "a.mkv", source, *arguments, seconds=12)
    assert abs(heard(path)["loudness_clufs"] / 100 - by_ffmpeg(path)) <= 0.3


def test_quiet_stretches_do_not_lower_the_whole(tmp_path):
    gated = tone(-23, 2) + ",volume=eval=frame:volume='if(lt(t,6),1,0.001)'"
    found = heard(sounding(tmp_path / "a.mkv", gated, *FLAC, seconds=12))
    assert abs(found["loudness_clufs"] + 2300) <= 30
    assert 450 <= found["silence"] <= 550


def test_each_second_has_its_own_loudness(tmp_path):
    loud_at_the_end = tone(-20, 2) + ",volume=eval=frame:volume='if(lt(t,4),0,1)'"
    found = heard(sounding(tmp_path / "a.mkv", loud_at_the_end, *FLAC, seconds=8))
    assert len(found["seconds"]) == 8
    assert found["seconds"][:3] == [FLOOR_CLUFS] * 3
    assert all(abs(second + 2000) <= 20 for second in found["seconds"][5:])


def test_sound_that_starts_late_is_heard_at_its_time(tmp_path):
    late = ("-itsoffset", "3", "-f", "lavfi", "-i", tone(-20, 2) + ":d=3")
    ffmpeg(*PICTURE, *late, "-t", "6", *X264, *FLAC, tmp_path / "a.mkv")
    found = heard(tmp_path / "a.mkv")
    assert found["seconds"][:3] == [FLOOR_CLUFS] * 3
    assert found["seconds"][4] > -2100
    assert abs(found["loudness_clufs"] + 2000) <= 20


def test_silence_has_no_loudness(tmp_path):
    found = heard(sounding(tmp_path / "a.mkv", "anullsrc=r=48000:cl=stereo", *FLAC, seconds=2))
    kept = {name: found[name] for name in ("loudness_clufs", "seconds", "silence", "begins")}
    assert kept == {
        "loudness_clufs": None,
        "seconds": [FLOOR_CLUFS] * 2,
        "silence": 1000,
        "begins": 0,
    }
    assert max(found["voice"]) < 300
    assert found["claps"] == [0, 0]


def test_a_clip_without_sound_says_so(tmp_path):
    found = heard(clip(tmp_path / "a.mp4", sound=False))
    nothing = {key: [] for key in ("seconds", "voice", "wind", "claps")}
    assert found == {"loudness_clufs": None, "silence": 1000, "begins": 0, **nothing}


def test_sound_of_six_channels_is_heard(tmp_path):
    six = "aevalsrc='" + "|".join(["0.05*sin(2*PI*1000*t)"] * 6) + "':s=48000:c=5.1"
    found = heard(sounding(tmp_path / "a.mkv", six, "-c:a", "ac3"))
    assert -3500 < found["loudness_clufs"] < -1500


def test_the_answer_is_the_same_every_time(tmp_path):
    path = sounding(tmp_path / "a.mp4", SPEECH, "-c:a", "aac")
    assert heard(path) == heard(path)
