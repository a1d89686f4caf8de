"""A week of five photos and a clip, made by recipe: the whole way in some seconds of CPU."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from domain.campaign import Activity, Campaign, Unit
from tests.acceptance.sample_week import film

#: Width and height in px of a photo.
SIZE = (960, 720)
#: The film's longest, ms: what must not change does not need three minutes to show.
FILM_MS = 19_000
UNITS = (Unit(key="u1", name="县科协"), Unit(key="u2", name="青石镇中心校"))
DAYS = (date(2025, 5, 26), date(2025, 5, 27), date(2025, 5, 28))
_ASCII_EXIF = {0x010F: "HUAWEI", 0x0110: "ALN-AL00"}
_TAKEN, _OFFSET, _EXIF_IFD = 0x9003, 0x9011, 0x8769


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One unit's files of one activity; its day is the activity's."""

    unit: str
    activity: str
    day: date
    files: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class TinyWeek:
    sendings: tuple[Sent, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file for sent in self.sendings for file in sent.files)


def campaign(key: str) -> Campaign:
    """The plan under a key of its own: the same files may come again in another campaign."""
    activities = tuple(
        Activity(key=f"a{number}", number=number, title=title, date=day, units=(unit.key,))
        for number, title, day, unit in (
            (1, "启动仪式", DAYS[0], UNITS[0]),
            (2, "科普大讲堂", DAYS[1], UNITS[1]),
            (3, "专家义诊", DAYS[2], UNITS[0]),
        )
    )
    return Campaign(
        key=key,
        title="云岭县2025年科技活动周",
        theme="矢志创新发展 建设科技强国",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=("县工科局", "县科协"),
        deadline=None,
        recipients=("市科技局",),
        units=UNITS,
        activities=activities,
        film_limit_ms=FILM_MS,
    )


def make_tiny_week(folder: Path) -> TinyWeek:
    """Photos taken minutes apart and unlike each other, so that no choice hangs on a tie."""
    folder.mkdir(parents=True, exist_ok=True)
    photos = [_photo(folder, number) for number in range(5)]
    clip = folder / f"VID_{DAYS[0]:%Y%m%d}_100500.mp4"
    film(clip, f"{DAYS[0]}T10:05:00+08:00", pitch=330)
    return TinyWeek(
        sendings=(
            Sent(unit="u1", activity="a1", day=DAYS[0], files=(*photos[:2], clip)),
            Sent(unit="u2", activity="a2", day=DAYS[1], files=tuple(photos[2:4])),
            Sent(unit="u1", activity="a3", day=DAYS[2], files=tuple(photos[4:])),
        )
    )


def _photo(folder: Path, number: int) -> Path:
    taken = datetime(2025, 5, 26 + number // 2, 1, 10, tzinfo=UTC) + timedelta(minutes=7 * number)
    here = taken + timedelta(hours=8)
    path = folder / f"IMG_{here:%Y%m%d_%H%M%S}.jpg"
    exif = Image.Exif()
    for tag, text in _ASCII_EXIF.items():
        exif[tag] = text
    exif.get_ifd(_EXIF_IFD).update({_TAKEN: f"{here:%Y:%m:%d %H:%M:%S}", _OFFSET: "+08:00"})
    picture(number).save(path, "JPEG", quality=88, exif=exif)
    os.utime(path, (taken.timestamp(), taken.timestamp()))
    return path


def picture(number: int) -> Image.Image:
    """Soft coloured patches with fine grain: sharp enough to be chosen, unlike every other."""
    chance = np.random.default_rng(number)
    patches = chance.integers(30, 226, (5, 6, 3), dtype=np.uint8)
    soft = Image.fromarray(patches).resize(SIZE, Image.Resampling.NEAREST)
    grain = chance.normal(0, 9 + number, (SIZE[1], SIZE[0], 1))
    return Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype(np.uint8))
