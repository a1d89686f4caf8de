"""Finds the Chinese typefaces that banners of the sample scenes are written in."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from domain.errors import ToolFailed
from domain.words import Words

_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/truetype/noto",
)

#: what a scene asks for -> files of fonts-noto-cjk, the wished one first; the base package has
#: Regular and Bold only
_FILES = {
    "sans": ("NotoSansCJK-Bold.ttc",),
    "light": ("NotoSansCJK-Regular.ttc",),
    "black": ("NotoSansCJK-Black.ttc", "NotoSansCJK-Bold.ttc"),
    "serif": ("NotoSerifCJK-Bold.ttc",),
}


@lru_cache(maxsize=512)
def font(family: str, pixels: float) -> ImageFont.FreeTypeFont:
    """The face `sans`, `light`, `black` or `serif` at a height in pixels.

    Raises ToolFailed, with the apt line to run, where the fonts are not installed.
    """
    path, index = _face(family)
    return ImageFont.truetype(path, max(1, round(pixels)), index=index)


@lru_cache(maxsize=8)
def _face(family: str) -> tuple[str, int]:
    for name in _FILES[family]:
        for folder in _FOLDERS:
            path = Path(folder) / name
            if path.is_file():
                return str(path), _simplified(path)
    raise ToolFailed(
        Words(
            zh="没有找到中文字体，请运行：sudo apt-get install fonts-noto-cjk",
            en="No Chinese font found; run: sudo apt-get install fonts-noto-cjk",
        )
    )


def _simplified(path: Path) -> int:
    """Index of the simplified-Chinese face: a .ttc holds one face per script region."""
    for index in range(16):
        try:
            name = ImageFont.truetype(str(path), 10, index=index).getname()[0] or ""
        except OSError:
            break
        if " SC" in name:
            return index
    return 0
