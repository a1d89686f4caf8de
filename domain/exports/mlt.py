"""MLT XML: played by melt, opened by Shotcut, taken into Kdenlive.

A playlist of shots, one of captions above it, a black ground below, as Shotcut lays projects out.
In and out points are whole frames of the profile, the last one included.
"""

from fractions import Fraction
from xml.etree import ElementTree as ET

from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.exports.timeline import HALF, Entry, Media, Timeline
from domain.exports.xml_text import xml_text
from domain.film import Transition
from domain.timebase import FILM_RATE

#: Frames that a still may be stretched to in the editor: four hours, as Shotcut has it.
_STILL_FRAMES = 4 * 3600 * FILM_RATE


def mlt(timeline: Timeline) -> str:
    """The timeline as the text of a .mlt file."""
    root = ET.Element("mlt", LC_NUMERIC="C", version="7.0.0", producer="main_bin")
    root.set("title", timeline.title)
    _profile(root)
    _bin(root, timeline)
    ground = _producer(root, "black", "0", "color", timeline.frames)
    _property(ground, "mlt_image_format", "rgba")
    playlist = ET.SubElement(root, "playlist", id="background")
    ET.SubElement(playlist, "entry", {"producer": "black"} | _span(0, timeline.frames))
    _transitions(root, timeline)
    _shots(root, timeline)
    _captions(root, timeline)
    _tractor(root, timeline)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml_text(root)}\n'


def _profile(root: ET.Element) -> None:
    aspect = Fraction(FRAME_WIDTH, FRAME_HEIGHT)
    ET.SubElement(
        root,
        "profile",
        description=f"{FRAME_HEIGHT}p {FILM_RATE} fps",
        width=str(FRAME_WIDTH),
        height=str(FRAME_HEIGHT),
        progressive="1",
        sample_aspect_num="1",
        sample_aspect_den="1",
        display_aspect_num=str(aspect.numerator),
        display_aspect_den=str(aspect.denominator),
        frame_rate_num=str(FILM_RATE),
        frame_rate_den="1",
        colorspace="709",
    )


def _bin(root: ET.Element, timeline: Timeline) -> None:
    """Every file once; a clip that is also shown without its sound a second time, muted."""
    muted = {e.media.number for e in timeline.entries if e.media is not None and not e.sound}
    for media in timeline.media:
        _file(root, _id(media, sound=True), media, sound=True)
        if media.has_audio and media.number in muted:
            _file(root, _id(media, sound=False), media, sound=False)
    playlist = ET.SubElement(root, "playlist", id="main_bin")
    _property(playlist, "xml_retain", "1")
    for media in timeline.media:
        frames = media.frames or 1
        ET.SubElement(playlist, "entry", {"producer": _id(media, sound=True)} | _span(0, frames))


def _file(root: ET.Element, name: str, media: Media, *, sound: bool) -> None:
    if media.is_clip:
        made = _producer(root, name, media.path, "avformat", media.frames or 1)
        if not sound:
            _property(made, "audio_index", "-1")
    else:
        # No service named: melt takes the picture reader that it has, and every one has one.
        made = _producer(root, name, media.path, None, _STILL_FRAMES)
        _property(made, "ttl", "1")
    _property(made, "shotcut:caption", media.name)
    _property(made, "kdenlive:clipname", media.name)


def _producer(
    root: ET.Element, name: str, resource: str, service: str | None, frames: int
) -> ET.Element:
    made = ET.SubElement(root, "producer", {"id": name} | _span(0, frames))
    _property(made, "length", str(frames))
    _property(made, "eof", "pause")
    _property(made, "resource", resource)
    if service is not None:
        _property(made, "mlt_service", service)
    return made


def _shots(root: ET.Element, timeline: Timeline) -> None:
    playlist = ET.SubElement(root, "playlist", id="shots")
    _property(playlist, "shotcut:video", "1")
    _property(playlist, "shotcut:name", "V1")
    for _, entry, after in timeline.around:
        head = HALF if entry.into is not Transition.CUT else 0
        tail = HALF if after is not None and after.into is not Transition.CUT else 0
        if head:
            told = {"producer": f"into{entry.index}"} | _span(0, 2 * HALF)
            ET.SubElement(playlist, "entry", told)
        frames = entry.frames - head - tail
        if entry.media is None:
            ET.SubElement(playlist, "blank", length=str(frames))
            continue
        span = _span(entry.source_in + head, frames)
        ET.SubElement(playlist, "entry", {"producer": _shown(entry)} | span)


