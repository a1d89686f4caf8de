"""The list of activities in a notice: which numbered part or table holds it, item by item."""

import bisect
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from domain.notice.activity import Item, item_of
from domain.notice.demands import are_demands, has_own_day, is_stage
from domain.notice.outline import Part, children
from domain.notice.owners import LABEL_AT
from domain.notice.table import Table, table_items
from domain.notice.text import Flow
from domain.notice.units import split_units

_CALLED_ACTIVITIES = re.compile(
    r"活动安排|主要活动|重点活动|活动项目|系列[\u4e00-\u9fff]{0,4}活动|活动清单|活动计划|具体活动|活动一览|日程安排|特色活动"
)
_MAY_BE_ACTIVITIES = re.compile(
    r"(?:活动|主要|重点|实施|工作|宣传)内容|(?:重点|主要|工作)(?:任务|工作)|活动[形方]式|工作安排|具体安排"
)
_ACTIVITIES_ARE = re.compile(r"(?:活动|主要)内容")
_NOT_ACTIVITIES = re.compile(r"要求|保障|原则|目标|意义|组织领导|总结|报送|指导思想|职责|分工")
#: What such a list begins with where it tells of the campaign as a whole.
_OF_THE_CAMPAIGN = re.compile(
    r"(?:活动|参加|参与|参赛|举办|报名)?(?:时间|日期|地点|对象|范围|人员|单位|方式|流程)"
    r"|(?:活动)?(?:主题|名称)(?:(?![\u4e00-\u9fff])|[和及与、])|(?:活动|主要)内容$|[\u4e00-\u9fff]{2,4}(?:时间|日期|地点)$"
)
#: A section of a plan that has one for what is asked, and one whose table stands elsewhere.
_A_SECTION = re.compile(
    r"(?:活动|工作|有关|其他|组织)?(?:要求|保障|原则|目标|意义|领导|总结|报送|分工|职责)"
)
#: 活动内容及任务分工 lists activities, each with who does it.
_AND_WHO = re.compile("(?<=活动|内容|安排)[及和与、](?:任务|职责|责任|工作)?分工")
#: A part that says when the campaign is and what it is about.
_OF_THE_FRAME = re.compile("(?:活动)?(?:时间|主题)[和及与、](?:活动)?(?:时间|主题)")
#: 开展“开放周”活动, as a part beside the list of activities may be headed.
_HOLDS = re.compile("(?:开展|举办|组织|举行)[^。；，]{2,22}活动")
_EMPTY = re.compile("(?:活动|具体|时间|日程)?(?:安排|内容|时间|地点)")
#: What ends just before a list in the middle of a sentence.
_ANNOUNCED = re.compile(r"(?:主要|重点|系列|具体)?活动(?:安排|内容|项目)?(?:有|包括|如下|是)：?$")
#: 开展科普讲座、健康义诊、科普展览等系列活动: a list without numbers.
_IN_A_SENTENCE = re.compile(
    r"(?:开展|举办|举行|组织)(?P<list>[^，。；：、“”]{3,24}(?:、[^，。；：、“”]{3,24}){2,20})等"
    r"[^，。；、]{0,16}?活动"
)
_DONE_BY = re.compile(
    r"(?:^|[。；，])(?:由)?(?P<who>[^，。；：]{2,30}?)负责(?:各项|全部|本次|上述|系列)*活动的?组织"
)
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
    """The first words of a part, up to the end of a sentence or paragraph, or its first child."""
    after = bisect.bisect_right(parts, part.start, key=lambda other: other.start)
    inner = parts[after].start if after < len(parts) else part.stop
    stop = min(part.body + _HEADING, part.stop, flow.paragraph_end(part.body), inner)
    return re.split("[。：；]", flow.text[part.body : stop])[0]


def find_plan(flow: Flow, parts: tuple[Part, ...], tables: tuple[Table, ...]) -> Plan | None:
    """The likeliest list of activities, or None."""
    best: Plan | None = None
    best_score = 0.0

    @cache
    def lists(part: Part) -> bool:
        return _lists_activities(flow, parts, part) or bool(_alone(flow, parts, part))

    for part, following in itertools.pairwise(parts):
        if following.depth <= part.depth or following.start >= part.stop:
            continue  # a part without children lists nothing
        heading = _heading(flow, parts, part)
        if not _named(heading) and _is_within_a_list(flow, parts, part):
            continue  # what one activity of a list is made up of
        plan = _plan_under(flow, parts, _with_siblings(flow, parts, part, lists))
        score = _score(heading, plan.items)
        if score > best_score:
            best, best_score = plan, score
    for items in map(table_items, tables):
        score = 1 + _told(items)
        if items and score >= best_score:
            best, best_score = Plan(items=items, start=0, stop=0), score
    return best or _plan_at_top(flow, parts) or _plan_in_sentence(flow, parts)


