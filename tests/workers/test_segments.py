"""Each kind of shot rendered for real: exact frames and samples, the right picture, one SPS."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from domain.cutting.rendering import SegmentSpec
from domain.errors import ToolFailed
from domain.timebase import SAMPLES_PER_FRAME
from tests.workers.film_media import (
    counted_clip,
    ffmpeg,
    frames_of,
    grey_photo,
    halved_clip,
    lumas_of,
    samples_of,
    turned_clockwise,
    variable_clip,
)
from workers.tools.film import clip_colour, clip_shot, segment
from workers.tools.film.mp4_boxes import video_track
from workers.tools.film.photo_shot import PhotoPixels, photo_frames
from workers.tools.film.segment import (
    PHOTO_WORK,
    RenderDeps,
    SegmentDone,
    confined_photos,
    render_segment,
)
from workers.tools.photos.film_photo import film_photo
from workers.tools.running.confined import ConfinedChild
from workers.tools.running.runner import Completed, Stream, run, stream

CAPTION = ("1　启动仪式", "5月27日　县工科局")


def read_photo(source: Path, width: int, height: int) -> PhotoPixels:
    with source.open("rb") as file:
        size, blobs = film_photo(file, {"width": width, "height": height})
    return PhotoPixels(size["width"], size["height"], blobs["rgb"])


@pytest.fixture
def deps(tmp_path: Path) -> RenderDeps:
    return RenderDeps(read_photo=read_photo, scratch=tmp_path)


def rendered(
    spec: SegmentSpec, source: Path | None, deps: RenderDeps
) -> tuple[SegmentDone, Path, Path]:
    video, audio = deps.scratch / "out.mp4", deps.scratch / "out.pcm"
    done = render_segment(spec, source=source, out_video=video, out_audio=audio, deps=deps)
    assert audio.stat().st_size == spec.frames * SAMPLES_PER_FRAME * 4
    assert done.frames == spec.frames
    return done, video, audio


def clip_spec(frames: int, **more: object) -> SegmentSpec:
    values = {"kind": "clip", "source": "ab", "width": 320, "height": 180, **more}
    return SegmentSpec(frames=frames, **values)  # type: ignore[arg-type]


def test_an_excerpt_begins_and_ends_at_the_planned_frames(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, _ = rendered(clip_spec(10, in_ms=800), source, deps)
    lumas = lumas_of(video)
    assert lumas == pytest.approx([40 + 3 * n for n in range(20, 30)], abs=1.2)


def test_sound_starts_with_the_picture(deps: RenderDeps) -> None:
    """The tone begins at 1.00 s of the source, so 0.40 s after an in point of 0.60 s."""
    source = counted_clip(deps.scratch / "in.mov")
    _, _, audio = rendered(clip_spec(25, in_ms=600, sound=1), source, deps)
    loud = np.abs(samples_of(audio)).max(axis=1) > 200
    assert int(np.argmax(loud)) / 48_000 == pytest.approx(0.4, abs=0.02)
    assert loud[-4800:].any()


def test_a_clip_that_is_too_short_holds_its_last_picture_and_ends_in_silence(
    deps: RenderDeps,
) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, audio = rendered(clip_spec(20, in_ms=1600, sound=1), source, deps)
    assert lumas_of(video)[9:] == pytest.approx([40 + 3 * 49] * 11, abs=1.2)
    assert not samples_of(audio)[-4800:].any()


def test_a_clip_without_sound_gets_exact_silence(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov", sound=False)
    _, _, audio = rendered(clip_spec(7), source, deps)
    assert not samples_of(audio).any()


def test_a_clip_whose_facts_tell_its_matrix_takes_one_program_and_gives_the_same_bits(
    deps: RenderDeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, _ = rendered(clip_spec(7, in_ms=480), source, deps)
    asked, started = video.read_bytes(), []

    def noted(program: str, *args: Any, **rest: Any) -> Completed:
        started.append(program)
        return run(program, *args, **rest)

    for part in (clip_shot, clip_colour):
        monkeypatch.setattr(part, "run", noted)
    _, video, _ = rendered(clip_spec(7, in_ms=480, matrix="auto"), source, deps)
    assert (started, video.read_bytes()) == (["ffmpeg"], asked)
    rendered(clip_spec(7, in_ms=480), source, deps)
    assert started == ["ffmpeg", "ffprobe", "ffmpeg"]


def test_a_large_clip_that_is_alone_is_decoded_on_two_cores_to_the_same_bits(
    deps: RenderDeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    spec, threads, films = clip_spec(9, in_ms=480, matrix="auto"), list[str](), list[bytes]()

    def noted(program: str, args: Sequence[str], **rest: Any) -> Completed:
        threads.append(args[args.index("-threads") + 1])
        return run(program, args, **rest)

    monkeypatch.setattr(clip_shot, "run", noted)
    for large, cores in ((320 * 180, 2), (320 * 180 - 1, 1), (320 * 180 - 1, 2)):
        monkeypatch.setattr(clip_shot, "_ONE_DECODER", large)
        films.append(rendered(spec, source, replace(deps, cores=cores))[1].read_bytes())
    assert threads == ["1", "1", "2"]
    assert films[0] == films[1] == films[2]


def test_a_variable_frame_rate_becomes_constant_without_drift(deps: RenderDeps) -> None:
    source = variable_clip(deps.scratch / "in.mp4")
    _, video, _ = rendered(clip_spec(40, in_ms=0), source, deps)
    lumas = lumas_of(video)
    for number in (0, 9, 21, 30, 39):
        assert lumas[number] == pytest.approx(40 + 3 * number, abs=6.5)


def test_a_turned_clip_stands_upright_on_a_darker_fill(deps: RenderDeps) -> None:
    source = turned_clockwise(halved_clip(deps.scratch / "in.mp4"))
    _, video, _ = rendered(clip_spec(5, width=180, height=320), source, deps)
    (frame,) = frames_of(video, [2])
    assert frame[100:400, 960].mean() > 230
    assert frame[680:980, 960].mean() < 25
    assert 90 < frame[100:200, 100].mean() < 180


def test_oblong_pixels_are_stretched_to_what_is_displayed(deps: RenderDeps) -> None:
    narrow = halved_clip(deps.scratch / "in.mp4", "-vf", "setsar=2", size="160x180")
    _, video, _ = rendered(clip_spec(5), narrow, deps)
    (frame,) = frames_of(video, [2])
    assert frame[540, 100:900].mean() > 230
    assert frame[540, 1020:1820].mean() < 25


@pytest.mark.parametrize(
    ("transfer", "tag", "grey"),
    [("hlg", "arib-std-b67", 397), ("pq", "smpte2084", 397)],
)
def test_hdr_grey_becomes_sdr_grey(deps: RenderDeps, transfer: str, tag: str, grey: int) -> None:
    """18 % grey is 38 % of an HLG or PQ signal (BT.2408) and 41 % of a BT.709 one: luma 106."""
    source = deps.scratch / "in.mp4"
    flat = f"color=black:s=320x180:r=25:d=1,format=yuv420p10le,geq=lum={grey}:cb=512:cr=512"
    hdr = ["-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_trc", tag]
    ffmpeg("-f", "lavfi", "-i", flat, "-c:v", "libx264", "-qp", "4", *hdr, str(source))
    _, video, _ = rendered(clip_spec(3, transfer=transfer), source, deps)
    assert lumas_of(video)[1] == pytest.approx(106, abs=6)


@pytest.mark.parametrize("size", [(2560, 1440), (1920, 1080), (1440, 2560)])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p"])
@pytest.mark.parametrize(("matrix", "tag"), [("bt601", "bt470bg"), ("bt709", "bt709")])
def test_a_clips_colours_are_those_of_its_own_matrix(
    deps: RenderDeps, matrix: str, tag: str, pixels: str, size: tuple[int, int]
) -> None:
    """Phones film in either, in either range; what is larger than the film is shrunk first."""
    source, (width, height) = deps.scratch / "in.mp4", size
    wide = f"color=0xC04020:s={width}x{height}:r=25:d=0.12,scale=out_color_matrix={matrix}"
    full = "pc" if pixels == "yuvj420p" else "tv"
    encoded = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-colorspace", tag]
    shown = f"{wide}:out_range={full},format={pixels}"
    ffmpeg("-f", "lavfi", "-i", shown, *encoded, "-color_range", full, str(source))
    spec = clip_spec(2, width=width, height=height, matrix="auto")
    _, video, _ = rendered(spec, source, deps)
    (frame,) = frames_of(video, [1])
    assert frame[540, 960].astype(int) == pytest.approx((0xC0, 0x40, 0x20), abs=4)


def test_full_range_pictures_are_brought_into_tv_range(deps: RenderDeps) -> None:
    source = deps.scratch / "in.mp4"
    white = "color=white:s=320x180:r=25:d=1,scale=out_range=pc,format=yuvj420p"
    ffmpeg("-f", "lavfi", "-i", white, "-color_range", "pc", "-colorspace", "bt709", str(source))
    _, video, _ = rendered(clip_spec(3), source, deps)
    assert lumas_of(video)[1] == pytest.approx(235, abs=2)


def test_a_caption_comes_after_a_moment_over_its_plate_only(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, _ = rendered(clip_spec(20, caption=CAPTION), source, deps)
    first, last = frames_of(video, [0, 19])
    plate = (slice(830, 840), slice(170, 180))
    assert np.ptp(first[plate].reshape(-1, 3).mean(axis=0)) < 6
    red, _, blue = last[plate].reshape(-1, 3).mean(axis=0)
    assert blue > red + 80
    assert np.ptp(last[200, 960].astype(int)) < 6


def test_a_dip_rises_from_dark_within_twelve_frames(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, _ = rendered(clip_spec(16, in_ms=1000, dip=12), source, deps)
    lumas = lumas_of(video)
    assert lumas[0] < 45
    assert lumas[:12] == sorted(lumas[:12])
    assert lumas[13] == pytest.approx(40 + 3 * 38, abs=2)


def test_a_place_behind_the_clips_end_is_a_failure_in_words(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    with pytest.raises(ToolFailed) as failed:
        rendered(clip_spec(5, in_ms=60_000), source, deps)
    assert "60.0" in failed.value.words.zh


def test_a_playlist_called_mp4_is_not_followed(deps: RenderDeps) -> None:
    secret = counted_clip(deps.scratch / "secret.mov")
    trick = deps.scratch / "in.mp4"
    trick.write_text(f"ffconcat version 1.0\nfile '{secret}'\n")
    with pytest.raises(ToolFailed):
        rendered(clip_spec(5), trick, deps)


def test_an_upright_photo_through_the_confined_child_stands_on_its_fill(
    deps: RenderDeps,
) -> None:
    """Stored 640 x 480 with orientation 6: shown upright, red in the upper right quarter."""
    source = grey_photo(deps.scratch / "in.jpg", (640, 480), orientation=6)
    child = ConfinedChild(PHOTO_WORK)
    try:
        confined = RenderDeps(read_photo=confined_photos(child), scratch=deps.scratch)
        spec = SegmentSpec(kind="photo", frames=6, source="ab", width=480, height=640)
        _, video, audio = rendered(spec, source, confined)
    finally:
        child.close()
    (frame,) = frames_of(video, [0])
    right, left = frame[270, 1200].astype(int), frame[270, 700].astype(int)
    assert right[0] > right[1] + 100
    assert np.ptp(left) < 12
    assert frame[800, 100].mean() < left.mean() * 0.75
    assert not samples_of(audio).any()


def test_a_photo_moves_evenly_to_a_tenth_of_a_pixel() -> None:
    """The centre of a soft dot is followed over the pan; zoompan is off by 0.7 px."""
    width, height = 2208, 1242
    y, x = np.mgrid[0:height, 0:width]
    dot = 200 * np.exp(-((x - 1104.0) ** 2 + (y - 621.0) ** 2) / (2 * 9.0**2))
    rgb = np.repeat((20 + dot).astype(np.uint8)[..., None], 3, axis=2)
    spec = SegmentSpec(
        kind="photo", frames=40, source="ab", width=4416, height=2484, focus=(900, 800)
    )
    centres = []
    for data in photo_frames(PhotoPixels(width, height, rgb.tobytes()), spec):
        luma = np.frombuffer(data, np.uint8)[: 1920 * 1080].reshape(1080, 1920).astype(float)
        weight = np.clip(luma - 60, 0, None)
        total = weight.sum()
        centres.append(
            (
                (weight.sum(axis=0) @ np.arange(1920)) / total,
                weight.sum(axis=1) @ np.arange(1080) / total,
            )
        )
    for path in np.array(centres).T:
        assert abs(path[-1] - path[0]) > 20
        # x(t) of a fixed point under a linear zoom is smooth: a cubic follows it.
        frames = np.arange(len(path))
        fitted = np.polyval(np.polyfit(frames, path, 3), frames)
        assert np.sqrt(np.mean((path - fitted) ** 2)) <= 0.1


def test_photo_colours_survive_the_way_into_the_film(deps: RenderDeps) -> None:
    source = grey_photo(deps.scratch / "in.jpg", (1600, 900))
    spec = SegmentSpec(kind="photo", frames=4, source="ab", width=1600, height=900)
    _, video, _ = rendered(spec, source, deps)
    (frame,) = frames_of(video, [1])
    assert frame[200:300, 200:300].reshape(-1, 3).mean(axis=0) == pytest.approx(
        (200, 30, 30), abs=5
    )
    assert frame[800:900, 1500:1600].reshape(-1, 3).mean(axis=0) == pytest.approx(
        (128, 128, 128), abs=3
    )


def test_the_same_specification_gives_the_same_bits(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    spec = clip_spec(8, in_ms=200, sound=1, caption=CAPTION, dip=6)
    _, video, audio = rendered(spec, source, deps)
    first = (video.read_bytes(), audio.read_bytes())
    rendered(spec, source, deps)
    assert (video.read_bytes(), audio.read_bytes()) == first


def test_all_kinds_of_shots_share_one_decoder_configuration(deps: RenderDeps) -> None:
    clip = counted_clip(deps.scratch / "in.mov")
    photo = grey_photo(deps.scratch / "in.jpg", (800, 1200))
    card = SegmentSpec(kind="card", frames=3, card=("closing", "感谢", "县科协"))
    shot = SegmentSpec(kind="photo", frames=3, source="ab", width=800, height=1200)
    backed = clip_spec(3, width=180, height=320, caption=CAPTION)
    done = [
        rendered(spec, source, deps)[0]
        for spec, source in ((card, None), (shot, photo), (clip_spec(3), clip), (backed, clip))
    ]
    assert len({one.extradata_sha256 for one in done}) == 1


def test_encoder_settings_are_not_told_in_the_segment(deps: RenderDeps) -> None:
    source = counted_clip(deps.scratch / "in.mov")
    _, video, _ = rendered(clip_spec(3), source, deps)
    assert b"subme=" not in video.read_bytes()
    assert video_track(video).frames == 3


def test_a_photo_that_takes_more_than_the_rate_is_encoded_again_within_it(
    deps: RenderDeps,
) -> None:
    """Noise is what takes most: 1920 x 1080 of it at 25 frames a second."""
    noise = np.random.default_rng(3).integers(0, 256, (1080, 1920), np.uint8)
    source = deps.scratch / "in.png"
    Image.fromarray(noise).convert("RGB").save(source)
    photo = SegmentSpec(kind="photo", frames=50, source="ab", width=1920, height=1080)
    _, video, _ = rendered(photo, source, deps)
    assert sum(video_track(video).sizes) * 8 < 1.8 * 10_000_000 + 2 * 10_000_000
    assert sum(video_track(video).sizes) * 8 > 10_000_000


def test_a_plain_photo_is_encoded_once_without_the_cap(
    deps: RenderDeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    capped: list[bool] = []

    @contextmanager
    def noted(program: str, args: Sequence[str], **rest: Any) -> Iterator[Stream]:
        capped.append("-maxrate" in args)
        with stream(program, args, **rest) as encoder:
            yield encoder

    monkeypatch.setattr(segment, "stream", noted)
    source = grey_photo(deps.scratch / "in.jpg", (1600, 900))
    photo = SegmentSpec(kind="photo", frames=4, source="ab", width=1600, height=900)
    rendered(photo, source, deps)
    assert capped == [False]
    narrow = replace(photo, coding=(21, 4_000, 8_000, 0))
    rendered(narrow, source, deps)
    assert capped == [False, True]
