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
#: Assets in these states never count as received.
_GONE = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)


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
    here = [a for a in assets if a.state not in _GONE and a.kind and a.duplicate_of is None]
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
    """Number and title over day and unit; units are the responsible ones, else who sent."""
    units = activity.units or tuple(senders)
    names = [unit_name(campaign, key) for key in dict.fromkeys(units)]
    parts = [days_zh(days), _named(names)]
    return Caption(
        title=f"{activity.number}. {shortened(activity.title)}",
        line=" · ".join(part for part in parts if part),
    )


def shortened(title: str, most: int = TITLE_MOST) -> str:
    """A title of at most `most` characters, shortened by rule only where it is too long.

    First what stands in brackets goes, then the verb at its head, then what follows the last
    break that fits. Where there is none the end gives way to "…", Latin words and numbers whole.
    """
    title = title.strip()
    for step in (_BRACKETS, _VERB):
        if len(title) > most:
            title = step.sub("", title).strip() or title
    if len(title) <= most:
        return title
    # A break too near to the head would leave too little to recognise the activity by.
    cut = max((n for n in range(most // 2, most + 1) if title[n] in _BREAKS), default=None)
    if cut is not None:
        return title[:cut].rstrip(_BREAKS)
    kept = title[: most - 1]
    if title[most - 1].isascii() and title[most - 1].isalnum():
        kept = re.sub(r"[0-9A-Za-z]+$", "", kept) or kept
    return kept.rstrip() + "…"


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


def _named(names: Sequence[str]) -> str:
    """One or two units by name, more by their number."""
    if len(names) > 2 or len("、".join(names)) > LINE_MOST // 2:
        return f"{names[0]}等{len(names)}家单位" if len(names) > 1 else names[0]
    return "、".join(names)
