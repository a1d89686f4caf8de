"""What the film says against plan, assets and what was received."""

import re
from collections.abc import Iterator
from datetime import date

from domain.asset import Asset
from domain.crosschecks.parts import Contradiction, Parts, large, said
from domain.cutting.captions import name_lines, received, shortened
from domain.moves import AssetState
from domain.timebase import frames_to_ms
from domain.wording import days_zh, period_zh, unit_name

_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)
_FILM = "/film"


def missing(parts: Parts) -> Iterator[Contradiction]:
    shown = {key for key, _ in parts.chapters}
    for activity in parts.campaign.activities:
        if activity.media_expected and activity.key not in shown:
            yield said(
                f"计划中的“{activity.title}”在成片里没有镜头",
                f"{activity.title!r} of the plan has no shot in the film",
                f"/review?activity={activity.key}",
            )


def outside_period(parts: Parts) -> Iterator[Contradiction]:
    first, last = parts.campaign.starts_on, parts.campaign.ends_on
    for shot, asset in parts.shown:
        day = asset.tag.day if asset.tag else None
        if day is not None and not first <= day <= last:
            yield said(
                f"“{asset.original_name}”的日期 {day} 不在 {period_zh(first, last)} 之内",
                f"{asset.original_name!r} is of {day}, outside the period",
                large(asset),
                frames_to_ms(shot.starts_at),
            )


def opening_differs(parts: Parts) -> Iterator[Contradiction]:
    campaign, card = parts.campaign, parts.card("opening")
    if card is None:
        return
    period = period_zh(campaign.starts_on, campaign.ends_on)
    wanted = (
        (campaign.title, "标题", "title"),
        (campaign.theme, "主题", "theme"),
        (period, "时间", "period"),
        *((line, "主办单位", "host unit") for line in name_lines(campaign.host_units, most=2)),
    )
    text = _plain(card)
    for value, zh, en in wanted:
        if value and _plain(value) not in text:
            yield said(
                f"片头没有计划里的{zh}“{value}”",
                f"the opening card lacks the plan's {en} {value!r}",
                _FILM,
                0,
            )


def closing_differs(parts: Parts) -> Iterator[Contradiction]:
    """Counts on the closing card against what is here now."""
    card = parts.card("closing")
    if card is None:
        return
    counted = received(parts.campaign, parts.assets.values())
    last = parts.storyboard.shots[-1]
    for number, after, zh, en in (
        (counted.activities, "项活动", "活动", "activities"),
        (len(counted.units), "家单位", "单位", "units"),
        (counted.photos, "张", "照片", "photos"),
        (counted.clips, "段", "视频", "clips"),
    ):
        told = re.search(rf"(\d+)\s*{after}", card)
        if told is not None and int(told[1]) != number:
            yield said(
                f"片尾写的{zh}数是 {told[1]}，现在是 {number}",
                f"the closing card says {told[1]} {en}, there are {number}",
                _FILM,
                frames_to_ms(last.starts_at),
            )


def caption_differs(parts: Parts) -> Iterator[Contradiction]:
    """A chapter's number, title and days against the plan and the assets shown in it."""
    for key, shots in parts.chapters:
        caption = shots[0].caption
        activity = next((a for a in parts.campaign.activities if a.key == key), None)
        if caption is None or activity is None:
            continue
        wanted = f"{activity.number}. {shortened(activity.title)}"
        if _plain(caption.title) != _plain(wanted):
            yield said(
                f"字幕“{caption.title}”与计划的“{wanted}”不同",
                f"the caption {caption.title!r} differs from the plan's {wanted!r}",
                _FILM,
                frames_to_ms(shots[0].starts_at),
            )


def caption_day_differs(parts: Parts) -> Iterator[Contradiction]:
    for _, shots in parts.chapters:
        caption = shots[0].caption
        days = _days(parts, [shot.asset for shot in shots if shot.asset])
        told = caption.line.split(" · ")[0] if caption and " · " in caption.line else ""
        if days and told and re.search(r"\d", told) and told != days_zh(days):
            yield said(
                f"字幕写的日期是{told}，其中的素材是{days_zh(days)}",
                f"the caption says {told}, its assets are of {days_zh(days)}",
                _FILM,
                frames_to_ms(shots[0].starts_at),
            )


