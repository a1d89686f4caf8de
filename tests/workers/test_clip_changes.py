"""Cuts and dissolves are found to the frame; flashes, pans and shakes are none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.workers.media_recipes import ffmpeg
from workers.tools.clips.clip_look import clip_look

SIZE, RATE = (320, 180), 25


def scene(seed: int) -> np.ndarray:
    """A picture larger than the frame, of soft shapes and hard edges."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((540, 960, 3), np.float32)
    for step in (8, 32, 120):
        soft = rng.normal(0, 40, (540 // step + 2, 960 // step + 2, 3)).astype(np.float32)
        picture += cv2.resize(soft, (960, 540), interpolation=cv2.INTER_CUBIC)
    picture += rng.uniform(60, 190, 3).astype(np.float32)
    for _ in range(25):
        x, y, colour = rng.integers(0, 900), rng.integers(0, 500), rng.integers(0, 255, 3)
        corner = (int(x + rng.integers(20, 160)), int(y + rng.integers(20, 120)))
        cv2.rectangle(picture, (int(x), int(y)), corner, colour.tolist(), -1)
    return np.clip(picture, 0, 255).astype(np.uint8)


def crop(picture: np.ndarray, x: float = 100, y: float = 100) -> np.ndarray:
    moved = np.array([[1, 0, -x], [0, 1, -y]], dtype=np.float64)
    return cv2.warpAffine(picture, moved, SIZE)


def held(seed: int, frames: int) -> list[np.ndarray]:
    """A hand-held shot: the picture sways a little, and the sensor is noisy."""
    rng, picture = np.random.default_rng(seed), scene(seed)
    x, y, shot = 100.0, 100.0, []
    for _ in range(frames):
        x, y = x + rng.normal(0, 0.5), y + rng.normal(0, 0.5)
        shot.append(np.clip(crop(picture, x, y) + rng.normal(0, 3, (180, 320, 1)), 0, 255))
    return shot


def written(path: Path, frames: list[np.ndarray], *options: str) -> Path:
    raw = path.with_suffix(".raw")
    raw.write_bytes(np.stack(frames).astype(np.uint8).tobytes())
    source = ("-f", "rawvideo", "-pix_fmt", "bgr24", "-s", "320x180", "-r", str(RATE), "-i", raw)
    fixed = ("-g", "25", "-sc_threshold", "0", "-bf", "0")
    ffmpeg(*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", *fixed, *options, path)
    return path


def changes(path: Path, frames: int) -> list[list[int]]:
    with path.open("rb") as file:
        value, _ = clip_look(file, {"duration_ms": frames * 1000 // RATE})
    assert value["unsure"] == []
    return [list(each) for each in value["changes"]]


@pytest.mark.parametrize("at", [57, 75, 99, 101])
def test_a_cut_is_found_to_the_frame_wherever_key_frames_stand(tmp_path, at):
    frames = held(1, at) + held(2, 150 - at)
    (found,) = changes(written(tmp_path / "a.mp4", frames), 150)
    assert found == [(at - 1) * 40, at * 40]


def test_where_key_frames_are_few_every_frame_is_seen(tmp_path):
    frames = held(3, 60) + held(4, 60)
    found = changes(written(tmp_path / "a.mp4", frames, "-g", "300"), 120)
    assert found == [[59 * 40, 60 * 40]]


def test_frames_out_of_order_in_the_file_change_nothing(tmp_path):
    frames = held(5, 70) + held(6, 70)
    found = changes(written(tmp_path / "a.mp4", frames, "-bf", "3"), 140)
    assert found == [[69 * 40, 70 * 40]]


def test_a_dissolve_is_found_with_both_its_ends(tmp_path):
    before, after = held(7, 90), held(8, 90)
    mixed = [before[66 + n] * (1 - (n + 1) / 25) + after[n] * ((n + 1) / 25) for n in range(24)]
    frames = before[:66] + mixed + after[24:]
    (found,) = changes(written(tmp_path / "a.mp4", frames), len(frames))
    assert 66 * 40 - 300 <= found[0] <= 72 * 40 and 84 * 40 <= found[1] <= 90 * 40 + 300


def test_a_flash_a_pan_and_a_shake_are_no_cuts(tmp_path):
    flashed = held(9, 120)
    for at in (40, 41, 80):
        flashed[at] = np.clip(flashed[at] * 0.3 + 180, 0, 255)
    assert changes(written(tmp_path / "flash.mp4", flashed), 120) == []
    wide = scene(10)
    pan = [crop(wide, 20 + 5 * n, 150) for n in range(120)]
    assert changes(written(tmp_path / "pan.mp4", pan), 120) == []
    rng = np.random.default_rng(11)
    shake = [crop(wide, 300 + rng.normal(0, 12), 150 + rng.normal(0, 12)) for _ in range(120)]
    assert changes(written(tmp_path / "shake.mp4", shake), 120) == []


def measured(path: Path, frames: list[np.ndarray]) -> list[dict]:
    with written(path, frames).open("rb") as file:
        return clip_look(file, {"duration_ms": len(frames) * 1000 // RATE})[0]["frames"]


def test_the_cameras_motion_is_told_in_parts_of_the_picture_a_second(tmp_path):
    wide = scene(12)
    # 2 px of 320 a frame, 25 frames a second: 156 per mille a second.
    pan = measured(tmp_path / "pan.mp4", [crop(wide, 20 + 2 * n, 150) for n in range(100)])
    assert all(145 <= row["speed"] <= 170 and row["jitter"] <= 25 for row in pan)
    calm = measured(tmp_path / "calm.mp4", held(13, 100))
    assert max(row["speed"] for row in calm) <= 120
    rng = np.random.default_rng(14)
    shaken = [crop(wide, 300 + rng.normal(0, 6), 150 + rng.normal(0, 6)) for _ in range(100)]
    shake = measured(tmp_path / "shake.mp4", shaken)
    assert sum(row["jitter"] > 300 for row in shake) >= len(shake) - 1


def test_what_moves_before_a_still_camera_is_the_scene(tmp_path):
    wide, ball = scene(15), []
    for n in range(100):
        picture = crop(wide, 300, 150)
        cv2.circle(picture, (20 + 3 * n, 90), 18, (250, 250, 250), -1)
        cv2.circle(picture, (20 + 3 * n, 90), 9, (0, 0, 0), -1)
        ball.append(picture)
    rows = measured(tmp_path / "ball.mp4", ball)
    assert all(row["speed"] <= 10 and row["scene"] > 5 for row in rows)
