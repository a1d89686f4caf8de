"""The report's own words and numbers against plan, film, assets and forms."""

import re
from collections.abc import Iterator

from domain.board.figures import FIGURES, Figure, in_force, totals, totals_by_activity
from domain.crosschecks.parts import Contradiction, Parts, said
from domain.packing.report import BlockKind
from domain.timebase import frames_to_ms
from domain.wording import period_zh

_REPORT = "/package"
#: Mobile and fixed-line numbers, with or without separators.
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
#: A name shorter than this resembles too many words.
_LEAST_NAME = 4


def missing(parts: Parts) -> Iterator[Contradiction]:
    text = parts.report_text
    for activity in parts.campaign.activities:
        if activity.title not in text:
            yield said(
                f"报告里没有写“{activity.title}”",
                f"the report does not mention {activity.title!r}",
                _REPORT,
            )


def activities_differ(parts: Parts) -> Iterator[Contradiction]:
    """`n项活动影像素材通过审核` against what was accepted."""
    done = sum(bool(each.photos + each.clips) for each in parts.facts)
    told = _activities_told(parts)
    if told not in (None, done):
        yield said(
            f"报告写 {told} 项活动，通过审核的有 {done} 项",
            f"the report says {told} activities, {done} have accepted material",
            _REPORT,
        )


def film_differs(parts: Parts) -> Iterator[Contradiction]:
    """The same against the film: what was accepted cannot always be shown."""
    shown = len({key for key, _ in parts.chapters})
    told = _activities_told(parts)
    if told not in (None, shown):
        yield said(
            f"报告写 {told} 项活动，成片里有 {shown} 项",
            f"the report says {told} activities, the film shows {shown}",
            "/storyboard",
        )


def _activities_told(parts: Parts) -> int | None:
    told = re.search(r"(\d+)项活动影像素材", parts.report_text)
    return int(told[1]) if told else None


def counts_differ(parts: Parts) -> Iterator[Contradiction]:
    text = parts.report_text
    photos = sum(each.photos for each in parts.facts)
    clips = sum(each.clips for each in parts.facts)
    units = len({name for each in parts.facts for name in each.senders})
    for pattern, number, zh, en in (
        (r"其中照片(\d+)张", photos, "照片", "photos"),
        (r"其中照片\d+张、视频(\d+)段", clips, "视频", "clips"),
        (r"(\d+)家单位报送的", units, "报送单位", "units"),
    ):
        told = re.search(pattern, text)
        if told is not None and int(told[1]) != number:
            yield said(
                f"报告写的{zh}数是 {told[1]}，实际是 {number}",
                f"the report says {told[1]} {en}, there are {number}",
                _REPORT,
            )


def length_differs(parts: Parts) -> Iterator[Contradiction]:
    told = re.search(r"时长(\d+)分(\d+)秒", parts.report_text)
    seconds = frames_to_ms(parts.storyboard.frames) // 1000
    if told is not None and int(told[1]) * 60 + int(told[2]) != seconds:
        yield said(
            f"报告写成片时长{told[1]}分{told[2]}秒，成片是{seconds // 60}分{seconds % 60}秒",
            f"the report says {told[1]} min {told[2]} s, the film lasts {seconds} s",
            _REPORT,
        )


def sums_differ(parts: Parts) -> Iterator[Contradiction]:
    """`据各单位填报，活动期间共…` against the sums of the forms."""
    sums = totals(in_force(parts.entries).values())
    sentence = next((b.text for b in parts.report.blocks if b.text.startswith("据各单位填报")), "")
    for figure in Figure:
        words = FIGURES[figure]
        told = re.search(rf"{words.verb}([\d,，]+){words.measure}", sentence)
        number = sums[figure].value if figure in sums else None
        if told is not None and _number(told[1]) != number:
            yield said(
                f"报告写{words.verb}{told[1]}{words.measure}，各单位填报合计"
                f"{number if number is not None else '没有'}",
                f"the report says {told[1]} {words.name.en}, the forms {number}",
                "/figures",
            )


