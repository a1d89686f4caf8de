"""What look sees of a clip: poster, thumb, strip and the scores of its frames."""

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import Refused
from tests.workers.media_recipes import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    X264,
    clip,
    corner_colours,
    corners,
    ffmpeg,
    rotated,
)
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.hdr import to_sdr

UPRIGHT = [RED, GREEN, BLUE, WHITE]


def look(path: Path, duration_ms: int) -> tuple[dict, dict[str, Image.Image]]:
    with path.open("rb") as file:
        value, blobs = clip_look(file, {"duration_ms": duration_ms})
    return value, {name: Image.open(io.BytesIO(data)) for name, data in blobs.items()}


def still(tmp_path: Path, picture: Image.Image, *arguments: str, seconds: int = 1) -> Path:
    """A clip that shows one picture."""
    picture.save(tmp_path / "still.png")
    held = ("-loop", "1", "-framerate", "25", "-t", str(seconds), "-i", tmp_path / "still.png")
    ffmpeg(*held, *X264, *arguments, tmp_path / "still.mp4")
    return tmp_path / "still.mp4"


def test_a_clip_gives_poster_thumb_and_strip(tmp_path):
    value, pictures = look(clip(tmp_path / "a.mp4", "-s", "1920x1080"), 1000)
    assert pictures["poster"].size == (1600, 900)
    assert pictures["thumb"].size == (320, 180)
    assert pictures["strip"].size == (8 * 160, 90)
    assert (value["width"], value["height"]) == (1600, 900)
    assert len(value["phash"]) == 16
    assert value["span"] == [0, 1000]


def test_a_small_clip_is_not_enlarged(tmp_path):
    _, pictures = look(clip(tmp_path / "a.mp4"), 1000)
    assert pictures["poster"].size == pictures["thumb"].size == (160, 90)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pictures_of_a_rotated_clip_are_upright(tmp_path, degrees):
    turn = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180}
    stored = corners(320, 240).transpose(turn.get(degrees, Image.Transpose.ROTATE_270))
    _, pictures = look(rotated(still(tmp_path, stored), degrees), 1000)
    assert pictures["poster"].size == (320, 240)
    assert corner_colours(pictures["poster"]) == UPRIGHT
    assert corner_colours(pictures["strip"].crop((0, 0, 160, 120))) == UPRIGHT


def test_oblong_samples_are_shown_in_shape(tmp_path):
    filters = ("-vf", "scale=240:240,setsar=4/3")
    _, pictures = look(still(tmp_path, corners(320, 240), *filters), 1000)
    assert pictures["poster"].size == (240, 180)


@pytest.mark.parametrize("matrix", ["bt709", "bt601"])
@pytest.mark.parametrize("span", ["tv", "pc"])
def test_colours_come_back_in_each_matrix_and_range(tmp_path, matrix, span):
    kept = {"bt709": "bt709", "bt601": "smpte170m"}[matrix]
    filters = f"scale=out_color_matrix={matrix}:out_range={span}"
    tags = ("-colorspace", kept, "-color_range", span)
    path = still(tmp_path, corners(320, 240), "-vf", filters, *tags, "-crf", "1")
    shown = look(path, 1000)[1]["poster"]
    for place, colour in (((20, 20), RED), ((300, 20), GREEN), ((20, 220), WHITE)):
        assert np.abs(np.subtract(shown.getpixel(place), colour)).max() <= 8


@pytest.mark.parametrize(("size", "matrix"), [((1280, 720), "bt709"), ((320, 240), "bt601")])
def test_without_a_tag_the_matrix_goes_by_the_size(tmp_path, size, matrix):
    filters = f"scale=out_color_matrix={matrix}"
    path = still(tmp_path, corners(*size), "-vf", filters, "-crf", "1")
    shown = look(path, 1000)[1]["poster"]
    assert np.abs(np.subtract(shown.getpixel((20, 20)), RED)).max() <= 8


BLACK_THEN_PICTURE = (
    *("-f", "lavfi", "-i", "color=black:size=320x180:rate=25:duration=2"),
    *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4"),
    *("-filter_complex", "[0][1]concat=n=2"),
)


def test_black_frames_are_told_and_are_never_the_poster(tmp_path):
    ffmpeg(*BLACK_THEN_PICTURE, *X264, "-g", "25", tmp_path / "a.mp4")
    value, pictures = look(tmp_path / "a.mp4", 6000)
    black = [row["ms"] for row in value["frames"] if row["black"] > 950]
    assert black == [0, 1000]
    assert value["poster_ms"] >= 2000
    assert np.asarray(pictures["poster"]).mean() > 50
    cut = next(row for row in value["frames"] if row["ms"] == 2000)
    assert cut["motion"] == max(row["motion"] for row in value["frames"])


def test_a_blurred_stretch_scores_lower_than_the_sharp_one_and_loses_the_poster(tmp_path):
    blurred = "gblur=sigma=12:enable='lt(t,3)'"
    source = ("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=6")
    ffmpeg(*source, "-vf", blurred, *X264, "-g", "25", tmp_path / "a.mp4")
    value, _ = look(tmp_path / "a.mp4", 6000)
    rows = value["frames"]
    worst = max(row["sharpness"] for row in rows if row["ms"] < 3000)
    best = min(row["sharpness"] for row in rows if row["ms"] >= 3000)
    assert worst + 150 < best
    assert value["poster_ms"] >= 3000


