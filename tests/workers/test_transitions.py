"""Transitions rendered and joined for real: every frame, how much of each shot, sound, one SPS."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from domain.cutting.frame import Frame
from domain.cutting.output import Output
from domain.cutting.rendering import SourceFacts, TransitionSpec
from domain.cutting.segmenting import film_specs
from domain.cutting.soundplan import sound_parts
from domain.cutting.transitions import connected
from domain.editing.edits import laid
from domain.film import Caption, Card, Shot, ShotKind, Transition, lasting
from domain.words import Words
from tests.workers.film_media import counted_clip, ffmpeg, frames_of, lumas_of
from tests.workers.test_join import counted_frames, durations
from tests.workers.test_segments import read_photo
from workers.tools.film.join import join_film
from workers.tools.film.segment import (
    RenderDeps,
    render_part,
    render_segment,
    render_transition,
)

SMALL = Output(frame=Frame(640, 360))
WHY = Words(zh="因为", en="because")


@dataclass(frozen=True)
class Cut:
    """A film, and its segments' pictures in the order of the shots, then of the transitions."""

    film: Path
    segments: list[Path]
    extradata: set[str]


def clip(asset: str, activity: str, frames: int, in_ms: int, **more: object) -> Shot:
    plain = Shot(
        index=0,
        kind=ShotKind.CLIP,
        frames=frames,
        starts_at=0,
        asset=asset,
        activity=activity,
        in_ms=in_ms,
        out_ms=in_ms + frames * 40,
        sound=True,
        why=WHY,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def card(role: str, frames: int) -> Shot:
    words = Card(role=role, title="科技活动周", lines=("县科协",))
    return Shot(index=0, kind=ShotKind.CARD, frames=frames, starts_at=0, card=words, why=WHY)


def cut(
    folder: Path,
    shots: tuple[Shot, ...],
    sources: dict[str, Path],
    *,
    output: Output = SMALL,
    seconds: int = 4,
) -> Cut:
    """The film of these shots, by the film's own way."""
    facts = {
        name: SourceFacts(
            sha256=name.encode().hex().zfill(64),
            width=320,
            height=180,
            duration_ms=seconds * 1000,
            has_audio=True,
        )
        for name in sources
    }
    paths = {facts[name].sha256: path for name, path in sources.items()} | {"": None}
    made = film_specs(shots, facts, output)
    deps = RenderDeps(read_photo=read_photo, scratch=folder)
    videos: list[Path] = []
    sounds: list[Path] = []
    extradata: set[str] = set()
    for place, spec in enumerate(made.all):
        video = folder / f"{place}.mp4"
        if isinstance(spec, TransitionSpec):
            parts = folder / "before.raw", folder / "after.raw"
            for part, out in zip((spec.before, spec.after), parts, strict=True):
                render_part(part, source=paths[part.source], out=out, deps=deps)
            done = render_transition(spec, *parts, out_video=video, deps=deps)
            assert done.frames == spec.frames
        else:
            sounds.append(folder / f"{place}.pcm")
            done = render_segment(
                spec, source=paths[spec.source], out_video=video, out_audio=sounds[-1], deps=deps
            )
            assert done.frames == spec.shown
        videos.append(video)
        extradata.add(done.extradata_sha256)
    film = folder / "film.mp4"
    joined = join_film(
        [videos[place] for place in made.order],
        sounds,
        out=film,
        scratch=folder,
        output=output,
        parts=sound_parts(shots, output.rate),
    )
    assert joined.frames == lasting(shots) * output.rate // 25
    return Cut(film, videos, extradata)


def film_of(*inside: Shot, by: Transition) -> tuple[Shot, ...]:
    return laid(connected(inside, by))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Clips in which the frame at n / 25 s has luma 40 + 3n; of 25, and of 50 frames a second."""
    folder = tmp_path_factory.mktemp("counted")
    return {
        "x": counted_clip(folder / "x.mov"),
        "y": counted_clip(folder / "y.mov"),
    }


def luma(frame: int) -> float:
    return 40 + 3 * frame


@pytest.mark.parametrize("first", [0, 10])
def test_each_frame_of_a_dissolve_has_one_part_more_of_the_next_shot(
    counted: dict[str, Path], tmp_path: Path, first: int
) -> None:
    """Both shots tell their frames by their luma, so the mixture can be read off each."""
    shots = film_of(
        clip("x", "a1", 40, first * 40),
        clip("y", "a2", 30, 0),
        by=Transition.DISSOLVE,
    )
    made = cut(tmp_path, shots, counted)
    assert counted_frames(made.film) == 40 + 30 - 12
    old = [luma(first + n) for n in range(40)]
    new = [luma(n) for n in range(30)]
    both = [old[28 + n] + (new[n] - old[28 + n]) * (n + 1) / 13 for n in range(12)]
    found = lumas_of(made.film)
    assert found == pytest.approx([*old[:28], *both, *new[12:]], abs=1.3)
    # In the middle, between its sixth and seventh frame, half and half.
    middle = (found[28 + 5] + found[28 + 6]) / 2
    assert middle == pytest.approx((old[33] + old[34] + new[5] + new[6]) / 4, abs=1.0)


def test_a_dissolve_late_in_a_long_shot_shows_the_frames_that_the_whole_shot_has_there(
    tmp_path: Path,
) -> None:
    """What lies more than a second before them is not even read."""
    long = counted_clip(tmp_path / "long.mov", seconds=4, step=1)
    shots = film_of(clip("x", "a1", 90, 40), clip("y", "a2", 30, 400), by=Transition.DISSOLVE)
    made = cut(tmp_path, shots, {"x": long, "y": long})
    found = lumas_of(made.film)
    for n in range(12):
        old, new = 40 + 1 + 78 + n, 40 + 10 + n
        assert found[78 + n] == pytest.approx(old + (new - old) * (n + 1) / 13, abs=1.0)
    assert found[:78] == pytest.approx([41 + n for n in range(78)], abs=1.0)


def test_through_black_both_shots_reach_it_and_none_is_shortened(
    counted: dict[str, Path], tmp_path: Path
) -> None:
    shots = film_of(clip("x", "a1", 30, 0), clip("y", "a2", 30, 0), by=Transition.DIP)
    found = lumas_of(cut(tmp_path, shots, counted).film)
    assert len(found) == 60
    falls = [16 + (luma(24 + n) - 16) * (5 - n) / 6 for n in range(6)]
    rises = [16 + (luma(n) - 16) * n / 6 for n in range(6)]
    assert found[24:36] == pytest.approx([*falls, *rises], abs=1.3)
    assert found[29] == pytest.approx(16, abs=0.5) and found[30] == pytest.approx(16, abs=0.5)


def test_a_film_of_cards_photos_and_clips_has_one_setting_and_every_frame(
    counted: dict[str, Path], tmp_path: Path
) -> None:
    shots = film_of(
        card("opening", 40),
        clip("x", "a1", 30, 0, caption=Caption(title="1. 启动仪式", line="5月25日")),
        clip("y", "a2", 28, 0, caption=Caption(title="2. 义诊", line="5月26日")),
        card("closing", 50),
        by=Transition.DISSOLVE,
    )
    made = cut(tmp_path, shots, counted)
    frames = 40 + 30 + 28 + 50 - 3 * 12
    assert len(made.extradata) == 1
    planned = (Fraction(0), Fraction(frames, 25))
    assert durations(made.film) == {"container": planned, "video": planned, "audio": planned}
    assert counted_frames(made.film) == frames
    done = ffmpeg("-i", str(made.film), "-f", "null", "-")
    assert done == b""


def test_lettering_has_gone_when_the_picture_dissolves_and_comes_when_it_has(
    counted: dict[str, Path], tmp_path: Path
) -> None:
    """Two lower thirds mixed could be read by nobody."""
    captioned = film_of(
        clip("x", "a1", 40, 0, caption=Caption(title="1. 启动仪式", line="5月25日")),
        clip("y", "a2", 40, 0, caption=Caption(title="2. 义诊", line="5月26日")),
        by=Transition.DISSOLVE,
    )
    film = cut(tmp_path, captioned, counted).film
    # Where the plate lies, against a place where none does: alike while there is none.
    frames = frames_of(film, [16, *range(28, 40), 53], (640, 360))
    contrast = [
        float(abs(frame[290:330, 60:120].mean() - frame[100:140, 60:120].mean()))
        for frame in frames
    ]
    assert contrast[0] > 10 and contrast[-1] > 10
    assert max(contrast[1:-1]) < 1.0


@pytest.mark.parametrize("rate", [24, 30, 50])
def test_at_another_rate_the_frames_are_those_of_the_plan_too(
    counted: dict[str, Path], tmp_path: Path, rate: int
) -> None:
    shots = film_of(
        clip("x", "a1", 31, 0), clip("y", "a2", 33, 0), clip("x", "a3", 26, 0),
        by=Transition.DISSOLVE,
    )  # fmt: skip
    made = cut(tmp_path, shots, counted, output=replace(SMALL, rate=rate))
    assert counted_frames(made.film) == lasting(shots) * rate // 25
    found = lumas_of(made.film)
    # From the end of one to the beginning of the next, by no step that a frame fell out of.
    inside = found[19 * rate // 25 - 1 : 31 * rate // 25 + 1]
    assert inside[0] == pytest.approx(luma(18), abs=5) and inside[-1] == pytest.approx(
        luma(12), abs=5
    )
    assert max(abs(one - other) for one, other in pairwise(inside)) < 9


# --- sound ---------------------------------------------------------------------------------------


def toned(path: Path, hertz: int, volume: float) -> Path:
    ffmpeg(
        *("-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=4"),
        *("-f", "lavfi", "-i", f"aevalsrc='{volume}*sin(2*PI*{hertz}*t)':s=48000:d=4:c=stereo"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le"),
        str(path),
    )
    return path


@pytest.mark.parametrize("by", [Transition.DISSOLVE, Transition.DIP])
def test_sound_crosses_in_the_same_span_without_a_click(tmp_path: Path, by: Transition) -> None:
    """Tones of 450 and 650 Hz, one six times as loud in its file: each keeps its own level."""
    sources = {
        "x": toned(tmp_path / "x.mov", 450, 0.3),
        "y": toned(tmp_path / "y.mov", 650, 0.05),
    }
    shots = film_of(clip("x", "a1", 75, 0), clip("y", "a2", 75, 0), by=by)
    made = cut(tmp_path, shots, sources)
    raw = ffmpeg("-i", str(made.film), "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    heard = np.frombuffer(raw, "<i2").astype(float)
    # The encoder fills its last block.
    assert 0 <= len(heard) - lasting(shots) * 1920 < 1024
    first, last = (63, 75) if by is Transition.DISSOLVE else (69, 81)
    # A click is a jump of the slope: nowhere is it larger than the tones' own, and a little.
    bend = np.abs(np.diff(heard, 2))
    plain = max(bend[30 * 1920 : 60 * 1920].max(), bend[90 * 1920 : 120 * 1920].max())
    assert bend[55 * 1920 : 90 * 1920].max() < 1.2 * plain + 40
    levels = [power(heard, 450, n) for n in range(138)], [power(heard, 650, n) for n in range(138)]
    assert min(levels[0][10 : first - 1]) > 0.9 * max(levels[0])
    assert max(levels[0][last + 1 : 130]) < 0.02 * max(levels[0])
    assert max(levels[1][10 : first - 1]) < 0.02 * max(levels[1])
    assert min(levels[1][last + 1 : 125]) > 0.9 * max(levels[1])
    # Both have one level, and the middle of a dissolve has the power of either.
    assert max(levels[0]) == pytest.approx(max(levels[1]), rel=0.12)
    if by is Transition.DISSOLVE:
        both = [a**2 + b**2 for a, b in zip(*levels, strict=True)]
        assert min(both[10:125]) > 0.75 * max(levels[0]) ** 2


def power(heard: np.ndarray, hertz: int, frame: int) -> float:
    """Height of a tone in one film frame."""
    part = heard[frame * 1920 : (frame + 1) * 1920]
    turns = np.exp(-2j * np.pi * hertz * np.arange(1920) / 48_000)
    return float(abs((part * turns).mean()) * 2)


def test_sound_stays_with_its_picture_behind_a_dissolve(tmp_path: Path) -> None:
    """A flash and a beep at one second of each clip: in both shots within 20 ms of each other."""
    window = "between(t,0.999,1.1)"
    source = tmp_path / "flash.mov"
    ffmpeg(
        *("-f", "lavfi", "-i", "color=0x282828:s=320x180:r=25:d=4,drawbox=color=white:t=fill:"
          f"enable='{window}'"),
        *("-f", "lavfi", "-i", f"aevalsrc='0.5*sin(2*PI*1000*t)*{window}':s=48000:d=4"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le", str(source)),
    )  # fmt: skip
    shots = film_of(*(clip("x", f"a{n}", 50, 200) for n in range(4)), by=Transition.DISSOLVE)
    made = cut(tmp_path, shots, {"x": source})
    seen = [n for n, (a, b) in enumerate(pairwise([0.0, *lumas_of(made.film)])) if a < 120 <= b]
    raw = ffmpeg("-i", str(made.film), "-f", "s16le", "-ac", "1", "-ar", "48000", "-")
    loud = np.abs(np.frombuffer(raw, "<i2").astype(float)) > 1500
    starts = [shot.starts_at + 20 for shot in shots]
    assert seen == starts
    for frame in starts:
        around = loud[(frame - 5) * 1920 : (frame + 5) * 1920]
        assert abs(int(np.argmax(around)) - 5 * 1920) < 960
