"""The selected photos against plan, assets and list."""

from collections import Counter
from collections.abc import Iterator

from domain.crosschecks.parts import Contradiction, Parts, large, said
from domain.cutting.captions import shortened
from domain.packing.package_names import safe_part
from domain.wording import day_zh, period_zh, unit_name

_PACKAGE, _REPORT = "/package", "/report"


def missing(parts: Parts) -> Iterator[Contradiction]:
    having = {photo.activity for photo in parts.photos}
    for activity in parts.campaign.activities:
        if activity.media_expected and activity.key not in having:
            yield said(
                f"“{activity.title}”没有一张报送照片",
                f"no photo of {activity.title!r} is in the package",
                f"/review?activity={activity.key}",
            )


def without_caption(parts: Parts) -> Iterator[Contradiction]:
    for photo in parts.photos:
        if not photo.caption.strip():
            yield said(f"照片“{photo.name}”没有说明", f"{photo.name!r} has no caption", _REPORT)


def elsewhere(parts: Parts) -> Iterator[Contradiction]:
    """Activity by which the photo was chosen, and in its name, against the asset's own."""
    for photo in parts.photos:
        asset = parts.assets.get(photo.asset)
        if asset is None:
            continue
        now = asset.tag.activity if asset.tag else None
        titles = {a.key: safe_part(shortened(a.title)) for a in parts.campaign.activities}
        beginning = titles.get(photo.activity, "")[:8]
        if now != photo.activity or beginning not in photo.name:
            yield said(
                f"照片“{photo.name}”的活动与素材的标签不同",
                f"{photo.name!r} stands under another activity than its asset",
                large(asset),
            )


def other_day(parts: Parts) -> Iterator[Contradiction]:
    for photo in parts.photos:
        asset = parts.assets.get(photo.asset)
        if asset is None:
            continue
        day = asset.tag.day if asset.tag else None
        wanted = day_zh(day) if day else "日期不详"
        if f"-{wanted}-" not in photo.name:
            yield said(
                f"照片“{photo.name}”的日期与素材的（{wanted}）不同",
                f"{photo.name!r} names another day than its asset ({wanted})",
                large(asset),
            )


def outside_period(parts: Parts) -> Iterator[Contradiction]:
    first, last = parts.campaign.starts_on, parts.campaign.ends_on
    for photo in parts.photos:
        asset = parts.assets.get(photo.asset)
        day = asset.tag.day if asset and asset.tag else None
        if asset is not None and day is not None and not first <= day <= last:
            yield said(
                f"照片“{photo.name}”的日期 {day} 不在 {period_zh(first, last)} 之内",
                f"{photo.name!r} is of {day}, outside the period",
                large(asset),
            )


def other_unit(parts: Parts) -> Iterator[Contradiction]:
    for photo in parts.photos:
        asset = parts.assets.get(photo.asset)
        if asset is None:
            continue
        wanted = unit_name(parts.campaign, asset.unit)
        if safe_part(wanted)[:8] not in photo.name or wanted not in photo.caption:
            yield said(
                f"照片“{photo.name}”写的单位与报送单位（{wanted}）不同",
                f"{photo.name!r} names another unit than the one that sent it ({wanted})",
                large(asset),
            )


def twice(parts: Parts) -> Iterator[Contradiction]:
    """One picture under two numbers: the same asset, or look-alikes of one group."""
    groups = Counter(_group(parts, photo.asset) for photo in parts.photos)
    for photo in parts.photos:
        group = _group(parts, photo.asset)
        if groups[group] > 1:
            groups[group] = 0
            yield said(
                f"照片“{photo.name}”与另一张是同一画面",
                f"{photo.name!r} shows the same as another photo",
                _PACKAGE,
            )


def _group(parts: Parts, asset_id: str) -> str:
    asset = parts.assets.get(asset_id)
    return (asset.near_duplicate_of or asset.id) if asset else asset_id


def too_many(parts: Parts) -> Iterator[Contradiction]:
    counts = Counter(photo.activity for photo in parts.photos)
    for key, count in counts.items():
        if count > 5:
            title = next((a.title for a in parts.campaign.activities if a.key == key), key)
            yield said(
                f"“{title}”有 {count} 张照片，通常最多 5 张",
                f"{title!r} has {count} photos, five at most are usual",
                _PACKAGE,
            )
