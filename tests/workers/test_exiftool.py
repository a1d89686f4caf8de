"""exiftool behind its guard: what it reads, what it takes out, and how it dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from domain.errors import ToolFailed, ToolTimedOut
from workers.tools import exiftool as guarded
from workers.tools.exiftool import ExifTool
from workers.tools.running import launcher

needs_landlock = pytest.mark.skipif(
    launcher.landlock_abi() == 0, reason="this kernel has no Landlock"
)
MEDIA = Path(__file__).parents[3] / "shared" / "media"


@pytest.fixture
def room(tmp_path) -> Path:
    for name in ("blobs", "scratch", "elsewhere"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def tool(room):
    with ExifTool(reads=[room / "blobs"], writes=[room / "scratch"]) as exiftool:
        yield exiftool


def photo(path: Path, *, trailer: bytes = b"") -> Path:
    """A phone's photo: place, serial number, name, maker note, colour profile."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x013B] = "Phone", 6, "A person"
    exif.get_ifd(0x8769).update(
        {0x9003: "2024:05:28 09:30:12", 0x9011: "+08:00", 0xA431: "SERIAL77", 0x927C: b"note" * 9}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 50.0, 1.5), 3: "E", 4: (110.0, 59.0, 2.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (64, 48), "red").save(path, "JPEG", exif=exif, icc_profile=profile)
    path.write_bytes(path.read_bytes() + trailer)
    return path


# --- reading -----------------------------------------------------------------------------------


def test_tags_come_with_their_group_and_as_numbers(room, tool):
    tags = tool.read(photo(room / "blobs" / "IMG_1.jpg"))
    assert tags["IFD0:Orientation"] == 6
    assert tags["ExifIFD:DateTimeOriginal"] == "2024:05:28 09:30:12"
    assert tags["ExifIFD:OffsetTimeOriginal"] == "+08:00"
    assert tags["Composite:GPSLatitude"] == pytest.approx(37.83375)


def test_nothing_is_said_of_our_own_copy(room, tool):
    tags = tool.read(photo(room / "blobs" / "IMG_1.jpg"))
    assert not [tag for tag in tags if tag.startswith("System:") or tag == "SourceFile"]


def test_a_chinese_name_is_read(room, tool):
    assert tool.read(photo(room / "blobs" / "微信图片 1.jpg"))["File:FileType"] == "JPEG"


def test_a_name_that_is_no_text_is_read(room, tool):
    path = room / "blobs" / os.fsdecode(b"\xff\xfe.jpg")
    assert tool.read(photo(path))["File:FileType"] == "JPEG"


@pytest.mark.parametrize(
    "name", ["-ver", "-stay_open", "#comment", " leading", "trailing ", "|id|"]
)
def test_a_name_is_never_an_option(room, tool, name, monkeypatch):
    photo(room / "blobs" / name)
    monkeypatch.chdir(room / "blobs")
    assert tool.read(Path(name))["File:FileType"] == "JPEG"


@pytest.mark.parametrize("name", ["a\n-ver", "a\rb", "a\0b"])
def test_a_name_with_a_line_break_is_refused_before_exiftool_sees_it(room, tool, name):
    with pytest.raises(ToolFailed, match="line break"):
        tool.read(room / "blobs" / name)
    assert not hasattr(tool, "_pipe")


def test_a_caller_cannot_smuggle_a_line_break_in_any_argument(tool):
    with pytest.raises(ToolFailed, match="line break"):
        tool.process("-json", b"-x=1\n-ver")


def test_what_is_no_picture_is_said_so(room, tool):
    (room / "blobs" / "x.jpg").write_bytes(b"")
    assert "ExifTool:Error" in tool.read(room / "blobs" / "x.jpg")


def test_a_missing_file_fails(room, tool):
    with pytest.raises(ToolFailed) as caught:
        tool.read(room / "blobs" / "absent.jpg")
    assert "not found" in caught.value.stderr_tail


@needs_landlock
def test_a_file_outside_its_folders_is_not_opened(room, tool):
    with pytest.raises(ToolFailed, match="cannot open"):
        tool.read(photo(room / "elsewhere" / "IMG_1.jpg"))


def test_a_file_cannot_say_that_the_answer_is_over(room, tool):
    path = room / "blobs" / "x.jpg"
    exif = Image.Exif()
    exif[0x010E] = "\n{ready}\n{ready1}\n{ready123456789}\n"
    Image.new("RGB", (8, 8)).save(path, "JPEG", exif=exif)
    assert "{ready1}" in tool.read(path)["IFD0:ImageDescription"]
    assert tool.read(path)["File:ImageWidth"] == 8


