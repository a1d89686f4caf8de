"""A clip's preview: its frames are the film's frames, its key frames close, its sound outlined."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from tests.workers.film_media import counted_clip, ffmpeg, halved_clip, turned_clockwise
from tests.workers.whole_bench import NOW, House, furnished
from workers.stations import preview
from workers.tools.clips.clip_proxy import peaks_of, proxy_size


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("house") / "home") as house:
        yield house


def made_of(house: House, asset: str, role: str) -> bytes:
    blob = house.storage.catalog.assets.derivatives(asset)[role]
    with house.storage.blobs.open(blob) as file:
        return file.read()


def previewed(house: House, clip: Path, folder: Path) -> Path:
    """The proxy of a clip that went the whole way."""
    asset = house.receive(clip)
    assert house.walk(asset).state is AssetState.TAGGED
    assert preview.run(house.bench, asset)
    proxy = folder / "proxy.mp4"
    proxy.write_bytes(made_of(house, asset, "proxy"))
    return proxy


def frames_of(path: Path) -> list[tuple[Fraction, bool, float]]:
    """(seconds, is it a key frame, mean luma) of every frame."""
    with av.open(str(path)) as container:
        return [
            (
                frame.pts * frame.time_base,
                frame.key_frame,
                float(frame.to_ndarray(format="gray").mean()),
            )
            for frame in container.decode(video=0)
        ]


def test_frame_n_of_a_proxy_is_what_the_film_shows_at_n_25ths(house: House, tmp_path: Path):
    proxy = previewed(house, counted_clip(tmp_path / "a.mov"), tmp_path)
    frames = frames_of(proxy)
    assert [seconds for seconds, _, _ in frames] == [Fraction(n, 25) for n in range(50)]
    lumas = np.array([luma for _, _, luma in frames])
    # Luma 40 + 3n of the limited range, as full range grey.
    expected = (40 + 3 * np.arange(50) - 16) * 255 / 219
    assert np.abs(lumas - expected).max() < 2
    keys = [n for n, (_, key, _) in enumerate(frames) if key]
    assert max(np.diff([*keys, 50])) <= 25


def test_peaks_are_quiet_and_loud_where_the_sound_is(house: House, tmp_path: Path):
    asset = house.receive(counted_clip(tmp_path / "tone.mov", seconds=3))
    house.walk(asset)
    assert preview.run(house.bench, asset)
    told = json.loads(made_of(house, asset, "peaks"))
    assert told["ms"] == 40
    peaks = told["peaks"]
    assert abs(len(peaks) - 75) <= 1
    # The tone is an eighth of full scale and begins at 1 s.
    assert max(peaks[:24]) <= 1 and 28 <= min(peaks[26:70]) <= max(peaks) <= 36


def test_a_clip_at_60_frames_turned_and_without_sound(house: House, tmp_path: Path):
    clip = turned_clockwise(halved_clip(tmp_path / "t.mp4", "-r", "60", size="1920x1080"))
    proxy = previewed(house, clip, tmp_path)
    with av.open(str(proxy)) as container:
        (stream,) = container.streams
        assert (stream.width, stream.height, stream.average_rate) == (540, 960, 25)
        frame = next(container.decode(stream)).to_ndarray(format="gray")
    assert frame[:400].mean() > 200 and frame[560:].mean() < 30, "upright as a player shows it"
    head = proxy.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat"), "it plays while it loads"


def test_the_same_bytes_are_not_made_twice(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asset = house.receive(halved_clip(tmp_path / "once.mp4"))
    house.walk(asset)
    assert preview.run(house.bench, asset)
    before = house.asset(asset)
    monkeypatch.setattr(preview, "make_proxy", lambda *_, **__: pytest.fail("made again"))
    assert preview.run(house.bench, asset)
    assert house.asset(asset) == before, "an editor's version stays"


def test_what_is_gone_and_what_is_a_photo_has_none(house: House, tmp_path: Path):
    asset = house.receive(halved_clip(tmp_path / "gone.mp4", "-r", "24"))
    house.walk(asset)
    withdraw = Decision(asset=asset, action=Action.WITHDRAW, actor="editor")
    house.storage.catalog.assets.decide([withdraw], at=NOW)
    assert preview.run(house.bench, asset) is False
    photo = tmp_path / "p.jpg"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=320x240", "-frames:v", "1", str(photo))
    asset = house.receive(photo)
    house.walk(asset)
    assert preview.run(house.bench, asset) is False


def test_a_clip_that_broke_since_costs_its_preview_alone(house: House, tmp_path: Path):
    asset = house.receive(halved_clip(tmp_path / "b.mp4", "-r", "12"))
    seen = house.walk(asset)
    blob = f"originals/{seen.sha256[:2]}/{seen.sha256}"
    with house.storage.blobs.local(blob) as path:
        path.chmod(0o600)
        path.write_bytes(b"\0" * 4096)
    assert preview.run(house.bench, asset) is False
    roles = set(house.storage.catalog.assets.derivatives(asset))
    assert roles == {"poster", "thumb", "strip", "no-proxy"}
    assert house.asset(asset) == seen


@pytest.mark.parametrize(
    ("displayed", "small"),
    [
        ((3840, 2160), (960, 540)),
        ((1080, 1920), (540, 960)),
        ((1440, 1080), (720, 540)),
        ((320, 181), (320, 180)),
        ((6000, 1000), (1280, 214)),
        ((1, 1), (2, 2)),
    ],
)
def test_sizes_are_even_and_never_larger(displayed: tuple[int, int], small: tuple[int, int]):
    assert proxy_size(*displayed) == small


def test_the_loudest_sample_of_either_sign_counts():
    samples = np.zeros(700, "<i2")
    samples[5], samples[400], samples[699] = 20_000, -32_768, 300
    assert peaks_of(samples.tobytes() + b"\0") == (156, 255, 2)