def _days(parts: Parts, ids: list[str]) -> set[date]:
    tags = [parts.assets[each].tag for each in ids if each in parts.assets]
    return {tag.day for tag in tags if tag and tag.day}


def out_of_order(parts: Parts) -> Iterator[Contradiction]:
    order = {activity.key: n for n, activity in enumerate(parts.campaign.activities)}
    before = -1
    for key, shots in parts.chapters:
        place = order.get(key, before)
        if place < before:
            title = parts.campaign.activity(key).title
            yield said(
                f"“{title}”在成片里的位置与计划的顺序不同",
                f"{title!r} stands elsewhere in the film than in the plan",
                _FILM,
                frames_to_ms(shots[0].starts_at),
            )
        before = max(before, place)


def moved_since(parts: Parts) -> Iterator[Contradiction]:
    """A shot stands under an activity that its asset no longer belongs to."""
    for shot, asset in parts.shown:
        now = asset.tag.activity if asset.tag else None
        if now != shot.activity:
            yield said(
                f"“{asset.original_name}”已改到别的活动，成片里还在原来的章节",
                f"{asset.original_name!r} belongs to another activity now",
                large(asset),
                frames_to_ms(shot.starts_at),
            )


def withdrawn(parts: Parts) -> Iterator[Contradiction]:
    for where, asset, at_ms in inside(parts):
        if asset.state in _GONE:
            yield said(
                f"{where}里有已撤回的素材“{asset.original_name}”",
                f"withdrawn {asset.original_name!r} is still inside",
                _FILM,
                at_ms,
            )


def not_accepted(parts: Parts) -> Iterator[Contradiction]:
    for where, asset, at_ms in inside(parts):
        if asset.state is not AssetState.ACCEPTED and asset.state not in _GONE:
            yield said(
                f"{where}里的“{asset.original_name}”没有通过审核",
                f"{asset.original_name!r} is inside without being accepted",
                large(asset),
                at_ms,
            )


def without_consent(parts: Parts) -> Iterator[Contradiction]:
    for where, asset, at_ms in inside(parts):
        if asset.consent.decision == "denied" or asset.consent.needs_decision:
            yield said(
                f"{where}里的“{asset.original_name}”还没有同意使用的决定",
                f"{asset.original_name!r} is inside without a decision on consent",
                large(asset),
                at_ms,
            )


def inside(parts: Parts) -> Iterator[tuple[str, Asset, int | None]]:
    """Where, asset and time of everything that film and photos show; each place once."""
    seen: set[str] = set()
    for shot, asset in parts.shown:
        if asset.id not in seen:
            seen.add(asset.id)
            yield "成片", asset, frames_to_ms(shot.starts_at)
    for photo in parts.photos:
        if photo.asset in parts.assets:
            yield "报送照片", parts.assets[photo.asset], None


def decided_since(parts: Parts) -> Iterator[Contradiction]:
    if parts.decided is not None and parts.decided > parts.film_made:
        yield said(
            "成片生成之后又有审核决定，请看是否要重新剪辑",
            "something was decided after the film was made; see whether to cut it again",
            _FILM,
        )


def senders_missing(parts: Parts) -> Iterator[Contradiction]:
    """Units whose accepted assets a chapter could show but that neither film nor photos have."""
    shown = {asset.unit for _, asset, _ in inside(parts)}
    sent = {asset.unit for asset in parts.assets.values() if asset.in_film}
    for unit in sorted(sent - shown):
        name = unit_name(parts.campaign, unit)
        yield said(
            f"{name}报送并通过了素材，成片和照片里都没有",
            f"{name} sent what was accepted, and neither film nor photos show any of it",
            _FILM,
        )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
