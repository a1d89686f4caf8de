"""Captions of the film as SubRip text, for players, archives and people who search in it."""

from collections.abc import Iterable

from domain.cutting.transitions import joins
from domain.film import Shot
from domain.timebase import frames_to_ms

#: Old players on Windows take a file without this mark for GBK.
_MARK = "\ufeff"


def srt(shots: Iterable[Shot]) -> str:
    """One numbered cue for each caption; "" when nothing is captioned.

    It stands as long as its shot, but not in the transitions at its ends, as in the picture.

    Times are those of whole frames; at most two lines a cue, line ends as SubRip writes them.
    """
    cues: list[tuple[int, int, tuple[str, ...]]] = []
    shown = tuple(shots)
    lead = {join.index: join.after for join in joins(shown)}
    tail = {join.index - 1: join.before for join in joins(shown)}
    for index, shot in enumerate(shown):
        if shot.caption is None:
            continue
        first = shot.starts_at + lead.get(index, 0)
        last = shot.starts_at + shot.frames - tail.get(index, 0)
        start, end = (frames_to_ms(at) for at in (first, last))
        cues.append((start, end, (shot.caption.title, shot.caption.line)))
    return cues_text(cues)


def cues_text(cues: Iterable[tuple[int, int, Iterable[str]]]) -> str:
    """SubRip of start and end in ms and lines; "" when there are none.

    With a mark of UTF-8; what would end a cue or be taken for a tag is written otherwise.
    """
    made: list[str] = []
    for start, end, lines in cues:
        text = "\r\n".join(plain for line in lines if (plain := _plain(line)))
        if text:
            made.append(f"{len(made) + 1}\r\n{_time(start)} --> {_time(end)}\r\n{text}\r\n")
    return _MARK + "\r\n".join(made) if made else ""


def _plain(line: str) -> str:
    """One line without what a player would take for a tag, an arrow or the end of the cue."""
    return " ".join(line.split()).replace("<", "〈").replace(">", "〉").replace("{", "（")


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{rest:03d}"
