"""What a machine must have before it may take jobs, checked at the worker's start."""

import shutil

from domain.errors import ToolFailed
from domain.words import Words

#: Program -> Debian package that brings it.
PROGRAMS = {"ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "exiftool": "libimage-exiftool-perl"}


def check() -> None:
    """ToolFailed naming the apt line when a program is missing."""
    missing = sorted(
        {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    )
    if missing:
        line = f"apt-get install -y {' '.join(missing)}"
        raise ToolFailed(
            Words(zh=f"缺少程序，请先运行：{line}", en=f"programs are missing, run: {line}")
        )
