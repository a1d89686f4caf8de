"""A film passes by in pieces: what is found hangs not on where they end, nor memory on length."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from bench.frames import ask
from domain.editing.bringing import Found, joined
from domain.errors import Refused
from domain.timebase import FILM_RATE
from tests.workers.film_media import ffmpeg
from workers.tools.matching.film_matching import FilmMatching
from workers.tools.matching.matching_sources import PIECE_MS, clip_frames, film_pieces
from workers.tools.matching.matching_tables import Frames, known_asset, known_stills
from workers.tools.matching.matching_views import Greys, slid
from workers.tools.running.confined import CallResult

HEIGHT, WIDTH = 63, 112


def scene(seed: int) -> Greys:
    """A picture of its own: blocks of every size."""
    chance = np.random.default_rng(seed)
    whole = np.full((HEIGHT, WIDTH), chance.integers(60, 200), np.uint8)
    for _ in range(60):
        x, y = chance.integers(0, WIDTH), chance.integers(0, HEIGHT)
        wide, tall = chance.integers(4, WIDTH // 4), chance.integers(3, HEIGHT // 3)
        whole[y : y + tall, x : x + wide] = chance.integers(0, 255)
    return whole


def film(*shots: tuple[int, int]) -> Greys:
    """Stills one after the other: (scene, frames)."""
    return np.concatenate([np.repeat(scene(seed)[np.newaxis], n, axis=0) for seed, n in shots])


def nothing_close(*_: Any) -> Frames:
    raise AssertionError("stills are not read closely")


@pytest.mark.parametrize("length", [37, 101, 4000])
def test_shots_are_found_wherever_a_piece_ends(length: int) -> None:
    shots = [(1, 60), (7, 75), (2, 50), (1, 90), (3, 1200), (2, 40)]
    whole = film(*shots)
    pieces = (whole[n : n + length] for n in range(0, len(whole), length))
    known = known_stills([(f"p{seed}", scene(seed)) for seed in (1, 2, 3)])
    found = joined(FilmMatching(known, nothing_close).found(pieces), [])
    names = {1: "p1", 2: "p2", 3: "p3", 7: None}
    assert [(each.key, each.frames) for each in found] == [(names[s], n) for s, n in shots]
    assert [each.first for each in found[1:]] == [each.last for each in found[:-1]]


class LongFilm:
    """Answers as the confined child does, of a film that is only told to be so long."""

    def __init__(self, lasts_ms: int) -> None:
        self.lasts_ms = lasts_ms
        self.most = 0

    def __call__(self, path: Path, params: dict[str, Any]) -> CallResult:
        end = min(params["to_ms"] or self.lasts_ms, self.lasts_ms)
        ms = list(range(params["from_ms"], end, max(40, params["step_ms"])))
        self.most = max(self.most, len(ms))
        told = {
            "ms": ms,
            "width": WIDTH,
            "height": HEIGHT,
            "more": end < self.lasts_ms,
            "lasts_ms": self.lasts_ms,
        }
        return CallResult(value=told, blobs={"grey": bytes(len(ms) * WIDTH * HEIGHT)})


def test_half_an_hour_is_read_a_minute_at_a_time_and_no_frame_is_lost() -> None:
    asked = LongFilm(30 * 60_000 - 520)
    frames = [len(piece) for piece in film_pieces(asked, Path("film"))]
    assert sum(frames) == asked.lasts_ms * FILM_RATE // 1000
    assert max(frames) == asked.most == PIECE_MS * FILM_RATE // 1000


def test_a_film_of_more_than_half_an_hour_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="30 minutes"):
        list(film_pieces(LongFilm(31 * 60_000), Path("film")))


def test_a_picture_that_stands_over_the_end_of_a_piece_goes_on_behind_it() -> None:
    def ask(path: Path, params: dict[str, Any]) -> CallResult:
        times = [0, 55_000, 62_000] if params["from_ms"] == 0 else [62_000, 64_000]
        ms = [t for t in times if params["from_ms"] <= t < params["to_ms"]]
        grey = b"".join(bytes([t // 1000]) * 4 for t in ms)
        told = {"ms": ms, "width": 2, "height": 2, "lasts_ms": 64_040}
        return CallResult(value=told | {"more": params["to_ms"] < 64_000}, blobs={"grey": grey})

    _, second = film_pieces(ask, Path("film"))
    assert second[0, 0, 0] != second[-1, 0, 0] == 64 and second[0, 0, 0] in (55, 62)


class LatePicture(LongFilm):
    """Sound comes first; the picture at `first_ms`, grey and not black."""

    def __init__(self, lasts_ms: int, first_ms: int) -> None:
        super().__init__(lasts_ms)
        self.first_ms = first_ms

    def __call__(self, path: Path, params: dict[str, Any]) -> CallResult:
        told = super().__call__(path, params).value
        ms = [t for t in told["ms"] if t >= self.first_ms]
        size = {} if ms else {"width": 0, "height": 0}
        grey = bytes([90]) * (len(ms) * WIDTH * HEIGHT)
        return CallResult(value=told | {"ms": ms} | size, blobs={"grey": grey})


@pytest.mark.parametrize("first_ms", [0, 200, 3_000, 61_000, 140_000])
def test_before_its_first_picture_a_film_is_black_and_as_long_as_it_is(first_ms: int) -> None:
    pieces = list(film_pieces(LatePicture(150_000, first_ms), Path("film")))
    whole = np.concatenate(pieces)
    assert max(map(len, pieces)) <= PIECE_MS * FILM_RATE // 1000
    assert len(whole) == 150 * FILM_RATE
    lit = int(np.flatnonzero(whole[:, 0, 0])[0])
    assert abs(lit - (first_ms * FILM_RATE // 1000 if first_ms > 200 else 0)) <= 1


def test_sound_that_begins_a_minute_before_the_picture_is_read_from_a_real_film(tmp_path) -> None:
    film = tmp_path / "late.mp4"
    sound = ("-f", "lavfi", "-i", "sine=300:r=8000:d=64")
    picture = ("-itsoffset", "61", "-f", "lavfi", "-i", "testsrc=s=64x36:r=25:d=3")
    late = ("-map", "0:a", "-map", "1:v", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p")
    ffmpeg(*sound, *picture, *late, str(film))
    whole = np.concatenate(list(film_pieces(ask, film)))
    assert len(whole) == 64 * FILM_RATE
    assert not whole[: 61 * FILM_RATE - 1].any() and whole[61 * FILM_RATE].any()


def test_a_film_without_any_picture_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="no picture"):
        list(film_pieces(LatePicture(150_000, 999_000), Path("film")))


def test_a_clip_of_three_hours_gives_no_more_pictures_than_one_answer_holds() -> None:
    asked = LongFilm(3 * 3600_000)
    assert len(clip_frames(asked, Path("clip"), asked.lasts_ms).ms) <= 3000


@pytest.mark.parametrize("logo_x", [0.03, 0.85])
def test_a_logo_beside_a_lower_third_hides_no_photo(logo_x: float) -> None:
    random = np.random.default_rng(3)
    coarse = random.integers(110, 146, (18, 32)).astype(np.uint8)
    photo = cv2.resize(coarse, (112, 63), interpolation=cv2.INTER_CUBIC)
    covered = photo.copy()
    covered[round(0.74 * 63) :] = 20
    covered[2:9, round(logo_x * 112) : round((logo_x + 0.12) * 112)] = 76
    other = cv2.resize(
        random.integers(110, 146, (18, 32)).astype(np.uint8),
        (112, 63),
        interpolation=cv2.INTER_CUBIC,
    )
    assert slid(covered, photo, 112 / 63) > 0.9
    assert slid(covered, other, 112 / 63) < 0.7


def test_a_lower_third_takes_nothing_from_what_is_seen_above_it() -> None:
    """A soft photo: the shade of a dark box would be more than all of its own lines."""
    random = np.random.default_rng(3)
    coarse = random.integers(110, 146, (18, 32)).astype(np.uint8)
    photo = cv2.resize(coarse, (112, 63), interpolation=cv2.INTER_CUBIC)
    covered = photo.copy()
    covered[round(0.74 * 63) :] = 20
    assert slid(photo, photo, 112 / 63) > 0.99
    assert slid(covered, photo, 112 / 63) > 0.95


# --- clips ---

#: A clip by key: its pictures at 25 a second, and every how many-th is a key frame.
Clips = dict[str, tuple[Greys, int]]


def moving(seed: int, frames: int, *, a_second: int = 25) -> Greys:
    """A view that goes over a scene of its own, with so many pictures a second."""
    wide = np.concatenate([scene(100 * seed + part) for part in range(5)], axis=1)
    places = [n * a_second // FILM_RATE * FILM_RATE // a_second for n in range(frames)]
    return np.stack([wide[:, 2 * place : 2 * place + WIDTH] for place in places])


def of_clips(clips: Clips) -> FilmMatching:
    known = [
        known_asset(key, lambda frames=_frames(pictures, keys): frames, is_clip=True)
        for key, (pictures, keys) in clips.items()
    ]

    def close(key: str, first: int, count: int) -> Frames:
        pictures = clips[key][0]
        span = range(max(0, first - 1), min(first + count + 1, len(pictures)))
        return Frames(ms=np.array([40 * n for n in span]), grey=pictures[span.start : span.stop])

    return FilmMatching(known, close)


def _frames(pictures: Greys, every: int) -> Frames:
    return Frames(ms=np.arange(0, 40 * len(pictures), 40 * every), grey=pictures[::every])


def told(matching: FilmMatching, film: Greys, clips: Clips) -> list[tuple[str | None, int, int]]:
    """(key, frames, in point) of every stretch."""
    found = joined(matching.found([film]), clips)
    return [(each.key, each.frames, each.source) for each in found]


@pytest.mark.parametrize("a_second", [8, 10, 12, 15])
def test_a_clip_of_few_pictures_a_second_has_no_cut_at_each_of_them(a_second: int) -> None:
    slow, other = moving(11, 200, a_second=a_second), moving(12, 200)
    clips: Clips = {"slow": (slow, 25), "other": (other, 25)}
    shown = np.concatenate([other[30:80], slow[40:140], other[100:150]])
    found = told(of_clips(clips), shown, clips)
    assert [key for key, *_ in found] == ["other", "slow", "other"]
    one = -(-FILM_RATE // a_second)
    assert abs(found[1][1] - 100) < one and abs(found[1][2] - 40) < one


def test_what_no_key_frame_shows_is_found_where_the_clip_goes_on() -> None:
    """Somebody walks through before the lens, between two key frames."""
    clip = moving(21, 200).copy()
    clip[84:96] = scene(99)
    clips: Clips = {"clip": (clip, 40)}
    assert told(of_clips(clips), clip[50:150], clips) == [("clip", 100, 50)]


def test_what_hides_a_clip_in_the_film_alone_stays_foreign() -> None:
    clip = moving(21, 200)
    film = clip[50:150].copy()
    film[34:64] = moving(98, 30)
    clips: Clips = {"clip": (clip, 40)}
    assert [key for key, *_ in told(of_clips(clips), film, clips)] == ["clip", None, "clip"]


def test_what_goes_on_at_the_far_end_of_a_stretch_stands_behind_what_is_left_of_it() -> None:
    clip = moving(21, 200)
    film = np.concatenate([clip[50:100], moving(98, 16), clip[116:120]])
    matching = of_clips({"clip": (clip, 40)})
    known = Found(first=0, last=50, key="clip", source=50, score=990)
    found = matching._gone_on(0, film, [known, Found(first=50, last=70)], None)
    assert [(each.key, each.first, each.last) for each in found] == [
        ("clip", 0, 50),
        (None, 50, 66),
        ("clip", 66, 70),
    ]


def test_a_stretch_that_waits_at_the_end_of_a_piece_is_tried_against_what_comes_next() -> None:
    """Shown in no key frame, and cut off from the clip that goes on by the end of the piece."""
    clip = moving(21, 200).copy()
    clip[42:78] = moving(99, 36)
    clips: Clips = {"clip": (clip, 40), "other": (moving(22, 100), 25)}
    film = np.concatenate([moving(22, 60), clip[45:180]])
    for length in (60 + 33 + 12, 60 + 33 + 20, len(film)):
        matching = of_clips(clips)
        pieces = [film[:length], film[length:]]
        found = joined(matching.found(each for each in pieces if len(each)), clips)
        assert [(each.key, each.frames, each.source) for each in found] == [
            ("other", 60, 0),
            ("clip", 135, 45),
        ], length
        assert matching.unknown == []


def test_what_waits_for_a_piece_that_does_not_come_is_told_at_the_end() -> None:
    matching = FilmMatching(known_stills([("p1", scene(1))]), nothing_close)
    whole = film((1, 60), (7, 75), (8, 40))
    found = list(matching.found([whole[:100], whole[100:150], whole[150:]]))
    assert [each.key for each in joined(found, [])] == ["p1", None]
    assert [each.last for each in found][-1] == 175
    assert sum(each.frames for each in found) == 175 and matching.unknown


def test_of_a_stretch_that_is_longer_than_its_clip_goes_back_the_end_is_the_clip() -> None:
    """Foreign pictures run without a cut into the clip's first ones, which no key frame shows."""
    clip = moving(21, 200).copy()
    clip[:20] = moving(99, 20)
    film = np.concatenate([moving(98, 30), clip[:120]])
    matching = of_clips({"clip": (clip, 40)})
    known = Found(first=50, last=150, key="clip", source=20, score=990)
    back = matching._gone_on(0, film, [known, Found(first=0, last=50)], None)
    assert [(each.key, each.first, each.last, each.source) for each in back] == [
        ("clip", 50, 150, 20),
        ("clip", 30, 50, 0),
        (None, 0, 30, 0),
    ]


