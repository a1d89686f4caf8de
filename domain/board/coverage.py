"""The board: what has come for each activity, day and unit, what is missing, what to do today."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.asset import Asset
from domain.board.deadlines import Deadline, deadline_of
from domain.board.tally import Counted, Tally, counted, summed, tally
from domain.campaign import Activity, Campaign
from domain.moves import AssetState
from domain.wording import activity_of, numbers_zh
from domain.words import Words

#: From so many days before the safe day, asking silent units comes first: they need time.
ASK_FIRST_DAYS = 2


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One group of the matrix."""

    #: Activity key, None while no activity is known.
    activity: str | None
    #: Day in the campaign's zone, None while unknown.
    day: datetime.date | None
    #: Key of the sending unit.
    unit: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Gap:
    #: no_material, none_accepted (activities), silent (units).
    code: str
    #: Activity or unit key; the other is None.
    activity: str | None
    unit: str | None
    words: Words


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Everything the board shows, counted once."""

    today: datetime.date
    deadline: Deadline | None
    #: In plan order, then by day and unit; what has no activity or day comes last.
    cells: tuple[Cell, ...]
    #: Per activity key and per unit key, every one of the plan.
    activities: Mapping[str, Tally]
    units: Mapping[str, Tally]
    total: Tally
    gaps: tuple[Gap, ...]
    #: Groups (activity, day, unit) that can be accepted with one key each.
    ready_groups: int
    #: Near shots and held assets that wait for a decision.
    consents: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of "今天要做"."""

    #: invite, review, doubts, remind, consent, gaps, wait, cut.
    code: str
    #: How many of what the words name.
    count: int
    words: Words


def coverage(campaign: Campaign, assets: Iterable[Asset], *, today: datetime.date) -> Coverage:
    """Count a campaign's assets; `today` is the day in the campaign's zone."""
    return coverage_of(campaign, map(counted, assets), today=today)


def coverage_of(campaign: Campaign, parts: Iterable[Counted], *, today: datetime.date) -> Coverage:
    """The same of assets that are counted already, however the database grouped them."""
    everything = list(parts)
    groups: dict[tuple[str | None, datetime.date | None, str], list[Counted]] = {}
    for part in everything:
        groups.setdefault(_group(campaign, part), []).append(part)
    tallies = {group: tally(members) for group, members in groups.items()}
    places = {activity.key: n for n, activity in enumerate(campaign.activities)}
    units = {unit.key: n for n, unit in enumerate(campaign.units)}
    cells = tuple(
        Cell(activity=key, day=day, unit=unit, tally=tallies[key, day, unit])
        for key, day, unit in sorted(tallies, key=lambda group: _board_order(group, places, units))
        if tallies[key, day, unit].total
    )
    by_activity = {
        a.key: summed(c.tally for c in cells if c.activity == a.key) for a in campaign.activities
    }
    by_unit = {
        unit.key: summed(c.tally for c in cells if c.unit == unit.key) for unit in campaign.units
    }
    return Coverage(
        today=today,
        deadline=deadline_of(campaign, today),
        cells=cells,
        activities=by_activity,
        units=by_unit,
        total=tally(everything),
        gaps=_gaps(campaign, by_activity, by_unit),
        ready_groups=sum(cell.tally.ready > 0 for cell in cells),
        consents=sum(part.count for part in everything if _waits_for_consent(part)),
    )


def todo(board: Coverage) -> tuple[Step, ...]:
    """What to do today; the first line is the next best step.

    Reviewing comes first, as it is what only a person can do; two days before the safe day the
    silent units do, as they need time to answer.
    """
    asking = [step for step in (_remind(board),) if step]
    reviewing = [step for step in (_review(board), _doubts(board)) if step]
    deadline = board.deadline
    urgent = deadline is not None and deadline.days_to_target <= ASK_FIRST_DAYS
    first = [*asking, *reviewing] if urgent else [*reviewing, *asking]
    if board.total.total == 0:
        return (_invite(board), *first)
    rest = [step for step in (_consent(board), _missing(board), _wait(board), _cut(board)) if step]
    return (*first, *rest)


def _group(campaign: Campaign, part: Counted) -> tuple[str | None, datetime.date | None, str]:
    activity = activity_of(campaign, part.activity)
    return (activity.key if activity else None), part.day, part.unit


