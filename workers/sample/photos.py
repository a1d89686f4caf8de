"""Takes the photos of the sample week: draws, develops, and writes them as the phone would."""

from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image
from pillow_heif import register_heif_opener

from workers.sample.canvas import Canvas, View
from workers.sample.fonts import font
from workers.sample.grade import Pixels, develop, spoil
from workers.sample.recipe import Phone, Photo, county
from workers.sample.scenes import SCENES
from workers.sample.week import PHONES, PLACES

_SMALL_SIDE = 640
_WEEKDAYS = "一二三四五六日"

register_heif_opener()


def take(photo: Photo, target: Path, *, small: bool) -> None:
    """Draw a photo and write it; `small` makes the long side 640 pixels."""
    phone = PHONES[photo.phone]
    picture = Image.fromarray(_seen(photo, shown_size(photo, small=small)))
    if photo.overlay:
        _print_overlay(picture, photo)
    _write(picture, photo, phone, target)


def shown_size(photo: Photo, *, small: bool) -> tuple[int, int]:
    """Width and height in pixels as a viewer shows the photo."""
    wide, high = PHONES[photo.phone].size
    if small:
        wide, high = _SMALL_SIDE, _SMALL_SIDE * high // wide
    return (high, wide) if photo.upright else (wide, high)


def _seen(photo: Photo, size: tuple[int, int]) -> Pixels:
    _, draw = SCENES[photo.scene]
    scene = draw(photo.seed, photo.weather)
    x, y, wide = photo.look
    high = wide * size[1] / size[0]
    canvas = Canvas(View(left=x - wide / 2, top=y - high / 2, width=wide, height=high), size)
    scene.paint(canvas, photo.moment)
    spoilt = spoil(np.asarray(canvas.finish()), photo.fault, photo.seed)
    return develop(spoilt, scene.light, photo.seed) if photo.fault != "black" else spoilt


def _print_overlay(picture: Image.Image, photo: Photo) -> None:
    """The corner that watermark cameras print: time, date and weekday, place, what it is."""
    taken = county(photo.when)
    canvas = Canvas.over(picture)
    unit = min(picture.size) / 30
    left, low = unit * 1.2, picture.height - unit * 6.6
    lines = (
        (f"{taken:%H:%M}", 2.6, "black"),
        (f"{taken:%Y.%m.%d}  星期{_WEEKDAYS[taken.weekday()]}", 1.05, "sans"),
        ("云岭县", 1.05, "sans"),
        (photo.overlay, 1.05, "sans"),
    )
    canvas.glow((0, picture.height), unit * 22, (10, 14, 24), 0.75, ry=unit * 14)
    for text, size, family in lines:
        wide = font(family, size * unit).getlength(text)
        for shift, ink in ((unit * 0.07, (0, 0, 0)), (0.0, (255, 255, 255))):
            canvas.write(
                text, (left + wide / 2 + shift, low + shift), size * unit, ink, family=family
            )
        low += unit * (size * 0.5 + 0.9)


def _write(picture: Image.Image, photo: Photo, phone: Phone, target: Path) -> None:
    upright = photo.upright and phone.make and phone.form == "jpeg"
    if upright:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    if not phone.make:
        picture.save(target, "JPEG", quality=phone.quality)
        return
    exif = _exif(photo, phone, picture.size, orientation=6 if upright else 1)
    if phone.form == "heic":
        picture.save(
            target,
            "HEIF",
            quality=phone.quality,
            exif=exif.tobytes(),
            enc_params={"preset": "ultrafast"},
        )
    else:
        picture.save(target, "JPEG", quality=phone.quality, exif=exif)


def _exif(photo: Photo, phone: Phone, size: tuple[int, int], *, orientation: int) -> Image.Exif:
    shown = county(photo.clock or photo.when)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = phone.make, phone.model, orientation
    exif[0x0132] = _stamp(shown)
    details = exif.get_ifd(0x8769)
    details[0x9003] = details[0x9004] = _stamp(shown)
    details[0xA002], details[0xA003] = size
    details[0x829A], details[0x829D], details[0x8827] = 1 / 240, 1.8, 64
    if phone.make in ("Apple", "Xiaomi"):
        details[0x9010] = details[0x9011] = "+08:00"
    if photo.place:
        exif.get_ifd(0x8825).update(_position(*PLACES[photo.place]))
    return exif


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y:%m:%d %H:%M:%S}"


def _position(latitude: float, longitude: float) -> dict[int, object]:
    return {1: "N", 2: _degrees(latitude), 3: "E", 4: _degrees(longitude), 5: 0, 6: 812.0}


def _degrees(value: float) -> tuple[float, float, float]:
    whole, minutes = int(value), int(value * 60) % 60
    return float(whole), float(minutes), round((value * 60 - whole * 60 - minutes) * 60, 2)


def repeat(photo: Photo, source: Path, target: Path) -> None:
    """A copy of a photo already made: the same bytes, recompressed as by WeChat, or cropped too."""
    if photo.copy == "same":
        target.write_bytes(source.read_bytes())
        return
    with Image.open(source) as original:
        picture = original.convert("RGB")
    if photo.copy == "cropped":
        wide, high = picture.size
        picture = picture.crop((wide // 28, high // 34, wide - wide // 40, high - high // 26))
    picture.thumbnail((1440, 1440))
    picture.save(target, "JPEG", quality=PHONES[photo.phone].quality - 8)
