"""What inspect measures of photos and clips, and what it refuses."""

import io
import struct
import subprocess
import time
import zlib
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import Refused
from tests.workers.media_recipes import (
    PICTURE,
    TONE,
    X264,
    clip,
    corners,
    ffmpeg,
    photo,
    rotated,
    turned_photo,
)
from workers.tools.clips.media_facts import clip_facts, variable_rate
from workers.tools.film.clip_colour import colour_args, colour_from_probe
from workers.tools.photos.pictures import photo_seen

X265 = ("-c:v", "libx265", "-x265-params", "log-level=none:pools=1")


def measured_photo(file) -> dict:
    return photo_seen(file, {})[0]["facts"]


def measured_clip(path: Path) -> dict:
    with path.open("rb") as file:
        return clip_facts(file, {})[0]


def refusal_of(work, file) -> str:
    with pytest.raises(Refused) as told:
        work(file, {})
    return told.value.code


# --- photos -------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF", "MPO"])
def test_a_photo_is_measured_as_displayed(format_, orientation):
    facts = measured_photo(turned_photo(format_, orientation))
    assert (facts["width"], facts["height"]) == (120, 80)


def test_the_turn_of_a_jpeg_is_told_in_degrees():
    degrees = {1: 0, 3: 180, 6: 90, 8: 270}
    for orientation, clockwise in degrees.items():
        assert measured_photo(turned_photo("JPEG", orientation))["rotation"] == clockwise


def test_orientation_in_xmp_alone_does_not_count():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a tiff:Orientation="6"/></x:xmpmeta>'
    facts = measured_photo(photo("JPEG", xmp=xmp))
    assert (facts["width"], facts["height"], facts["rotation"]) == (120, 80, 0)


@pytest.mark.parametrize(
    ("picture", "format_"),
    [
        (corners().convert("CMYK"), "JPEG"),
        (corners().convert("L"), "JPEG"),
        (corners().convert("P"), "GIF"),
        (corners().convert("RGBA"), "PNG"),
        (Image.new("I;16", (120, 80), 30_000), "PNG"),
        (Image.new("I;16", (120, 80), 30_000), "TIFF"),
        (corners().convert("1"), "TIFF"),
    ],
)
def test_every_kind_of_pixel_is_taken(picture, format_):
    facts = measured_photo(photo(format_, picture))
    assert (facts["width"], facts["height"]) == (120, 80)


def test_of_an_animation_the_first_frame_counts():
    facts = measured_photo(photo("GIF", save_all=True, append_images=[corners(120, 80)] * 3))
    assert facts["format"] == "gif"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF"])
def test_a_photo_that_was_cut_short_is_refused_as_incomplete(format_):
    noise = Image.effect_noise((160, 120), 80).convert("RGB")
    data = photo(format_, noise).getvalue()
    if format_ == "TIFF":  # Pillow writes the directory last; a cut one has no directory at all
        data = photo(format_, noise, compression="tiff_lzw").getvalue()
    code = refusal_of(photo_seen, io.BytesIO(data[: len(data) * 6 // 10]))
    assert code == "truncated" or (format_ in ("TIFF", "GIF") and code == "unreadable")


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(64))
    end = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + end


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(photo("JPEG").getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_whose_first_frame_is_larger_than_its_header() -> bytes:
    data = bytearray(photo("GIF", corners(20, 20).convert("P")).getvalue())
    at = data.index(b"\x2c\x00\x00\x00\x00") + 5
    data[at : at + 4] = struct.pack("<HH", 60_000, 60_000)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png_header(60_000, 60_000),
        png_header(60_000, 1),
        png_header(20_001, 10_000),
        jpeg_claiming(60_000, 60_000),
        jpeg_claiming(65_000, 8),
        gif_whose_first_frame_is_larger_than_its_header(),
    ],
    ids=["60000 square", "60000 wide", "over 200 MP", "jpeg", "wide jpeg", "gif frame"],
)
def test_a_picture_too_large_is_refused_by_its_header_at_once(data):
    begun = time.process_time()
    assert refusal_of(photo_seen, io.BytesIO(data)) == "too-large-picture"
    assert time.process_time() - begun < 1


def test_a_long_panorama_within_the_limits_is_taken():
    facts = measured_photo(photo("PNG", Image.new("L", (29_000, 20))))
    assert facts["width"] == 29_000


def test_a_text_bomb_in_a_png_is_refused():
    data = photo("PNG").getvalue()
    body = b"Comment\x00\x00" + zlib.compress(bytes(200 << 20), 9)
    chunk = (
        struct.pack(">I", len(body))
        + b"zTXt"
        + body
        + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    )
    bomb = data[:33] + chunk + data[33:]
    assert refusal_of(photo_seen, io.BytesIO(bomb)) == "unreadable"


def test_camera_raw_in_a_tiff_is_refused_as_a_format():
    thumbnail = photo("TIFF", tiffinfo={254: 1})
    assert refusal_of(photo_seen, thumbnail) == "unsupported-codec"


def test_a_clip_is_no_photo_and_a_photo_no_clip(tmp_path):
    with clip(tmp_path / "a.mp4").open("rb") as file:
        assert refusal_of(photo_seen, file) == "not-media"
    assert refusal_of(clip_facts, photo("JPEG")) == "not-media"


SEEDS = [photo(f).getvalue() for f in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "HEIF", "AVIF")]


