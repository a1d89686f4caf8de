"""Inside the confined child: opens a sender's photo, refuses what is none, turns it upright."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms

from domain.arriving.refusals import refusal
from domain.arriving.sniff import HEAD_BYTES, Sniffed, sniff
from domain.errors import Refused
from domain.facts import Kind
from workers.tools.running.declared_length import is_cut_short

pillow_heif.register_heif_opener()

#: Larger pictures are refused by their header, undecoded: no phone makes them, bombs do.
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 30_000
#: Pillow's own guard, for formats whose first frame may be larger than the header says (GIF).
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

#: The only Pillow plugin that may open each format; MPO is a JPEG with more pictures behind.
_PLUGINS = {
    "jpeg": "JPEG",
    "heif": "HEIF",
    "avif": "AVIF",
    "png": "PNG",
    "webp": "WEBP",
    "tiff": "TIFF",
    "gif": "GIF",
}
_ORIENTATION = 0x0112
_SUBFILE_TYPE, _DNG_VERSION = 254, 50706
#: What Pillow's and pillow-heif's decoders raise over damaged files.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)
#: One core works at one file; another child uses the other core.
pillow_heif.options.DECODE_THREADS = 1

_SRGB = ImageCms.createProfile("sRGB")

_TURN = Image.Transpose
#: What makes a picture upright, by its EXIF orientation (TIFF 6.0, tag 274).
_UPRIGHT = {
    2: _TURN.FLIP_LEFT_RIGHT,
    3: _TURN.ROTATE_180,
    4: _TURN.FLIP_TOP_BOTTOM,
    5: _TURN.TRANSPOSE,
    6: _TURN.ROTATE_270,
    7: _TURN.TRANSVERSE,
    8: _TURN.ROTATE_90,
}
#: Degrees clockwise of the turn alone, mirrored orientations as their unmirrored ones.
DEGREES = {1: 0, 2: 0, 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


@dataclass(frozen=True, kw_only=True)
class Photo:
    """An opened photo; its pixels are decoded when first used, the first frame only."""

    picture: Image.Image
    sniffed: Sniffed
    file: BinaryIO
    #: EXIF orientation that is still to be applied, 1..8 (decoders apply HEIF's and TIFF's own).
    orientation: int

    @property
    def displayed_size(self) -> tuple[int, int]:
        """Width and height upright; ask before `draft` shrinks the picture."""
        width, height = self.picture.size
        return (height, width) if self.orientation >= 5 else (width, height)

    def decode(self) -> None:
        """Decode the pixels; raises Refused truncated, unreadable or too-large-picture."""
        with decoding(self.file, self.sniffed):
            self.picture.load()

    def shrink_on_load(self, longest: int) -> None:
        """Let a JPEG decode at a half, quarter or eighth, never under `longest` px."""
        scale = longest / max(self.picture.size)
        if scale < 1:
            width, height = self.picture.size
            self.picture.draft(None, (round(width * scale), round(height * scale)))


@contextmanager
def opened_photo(file: BinaryIO) -> Iterator[Photo]:
    """Open the photo in `file` by its content and size alone; nothing is decoded yet.

    Raises Refused: the codes of sniff; too-large-picture; unsupported-codec for camera raw;
    truncated and unreadable here and, by way of `decoding`, when the pixels are loaded.
    """
    sniffed = sniffed_file(file)
    if sniffed.kind is not Kind.PHOTO:
        raise refusal("not-media")
    with decoding(file, sniffed):
        picture = Image.open(file, formats=[_PLUGINS[sniffed.format]])
        _check_size(picture)
        _check_raw(picture)
        orientation = _orientation(picture)
    with picture:
        yield Photo(picture=picture, sniffed=sniffed, file=file, orientation=orientation)


def sniffed_file(file: BinaryIO) -> Sniffed:
    """What an open file is; raises Refused as domain/arriving/sniff.py does."""
    size = file.seek(0, 2)
    file.seek(0)
    sniffed = sniff(file.read(HEAD_BYTES), size)
    file.seek(0)
    return sniffed


@contextmanager
def decoding(file: BinaryIO, sniffed: Sniffed) -> Iterator[None]:
    """Say a decoder's fault as Refused: truncated, too-large-picture or unreadable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except Refused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise refusal("too-large-picture") from bomb
        except _DAMAGE as damage:
            raise refusal(_damage_code(file, sniffed, damage)) from damage


def _damage_code(file: BinaryIO, sniffed: Sniffed, damage: BaseException) -> str:
    said = str(damage).lower()
    if "truncated" in said or "unexpected end" in said or isinstance(damage, EOFError):
        return "truncated"
    return "truncated" if is_cut_short(file, sniffed.format) else "unreadable"


def _check_size(picture: Image.Image) -> None:
    if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
        raise refusal("too-large-picture")


def _check_raw(picture: Image.Image) -> None:
    """Camera raw files are TIFFs whose first picture is a thumbnail: not the photo."""
    tags = getattr(picture, "tag_v2", None)
    if tags is not None and (_DNG_VERSION in tags or int(tags.get(_SUBFILE_TYPE, 0)) & 1):
        raise refusal("unsupported-codec")


def _orientation(picture: Image.Image) -> int:
    """IFD0's orientation alone; Pillow's own reading also believes XMP, which viewers ignore."""
    if picture.format in ("TIFF", "HEIF"):
        return 1
    if picture.format == "PNG":
        # The Exif chunk may stand behind the pixels.
        picture.load()
    exif = Image.Exif()
    exif.load(picture.info.get("exif") or b"")
    value = exif.get(_ORIENTATION)
    return value if value in DEGREES else 1


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    """A picture turned upright from its EXIF orientation, 1..8."""
    turn = _UPRIGHT.get(orientation)
    return picture.transpose(turn) if turn is not None else picture


def eight_bit(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled: 16-bit grey reduced, palettes resolved."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("1", "P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in sRGB without metadata, of an eight-bit picture and its ICC profile; clear is white."""
    if picture.has_transparency_data:
        picture = _on_white(picture)
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _converted(picture, profile)
    plain = picture.convert("RGB")
    plain.info = {}
    return plain


def _on_white(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    white = Image.new("RGB", clear.size, (255, 255, 255))
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB; a damaged profile or one for other channels is left aside."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, _SRGB, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):
        return picture
