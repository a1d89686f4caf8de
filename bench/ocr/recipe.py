"""Pictures with words by recipe: banners of many sizes, tilted, recompressed; boards; corners.

Each is drawn as a phone takes it (12 megapixels) and knows what stands in it. WeChat's copy is the
same picture at 1,440 px and low quality, as its chats send it.
"""

import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from workers.sample.fonts import font

#: A phone's picture, held level.
SIZE = (4000, 3000)
#: Long side and JPEG quality of a chat's copy, and of the phone's own picture.
CHAT_SIDE, CHAT_QUALITY, QUALITY = 1440, 58, 88
#: Heights of a banner's glyphs, px of 4,000; the smallest are at the edge of what can be read.
GLYPHS = (36, 48, 64, 96, 140, 200)
#: Degrees that a banner hangs askew.
TILTS = (0, 0, 3, -6, 10, -15)
KEYWORDS = (
    *(
        "科普大讲堂",
        "科技活动周启动仪式",
        "免费义诊",
        "科普大篷车",
        "科学实验进校园",
        "农业科技培训",
    ),
    *(
        "科技志愿服务",
        "防灾减灾宣传",
        "气象科普开放日",
        "弘扬科学家精神",
        "青石镇中心校",
        "县人民广场",
    ),
)
_FRAMES = ("{}", "云岭县{}", "2025年云岭县{}", "{}走进青石镇", "热烈欢迎参加{}", "{}活动现场")
_SLOGANS = ("矢志创新发展 建设科技强国", "2025年云岭县科技活动周", "主办单位：云岭县科学技术协会")
_PRINT = "预防为主防治结合合理施肥节约用水科学用药保护耕地垃圾分类绿色出行安全用电文明交通"
_PLACES = ("云岭县人民广场", "云岭县·青石镇中心校", "山西省云川市云岭县会议中心")
_WEEKDAYS = "一二三四五六日"
#: Cloth and letters of banners.
_COLOURS = (((190, 24, 24), (255, 236, 90)), ((196, 30, 30), (255, 255, 255)))


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture and what stands in it."""

    #: banner, upright, board, corner or plain.
    kind: str
    jpeg: bytes
    #: Words that are to be read exactly.
    keywords: tuple[str, ...] = ()
    #: px of the banner's glyphs in the picture as it was taken; 0 without one.
    glyph: int = 0
    #: phone or chat.
    copy: str = "phone"
    tilt: int = 0
    #: What a printed corner says.
    printed: datetime.datetime | None = None
    place: str = ""
    notes: dict[str, str] = field(default_factory=dict[str, str])


def pictures(seed: int, each: int) -> Iterator[Shown]:
    """`each` of every kind, banners six times as many; every picture as taken and as a chat's."""
    rng = Random(seed)
    for kind, times in (("banner", 6), ("upright", 1), ("corner", 2), ("board", 1), ("plain", 2)):
        for _ in range(each * times):
            yield from _both(_DRAWN[kind](rng))


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    picture: Image.Image
    told: dict[str, object]


def _both(drawn: _Drawn) -> Iterator[Shown]:
    for copy in ("phone", "chat"):
        yield Shown(jpeg=_jpeg(drawn.picture, copy), copy=copy, **drawn.told)  # type: ignore[arg-type]


def _jpeg(picture: Image.Image, copy: str) -> bytes:
    data = io.BytesIO()
    if copy == "chat":
        small = picture.copy()
        small.thumbnail((CHAT_SIDE, CHAT_SIDE), Image.Resampling.BILINEAR)
        small.save(data, "JPEG", quality=CHAT_QUALITY)
    else:
        picture.save(data, "JPEG", quality=QUALITY)
    return data.getvalue()