#: Places and values of bytes that are written into a good file.
DAMAGE = st.lists(st.tuples(st.integers(0, 1 << 24), st.integers(0, 255)), min_size=1, max_size=9)


def damaged(data: bytes, damage: list[tuple[int, int]]) -> io.BytesIO:
    """The file with some bytes overwritten behind its first twelve."""
    changed = bytearray(data)
    for place, value in damage:
        changed[12 + place % (len(data) - 12)] = value
    return io.BytesIO(changed)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(SEEDS), DAMAGE)
def test_a_damaged_photo_gives_facts_or_a_refusal(seed, damage):
    try:
        facts = measured_photo(damaged(seed, damage))
    except Refused as told:
        assert told.words.zh
    else:
        assert facts["width"] > 0


# --- clips --------------------------------------------------------------------------------------


def test_a_plain_clip_is_measured(tmp_path):
    facts = measured_clip(clip(tmp_path / "a.mp4", "-c:a", "aac"))
    assert facts == {
        "format": "mov",
        "width": 160,
        "height": 90,
        "rotation": 0,
        "duration_ms": facts["duration_ms"],
        "fps": [25, 1],
        "variable_rate": False,
        "transfer": "sdr",
        "matrix": "auto",
        "video": {"codec": "h264", "duration_ms": 1000, "index": 0},
        "audio": {"codec": "aac", "duration_ms": facts["audio"]["duration_ms"], "index": 1},
    }
    assert 1000 <= facts["duration_ms"] <= 1030
    assert 990 <= facts["audio"]["duration_ms"] <= 1030


