"""A plan by recipe: activities, units and where things are."""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.tagging.habits import Habits
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Place
from domain.inspecting.coordinates import MapSystem, on_map

#: Title, kinds, venue and what stands of it on a banner.
_Item = tuple[str, tuple[str, ...], str]
_MAIN: _Item = ("组织科技活动周启动仪式", ("main_event",), "县文化广场")
_ITEMS: tuple[_Item, ...] = (
    ("举办科普大讲堂活动", ("lecture",), "县一中报告厅"),
    ("开展健康义诊活动", ("clinic",), "县医院门诊楼"),
    ("组织科技特派员田间培训", ("agri_training",), ""),
    ("开展科普大篷车巡展", ("science_van",), ""),
    ("开放科普教育基地", ("open_venue",), "青少年活动中心"),
    ("开展科技志愿服务活动", ("volunteer",), "滨河社区"),
    ("防灾减灾知识宣传", ("disaster",), "消防救援站"),
    ("推广科普中国注册", ("app_signup",), ""),
    ("科学家精神宣讲", ("lecture",), "县委党校"),
    ("农业新品种观摩", ("agri_training",), "现代农业园区"),
    ("气象科普开放活动", ("weather", "open_venue"), "县气象局"),
    ("科学实验进校园", ("science_van", "lecture"), ""),
)
_EXTERNAL: _Item = ("积极参加省市组织的相关活动", ("external",), "")
_UNITS = [
    "县工信局",
    "县科协",
    "县教育局",
    "县卫健局",
    "县农业农村局",
    "县气象局",
    "县应急局",
    "县林业局",
    "县委宣传部",
    "县人民医院",
    "县一中",
    "第二小学",
    "城关镇",
    "清泉乡",
    "石门镇",
    "柳林镇",
    "白杨乡",
    "县图书馆",
    "县融媒体中心",
    "县消防队",
]
THEME = "矢志创新发展 建设科技强国"
#: A degree of latitude, metres.
DEGREE = 111_195.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    campaign: Campaign
    #: Activity key -> where it takes place, for those that have a place of their own, whether the
    #: plan says it or not.
    venues: Mapping[str, Place]
    #: Unit key -> where it is at home.
    homes: Mapping[str, Place]


def draw_plan(rng: Random, habits: Habits) -> Plan:
    starts = datetime.date(2025, 5, rng.randint(17, 24))
    length = rng.randint(6, 8)
    items = [_MAIN, *rng.sample(_ITEMS, rng.randint(5, 8)), _EXTERNAL]
    units = tuple(
        Unit(key=f"u{n}", name=name)
        for n, name in enumerate(rng.sample(_UNITS, rng.randint(10, len(_UNITS))), 1)
    )
    centre = Place(lat=rng.uniform(25, 42), lon=rng.uniform(103, 118))
    venues: dict[str, Place] = {}
    activities: list[Activity] = []
    for n, item in enumerate(items, 1):
        activity = _activity(rng, n, item, starts, length, units)
        if item[2] and rng.random() < habits.has_venue:
            venues[activity.key] = around(centre, rng, 9_000)
            if rng.random() < habits.venue_typed:
                point = on_map(venues[activity.key], MapSystem.GCJ02)
                activity = _placed(activity, point)
        activities.append(activity)
    title = f"{starts.year}年云岭县科技活动周"
    campaign = campaign_of(title, starts, length, units, activities)
    homes = {unit.key: around(centre, rng, 12_000) for unit in units}
    return Plan(campaign=campaign, venues=venues, homes=homes)


def campaign_of(
    title: str,
    starts: datetime.date,
    length: int,
    units: tuple[Unit, ...],
    activities: Sequence[Activity],
) -> Campaign:
    """A week of so many days; its first unit holds it."""
    return Campaign(
        key="week",
        title=title,
        theme=THEME,
        starts_on=starts,
        ends_on=starts + datetime.timedelta(days=length - 1),
        host_units=(units[0].name,),
        deadline=None,
        units=units,
        activities=tuple(activities),
    )


def _activity(
    rng: Random,
    n: int,
    item: _Item,
    starts: datetime.date,
    length: int,
    units: tuple[Unit, ...],
) -> Activity:
    title, kinds, venue = item
    dated = n == 1 or (item is not _EXTERNAL and rng.random() < 0.25)
    day = starts + datetime.timedelta(days=rng.randrange(min(3, length) if n == 1 else length))
    who = rng.sample([unit.key for unit in units], rng.choice((1, 1, 1, 2, 3)))
    return Activity(
        key=f"a{n}",
        number=n,
        title=title,
        kinds=kinds,
        date=day if dated else None,
        part=rng.choice(("am", "pm")) if dated else None,
        venue=venue or None,
        units=() if item is _EXTERNAL else tuple(who),
        media_expected=item is not _EXTERNAL,
        off_plan="weather" in kinds,
    )


def _placed(activity: Activity, point: object) -> Activity:
    return Activity(**{**vars(activity), "venue_at": point})


def around(centre: Place, rng: Random, spread_m: float) -> Place:
    """A place so far away, normal in both directions."""
    north, east = rng.gauss(0, spread_m) / DEGREE, rng.gauss(0, spread_m) / DEGREE
    return Place(lat=centre.lat + north, lon=centre.lon + east / math.cos(math.radians(centre.lat)))
