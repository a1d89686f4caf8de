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
#: A transition counts half for each of its shots.
Cut = tuple[int, int, int]
#: (film frame of the cut in its middle, frames, True for a dissolve and False through black).
Between = tuple[int, int, bool]
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
    #: Frames over which it is dissolved to, 0 where it is cut to; and the reel that it leaves with
    #: the frame of that and of the film where it does.
    dissolve: int = 0
    left: tuple[str, int, int] | None = None


_EVENT = re.compile(
    r"(?P<number>\d{3})  (?P<reel>[A-Z0-9]{1,8}) {1,8}(?P<channel>V|A|A2|AA|B|AA/V) "
    r"{1,5}(?P<edit>C       |D    \d{3}) "
    r"(?P<times>\d\d:\d\d:\d\d:\d\d(?: \d\d:\d\d:\d\d:\d\d){3})"
)


def edl_events(text: str) -> list[Event]:
    """Every event; AssertionError on any line that the grammar does not know."""
    title, mode, empty, *lines = text.split("\r\n")[:-1]
    assert title.startswith("TITLE: ") and mode == "FCM: NON-DROP FRAME" and not empty
    found: list[tuple[list[re.Match[str]], list[str]]] = []
    for line in lines:
        if line.startswith("* "):
            found[-1][1].append(line)
            continue
        event = _EVENT.fullmatch(line)
        assert event, line
        if event["edit"].startswith("D"):
            # The second line of a dissolve has the number of the first.
            assert int(event["number"]) == len(found) and len(found[-1][0]) == 1
            found[-1][0].append(event)
            continue
        assert int(event["number"]) == len(found) + 1
        found.append(([event], []))
    return [_event(lines_of, said) for lines_of, said in found]


def _event(lines: list[re.Match[str]], said: list[str]) -> Event:
    left = None
    if len(lines) == 2:
        first, last, begins, ends = _times(lines[0])
        assert first == last and begins == ends == _times(lines[1])[2]
        assert lines[0]["channel"] == lines[1]["channel"] == "V"
        left = (lines[0]["reel"], first, begins)
    event = lines[-1]
    first, last, begins, ends = _times(event)
    assert last - first == ends - begins > 0
    dissolve = int(event["edit"][1:]) if left is not None else 0
    assert (dissolve > 0) == (left is not None) and dissolve <= ends - begins
    return Event(
        reel=event["reel"],
        channel=event["channel"],
        times=(first, last, begins, ends),
        comments=tuple(said),
        dissolve=dissolve,
        left=left,
    )


def _times(event: re.Match[str]) -> tuple[int, int, int, int]:
    first, last, begins, ends = (_frames(time) for time in event["times"].split())
    return first, last, begins, ends


def _frames(timecode: str) -> int:
    hours, minutes, seconds, frames = map(int, timecode.split(":"))
    assert minutes < 60 and seconds < 60 and frames < RATE
    return ((hours * 60 + minutes) * 60 + seconds) * RATE + frames


def edl_cuts(text: str) -> list[Cut]:
    return _edl_read(text)[0]


def edl_between(text: str) -> list[Between]:
    return _edl_read(text)[1]


def _edl_read(text: str) -> tuple[list[Cut], list[Between]]:
    found: list[Cut] = []
    between: list[Between] = []
    before: Event | None = None
    dark = 0
    for event in (each for each in edl_events(text) if each.channel == "V"):
        first, last, begins, ends = event.times
        if before is not None:
            assert before.times[3] == begins
        if event.left is not None:
            # What is left goes on where it was.
            assert before is not None and event.left == (before.reel, before.times[1], begins)
        before = event
        if event.reel == "BL" and event.dissolve == last - first > 0:
            at, frames, source = found.pop()
            found.append((at, frames + event.dissolve, source))
            dark = event.dissolve
            continue
        half = 0
        if dark:
            assert event.dissolve == dark
            between.append((begins, 2 * dark, False))
            dark = 0
        elif event.dissolve:
            half = event.dissolve // 2
            at, frames, source = found.pop()
            found.append((at, frames + half, source))
            between.append((begins + half, event.dissolve, True))
        found.append((begins + half, ends - begins - half, first + half))
    assert not dark
    return found, between


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
        if e.tag != "transition"
    ]