@pytest.mark.parametrize(
    ("name", "codec", "found", "format_"),
    [
        ("a.mov", ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p"), "mjpeg", "mov"),
        ("a.3gp", ("-c:v", "h263", "-s", "176x144"), "h263", "mov"),
        ("a.avi", ("-c:v", "mpeg4"), "mpeg4", "avi"),
        ("a.mkv", (), "h264", "matroska"),
        ("a.webm", ("-c:v", "libvpx-vp9", "-cpu-used", "8"), "vp9", "matroska"),
        ("b.webm", ("-c:v", "libvpx", "-cpu-used", "8"), "vp8", "matroska"),
        ("a.ts", (), "h264", "mpegts"),
        ("b.mp4", X265, "hevc", "mov"),
        ("c.mp4", ("-c:v", "libsvtav1", "-preset", "12"), "av1", "mov"),
        ("c.mkv", (*X265, "-pix_fmt", "yuv420p10le"), "hevc", "matroska"),
        ("b.ts", X265, "hevc", "mpegts"),
        ("b.avi", ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p"), "mjpeg", "avi"),
    ],
)
def test_each_container_and_codec_is_measured(tmp_path, name, codec, found, format_):
    facts = measured_clip(clip(tmp_path / name, *codec, sound=False))
    assert (facts["format"], facts["video"]["codec"]) == (format_, found)
    assert 960 <= facts["duration_ms"] <= 1040
    assert abs(Fraction(*facts["fps"]) - 25) < Fraction(1, 10)
    assert facts["audio"] is None


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mov", "pcm_s16be"), ("b.mov", "pcm_s24le"), ("a.avi", "pcm_s16le"), ("a.mkv", "pcm_u8")],
)
def test_uncompressed_sound_is_sound(tmp_path, name, codec):
    facts = measured_clip(clip(tmp_path / name, "-c:a", codec))
    assert facts["audio"]["codec"] == codec


def test_a_stream_of_data_beside_the_picture_is_ignored(tmp_path):
    timed = ("-f", "lavfi", "-i", "sine=duration=1", "-timecode", "10:00:00:00")
    ffmpeg(*PICTURE, *timed, "-map", "0", *X264, tmp_path / "a.mov")
    with av.open(str(tmp_path / "a.mov")) as container:
        assert [stream.type for stream in container.streams] == ["video", "data"]
    facts = measured_clip(tmp_path / "a.mov")
    assert (facts["width"], facts["duration_ms"], facts["audio"]) == (160, 1000, None)


def grown(box: bytes, path: tuple[bytes, ...], addition: bytes, skip: int) -> bytes:
    """An ISO box with `addition` at the end of the first box of that path inside it."""
    at, end = skip, len(box)
    while path and at < end:
        size = int.from_bytes(box[at : at + 4], "big")
        if box[at + 4 : at + 8] == path[0]:
            # stsd counts its entries first, a sample entry has 78 bytes of its own.
            inner = {b"stsd": 16, b"hvc1": 86}.get(path[0], 8)
            child = grown(box[at : at + size], path[1:], addition, inner)
            child = len(child).to_bytes(4, "big") + child[4:]
            return box[:at] + child + box[at + size :]
        at += size
    assert not path, f"no box {path}"
    return box + addition


def test_dolby_vision_of_an_iphone_is_taken_as_the_hlg_that_it_is_built_on(tmp_path):
    """Profile 8.4: HLG with a configuration box that no encoder of the tests writes."""
    hlg = ("-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    codec = (*X265, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1")
    path = clip(tmp_path / "a.mp4", *codec, *hlg, sound=False)
    # Version 1.0, profile 8, level 4, base layer and RPU there, compatible with HLG (4).
    settings = bytes([1, 0, 8 << 1, 4 << 3 | 0b101, 4 << 4]) + bytes(19)
    box = (8 + len(settings)).to_bytes(4, "big") + b"dvvC" + settings
    tree = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hvc1")
    path.write_bytes(grown(path.read_bytes(), tree, box, 0))
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", path], capture_output=True, check=True
    ).stdout
    assert b"dv_profile=8" in told and b"dv_bl_signal_compatibility_id=4" in told
    facts = measured_clip(path)
    assert (facts["transfer"], facts["video"]["codec"]) == ("hlg", "hevc")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_rotation_matrix_is_applied_once(tmp_path, degrees):
    facts = measured_clip(rotated(clip(tmp_path / "a.mp4", sound=False), degrees))
    assert facts["rotation"] == degrees
    assert (facts["width"], facts["height"]) == ((160, 90) if degrees == 180 else (90, 160))


@pytest.mark.parametrize(
    ("size", "aspect", "shown"),
    [
        ("128x108", "3/2", (128, 72)),
        ("144x96", "8/9", (128, 96)),
        ("128x72", "1/1", (128, 72)),
        ("128x72", "9/1", (128, 72)),
    ],
)
def test_oblong_samples_shrink_the_longer_way(tmp_path, size, aspect, shown):
    filters = f"scale={size.replace('x', ':')},setsar={aspect}"
    facts = measured_clip(clip(tmp_path / "a.mp4", "-vf", filters, sound=False))
    assert (facts["width"], facts["height"]) == shown


def test_rotation_and_sample_aspect_go_together(tmp_path):
    path = clip(tmp_path / "a.mp4", "-vf", "scale=128:108,setsar=3/2", sound=False)
    facts = measured_clip(rotated(path, 90))
    assert (facts["width"], facts["height"]) == (72, 128)


def test_a_variable_rate_is_told_with_its_average(tmp_path):
    filters = "select='lt(n,12)+not(mod(n,3))'"
    path = clip(tmp_path / "a.mp4", "-vf", filters, "-fps_mode", "vfr", sound=False)
    facts = measured_clip(path)
    assert facts["variable_rate"]
    assert 15 < Fraction(*facts["fps"]) < 19


