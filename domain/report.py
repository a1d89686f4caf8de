"""The summary report as sentences made of facts alone; what only people know is left for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.facts import Kind

#: Stands where the editor must write; the .docx shows it marked.
TO_WRITE = "（请编辑补充）"
#: Two captioned photos an activity, as issued summaries have them.
PHOTOS_PER_ACTIVITY = 2

_NUMERALS = "零一二三四五六七八九"


class BlockKind(StrEnum):
    #: 一、 in 黑体.
    HEADING = "heading"
    #: （一） in 楷体.
    SUBHEADING = "subheading"
    BODY = "body"
    #: A photo with its caption; `asset` names it.
    FIGURE = "figure"
    #: Left for the editor, marked.
    TO_WRITE = "to_write"


@dataclass(frozen=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str
    asset: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    title: str
    blocks: tuple[Block, ...]
    #: Issuing units over the date.
    signature: tuple[str, ...]
    #: "2025年6月4日"
    dated: str


def chinese_number(number: int) -> str:
    """一 … 九十九, as numbered headings are written; ValueError outside 1..99."""
    if not 1 <= number <= 99:
        raise ValueError(f"no heading number: {number}")
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return lead + (_NUMERALS[ones] if ones else "")


def chinese_day(day: date, *, year: bool = False) -> str:
    text = f"{day.month}月{day.day}日"
    return f"{day.year}年{text}" if year else text


def compose(
    campaign: Campaign,
    assets: Sequence[Asset],
    photos: Mapping[str, Sequence[Asset]],
    *,
    film_seconds: str | None,
    dated: date,
) -> Report:
    """The report of a week. `photos`: activity key -> selected photos, best first."""
    shown = [asset for asset in assets if asset.in_film]
    blocks = [
        *_leadership(campaign),
        Block(kind=BlockKind.HEADING, text="二、主要活动"),
        *_activities(campaign, shown, photos),
        *_results(shown, film_seconds),
        Block(kind=BlockKind.HEADING, text="四、问题与下一步"),
        Block(kind=BlockKind.TO_WRITE, text=f"存在的问题与下一步打算{TO_WRITE}"),
    ]
    return Report(
        title=f"{campaign.title}总结报告",
        blocks=tuple(blocks),
        signature=campaign.host_units or ((campaign.submitter,) if campaign.submitter else ()),
        dated=chinese_day(dated, year=True),
    )


def _leadership(campaign: Campaign) -> list[Block]:
    hosts = "、".join(campaign.host_units)
    period = f"{chinese_day(campaign.starts_on, year=True)}至{chinese_day(campaign.ends_on)}"
    planned = sum(activity.media_expected for activity in campaign.activities)
    joint = "联合举办" if len(campaign.host_units) > 1 else "举办"
    opening = f"{period}，{hosts}{joint}{campaign.title}。" if hosts else f"{period}，举办活动。"
    theme = f"活动以“{campaign.theme}”为主题，" if campaign.theme else "活动"
    return [
        Block(kind=BlockKind.HEADING, text="一、组织领导"),
        Block(
            kind=BlockKind.BODY,
            text=f"{opening}{theme}安排主要活动{planned}项，由各责任单位分工组织实施。",
        ),
        Block(kind=BlockKind.TO_WRITE, text=f"领导重视与部署情况{TO_WRITE}"),
    ]


def _activities(
    campaign: Campaign, shown: Sequence[Asset], photos: Mapping[str, Sequence[Asset]]
) -> list[Block]:
    blocks: list[Block] = []
    for place, activity in enumerate(campaign.activities, start=1):
        heading = f"（{chinese_number(place)}）{activity.title}。"
        blocks.append(Block(kind=BlockKind.SUBHEADING, text=heading))
        mine = [a for a in shown if a.tag is not None and a.tag.activity == activity.key]
        blocks.append(_activity_body(campaign, activity, mine))
        for photo in list(photos.get(activity.key, ()))[:PHOTOS_PER_ACTIVITY]:
            caption = photo_caption(campaign, activity, photo)
            blocks.append(Block(kind=BlockKind.FIGURE, text=caption, asset=photo.id))
    return blocks


def _activity_body(campaign: Campaign, activity: Activity, mine: Sequence[Asset]) -> Block:
    if not mine:
        if not activity.media_expected:
            return Block(kind=BlockKind.TO_WRITE, text=f"参加情况{TO_WRITE}")
        return Block(kind=BlockKind.TO_WRITE, text=f"本项活动没有已审核的影像素材{TO_WRITE}")
    days = sorted({a.tag.day for a in mine if a.tag is not None and a.tag.day is not None})
    units = "、".join(dict.fromkeys(campaign.unit(a.unit).name for a in mine))
    when = "、".join(chinese_day(day) for day in days)
    where = f"在{activity.venue}" if activity.venue else ""
    lead = f"{when}，" if when else ""
    owners = "、".join(campaign.unit(key).name for key in activity.units)
    responsible = f"由{owners}负责，" if owners else ""
    return Block(
        kind=BlockKind.BODY,
        text=f"{lead}本项活动{where}开展，{responsible}{units}报送影像素材{len(mine)}件。",
    )


def _results(shown: Sequence[Asset], film_seconds: str | None) -> list[Block]:
    done = {a.tag.activity for a in shown if a.tag is not None and a.tag.activity}
    units = {a.unit for a in shown}
    photos = sum(a.kind is Kind.PHOTO for a in shown)
    clips = sum(a.kind is Kind.CLIP for a in shown)
    film = f"，剪辑成片1部，时长{film_seconds}秒" if film_seconds else ""
    return [
        Block(kind=BlockKind.HEADING, text="三、成效"),
        Block(
            kind=BlockKind.BODY,
            text=f"活动期间，{len(units)}家单位报送的{len(done)}项活动影像素材通过审核，"
            f"其中照片{photos}张、视频{clips}段{film}。",
        ),
        Block(kind=BlockKind.TO_WRITE, text=f"场次、参与人次、发放资料等数据{TO_WRITE}"),
    ]


def photo_caption(campaign: Campaign, activity: Activity, photo: Asset) -> str:
    """`5月28日 科普大讲堂（县科协）`: day when known, activity, unit."""
    day = photo.tag.day if photo.tag else None
    when = f"{chinese_day(day)} " if day else ""
    return f"{when}{activity.title}（{campaign.unit(photo.unit).name}）"
