"""A draft folder of 剪映专业版, experimental: it was never seen opening there by its makers.

The form is not published. This one is what the program writes in clear up to version 5.9 and reads
in later ones (which write encrypted): the project as draft_content.json, the name up to 5.9, and as
draft_info.json, the name from 6.0 on and on macOS. Media lie inside the folder and are named from
its place by the program's own mark, so that the folder may be carried. Times are microseconds.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH
from domain.exports.timeline import Entry, Media, Timeline
from domain.film import TRANSITION_FRAMES, Transition
from domain.timebase import FILM_RATE

#: Stands for the draft's own folder in the paths of its materials.
DRAFT_FOLDER = "##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##"
#: Both names of the project file.
FILES = ("draft_content.json", "draft_info.json")
META = "draft_meta_info.json"
_FRAME_US = 1_000_000 // FILM_RATE
#: What the program gives a picture: three hours.
_STILL_US = 10_800_000_000
_SPACE = uuid.UUID("5a1f6ad2-6a3e-5d2c-9a3a-0c6b5b1f5c11")
_PROGRAM = {"app_id": 3704, "app_source": "lv", "app_version": "5.9.0", "os": "windows"}
#: Lists of materials that the program expects to find, empty ones too.
_LISTS = [
    "ai_translates",
    "audio_balances",
    "audio_effects",
    "audio_fades",
    "audio_track_indexes",
    "audios",
    "beats",
    "canvases",
    "chromas",
    "color_curves",
    "digital_humans",
    "drafts",
    "effects",
    "flowers",
    "green_screens",
    "handwrites",
    "hsl",
    "images",
    "log_color_wheels",
    "loudnesses",
    "manual_deformations",
    "masks",
    "material_animations",
    "material_colors",
    "multi_language_refs",
    "placeholders",
    "plugin_effects",
    "primary_color_wheels",
    "realtime_denoises",
    "shapes",
    "smart_crops",
    "smart_relights",
    "sound_channel_mappings",
    "speeds",
    "stickers",
    "tail_leaders",
    "text_templates",
    "texts",
    "time_marks",
    "transitions",
    "video_effects",
    "video_trackings",
    "videos",
    "vocal_beautifys",
    "vocal_separations",
]
#: The program's own transitions by the numbers that it knows them by.
_LOOKS: dict[Transition, dict[str, Any]] = {
    Transition.DISSOLVE: {
        "effect_id": "322577",
        "is_overlap": True,
        "name": "叠化",
        "resource_id": "6724845717472416269",
    },
    Transition.DIP: {
        "effect_id": "321493",
        "is_overlap": False,
        "name": "闪黑",
        "resource_id": "6724239388189921806",
    },
}
_CONFIG = {
    "adjust_max_index": 1,
    "combination_max_index": 1,
    "extract_audio_last_index": 1,
    "lyrics_sync": True,
    "maintrack_adsorb": True,
    "material_save_mode": 0,
    "original_sound_last_index": 1,
    "record_audio_last_index": 1,
    "sticker_max_index": 1,
    "subtitle_sync": True,
    "video_mute": False,
}


def draft(timeline: Timeline) -> dict[str, str]:
    """The texts of the draft's files by name."""
    content = _text(_content(timeline))
    return dict.fromkeys(FILES, content) | {META: _text(_meta(timeline))}


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _content(timeline: Timeline) -> dict[str, Any]:
    materials: dict[str, list[Any]] = {name: [] for name in _LISTS}
    materials["videos"] = [_material(timeline, media) for media in timeline.media]
    speeds: list[Any] = materials["speeds"]
    tracks = [_track(timeline, "画面", timeline.entries, lambda e: e.media, speeds)]
    materials["transitions"] = _transitions(timeline, tracks[0]["segments"])
    captioned = [entry for entry in timeline.entries if entry.caption is not None]
    if captioned:
        tracks.append(_track(timeline, "字幕", captioned, lambda e: e.caption, speeds))
    for number, track in enumerate(tracks):
        for segment in track["segments"]:
            segment["render_index"] = number
    return {
        "canvas_config": {"height": FRAME_HEIGHT, "ratio": "original", "width": FRAME_WIDTH},
        "color_space": 0,
        "config": _CONFIG,
        "cover": None,
        "create_time": 0,
        "duration": timeline.frames * _FRAME_US,
        "extra_info": None,
        "fps": float(FILM_RATE),
        "free_render_index_mode_on": False,
        "group_container": None,
        "id": _id(timeline, "draft"),
        "keyframe_graph_list": [],
        "keyframes": {
            name: []
            for name in (
                "adjusts",
                "audios",
                "effects",
                "filters",
                "handwrites",
                "stickers",
                "texts",
                "videos",
            )
        },
        "last_modified_platform": _PROGRAM,
        "materials": materials,
        "mutable_config": None,
        "name": "",
        "new_version": "110.0.0",
        "platform": _PROGRAM,
        "relationships": [],
        "render_index_track_mode_on": False,
        "retouch_cover": None,
        "source": "default",
        "static_cover_image_path": "",
        "time_marks": None,
        "tracks": tracks,
        "update_time": 0,
        "version": 360000,
    }


def _material(timeline: Timeline, media: Media) -> dict[str, Any]:
    key = _id(timeline, media.path)
    return {
        "audio_fade": None,
        "category_id": "",
        "category_name": "local",
        "check_flag": 63487,
        "crop": _whole_picture(),
        "crop_ratio": "free",
        "crop_scale": 1.0,
        "duration": _lasts(media),
        "has_audio": media.has_audio,
        "height": media.height,
        "id": key,
        # Empty, the program takes the file for lost.
        "local_material_id": key,
        "material_id": key,
        "material_name": media.name,
        "media_path": "",
        "path": f"{DRAFT_FOLDER}/{media.path}",
        "type": "video" if media.is_clip else "photo",
        "width": media.width,
    }


