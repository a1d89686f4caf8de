"""Tricks that make ffmpeg open another file succeed without our options and fail with them."""

import subprocess
from pathlib import Path

import pytest

from domain.errors import ToolFailed
from workers.tools.running import ffmpeg_inputs, launcher
from workers.tools.running.runner import run

needs_landlock = pytest.mark.skipif(
    launcher.landlock_abi() == 0, reason="this kernel has no Landlock"
)
PROBE = ("-v", "error", "-show_entries", "stream=width", "-of", "csv=p=0")


@pytest.fixture(scope="module")
def canary(tmp_path_factory) -> Path:
    """Another sender's clip, 322 pixels wide, that no trick may reach."""
    path = tmp_path_factory.mktemp("other") / "canary.mp4"
    source = ("-f", "lavfi", "-i", "testsrc=size=322x180:rate=25:duration=1")
    command = ["ffmpeg", "-v", "error", *source, "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, str(path)], check=True, timeout=60)
    return path


def ffconcat(canary: Path) -> str:
    return f"ffconcat version 1.0\nfile '{canary}'\n"


def playlist(canary: Path) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n"


def manifest(canary: Path) -> str:
    return (
        '<?xml version="1.0"?><MPD type="static" mediaPresentationDuration="PT1S" '
        'profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet '
        f'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>file:{canary}'
        '</BaseURL><SegmentBase indexRange="0-1"/></Representation></AdaptationSet></Period></MPD>'
    )


TRICKS = [ffconcat, playlist, manifest]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_list_renamed_mp4_reaches_no_other_file_with_the_options_alone(trick, canary, tmp_path):
    sent = tmp_path / "sent.mp4"
    sent.write_text(trick(canary))
    ended = subprocess.run(
        ["ffprobe", *PROBE, *ffmpeg_inputs.sender_file(sent)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert "322" not in ended.stdout


@needs_landlock
def test_a_list_renamed_mp4_reaches_no_other_file_with_the_lock_alone(canary, tmp_path):
    sent = tmp_path / "sent.mp4"
    sent.write_text(ffconcat(canary))
    options = [*PROBE, "-safe", "0", "-i", str(sent)]
    free = subprocess.run(["ffprobe", *options], capture_output=True, text=True, timeout=60)
    assert free.stdout.strip() == "322", "the trick has to work where nothing stands against it"
    with pytest.raises(ToolFailed):
        run("ffprobe", options, reads=[sent], timeout_s=60)


@pytest.mark.parametrize("name", ["-i.mp4", "concat:a|b.mp4", "http:%d x.mp4", "a\n-b.mp4"])
def test_any_name_is_only_a_name(name, canary, tmp_path):
    sent = tmp_path / name
    sent.write_bytes(canary.read_bytes())
    ended = run("ffprobe", [*PROBE, *ffmpeg_inputs.sender_file(sent)], reads=[sent], timeout_s=60)
    assert ended.stdout.strip() == b"322"


def test_a_decoder_that_is_not_on_the_list_is_not_opened(tmp_path):
    sent = tmp_path / "odd.avi"
    source = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1")
    command = ["ffmpeg", "-v", "error", *source, "-c:v", "ffvhuff", str(sent)]
    subprocess.run(command, check=True, timeout=60)
    options = [*ffmpeg_inputs.NO_KEYS, *ffmpeg_inputs.sender_file(sent), "-f", "null", "-"]
    with pytest.raises(ToolFailed) as caught:
        run("ffmpeg", options, reads=[sent], timeout_s=60)
    assert "not on whitelist" in caught.value.stderr_tail


def test_a_seek_stands_before_its_input(canary):
    options = ffmpeg_inputs.sender_file(canary, "-ss", "0.5")
    assert options[-4:] == ["-ss", "0.5", "-i", f"file:{canary}"]


def test_our_own_list_joins_our_own_segments(canary, tmp_path):
    segments = [tmp_path / f"{n}.mp4" for n in range(2)]
    for segment in segments:
        segment.write_bytes(canary.read_bytes())
    listing = tmp_path / "film.ffconcat"
    listing.write_text("ffconcat version 1.0\n" + "".join(f"file '{path}'\n" for path in segments))
    joined = tmp_path / "out" / "joined.mp4"
    joined.parent.mkdir()
    run(
        "ffmpeg",
        [*ffmpeg_inputs.NO_KEYS, *ffmpeg_inputs.own_list(listing), "-c", "copy", str(joined)],
        reads=[listing, *segments],
        writes=[joined.parent],
        timeout_s=60,
    )
    count = ("-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0")
    ended = run(
        "ffprobe",
        ["-v", "error", *count, *ffmpeg_inputs.own_file(joined)],
        reads=[joined],
        timeout_s=60,
    )
    assert ended.stdout.strip() == b"50"


def test_our_own_frames_and_samples_go_in_raw(tmp_path):
    frames = bytes(32 * 24 * 3 // 2) * 5
    picture = [*ffmpeg_inputs.NO_KEYS, *ffmpeg_inputs.own_frames(32, 24, 25)]
    md5 = ("-f", "framemd5", "-")
    ended = run("ffmpeg", [*picture, *md5], stdin=frames, timeout_s=60)
    assert len([line for line in ended.stdout.splitlines() if line[:1] != b"#"]) == 5
    sound = [*ffmpeg_inputs.NO_KEYS, *ffmpeg_inputs.own_samples(), "-f", "s16le", "-"]
    assert run("ffmpeg", sound, stdin=bytes(9600), timeout_s=60).stdout == bytes(9600)
