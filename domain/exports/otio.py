"""OpenTimelineIO's own JSON (.otio): tracks for picture, captions and sound.

The schema names and versions are those of OpenTimelineIO 0.16 and later (Clip.2); every reader
since 0.15 takes them. https://opentimelineio.readthedocs.io/en/stable/tutorials/otio-file-format-specification.html
"""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from domain.exports.timeline import HALF, Entry, Media, Timeline
from domain.film import Transition
from domain.timebase import FILM_RATE


def otio(timeline: Timeline) -> str:
    """The timeline as the text of a .otio file."""
    entries = timeline.entries
    tracks = [_track("画面", "Video", entries, lambda e: e.media, timed=True)]
    if any(entry.caption for entry in entries):
        tracks.append(_track("字幕", "Video", entries, lambda e: e.caption, timed=False))
    tracks.append(
        _track("现场声", "Audio", entries, lambda e: e.media if e.sound else None, timed=True)
    )
    whole = {
        "OTIO_SCHEMA": "Timeline.1",
        "name": timeline.title,
        "global_start_time": _time(0),
        "metadata": {"weekreel": {"campaign": timeline.campaign, "version": timeline.version}},
        "tracks": {**_item("Stack.1", "tracks"), "children": tracks},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _track(
    name: str,
    kind: str,
    entries: Sequence[Entry],
    shown: Callable[[Entry], Media | None],
    *,
    timed: bool,
) -> dict[str, Any]:
    children: list[dict[str, Any]] = []
    for entry in entries:
        if timed and kind == "Video" and entry.into is not Transition.CUT:
            children.append(_transition(entry.into))
        media = shown(entry)
        children.append(_clip(entry, media, timed=timed) if media else _gap(entry.frames))
    return {**_item("Track.1", name), "kind": kind, "children": children}


def _clip(entry: Entry, media: Media, *, timed: bool) -> dict[str, Any]:
    first = entry.source_in if timed else 0
    lasts = media.frames if media.frames is not None else entry.source_out + HALF
    reference = {
        "OTIO_SCHEMA": "ExternalReference.1",
        "name": media.name,
        "available_range": _range(0, lasts),
        "available_image_bounds": None,
        "target_url": quote(media.path),
        "metadata": {"weekreel": {"asset": media.asset, "sent_as": media.sent_as}},
    }
    told = {"shot": entry.index, "activity": entry.activity, "why": entry.why.zh}
    return {
        **_item("Clip.2", entry.name if timed else media.name, told),
        "source_range": _range(first, entry.frames),
        "media_references": {"DEFAULT_MEDIA": reference},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _transition(transition: Transition) -> dict[str, Any]:
    """Around the cut; through black is no transition of the standard's."""
    dissolves = transition is Transition.DISSOLVE
    return {
        "OTIO_SCHEMA": "Transition.1",
        "name": "叠化" if dissolves else "过黑",
        "transition_type": "SMPTE_Dissolve" if dissolves else "Custom_Transition",
        "in_offset": _time(HALF),
        "out_offset": _time(HALF),
        "metadata": {} if dissolves else {"weekreel": {"transition": "dip to black"}},
    }


def _gap(frames: int) -> dict[str, Any]:
    return {**_item("Gap.1", ""), "source_range": _range(0, frames)}


def _item(schema: str, name: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": schema,
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "metadata": {"weekreel": told} if told else {},
    }


def _range(first: int, frames: int) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(first),
        "duration": _time(frames),
    }


def _time(frames: int) -> dict[str, Any]:
    # The format's numbers are floats; whole ones of this size are exact.
    return {
        "OTIO_SCHEMA": "RationalTime.1",
        "rate": float(FILM_RATE),
        "value": float(frames),
    }
