"""Readers of the exported formats that share nothing with what writes them: cuts, and files named.

OpenTimelineIO by its own tool, FCPXML and MLT by a plain XML reader, the EDL by its grammar.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

#: (first film frame, frames, first source frame): of a shot that shows nothing the last is 0.
Cut = tuple[int, int, int]
RATE = 25


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of an EDL."""

    reel: str
    #: V or AA.
    channel: str
    #: Source in and out, record in and out, in frames.
    times: tuple[int, int, int, int]
    comments: tuple[str, ...]

    @property
    def cut(self) -> Cut:
        return self.times[2], self.times[3] - self.times[2], self.times[0]


_EVENT = re.compile(
    r"(?P<number>\d{3})  (?P<reel>[A-Z0-9]{1,8}) {1,8}(?P<channel>V|A|A2|AA|B|AA/V) +C +"
    r"(?P<times>\d\d:\d\d:\d\d:\d\d(?: \d\d:\d\d:\d\d:\d\d){3})"
)


def edl_events(text: str) -> list[Event]:
    """Every event; AssertionError on any line that the grammar does not know."""
    title, mode, empty, *lines = text.split("\r\n")[:-1]
    assert title.startswith("TITLE: ") and mode == "FCM: NON-DROP FRAME" and not empty
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in lines:
        if line.startswith("* "):
            found[-1][1].append(line)
            continue
        event = _EVENT.fullmatch(line)
        assert event, line
        assert int(event["number"]) == len(found) + 1
        found.append((event, []))
    return [_event(event, said) for event, said in found]


def _event(event: re.Match[str], said: list[str]) -> Event:
    first, last, begins, ends = (_frames(time) for time in event["times"].split())
    assert last - first == ends - begins > 0
    times = (first, last, begins, ends)
    return Event(reel=event["reel"], channel=event["channel"], times=times, comments=tuple(said))


def _frames(timecode: str) -> int:
    hours, minutes, seconds, frames = map(int, timecode.split(":"))
    assert minutes < 60 and seconds < 60 and frames < RATE
    return ((hours * 60 + minutes) * 60 + seconds) * RATE + frames


def edl_cuts(text: str) -> list[Cut]:
    return [event.cut for event in edl_events(text) if event.channel == "V"]


def exact(seconds: str) -> int:
    """Film frames of `101/25s`; fails when it is no whole number of them."""
    frames = Fraction(seconds.removesuffix("s")) * RATE
    assert frames.denominator == 1
    return int(frames)


def fcpxml_cuts(text: str) -> list[Cut]:
    spine = ET.fromstring(text).find(".//spine")
    assert spine is not None
    return [
        (exact(e.attrib["offset"]), exact(e.attrib["duration"]), exact(e.attrib["start"]))
        for e in spine
    ]


def mlt_cuts(text: str) -> list[Cut]:
    """Of the playlist of shots; in and out points are frames, the last one included."""
    playlist = next(e for e in ET.fromstring(text).iter("playlist") if e.get("id") == "shots")
    found: list[Cut] = []
    at = 0
    for entry in playlist:
        if entry.tag not in ("entry", "blank"):
            continue
        first = int(entry.get("in", 0))
        blank = entry.tag == "blank"
        frames = int(entry.attrib["length"]) if blank else int(entry.attrib["out"]) - first + 1
        found.append((at, frames, first))
        at += frames
    return found


def fcpxml_files(text: str) -> set[str]:
    sources = (rep.attrib["src"] for rep in ET.fromstring(text).iter("media-rep"))
    return {unquote(source).removeprefix("./") for source in sources}


def mlt_files(text: str) -> set[str]:
    told = ET.fromstring(text).iter("property")
    named = (each.text or "" for each in told if each.get("name") == "resource")
    return {name for name in named if name.startswith("素材/")}


def otio_tool(path: Path, *options: str) -> str:
    """What OpenTimelineIO's own `otiotool` says of a file."""
    tool = Path(sys.executable).with_name("otiotool")
    return subprocess.run(
        [tool, "--input", path, *options],
        capture_output=True,
        text=True,
        check=True,
        cwd=path.parent,
    ).stdout


def otio_by_its_tool(path: Path) -> str:
    """The picture tracks as the tool writes them after it has read them."""
    plain = path.with_name(f"{path.stem}-by-its-tool.otio")
    otio_tool(path, "--video-only", "--output", str(plain))
    text = plain.read_text(encoding="utf-8")
    plain.unlink()
    return text


def otio_cuts(text: str) -> list[Cut]:
    """The first picture track, of plain JSON."""
    found: list[Cut] = []
    at = 0
    for item in json.loads(text)["tracks"]["children"][0]["children"]:
        span = item["source_range"]
        frames, first = (_rational(span[name]) for name in ("duration", "start_time"))
        found.append((at, frames, first))
        at += frames
    return found


def _rational(time: dict[str, float]) -> int:
    frames = Fraction(time["value"]) / Fraction(time["rate"]) * RATE
    assert frames.denominator == 1
    return int(frames)
