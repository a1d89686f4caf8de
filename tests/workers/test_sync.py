"""Picture and sound stay together: a flash and a beep of one moment, measured in the finished film.

Every shape of source goes through the cut twice, at the film's start and after a minute and a half,
so that an offset and a drift would both be seen. The usual shapes share one film, which is small:
its two and a half thousand frames are decoded in a sixth of the time, and their times are the same.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.rendering import SegmentSpec
from tests.workers.film_media import ffmpeg
from tests.workers.test_join import flat_segment, tone
from workers.tools.film.join import join_film
from workers.tools.film.measure import measure_film
from workers.tools.film.segment import RenderDeps, render_segment

#: Seconds into the clip at which it flashes and beeps; on a frame of 25, 30 and 60 a second.
FLASH_S = 1.0
FRAMES = 60
#: What stands between the two, and its frames: 90 s.
BETWEEN, EACH = 25, 90
#: Of the film, px.
FULL, SMALL = (1920, 1080), (640, 360)
#: Milliseconds by which sound may be off (film.md).
MOST_MS = 20


@dataclass(frozen=True)
class Source:
    size: tuple[int, int]
    rate: str = "25"
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20")
    audio: tuple[str, ...] = ("-c:a", "aac", "-ar", "48000", "-ac", "2")
    transfer: str = "sdr"
    filters: str = ""
    name: str = "a.mp4"


_HDR = ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "24", "-x265-params", "log-level=none")
_TEN = ("-pix_fmt", "yuv420p10le", "-color_primaries", "bt2020", "-colorspace", "bt2020nc")

QUICK = {"usual": Source((640, 360)), "phone 8 kHz": Source((320, 240), audio=("-ar", "8000"))}
_VP9 = ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-pix_fmt", "yuv444p")
_OPUS, _PCM = ("-c:a", "libopus"), ("-c:a", "pcm_s16le")
_THINNED = ",select='not(mod(n,3))+between(n,28,34)'"

SLOW = {
    "portrait": Source((360, 640)),
    "square": Source((480, 480)),
    "4 to 3": Source((640, 480), rate="30"),
    "4K 60": Source((3840, 2160), rate="60"),
    "odd": Source((427, 241), video=_VP9, audio=_OPUS, name="a.webm"),
    "variable": Source((640, 360), rate="30", filters=_THINNED),
    "29.97": Source((640, 360), rate="30000/1001"),
    "HLG": Source((640, 360), video=(*_HDR, *_TEN, "-color_trc", "arib-std-b67"), transfer="hlg"),
    "PQ": Source((640, 360), video=(*_HDR, *_TEN, "-color_trc", "smpte2084"), transfer="pq"),
    "mono": Source((640, 360), audio=("-c:a", "aac", "-ac", "1", "-ar", "44100")),
    "PCM": Source((640, 360), audio=_PCM, name="a.mov"),
    "MJPEG AVI": Source((640, 480), video=("-c:v", "mjpeg"), audio=_PCM, name="a.avi"),
}


def flashing(folder: Path, source: Source) -> Path:
    """Three seconds of dark grey with a white flash of a tenth and a beep, both at one second."""
    width, height = source.size
    window = f"between(t,{FLASH_S - 0.001},{FLASH_S + 0.1})"
    picture = (
        f"color=0x282828:s={width}x{height}:r={source.rate}:d=3,"
        f"drawbox=color=white:t=fill:enable='{window}'{source.filters}"
    )
    beep = f"aevalsrc='0.5*sin(2*PI*1000*t)*{window}':s=48000:d=3"
    path = folder / source.name
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", beep),
        *(("-vsync", "vfr") if source.filters else ()),
        *source.video,
        *source.audio,
        str(path),
    )
    return path


def rendered(folder: Path, source: Source, size: tuple[int, int]) -> tuple[Path, Path]:
    """Picture and sound of the clip as a shot of the film."""
    folder.mkdir()
    spec = SegmentSpec(
        kind="clip",
        frames=FRAMES,
        source="ab",
        width=source.size[0],
        height=source.size[1],
        transfer=source.transfer,
        sound=1,
        size=size,
    )
    video, sound = folder / "clip.mp4", folder / "clip.pcm"
    deps = RenderDeps(read_photo=_no_photo, scratch=folder)
    render_segment(
        spec, source=flashing(folder, source), out_video=video, out_audio=sound, deps=deps
    )
    return video, sound


def film_of(folder: Path, sources: Mapping[str, Source], size: tuple[int, int]) -> Path:
    """The clips, ninety seconds of grey, the clips again."""
    clips = [rendered(folder / name, source, size) for name, source in sources.items()]
    grey = (
        flat_segment(folder / "grey.mp4", EACH, 50, size=size),
        tone(folder / "s.pcm", EACH, None),
    )
    shots = [*clips, *[grey] * BETWEEN, *clips]
    film = folder / "film.mp4"
    joined = join_film(
        [video for video, _ in shots], [sound for _, sound in shots], out=film, scratch=folder
    )
    assert joined.frames == frames_with(len(clips))
    return film


def frames_with(clips: int) -> int:
    return 2 * clips * FRAMES + BETWEEN * EACH


def _no_photo(source: Path, width: int, height: int):
    raise AssertionError("no photo is in this film")


def lumas(film: Path, first: int, frames: int) -> np.ndarray:
    """Of that many frames from one on, which begins a shot: a film is found there by its time."""
    done = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-ss", f"{first / 25}", "-i", str(film)),
            *("-vf", "extractplanes=y,scale=16:8:flags=area", "-vsync", "0"),
            *("-frames:v", str(frames), "-f", "rawvideo", "-"),
        ],
        capture_output=True,
        check=True,
    )
    found = np.frombuffer(done.stdout, np.uint8).reshape(-1, 8, 16)
    assert len(found) == frames
    return found[:, 3:5, 7:9].mean(axis=(1, 2))


def loud(film: Path) -> np.ndarray:
    done = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-nostdin", "-i", str(film), "-vn"),
            *("-ac", "1", "-ar", "48000", "-f", "s16le", "-"),
        ],
        capture_output=True,
        check=True,
    )
    return np.abs(np.frombuffer(done.stdout, "<i2").astype(float))


def offsets_ms(film: Path, clips: int) -> list[tuple[float, float]]:
    """Milliseconds by which each clip's beep is later than its flash, at the start and the end."""
    heard = loud(film)
    many, again = clips * FRAMES, clips * FRAMES + BETWEEN * EACH
    start, end = (_late_ms(lumas(film, at, many), heard, at) for at in (0, again))
    return list(zip(start, end, strict=True))


