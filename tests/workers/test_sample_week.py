"""The sample week holds every trick that phones and WeChat play, and says the truth about them."""

import hashlib
import json
import re
import wave
from collections import Counter
from datetime import datetime
from pathlib import Path

import av
import imagehash
import numpy as np
import pytest
from docx import Document
from PIL import Image, UnidentifiedImageError

from domain.errors import Conflict, ToolFailed
from workers.sample import SampleWeek, fonts, make_week
from workers.sample.clips import reduced, shoot
from workers.sample.making import chosen
from workers.sample.photos import take
from workers.sample.recipe import Clip, Photo, Truth, traits
from workers.sample.scenes import SCENES
from workers.tools.sample_programs import Encoding, encode_clip, speak

ALL = [(sending, medium) for sending in chosen("full") for medium in sending.media]
PHOTOS = [medium for _, medium in ALL if isinstance(medium, Photo)]
CLIPS = [medium for _, medium in ALL if isinstance(medium, Clip)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[SampleWeek, list[tuple[int, int, str]]]:
    said: list[tuple[int, int, str]] = []
    week = make_week(
        tmp_path_factory.mktemp("sample") / "week",
        scale="small",
        on_progress=lambda done, total, name: said.append((done, total, name)),
    )
    return week, said


@pytest.fixture(scope="module")
def week(made: tuple[SampleWeek, list[tuple[int, int, str]]]) -> SampleWeek:
    return made[0]


def having(week: SampleWeek, trait: str) -> Truth:
    return next(truth for truth in week.truth if trait in truth.traits)


def test_the_full_recipe_is_as_large_and_as_varied_as_the_demo_needs() -> None:
    activities = Counter(SCENES[medium.scene][0] for _, medium in ALL if medium.scene)

    assert len(PHOTOS) >= 40
    assert len(CLIPS) >= 14
    assert len({sending.unit for sending, _ in ALL}) >= 5
    assert sorted(activities) == [1, 2, 3, 4, 5, 6]
    assert min(activities.values()) >= 5


def test_the_full_recipe_plays_every_trick() -> None:
    played = {trait for sending, medium in ALL for trait in traits(medium, sending.consent)}

    assert played >= {
        "duplicate",
        "near-duplicate",
        "blurred",
        "soft",
        "black",
        "frozen",
        "heic",
        "gps",
        "no-exif",
        "orientation",
        "wrong-clock",
        "watermark",
        "rotated",
        "portrait",
        "vfr",
        "speech",
        "no-audio",
        "mono",
        "hevc",
        "shaky",
        "minors",
        "patients",
    }


def test_some_senders_choose_and_some_leave_it_open() -> None:
    choices = {(sending.activity is None, sending.day is None) for sending in chosen("full")}

    assert choices == {(False, False), (True, True), (False, True)}


def test_file_names_of_wechat_say_when_they_were_saved_never_before_they_were_taken() -> None:
    for medium in (*PHOTOS, *CLIPS):
        if medium.saved:
            assert medium.saved > medium.when, medium.name
        if found := re.match(r"mmexport(\d{13})\.", medium.name):
            saved = datetime.fromisoformat(f"{medium.saved}+08:00").timestamp()
            assert int(found[1]) // 1000 == saved, medium.name


def test_what_repeats_another_names_an_original_of_the_week() -> None:
    originals = {f"{sending.unit}/{medium.name}" for sending, medium in ALL if not medium.of}

    for _, medium in ALL:
        assert bool(medium.scene) != bool(medium.of), medium.name
        assert not medium.of or medium.of in originals, medium.name


def test_no_two_files_of_a_unit_share_a_name() -> None:
    names = Counter((sending.unit, medium.name) for sending, medium in ALL)

    assert names.most_common(1)[0][1] == 1


def test_the_small_week_has_twelve_photos_four_clips_and_all_six_activities(
    week: SampleWeek,
) -> None:
    kinds = Counter(truth.kind for truth in week.truth)

    assert kinds == {"photo": 12, "clip": 4, "bad": 6}
    assert {truth.activity for truth in week.truth} == {1, 2, 3, 4, 5, 6, None}


def test_progress_counts_every_file_once_up_to_the_end(
    made: tuple[SampleWeek, list[tuple[int, int, str]]],
) -> None:
    week, said = made
    files = {p.relative_to(week.root).as_posix() for p in week.root.rglob("*") if p.is_file()}

    assert [done for done, _, _ in said] == list(range(1, len(said) + 1))
    assert {total for _, total, _ in said} == {len(said)}
    assert {name for _, _, name in said} == files - {"senders.json", "truth.json"}


def test_the_truth_covers_every_file_and_the_sendings_every_good_one(week: SampleWeek) -> None:
    truth = json.loads((week.root / "truth.json").read_text(encoding="utf-8"))
    senders = json.loads((week.root / "senders.json").read_text(encoding="utf-8"))
    sent = [file for sending in senders for file in sending["files"]]

    assert all((week.root / row["file"]).is_file() for row in truth)
    assert sorted(sent) == sorted(row["file"] for row in truth if row["kind"] != "bad")
    assert set(senders[0]) == {"unit", "activity", "day", "via", "consent", "note", "files"}
    assert set(senders[0]["consent"]) == {"informed", "minors", "patients"}
    assert sum(sending["consent"]["minors"] for sending in senders) == 1


def test_photos_of_phones_carry_time_and_place_and_those_of_wechat_carry_nothing(
    week: SampleWeek,
) -> None:
    for truth in week.truth:
        if truth.kind != "photo":
            continue
        with Image.open(week.root / truth.file) as picture:
            exif = picture.getexif()
            when = exif.get_ifd(0x8769).get(0x9003)
            assert max(picture.size) == 640
        if "no-exif" in truth.traits or "near-duplicate" in truth.traits:
            assert not exif
        else:
            assert truth.taken_at is not None
            taken = datetime.fromisoformat(truth.taken_at)
            assert when == f"{taken:%Y:%m:%d %H:%M:%S}"
        assert bool(exif.get_ifd(0x8825).get(2)) == (
            "gps" in truth.traits or bool(truth.of and "duplicate" in truth.traits)
        )


def test_an_upright_photo_is_stored_level_with_orientation_six(week: SampleWeek) -> None:
    with Image.open(week.root / having(week, "orientation").file) as picture:
        assert picture.getexif()[0x0112] == 6
        assert picture.width > picture.height


def test_the_heic_is_hevc_in_heif(week: SampleWeek) -> None:
    path = week.root / having(week, "heic").file

    assert path.read_bytes()[4:12] == b"ftypheic"
    with Image.open(path) as picture:
        assert picture.format == "HEIF"


def test_a_duplicate_has_the_same_bytes_and_a_near_one_only_the_same_look(
    week: SampleWeek,
) -> None:
    same, near = having(week, "duplicate"), having(week, "near-duplicate")
    assert same.of and near.of

    assert (week.root / same.of).read_bytes() == (week.root / same.file).read_bytes()
    assert (week.root / near.of).read_bytes() != (week.root / near.file).read_bytes()
    with Image.open(week.root / near.of) as one, Image.open(week.root / near.file) as other:
        assert imagehash.phash(one) - imagehash.phash(other) <= 6


def test_a_blurred_photo_is_much_softer_than_its_sisters_and_a_black_one_is_black(
    week: SampleWeek,
) -> None:
    def edges(file: str) -> float:
        """The steepest steps of the picture; the grain is averaged away first."""
        with Image.open(week.root / file) as picture:
            grey = np.asarray(picture.convert("L").reduce(2), float)
        steps = np.hypot(np.diff(grey, axis=0)[:, :-1], np.diff(grey, axis=1)[:-1])
        return float(np.percentile(steps, 97))

    sharp = [
        edges(t.file)
        for t in week.truth
        if t.kind == "photo" and not {"blurred", "black"} & set(t.traits)
    ]
    with Image.open(week.root / having(week, "black").file) as picture:
        darkness = np.asarray(picture.convert("L")).mean()

    assert edges(having(week, "blurred").file) < 0.5 * min(sharp)
    assert darkness < 10


def test_files_were_last_modified_when_the_phone_closed_them_or_wechat_saved_them(
    week: SampleWeek,
) -> None:
    for name, moment in (
        ("县工信和科技局/IMG_20250524_090412.jpg", "2025-05-24T09:04:12+08:00"),
        ("县工信和科技局/微信图片_20250524201512_31_12.jpg", "2025-05-24T20:15:12+08:00"),
        ("县科协/VID_20250527_143512.mp4", "2025-05-27T14:35:26+08:00"),
    ):
        assert (week.root / name).stat().st_mtime == datetime.fromisoformat(moment).timestamp()


def test_the_rotated_clip_is_stored_level_and_asks_to_be_turned(week: SampleWeek) -> None:
    with av.open(str(week.root / having(week, "rotated").file)) as clip:
        frame = next(clip.decode(video=0))

    assert (frame.width, frame.height) == (640, 360)
    assert frame.rotation == -90


def test_the_variable_clip_has_steps_of_different_length_and_the_others_do_not(
    week: SampleWeek,
) -> None:
    for truth in week.truth:
        if truth.kind == "clip":
            with av.open(str(week.root / truth.file)) as clip:
                times = sorted(p.pts for p in clip.demux(video=0) if p.pts is not None)
            steps = set(np.diff(times).tolist())
            assert (len(steps) > 1) == ("vfr" in truth.traits), truth.file


def test_creation_time_is_utc_and_lies_at_the_end_of_the_recording(week: SampleWeek) -> None:
    with av.open(str(week.root / having(week, "speech").file)) as clip:
        assert clip.metadata["creation_time"].startswith("2025-05-27T06:35:14")


def test_the_speaking_clip_is_louder_where_somebody_speaks(week: SampleWeek) -> None:
    with av.open(str(week.root / having(week, "speech").file)) as clip:
        sound = np.concatenate([f.to_ndarray()[0] for f in clip.decode(audio=0)])
    before, later = sound[: 48000 // 4], sound[48000:]

    assert np.sqrt(np.mean(later**2)) > 3 * np.sqrt(np.mean(before**2))


def test_bad_files_are_what_they_are_said_to_be(week: SampleWeek) -> None:
    bad = {truth.note: week.root / truth.file for truth in week.truth if truth.kind == "bad"}

    assert set(bad.values()) == set(week.bad)
    with pytest.raises(UnidentifiedImageError):
        Image.open(bad["a text file named .jpg"])
    with Image.open(bad["a truncated JPEG"]) as picture, pytest.raises(OSError):
        picture.load()
    assert bad["an empty file"].stat().st_size == 0
    assert bad["a playlist renamed .mp4"].read_text(encoding="utf-8").startswith("#EXTM3U")
    with av.open(str(bad["an MP4 with sound and no pictures"])) as sound:
        assert [stream.type for stream in sound.streams] == ["audio"]


def test_both_notices_say_the_same_and_name_no_phone_number(week: SampleWeek) -> None:
    text = week.notice_txt.read_text(encoding="utf-8")
    paragraphs = [p.text for p in Document(str(week.notice_docx)).paragraphs]

    assert [line for line in paragraphs if line not in text] == []
    assert re.findall(r"^\d\.", text, re.MULTILINE) == [f"{n}." for n in range(1, 8)]
    assert "2025年5月24日至5月31日" in text
    assert "不超过3分钟" in text
    assert "6月6日前报送至" in text
    assert not re.search(r"\d{7}", text)
    assert "联系人" not in text


def test_every_unit_of_the_week_is_named_in_the_notice(week: SampleWeek) -> None:
    text = week.notice_txt.read_text(encoding="utf-8")

    assert {sending.unit for sending, _ in ALL if sending.unit not in text} == set()


def test_a_photo_and_a_clip_made_again_have_the_same_bytes(tmp_path: Path) -> None:
    photo = next(p for p in PHOTOS if p.small and p.scene == "terraces")
    clip = next(c for c in CLIPS if c.small and c.turned)
    digests = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        take(photo, folder / "a.jpg", small=True)
        shoot(clip, folder / "b.mp4", small=True)
        digests.append([hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()])

    assert sorted(digests[0]) == sorted(digests[1])


def test_a_small_clip_keeps_its_shape_in_even_pixels() -> None:
    for clip in CLIPS:
        small = reduced(clip)
        assert small.size[0] % 2 == 0 and small.size[1] % 2 == 0
        if clip.scene:
            assert abs(small.size[0] / small.size[1] - clip.size[0] / clip.size[1]) < 0.01


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(Conflict):
        make_week(tmp_path, scale="small", on_progress=lambda *_: None)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_missing_font_names_the_package_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path / "nowhere"),))
    fonts.font.cache_clear()
    fonts._face.cache_clear()

    with pytest.raises(ToolFailed) as failed:
        make_week(tmp_path / "week", scale="small", on_progress=lambda *_: None)

    assert "fonts-noto-cjk" in failed.value.words.zh
    assert list(tmp_path.iterdir()) == []


def test_a_missing_program_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ToolFailed) as failed:
        speak("你好", tmp_path / "voice.wav")

    assert "apt-get install espeak-ng" in failed.value.words.zh


def test_an_encoder_that_fails_says_why(tmp_path: Path) -> None:
    odd = Encoding(size=(63, 47), fps=25, tags={})

    with pytest.raises(ToolFailed) as failed:
        encode_clip(tmp_path / "clip.mp4", iter([b"\0" * (63 * 47 * 3)] * 200), odd)

    assert "not divisible by 2" in failed.value.stderr_tail


def test_espeak_speaks_mandarin_for_some_seconds(tmp_path: Path) -> None:
    speak("今年科技活动周的主题是，矢志创新发展，建设科技强国。", tmp_path / "voice.wav")

    with wave.open(str(tmp_path / "voice.wav"), "rb") as spoken:
        assert spoken.getnframes() / spoken.getframerate() > 3