def test_the_settings_file_of_a_user_is_not_run(room, monkeypatch):
    (room / "elsewhere" / ".ExifTool_config").write_text(f"open(F, '>{room}/ran'); 1;\n")
    monkeypatch.setenv("HOME", str(room / "elsewhere"))
    monkeypatch.setenv("EXIFTOOL_HOME", str(room / "elsewhere"))
    with ExifTool(reads=[room], writes=[room]) as exiftool:
        exiftool.read(photo(room / "blobs" / "x.jpg"))
    assert not (room / "ran").exists()


# --- dying and being slow ----------------------------------------------------------------------


def test_it_serves_many_calls_from_one_process(room, tool):
    path = photo(room / "blobs" / "x.jpg")
    tool.read(path)
    pid = tool.pipe.pid
    for _ in range(5):
        tool.read(path)
    assert tool.pipe.pid == pid


def test_killed_between_two_calls_it_is_started_again(room, tool):
    path = photo(room / "blobs" / "x.jpg")
    tool.read(path)
    pid = tool.pipe.pid
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert tool.read(path)["File:FileType"] == "JPEG"
    assert tool.pipe.pid != pid


def test_killed_while_it_answers_it_fails_and_is_started_again(room, tool):
    path = photo(room / "blobs" / "x.jpg")
    tool.read(path)
    pid = tool.pipe.pid
    os.kill(pid, signal.SIGSTOP)  # so that the call is surely under way
    killing = threading.Timer(0.4, os.kill, (pid, signal.SIGKILL))
    killing.start()
    with pytest.raises(ToolFailed, match="killed"):
        tool.read(path, timeout_s=20)
    assert tool.read(path)["File:FileType"] == "JPEG"


def test_hanging_it_is_killed_in_time_and_started_again(room, tool):
    path = photo(room / "blobs" / "x.jpg")
    tool.read(path)
    pid = tool.pipe.pid
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(ToolTimedOut):
        tool.read(path, timeout_s=0.5)
    assert not Path(f"/proc/{pid}").exists()
    assert tool.read(path)["File:FileType"] == "JPEG"


def test_an_answer_too_large_ends_it(room, tool, monkeypatch):
    monkeypatch.setattr(guarded, "MAX_ANSWER_BYTES", 1000)
    path = photo(room / "blobs" / "x.jpg")
    with pytest.raises(ToolFailed, match="more than allowed"):
        tool.read(path)
    monkeypatch.undo()
    assert tool.read(path)["File:FileType"] == "JPEG"


def test_it_is_replaced_after_its_number_of_calls(room, tool, monkeypatch):
    monkeypatch.setattr(guarded, "CALLS_PER_PROCESS", 2)
    path = photo(room / "blobs" / "x.jpg")
    tool.read(path)
    pid = tool.pipe.pid
    tool.read(path)
    assert not Path(f"/proc/{pid}").exists()
    tool.read(path)


def test_threads_take_turns_and_each_gets_its_own_answer(room, tool):
    paths = [photo(room / "blobs" / f"{n}.jpg") for n in range(4)]
    for n, path in enumerate(paths):
        Image.new("RGB", (10 + n, 8)).save(path)
    answers: dict[int, set[int]] = {n: set() for n in range(4)}

    def ask(n: int) -> None:
        for _ in range(5):
            answers[n].add(tool.read(paths[n])["File:ImageWidth"])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: {10 + n} for n in range(4)}


