"""Sheets of the film's styles under docs/pages: cards that come and rest, captions over photos."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from domain.cutting.frame import FULL_HD
from domain.cutting.styles import STYLES
from workers.sample.photos import take
from workers.sample.recipe import Photo
from workers.sample.week import SENDINGS
from workers.tools.film.cards import card_frames
from workers.tools.film.lettering import lower_third

OPENING = (
    "云岭县2025年科技活动周",
    (
        "矢志创新发展　建设科技强国",
        "2025年5月24日—31日",
        "中共云岭县委宣传部　云岭县教育科技和工业信息化局　云岭县科学技术协会",
    ),
)
CLOSING = (
    "感谢各参与单位",
    (
        "8 项活动 · 14 家单位",
        "收到照片 326 张、视频 58 段",
        "青石镇中心校　云岭县人民医院　县农业农村局　县气象局　县图书馆　等 14 家单位",
    ),
)
#: Scene of the sample -> the chapter's caption over it.
CAPTIONS = {
    "opening": ("1. 启动仪式", "5月24日 · 县教科局"),
    "lecture": ("2. 科普大讲堂：人工智能与我们的生活", "5月27日 · 县科协"),
    "terraces": ("3. 科技特派员田间指导", "5月26日 · 县农业农村局"),
    "consult": ("4. 专家义诊", "5月30日 · 云岭县人民医院"),
}
#: Moving frames of the opening card that are shown, before it rests.
_COMING = (5, 13)
_SIZE, _GAP, _COLUMNS = (480, 270), 6, 4

Picture = NDArray[np.uint8]


def take_sheets(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        photos = dict(_photos(Path(scratch)))
    for key in STYLES:
        _sheet(list(_pictures(key, photos))).save(folder / f"style-{key}.jpg", quality=88)


def _photos(scratch: Path) -> Iterator[tuple[str, Image.Image]]:
    """One photo of each scene, as it fills the frame."""
    media = [m for sending in SENDINGS for m in sending.media if isinstance(m, Photo)]
    for scene in CAPTIONS:
        photo = next(m for m in media if m.scene == scene)
        path = scratch / f"{scene}.jpg"
        take(photo, path, small=False)
        with Image.open(path) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        yield scene, ImageOps.fit(upright, (FULL_HD.width, FULL_HD.height))


def _pictures(key: str, photos: dict[str, Image.Image]) -> Iterator[Image.Image]:
    coming = [Image.fromarray(frame) for frame in card_frames("opening", *OPENING, style=key)]
    yield from (coming[number] for number in (*_COMING, -1))
    *_, rest = card_frames("closing", *CLOSING, style=key)
    yield Image.fromarray(rest)
    for scene, photo in photos.items():
        shown = photo.convert("RGBA")
        shown.alpha_composite(lower_third(*CAPTIONS[scene], style=key).whole())
        yield shown.convert("RGB")


def _sheet(pictures: list[Image.Image]) -> Image.Image:
    wide, tall = _SIZE[0] + _GAP, _SIZE[1] + _GAP
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new("RGB", (wide * _COLUMNS - _GAP, tall * rows - _GAP), "white")
    for place, picture in enumerate(pictures):
        at = (place % _COLUMNS * wide, place // _COLUMNS * tall)
        sheet.paste(picture.resize(_SIZE, Image.Resampling.LANCZOS), at)
    return sheet
