"""The list of activities in a notice: which numbered part or table holds it, item by item."""

import itertools
import re
from dataclasses import dataclass, replace

from domain.notice.activity import LABEL_AT, Item, item_of
from domain.notice.dates import find_spans
from domain.notice.outline import Part, children
from domain.notice.table import Table, table_items
from domain.notice.text import Flow

_CALLED_ACTIVITIES = re.compile(
    r"活动安排|主要活动|重点活动|活动项目|系列活动|活动清单|活动计划|具体活动|活动一览|日程安排|特色活动"
)
_MAY_BE_ACTIVITIES = re.compile(
    r"(?:活动|主要|重点|实施|工作|宣传)内容|(?:重点|主要|工作)(?:任务|工作)|活动形式|工作安排|具体安排"
)
_NOT_ACTIVITIES = re.compile(r"要求|保障|原则|目标|意义|组织领导|总结|报送|指导思想|职责|分工")
#: What such a list begins with where it tells of the campaign as a whole.
_OF_THE_CAMPAIGN = re.compile(
    r"(?:活动|参加|参与|参赛|举办|报名)?(?:时间|日期|地点|对象|范围|人员|单位|方式|流程)"
    r"|(?:活动)?(?:主题|名称)(?![\u4e00-\u9fff])|[\u4e00-\u9fff]{2,4}(?:时间|日期|地点)$"
)
#: What the items of a list demand that is none of activities, at their beginning.
_DEMANDS = re.compile(
    r"(?:进一步|切实|要)?(?:高度重视|提高(?:思想)?认识|统一思想|加强|强化|精心|广泛(?:宣传|发动)|营造|落实|明确"
    r"|压实|确保|及时|认真|做好(?:总结|宣传)|严格|注重|注意|突出|坚持|周密|密切)"
)
#: What ends just before a list in the middle of a sentence.
_ANNOUNCED = re.compile(r"(?:主要|重点|系列|具体)?活动(?:安排|内容|项目)?(?:有|包括|如下|是)：?$")
_HEADING = 24
#: A list without a telling heading must have this share of items with a unit, a day or a place.
_ENOUGH = 0.4


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The list of activities that was chosen."""

    items: tuple[Item, ...]
    #: Slice of the flow that holds it; empty when it is a table.
    start: int
    stop: int
    #: True when numbers of several lists clashed and were counted anew.
    renumbered: bool = False


def _heading(flow: Flow, parts: tuple[Part, ...], part: Part) -> str:
    """The first words of a part, up to a sentence's end or its first child."""
    inner = (other.start for other in parts if part.start < other.start < part.stop)
    stop = min(part.body + _HEADING, part.stop, *inner)
    return re.split("[。：；]", flow.text[part.body : stop])[0]


def find_plan(flow: Flow, parts: tuple[Part, ...], tables: tuple[Table, ...]) -> Plan | None:
    """The likeliest list of activities, or None."""
    best: Plan | None = None
    best_score = 0.0
    for part, following in itertools.pairwise(parts):
        if following.depth <= part.depth or following.start >= part.stop:
            continue  # a part without children lists nothing
        plan = _plan_under(flow, parts, _with_siblings(flow, parts, part))
        score = _score(_heading(flow, parts, part), plan.items)
        if score > best_score:
            best, best_score = plan, score
    for items in map(table_items, tables):
        score = 1 + _told(items)
        if items and score > best_score:
            best, best_score = Plan(items=items, start=0, stop=0), score
    return best or _plan_at_top(flow, parts)


def _plan_under(flow: Flow, parts: tuple[Part, ...], parents: tuple[Part, ...]) -> Plan:
    items = tuple(
        item
        for parent in parents
        for item in children(parts, parent) or _alone(flow, parts, parent)
    )
    leaves = _leaves(flow, parts, items)
    return _plan(flow, parts, leaves, parents[0].start, parents[-1].stop)


