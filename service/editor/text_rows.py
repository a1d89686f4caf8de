"""What was read in an asset's picture, as the editor's API tells it."""

from typing import Any

from domain.looking.picture_text import FAULTS, PictureText
from domain.looking.watermarks import Overlay, overlay_of
from service.presenting import words


def text_row(text: PictureText | None, *, reads: bool) -> dict[str, Any]:
    """`state`: read, failed (`why` says it), unread, or off where nothing reads words.

    `lines` from the top down, `box` per mille of the picture's width and height, `glyph` per mille
    of its longer side; `cut` when smaller print was left; `overlay` what a watermark camera
    printed, null without one.
    """
    row = {"state": "unread" if reads else "off", "why": None, "lines": [], "cut": False}
    if text is None:
        return {**row, "overlay": None}
    overlay = overlay_of(text.lines)
    return {
        "state": "failed" if text.fault else "read",
        "why": words(FAULTS[text.fault]) if text.fault else None,
        "lines": [
            {
                "text": line.text,
                "confidence": line.confidence / 1000,
                "box": list(line.box),
                "glyph": line.glyph,
                "at_ms": line.at_ms,
            }
            for line in text.lines
        ],
        "cut": text.cut,
        "overlay": _overlay(overlay) if overlay else None,
    }


def _overlay(overlay: Overlay) -> dict[str, Any]:
    return {
        "day": overlay.day.isoformat(),
        "time": overlay.time.isoformat() if overlay.time else None,
        "place": overlay.place,
        "remarks": list(overlay.remarks),
    }