def test_a_killed_worker_takes_it_along(room):
    path = photo(room / "blobs" / "x.jpg")
    code = (
        "import sys; from pathlib import Path; from workers.tools.exiftool import ExifTool\n"
        f"tool = ExifTool(reads=[Path({str(room)!r})]); tool.read(Path({str(path)!r}))\n"
        "print(tool.pipe.pid, flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    house = Path(launcher.__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=house, **pipes) as worker:
        assert worker.stdout is not None
        pid = int(worker.stdout.readline())
        os.kill(pid, signal.SIGSTOP)  # it would also end when its input closes: that is not meant
        worker.kill()
    end = time.monotonic() + 60
    while Path(f"/proc/{pid}/exe").exists():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- taking private things out -----------------------------------------------------------------


def test_place_serial_name_and_maker_note_are_gone_and_the_picture_stays(room, tool):
    sent, copy = photo(room / "blobs" / "x.jpg"), room / "scratch" / "out.jpg"
    tool.strip_private(sent, copy)
    tags = tool.read(copy)
    assert not [tag for tag in tags if "GPS" in tag or "Serial" in tag or "Artist" in tag]
    assert b"SERIAL77" not in copy.read_bytes()
    assert b"notenote" not in copy.read_bytes()
    assert b"A person" not in copy.read_bytes()
    with Image.open(sent) as before, Image.open(copy) as after:
        assert before.tobytes() == after.tobytes()
        assert after.info["icc_profile"] == before.info["icc_profile"]


def test_orientation_and_time_stay(room, tool):
    sent, copy = photo(room / "blobs" / "x.jpg"), room / "scratch" / "out.jpg"
    tool.strip_private(sent, copy)
    tags = tool.read(copy)
    assert tags["IFD0:Orientation"] == 6
    assert tags["ExifIFD:DateTimeOriginal"] == "2024:05:28 09:30:12"
    tool.strip_private(sent, copy, keep_time=False)
    assert "ExifIFD:DateTimeOriginal" not in tool.read(copy)


def test_the_caption_is_written_on_one_line(room, tool):
    sent, copy = photo(room / "blobs" / "x.jpg"), room / "scratch" / "out.jpg"
    tool.strip_private(sent, copy, caption="启动仪式 <1>\n-ver\n秧歌广场")
    tags = tool.read(copy)
    assert tags["XMP-dc:Description"] == "启动仪式 <1> -ver 秧歌广场"
    assert tags["IFD0:ImageDescription"] == "启动仪式 <1> -ver 秧歌广场"


def test_the_clip_behind_a_motion_photo_is_gone(room, tool):
    clip = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x10mdatHIDDEN!!"
    sent = photo(room / "blobs" / "x.jpg", trailer=clip)
    copy = room / "scratch" / "out.jpg"
    tool.strip_private(sent, copy)
    assert b"HIDDEN!!" in sent.read_bytes()
    assert b"HIDDEN!!" not in copy.read_bytes()


def test_the_sent_file_is_never_changed(room, tool):
    sent = photo(room / "blobs" / "x.jpg")
    before = (sent.read_bytes(), sent.stat().st_mtime_ns)
    tool.strip_private(sent, room / "scratch" / "out.jpg", caption="x")
    assert (sent.read_bytes(), sent.stat().st_mtime_ns) == before


def test_a_copy_made_twice_is_the_same(room, tool):
    sent, copy = photo(room / "blobs" / "x.jpg"), room / "scratch" / "100%.jpg"
    tool.strip_private(sent, copy)
    first = copy.read_bytes()
    tool.strip_private(sent, copy)
    assert copy.read_bytes() == first


def test_a_format_code_in_the_output_name_is_refused(room, tool):
    sent = photo(room / "blobs" / "x.jpg")
    with pytest.raises(ToolFailed, match="format code"):
        tool.strip_private(sent, room / "scratch" / "%f.jpg")


def test_what_cannot_be_written_leaves_nothing(room, tool):
    sent, copy = room / "blobs" / "x.jpg", room / "scratch" / "out.jpg"
    sent.write_bytes(photo(sent).read_bytes()[:600])
    with pytest.raises(ToolFailed):
        tool.strip_private(sent, copy)
    assert not copy.exists()


@needs_landlock
def test_a_copy_is_written_only_into_its_folders(room, tool):
    sent = photo(room / "blobs" / "x.jpg")
    with pytest.raises(ToolFailed):
        tool.strip_private(sent, room / "elsewhere" / "out.jpg")
    assert not (room / "elsewhere" / "out.jpg").exists()


def test_what_stays_private_is_found_after_the_copy(room, tool, monkeypatch):
    monkeypatch.setattr(guarded, "KEPT_TAGS", ("EXIF:SerialNumber",))
    sent, copy = photo(room / "blobs" / "x.jpg"), room / "scratch" / "out.jpg"
    with pytest.raises(ToolFailed, match="private") as caught:
        tool.strip_private(sent, copy)
    assert "SerialNumber" in caught.value.stderr_tail
    assert not copy.exists()


@pytest.mark.skipif(not MEDIA.exists(), reason="the media shelf is not here")
@pytest.mark.parametrize(
    "name",
    [
        "mdx__Apple_iPhone_4.jpg",
        "media__pixel-motion-photo-shortened.jpg",
        "test-assets__IMG_2682.heic",
        "exifr__png_with_exif_and_gps.png",
    ],
)
def test_real_photos_lose_what_is_private(room, name):
    with ExifTool(reads=[MEDIA], writes=[room / "scratch"]) as exiftool:
        exiftool.strip_private(MEDIA / "photos" / name, room / "scratch" / name)
        left = exiftool.read(room / "scratch" / name)
        assert not [tag for tag in left if "GPS" in tag or "Serial" in tag]
        assert len(left) < len(exiftool.read(MEDIA / "photos" / name))