def _shown(entry: Entry) -> str:
    """Id of the file that it shows, black where it shows none."""
    if entry.media is None:
        return "black"
    return _id(entry.media, sound=entry.sound or not entry.media.has_audio)


def _transitions(root: ET.Element, timeline: Timeline) -> None:
    """Each as Shotcut keeps it: a tractor of its own in the playlist, between the shots' parts."""
    if any(entry.into is Transition.DIP for entry in timeline.entries):
        # The ground is a clear black, which what is mixed with it would shine through.
        _producer(root, "dark", "#ff000000", "color", HALF)
    for before, entry, _ in timeline.around:
        if before is None or entry.into is Transition.CUT:
            continue
        name, dark = f"into{entry.index}", ("dark", 0)
        leaves = (_shown(before), before.source_out - HALF)
        if entry.dissolves:
            _mixed(root, name, leaves, (_shown(entry), entry.source_in - HALF), 2 * HALF)
            continue
        _mixed(root, f"{name}-dark", leaves, dark, HALF)
        _mixed(root, f"{name}-light", dark, (_shown(entry), entry.source_in), HALF)
        whole = ET.SubElement(root, "playlist", id=name)
        for part in ("dark", "light"):
            ET.SubElement(whole, "entry", {"producer": f"{name}-{part}"} | _span(0, HALF))


def _mixed(
    root: ET.Element, name: str, below: tuple[str, int], above: tuple[str, int], frames: int
) -> None:
    """So many frames from one file's (id, first frame) to the other's, picture and sound."""
    tractor = ET.SubElement(root, "tractor", {"id": name} | _span(0, frames))
    _property(tractor, "shotcut:transition", "lumaMix")
    for producer, first in (below, above):
        ET.SubElement(tractor, "track", {"producer": producer} | _span(first, frames))
    _transition(tractor, "luma", 0, 1, {"out": str(frames - 1), "factory": "loader"})
    _transition(tractor, "mix", 0, 1, {"out": str(frames - 1), "start": "-1"})


def _captions(root: ET.Element, timeline: Timeline) -> None:
    playlist = ET.SubElement(root, "playlist", id="captions")
    _property(playlist, "shotcut:video", "1")
    _property(playlist, "shotcut:name", "V2")
    empty = 0
    for entry in timeline.entries:
        if entry.caption is None:
            empty += entry.frames
            continue
        if empty:
            ET.SubElement(playlist, "blank", length=str(empty))
        empty = 0
        name = _id(entry.caption, sound=True)
        ET.SubElement(playlist, "entry", {"producer": name} | _span(0, entry.frames))


def _tractor(root: ET.Element, timeline: Timeline) -> None:
    tractor = ET.SubElement(root, "tractor", {"id": "film"} | _span(0, timeline.frames))
    _property(tractor, "shotcut", "1")
    for track, hide in (("background", ""), ("shots", ""), ("captions", "audio")):
        told = {"producer": track} | ({"hide": hide} if hide else {})
        ET.SubElement(tractor, "track", told)
    _transition(tractor, "mix", 0, 1, {"always_active": "1", "sum": "1"})
    # MLT's own: qtblend, which the two editors prefer, draws nothing where there is no screen.
    _transition(tractor, "composite", 1, 2, {"fill": "1", "progressive": "1"})


def _transition(
    tractor: ET.Element, service: str, below: int, above: int, told: dict[str, str]
) -> None:
    made = ET.SubElement(tractor, "transition")
    named = {"a_track": str(below), "b_track": str(above), "mlt_service": service}
    for name, value in (named | told).items():
        _property(made, name, value)


def _id(media: Media, *, sound: bool) -> str:
    return f"file{media.number}" + ("" if sound else "-muted")


def _span(first: int, frames: int) -> dict[str, str]:
    return {"in": str(first), "out": str(first + frames - 1)}


def _property(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, "property", name=name).text = value
