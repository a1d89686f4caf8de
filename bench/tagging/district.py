"""A district's plan for the third recipe: tours, like titles, halls that are used twice a day."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.tagging.plan import Plan, around, campaign_of
from domain.campaign import Activity, Unit
from domain.facts import Place
from domain.inspecting.coordinates import MapSystem, on_map

_NAMES = ("临江区", "南关区", "望城县", "凤台县")
_TOWNS = ("张庄镇", "李集镇", "马桥镇", "双河乡", "石佛乡", "南湖街道")
_UNITS = (
    "区科技局", "区科协", "区教育局", "区卫健局", "区农业农村局", "区应急管理局", "区气象局",
    "区林业局", "区市场监管局", "区融媒体中心", "区人民医院", "疾控中心", "第三中学", "实验小学",
    "区图书馆", *_TOWNS,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Item:
    title: str
    kinds: tuple[str, ...]
    #: What its banners say, `{}` being the town where it takes place.
    says: tuple[str, ...]
    units: tuple[str, ...]
    venue: str = ""
    #: Goes from town to town.
    tours: bool = False


_MAIN = _Item(
    title="全国科技活动周启动式暨科普集市",
    kinds=("main_event",),
    says=("2025年全国科技活动周启动式", "科技活动周启动式暨科普集市"),
    units=("区科技局", "区科协", "区融媒体中心"),
    venue="市民广场",
)
#: Rows of one tuple have like titles: both come into a plan or none.
_ITEMS: tuple[tuple[_Item, ...], ...] = tuple(
    tuple(
        _Item(title=title, kinds=kinds, says=says, units=units, venue=venue, tours=tours)
        for title, kinds, says, units, venue, tours in row
    )
    for row in (
        (
            ("健康义诊进乡镇", ("clinic",), ("健康义诊进{}",),
             ("区卫健局", "区人民医院"), "", True),
            ("健康知识讲座进校园", ("lecture", "clinic"), ("健康知识讲座进校园",),
             ("区卫健局", "疾控中心", "第三中学"), "第三中学", False),
        ),
        (
            ("农业实用技术培训", ("agri_training",), ("{}农业实用技术培训会", "农技培训"),
             ("区农业农村局", "张庄镇", "马桥镇"), "", True),
            ("农产品质量安全培训", ("agri_training",), ("农产品质量安全培训会",),
             ("区农业农村局", "区市场监管局"), "农业农村局会议室", False),
        ),
        (
            ("科普大篷车巡展", ("science_van",), ("科普大篷车走进{}", "科普大篷车"),
             ("区科协",), "", True),
            ("科学实验秀进校园", ("science_van", "lecture"), ("科学实验秀",),
             ("区科协", "区教育局", "实验小学"), "实验小学", False),
        ),
        (("防灾减灾应急演练", ("disaster",), ("防灾减灾应急演练",),
          ("区应急管理局", "实验小学", "第三中学"), "实验小学", False),),
        (("气象科普研学活动", ("weather", "open_venue"), ("气象科普研学",),
          ("区气象局", "区教育局"), "国家气象观测站", False),),
        (("林草科普宣传", ("forest",), ("森林防火 人人有责", "林草科普宣传"),
          ("区林业局", "石佛乡"), "", False),),
        (("科学家精神报告会", ("lecture",), ("弘扬科学家精神报告会",),
          ("区科技局", "区科协", "第三中学"), "区图书馆报告厅", False),),
        (("科技馆免费开放", ("open_venue",), ("科技馆免费开放",), ("区科协",), "区科技馆", False),),
        (("科技志愿服务集中行动", ("volunteer",), ("科技志愿服务", "科技志愿者在行动"),
          ("区科协", "南湖街道", "双河乡"), "", False),),
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Session:
    """One occasion of an activity at one place."""

    activity: Activity
    begins: datetime.datetime
    lasts: datetime.timedelta
    place: Place
    #: Units that are there.
    units: Sequence[str]
    #: Hangs there, "" for nothing; and what people call the activity.
    banner: str
    called: str


@dataclass(frozen=True, kw_only=True)
class District:
    name: str
    plan: Plan
    sessions: Sequence[Session]


def draw_district(rng: Random, hangs: float) -> District:
    """A plan with all that takes place by it; `hangs` is how often there is a banner."""
    name = rng.choice(_NAMES)
    period = datetime.date(2025, 5, rng.randint(17, 24)), rng.choice((7, 7, 7, 9, 12))
    units = tuple(Unit(key=f"u{n}", name=each) for n, each in enumerate(_UNITS, 1))
    keys = {unit.name: unit.key for unit in units}
    centre = Place(lat=rng.uniform(24, 44), lon=rng.uniform(102, 122))
    homes = {
        unit.key: around(centre, rng, 9_000 if unit.name in _TOWNS else 1_800) for unit in units
    }
    rows = rng.sample(_ITEMS, rng.randint(4, 6))
    items = [_MAIN, *(item for row in rows for item in row)]
    halls = {item.venue: around(centre, rng, 2_500) for item in items if item.venue}
    activities: list[Activity] = []
    sessions: list[Session] = []
    for n, item in enumerate(items, 1):
        activity = _on_map(rng, _activity(rng, n, item, keys, period), halls.get(item.venue))
        activities.append(activity)
        for town in _towns(rng, item):
            place = halls.get(item.venue) or around(homes[keys[town]], rng, 700)
            banner = rng.choice(item.says).format(town) if rng.random() < hangs else ""
            who = _who(rng, activity, keys[town])
            sessions.append(_session(rng, item, activity, period, place, who, banner))
    activities.append(replace(_AWAY, number=len(items) + 1))
    campaign = campaign_of(f"{name}2025年全国科技活动周", *period, units, activities)
    venues = {a.key: halls[a.venue] for a in activities if a.venue}
    plan = Plan(campaign=campaign, venues=venues, homes=homes)
    return District(name=name, plan=plan, sessions=_same_hall(rng, sessions))


_AWAY = Activity(
    key="ax", number=1, title="积极参加市级科技活动周主会场活动", kinds=("external",),
    media_expected=False,
)  # fmt: skip


def _on_map(rng: Random, activity: Activity, hall: Place | None) -> Activity:
    """Of some halls the editor marked the place on a map."""
    if hall is None or rng.random() >= 0.25:
        return activity
    return replace(activity, venue_at=on_map(hall, MapSystem.GCJ02))


def _towns(rng: Random, item: _Item) -> list[str]:
    if item.tours:
        return rng.sample(_TOWNS, rng.randint(2, 5))
    return [rng.choice(_TOWNS)] * rng.choice((1, 1, 1, 2))


def _activity(
    rng: Random, n: int, item: _Item, keys: dict[str, str], period: tuple[datetime.date, int]
) -> Activity:
    starts, length = period
    dated = item is _MAIN or (not item.tours and rng.random() < 0.4)
    last = 2 if item is _MAIN else length
    return Activity(
        key=f"a{n}",
        number=n,
        title=item.title,
        kinds=item.kinds,
        date=starts + datetime.timedelta(days=rng.randrange(last)) if dated else None,
        part="am" if item is _MAIN else rng.choice((None, "am", "pm")) if dated else None,
        venue=item.venue or None,
        units=tuple(keys[each] for each in item.units[: rng.randint(1, len(item.units))]),
    )


def _who(rng: Random, activity: Activity, town: str) -> tuple[str, ...]:
    """Those who answer for it mostly come; a town sends its own, where it has no hall."""
    came = [unit for unit in activity.units if rng.random() < 0.75] or [activity.units[0]]
    if activity.venue is None and rng.random() < 0.6:
        came.append(town)
    return tuple(dict.fromkeys(came))


def _session(
    rng: Random,
    item: _Item,
    activity: Activity,
    period: tuple[datetime.date, int],
    place: Place,
    units: Sequence[str],
    banner: str,
) -> Session:
    starts, length = period
    day = activity.date
    if day is None or rng.random() < 0.05:
        day = starts + datetime.timedelta(days=rng.randrange(length))
    morning = activity.part != "pm" and (activity.part == "am" or rng.random() < 0.65)
    hour = rng.choice((8, 9, 9, 10)) if morning else rng.choice((14, 15, 15, 16))
    return Session(
        activity=activity,
        begins=datetime.datetime.combine(day, datetime.time(hour, rng.choice((0, 10, 30)))),
        lasts=datetime.timedelta(minutes=rng.choice((30, 45, 60, 90, 120))),
        place=place,
        units=units,
        banner=banner,
        called=item.title.replace("进乡镇", "").replace("集中行动", ""),
    )


def _same_hall(rng: Random, sessions: list[Session]) -> list[Session]:
    """Now and then a hall is used twice a day: by another activity, right before or after."""
    found = list(sessions)
    if rng.random() < 0.6:
        at, other = rng.sample(range(len(found)), 2)
        first, second = found[at], found[other]
        if first.activity is not second.activity and second.activity.date is None:
            gap = datetime.timedelta(minutes=rng.choice((10, 30, 180)))
            begins = first.begins + first.lasts + gap
            found[other] = replace(second, place=first.place, begins=begins)
    return sorted(found, key=lambda each: each.begins)