@pytest.mark.parametrize(
    ("times", "variable"),
    [
        ([0, 33, 67, 100, 133, 167, 200], False),
        ([0, 8, 17, 25, 33, 42], False),
        ([0, 40, 80, 200, 240], True),
        ([200, 0, 80, 40, 120, 160], False),
        ([0], False),
        ([], False),
    ],
)
def test_rounded_times_are_no_variable_rate(times, variable):
    assert variable_rate(times, Fraction(1, 1000)) is variable


def test_one_late_frame_in_a_long_clip_is_no_variable_rate():
    times = [40 * n + (20 if n == 150 else 0) for n in range(300)]
    assert not variable_rate(times, Fraction(1, 1000))


def test_a_fragmented_file_whose_header_lies_is_measured(tmp_path):
    path = clip(tmp_path / "a.mp4", "-movflags", "frag_keyframe+empty_moov", sound=False)
    data = bytearray(path.read_bytes())
    at = data.index(b"mvhd") + 4 + 16
    data[at : at + 4] = (143_165_000).to_bytes(4, "big")
    path.write_bytes(data)
    assert measured_clip(path)["duration_ms"] == 1000


def test_a_header_that_promises_too_much_is_not_believed(tmp_path):
    path = clip(tmp_path / "a.mkv", sound=False)
    data = bytearray(path.read_bytes())
    at = data.index(b"\x44\x89\x88") + 3
    data[at : at + 8] = struct.pack(">d", 3_600_000.0)
    path.write_bytes(data)
    assert 960 <= measured_clip(path)["duration_ms"] <= 1040


def test_a_live_recording_without_length_is_measured(tmp_path):
    path = tmp_path / "a.mkv"
    command = ["ffmpeg", "-nostdin", "-v", "error", *PICTURE, *X264, "-f", "matroska", "-"]
    path.write_bytes(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    assert 960 <= measured_clip(path)["duration_ms"] <= 1040


def test_sound_without_a_picture_is_refused(tmp_path):
    ffmpeg(*TONE, "-c:a", "aac", tmp_path / "a.mp4")
    with (tmp_path / "a.mp4").open("rb") as file:
        assert refusal_of(clip_facts, file) == "no-picture"


@pytest.fixture
def cover(tmp_path) -> Path:
    path = tmp_path / "cover.jpg"
    path.write_bytes(photo("JPEG", corners(640, 480)).getvalue())
    return path


def test_a_cover_picture_is_no_clip(tmp_path, cover):
    attached = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    ffmpeg(*TONE, "-i", cover, *attached, "-c:a", "aac", tmp_path / "a.mp4")
    with (tmp_path / "a.mp4").open("rb") as file:
        assert refusal_of(clip_facts, file) == "no-picture"


def test_a_cover_picture_beside_a_clip_is_ignored(tmp_path, cover):
    plain = clip(tmp_path / "plain.mp4", sound=False)
    streams = ("-map", "1", "-map", "0", "-c", "copy", "-disposition:v:0", "attached_pic")
    ffmpeg("-i", plain, "-i", cover, *streams, tmp_path / "a.mp4")
    facts = measured_clip(tmp_path / "a.mp4")
    assert (facts["video"]["codec"], facts["width"]) == ("h264", 160)


def test_of_several_pictures_the_default_and_then_the_largest_is_taken(tmp_path):
    large = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=1")
    both = ("-map", "0", "-map", "1", *X264)
    ffmpeg(*PICTURE, *large, *both, "-disposition:v", "default", tmp_path / "both.mkv")
    assert measured_clip(tmp_path / "both.mkv")["width"] == 320
    chosen = ("-disposition:v:0", "default", "-disposition:v:1", "0")
    ffmpeg(*PICTURE, *large, *both, *chosen, tmp_path / "first.mkv")
    assert measured_clip(tmp_path / "first.mkv")["width"] == 160


def test_a_codec_that_is_not_on_the_list_is_refused(tmp_path):
    path = clip(tmp_path / "a.mkv", "-c:v", "mpeg2video", sound=False)
    with path.open("rb") as file:
        assert refusal_of(clip_facts, file) == "unsupported-codec"


def test_sound_that_is_not_on_the_list_is_left_aside(tmp_path):
    facts = measured_clip(clip(tmp_path / "a.mkv", "-c:a", "wmav2"))
    assert facts["audio"] is None
    assert facts["video"]["codec"] == "h264"


@pytest.mark.parametrize(
    ("trc", "found"), [("arib-std-b67", "hlg"), ("smpte2084", "pq"), ("bt709", "sdr")]
)
def test_high_dynamic_range_is_recognised(tmp_path, trc, found):
    tags = ("-color_trc", trc, "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    assert measured_clip(clip(tmp_path / "a.mp4", *tags, sound=False))["transfer"] == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("-s", "1280x720"), "bt709"),
        (("-s", "720x1280"), "bt709"),
        (("-s", "1280x718"), "auto"),
        (("-s", "1280x720", "-colorspace", "bt709"), "auto"),
        (("-s", "1280x720", "-colorspace", "smpte170m"), "auto"),
        (("-s", "1280x720", *X265), "bt709"),
        (("-s", "1280x720", *X265, "-colorspace", "bt470bg"), "auto"),
    ],
)
def test_the_matrix_is_the_one_that_the_film_would_ask_for(tmp_path, options, found):
    """By two builds of FFmpeg: PyAV's own, and the machine's ffprobe."""
    source = clip(tmp_path / "a.mp4", *options, sound=False)
    assert measured_clip(source)["matrix"] == found
    probe = ["ffprobe", *colour_args(source)]
    printed = subprocess.run(probe, check=True, capture_output=True).stdout
    assert colour_from_probe(printed).matrix == found


