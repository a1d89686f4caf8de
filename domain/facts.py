"""What a file says of itself: plain values that inspect measured and later stations read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from domain.inspecting.exposure import Exposure

#: How a clip's numbers may be read, as swscale calls it: by its tags, or by ITU-R BT.709.
MATRICES = ("auto", "bt709")


class Kind(StrEnum):
    PHOTO = "photo"
    CLIP = "clip"


class ClaimClass(StrEnum):
    #: A clock read when the shutter was pressed.
    CAPTURE = "capture"
    #: A clock read when a copy was saved: the event was not after it.
    SAVE = "save"
    #: Only the day is said (by the sender, by a file name).
    DAY = "day"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Place:
    #: Degrees, WGS-84, north and east positive.
    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One statement about when an asset was taken."""

    #: Where it was read: exif, exif_digitized, exif_modified, gps, quicktime, mvhd, xmp, iptc,
    #: file_name, modified, sender_day, upload; or found out later: camera_clock, neighbours,
    #: watermark. One claim a source.
    source: str
    #: capture, save ("not after") or day; `none`: seen and worth nothing.
    klass: ClaimClass
    #: Moment with offset; None for class day and none.
    at: datetime | None
    #: Day in the campaign's zone; None for class none.
    day: date | None
    #: True where the offset was read, False where the campaign's zone was assumed.
    zone_known: bool
    #: The text as it stood in the file.
    raw: str
    #: Why the claim is doubted, as a code of times/doubting.py's DOUBTS; empty when it is not.
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class StreamFacts:
    #: Codec name as FFmpeg says it: h264, hevc, aac, …
    codec: str
    #: Milliseconds, measured from packets where the header lies or is silent.
    duration_ms: int | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    kind: Kind
    #: Format by content: jpeg, heif, avif, png, webp, tiff, gif, mov, matroska, avi, mpegts.
    format: str
    #: Pixels as displayed: orientation, rotation and sample aspect applied.
    width: int
    height: int
    #: Milliseconds; None for photos.
    duration_ms: int | None = None
    #: Frames a second on average; None for photos.
    fps: Fraction | None = None
    #: True when frame distances differ by more than a tenth.
    variable_rate: bool = False
    video: StreamFacts | None = None
    audio: StreamFacts | None = None
    #: Degrees clockwise by which the stored picture is turned for display: 0, 90, 180, 270.
    rotation: int = 0
    #: hlg, pq or sdr.
    transfer: str = "sdr"
    #: Matrix of a clip's numbers: auto, as its tags say, or bt709 where an HD stream names none;
    #: None of photos and in facts of earlier versions.
    matrix: str | None = None
    #: Bytes in the file, start and length, of the clip inside a motion photo; else None.
    motion: tuple[int, int] | None = None
    #: Identifier that an iPhone writes into photo and clip of one Live Photo.
    content_id: str | None = None
    camera: str | None = None
    #: Of photos; None in facts of earlier versions.
    exposure: Exposure | None = None
    place: Place | None = None
    #: True when the file shows a chat tool's recompression (no EXIF, chat name).
    chat_copy: bool = False
    #: Photos: capture-related texts as exiftool gave them, only those that claims were made of.
    raw_times: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A span of a clip worth showing."""

    #: Milliseconds in the source, in <= t < out.
    in_ms: int
    out_ms: int
    #: 0..1000; what it measures stands in the name.
    sharpness: int
    exposure: int
    motion: int
    loudness: int
    #: Milliseconds of the sharpest key frame, used as the span's picture.
    best_ms: int
    #: How calmly the camera is held; None where it was not measured, as in earlier versions.
    steadiness: int | None = None
    #: Per mille of the time in which somebody speaks, in which many clap, and of the pixels that
    #: are clipped to black or white.
    speech: int = 0
    applause: int = 0
    clipped: int = 0
    #: Per mille of the sound's energy that is wind or rumble.
    wind: int = 0
    #: True where it begins or ends inside speech, since there is no pause to be had.
    cuts_words: bool = False


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen and heard; scores are integers 0..1000, higher is better."""

    sharpness: int
    exposure: int
    #: Share of key frames (or the picture) that is black, per mille.
    black: int
    #: 64-bit perceptual hash as 16 hex digits of the picture or the clip's best key frame.
    phash: str
    #: What it is found again by, as picture_prints.py makes it: one of a photo, one
    #: of each picture of a clip's strip; empty in looks of earlier versions.
    prints: tuple[str, ...] = ()
    #: Integrated loudness in hundredths of LUFS; None without sound or when silent.
    loudness_clufs: int | None = None
    moments: tuple[Moment, ...] = ()
    #: Where somebody speaks, ms from and to, in their order; empty in looks of earlier versions.
    speech: tuple[tuple[int, int], ...] = ()
    #: Where one shot turns into another: the last frame before and the first after it, ms.
    changes: tuple[tuple[int, int], ...] = ()
    #: Per mille of a photo's pixels that are clipped; None in looks of earlier versions.
    clipped: int | None = None
    #: Centre of what is worth looking at, per mille of width and height, for Ken Burns.
    focus: tuple[int, int] = (500, 500)
