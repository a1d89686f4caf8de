"""The words in which the sample week is written down: photos, clips, sendings, and their truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

#: the county's clock; no summer time
COUNTY_TIME = timezone(timedelta(hours=8))


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What a phone writes into its files."""

    #: EXIF Make and Model; "" writes no EXIF at all (a copy out of WeChat)
    make: str
    model: str
    #: width and height of a photo held level, in pixels
    size: tuple[int, int]
    #: jpeg or heic
    form: str = "jpeg"
    #: JPEG quality
    quality: int = 86


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One photo: what is seen, when and with which phone it was taken, what is wrong with it."""

    #: file name inside the unit's folder
    name: str
    #: key of scenes.SCENES; "" for a copy of another photo
    scene: str = ""
    #: which of the endless variants of the scene
    seed: int = 1
    weather: str = "clear"
    #: centre x, centre y and width of the view, scene units
    look: tuple[float, float, float] = (1200, 520, 1330)
    #: taken upright; EXIF phones store it level with orientation 6
    upright: bool = False
    #: county time at which it was really taken, ISO 8601
    when: str
    #: where in their movements people are, seconds
    moment: float = 0.3
    phone: str = "huawei"
    #: key of week.PLACES whose position is written; "" writes none
    place: str = ""
    #: what the camera's clock said, where it is wrong
    clock: str = ""
    #: when a copy was saved by WeChat, county time; "" is `when`
    saved: str = ""
    #: blurred, soft, black or ""
    fault: str = ""
    #: `unit/name` of the photo that this repeats, with `copy` saying how
    of: str = ""
    #: same (byte for byte), recompressed or cropped
    copy: str = ""
    #: line of an overlay as watermark cameras print it; "" prints none
    overlay: str = ""
    #: also made at the small scale
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One clip: what is filmed, with which movement of the camera, and how it is stored."""

    name: str
    scene: str = ""
    seed: int = 1
    weather: str = "clear"
    #: centre x, centre y and width of the view at the beginning and the end
    start: tuple[float, float, float] = (1200, 560, 1700)
    end: tuple[float, float, float] = (1200, 560, 1700)
    seconds: int = 8
    #: as shown, pixels
    size: tuple[int, int] = (1920, 1080)
    fps: int = 25
    when: str
    saved: str = ""
    #: key of week.PHONES
    phone: str = "huawei"
    #: crowd, wind, applause, room, children, or "" for no audio stream
    sound: str = "crowd"
    #: key of speech.SAID, laid over the sound
    speech: str = ""
    channels: int = 2
    rate: int = 48000
    shake: float = 0.002
    #: h264 or hevc
    codec: str = "h264"
    crf: int = 28
    #: stored a quarter turned, with a display matrix of 90 degrees
    turned: bool = False
    #: pictures are left out, so that the frame rate varies
    variable: bool = False
    #: creation (UTC in the container), quicktime (with +08:00 besides), or none
    clock: str = "creation"
    #: black, frozen or ""
    fault: str = ""
    of: str = ""
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The three ticks of the sender's page."""

    informed: bool = True
    minors: bool = False
    patients: bool = False


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What one phone sends in one go."""

    unit: str
    #: number chosen by the sender; None left it open
    activity: int | None
    #: day chosen by the sender, ISO 8601; None left it open
    day: str | None
    #: ingest (a folder) or web (the sender's page)
    via: str = "ingest"
    consent: Consent = Consent()
    note: str = ""
    media: Sequence[Photo | Clip]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a file really is; tests and benches compare with it."""

    #: path inside the sample folder
    file: str
    #: number of the activity, None of what is no medium
    activity: int | None
    #: ISO 8601
    day: str | None
    unit: str
    #: photo, clip or bad
    kind: str
    #: what is special, in words; "" for nothing
    note: str
    #: the same as keys: duplicate, near-duplicate, blurred, black, vfr, rotated, minors, …
    traits: tuple[str, ...]
    #: the file that it repeats
    of: str | None
    #: when it was really taken, ISO 8601 with offset
    taken_at: str | None


def county(moment: str) -> datetime:
    """An aware time from the recipe's local notation."""
    return datetime.fromisoformat(moment).replace(tzinfo=COUNTY_TIME)


def traits(medium: Photo | Clip, consent: Consent) -> tuple[str, ...]:
    """What is special about a medium, as keys."""
    special = [medium.fault] if medium.fault else []
    if consent.minors:
        special.append("minors")
    if consent.patients:
        special.append("patients")
    own = _photo_traits(medium) if isinstance(medium, Photo) else _clip_traits(medium)
    return (*special, *own)


def _photo_traits(photo: Photo) -> list[str]:
    flags = {
        "duplicate": photo.copy == "same",
        "near-duplicate": photo.copy not in ("", "same"),
        "orientation": photo.upright and photo.phone not in ("wechat", "apple_heic"),
        "heic": photo.phone == "apple_heic",
        "no-exif": photo.phone == "wechat",
        "gps": bool(photo.place),
        "wrong-clock": bool(photo.clock),
        "watermark": bool(photo.overlay),
    }
    return [key for key, holds in flags.items() if holds]


def _clip_traits(clip: Clip) -> list[str]:
    flags = {
        "duplicate": bool(clip.of),
        "rotated": clip.turned,
        "vfr": clip.variable,
        "portrait": clip.size[1] > clip.size[0],
        "speech": bool(clip.speech),
        "no-audio": not clip.sound,
        "mono": clip.channels == 1,
        "hevc": clip.codec == "hevc",
        "shaky": clip.shake > 0.01,
    }
    return [key for key, holds in flags.items() if holds]
