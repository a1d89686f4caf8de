"""CMX 3600 edit decision list at 25 frames a second, non-drop: picture and sound as own events.

One line an event, fixed columns: number (3), reel (8), channel (4), edit, then source in and out
and record in and out as HH:MM:SS:FF. What an event shows is told in comments (`* …`) behind it, as
the grammar has no place for file names. Lines end in CR LF.
"""

from collections.abc import Iterator

from domain.errors import Conflict
from domain.exports.timeline import Entry, Media, Timeline
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
    events = sum(1 + (entry.sound and entry.media is not None) for entry in timeline.entries)
    if events > MOST_EVENTS:
        raise Conflict(
            Words(
                zh=f"EDL 最多 {MOST_EVENTS} 个事件，这份分镜有 {events} 个，请换一种导出格式",
                en=f"an EDL holds {MOST_EVENTS} events, this one has {events}; take another format",
            )
        )
    lines = [f"TITLE: {_line(timeline.title)}", "FCM: NON-DROP FRAME", ""]
    number = 0
    for entry in timeline.entries:
        number += 1
        lines += [_event(number, entry, "V"), *_comments(entry)]
        if entry.sound and entry.media is not None:
            number += 1
            lines += [_event(number, entry, "AA"), f"* FROM CLIP NAME: {entry.media.name}"]
    return "\r\n".join(lines) + "\r\n"


def reel(media: Media | None) -> str:
    """`W003` for the third file if it is a clip; stills have none."""
    if media is None:
        return _BLACK
    return f"W{media.number:03d}" if media.is_clip else _AUX


def _event(number: int, entry: Entry, channel: str) -> str:
    source = f"{timecode(entry.source_in)} {timecode(entry.source_out)}"
    record = f"{timecode(entry.starts_at)} {timecode(entry.ends_at)}"
    return f"{number:03d}  {reel(entry.media):<8} {channel:<5} C        {source} {record}"


def _comments(entry: Entry) -> Iterator[str]:
    if entry.media is None:
        yield "* COMMENT: 外来素材"
        return
    yield f"* FROM CLIP NAME: {entry.media.name}"
    yield f"* SOURCE FILE: {entry.media.path}"
    if entry.activity:
        yield f"* COMMENT: {_line(entry.activity)}"
    if entry.caption is not None:
        yield f"* COMMENT: 字幕 {_line(' / '.join(entry.caption.lines))}"


def _line(text: str) -> str:
    return " ".join(text.split())
