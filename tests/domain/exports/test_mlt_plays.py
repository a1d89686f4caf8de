"""melt plays the exported MLT with the planned cuts: every frame is told by its brightness."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.exports.mlt import mlt
from domain.exports.timeline import Entry, Media, Timeline
from domain.film import Transition
from domain.words import Words
from tests.required import needs

WHY = Words(zh="最清晰", en="the sharpest")


def ffmpeg(*args: str) -> bytes:
    done = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *args], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def counted(path: Path, first: int, rate: int = 25) -> None:
    """Two seconds; the frame at n / 25 s has luma `first` + 3n. A tone in the second second."""
    grey = (
        f"color=black:s=320x180:r={rate}:d=2,format=yuv420p,geq=lum='{first}+3*floor(T*25+0.001)'"
    )
    tone = "sine=1000:r=48000:d=2,volume='gte(t,1)':eval=frame"
    ffmpeg("-f", "lavfi", "-i", f"{grey}:cb=128:cr=128", "-f", "lavfi", "-i", tone, "-c:v",
           "libx264", "-qp", "4", "-g", "12", "-c:a", "aac", str(path))  # fmt: skip


@pytest.fixture(scope="module")
def melt(request) -> str:
    found = shutil.which("melt")
    needs(request, "melt", None if found else "no melt: apt-get install melt")
    return str(found)


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> tuple[Path, Timeline]:
    folder = tmp_path_factory.mktemp("导出")
    (folder / "素材").mkdir()

    def media(number: int, name: str, kind: str, **other) -> Media:
        path = f"素材/{number:02d}-{name}"
        return Media(number=number, path=path, kind=kind, width=320, height=180, **other)

    clip = media(1, "大讲堂-县科协.mp4", "clip", frames=50, has_audio=True)
    faster = media(2, "宣传-县工信局.mp4", "clip", frames=50, has_audio=True)
    photo, card = media(3, "照片.jpg", "photo"), media(4, "片头.png", "card")
    caption = media(5, "字幕.png", "caption")
    counted(folder / clip.path, 40)
    counted(folder / faster.path, 70, rate=50)
    Image.new("RGB", (320, 180), (128, 128, 128)).save(folder / photo.path)
    Image.new("RGB", (320, 180), (200, 200, 200)).save(folder / card.path)
    plate = Image.new("RGBA", (320, 180), (0, 0, 0, 0))
    plate.paste((255, 255, 255, 255), (0, 150, 320, 180))
    plate.save(folder / caption.path)
    shots = [
        (card, 30, 0, False, None),
        (clip, 21, 29, True, caption),
        (photo, 25, 0, False, None),
        (clip, 13, 3, False, None),
        (None, 10, 0, False, None),
        (faster, 40, 7, True, None),
        (photo, 12, 0, False, None),
    ]
    entries, at = [], 0
    for index, (shown, frames, first, sound, over) in enumerate(shots):
        entries.append(
            Entry(index=index, starts_at=at, frames=frames, media=shown, source_in=first,
                  sound=sound, caption=over, why=WHY)
        )  # fmt: skip
        at += frames
    timeline = Timeline(title="测试", campaign="t", version=1, entries=tuple(entries))
    (folder / "测试.mlt").write_text(mlt(timeline), encoding="utf-8")
    return folder, timeline


@pytest.fixture(scope="module")
def played(melt, film, tmp_path_factory) -> Path:
    """The film as melt renders it, small and without loss, from another folder than its own."""
    out = tmp_path_factory.mktemp("played") / "played.mkv"
    done = subprocess.run(
        [melt, str(film[0] / "测试.mlt"), "-consumer", f"avformat:{out}",
         "vcodec=ffv1", "acodec=pcm_s16le", "s=320x180", "real_time=-1"],
        capture_output=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return out


def lumas(played: Path, crop: str = "64:64:128:40") -> list[float]:
    raw = ffmpeg("-i", str(played), "-vsync", "0", "-vf", f"crop={crop},format=gray", "-f",
                 "rawvideo", "-")  # fmt: skip
    width, height = map(int, crop.split(":")[:2])
    return np.frombuffer(raw, np.uint8).reshape(-1, width * height).mean(axis=1).tolist()


def expected(timeline: Timeline) -> list[float]:
    """Full-range grey of every film frame."""
    found: list[float] = []
    for entry in timeline.entries:
        for n in range(entry.frames):
            if entry.media is None:
                found.append(0)
            elif entry.media.is_clip:
                luma = {1: 40, 2: 70}[entry.media.number] + 3 * (entry.source_in + n)
                found.append((luma - 16) * 255 / 219)
            else:
                found.append({"photo": 128, "card": 200}[entry.media.kind])
    return found


def test_every_frame_is_the_planned_one(film, played) -> None:
    wanted, found = expected(film[1]), lumas(played)
    assert len(found) == film[1].frames == len(wanted)
    # Two neighbouring frames of a clip differ by 3.5; melt rounds down.
    astray = [n for n, (a, b) in enumerate(zip(wanted, found, strict=True)) if abs(a - b) > 1.7]
    assert not astray, [(n, wanted[n], found[n]) for n in astray[:10]]


def test_the_caption_lies_over_its_shot_alone(film, played) -> None:
    bottom = lumas(played, crop="64:8:128:166")
    captioned = [n for n, luma in enumerate(bottom) if luma > 250]
    assert captioned == list(range(30, 51))


def test_only_shots_with_sound_are_heard(film, played) -> None:
    raw = ffmpeg("-i", str(played), "-vn", "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    samples = np.frombuffer(raw, np.int16).astype(float)
    loud = [np.abs(samples[n * 1920 : (n + 1) * 1920]).mean() > 300 for n in range(film[1].frames)]
    # The tone begins at frame 25 of a clip; the decoder may smear it by a frame.
    heard = {n for n, is_loud in enumerate(loud) if is_loud}
    sure = set(range(31, 50)) | set(range(99 + 25 - 7 + 2, 138))
    assert sure <= heard
    assert heard <= set(range(29, 53)) | set(range(99 + 25 - 7 - 2, 141))


def test_the_folder_may_be_carried_elsewhere(film) -> None:
    assert str(film[0]) not in mlt(film[1])


def test_melt_plays_transitions_over_the_planned_frames(melt, film, tmp_path) -> None:
    """Both clips tell their frames by their brightness: so does each frame of the mixture."""
    folder, whole = film
    clip, faster, photo = (whole.entries[n].media for n in (1, 5, 2))
    shots = [
        (clip, 20, 10, Transition.CUT),
        (faster, 24, 8, Transition.DISSOLVE),
        (photo, 20, 0, Transition.DIP),
    ]
    entries, at = [], 0
    for index, (shown, frames, first, into) in enumerate(shots):
        entries.append(
            Entry(index=index, starts_at=at, frames=frames, media=shown, source_in=first,
                  into=into, why=WHY)
        )  # fmt: skip
        at += frames
    project = folder / "转场.mlt"
    project.write_text(
        mlt(Timeline(title="转场", campaign="t", version=1, entries=tuple(entries))),
        encoding="utf-8",
    )
    out = tmp_path / "played.mkv"
    done = subprocess.run(
        [melt, str(project), "-consumer", f"avformat:{out}", "vcodec=ffv1", "an=1", "s=320x180",
         "real_time=-1"],
        capture_output=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]

    def grey(start: int, frame: int) -> float:
        return (start + 3 * frame - 16) * 255 / 219

    found = lumas(out)
    assert len(found) == 64
    assert found[:14] == pytest.approx([grey(40, 10 + n) for n in range(14)], abs=1.7)
    for n in range(12):
        old, new = grey(40, 24 + n), grey(70, 2 + n)
        # melt begins with the old shot alone and ends with nearly the new one.
        share = (found[14 + n] - old) / (new - old)
        assert n / 12 - 0.12 <= share <= (n + 1) / 12 + 0.12, (n, share)
    assert found[26:38] == pytest.approx([grey(70, 14 + n) for n in range(12)], abs=1.7)
    falls, rises = found[38:44], found[44:50]
    assert falls == sorted(falls, reverse=True) and rises == sorted(rises)
    assert min(falls[-1], rises[0]) < 40
    assert found[50:] == pytest.approx([128] * 14, abs=1.7)
