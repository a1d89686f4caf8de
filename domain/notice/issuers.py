"""Whose notice it is, where nobody signed: by its title, its plan, or who holds the campaign."""

import re

from domain.notice.text import Flow
from domain.notice.units import apart, is_unit, place_of, split_units

_HOSTS = re.compile(
    r"(?:^|[，。；\n])(?P<who>[^，。；\n]{4,80}?)"
    r"(?:将于|定于|决定|拟于|会同|联合(?!下发|印发|发布|发文|转发|制定|出台))"
)
#: 县科协联合县教育局、县科技局共同举办…: who holds it with the one before.
_JOINED = re.compile(
    r"(?:(?<=联合)|(?<=会同))(?P<more>[^，。；\n]{2,60}?)(?:共同|一起)?(?:组织|举办|主办|承办|开展|举行)"
)
#: 某县爱卫会爱国卫生月活动方案.
_BEFORE_CAMPAIGN = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{4,16}?[局委会协])(?=[\u4e00-\u9fff“”]{2,20}[周月日节](?:宣传)?活动)"
)
#: A numbered part of the notice itself, or a line that is a label.
_HOSTS_LISTED = re.compile(
    r"\n(?:[一二三四五六七八九十]、)?(?:活动)?主办单位(?:：\n?|\n)(?P<who>[^。；]{4,120}?)"
    r"(?=\n[一二三四五六七八九十]{1,3}、|\n[^\n]{2,8}：|$)"
)


def issuers_in(title: str) -> tuple[str, ...]:
    """The units that a title begins with: 某县科学技术局某县科学技术协会关于举办…的通知.

    Not whose notice they pass on: 某县科技局转发市科技局关于举办…的通知.
    """
    before, about, _ = title.partition("关于")
    own = re.split("转发|批转|印发|^(?:致|给)", before)[0]
    units, unsure = split_units(apart(own)) if about else _before_year(title)
    return () if unsure else units


def _before_year(title: str) -> tuple[tuple[str, ...], bool]:
    """The bureau before a plan's year: 某县科学技术局2031年…方案; a town's name is its place."""
    match = re.match(r"(?P<who>[\u4e00-\u9fff]{4,30}?[局委会协部院])(?:\d{4}年)", title)
    match = match or _BEFORE_CAMPAIGN.match(title)
    if match and not place_of(match["who"]):
        return (), True
    return split_units(apart(match["who"])) if match else ((), True)


def issuers_over_plan(flow: Flow, title: str) -> tuple[str, ...]:
    """The units on the line above the plan that a title sends out: 关于印发《…方案》的通知.

    Or above the title itself, where a web page prints it twice.
    """
    plan = re.search("印发《([^《》]{4,60})》", title)
    first = flow.text.find(title) if title else -1
    for name in (plan[1] if plan else "", title if first >= 0 else ""):
        at = flow.text.find(name, first + len(title)) if name else -1
        while at > 0:
            line = flow.text[flow.line_start(at - 1) : at]
            if flow.starts_line(at) and is_unit(line):
                return split_units(apart(line))[0]
            at = flow.text.find(name, at + 1)
    return ()


def _joining(opening: str, at: int) -> tuple[str, ...]:
    """Who is named behind 联合, where all of them are units."""
    joined = _JOINED.match(opening, at)
    listed = re.sub("（[^（）]{0,200}）", "", joined["more"]) if joined else ""
    names, unsure = split_units(listed)
    return () if unsure else names


def find_hosts(opening: str) -> tuple[str, ...]:
    """The units that the opening says hold the campaign together (… 将于 … 联合举办).

    Or that stand under 主办单位.
    """
    for shape in (_HOSTS, _HOSTS_LISTED):
        match = shape.search(opening)
        if match is None:
            continue
        listed = apart(match["who"]) if shape is _HOSTS_LISTED else match["who"]
        names, unsure = split_units(listed)
        if names and not unsure:
            return (*names, *_joining(opening, match.end()))
    return ()
