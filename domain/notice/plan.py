"""The list of activities in a notice: which numbered part or table holds it, item by item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.notice.activity import Item
from domain.notice.headings import (
    ACTIVITIES_ARE,
    CALLED_ACTIVITIES,
    HOLDS,
    LONGEST,
    NOT_ACTIVITIES,
    OF_THE_CAMPAIGN,
    denies,
    named,
)
from domain.notice.listing import Counts, Lists, counts_of
from domain.notice.outline import Part, Tree
from domain.notice.table import Table, table_items
from domain.notice.text import Flow
from domain.notice.units import split_units

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


def find_plan(flow: Flow, parts: tuple[Part, ...], tables: tuple[Table, ...]) -> Plan | None:
    """The likeliest list of activities, or None."""
    tree = Tree(parts)
    lists = Lists(flow, tree)
    best: Plan | None = None
    best_score = 0.0
    for score, run in _runs(lists, tree):
        if score > best_score:
            items = tuple(item for part in run for item in lists.under(part).items)
            best, best_score = _plan(items, run[0].start, run[-1].stop), score
    for items in map(table_items, tables):
        score = 1 + counts_of(items).told
        if items and score >= best_score:
            best, best_score = Plan(items=items, start=0, stop=0), score
    return best or _plan_at_top(flow, lists, tree) or _plan_in_sentence(flow, lists, tree)


def _plan(items: tuple[Item, ...], start: int, stop: int) -> Plan:
    """The plan, its items counted anew where numbers of several lists clash."""
    clash = len({item.number for item in items}) < len(items)
    if clash:
        items = tuple(replace(item, number=n) for n, item in enumerate(items, 1))
    return Plan(items=items, start=start, stop=stop, renumbered=clash)


def _runs(lists: Lists, tree: Tree) -> Iterator[tuple[float, tuple[Part, ...]]]:
    """Every part that may list activities, with those behind it that do so too, and its score.

    Neighbours are gone through once, from the last to the first, however many there are.
    """
    followers: set[int] = set()
    for part in tree.parts:
        if part.start in followers or not tree.children(part):
            continue  # a part without children lists nothing
        run = _with_siblings(lists, tree, part)
        followers.update(other.start for other in run if other.start > part.start)
        score, at = max(_scores(lists, tree, run), default=(0.0, 0))
        if score:
            yield score, run[-at:]


def _scores(lists: Lists, tree: Tree, run: tuple[Part, ...]) -> Iterator[tuple[float, int]]:
    """How likely each end of a run is the list, and of how many parts it is."""
    behind = Counts()
    for at in range(len(run) - 1, -1, -1):
        behind += lists.under(run[at]).counts
        if not tree.children(run[at]) or not _may_begin(lists, tree, run[at]):
            continue
        first = at - 1 if at and lists.alone(run[at - 1]) else at
        whole = behind + lists.under(run[first]).counts if first < at else behind
        yield _score(lists.heading(run[at]), whole), len(run) - first


def _may_begin(lists: Lists, tree: Tree, part: Part) -> bool:
    """False for what one activity of a list is made up of."""
    in_list = any(named(lists.heading(around)) for around in tree.around(part))
    return named(lists.heading(part)) > 0 or not in_list


def _with_siblings(lists: Lists, tree: Tree, part: Part) -> tuple[Part, ...]:
    """The part and those next to it that list activities too: 一、主场活动 二、部门活动."""
    before = (p for p in tree.ending_at(part.start) if p.style == part.style)
    found = [*(p for p in before if lists.alone(p)), part]
    while (other := tree.beginning_at(found[-1].stop)) and other.style == part.style:
        if not (_lists_activities(lists, other) or lists.alone(other)):
            break
        found.append(other)
    return tuple(found)


def _lists_activities(lists: Lists, part: Part) -> bool:
    heading = lists.heading(part)
    if "活动" not in heading or NOT_ACTIVITIES.search(heading):
        return False
    counts = lists.under(part).counts
    holds = HOLDS.match(heading) and counts.items > 1 and not counts.asks
    return bool(holds) or counts.told >= 0.5


def _plan_at_top(flow: Flow, lists: Lists, tree: Tree) -> Plan | None:
    """A bare list without heading, when its items say who, when or where."""
    top = tuple(part for part in tree.parts if part.depth == 0)
    if not top:
        return None
    if labelled := _plan_under_label(flow, lists, top):
        return labelled
    headings = list(map(lists.heading, top))
    if len(top) < 2 or any(map(OF_THE_CAMPAIGN.match, headings)):
        return None
    listed = lists.of(top)
    if listed.counts.asks:
        return None
    announced = _ANNOUNCED.search(flow.text, 0, top[0].start)
    is_list = announced and not any(map(NOT_ACTIVITIES.search, headings))
    told = is_list or listed.counts.told > 0.5
    return _plan(listed.items, top[0].start, top[-1].stop) if told else None


def _plan_in_sentence(flow: Flow, lists: Lists, tree: Tree) -> Plan | None:
    """What a part about activities names one after the other, where nothing is numbered."""
    for part in tree.parts:
        heading = lists.heading(part)
        called = CALLED_ACTIVITIES.match(heading) or ACTIVITIES_ARE.match(heading)
        if not called or tree.children(part):
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


def _plan_under_label(flow: Flow, lists: Lists, top: tuple[Part, ...]) -> Plan | None:
    """The list under a line that is a label alone: 活动内容：, with 1. 2. 3. below it."""
    for at, first in enumerate(top):
        label = flow.text[flow.line_start(max(0, first.start - 1)) : first.start]
        heads = label.endswith("：") and len(label) <= LONGEST and flow.starts_line(first.start)
        if first.number != 1 or not heads:
            continue
        run = [first]
        for part in top[at + 1 :]:
            if part.style != first.style or part.number != run[-1].number + 1:
                break
            run.append(part)
        listed = lists.of(tuple(run))
        if _score(label, listed.counts):
            return _plan(listed.items, first.start, run[-1].stop)
    return None


def _score(heading: str, counts: Counts) -> float:
    if not counts.items or denies(heading):
        return 0
    sure = named(heading)
    if counts.asks and (sure < 1 or counts.stages == counts.items):
        return 0
    enough = counts.told >= _ENOUGH and counts.items > 1
    return sure + counts.told if sure or enough else 0
