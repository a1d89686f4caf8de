"""Frames of our own files as the confined child answers with them, in this process."""

from pathlib import Path
from typing import Any

from workers.tools.clips.frame_prints import frame_prints
from workers.tools.running.confined import CallResult


def ask(path: Path, params: dict[str, Any]) -> CallResult:
    with path.open("rb") as file:
        value, blobs = frame_prints(file, params)
    return CallResult(value=value, blobs=blobs)
