"""The formats that a storyboard is handed over in, and the text files of each."""

from collections.abc import Mapping
from enum import StrEnum

from domain.exports.edl import edl
from domain.exports.fcpxml import fcpxml
from domain.exports.jianying import draft
from domain.exports.mlt import mlt
from domain.exports.otio import otio
from domain.exports.readme import readme
from domain.exports.timeline import Media, Timeline
from domain.packing.package_names import cut_bytes, safe_part
from domain.words import Words

#: Name of the page that says how to open it.
README = "README.txt"


class Format(StrEnum):
    MLT = "mlt"
    FCPXML = "fcpxml"
    OTIO = "otio"
    EDL = "edl"
    JIANYING = "jianying"


#: What an editor chooses by.
NAMES: Mapping[Format, Words] = {
    Format.MLT: Words(zh="Shotcut / Kdenlive（MLT）", en="Shotcut / Kdenlive (MLT)"),
    Format.FCPXML: Words(
        zh="达芬奇 / Final Cut（FCPXML）", en="DaVinci Resolve / Final Cut (FCPXML)"
    ),
    Format.OTIO: Words(zh="OpenTimelineIO", en="OpenTimelineIO"),
    Format.EDL: Words(zh="EDL（CMX 3600）", en="EDL (CMX 3600)"),
    Format.JIANYING: Words(zh="剪映草稿（实验性）", en="Jianying draft (experimental)"),
}


def folder_name(timeline: Timeline, form: Format) -> str:
    """`云岭县科技活动周-分镜2-mlt`: the folder's name, and the zip's without its ending."""
    tail = f"-分镜{timeline.version}-{form.value}"
    return cut_bytes(safe_part(timeline.title), 110 - len(tail.encode())) + tail


def texts(timeline: Timeline, form: Format) -> dict[str, bytes]:
    """Path in the folder -> bytes of every text file; media are `timeline.media` beside them."""
    name = cut_bytes(safe_part(timeline.title), 90)
    if form is Format.JIANYING:
        made = draft(timeline)
    else:
        write = {
            Format.MLT: mlt, Format.FCPXML: fcpxml, Format.OTIO: otio, Format.EDL: edl
        }[form]  # fmt: skip
        made = {f"{name}.{form.value}": write(timeline)}
    # Windows' Notepad knows UTF-8 by its mark.
    told = readme(timeline, form.value).replace("\n", "\r\n").encode("utf-8-sig")
    return {path: text.encode() for path, text in made.items()} | {README: told}


def files(timeline: Timeline, form: Format) -> tuple[Media, ...]:
    """The media that the format refers to: those without pictures of captions do without them."""
    plain = form in (Format.FCPXML, Format.EDL)
    return tuple(m for m in timeline.media if not (plain and m.kind == "caption"))
