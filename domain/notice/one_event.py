"""A notice about one event on one day: its time and place are said once, for all that is done."""

import re
from dataclasses import replace

from domain.notice.activity import Item, PlannedActivity, is_open_place
from domain.notice.days import day_in
from domain.notice.outline import Part
from domain.notice.text import Flow, trimmed
from domain.notice.units import split_roles

_OF_IT = r"(?:本次|此次)?(?:活动|会议|培训|举办|举行|开幕式?|集中宣传|启动仪式)?的?"
_TIME = rf"{_OF_IT}(?:时间|日期)(?:安排)?"
_PLACE = rf"{_OF_IT}(?:地点|地址|场地)(?:安排)?"
_WHAT = rf"{_OF_IT}(?:主要)?(?:内容|议程|流程)(?:安排)?"
_ROLES = r"(?:主办|承办|协办|牵头|参加|参与|支持)(?:单位|部门)"
_HOSTED = re.compile(
    r"由(?P<who>[^。；由]{2,120}?(?:主办|承办)(?:[^。；]{0,160}(?:承办|协办|配合|参与|参加))?)"
)
#: 现将…启动仪式有关事项通知如下.
_NAMED = re.compile(
    r"(?:现将|现就)(?P<name>[^，。；：]{3,60}?)(?:的)?(?:有关|相关|具体)(?:事项|事宜|工作|安排|要求)"
)
#: 开幕式将于5月20日下午在会展中心举行, in the opening.
_HELD = re.compile(
    r"(?:^|(?<=[，。；：\n]))(?P<name>[^，。；：\n]{0,24}?"
    r"(?:启动仪式|启动式|开幕式|主场活动|主会场活动|集中(?:宣传|示范|展示)活动))"
    r"(?P<said>(?:拟|暂|将|现)?定?于[^。；]{2,60}?(?:举行|举办|召开|开展|启动))"
)
#: 为扎实做好安全宣传咨询日活动，…, where no title says what it is.
_DONE_WELL = re.compile("(?:做好|办好|组织好|开展好|搞好)(?P<name>[^，。；：“”]{3,30}?活动)")
#: 一、时间与地点, with 时间：… and 地点：… on lines under it.
_BOTH = re.compile("(?:活动)?(?:时间|地点)[和及与、](?:活动)?(?:时间|地点)")
_OF_NO_EVENT = re.compile(r"^(?:本次|此次|这次|该)?(?:活动|工作|会议|有关|相关|具体|如下)*$")
_TITLE = re.compile(
    r"关于(?:组织|联合|做好|举办|举行|召开|开展|参加|印发)*(?P<name>.{3,60}?)(?:的)?(?:通知|方案|函|公告)$"
    r"|^(?P<plain>.{4,60}?活动)(?:的)?(?:实施|工作)?(?:通知|方案|公告|安排)$"
)
_LONGEST_PLACE = 40


def find_one_event(
    flow: Flow, parts: tuple[Part, ...], title: str | None, event: str | None
) -> Item | None:
    """The event when the notice as a whole has one day and one place, else None."""
    when = _said(flow, parts, _TIME)
    where = _said(flow, parts, _PLACE)
    if len(when) != 1 or len(where) != 1:
        return None
    time, place = (flow.text[start:stop] for start, stop in (when[0], where[0]))
    day = day_in(time, 2000)
    venue = trimmed(re.split("[。；]", place)[0])
    if day is None or not 2 <= len(venue) <= _LONGEST_PLACE or is_open_place(venue):
        return None
    what = _said(flow, parts, _WHAT)
    slices = (*when, *where, *what)
    units, partners, unsure = _roles(flow, parts)
    return Item(
        number=1,
        head=_name(flow, title, event),
        text="".join(flow.text[start:stop] for start, stop in what),
        when=time,
        where=venue,
        units=units,
        partners=partners,
        units_unsure=unsure,
        place=flow.in_source(min(a for a, _ in slices), max(b for _, b in slices)),
    )


def held_in_opening(flow: Flow, parts: tuple[Part, ...]) -> Item | None:
    """The event of which the opening says when and where it is held, or None."""
    held = _HELD.search(flow.text, 0, parts[0].start if parts else len(flow.text))
    if held is None or day_in(held["said"], 2000) is None:
        return None
    return Item(number=1, head=held["name"], text=held["said"], place=flow.in_source(*held.span()))


def _said(flow: Flow, parts: tuple[Part, ...], shape: str) -> list[tuple[int, int]]:
    """Slices of what stands under a heading of the outermost parts, or behind a label of a line."""
    heads = [part for part in parts if part.depth == 0]
    found: list[tuple[int, int]] = []
    for part in heads:
        inner = (other.start for other in parts if part.start < other.start < part.stop)
        stop = min(part.stop, *inner, part.stop)
        match = re.compile(shape).match(flow.text, part.body, stop)
        on_line = match is not None and flow.starts_line(match.end())
        if match and (on_line or flow.text[match.end() : match.end() + 1] in "：。"):
            found.append((match.end() + (not on_line), stop))
    for match in re.compile(f"{shape}：").finditer(flow.text):
        inside = any(
            part.start <= match.start() < part.stop and not _BOTH.match(flow.text, part.body)
            for part in parts
        )
        if flow.starts_line(match.start()) and not inside:
            found.append((match.end(), flow.paragraph_end(match.end() - 1)))
    return [(start, stop) for start, stop in found if start < stop]


def _roles(flow: Flow, parts: tuple[Part, ...]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    labelled = "。".join(
        f"{role}：{flow.text[start:stop]}"
        for role in ("主办单位", "承办单位", "协办单位", "参加单位")
        for start, stop in _said(flow, parts, role)
    )
    hosted = _HOSTED.search(flow.text)
    return split_roles(labelled or (hosted["who"] if hosted else ""))


def _name(flow: Flow, title: str | None, event: str | None) -> str:
    named = _NAMED.search(flow.text)
    if named and not _OF_NO_EVENT.match(named["name"]):
        return named["name"]
    if held := _HELD.search(flow.text):
        return held["name"]
    if title is None and event is None and (done := _DONE_WELL.search(flow.text)):
        return done["name"]
    titled = _TITLE.search(title or "")
    return (titled["name"] or titled["plain"] if titled else None) or event or ""


def on_its_day(
    activity: PlannedActivity, whole: PlannedActivity, reasons: frozenset[str]
) -> PlannedActivity:
    """The activity with the whole's day and place, where it names none of its own.

    What is on another day may be anywhere.
    """
    dated = activity.date is not None
    if {code for code, _ in activity.unsure} & reasons or (dated and activity.date != whole.date):
        return activity
    return replace(
        activity,
        date=activity.date or whole.date,
        part=activity.part if dated else whole.part,
        venue=activity.venue or whole.venue,
    )
