"""What the confined child can do with a sender's file: one entry for each kind of work.

Every function has the shape `(file, params) -> (value, blobs)`: `file` is open for reading at its
start, `value` is JSON, `blobs` are pictures as bytes. It raises Refused with code and words when
the file is not to be taken in. Import everything it needs at the top of its module: later nothing
but code can be read. Imports must not start threads.
"""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO

from workers.tools.clip_look import clip_look
from workers.tools.film_photo import film_photo
from workers.tools.listening import loudness
from workers.tools.media_facts import clip_facts, photo_facts
from workers.tools.package_photo import package_photo
from workers.tools.pictures import photo_look

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
    "photo_facts": photo_facts,
    "clip_facts": clip_facts,
    "photo_look": photo_look,
    "clip_look": clip_look,
    "film_photo": film_photo,
    "loudness": loudness,
}