def _scene(rng: Random) -> Image.Image:
    """Sky, ground, houses and noise: nothing in it is a letter."""
    wide, high = SIZE
    top, low = rng.randint(150, 235), rng.randint(90, 150)
    shade = np.linspace(top, low, high, dtype=np.float32)[:, None, None]
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 5, (high // 4, wide // 4, 1))
    grain = np.repeat(np.repeat(noise, 4, 0), 4, 1).astype(np.float32)
    tint = np.array([rng.uniform(0.85, 1.1) for _ in range(3)], dtype=np.float32)
    picture = Image.fromarray(np.clip((shade + grain) * tint, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(4, 12)):
        left, width = rng.randint(0, wide), rng.randint(60, 500)
        base, height = rng.randint(high // 2, high), rng.randint(100, 900)
        fill = tuple(rng.randint(40, 200) for _ in range(3))
        draw.rectangle((left, base - height, left + width, base), fill=fill)  # type: ignore[arg-type]
    return picture


def _lettered(text: str, glyph: int, rng: Random) -> Image.Image:
    """A strip of cloth with the words, clear around it."""
    face = font(rng.choice(("sans", "black", "serif")), glyph)
    left, top, right, bottom = face.getbbox(text)
    edge = round(glyph * 0.45)
    cloth, ink = rng.choice(_COLOURS)
    strip = Image.new("RGBA", (round(right - left) + 2 * edge, round(bottom - top) + 2 * edge))
    draw = ImageDraw.Draw(strip)
    draw.rectangle((0, 0, *strip.size), fill=(*cloth, 255))
    draw.text((edge - left, edge - top), text, font=face, fill=(*ink, 255))
    return strip


def _banner(rng: Random) -> _Drawn:
    keyword, glyph, tilt = rng.choice(KEYWORDS), rng.choice(GLYPHS), rng.choice(TILTS)
    picture = _scene(rng)
    strip = _lettered(rng.choice(_FRAMES).format(keyword), glyph, rng)
    if strip.width > 3600:
        strip = _lettered(keyword, glyph, rng)
    turned = strip.rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    place = (rng.randint(60, max(61, SIZE[0] - turned.width - 60)), rng.randint(60, 1200))
    picture.paste(turned, place, turned)
    if rng.random() < 0.5:
        slogan = _lettered(rng.choice(_SLOGANS), max(36, glyph // 2), rng)
        low = place[1] + turned.height + 80
        picture.paste(slogan, (rng.randint(60, 400), low), slogan)
    if rng.random() < 0.25:
        picture = picture.filter(ImageFilter.GaussianBlur(1.6))
    told = {"kind": "banner", "keywords": (keyword,), "glyph": glyph, "tilt": tilt}
    return _Drawn(picture=picture, told=told)


def _upright(rng: Random) -> _Drawn:
    """A scroll whose glyphs hang under each other."""
    keyword, glyph = rng.choice(KEYWORDS), rng.choice(GLYPHS[2:])
    picture = _scene(rng)
    cloth, ink = rng.choice(_COLOURS)
    left, step = rng.randint(100, 3400), round(glyph * 1.12)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, 120, left + round(glyph * 1.6), 180 + step * len(keyword)), fill=cloth)
    for place, letter in enumerate(keyword):
        at = (left + glyph * 0.3, 130 + step * place)
        draw.text(at, letter, font=font("sans", glyph), fill=ink)
    return _Drawn(picture=picture, told={"kind": "upright", "keywords": (keyword,), "glyph": glyph})


def _board(rng: Random) -> _Drawn:
    """A headline over a wall of small print, in two or three columns."""
    keyword = rng.choice(KEYWORDS)
    picture = Image.new("RGB", SIZE, (244, 244, 238))
    draw = ImageDraw.Draw(picture)
    draw.text((200, 60), keyword, font=font("sans", 190), fill=(170, 20, 20))
    columns, size = rng.choice((2, 3)), rng.choice((44, 56, 68))
    wide = (SIZE[0] - 160) // columns
    for column in range(columns):
        for line in range((SIZE[1] - 420) // round(size * 1.5)):
            start = rng.randrange(len(_PRINT))
            text = (_PRINT[start:] + _PRINT)[: wide // size - 2]
            place = (80 + column * wide, 360 + line * round(size * 1.5))
            draw.text(place, text, font=font("light", size), fill=(30, 30, 30))
    return _Drawn(picture=picture, told={"kind": "board", "keywords": (keyword,), "glyph": 190})


def _corner(rng: Random) -> _Drawn:
    """What watermark cameras print, in the three ways that are met most."""
    picture = _scene(rng)
    taken = datetime.datetime(2025, 5, rng.randint(24, 31), rng.randint(7, 20), rng.randint(0, 59))
    place = rng.choice(_PLACES)
    weekday = f"星期{_WEEKDAYS[taken.weekday()]}"
    lines = rng.choice(
        (
            ((f"{taken:%H:%M}", 190), (f"{taken:%Y.%m.%d}  {weekday}", 84), (place, 84)),
            ((f"时间：{taken:%Y-%m-%d %H:%M}", 76), (f"地点：{place}", 76), ("天气：晴 22℃", 76)),
            ((f"{taken:%Y-%m-%d %H:%M} {weekday}", 80), (place, 80)),
        )
    )
    draw = ImageDraw.Draw(picture)
    low = SIZE[1] - round(sum(size * 1.35 for _, size in lines)) - 90
    for text, size in lines:
        for shift, ink in ((4, (0, 0, 0)), (0, (255, 255, 255))):
            draw.text((120 + shift, low + shift), text, font=font("sans", size), fill=ink)
        low += round(size * 1.35)
    return _Drawn(picture=picture, told={"kind": "corner", "printed": taken, "place": place})


def _plain(rng: Random) -> _Drawn:
    return _Drawn(picture=_scene(rng), told={"kind": "plain"})


_DRAWN: dict[str, Callable[[Random], _Drawn]] = {
    "banner": _banner,
    "upright": _upright,
    "board": _board,
    "corner": _corner,
    "plain": _plain,
}
