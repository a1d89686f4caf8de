"""What is said in a film, as a program for recognising speech that the owner brought has heard it.

None is shipped. What such a program answers is SubRip or WebVTT text, in the film's own time; it is
believed as far as its form goes, and marked as a machine's wherever it is shown.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from domain.cutting.srt import cues_text
from domain.errors import Refused
from domain.words import Words

#: Of an answer, what is kept: cues, and characters of one.
MOST_CUES, LONGEST = 600, 200
_TIMES = re.compile(
    r"^\s*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[,.](\d{3})\s*-->\s*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[,.](\d{3})"
)
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """One line that somebody says."""

    #: In the film, in ms.
    start_ms: int
    end_ms: int
    text: str


def spoken_of(answer: str, *, lasts_ms: int) -> tuple[Spoken, ...]:
    """The cues of a SubRip or WebVTT text that lie in the film, in the order of time.

    Raises Refused (`speech-answer`) where there is text and no time of a cue.
    """
    found: list[Spoken] = []
    text = answer.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    for block in re.split(r"\n\s*\n", text):
        cue = _cue(block.splitlines(), lasts_ms)
        if cue is not None:
            found.append(cue)
    # Times of another form, in brackets or in seconds, would else be told as silence.
    silent = not text or (text.startswith("WEBVTT") and "-->" not in text)
    if not found and not silent and not any(map(_TIMES.match, text.splitlines())):
        raise Refused("speech-answer", _NO_CUES)
    return tuple(sorted(found, key=lambda cue: (cue.start_ms, cue.end_ms)))[:MOST_CUES]


def spoken_srt(spoken: Iterable[Spoken]) -> str:
    """The lines as SubRip; "" without any."""
    return cues_text((cue.start_ms, cue.end_ms, (cue.text,)) for cue in spoken)


def _cue(lines: list[str], lasts_ms: int) -> Spoken | None:
    at = next((n for n, line in enumerate(lines) if _TIMES.match(line)), None)
    if at is None:
        return None
    times = _TIMES.match(lines[at])
    assert times is not None
    start, end = (_ms(*times.groups()[part : part + 4]) for part in (0, 4))
    end = min(end, lasts_ms)
    text = _plain(" ".join(lines[at + 1 :]))
    return Spoken(start_ms=start, end_ms=end, text=text) if text and start < end else None


def _ms(hours: str | None, minutes: str, seconds: str, ms: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(ms)


def _plain(text: str) -> str:
    """One line without tags and without what is no letter, mark, number or sign."""
    shown = "".join(
        letter if letter == " " or unicodedata.category(letter)[0] not in "CZ" else " "
        for letter in _TAG.sub("", text)
    )
    return " ".join(shown.split())[:LONGEST]


_NO_CUES = Words(
    zh="语音识别程序的输出里没有字幕时间（应为 SubRip 或 WebVTT）",
    en="what the program for speech printed has no times of captions (SubRip or WebVTT is wanted)",
)
