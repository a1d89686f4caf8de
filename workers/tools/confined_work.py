"""What the confined child can do with a sender's file: one entry for each kind of work.

Every function has the shape `(file, params) -> (value, blobs)`: `file` is open for reading at its
start, `value` is JSON, `blobs` are pictures as bytes. It raises Refused with code and words when
the file is not to be taken in. Import everything it needs at the top of its module: later nothing
but code can be read. Imports must not start threads.
"""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO

Work = Callable[[BinaryIO, dict[str, Any]], tuple[Any, dict[str, bytes]]]


def digest(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"sha256", "bytes"} of the file, read through the confinement; `params` is not used."""
    del params
    return {
        "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        "bytes": file.seek(0, 2),
    }, {}


WORK: dict[str, Work] = {
    "digest": digest,
}