def _late_ms(seen: np.ndarray, heard: np.ndarray, at: int) -> Iterator[float]:
    """Of the clips that follow each other from that frame of the film on, of whom `seen` is."""
    for first in range(0, len(seen), FRAMES):
        picture = seen[first : first + FRAMES]
        flash = at + first + int(np.argmax(picture > (picture.min() + picture.max()) / 2))
        sound = heard[(at + first) * 1920 : (at + first + FRAMES) * 1920]
        beep = (at + first) * 1920 + int(np.argmax(sound > 0.3 * sound.max()))
        yield beep / 48 - flash * 40


def assert_together(folder: Path, sources: Mapping[str, Source], size: tuple[int, int]) -> None:
    film = film_of(folder, sources, size)
    found = measure_film(film)
    assert (found.frames, found.decode_errors) == (frames_with(len(sources)), ())
    assert (found.width, found.height, found.constant_rate) == (*size, True)
    for name, (start, end) in zip(sources, offsets_ms(film, len(sources)), strict=True):
        assert abs(start) <= MOST_MS, f"{name}: {start:.1f} ms at the start"
        assert abs(end) <= MOST_MS, f"{name}: {end:.1f} ms at the end"
        assert abs(start - end) < 1, f"{name} drifts from {start:.1f} to {end:.1f} ms"


def test_flash_and_beep_are_seen_and_heard_together(tmp_path: Path) -> None:
    assert_together(tmp_path, QUICK, SMALL)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(QUICK | SLOW))
def test_whatever_the_source_is_sound_stays_with_its_picture(tmp_path: Path, name: str) -> None:
    assert_together(tmp_path, {name: (QUICK | SLOW)[name]}, FULL)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_clip_without_sound_goes_through_and_the_film_is_exact(tmp_path: Path) -> None:
    source = Source((640, 360), audio=("-an",))
    clip = flashing(tmp_path, source)
    spec = SegmentSpec(kind="clip", frames=FRAMES, source="ab", width=640, height=360)
    video, sound = tmp_path / "clip.mp4", tmp_path / "clip.pcm"
    deps = RenderDeps(read_photo=_no_photo, scratch=tmp_path)
    render_segment(spec, source=clip, out_video=video, out_audio=sound, deps=deps)
    film = tmp_path / "film.mp4"
    join_film([video] * 2, [sound] * 2, out=film, scratch=tmp_path)
    found = measure_film(film)
    assert (found.frames, found.integrated_lufs, found.decode_errors) == (2 * FRAMES, None, ())