def table_differs(parts: Parts) -> Iterator[Contradiction]:
    """Every cell of the report's table against the forms."""
    table = next((b for b in parts.report.blocks if b.kind is BlockKind.TABLE), None)
    if table is None or not table.rows:
        return
    by_title = {a.title: a.key for a in parts.campaign.activities}
    sums = totals_by_activity(parts.entries)
    names = {FIGURES[figure].name.zh: figure for figure in Figure}
    head, *rows = table.rows
    for title, *cells in rows:
        mine = sums.get(by_title.get(title, ""), {})
        if title == "合计":
            mine = totals(in_force(parts.entries).values())
        for name, cell in zip(head[1:], cells, strict=False):
            figure = names.get(name)
            number = str(mine[figure].value) if figure is not None and figure in mine else "—"
            if cell != number:
                yield said(
                    f"报告表格中“{title}”的{name}是 {cell}，填报的是 {number}",
                    f"the table says {cell} for {name} of {title!r}, the forms {number}",
                    "/figures",
                )


def _number(text: str) -> int:
    return int(re.sub(r"[,，]", "", text))


def misspelt(parts: Parts) -> Iterator[Contradiction]:
    """What differs from a unit's name by one character where that name should stand.

    A shorter true name inside it (县科协 in 县科协会) is no slip, nor is another unit's name.
    """
    text = parts.report_text
    known = {name for unit in parts.campaign.units for name in unit.names}
    for name in sorted(known):
        if len(name) < _LEAST_NAME:
            continue
        for near in _near(name, text):
            if not any(near in other or other in near for other in known):
                yield said(
                    f"报告里的“{near}”可能是“{name}”写错了",
                    f"{near!r} in the report may be {name!r} misspelt",
                    _REPORT,
                )


def _near(name: str, text: str) -> list[str]:
    """Stretches of the name's length that differ from it in one inner or last character."""
    found: dict[str, None] = {}
    for place in range(1, len(name)):
        pattern = re.escape(name[:place]) + r"([\u4e00-\u9fff])" + re.escape(name[place + 1 :])
        for match in re.finditer(pattern, text):
            if match[1] != name[place]:
                found[match[0]] = None
    return list(found)


def unnamed(parts: Parts) -> Iterator[Contradiction]:
    """Telephone numbers, and names that must not appear."""
    film = [f"{s.caption.title}\n{s.caption.line}" for s in parts.storyboard.shots if s.caption]
    film += [parts.card(role) or "" for role in ("opening", "closing")]
    places = (
        (parts.report_text, "报告", "the report", _REPORT),
        ("\n".join(film), "成片", "the film", "/film"),
        ("\n".join(p.caption for p in parts.photos), "照片说明", "a photo's caption", "/package"),
    )  # fmt: skip
    for text, zh, en, mend in places:
        for name in (*parts.unnamed, *_PHONE.findall(text)):
            if name in text:
                yield said(
                    f"{zh}里有不应出现的“{name}”",
                    f"{en} holds {name!r}, which must not appear",
                    mend,
                )


def frame_differs(parts: Parts) -> Iterator[Contradiction]:
    """Title, theme and period of the plan."""
    campaign, text = parts.campaign, parts.report_text
    wanted = (
        (campaign.title, "标题", "title"),
        (campaign.theme, "主题", "theme"),
        (period_zh(campaign.starts_on, campaign.ends_on), "时间", "period"),
    )
    for value, zh, en in wanted:
        if value and value not in text:
            yield said(
                f"报告里没有计划的{zh}“{value}”",
                f"the report lacks the plan's {en} {value!r}",
                _REPORT,
            )


def early(parts: Parts) -> Iterator[Contradiction]:
    """A report that is dated before the week is over."""
    told = re.match(r"(\d{4})年(\d+)月(\d+)日", parts.report.dated)
    last = parts.campaign.ends_on
    if told and tuple(map(int, told.groups())) < (last.year, last.month, last.day):
        yield said(
            f"报告的日期{parts.report.dated}早于活动结束",
            f"the report is dated {parts.report.dated}, before the week is over",
            _REPORT,
        )


def to_write(parts: Parts) -> Iterator[Contradiction]:
    """Places that the editor has left open."""
    left = sum(block.kind is BlockKind.TO_WRITE for block in parts.report.blocks)
    if left:
        yield said(
            f"报告里还有 {left} 处请编辑补充的内容",
            f"{left} places of the report are open",
            _REPORT,
        )
