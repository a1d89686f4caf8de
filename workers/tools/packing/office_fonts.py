"""Which fonts stand for those that GB/T 9704 names, where they are not installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from workers.tools.packing.docx_page import (
    BODY_FONT,
    FOOTER_FONT,
    HEADING_FONT,
    SUBHEADING_FONT,
    TITLE_FONT,
)
from workers.tools.running.runner import run

_TIMEOUT_S = 30
#: The same face under other names; with one of these nothing is substituted.
_SAME: Mapping[str, Sequence[str]] = {
    TITLE_FONT: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
    BODY_FONT: ("FangSong_GB2312", "仿宋", "FangSong"),
    SUBHEADING_FONT: ("KaiTi_GB2312", "楷体", "KaiTi"),
    HEADING_FONT: ("SimHei",),
    FOOTER_FONT: ("SimSun", "NSimSun"),
}
#: What comes nearest, in this order; fonts-noto-cjk is among the packages that WeekReel needs.
_NEAR: Mapping[str, Sequence[str]] = {
    TITLE_FONT: ("STZhongsong", "FandolSong", "Noto Serif CJK SC"),
    BODY_FONT: ("STFangsong", "FandolFang R", "Noto Serif CJK SC"),
    SUBHEADING_FONT: ("STKaiti", "FandolKai", "AR PL UKai CN", "Noto Serif CJK SC"),
    HEADING_FONT: ("STHeiti", "WenQuanYi Zen Hei", "Noto Sans CJK SC"),
    FOOTER_FONT: ("STSong", "AR PL UMing CN", "Noto Serif CJK SC"),
}


@dataclass(frozen=True, kw_only=True)
class Substituted:
    """A font that the report names and this machine does not have."""

    wanted: str
    #: What is set in its place.
    used: str


def write_choice(home: Path) -> None:
    """Let programs whose home is `home` choose what comes nearest for each font of the report."""
    aliases = "".join(
        f'<alias binding="same"><family>{escape(name)}</family><prefer>'
        + "".join(f"<family>{escape(each)}</family>" for each in (*_SAME[name], *near))
        + "</prefer></alias>"
        for name, near in _NEAR.items()
    )
    folder = home / ".config" / "fontconfig"
    folder.mkdir(parents=True, exist_ok=True)
    text = f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{aliases}'
    (folder / "fonts.conf").write_text(f"{text}</fontconfig>", encoding="utf-8")


def substituted(home: Path) -> tuple[Substituted, ...]:
    """The report's fonts that are set in another face here, by the choice written in `home`.

    Raises ToolMissing where fontconfig is not installed.
    """
    found: list[Substituted] = []
    for name in _NEAR:
        asked = ["-f", "%{family}", name]
        families = run("fc-match", asked, writes=[home], timeout_s=_TIMEOUT_S, trusted=True).stdout
        used = families.decode("utf-8", "replace").strip().split(",")
        if not {name, *_SAME[name]} & set(used):
            found.append(Substituted(wanted=name, used=used[0]))
    return tuple(found)
