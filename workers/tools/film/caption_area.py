"""How far our own captions stay from the picture's edge, measured on their drawn strokes."""

from collections.abc import Iterable

from domain.cutting.frame import Frame
from domain.film import Caption
from workers.tools.film.lettering import lettered_box, lower_third


def caption_margin(captions: Iterable[Caption], *, style: str | None, frame: Frame) -> int | None:
    """Per mille of width or height between any stroke and the nearest edge; None of no caption.

    Drawn as the film shows them. Raises as `lower_third`.
    """
    return min((_margin(caption, style, frame) for caption in captions), default=None)


def _margin(caption: Caption, style: str | None, frame: Frame) -> int:
    third = lower_third(caption.title, caption.line, style=style, frame=frame)
    left, top, right, bottom = lettered_box(third, style=style)
    across = min(left, frame.width - right) * 1000 // frame.width
    down = min(top, frame.height - bottom) * 1000 // frame.height
    return min(across, down)
