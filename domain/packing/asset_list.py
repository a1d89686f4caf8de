"""The list of all assets as rows: what each is, where its day is from, and where it was used."""

from collections.abc import Iterable, Mapping, Sequence

from domain.asset import Asset
from domain.campaign import Campaign
from domain.facts import Kind
from domain.film import Storyboard
from domain.moves import AssetState
from domain.packing.package_contents import PackagedPhoto
from domain.plain_text import writable
from domain.tagging import Tag
from domain.timebase import clock, frames_to_ms
from domain.wording import activity_of, local_time, unit_name

_WITHDRAWN = (AssetState.WITHDRAWN, AssetState.PURGED)
Cell = str | int | None
#: Columns of the list of all assets.
LIST_HEADER = (
    "序号",
    "文件名",
    "缩略图",
    "类型",
    "单位",
    "活动",
    "日期",
    "日期依据",
    "拍摄时间",
    "标签",
    "状态",
    "同意使用",
    "宽",
    "高",
    "时长（秒）",
    "成片中的位置",
    "报送照片",
    "照片说明",
    "说明",
    "SHA-256",
)
_STATES: Mapping[AssetState, str] = {
    AssetState.RECEIVED: "正在处理",
    AssetState.INSPECTED: "正在处理",
    AssetState.LOOKED: "正在处理",
    AssetState.TAGGED: "待审核",
    AssetState.ACCEPTED: "通过",
    AssetState.REJECTED: "未采用",
    AssetState.HELD: "暂缓",
    AssetState.REFUSED: "不能使用",
}


def list_rows(
    campaign: Campaign,
    assets: Iterable[Asset],
    storyboard: Storyboard,
    photos: Sequence[PackagedPhoto],
    captions: Mapping[str, str] | None = None,
) -> list[tuple[Cell, ...]]:
    """One row for each of `listed` under `LIST_HEADER`; `captions`: asset id -> its words."""
    names = {photo.asset.id: photo.name for photo in photos}
    places: dict[str, list[str]] = {}
    for shot in storyboard.shots:
        if shot.asset is not None:
            places.setdefault(shot.asset, []).append(clock(frames_to_ms(shot.starts_at)))
    reasons = {out.asset: out.why.zh for out in storyboard.left_out}
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            asset.original_name,
            "",
            *_where_from(campaign, asset),
            *_measures(asset),
            "、".join(places.get(asset.id, [])),
            names.get(asset.id, ""),
            (captions or {}).get(asset.id, ""),
            asset.refused[1].zh if asset.refused else reasons.get(asset.id, ""),
            asset.sha256,
        )
        for number, asset in enumerate(listed(campaign, assets), start=1)
    ]
    return [tuple(_writable(cell) for cell in row) for row in rows]


def _writable(cell: Cell) -> Cell:
    return writable(cell) if isinstance(cell, str) else cell


def listed(campaign: Campaign, assets: Iterable[Asset]) -> list[Asset]:
    """The assets of the list, by activity, day, unit and id.

    Withdrawn assets are out of the package, and so out of its list.
    """
    inside = (asset for asset in assets if asset.state not in _WITHDRAWN)
    return sorted(inside, key=lambda asset: _list_order(campaign, asset))


def _list_order(campaign: Campaign, asset: Asset) -> tuple[int, str, str, str]:
    places = {activity.key: n for n, activity in enumerate(campaign.activities)}
    key = asset.tag.activity if asset.tag else None
    day = asset.tag.day if asset.tag else None
    place = places.get(key, len(places)) if key else len(places)
    return place, day.isoformat() if day else "9", asset.unit, asset.id


def _where_from(campaign: Campaign, asset: Asset) -> tuple[str, ...]:
    """Kind, unit, activity, day and its source, time, who tagged it, state, consent."""
    kinds = {Kind.PHOTO: "照片", Kind.CLIP: "视频"}
    tag = asset.tag
    activity = activity_of(campaign, tag.activity if tag else None)
    taken = asset.taken_at if asset.taken_class == "capture" else None
    return (
        kinds[asset.kind] if asset.kind else "",
        unit_name(campaign, asset.unit),
        f"{activity.number}. {activity.title}" if activity else "",
        tag.day.isoformat() if tag and tag.day else "",
        _day_from(tag),
        f"{local_time(taken, campaign.zone):%Y-%m-%d %H:%M:%S}" if taken else "",
        {"person": "人工", "machine": "自动"}.get(tag.by, "") if tag else "",
        _STATES[asset.state],
        _consent(asset),
    )


def _day_from(tag: Tag | None) -> str:
    """Who set the day, else the strongest reason for it, best one that speaks of days alone."""
    if tag is None or tag.day is None:
        return ""
    if tag.by == "person":
        return "人工确定"
    reasons = [each for each in tag.evidence if each.day == tag.day and each.weight > 0]
    return (
        max(reasons, key=lambda each: (each.activity is None, each.weight)).words.zh
        if reasons
        else ""
    )


def _consent(asset: Asset) -> str:
    """What was decided, else what the sender ticked."""
    said = asset.consent
    if said.decision is not None:
        return {"granted": "已同意", "denied": "不同意"}.get(said.decision, said.decision)
    near = [word for word, is_so in (("未成年人", said.minors), ("患者", said.patients)) if is_so]
    if near:
        return f"待决定（{'、'.join(near)}近景）"
    return "已告知被拍摄人" if said.informed else "未说明"


def _measures(asset: Asset) -> tuple[Cell, Cell, Cell]:
    """Width, height, seconds to the millisecond."""
    facts = asset.facts
    if facts is None:
        return None, None, None
    if facts.duration_ms is None:
        return facts.width, facts.height, None
    seconds, rest = divmod(facts.duration_ms, 1000)
    return facts.width, facts.height, f"{seconds}.{rest:03d}"
