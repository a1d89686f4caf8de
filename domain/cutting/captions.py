"""Texts of the film: opening and closing card and the caption of each chapter, from facts alone."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.facts import Kind
from domain.film import Caption, Card
from domain.moves import AssetState
from domain.wording import days_zh, period_zh, unit_name

#: Characters of one line: 48 px lettering and larger inside the central 80 % of 1920 px.
TITLE_MOST = 24
LINE_MOST = 28
#: Lines of names on a card before the rest is counted.
NAME_LINES = 3

_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_VERB = re.compile(r"^(?:积极|认真|全面|广泛)*(?:组织开展|组织举办|组织|举办|开展|做好)")
#: 和, 与 and 及 are left out: they also stand inside words (普及, 参与).
_BREAKS = "，,、；;：: 　"
_QUOTES = ("“”", "《》", "「」", "（）", "()")
_LAST_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/%-]*$")
_LAST_PART = re.compile(r"[0-9A-Za-z]+$")
#: Assets in these states never count as received.
NOT_RECEIVED = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)


@dataclass(frozen=True, kw_only=True)
class Received:
    """What came in, counted: refused and withdrawn files and copies of one file aside."""

    #: Activities of the plan that a person accepted material for.
    activities: int
    #: Units that sent it.
    units: tuple[str, ...]
    photos: int
    clips: int


def received(campaign: Campaign, assets: Iterable[Asset]) -> Received:
    """Count what was received; unit keys in the plan's order, unknown ones last by key."""
    here = [a for a in assets if a.state not in NOT_RECEIVED and a.kind and a.duplicate_of is None]
    planned = {activity.key for activity in campaign.activities}
    order = {unit.key: n for n, unit in enumerate(campaign.units)}
    units = sorted(
        {asset.unit for asset in here}, key=lambda key: (order.get(key, len(order)), key)
    )
    return Received(
        activities=len({a.tag.activity for a in here if a.tag} & planned),
        units=tuple(units),
        photos=sum(asset.kind is Kind.PHOTO for asset in here),
        clips=sum(asset.kind is Kind.CLIP for asset in here),
    )


def opening_card(campaign: Campaign) -> Card:
    """Title, then theme, period and host units; a theme that is not known is not there."""
    lines = [campaign.theme, period_zh(campaign.starts_on, campaign.ends_on)]
    lines += name_lines(campaign.host_units, most=2)
    return Card(role="opening", title=campaign.title, lines=tuple(line for line in lines if line))


def closing_card(campaign: Campaign, counted: Received) -> Card:
    """Thanks, what was received and who sent it: only what is known."""
    kinds = [f"照片 {counted.photos} 张"] if counted.photos else []
    kinds += [f"视频 {counted.clips} 段"] if counted.clips else []
    facts = f"{counted.activities} 项活动 · {len(counted.units)} 家单位"
    names = [unit_name(campaign, key) for key in counted.units]
    lines = (facts, "收到" + "、".join(kinds) if kinds else "", *name_lines(names, NAME_LINES))
    return Card(role="closing", title="感谢各参与单位", lines=tuple(line for line in lines if line))


def chapter_caption(
    campaign: Campaign, activity: Activity, days: Iterable[datetime.date], senders: Iterable[str]
) -> Caption:
    """Number and title over day and unit; units are the responsible ones, else who sent.

    Where both are too long for a line, units give way first, to the first one and their number,
    to their number, and to nothing; a day is never shortened.
    """
    units = activity.units or tuple(senders)
    names = [unit_name(campaign, key) for key in dict.fromkeys(units)]
    said = days_zh(days)
    lines = [" · ".join(part for part in (said, who) if part) for who in _named(names)]
    fitting = next((line for line in lines if len(line) <= LINE_MOST), said)
    return Caption(title=f"{activity.number}. {shortened(activity.title)}", line=fitting)


def shortened(title: str, most: int = TITLE_MOST) -> str:
    """A title of at most `most` characters, shortened by rule only where it is too long.

    First what stands in brackets goes, then the verb at its head, then what follows the last
    break that fits. Where there is none the end gives way to "…". Latin words, and numbers with
    what they count, are never cut, and no quotation is left open.
    """
    title = title.strip()
    for step in (_BRACKETS, _VERB):
        shorter = step.sub(_gap, title).strip()
        # A bracket may hold the end of a quotation that began before it.
        if len(title) > most and shorter and _left_open(shorter) <= _left_open(title):
            title = shorter
    if len(title) <= most:
        return title
    # A break too near to the head would leave too little to recognise the activity by.
    places = (n for n in range(most // 2, most + 1) if _breaks(title, n))
    for cut in sorted(places, reverse=True):
        kept = title[:cut].rstrip(_BREAKS)
        if not _left_open(kept):
            return kept
    kept = title[: most - 1]
    if _latin(title[most - 1]) or kept[-1].isdecimal():
        # All of a title may be one word or number, which must be cut then, between its parts first.
        kept = _LAST_WORD.sub("", kept) or _LAST_PART.sub("", kept) or kept
    return _without_open(kept, most // 2).rstrip(_BREAKS) + "…"


def _breaks(title: str, at: int) -> bool:
    """True where a title may end before this character: not inside 1,000 or 10:30."""
    inside = 0 < at < len(title) - 1 and title[at - 1].isdecimal() and title[at + 1].isdecimal()
    return title[at] in _BREAKS and not inside


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _gap(gone: re.Match[str]) -> str:
    return _between(gone.string[: gone.start()], gone.string[gone.end() :])


def _between(before: str, after: str) -> str:
    """What stands where something is left out: two words or numbers never become one."""
    return " " if before and after and _latin(before[-1]) and _latin(after[0]) else ""


def _left_open(text: str) -> set[str]:
    """The pairs of marks of which one is left open."""
    return {marks for marks in _QUOTES if text.count(marks[0]) > text.count(marks[1])}


def _without_open(text: str, least: int) -> str:
    """Up to the quotation that is left open, or without its mark where that were too little."""
    # What goes may hold the end of another quotation.
    while opened := _left_open(text):
        at = text.rfind(min(opened)[0])
        before, after = text[:at], text[at + 1 :]
        text = before if at >= least else before + _between(before, after) + after
    return text


def name_lines(names: Sequence[str], most: int) -> list[str]:
    """Names in at most `most` lines; when they are more, the last line counts them all."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + 1 + len(name) <= LINE_MOST:
            lines[-1] += f"　{name}"
        else:
            lines.append(name)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"等 {len(names)} 家单位"]


def _named(names: Sequence[str]) -> list[str]:
    """The units, longest first: one or two by name, more by their number; at last none."""
    if not names:
        return [""]
    if len(names) == 1:
        return [names[0], ""]
    counted = [f"{names[0]}等{len(names)}家单位", f"{len(names)}家单位", ""]
    both = "、".join(names)
    return [both, *counted] if len(names) == 2 and len(both) <= LINE_MOST // 2 else counted
