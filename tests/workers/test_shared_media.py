"""The shared real photos and clips beside what their own projects' tests expect of them.

Each deliberate difference stands in DIFFERENT with its reason; any other one fails the test. The
files are not part of this project: without ../shared/media the test is skipped.
"""

import csv
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.arriving.sniff import HEAD_BYTES, sniff
from domain.errors import Refused
from domain.facts import Facts, Kind
from domain.inspecting.deciding import facts_from
from domain.looking.deciding import clip_look_from, photo_look_from
from domain.times.claims import claims_from, verdict
from domain.times.verdict import Verdict
from workers.tools.exiftool import ExifTool
from workers.tools.running.confined import ConfinedChild

MEDIA = Path(__file__).resolve().parents[2].parent / "shared" / "media"
CHINA = ZoneInfo("Asia/Shanghai")
#: No file may take longer, measured and looked at.
PATIENCE_S = 20.0

#: (file, field) to the reason why we say something else, on purpose.
ZONELESS = "a time without zone: the peer stores it as UTC, we read it in the campaign's zone"
DOUBLED = "the peer joins maker and model even where the model names the maker"
NO_DRAWING = "the peer measures a drawing; a drawing is no photo of an activity and is refused"
NO_PICTURE = "the peer measures sound alone; a clip without a picture is refused"
LARGEST = "of two default streams the peer takes the first, we the largest, as ffmpeg does"
WHOLE_SECONDS = "the peer rounds 0.171 s up to a whole second"
DIFFERENT: dict[tuple[str, str], str] = {
    ("photos/test-assets__el_torcal_rocks.jpg", "date_utc"): ZONELESS,
    ("photos/test-assets__date-priority-test.jpg", "date_utc"): ZONELESS,
    ("photos/pigallery2__big_ben.jpg", "camera"): DOUBLED,
    ("photos/pigallery2__big_ben_no_tsoffset_but_gps_utc.jpg", "camera"): DOUBLED,
    ("photos/mdx__Blackberry_Z10.jpg", "camera"): DOUBLED,
    ("photos/mdx__HTC_Desire.webp", "camera"): DOUBLED,
    ("hostile/rails__icon.svg", "w"): NO_DRAWING,
    ("hostile/rails__icon.svg", "h"): NO_DRAWING,
    ("hostile/rails__video_without_video_stream.mp4", "duration"): NO_PICTURE,
    ("hostile/rails__video_without_video_stream.mp4", "audio"): NO_PICTURE,
    ("clips/torchcodec__nasa_13013.mp4", "w_display"): LARGEST,
    ("clips/torchcodec__nasa_13013.mp4", "h_display"): LARGEST,
    ("clips/mdx__with-gps.mp4", "duration_hms"): WHOLE_SECONDS,
}
#: Fields that say nothing of what is measured here: stored sizes, texts for OCR, peers' notes.
IGNORED = frozenset({"tz", "text", "dar", "peer_error", "fps_raw", "acodec", "orientation"})
VIDEO_CODECS = {"avc": "h264"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What we say of one file: facts and verdict, or the code of a refusal."""

    facts: Facts | None = None
    ruling: Verdict | None = None
    refused: str | None = None
    moments: int = 0
    seconds: float = 0.0


def rows() -> list[dict[str, str]]:
    index = MEDIA / "index.csv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


pytestmark = [
    pytest.mark.skipif(not rows(), reason="../shared/media is not beside the project"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def said() -> dict[str, Said]:
    found: dict[str, Said] = {}
    with ConfinedChild() as child, ExifTool(reads=[MEDIA]) as exiftool:
        for row in rows():
            begun = time.monotonic()
            try:
                answer = _said(MEDIA / row["file"], child, exiftool)
            except Refused as refused:
                answer = {"refused": refused.code}
            found[row["file"]] = Said(**answer, seconds=time.monotonic() - begun)
    return found


def _said(path: Path, child: ConfinedChild, exiftool: ExifTool) -> dict[str, Any]:
    with path.open("rb") as file:
        sniffed = sniff(file.read(HEAD_BYTES), path.stat().st_size)
    photo = sniffed.kind is Kind.PHOTO
    work = "photo_seen" if photo else "clip_facts"
    seen = child.call(work, path, timeout_s=PATIENCE_S).value
    measured = seen["facts"] if photo else seen
    exif = exiftool.read(path)
    name = path.name.split("__", 1)[1]
    facts = facts_from(sniffed, measured, exif, name)
    claims = claims_from(
        exif,
        name,
        modified_ms=None,
        sender_day=None,
        received_at=datetime.now(UTC),
        zone=CHINA,
        duration_ms=facts.duration_ms,
    )
    return {"facts": facts, "ruling": verdict(claims), "moments": _moments(path, facts, child)}


def _moments(path: Path, facts: Facts, child: ConfinedChild) -> int:
    if facts.kind is Kind.PHOTO:
        photo_look_from(child.call("photo_look", path, timeout_s=PATIENCE_S).value)
        return 0
    length = facts.duration_ms or 0
    seen = child.call("clip_look", path, params={"duration_ms": length}, timeout_s=PATIENCE_S)
    heard = child.call("loudness", path, timeout_s=PATIENCE_S)
    return len(clip_look_from(seen.value, heard.value, length).moments)


def expectations(row: dict[str, str]) -> dict[str, str]:
    """Field to expected value of one row; of alternatives (||) the first."""
    text = row["expected"].split(" — ")[0].split("||")[0]
    return {
        key: value.strip()
        for key, value in re.findall(r"(\w+)=([^=]*?)(?=, \w+=|$)", text.strip())
        if key not in IGNORED
    }


def agrees(field: str, expected: str, ours: Said) -> bool:
    """Whether what we say fits one expectation."""
    if field == "reject":
        return ours.refused is not None
    if field == "video":
        return (ours.refused != "no-picture") == (expected == "True")
    facts, ruling = ours.facts, ours.ruling
    if facts is None or ruling is None:
        return False
    if field.startswith("date"):
        return _date_agrees(field, expected, ruling)
    return _fact_agrees(field, expected, facts)


def _date_agrees(field: str, expected: str, ruling: Verdict) -> bool:
    if expected.startswith("none"):
        return ruling.taken_at is None
    if ruling.taken_at is None:
        return False
    wanted = datetime.fromisoformat(expected.removesuffix("Z"))
    taken = ruling.taken_at if field == "date_local" else ruling.taken_at.astimezone(UTC)
    return abs((taken.replace(tzinfo=None) - wanted).total_seconds()) < 0.001 or (
        wanted.microsecond == 0 and taken.replace(tzinfo=None, microsecond=0) == wanted
    )


def _fact_agrees(field: str, expected: str, facts: Facts) -> bool:
    match field:
        case "w" | "w_display":
            return facts.width == int(expected)
        case "h" | "h_display":
            return facts.height == int(expected)
        case "duration":
            return abs((facts.duration_ms or 0) / 1000 - float(expected)) <= 0.01
        case "duration_hms":
            return (facts.duration_ms or 0) // 1000 == int(expected.split(":")[-1])
        case "fps":
            return round(float(facts.fps or 0), 2) == float(expected)
        case "camera":
            return facts.camera == expected
        case "audio":
            return (facts.audio is not None) == (expected == "True")
        case "vcodec":
            return bool(facts.video and facts.video.codec == VIDEO_CODECS.get(expected, expected))
        case "rotation":
            return _rotation_agrees(expected, facts.rotation)
        case "lat" | "lon":
            return _degrees_agree(field, expected, facts)
        case _:
            raise AssertionError(f"{field} is expected somewhere and compared nowhere")


def _rotation_agrees(expected: str, rotation: int) -> bool:
    turns = {int(turn) % 360 for turn in re.findall(r"-?\d+", expected)} or {0}
    return rotation in turns


def _degrees_agree(field: str, expected: str, facts: Facts) -> bool:
    if facts.place is None or expected == "null":
        return (facts.place is None) == (expected == "null")
    return abs(getattr(facts.place, field) - float(expected)) < 1e-5


def test_every_difference_from_the_peers_is_deliberate(said):
    differing = {
        (row["file"], field)
        for row in rows()
        for field, expected in expectations(row).items()
        if not agrees(field, expected, said[row["file"]])
    }
    assert differing == set(DIFFERENT)


def test_every_file_gets_facts_or_a_refusal_in_time(said):
    assert len(said) == len(rows()) >= 64
    for file, ours in said.items():
        assert (ours.facts is None) == (ours.refused is not None), file
        assert ours.seconds < PATIENCE_S, file


def test_of_the_hostile_files_only_the_misnamed_jpeg_is_taken(said):
    taken = {file for file, ours in said.items() if ours.facts and file.startswith("hostile/")}
    assert taken == {"hostile/streamio-ffmpeg__img_001.tiff"}
    honest = {file for file, ours in said.items() if ours.refused}
    assert all(file.startswith("hostile/") for file in honest)


def test_what_the_peers_leave_open_is_measured_too(said):
    fragmented = said["clips/media__sample_fragmented.mp4"].facts
    assert fragmented is not None
    assert 900 <= (fragmented.duration_ms or 0) <= 1100
    hlg = said["clips/media__hlg10-color-test.mp4"].facts
    assert hlg is not None
    assert hlg.transfer == "hlg"
    movie = said["clips/streamio-ffmpeg__awesome_movie.mov"].facts
    assert movie is not None
    assert movie.variable_rate
    assert movie.fps == Fraction(24600, 1469)
    assert said["clips/gpmf-parser__karma.mp4"].moments >= 1