def test_a_still_scene_has_no_motion_and_a_moving_one_has(tmp_path):
    calm, _ = look(still(tmp_path, corners(320, 180), "-g", "25", seconds=4), 4000)
    assert max(row["motion"] for row in calm["frames"]) <= 5
    panning = ("-f", "lavfi", "-i", "mandelbrot=size=320x180:rate=25")
    ffmpeg(*panning, "-t", "4", *X264, "-g", "25", tmp_path / "moving.mp4")
    lively, _ = look(tmp_path / "moving.mp4", 4000)
    assert min(row["motion"] for row in lively["frames"][1:]) > 20


def test_where_key_frames_suffice_nothing_else_is_decoded(tmp_path):
    source = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=10")
    ffmpeg(
        *source, *X264, "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", tmp_path / "a.mp4"
    )
    value, _ = look(tmp_path / "a.mp4", 10_000)
    assert [row["ms"] for row in value["frames"]] == [0, 2000, 4000, 6000, 8000]


def test_the_last_key_frame_is_seen_where_the_decoder_holds_it_back(tmp_path):
    source = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=5")
    x265 = "log-level=none:pools=1:keyint=25:min-keyint=25:scenecut=0"
    ffmpeg(*source, "-c:v", "libx265", "-preset", "fast", "-x265-params", x265, tmp_path / "a.mp4")
    value, _ = look(tmp_path / "a.mp4", 5000)
    assert [row["ms"] for row in value["frames"]] == [0, 1000, 2000, 3000, 4000]


def test_a_clip_of_few_key_frames_is_decoded_whole(tmp_path):
    source = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=10")
    ffmpeg(*source, *X264, "-g", "250", "-sc_threshold", "0", tmp_path / "a.mp4")
    value, _ = look(tmp_path / "a.mp4", 10_000)
    at = [row["ms"] for row in value["frames"]]
    assert len(at) >= 15
    assert all(500 <= after - before <= 600 for before, after in pairwise(at))


def test_where_every_frame_is_a_key_frame_two_a_second_are_looked_at(tmp_path):
    source = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4")
    ffmpeg(*source, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", tmp_path / "a.avi")
    value, _ = look(tmp_path / "a.avi", 4000)
    assert [row["ms"] for row in value["frames"]] == [520 * n for n in range(8)]


def test_the_strip_shows_the_clip_in_its_order(tmp_path):
    fade = "geq=lum='255*T/8':cb=128:cr=128"
    source = ("-f", "lavfi", "-i", "color=black:size=160x90:rate=25:duration=8")
    ffmpeg(*source, "-vf", fade, *X264, "-g", "12", tmp_path / "a.mp4")
    strip = np.asarray(look(tmp_path / "a.mp4", 8000)[1]["strip"].convert("L"), dtype=float)
    levels = [strip[:, 160 * n + 20 : 160 * n + 140].mean() for n in range(8)]
    assert levels == sorted(levels)
    assert levels[0] < 40
    assert levels[-1] > 200


def test_pictures_carry_no_metadata(tmp_path):
    path = clip(tmp_path / "a.mp4", "-metadata", "location=+37.9500+110.9900/")
    with path.open("rb") as file:
        blobs = clip_look(file, {"duration_ms": 1000})[1]
    for data in blobs.values():
        assert not Image.open(io.BytesIO(data)).getexif()
        assert b"110.99" not in data


def test_a_clip_without_a_readable_picture_is_refused(tmp_path):
    data = clip(tmp_path / "a.mp4", sound=False).read_bytes()
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    rubbish = io.BytesIO(data[:start] + bytes(end - start) + data[end:])
    with pytest.raises(Refused) as told:
        clip_look(rubbish, {"duration_ms": 1000})
    assert told.value.code == "unreadable"


# --- high dynamic range -------------------------------------------------------------------------


def grey(level: int) -> np.ndarray:
    return np.full((1, 1, 3), level, dtype=np.uint8)


@pytest.mark.parametrize("transfer", ["hlg", "pq"])
def test_tones_of_high_dynamic_range_keep_their_order_and_stay_grey(transfer):
    shown = [to_sdr(grey(level), transfer)[0, 0] for level in range(0, 256, 5)]
    assert all(int(rgb.max()) - int(rgb.min()) <= 1 for rgb in shown)
    values = [int(rgb[1]) for rgb in shown]
    assert values == sorted(values)
    assert values[0] == 0
    assert values[-1] >= 250


def test_white_paper_is_shown_nearly_white():
    # Diffuse white is 75 % of the HLG signal and 58 % of the PQ signal (BT.2408).
    assert 220 <= to_sdr(grey(round(255 * 0.75)), "hlg")[0, 0, 0] <= 250
    assert 220 <= to_sdr(grey(round(255 * 0.58)), "pq")[0, 0, 0] <= 250


def test_ordinary_pictures_pass_untouched():
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    assert np.array_equal(to_sdr(picture, "sdr"), picture)


def test_the_poster_of_an_hlg_clip_is_shown_as_an_ordinary_picture(tmp_path):
    tags = ("-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", "-color_primaries", "bt2020")
    signal = Image.new("RGB", (320, 240), (191, 191, 191))
    shown = look(still(tmp_path, signal, *tags), 1000)[1]["poster"].getpixel((100, 100))
    assert min(shown) >= 225
