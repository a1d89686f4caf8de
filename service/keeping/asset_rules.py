"""The rules of retention over bytes of assets: after how many days, and which blobs."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.retention import Rule
from domain.words import Words
from storage.catalog_retention import Removable, Retention
from storage.originals import original_blob, segments_prefix
from storage.settings import Settings

CARDS = segments_prefix("")


@dataclass(frozen=True, kw_only=True)
class AssetRule:
    """A rule over bytes of assets."""

    rule: Rule
    #: None: never.
    days: int | None
    why: Words
    find: Callable[[Retention, datetime], list[Removable]]
    #: The blobs of an asset that it is about.
    names: Callable[[Removable], list[str]]


def asset_rules(settings: Settings, sizes: Mapping[str, int]) -> list[AssetRule]:
    """In their order; `sizes` are all blobs of the store with their bytes."""
    shots: dict[str, list[str]] = defaultdict(list)
    for name in sizes:
        if name.startswith("segments/") and not name.startswith(CARDS):
            shots[name.split("/")[2]].append(name)
    days = settings.keep_originals_days
    return [
        AssetRule(
            rule=Rule.REFUSED,
            days=settings.keep_refused_days,
            why=after(settings.keep_refused_days, "收到", "they were received"),
            find=lambda retention, before: retention.refused(before=before),
            names=lambda one: [original_blob(one.sha256)],
        ),
        AssetRule(
            rule=Rule.SEGMENTS,
            days=settings.keep_segments_days,
            why=after(settings.keep_segments_days, "活动周结束", "the campaign's end"),
            find=lambda retention, before: retention.finished(before=before),
            names=lambda one: shots.get(one.sha256, []),
        ),
        AssetRule(
            rule=Rule.ORIGINALS,
            days=days,
            why=never("ORIGINALS")
            if days is None
            else after(days, "活动周通过验收", "the campaign was accepted"),
            find=lambda retention, before: retention.accepted(before=before),
            names=lambda one: [original_blob(one.sha256)],
        ),
    ]


def after(days: int, zh: str, en: str) -> Words:
    """Why something goes: so many days after what the words name."""
    return Words(zh=f"{zh}已超过 {days} 天", en=f"more than {days} days after {en}")


def never(kind: str) -> Words:
    """Why it stays: its setting is empty."""
    return Words(
        zh=f"不删除（设置 WEEKREEL_KEEP_{kind}_DAYS 后才会）",
        en=f"never, unless WEEKREEL_KEEP_{kind}_DAYS is set",
    )
