"""The summary report as sentences made of facts alone; what only people know is left for them."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.asset import Asset
from domain.board.figures import (
    FIGURES,
    Figure,
    FiguresEntry,
    Total,
    Totals,
    in_force,
    totals,
    totals_by_activity,
)
from domain.campaign import Activity, Campaign
from domain.packing.package_contents import ActivityFacts, PackagedPhoto, days_text
from domain.packing.report_blocks import (
    TO_WRITE,
    Block,
    BlockKind,
    Cite,
    Report,
    chinese_number,
    writable_report,
)
from domain.wording import day_zh, period_zh, unit_name

__all__ = ["TO_WRITE", "Block", "BlockKind", "Cite", "Report", "chinese_number", "compose"]

#: Two captioned photos an activity, as issued summaries have them.
PHOTOS_PER_ACTIVITY = 2
#: Where facts are entered or decided, inside the campaign's pages.
_PLAN, _FIGURES, _FILM = "/notice", "/figures", "/film"


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
        _left("problems", "存在的问题与下一步打算"),
    ]
    report = Report(
        title=f"{campaign.title}总结报告",
        blocks=tuple(blocks),
        signature=campaign.host_units or ((campaign.submitter,) if campaign.submitter else ()),
        dated=f"{dated.year}年{day_zh(dated)}",
    )
    return writable_report(report)


def _body(key: str, *parts: str | Cite) -> Block:
    """A paragraph out of words and facts, in their order."""
    cites = tuple(part for part in parts if isinstance(part, Cite) and part.text)
    text = "".join(part.text if isinstance(part, Cite) else part for part in parts)
    return Block(kind=BlockKind.BODY, key=key, text=text, cites=cites)


def _left(key: str, what: str) -> Block:
    return Block(kind=BlockKind.TO_WRITE, key=key, text=f"{what}{TO_WRITE}")


def _of_plan(text: str) -> Cite:
    return Cite(text=text, path=_PLAN)


def _leadership(campaign: Campaign) -> list[Block]:
    hosts = "、".join(campaign.host_units)
    period = _of_plan(period_zh(campaign.starts_on, campaign.ends_on))
    planned = sum(activity.media_expected for activity in campaign.activities)
    joint = "联合举办" if len(campaign.host_units) > 1 else "举办"
    opening = (_of_plan(hosts), joint, campaign.title, "。") if hosts else ("举办活动。",)
    theme = ("活动以“", _of_plan(campaign.theme), "”为主题，") if campaign.theme else ("活动",)
    return [
        Block(kind=BlockKind.HEADING, text="一、组织领导"),
        _body(
            "leadership",
            *(period, "，", *opening, *theme, "安排"),
            *(_of_plan(f"主要活动{planned}项"), "，由各责任单位分工组织实施。"),
        ),
        _left("leadership.more", "领导重视与部署情况"),
    ]


def _activities(
    campaign: Campaign,
    facts: Sequence[ActivityFacts],
    photos: Sequence[PackagedPhoto],
    sums: Mapping[str, Totals],
) -> list[Block]:
    blocks: list[Block] = []
    for place, each in enumerate(facts, start=1):
        heading = f"（{chinese_number(place)}）{each.activity.title}"
        blocks.append(Block(kind=BlockKind.SUBHEADING, text=heading))
        blocks.append(_activity_body(each, sums.get(each.activity.key, {})))
        mine = [photo for photo in photos if photo.activity == each.activity.key]
        blocks += [
            Block(
                kind=BlockKind.FIGURE,
                key=caption_key(photo.asset.id),
                text=photo_caption(campaign, each.activity, photo.asset),
                asset=photo.asset.id,
                cites=(),
            )
            for photo in mine[:PHOTOS_PER_ACTIVITY]
        ]
    return blocks


def _activity_body(each: ActivityFacts, sums: Totals) -> Block:
    """When, where and by whom; what was counted; what of it was sent and accepted."""
    key = f"activity.{each.activity.key}"
    counts = _counted(sums, each.activity.key)
    if not each.photos + each.clips:
        if counts:
            return _body(key, "本项活动", *counts, "。")
        missing = "本项活动没有已审核的影像素材" if each.activity.media_expected else "参加情况"
        return _left(key, missing)
    seen = f"/review?show=all&activity={each.activity.key}"
    when = (Cite(text=days_text(each), path=seen), "，") if each.days else ()
    where = ("在", _of_plan(each.activity.venue)) if each.activity.venue else ()
    owners = ("由", _of_plan("、".join(each.responsible)), "负责，") if each.responsible else ()
    media = "、".join(
        text
        for count, text in (
            (each.photos, f"照片{each.photos}张"),
            (each.clips, f"视频{each.clips}段"),
        )
        if count
    )
    sent = (Cite(text="、".join(each.senders), path=seen), "报送影像素材（")
    told = (*counts, "。") if counts else ()
    return _body(
        key,
        *(*when, "本项活动", *where, "开展，", *owners),
        *(*sent, Cite(text=media, path=seen), "）。", *told),
    )


def _counted(sums: Totals, activity: str | None = None) -> list[str | Cite]:
    """“举办3场次，参与1200人次”, each figure with its entries; empty when nothing is known."""
    parts: list[str | Cite] = []
    for figure in Figure:
        if figure in sums:
            words = FIGURES[figure]
            text = f"{words.verb}{sums[figure].value}{words.measure}"
            parts += ["，"] if parts else []
            parts.append(_figure(text, sums[figure], activity))
    return parts


def _figure(
    text: str, total: Total, activity: str | None, cell: tuple[int, int] | None = None
) -> Cite:
    """One entry is shown itself, several at their activity, those of the week as the table."""
    anchor = f"#figures-{activity}" if activity else ""
    if len(total.entries) == 1:
        anchor = f"#entry-{total.entries[0]}"
    return Cite(text=text, path=f"{_FIGURES}{anchor}", entries=total.entries, cell=cell)


def _results(facts: Sequence[ActivityFacts], film_ms: int | None) -> list[Block]:
    done = [each for each in facts if each.photos + each.clips]
    units = {name for each in done for name in each.senders}
    photos, clips = sum(each.photos for each in done), sum(each.clips for each in done)
    accepted = "/review?show=accepted"
    film: tuple[str | Cite, ...] = ()
    if film_ms:
        length = f"时长{film_ms // 60_000}分{film_ms // 1000 % 60}秒"
        film = ("，剪辑成片1部，", Cite(text=length, path=_FILM))
    return [
        Block(kind=BlockKind.HEADING, text="三、成效"),
        _body(
            "results",
            "活动期间，",
            Cite(text=f"{len(units)}家单位", path=accepted),
            "报送的",
            Cite(text=f"{len(done)}项活动", path=accepted),
            "影像素材通过审核，其中",
            Cite(text=f"照片{photos}张", path=accepted),
            "、",
            Cite(text=f"视频{clips}段", path=accepted),
            *film,
            "。",
        ),
    ]


def _figures(
    facts: Sequence[ActivityFacts], sums: Mapping[str, Totals], whole: Totals
) -> list[Block]:
    """The sums of the week, the table by activity, and who is still to be asked."""
    if not whole:
        return [_left("results.figures", "场次、参与人次、发放资料等数据")]
    blocks = [
        _body("results.figures", "据各单位填报，活动期间共", *_counted(whole), "。"),
        _table(facts, sums, whole),
    ]
    silent = [
        each.activity.title
        for each in facts
        if each.activity.media_expected and each.activity.key not in sums
    ]
    if silent:
        asked = "、".join(f"“{title}”" for title in silent)
        blocks.append(_left("results.silent", f"{asked}没有填报数据"))
    return blocks


def _table(facts: Sequence[ActivityFacts], sums: Mapping[str, Totals], whole: Totals) -> Block:
    """A row for each activity that was counted and one for the week; unknown is a dash."""
    shown = [figure for figure in Figure if figure in whole]
    head = ("活动", *(FIGURES[figure].name.zh for figure in shown))
    lines: list[tuple[str, str | None, Totals]] = [
        (each.activity.title, each.activity.key, sums[each.activity.key])
        for each in facts
        if each.activity.key in sums
    ]
    lines.append(("合计", None, whole))
    rows = [(title, *(_cell(mine, figure) for figure in shown)) for title, _, mine in lines]
    cites = [
        _figure(str(mine[figure].value), mine[figure], activity, (row, column))
        for row, (_, activity, mine) in enumerate(lines, start=1)
        for column, figure in enumerate(shown, start=1)
        if figure in mine
    ]
    return Block(kind=BlockKind.TABLE, text="各项活动数据", rows=(head, *rows), cites=tuple(cites))


def _cell(sums: Totals, figure: Figure) -> str:
    """Unknown is a dash: nobody said zero."""
    return str(sums[figure].value) if figure in sums else "—"


def caption_key(asset: str) -> str:
    """Key of the block that shows a photo: its words are the same wherever it stands."""
    return f"photo.{asset}"


def photo_caption(campaign: Campaign, activity: Activity, photo: Asset) -> str:
    """`5月28日 科普大讲堂（县科协）`: day when known, activity, unit."""
    day = photo.tag.day if photo.tag else None
    when = f"{day_zh(day)} " if day else ""
    return f"{when}{activity.title}（{unit_name(campaign, photo.unit)}）"