def _plan_under(flow: Flow, parts: tuple[Part, ...], parents: tuple[Part, ...]) -> Plan:
    items = tuple(
        item
        for parent in parents
        for item in children(parts, parent) or _alone(flow, parts, parent)
    )
    leaves = _leaves(flow, parts, items)
    return _plan(flow, parts, leaves, parents[0].start, parents[-1].stop)


def _with_siblings(
    flow: Flow, parts: tuple[Part, ...], part: Part, lists: Callable[[Part], bool]
) -> tuple[Part, ...]:
    """The part and those next to it that list activities too: 一、主场活动 二、部门活动."""
    before = (p for p in parts if p.stop == part.start and p.style == part.style)
    found = [*(p for p in before if _alone(flow, parts, p)), part]
    for other in parts:
        follows = other.start == found[-1].stop and other.style == part.style
        if follows and lists(other):
            found.append(other)
    return tuple(found)


def _alone(flow: Flow, parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    """The part itself where it is one activity with its labels: 一、主场活动 时间：… 地点：…."""
    text = flow.text[part.body : part.stop]
    when, where = re.search("(?:时间|日期)：", text), re.search("(?:地点|地址|场地)：", text)
    if when is None or where is None or children(parts, part):
        return ()
    # Up to its labels: a line may end within the heading.
    heading = re.split("[。：；]", text[: min(when.start(), where.start(), _HEADING)])[0]
    is_one = "活动" in heading and not _NOT_ACTIVITIES.search(heading)
    return (part,) if is_one else ()


def _lists_activities(flow: Flow, parts: tuple[Part, ...], part: Part) -> bool:
    heading = _heading(flow, parts, part)
    if "活动" not in heading or _NOT_ACTIVITIES.search(heading):
        return False
    items = _plan_under(flow, parts, (part,)).items
    holds = _HOLDS.match(heading) and len(items) > 1 and not are_demands(items)
    return bool(holds) or _told(items) >= 0.5


def _plan_at_top(flow: Flow, parts: tuple[Part, ...]) -> Plan | None:
    """A bare list without heading, when its items say who, when or where."""
    top = tuple(part for part in parts if part.depth == 0)
    if not top:
        return None
    if labelled := _plan_under_label(flow, parts, top):
        return labelled
    plan = _plan(flow, parts, top, top[0].start, top[-1].stop)
    headings = [_heading(flow, parts, part) for part in top]
    if len(top) < 2 or any(map(_OF_THE_CAMPAIGN.match, headings)):
        return None
    if are_demands(plan.items):
        return None
    announced = _ANNOUNCED.search(flow.text, 0, top[0].start)
    listed = announced and not any(map(_NOT_ACTIVITIES.search, headings))
    return plan if listed or _told(plan.items) > 0.5 else None


def _plan_in_sentence(flow: Flow, parts: tuple[Part, ...]) -> Plan | None:
    """What a part about activities names one after the other, where nothing is numbered."""
    for part in parts:
        heading = _heading(flow, parts, part)
        called = _CALLED_ACTIVITIES.match(heading) or _ACTIVITIES_ARE.match(heading)
        if not called or children(parts, part):
            continue
        listed = _IN_A_SENTENCE.search(flow.text, part.body, part.stop)
        if listed is None:
            continue
        by = _DONE_BY.search(flow.text[part.body + called.end() : part.stop])
        units, unsure = split_units(by["who"]) if by else ((), False)
        place = flow.in_source(*listed.span())
        names = enumerate(listed["list"].split("、"), 1)
        items = (
            Item(number=n, head=name, units=units, units_unsure=unsure, place=place)
            for n, name in names
        )
        return Plan(items=tuple(items), start=part.start, stop=part.stop)
    return None


def _plan_under_label(flow: Flow, parts: tuple[Part, ...], top: tuple[Part, ...]) -> Plan | None:
    """The list under a line that is a label alone: 活动内容：, with 1. 2. 3. below it."""
    for at, first in enumerate(top):
        label = flow.text[flow.line_start(max(0, first.start - 1)) : first.start]
        heads = label.endswith("：") and len(label) <= _HEADING and flow.starts_line(first.start)
        if first.number != 1 or not heads:
            continue
        run = [first]
        for part in top[at + 1 :]:
            if part.style != first.style or part.number != run[-1].number + 1:
                break
            run.append(part)
        plan = _plan(flow, parts, tuple(run), first.start, run[-1].stop)
        if _score(label, plan.items):
            return plan
    return None


def _plan(
    flow: Flow, parts: tuple[Part, ...], leaves: tuple[Part, ...], start: int, stop: int
) -> Plan:
    numbers = [leaf.number for leaf in leaves]
    clash = len(set(numbers)) < len(numbers)
    items = tuple(
        replace(
            _with_heads(
                item_of(index if clash else leaf.number, _item_text(flow, parts, leaf)),
                _heads(flow, parts, leaf),
            ),
            place=flow.in_source(leaf.start, leaf.stop),
        )
        for index, leaf in enumerate(leaves, 1)
    )
    return Plan(items=items, start=start, stop=stop, renumbered=clash)


def _heads(flow: Flow, parts: tuple[Part, ...], leaf: Part) -> tuple[str, ...]:
    """The units that the group of an item is headed with: （一）县水利局活动 1.… 2.…"""
    for around in parts:
        if around.start < leaf.start and leaf.stop <= around.stop:
            heading = _heading(flow, parts, around)
            units, unsure = split_units(re.sub("(?:的)?(?:系列|主要|重点)?活动$", "", heading))
            if units and not unsure and heading.endswith("活动"):
                return units
    return ()


def _with_heads(item: Item, heads: tuple[str, ...]) -> Item:
    return item if item.units or not heads else replace(item, units=heads)


def _leaves(flow: Flow, parts: tuple[Part, ...], items: tuple[Part, ...]) -> tuple[Part, ...]:
    """The items themselves, or those under them where they are headings of groups only."""
    leaves: list[Part] = []
    for item in items:
        heading = _heading(flow, parts, item)
        under = children(parts, item)
        if _A_SECTION.fullmatch(heading):
            continue
        ends = item.body + len(heading)
        alone = ends >= item.stop or flow.starts_line(ends)
        if alone and _EMPTY.fullmatch(heading):
            leaves.extend(_leaves(flow, parts, under))
            continue
        first = under[0].start if under else item.stop
        on_lines = len(under) > 1 and flow.starts_line(first)
        is_group = on_lines and first - item.body <= _HEADING
        if is_group and not any(_is_label(flow, part) for part in under):
            leaves.extend(_leaves(flow, parts, under))
        elif on_lines and all(_says_who(flow, part) for part in under):
            leaves += [replace(item, stop=first), *_leaves(flow, parts, under)]
        else:
            leaves.append(item)
    return tuple(leaves)


def _says_who(flow: Flow, part: Part) -> bool:
    """True where a part has a label of its own for who does it, as an activity has."""
    labels = LABEL_AT.finditer(flow.paragraphs(part.body, part.stop))
    return any(label["who"] for label in labels)


def _is_label(flow: Flow, part: Part) -> bool:
    return LABEL_AT.match(flow.text[part.body : part.body + _HEADING]) is not None


def _item_text(flow: Flow, parts: tuple[Part, ...], item: Part) -> str:
    """The item's paragraphs, each numbered part under it on a line without its number."""
    inner = [part for part in parts if item.start < part.start < item.stop]
    cuts = [item.body, *(at for part in inner for at in (part.start, part.body)), item.stop]
    pieces = zip(cuts[::2], cuts[1::2], strict=True)
    return "\n".join(flow.paragraphs(start, stop) for start, stop in pieces)


def _named(heading: str) -> float:
    """How surely a heading calls what is under it activities."""
    if _CALLED_ACTIVITIES.search(heading):
        return 1.0
    return 0.4 if _MAY_BE_ACTIVITIES.search(heading) else 0.0


def _is_within_a_list(flow: Flow, parts: tuple[Part, ...], part: Part) -> bool:
    around = (p for p in parts if p.start < part.start and part.stop <= p.stop)
    return any(_named(_heading(flow, parts, p)) for p in around)


def _score(heading: str, items: tuple[Item, ...]) -> float:
    if (
        not items
        or _NOT_ACTIVITIES.search(_AND_WHO.sub("", heading))
        or _OF_THE_FRAME.fullmatch(heading)
    ):
        return 0
    named = _named(heading)
    told = _told(items)
    if are_demands(items) and (named < 1 or all(map(is_stage, items))):
        return 0
    enough = told >= _ENOUGH and len(items) > 1
    return named + told if named or enough else 0


def _told(items: tuple[Item, ...]) -> float:
    """Share of items that say who, when or where."""
    telling = [
        item
        for item in items
        if (item.units and not item.is_any)
        or item.when
        or item.where
        or has_own_day(item.head + item.text)
    ]
    return len(telling) / len(items) if items else 0