@pytest.mark.parametrize("place", ["end", "start"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.8])
def test_a_clip_that_was_cut_short_is_refused_as_incomplete(tmp_path, place, share):
    flags = ("-movflags", "faststart") if place == "start" else ()
    noise = ("-vf", "noise=alls=60:allf=t", "-crf", "18")
    data = clip(tmp_path / "a.mp4", *noise, *flags, sound=False).read_bytes()
    cut = io.BytesIO(data[: int(len(data) * share)])
    assert refusal_of(clip_facts, cut) == "truncated"


def test_a_clip_that_lost_only_its_last_moment_is_taken_as_long_as_it_is(tmp_path):
    noise = ("-vf", "noise=alls=60:allf=t", "-crf", "18", "-movflags", "faststart")
    data = clip(tmp_path / "a.mp4", *noise, sound=False).read_bytes()
    (tmp_path / "b.mp4").write_bytes(data[: int(len(data) * 0.97)])
    assert 900 <= measured_clip(tmp_path / "b.mp4")["duration_ms"] <= 1000


def test_a_cut_matroska_is_incomplete_too(tmp_path):
    noise = ("-vf", "noise=alls=60:allf=t", "-crf", "18")
    data = clip(tmp_path / "a.mkv", *noise, sound=False).read_bytes()
    assert refusal_of(clip_facts, io.BytesIO(data[: len(data) // 2])) == "truncated"


def test_a_clip_whose_pictures_are_rubbish_is_unreadable(tmp_path):
    path = clip(tmp_path / "a.mp4", sound=False)
    data = path.read_bytes()
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    rubbish = data[:start] + bytes(end - start) + data[end:]
    assert refusal_of(clip_facts, io.BytesIO(rubbish)) == "unreadable"


@settings(max_examples=40, deadline=None)
@given(DAMAGE)
def test_a_damaged_clip_gives_facts_or_a_refusal(small_clip, damage):
    try:
        facts = clip_facts(damaged(small_clip.read_bytes(), damage), {})[0]
    except Refused as told:
        assert told.words.zh
    else:
        assert facts["width"] > 0
        assert facts["duration_ms"] >= 0


@pytest.fixture(scope="module")
def small_clip(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "a.mp4"
    return clip(path, "-movflags", "faststart", "-c:a", "aac", "-crf", "40")


def test_a_title_in_chinese_bytes_that_are_not_utf8_is_no_obstacle(tmp_path):
    path = clip(tmp_path / "a.mp4", "-metadata", "title=TITLETITLE", sound=False)
    path.write_bytes(path.read_bytes().replace(b"TITLETITLE", "科技活动周".encode("gb18030")))
    assert measured_clip(path)["width"] == 160
