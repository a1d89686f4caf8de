"""Every number that two parts tell: report, table and closing card against film and forms."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from domain.board.figures import (
    FIGURES,
    Figure,
    Totals,
    in_force,
    totals,
    totals_by_activity,
)
from domain.crosschecks.parts import Contradiction, Parts, said
from domain.timebase import frames_to_ms

_REPORT, _FORMS = "/report", "/figures"
#: A film made here has the storyboard's length to the frame; elsewhere programs round.
_OWN_MS, _BROUGHT_MS = 40, 1000


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
    told = re.search(r"(\d+)项活动影像素材", parts.report.text)
    return int(told[1]) if told else None


def counts_differ(parts: Parts) -> Iterator[Contradiction]:
    text = parts.report.text
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
    """The report's words against the film as it was decoded.

    The report counts the storyboard's frames: where these are near enough to the film, its whole
    seconds are right too, though a few milliseconds make the film's another.
    """
    told = re.search(r"时长(\d+)分(\d+)秒", parts.report.text)
    seconds = parts.film_ms // 1000
    right = {seconds} if _is_astray(parts) else {seconds, _planned_ms(parts) // 1000}
    if told is not None and int(told[1]) * 60 + int(told[2]) not in right:
        yield said(
            f"报告写成片时长{told[1]}分{told[2]}秒，成片是{seconds // 60}分{seconds % 60}秒",
            f"the report says {told[1]} min {told[2]} s, the film lasts {seconds} s",
            _REPORT,
        )


def film_astray(parts: Parts) -> Iterator[Contradiction]:
    """The film as it was decoded against the storyboard that list and captions are made from."""
    if _is_astray(parts):
        planned = _planned_ms(parts)
        yield said(
            f"分镜长 {planned / 1000:.3f} 秒，成片长 {parts.film_ms / 1000:.3f} 秒",
            f"the storyboard lasts {planned} ms, the film {parts.film_ms} ms",
            "/film",
        )


def _planned_ms(parts: Parts) -> int:
    return frames_to_ms(parts.storyboard.frames)


def _is_astray(parts: Parts) -> bool:
    allowed = _OWN_MS if parts.storyboard.brought is None else _BROUGHT_MS
    return abs(parts.film_ms - _planned_ms(parts)) > allowed


def figures_told(text: str) -> dict[Figure, set[int]]:
    """Figures that a text tells in the words that forms are told in: 参与1200人次."""
    found: dict[Figure, set[int]] = {}
    for figure in Figure:
        words = FIGURES[figure]
        # 专家参与20人次 tells of experts, not of participants.
        apart = "(?<!专家)" if words.verb == "参与" else ""
        pattern = rf"{apart}{words.verb}\s*(\d[\d,，]*)\s*{words.measure}"
        numbers = {int(re.sub(r"[,，]", "", told)) for told in re.findall(pattern, text)}
        if numbers:
            found[figure] = numbers
    return found


def _astray(text: str, sums: Totals) -> Iterator[tuple[Figure, int, int | None]]:
    """Figures of which a text tells others than the sum; parts of a sum may stand beside it."""
    for figure, numbers in figures_told(text).items():
        number = sums[figure].value if figure in sums else None
        if number not in numbers:
            yield figure, max(numbers), number


def _unlike(where_zh: str, where_en: str, found: tuple[Figure, int, int | None]) -> Contradiction:
    figure, told, number = found
    words = FIGURES[figure]
    return said(
        f"{where_zh}写{words.verb}{told}{words.measure}，各单位填报合计"
        f"{number if number is not None else '没有'}",
        f"{where_en} says {told} {words.name.en}, the forms {number}",
        _FORMS,
    )


def sums_differ(parts: Parts) -> Iterator[Contradiction]:
    """`据各单位填报，活动期间共…` against the sums of the forms."""
    sums = totals(in_force(parts.entries).values())
    sentence = next((line for line in parts.report.lines if line.startswith("据各单位填报")), "")
    for found in _astray(sentence, sums):
        yield _unlike("报告", "the report", found)


def activity_figures_differ(parts: Parts) -> Iterator[Contradiction]:
    """What an activity's own paragraphs tell against its forms, whoever worded them."""
    sums = totals_by_activity(parts.entries)
    seen: Counter[str] = Counter()
    for activity in parts.campaign.activities:
        text = parts.report.section(activity.title, seen[activity.title])
        seen[activity.title] += 1
        for found in _astray(text, sums.get(activity.key, {})):
            yield _unlike(f"报告的“{activity.title}”", f"the report of {activity.title!r}", found)


def card_figures_differ(parts: Parts) -> Iterator[Contradiction]:
    """What an editor put on the closing card against the forms."""
    sums = totals(in_force(parts.entries).values())
    for found in _astray(parts.card("closing") or "", sums):
        yield _unlike("片尾", "the closing card", found)


def table_differs(parts: Parts) -> Iterator[Contradiction]:
    """Every cell of the report's table of figures against the forms."""
    names = {FIGURES[figure].name.zh: figure for figure in Figure}
    for head, *rows in (table for table in parts.report.tables if table):
        if not set(head) & set(names):
            continue
        keys = _rows_of(parts)
        for title, *cells in rows:
            # Of two activities with one title, the rows follow the plan.
            mine: Totals = keys[title].pop(0) if keys.get(title) else {}
            for name, cell in zip(head[1:], cells, strict=False):
                number = _cell(mine, names.get(name))
                if number is not None and cell != number:
                    yield said(
                        f"报告表格中“{title}”的{name}是 {cell}，填报的是 {number}",
                        f"the table says {cell} for {name} of {title!r}, the forms {number}",
                        _FORMS,
                    )


def _rows_of(parts: Parts) -> dict[str, list[Totals]]:
    """Title -> the sums of its activities that were counted, in the plan's order."""
    sums: Mapping[str, Totals] = totals_by_activity(parts.entries)
    found: dict[str, list[Totals]] = {"合计": [totals(in_force(parts.entries).values())]}
    for activity in parts.campaign.activities:
        if activity.key in sums:
            found.setdefault(activity.title, []).append(sums[activity.key])
    return found


def _cell(sums: Totals, figure: Figure | None) -> str | None:
    """What a cell should say; None for a column that is no figure's."""
    if figure is None:
        return None
    return str(sums[figure].value) if figure in sums else "—"
