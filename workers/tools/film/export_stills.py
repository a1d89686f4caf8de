"""Cards and captions as still pictures for other editing programs: as the film shows them."""

import io

import numpy as np
from PIL import Image

from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.exports.timeline import Media
from workers.tools.film.cards import card_frames
from workers.tools.film.lettering import lower_third


def still(media: Media, style: str | None = None) -> bytes:
    """The PNG of a card or caption in the film's style.

    ToolMissing where the Chinese font is missing, BrokenInput for a style that there is not.
    """
    out = io.BytesIO()
    drawn = (_card if media.kind == "card" else _caption)(media.lines, style)
    drawn.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _card(lines: tuple[str, ...], style: str | None) -> Image.Image:
    """Everything at rest: the frame that the film holds."""
    role, title, *further = lines
    (last,) = card_frames(role, title, tuple(further), frames=1, style=style)
    return Image.fromarray(np.ascontiguousarray(last))


def _caption(lines: tuple[str, ...], style: str | None) -> Image.Image:
    """The lower third in its place on a clear picture as large as the frame."""
    title, line = lines
    plate = lower_third(title, line, style=style)
    whole = Image.new("RGBA", (FRAME_WIDTH, FRAME_HEIGHT), (0, 0, 0, 0))
    whole.paste(plate.picture, (plate.x, plate.y))
    return whole