def _board_order(
    group: tuple[str | None, datetime.date | None, str],
    places: Mapping[str, int],
    units: Mapping[str, int],
) -> tuple[int, datetime.date, int, str]:
    """In plan order, by the places of activities and units in it."""
    key, day, unit = group
    last = len(places)
    return (
        places.get(key, last) if key else last,
        day or datetime.date.max,
        units.get(unit, len(units)),
        unit,
    )


def _waits_for_consent(part: Counted) -> bool:
    open_states = (AssetState.TAGGED, AssetState.HELD, AssetState.ACCEPTED)
    return (part.undecided and part.state in open_states) or part.state is AssetState.HELD


def _gaps(
    campaign: Campaign, activities: Mapping[str, Tally], units: Mapping[str, Tally]
) -> tuple[Gap, ...]:
    expected = [activity for activity in campaign.activities if activity.media_expected]
    missing = [
        _activity_gap(activity, activities[activity.key])
        for activity in expected
        if not activities[activity.key].accepted
    ]
    silent = [
        _unit_gap(unit.key, unit.name, mine)
        for unit in campaign.units
        if not units[unit.key].total and (mine := [a for a in expected if unit.key in a.units])
    ]
    return (*missing, *silent)


def _activity_gap(activity: Activity, counted: Tally) -> Gap:
    zh, en = f"第{activity.number}项“{activity.title}”", f"activity {activity.number}"
    if counted.total == 0:
        zh, en, code = f"{zh}还没有收到素材", f"{en} has no material yet", "no_material"
    elif counted.total == counted.rejected:
        zh = f"{zh}的 {counted.total} 件素材都没有采用，需要补发"
        en, code = f"{en}: all {counted.total} assets were rejected", "no_material"
    else:
        zh = f"{zh}收到 {counted.total} 件素材，还没有一件通过审核"
        en, code = f"{en} has {counted.total} assets, none accepted yet", "none_accepted"
    return Gap(code=code, activity=activity.key, unit=None, words=Words(zh=zh, en=en))


def _unit_gap(key: str, name: str, activities: Sequence[Activity]) -> Gap:
    numbers = numbers_zh(activities)
    words = Words(
        zh=f"{name}负责第{numbers}项活动，还没有发送素材",
        en=f"{name} is responsible for activity {numbers} and has sent nothing",
    )
    return Gap(code="silent", activity=None, unit=key, words=words)


def _step(code: str, count: int, zh: str, en: str) -> Step | None:
    return Step(code=code, count=count, words=Words(zh=zh, en=en)) if count else None


def _invite(board: Coverage) -> Step:
    words = Words(
        zh="还没有收到素材：把链接或二维码发给各单位",
        en="nothing has come yet: give the units their links or QR codes",
    )
    return Step(code="invite", count=len(board.units), words=words)


def _review(board: Coverage) -> Step | None:
    groups, count = board.ready_groups, board.total.ready
    return _step(
        "review",
        groups,
        f"开始审核：{groups} 组共 {count} 件已就绪，每组看一眼按一次键",
        f"review: {count} assets in {groups} groups are ready, one key each",
    )


def _doubts(board: Coverage) -> Step | None:
    count = board.total.doubtful
    return _step("doubts", count, f"{count} 件存疑，逐件确定活动和日期", f"{count} are in doubt")


def _remind(board: Coverage) -> Step | None:
    count = sum(gap.code == "silent" for gap in board.gaps)
    return _step(
        "remind",
        count,
        f"{count} 家单位还没有发送，复制提醒发到群里",
        f"{count} units have sent nothing: remind them",
    )


def _consent(board: Coverage) -> Step | None:
    count = board.consents
    return _step(
        "consent",
        count,
        f"{count} 件含近景或暂缓，需要决定能否使用",
        f"{count} near shots or held assets wait for a decision",
    )


def _missing(board: Coverage) -> Step | None:
    count = sum(gap.code == "no_material" for gap in board.gaps)
    return _step("gaps", count, f"{count} 项活动还没有素材", f"{count} activities have no material")


def _wait(board: Coverage) -> Step | None:
    count = board.total.processing
    return _step("wait", count, f"{count} 件正在处理，稍后再看", f"{count} are being processed")


def _cut(board: Coverage) -> Step | None:
    left = board.total.waiting + board.total.processing
    count = board.total.accepted
    zh = f"已通过 {count} 件，" + ("可以先出一版样片" if left else "可以生成成片")
    en = f"{count} are accepted: " + ("a draft film can be cut" if left else "cut the film")
    return _step("cut", count, zh, en)