def test_what_is_unknown_keeps_its_one_picture_and_not_the_film_around_it() -> None:
    matching = FilmMatching(known_stills([("p1", scene(1))]), nothing_close)
    list(matching.found([film((1, 60), (7, 75))]))
    assert {each.picture.flags.owndata for each in matching.unknown} == {True}


def test_a_dark_ground_on_both_sides_is_no_bar() -> None:
    """The clip is lit to its edges somewhere else, so of itself nothing was cut off."""
    clip = np.repeat(scene(31)[np.newaxis], 200, axis=0)
    clip[:100, :, :40] = clip[:100, :, -33:] = clip[:100, :9] = clip[:100, -7:] = 10
    clips: Clips = {"clip": (clip, 25)}
    assert [each[:2] for each in told(of_clips(clips), clip[10:90], clips)] == [("clip", 80)]


def test_a_plain_picture_between_bars_is_not_told_by_the_bars() -> None:
    barred = scene(41).copy()
    barred[:, :5] = barred[:, -5:] = 0
    plain = np.full((50, HEIGHT, WIDTH), 120, np.uint8)
    plain[:, :, :5] = plain[:, :, -5:] = 0
    known = known_stills([("barred", barred), ("plain", plain[0])])
    found = joined(FilmMatching(known, nothing_close).found([plain]), [])
    assert [each.key for each in found] == [None]
