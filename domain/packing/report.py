"""The summary report as sentences made of facts alone; what only people know is left for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.asset import Asset
from domain.board.figures import (
    FIGURES,
    Figure,
    FiguresEntry,
    Totals,
    in_force,
    sentence_zh,
    totals,
    totals_by_activity,
)
from domain.campaign import Activity, Campaign
from domain.packing.package_contents import ActivityFacts, PackagedPhoto, days_text
from domain.wording import day_zh, period_zh, unit_name

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
    #: Figures as people entered them; `rows` holds the head first.
    TABLE = "table"
    #: Left for the editor, marked.
    TO_WRITE = "to_write"


@dataclass(frozen=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str
    asset: str | None = None
    #: Cells of a table, rows of equal length.
    rows: tuple[tuple[str, ...], ...] = ()


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


def compose(
    campaign: Campaign,
    facts: Sequence[ActivityFacts],
    photos: Sequence[PackagedPhoto],
    *,
    film_ms: int | None,
    dated: date,
    entries: Sequence[FiguresEntry] = (),
) -> Report:
    """The report of a week out of counted facts; `photos` are those of the package.

    Figures are printed as they were entered: of each unit's activity the newest entry.
    """
    sums = totals_by_activity(entries)
    blocks = [
        *_leadership(campaign),
        Block(kind=BlockKind.HEADING, text="二、主要活动"),
        *_activities(campaign, facts, photos, sums),
        *_results(facts, film_ms),
        *_figures(facts, sums, totals(in_force(entries).values())),
        Block(kind=BlockKind.HEADING, text="四、问题与下一步"),
        Block(kind=BlockKind.TO_WRITE, text=f"存在的问题与下一步打算{TO_WRITE}"),
    ]
    return Report(
        title=f"{campaign.title}总结报告",
        blocks=tuple(blocks),
        signature=campaign.host_units or ((campaign.submitter,) if campaign.submitter else ()),
        dated=f"{dated.year}年{day_zh(dated)}",
    )


def _leadership(campaign: Campaign) -> list[Block]:
    hosts = "、".join(campaign.host_units)
    period = period_zh(campaign.starts_on, campaign.ends_on)
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
    campaign: Campaign,
    facts: Sequence[ActivityFacts],
    photos: Sequence[PackagedPhoto],
    sums: Mapping[str, Totals],
) -> list[Block]:
    blocks: list[Block] = []
    for place, each in enumerate(facts, start=1):
        heading = f"（{chinese_number(place)}）{each.activity.title}。"
        blocks.append(Block(kind=BlockKind.SUBHEADING, text=heading))
        blocks.append(_activity_body(each, sums.get(each.activity.key, {})))
        mine = [photo for photo in photos if photo.activity == each.activity.key]
        blocks += [
            Block(
                kind=BlockKind.FIGURE,
                text=photo_caption(campaign, each.activity, photo.asset),
                asset=photo.asset.id,
            )
            for photo in mine[:PHOTOS_PER_ACTIVITY]
        ]
    return blocks


def _activity_body(each: ActivityFacts, sums: Totals) -> Block:
    counts = sentence_zh(sums)
    if not each.photos + each.clips and counts:
        return Block(kind=BlockKind.BODY, text=f"本项活动{counts}。")
    if not each.photos + each.clips:
        missing = "本项活动没有已审核的影像素材" if each.activity.media_expected else "参加情况"
        return Block(kind=BlockKind.TO_WRITE, text=f"{missing}{TO_WRITE}")
    when = f"{days_text(each)}，" if each.days else ""
    where = f"在{each.activity.venue}" if each.activity.venue else ""
    owners = f"由{'、'.join(each.responsible)}负责，" if each.responsible else ""
    counted = "、".join(
        text
        for count, text in (
            (each.photos, f"照片{each.photos}张"),
            (each.clips, f"视频{each.clips}段"),
        )
        if count
    )
    return Block(
        kind=BlockKind.BODY,
        text=f"{when}本项活动{where}开展，{owners}{'、'.join(each.senders)}报送影像素材（{counted}）。"
        + (f"{counts}。" if counts else ""),
    )


def _results(facts: Sequence[ActivityFacts], film_ms: int | None) -> list[Block]:
    done = [each for each in facts if each.photos + each.clips]
    units = {name for each in done for name in each.senders}
    photos, clips = sum(each.photos for each in done), sum(each.clips for each in done)
    film = f"，剪辑成片1部，时长{film_ms // 60_000}分{film_ms // 1000 % 60}秒" if film_ms else ""
    return [
        Block(kind=BlockKind.HEADING, text="三、成效"),
        Block(
            kind=BlockKind.BODY,
            text=f"活动期间，{len(units)}家单位报送的{len(done)}项活动影像素材通过审核，"
            f"其中照片{photos}张、视频{clips}段{film}。",
        ),
    ]


def _figures(
    facts: Sequence[ActivityFacts], sums: Mapping[str, Totals], whole: Totals
) -> list[Block]:
    """The sums of the week, the table by activity, and who is still to be asked."""
    if not whole:
        return [Block(kind=BlockKind.TO_WRITE, text=f"场次、参与人次、发放资料等数据{TO_WRITE}")]
    shown = [figure for figure in Figure if figure in whole]
    head = ("活动", *(FIGURES[figure].name.zh for figure in shown))
    counted = [each.activity for each in facts if each.activity.key in sums]
    rows = [(a.title, *(_cell(sums[a.key], figure) for figure in shown)) for a in counted]
    last = ("合计", *(_cell(whole, figure) for figure in shown))
    blocks = [
        Block(kind=BlockKind.BODY, text=f"据各单位填报，活动期间共{sentence_zh(whole)}。"),
        Block(kind=BlockKind.TABLE, text="各项活动数据", rows=(head, *rows, last)),
    ]
    silent = [
        each.activity.title
        for each in facts
        if each.activity.media_expected and each.activity.key not in sums
    ]
    if silent:
        asked = "、".join(f"“{title}”" for title in silent)
        blocks.append(Block(kind=BlockKind.TO_WRITE, text=f"{asked}没有填报数据{TO_WRITE}"))
    return blocks


def _cell(sums: Totals, figure: Figure) -> str:
    """Unknown is a dash: nobody said zero."""
    return str(sums[figure].value) if figure in sums else "—"


def photo_caption(campaign: Campaign, activity: Activity, photo: Asset) -> str:
    """`5月28日 科普大讲堂（县科协）`: day when known, activity, unit."""
    day = photo.tag.day if photo.tag else None
    when = f"{day_zh(day)} " if day else ""
    return f"{when}{activity.title}（{unit_name(campaign, photo.unit)}）"