def _whole_picture() -> dict[str, float]:
    corners = {"upper_left": (0, 0), "upper_right": (1, 0), "lower_left": (0, 1)}
    corners["lower_right"] = (1, 1)
    return {
        f"{corner}_{axis}": float(value)
        for corner, place in corners.items()
        for axis, value in zip("xy", place, strict=True)
    }


def _lasts(media: Media) -> int:
    return media.frames * _FRAME_US if media.frames is not None else _STILL_US


def _track(
    timeline: Timeline,
    name: str,
    entries: Sequence[Entry],
    shown: Callable[[Entry], Media | None],
    speeds: list[Any],
) -> dict[str, Any]:
    segments: list[dict[str, Any]] = []
    for entry in entries:
        media = shown(entry)
        if media is None:
            continue
        speed = _id(timeline, f"{name}-speed-{entry.index}")
        speeds.append({"curve_speed": None, "id": speed, "mode": 0, "speed": 1.0, "type": "speed"})
        segments.append(_segment(timeline, name, entry, media, speed))
    return {
        "attribute": 0,
        "flag": 0,
        "id": _id(timeline, f"track-{name}"),
        "is_default_name": False,
        "name": name,
        "segments": segments,
        "type": "video",
    }


def _transitions(timeline: Timeline, segments: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Their materials; the segment that each leads away from refers to it."""
    known = {segment["id"]: segment for segment in segments}
    made: list[dict[str, Any]] = []
    for before, entry, _ in timeline.around:
        look = _LOOKS.get(entry.into)
        left = known.get(_id(timeline, f"画面-{before.index}")) if before is not None else None
        # None leads to or from a gap.
        if look is None or left is None or entry.media is None:
            continue
        key = _id(timeline, f"transition-{entry.index}")
        left["extra_material_refs"].append(key)
        made.append(
            {
                "category_id": "",
                "category_name": "",
                "duration": TRANSITION_FRAMES * _FRAME_US,
                "id": key,
                "platform": "all",
                "type": "transition",
                **look,
            }
        )
    return made


def _segment(
    timeline: Timeline, track: str, entry: Entry, media: Media, speed: str
) -> dict[str, Any]:
    first = entry.source_in if media.is_clip else 0
    return {
        "clip": {
            "alpha": 1.0,
            "flip": {"horizontal": False, "vertical": False},
            "rotation": 0.0,
            "scale": {"x": 1.0, "y": 1.0},
            "transform": {"x": 0.0, "y": 0.0},
        },
        "common_keyframes": [],
        "enable_adjust": True,
        "enable_color_correct_adjust": False,
        "enable_color_curves": True,
        "enable_color_match_adjust": False,
        "enable_color_wheels": True,
        "enable_lut": True,
        "enable_smart_color_adjust": False,
        "extra_material_refs": [speed],
        "hdr_settings": {"intensity": 1.0, "mode": 1, "nits": 1000},
        "id": _id(timeline, f"{track}-{entry.index}"),
        "is_tone_modify": False,
        "keyframe_refs": [],
        "last_nonzero_volume": 1.0,
        "material_id": _id(timeline, media.path),
        "reverse": False,
        "source_timerange": _range(first, entry.frames),
        "speed": 1.0,
        "target_timerange": _range(entry.starts_at, entry.frames),
        "track_attribute": 0,
        "track_render_index": 0,
        "uniform_scale": {"on": True, "value": 1.0},
        "visible": True,
        "volume": 1.0 if entry.sound else 0.0,
    }


def _range(first: int, frames: int) -> dict[str, int]:
    return {"start": first * _FRAME_US, "duration": frames * _FRAME_US}


def _meta(timeline: Timeline) -> dict[str, Any]:
    """What the program's home page and its media panel read: every file, or it says lost."""
    files = [_listed(timeline, media) for media in timeline.media]
    kinds = (0, 1, 2, 3, 6, 7, 8)
    return {
        "draft_cloud_last_action_download": False,
        "draft_cover": "",
        "draft_enterprise_info": {"enterprise_material": []},
        "draft_fold_path": "",
        "draft_id": _id(timeline, "meta"),
        "draft_is_invisible": False,
        "draft_materials": [{"type": kind, "value": files if kind == 0 else []} for kind in kinds],
        "draft_materials_copied_info": [],
        "draft_name": timeline.title,
        "draft_new_version": "",
        "draft_removable_storage_device": "",
        "draft_root_path": "",
        "draft_segment_extra_info": [],
        "draft_type": "",
        "tm_draft_cloud_modified": 0,
        "tm_draft_removed": 0,
        "tm_duration": timeline.frames * _FRAME_US,
    }


def _listed(timeline: Timeline, media: Media) -> dict[str, Any]:
    lasts = _lasts(media)
    return {
        "create_time": 0,
        "duration": lasts,
        "extra_info": media.name,
        "file_Path": f"./{media.path}",
        "height": media.height,
        "id": _id(timeline, media.path),
        "import_time": 0,
        "import_time_ms": 0,
        "item_source": 1,
        "md5": "",
        "metetype": "video" if media.is_clip else "photo",
        "roughcut_time_range": {"start": 0, "duration": lasts},
        "sub_time_range": {"start": -1, "duration": -1},
        "type": 0,
        "width": media.width,
    }


def _id(timeline: Timeline, what: str) -> str:
    """The same for the same storyboard, so that a second export is the same draft."""
    return str(uuid.uuid5(_SPACE, f"{timeline.campaign}/{timeline.version}/{what}")).upper()