def fcpxml_between(text: str) -> list[Between]:
    root = ET.fromstring(text)
    names = {e.attrib["id"]: e.attrib["uid"] for e in root.iter("effect")}
    spine = root.find(".//spine")
    assert spine is not None
    found: list[Between] = []
    for before, each, after in zip(spine, spine[1:], spine[2:], strict=False):
        if each.tag != "transition":
            continue
        filtered = each.find("filter-video")
        assert filtered is not None
        frames = exact(each.attrib["duration"])
        cut = exact(each.attrib["offset"]) + frames // 2
        ends = exact(before.attrib["offset"]) + exact(before.attrib["duration"])
        assert cut == ends == exact(after.attrib["offset"])
        found.append((cut, frames, "4731E73A" in names[filtered.attrib["ref"]]))
    return found


def mlt_cuts(text: str) -> list[Cut]:
    """Of the playlist of shots; in and out points are frames, the last one included."""
    return _mlt_read(text)[0]


def mlt_between(text: str) -> list[Between]:
    return _mlt_read(text)[1]


def _mlt_read(text: str) -> tuple[list[Cut], list[Between]]:
    root = ET.fromstring(text)
    known = {e.attrib["id"]: e for e in root if "id" in e.attrib}
    found: list[Cut] = []
    between: list[Between] = []
    at = head = 0
    for entry in known["shots"]:
        if entry.tag not in ("entry", "blank"):
            continue
        first = int(entry.get("in", 0))
        blank = entry.tag == "blank"
        frames = int(entry.attrib["length"]) if blank else int(entry.attrib["out"]) - first + 1
        made = None if blank else known[entry.attrib["producer"]]
        if made is None or made.tag == "producer":
            found.append((at - head, frames + head, first - head))
            head = 0
        else:
            assert not head
            head = frames // 2
            start, length, source = found.pop()
            left, _, dissolves = _mixed(known, made, frames)
            assert left == source + length
            found.append((start, length + head, source))
            between.append((at + head, frames, dissolves))
        at += frames
    return found, between


def _mixed(known: dict[str, ET.Element], made: ET.Element, frames: int) -> tuple[int, int, bool]:
    """First frame of what it leaves, first of what it leads to, True for a dissolve."""
    if made.tag == "playlist":
        dark, light = (known[e.attrib["producer"]] for e in made if e.tag == "entry")
        assert _tracks(dark, frames // 2)[1] == ("dark", 0)
        assert _tracks(light, frames // 2)[0] == ("dark", 0)
        return _tracks(dark, frames // 2)[0][1], _tracks(light, frames // 2)[1][1], False
    (_, left), (_, right) = _tracks(made, frames)
    return left, right, True


def _tracks(tractor: ET.Element, frames: int) -> list[tuple[str, int]]:
    services = [each.text for each in tractor.iter("property") if each.get("name") == "mlt_service"]
    assert services == ["luma", "mix"]
    found: list[tuple[str, int]] = []
    for track in tractor.iter("track"):
        first = int(track.attrib["in"])
        assert int(track.attrib["out"]) - first + 1 == frames
        found.append((track.attrib["producer"], first))
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
        if item["OTIO_SCHEMA"].startswith("Transition"):
            continue
        span = item["source_range"]
        frames, first = (_rational(span[name]) for name in ("duration", "start_time"))
        found.append((at, frames, first))
        at += frames
    return found


def otio_between(text: str) -> list[Between]:
    found: list[Between] = []
    at = 0
    for item in json.loads(text)["tracks"]["children"][0]["children"]:
        if item["OTIO_SCHEMA"].startswith("Transition"):
            before, after = (_rational(item[name]) for name in ("in_offset", "out_offset"))
            assert before == after
            found.append((at, before + after, item["transition_type"] == "SMPTE_Dissolve"))
        else:
            at += _rational(item["source_range"]["duration"])
    return found


def _rational(time: dict[str, float]) -> int:
    frames = Fraction(time["value"]) / Fraction(time["rate"]) * RATE
    assert frames.denominator == 1
    return int(frames)
