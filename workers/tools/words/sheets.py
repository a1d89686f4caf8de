"""Inside a confined child: the pages of a scanned notice as pictures, out of a PDF or a photo."""

import io
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageSequence

from domain.errors import Refused
from domain.notice.scan import refusal_words
from workers.tools.photos.photo_opening import (
    LONGEST_SIDE,
    MOST_PIXELS,
    decoding,
    eight_bit,
    in_srgb,
    opened_photo,
    sniffed_file,
    turned,
)
from workers.tools.photos.pictures import shrunk

#: Long side of a page's picture, px: 205 dpi of A4, at which a body's glyphs are 45 px high.
SIDE = 2400
_QUALITY = 92
#: A strip so much longer than wide is no page.
_LONGEST = 12.0
#: PDFium's own codes: FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY.
_LOCKED = (4, 5)


def sheets(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"sheets"}: pages of the PDF, or pictures in the file. Raises Refused locked or broken.

    `params` is not used.
    """
    del params
    if _is_pdf(file):
        document = _pdf(file)
        return {"sheets": len(document)}, {}
    with opened_photo(file) as photo:
        count = getattr(photo.picture, "n_frames", 1) if photo.sniffed.format == "tiff" else 1
    return {"sheets": count}, {}


def sheet(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"width", "height"} and the blob "sheet", a JPEG, of the page `params["index"]` from 0.

    Upright by what the file says of itself, at most SIDE px. Raises Refused locked, broken,
    too-large, and the codes of opened_photo.
    """
    index = int(params["index"])
    picture = _pdf_sheet(file, index) if _is_pdf(file) else _frame(file, index)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=_QUALITY)
    return {"width": picture.width, "height": picture.height}, {"sheet": data.getvalue()}


def _is_pdf(file: BinaryIO) -> bool:
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    return b"%PDF-" in head


def _pdf(file: BinaryIO) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        code = "locked" if getattr(error, "err_code", None) in _LOCKED else "broken"
        raise Refused(code, refusal_words(code, "PDF")) from error


def _pdf_sheet(file: BinaryIO, index: int) -> Image.Image:
    try:
        page = _pdf(file)[index]
        width, height = page.get_size()
        if not (min(width, height) > 0 and max(width, height) / min(width, height) <= _LONGEST):
            raise Refused("broken", refusal_words("broken", "PDF"))
        bitmap = page.render(scale=SIDE / max(width, height), may_draw_forms=False)
        return bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise Refused("broken", refusal_words("broken", "PDF")) from error


def _frame(file: BinaryIO, index: int) -> Image.Image:
    with opened_photo(file) as photo:
        if index:
            with decoding(file, sniffed_file(file)):
                frames = ImageSequence.Iterator(photo.picture)
                frames[index]
        width, height = photo.picture.size
        if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
            raise Refused("too-large", refusal_words("too-large", "TIFF"))
        photo.shrink_on_load(SIDE)
        photo.decode()
        profile = photo.picture.info.get("icc_profile")
        small = shrunk(eight_bit(photo.picture), SIDE)
        return in_srgb(turned(small, photo.orientation), profile)


WORK = {"sheets": sheets, "sheet": sheet}
