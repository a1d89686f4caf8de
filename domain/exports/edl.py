"""CMX 3600 edit decision list at 25 frames a second, non-drop: picture and sound as own events.

One line an event, fixed columns: number (3), reel (8), channel (4), edit, then source in and out
and record in and out as HH:MM:SS:FF. A dissolve (D and its frames) has two lines of one number: the
shot that it leaves, cut to for no frames, and the one that it leads to; through black it leads to
BL and from there on. What an event shows is told in comments (`* …`) behind it, as
the grammar has no place for file names. Lines end in CR LF.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import Conflict
from domain.exports.timeline import HALF, Entry, Media, Timeline
from domain.film import TRANSITION_FRAMES, Transition
from domain.timebase import timecode
from domain.words import Words

#: Events that three digits can number.
MOST_EVENTS = 999
#: The reel of what is on no tape: stills. Black is BL.
_AUX, _BLACK = "AX", "BL"


def edl(timeline: Timeline) -> str:
    """The timeline as the text of a .edl file; captions stand in comments.

    Conflict when it has more events than the grammar can number.
    """
    events = sum(
        1 + (entry.sound and entry.media is not None) + (entry.into is Transition.DIP)
        for entry in timeline.entries
    )
    if events > MOST_EVENTS:
        raise Conflict(
            Words(
                zh=f"EDL 最多 {MOST_EVENTS} 个事件，这份分镜有 {events} 个，请换一种导出格式",
                en=f"an EDL holds {MOST_EVENTS} events, this one has {events}; take another format",
            )
        )
    lines = [f"TITLE: {_line(timeline.title)}", "FCM: NON-DROP FRAME", ""]
    number = 0
    for before, entry, after in timeline.around:
        for event in _pictures(before, entry, after):
            number += 1
            lines += [f"{number:03d}  {line}" for line in event]
        lines += _comments(entry, led_to=entry.dissolves)
        if entry.sound and entry.media is not None:
            number += 1
            heard = _Span(entry, entry.starts_at, entry.ends_at)
            lines += [
                f"{number:03d}  {_line_of(heard, 'AA')}",
                f"* FROM CLIP NAME: {entry.media.name}",
            ]
    return "\r\n".join(lines) + "\r\n"


def reel(media: Media | None) -> str:
    """`W003` for the third file if it is a clip; stills have none."""
    if media is None:
        return _BLACK
    return f"W{media.number:03d}" if media.is_clip else _AUX


@dataclass(frozen=True)
class _Span:
    """Film frames in which an event shows an entry's file; of None it is black."""

    entry: Entry | None
    first: int
    last: int
    #: Film frame at which black begins to count.
    dark_from: int = 0

    @property
    def source(self) -> tuple[int, int]:
        begins = self.dark_from
        if self.entry is not None:
            begins = self.entry.starts_at - self.entry.source_in
        return self.first - begins, self.last - begins


def _line_of(span: _Span, channel: str, dissolve: int = 0) -> str:
    edit = f"D    {dissolve:03d}" if dissolve else "C       "
    shown = reel(span.entry.media) if span.entry is not None else _BLACK
    times = " ".join(timecode(frames) for frames in (*span.source, span.first, span.last))
    return f"{shown:<8} {channel:<5} {edit} {times}"


def _pictures(before: Entry | None, entry: Entry, after: Entry | None) -> list[list[str]]:
    """The events that show an entry, each of one line, or of two where it is dissolved to.

    What is dissolved from ends where that begins.
    """
    ends = entry.ends_at - (HALF if after is not None and after.into is not Transition.CUT else 0)
    if entry.into is Transition.CUT or before is None:
        return [[_line_of(_Span(entry, entry.starts_at, ends), "V")]]
    cut = entry.starts_at
    left = _line_of(_Span(before, cut - HALF, cut - HALF), "V")
    if entry.dissolves:
        shown = _Span(entry, cut - HALF, ends)
        return [[left, _line_of(shown, "V", TRANSITION_FRAMES)]]
    dark = _line_of(_Span(None, cut - HALF, cut, cut - HALF), "V", HALF)
    black = _line_of(_Span(None, cut, cut, cut - HALF), "V")
    return [[left, dark], [black, _line_of(_Span(entry, cut, ends), "V", HALF)]]


def _comments(entry: Entry, *, led_to: bool) -> Iterator[str]:
    if entry.media is None:
        yield "* COMMENT: 外来素材"
        return
    yield f"* {'TO' if led_to else 'FROM'} CLIP NAME: {entry.media.name}"
    yield f"* SOURCE FILE: {entry.media.path}"
    if entry.activity:
        yield f"* COMMENT: {_line(entry.activity)}"
    if entry.caption is not None:
        yield f"* COMMENT: 字幕 {_line(' / '.join(entry.caption.lines))}"


def _line(text: str) -> str:
    return " ".join(text.split())
