"""FCPXML 1.9, which Final Cut Pro 10.4.9 and DaVinci Resolve 17 and all later ones read.

Times are exact rational seconds on the sequence's grid of 1/25 s. Order and attributes of elements
follow the DTD of Apple's FCPXML reference; tests hold the part that is used here.
"""

from fractions import Fraction
from urllib.parse import quote
from xml.etree import ElementTree as ET

from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.exports.timeline import HALF, Entry, Media, Timeline
from domain.exports.xml_text import xml_text
from domain.film import Transition
from domain.timebase import FILM_RATE

VERSION = "1.9"
#: Final Cut's own title of one text, known to DaVinci Resolve too.
_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"
_SEQUENCE, _STILL, _BASIC = "r1", "r2", "r3"
#: Final Cut's own: a dissolve, and a fade through a colour, which is black where none is said.
_EFFECTS = {
    Transition.DISSOLVE: {
        "id": "r4",
        "name": "Cross Dissolve",
        "uid": "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265",
    },
    Transition.DIP: {
        "id": "r5",
        "name": "Fade To Color",
        "uid": "FxPlug:F779C565-486D-4633-8035-0374B4DB8F5C",
    },
}
#: Rates that cameras mean; what a phone reaches on average is a little beside them.
_RATES = tuple(
    Fraction(each, over)
    for each, over in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)
    )
)  # fmt: skip


def fcpxml(timeline: Timeline) -> str:
    """The timeline as the text of a .fcpxml file: clips, stills, captions as editable titles."""
    root = ET.Element("fcpxml", version=VERSION)
    resources = ET.SubElement(root, "resources")
    ET.SubElement(
        resources,
        "format",
        id=_SEQUENCE,
        name="FFVideoFormat1080p25",
        frameDuration=f"1/{FILM_RATE}s",
        width=str(FRAME_WIDTH),
        height=str(FRAME_HEIGHT),
        colorSpace="1-1-1 (Rec. 709)",
    )
    ET.SubElement(resources, "format", id=_STILL, name="FFVideoFormatRateUndefined")
    ET.SubElement(resources, "effect", id=_BASIC, name="Basic Title", uid=_TITLE)
    for transition in sorted({entry.into for entry in timeline.entries} - {Transition.CUT}):
        ET.SubElement(resources, "effect", _EFFECTS[transition])
    for media in timeline.media:
        if media.kind != "caption":
            _asset(resources, media)
    _project(root, timeline)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{xml_text(root)}\n'


def _asset(resources: ET.Element, media: Media) -> None:
    told = {
        "id": _asset_id(media),
        "name": media.name,
        "start": "0s",
        "duration": seconds(media.frames or 0),
        "hasVideo": "1",
        "format": _STILL,
    }
    if media.is_clip:
        told |= {"format": _format(resources, media), "videoSources": "1"}
        if media.has_audio:
            told |= {"hasAudio": "1", "audioSources": "1"}
    asset = ET.SubElement(resources, "asset", told)
    # Relative: the folder may be carried anywhere. What cannot follow it asks for the folder once.
    ET.SubElement(asset, "media-rep", kind="original-media", src=quote(f"./{media.path}"))


def _format(resources: ET.Element, media: Media) -> str:
    """A format of the clip's own; its id."""
    told = {"id": f"f{media.number}", "width": str(media.width), "height": str(media.height)}
    rate = nominal_rate(media.fps)
    if rate is not None:
        told["frameDuration"] = f"{rate.denominator}/{rate.numerator}s"
    ET.SubElement(resources, "format", told)
    return told["id"]


def nominal_rate(fps: Fraction | None) -> Fraction | None:
    """The camera rate within 2 % of a measured average; None for any other and for none."""
    if not fps:
        return None
    near = min(_RATES, key=lambda rate: abs(rate - fps))
    return near if abs(near - fps) * 50 <= near else None


def _project(root: ET.Element, timeline: Timeline) -> None:
    event = ET.SubElement(ET.SubElement(root, "library"), "event", name=timeline.title)
    project = ET.SubElement(event, "project", name=f"{timeline.title} v{timeline.version}")
    sequence = ET.SubElement(
        project,
        "sequence",
        format=_SEQUENCE,
        duration=seconds(timeline.frames),
        tcStart="0s",
        tcFormat="NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = ET.SubElement(sequence, "spine")
    for entry in timeline.entries:
        if entry.into is not Transition.CUT:
            _transition(spine, entry)
        _element(spine, entry)


def _transition(spine: ET.Element, entry: Entry) -> None:
    """Centred on the cut; the elements beside it end and begin there."""
    effect = _EFFECTS[entry.into]
    made = ET.SubElement(
        spine,
        "transition",
        name=effect["name"],
        offset=seconds(entry.starts_at - HALF),
        duration=seconds(2 * HALF),
    )
    ET.SubElement(made, "filter-video", ref=effect["id"], name=effect["name"])


def _element(spine: ET.Element, entry: Entry) -> None:
    told = {
        "name": entry.name,
        "offset": seconds(entry.starts_at),
        "start": seconds(entry.source_in),
        "duration": seconds(entry.frames),
    }
    if entry.media is None:
        made = ET.SubElement(spine, "gap", told)
    elif entry.media.is_clip:
        told |= {"ref": _asset_id(entry.media), "tcFormat": "NDF"}
        if not entry.sound:
            told["srcEnable"] = "video"
        made = ET.SubElement(spine, "asset-clip", told)
    else:
        made = ET.SubElement(spine, "video", told | {"ref": _asset_id(entry.media)})
    ET.SubElement(made, "note").text = "；".join(x for x in (entry.activity, entry.why.zh) if x)
    if entry.caption is not None:
        _title(made, entry, entry.caption)


def _title(parent: ET.Element, entry: Entry, caption: Media) -> None:
    """The lower third as text, laid over the whole shot; its offset counts in the shot's source."""
    title = ET.SubElement(
        parent,
        "title",
        ref=_BASIC,
        lane="1",
        name=caption.lines[0],
        offset=seconds(entry.source_in),
        start="0s",
        duration=seconds(entry.frames),
    )
    style = f"ts{entry.index + 1}"
    text = ET.SubElement(title, "text")
    said = "\n".join(line for line in caption.lines if line)
    ET.SubElement(text, "text-style", ref=style).text = said
    definition = ET.SubElement(title, "text-style-def", id=style)
    ET.SubElement(
        definition,
        "text-style",
        font="PingFang SC",
        fontSize="56",
        fontColor="1 1 1 1",
        alignment="left",
    )
    ET.SubElement(title, "adjust-transform", position="-38 -38")


def _asset_id(media: Media) -> str:
    return f"a{media.number}"


def seconds(frames: int) -> str:
    """`8s`, `101/25s`: exact seconds of so many film frames."""
    exact = Fraction(frames, FILM_RATE)
    return f"{exact.numerator}s" if exact.denominator == 1 else f"{frames}/{FILM_RATE}s"