def _with_siblings(flow: Flow, parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    """The part and those next to it that list activities too: 一、主场活动 二、部门活动."""
    before = (p for p in parts if p.stop == part.start and p.style == part.style)
    found = [*(p for p in before if _alone(flow, parts, p)), part]
    for other in parts:
        follows = other.start == found[-1].stop and other.style == part.style
        if follows and (_lists_activities(flow, parts, other) or _alone(flow, parts, other)):
            found.append(other)
    return tuple(found)


def _alone(flow: Flow, parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    """The part itself where it is one activity with its labels: 一、主场活动 时间：… 地点：…."""
    heading = _heading(flow, parts, part)
    text = flow.text[part.body : part.stop]
    labelled = re.search("(?:时间|日期)：", text) and re.search("(?:地点|地址|场地)：", text)
    named = "活动" in heading and not _NOT_ACTIVITIES.search(heading)
    is_one = named and labelled and not children(parts, part)
    return (part,) if is_one else ()


def _lists_activities(flow: Flow, parts: tuple[Part, ...], part: Part) -> bool:
    heading = _heading(flow, parts, part)
    if "活动" not in heading or _NOT_ACTIVITIES.search(heading):
        return False
    return _told(_plan_under(flow, parts, (part,)).items) >= 0.5


def _plan_at_top(flow: Flow, parts: tuple[Part, ...]) -> Plan | None:
    """A bare list without heading, when its items say who, when or where."""
    top = tuple(part for part in parts if part.depth == 0)
    if not top:
        return None
    plan = _plan(flow, parts, top, top[0].start, top[-1].stop)
    headings = [_heading(flow, parts, part) for part in top]
    if len(top) < 2 or any(map(_OF_THE_CAMPAIGN.match, headings)):
        return None
    announced = _ANNOUNCED.search(flow.text, 0, top[0].start)
    listed = announced and not any(map(_NOT_ACTIVITIES.search, headings))
    return plan if listed or _told(plan.items) > 0.5 else None


def _plan(
    flow: Flow, parts: tuple[Part, ...], leaves: tuple[Part, ...], start: int, stop: int
) -> Plan:
    numbers = [leaf.number for leaf in leaves]
    clash = len(set(numbers)) < len(numbers)
    items = tuple(
        replace(
            item_of(index if clash else leaf.number, _item_text(flow, parts, leaf)),
            place=flow.in_source(leaf.start, leaf.stop),
        )
        for index, leaf in enumerate(leaves, 1)
    )
    return Plan(items=items, start=start, stop=stop, renumbered=clash)


def _leaves(flow: Flow, parts: tuple[Part, ...], items: tuple[Part, ...]) -> tuple[Part, ...]:
    """The items themselves, or those under them where they are headings of groups only."""
    leaves: list[Part] = []
    for item in items:
        under = children(parts, item)
        is_group = len(under) > 1 and under[0].start - item.body <= _HEADING
        if is_group and not any(_is_label(flow, part) for part in under):
            leaves.extend(_leaves(flow, parts, under))
        else:
            leaves.append(item)
    return tuple(leaves)


def _is_label(flow: Flow, part: Part) -> bool:
    return LABEL_AT.match(flow.text[part.body : part.body + _HEADING]) is not None


def _item_text(flow: Flow, parts: tuple[Part, ...], item: Part) -> str:
    """The item's paragraphs, each numbered part under it on a line without its number."""
    inner = [part for part in parts if item.start < part.start < item.stop]
    cuts = [item.body, *(at for part in inner for at in (part.start, part.body)), item.stop]
    pieces = zip(cuts[::2], cuts[1::2], strict=True)
    return "\n".join(flow.paragraphs(start, stop) for start, stop in pieces)


def _score(heading: str, items: tuple[Item, ...]) -> float:
    if not items or _NOT_ACTIVITIES.search(heading):
        return 0
    named = 1.0 if _CALLED_ACTIVITIES.search(heading) else 0.0
    named = named or (0.4 if _MAY_BE_ACTIVITIES.search(heading) else 0.0)
    told = _told(items)
    demands = sum(bool(_DEMANDS.match(item.head)) for item in items) > len(items) / 2
    enough = told >= _ENOUGH and len(items) > 1 and not demands
    return named + told if named or enough else 0


def _told(items: tuple[Item, ...]) -> float:
    """Share of items that say who, when or where."""
    telling = [
        item
        for item in items
        if (item.units and not item.is_any)
        or item.when
        or item.where
        or find_spans(item.head + item.text, 2000)
    ]
    return len(telling) / len(items) if items else 0
