"""What a machine must have for what it takes, checked at the worker's start."""

import shutil
from collections.abc import Callable, Mapping, Sequence

import structlog

from domain.errors import ToolFailed
from domain.words import Words
from storage.queues import takes_in_use

log = structlog.get_logger()

#: Program -> Debian package that brings it.
PACKAGE_OF = {"ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "exiftool": "libimage-exiftool-perl"}
#: What a worker takes -> programs that it needs for it.
PROGRAMS: Mapping[str, Sequence[str]] = {
    "intake": ("exiftool",),
    "film": ("ffmpeg", "ffprobe"),
    "render": ("ffmpeg", "ffprobe"),
    "package": ("ffmpeg", "ffprobe"),
    "ocr": (),
    "preview": ("ffmpeg", "ffprobe"),
}
ALL = ("all",)


def missing(take: str, has: Callable[[str], object] = shutil.which) -> tuple[str, ...]:
    """Debian packages that this machine lacks for what is taken."""
    return tuple(sorted({PACKAGE_OF[name] for name in PROGRAMS[take] if not has(name)}))


def choose(
    asked: Sequence[str], has: Callable[[str], object] = shutil.which, *, ocr: bool = True
) -> tuple[tuple[str, ...], dict[str, str]]:
    """What this worker takes, and what it cannot take -> the packages that are missing for it.

    `all` takes what the machine can, `ocr` only where that is on, and says in the log what it
    leaves to others. ToolFailed with the apt line when nothing but `ocr` is left of all, or when
    something was asked for by name that it cannot do.
    """
    wanted = takes_in_use(ocr=ocr) if tuple(asked) == ALL else tuple(asked)
    cannot = {take: " ".join(lacks) for take in wanted if (lacks := missing(take, has))}
    takes = tuple(take for take in wanted if take not in cannot)
    # A machine without any program was not set up: it is not meant to read alone.
    if cannot and (tuple(asked) != ALL or set(takes) <= {"ocr"}):
        raise _unable(cannot)
    for take, packages in cannot.items():
        log.warning(
            "this machine leaves work to others",
            takes_not=take,
            remedy=f"apt-get install -y {packages}",
        )
    return takes, cannot


def _unable(cannot: Mapping[str, str]) -> ToolFailed:
    packages = sorted({name for lacks in cannot.values() for name in lacks.split()})
    line = f"apt-get install -y {' '.join(packages)}"
    what = ", ".join(cannot)
    return ToolFailed(
        Words(
            zh=f"缺少程序，本机不能做 {what}，请先运行：{line}",
            en=f"programs are missing, this machine cannot do {what}; run: {line}",
        )
    )
