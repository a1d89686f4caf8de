"""What the confined child can do with a sender's file: one entry for each kind of work.

Every function has the shape `(file, params) -> (value, blobs)`: `file` is open for reading at its
start, `value` is JSON, `blobs` are pictures as bytes. It raises Refused with code and words when
the file is not to be taken in. Import everything it needs at the top of its module: later nothing
but code can be read. Imports must not start threads.
"""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO

from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.clip_stills import clip_stills
from workers.tools.clips.frame_prints import frame_prints
from workers.tools.clips.listening import loudness
from workers.tools.clips.media_facts import clip_facts
from workers.tools.clips.motion_photo import motion_clip
from workers.tools.photos.package_photo import package_photo
from workers.tools.photos.picture_prints import picture_prints
from workers.tools.photos.pictures import photo_look, photo_seen

Work = Callable[[BinaryIO, dict[str, Any]], tuple[Any, dict[str, bytes]]]


def digest(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"sha256", "bytes"} of the file, read through the confinement; `params` is not used."""
    del params
    sha256 = hashlib.sha256()
    while chunk := file.read(1 << 20):
        sha256.update(chunk)
    return {"sha256": sha256.hexdigest(), "bytes": file.tell()}, {}


WORK: dict[str, Work] = {
    "package_photo": package_photo,
    "digest": digest,
    "photo_seen": photo_seen,
    "clip_facts": clip_facts,
    "photo_look": photo_look,
    "clip_look": clip_look,
    "clip_stills": clip_stills,
    "frame_prints": frame_prints,
    "loudness": loudness,
    "motion_clip": motion_clip,
    "picture_prints": picture_prints,
}
