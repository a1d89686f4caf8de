"""Where a picture of any shape stands in the film's frame, and how the view moves over a photo."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.cutting.frame import FULL_HD, Frame
from domain.timebase import FILM_RATE

#: A clip is cropped to the frame when at least this share of it stays visible: 16:10 keeps 0.9
#: of its height, 3:2 only 0.84 and stands on a blurred fill instead.
_CLIP_KEEPS = Fraction(9, 10)
#: Photos fill the frame between 5:4 and 2.4:1; the pan shows what the crop hides.
_PHOTO_NARROWEST = Fraction(5, 4)
_PHOTO_WIDEST = Fraction(12, 5)
#: Photos are never drawn larger than this; small ones stand on their blurred fill.
_LARGEST_SCALE = 2
#: Share of its width that a wide picture gives up in an upright frame: a clip, in which nobody
#: knows where the subject is, becomes 4:3 of 16:9; a photo, over which the pan moves, square.
_CLIP_TRIM, _PHOTO_TRIM = Fraction(1, 4), Fraction(7, 16)

#: Lowest place, per mille of the height, that a pan aims at: heads stand above the middle. On 13
#: pictures with 29 heads, cropped to 16:9, the last frames cut 5 of them aiming at what stands out
#: wherever it is, 4 by more than a fifth; 3 and 1 so (docs/decisions/2026-11-no-subject-box.md).
_LOWEST_AIM = 450

#: Decoded pixels for each pixel of the frame: the tightest window still has one for one.
_RESERVE = Fraction(115, 100)
#: Zoom of a pan per frame and at most, per mille: 9 % in three seconds.
_ZOOM_PER_FRAME = Fraction(6, 5)
_ZOOM_MOST = 120
#: Travel along the hidden side per frame, per mille of the window's length on that side.
_TRAVEL_PER_FRAME = Fraction(11, 5)


class Layout(StrEnum):
    #: The picture covers the frame; what is left over is cropped.
    FILL = "fill"
    #: The whole picture stands on a blurred, darker copy of itself.
    BACKED = "backed"


@dataclass(frozen=True, kw_only=True)
class Box:
    """Whole, even pixels of the film's frame, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Window:
    """The part of a photo that is shown, in exact pixels of the photo."""

    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction


def _even(value: Fraction) -> int:
    """The nearest even number, at least 2."""
    return max(2, int((value + 1) // 2) * 2)


def clip_layout(width: int, height: int, frame: Frame = FULL_HD) -> Layout:
    """How a clip of that displayed size stands in the frame."""
    ratio = Fraction(width, height) / frame.aspect
    return Layout.FILL if min(ratio, 1 / ratio) >= _CLIP_KEEPS else Layout.BACKED


def photo_layout(width: int, height: int, frame: Frame = FULL_HD) -> Layout:
    """How a photo of that displayed size stands in the frame."""
    small = width * _LARGEST_SCALE < frame.width or height * _LARGEST_SCALE < frame.height
    fills = _fills(Fraction(width, height), frame)
    return Layout.FILL if fills and not small else Layout.BACKED


def _fills(aspect: Fraction, frame: Frame) -> bool:
    """Whether the pan over a photo can show what the crop hides."""
    if frame.is_upright:
        return 1 / _PHOTO_WIDEST <= aspect <= 1 / _PHOTO_NARROWEST
    return _PHOTO_NARROWEST <= aspect <= _PHOTO_WIDEST


def fit_box(
    width: int, height: int, *, largest_scale: int | None = None, frame: Frame = FULL_HD
) -> Box:
    """The largest centred box of even numbers that shows the whole picture.

    `largest_scale` keeps a small picture from being blown up beyond so many times its size.
    """
    scale = min(Fraction(frame.width, width), Fraction(frame.height, height))
    if largest_scale is not None:
        scale = min(scale, Fraction(largest_scale))
    return _centred(width * scale, height * scale, frame)


def _centred(width: Fraction, height: Fraction, frame: Frame) -> Box:
    box_width, box_height = min(frame.width, _even(width)), min(frame.height, _even(height))
    return Box(
        x=(frame.width - box_width) // 4 * 2,
        y=(frame.height - box_height) // 4 * 2,
        width=box_width,
        height=box_height,
    )


def _trimmed(width: int, height: int, frame: Frame, most: Fraction) -> Fraction:
    """The shape in which a picture is shown in an upright frame: taller, at its sides' expense.

    A wide picture would be a stripe there. At most the share `most` of its width goes; in wide
    frames pictures are shown whole.
    """
    aspect = Fraction(width, height)
    if not frame.is_upright or aspect <= frame.aspect:
        return aspect
    return max(min(aspect, Fraction(1)), aspect * (1 - most))


def clip_box(width: int, height: int, frame: Frame = FULL_HD) -> Box:
    """Where a clip that does not fill the frame is drawn on its fill; it covers this box."""
    shape = _trimmed(width, height, frame, _CLIP_TRIM)
    scale = min(Fraction(frame.width) / shape, Fraction(frame.height))
    return _centred(scale * shape, scale, frame)


def cover_size(width: int, height: int, frame: Frame = FULL_HD) -> tuple[int, int]:
    """The smallest even size of the picture that covers the whole frame."""
    return cover_box(width, height, frame.width, frame.height)


def cover_box(width: int, height: int, wide: int, tall: int) -> tuple[int, int]:
    """The smallest even size of the picture that covers `wide` x `tall`."""
    scale = max(Fraction(wide, width), Fraction(tall, height))
    return max(wide, _even(width * scale)), max(tall, _even(height * scale))


def photo_box(width: int, height: int, frame: Frame = FULL_HD) -> Box:
    """Where a photo is drawn: the whole frame, or its fitted box on the blurred fill.

    In an upright frame a wide photo is shown in a taller box, over which the pan moves.
    """
    if photo_layout(width, height, frame) is Layout.FILL:
        return Box(x=0, y=0, width=frame.width, height=frame.height)
    shape = _trimmed(width, height, frame, _PHOTO_TRIM)
    scale = min(Fraction(frame.width) / shape, Fraction(frame.height))
    least = max(scale * shape / width, scale / height)
    if least > _LARGEST_SCALE:
        scale = scale * _LARGEST_SCALE / least
    return _centred(scale * shape, scale, frame)


def photo_decode_size(width: int, height: int, frame: Frame = FULL_HD) -> tuple[int, int]:
    """Pixels to which a photo is shrunk once when it is read; never larger than it is.

    A 4:3 photo becomes 2208 x 1656: the pan's tightest window still has 1:1 pixels.
    """
    box = photo_box(width, height, frame)
    scale = max(Fraction(box.width, width), Fraction(box.height, height)) * _RESERVE
    if scale >= 1:
        return width, height
    return max(2, round(width * scale)), max(2, round(height * scale))


def _largest_window(width: int, height: int, aspect: Fraction) -> tuple[Fraction, Fraction]:
    if Fraction(width, height) > aspect:
        return height * aspect, Fraction(height)
    return Fraction(width), width / aspect


def _clamped(value: Fraction, lowest: Fraction, highest: Fraction) -> Fraction:
    return min(max(value, lowest), highest)


def _started(end: Fraction, length: int, window: Fraction, travel: Fraction) -> Fraction:
    """Where a centre starts so that it comes from the side that hides more."""
    lowest, highest = window / 2, length - window / 2
    start = end - travel if end - lowest >= highest - end else end + travel
    return _clamped(start, lowest, highest)


def photo_aim(focus: tuple[int, int]) -> tuple[int, int]:
    """Where the pan over a photo ends, per mille, from where it stands out (looking's focus)."""
    return focus[0], min(focus[1], _LOWEST_AIM)


@dataclass(frozen=True, kw_only=True)
class Pan:
    """A straight, even movement from one window to another: Ken Burns toward the subject."""

    start: Window
    end: Window
    #: Frames from the first to the last window.
    frames: int

    def window(self, frame: int) -> Window:
        """The window of that frame, 0 <= frame < frames; exact, so that nothing jitters."""
        share = Fraction(frame, max(1, self.frames - 1))
        a, b = self.start, self.end
        return Window(
            x=a.x + (b.x - a.x) * share,
            y=a.y + (b.y - a.y) * share,
            width=a.width + (b.width - a.width) * share,
            height=a.height + (b.height - a.height) * share,
        )


def photo_pan(
    width: int, height: int, box: Box, focus: tuple[int, int], frames: int, rate: int = FILM_RATE
) -> Pan:
    """The pan over a photo of `width` x `height` decoded pixels, shown in `box`.

    It starts with the largest window of the box's shape and ends closer, with the centre as near
    to `focus` (per mille) as the photo's edges allow.
    """
    wide, tall = _largest_window(width, height, Fraction(box.width, box.height))
    steps = Fraction(frames * FILM_RATE, rate)
    keep = 1 - min(_ZOOM_PER_FRAME * steps, Fraction(_ZOOM_MOST)) / 1000
    end_x = _clamped(width * Fraction(focus[0], 1000), wide * keep / 2, width - wide * keep / 2)
    end_y = _clamped(height * Fraction(focus[1], 1000), tall * keep / 2, height - tall * keep / 2)
    reach = _TRAVEL_PER_FRAME * steps / 1000
    start_x = _started(end_x, width, wide, wide * reach)
    start_y = _started(end_y, height, tall, tall * reach)
    return Pan(
        start=_around(start_x, start_y, wide, tall),
        end=_around(end_x, end_y, wide * keep, tall * keep),
        frames=frames,
    )


def _around(x: Fraction, y: Fraction, width: Fraction, height: Fraction) -> Window:
    return Window(x=x - width / 2, y=y - height / 2, width=width, height=height)
