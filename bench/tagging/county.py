"""A county's plan for the second recipe: other titles, units and banners than the first one's."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.tagging.plan import THEME, Plan, around, campaign_of
from domain.campaign import Activity, Unit
from domain.facts import Place
from domain.inspecting.coordinates import MapSystem, on_map

_COUNTIES = ("云岭县", "清河县", "石泉县")


@dataclass(frozen=True, kw_only=True)
class Item:
    """What may stand in a plan; `{}` of a banner is the county."""

    title: str
    kinds: tuple[str, ...]
    venue: str
    banners: tuple[str, ...]
    units: tuple[str, ...]


_MAIN = Item(
    title="举办科技活动周启动仪式",
    kinds=("main_event",),
    venue="人民广场",
    banners=("{}2025年科技活动周启动仪式", "全国科技活动周{}主场活动"),
    units=("县科技局", "县科协"),
)
_ITEMS: tuple[Item, ...] = tuple(
    Item(title=title, kinds=kinds, venue=venue, banners=banners, units=units)
    for title, kinds, venue, banners, units in (
        ("开展“科学家精神进校园”宣讲活动", ("lecture",), "实验中学",
         ("科学家精神进校园宣讲会", "弘扬科学家精神报告会"), ("县教体局", "实验中学", "县科协")),
        ("组织医疗专家下乡义诊", ("clinic",), "",
         ("医疗专家下乡义诊活动", "送医下乡 健康义诊"), ("县卫健委", "县人民医院", "县中医院")),
        ("举办果树管理技术培训班", ("agri_training",), "",
         ("果树管理技术培训班", "农业实用技术培训"), ("县农业农村局", "青山镇")),
        ("青少年科技创新作品展", ("open_venue",), "青少年宫",
         ("青少年科技创新作品展",), ("县教体局", "县科协", "团县委")),
        ("流动科技馆巡展", ("science_van",), "",
         ("流动科技馆巡展", "中国流动科技馆{}站"), ("县科协", "县教体局")),
        ("开展防震减灾应急演练", ("disaster",), "第一小学",
         ("防震减灾应急疏散演练",), ("县应急管理局", "第一小学", "县教体局")),
        ("气象站开放日活动", ("weather", "open_venue"), "气象观测站",
         ("世界气象科普开放日", "气象站开放日"), ("县气象局",)),
        ("科技志愿者进社区服务活动", ("volunteer",), "幸福社区",
         ("科技志愿服务进社区", "科技志愿服务"), ("县科协", "东关街道", "县妇联")),
        ("科普示范基地观摩活动", ("open_venue",), "",
         ("科普示范基地观摩",), ("县科技局", "县农业农村局")),
    )
)  # fmt: skip
_UNITS = (
    "县科技局", "县科协", "县教体局", "县卫健委", "县农业农村局", "县气象局", "县应急管理局",
    "县人民医院", "县中医院", "实验中学", "第一小学", "青山镇", "河口镇", "东关街道", "西岭乡",
    "县文旅局", "县妇联", "团县委",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """One occasion of an activity, to which several units may come."""

    activity: Activity
    begins: datetime.datetime
    lasts: datetime.timedelta
    place: Place
    #: What hangs there, "" for nothing, and a word of it for file names.
    banner: str
    word: str


@dataclass(frozen=True, kw_only=True)
class County:
    plan: Plan
    events: Sequence[Event]


def draw_county(rng: Random, banner: float) -> County:
    """A plan and what takes place by it; `banner` is the chance that one hangs."""
    name = rng.choice(_COUNTIES)
    starts = datetime.date(2025, 5, rng.randint(17, 24))
    length = rng.choice((7, 7, 8, 9))
    units = tuple(Unit(key=f"u{n}", name=each) for n, each in enumerate(_UNITS, 1))
    centre = Place(lat=rng.uniform(25, 40), lon=rng.uniform(104, 118))
    homes = {each.key: around(centre, rng, rng.choice((1_500, 12_000))) for each in units}
    chosen = [_MAIN, *sorted(rng.sample(_ITEMS, rng.randint(5, 7)), key=_ITEMS.index)]
    venues: dict[str, Place] = {}
    activities: list[Activity] = []
    events: list[Event] = []
    for n, item in enumerate(chosen, 1):
        activity = _activity(rng, n, item, starts, length)
        place = around(centre, rng, 3_500) if item.venue else None
        if place is not None:
            venues[activity.key] = place
            if rng.random() < 0.3:
                activity = replace(activity, venue_at=on_map(place, MapSystem.GCJ02))
        activities.append(activity)
        for _ in range(1 if activity.date else rng.choice((1, 1, 2, 3))):
            at = place or around(homes[rng.choice(activity.units)], rng, 3_000)
            hangs = rng.random() < (0.95 if item is _MAIN else banner)
            events.append(_event(rng, item, activity, at, name if hangs else "", (starts, length)))
    campaign = campaign_of(f"{name}2025年科技活动周", starts, length, units, activities)
    plan = Plan(campaign=campaign, venues=venues, homes=homes)
    return County(plan=plan, events=sorted(events, key=lambda each: each.begins))


def _activity(rng: Random, n: int, item: Item, starts: datetime.date, length: int) -> Activity:
    keys: Mapping[str, str] = {each: f"u{at}" for at, each in enumerate(_UNITS, 1)}
    dated = n == 1 or rng.random() < 0.35
    day = starts + datetime.timedelta(days=rng.randrange(min(3, length) if n == 1 else length))
    return Activity(
        key=f"a{n}",
        number=n,
        title=item.title,
        kinds=item.kinds,
        date=day if dated else None,
        part=rng.choice(("am", "pm")) if dated and rng.random() < 0.6 else None,
        venue=item.venue or None,
        units=tuple(keys[u] for u in rng.sample(item.units, rng.randint(1, len(item.units)))),
        media_expected=True,
        off_plan=False,
    )


def _event(
    rng: Random,
    item: Item,
    activity: Activity,
    place: Place,
    county: str,
    period: tuple[datetime.date, int],
) -> Event:
    """`county` names it on the banner; "" where none hangs."""
    starts, length = period
    day = activity.date
    if day is None or rng.random() >= 0.93:
        day = starts + datetime.timedelta(days=rng.randrange(length))
    morning = activity.part == "am" or (activity.part is None and rng.random() < 0.6)
    hour = rng.randrange(8, 11) if morning else rng.randrange(14, 17)
    text = rng.choice(item.banners)
    if rng.random() >= 0.7:
        text = rng.choice(("{}2025年全国科技活动周", THEME, "科技活动周"))
    return Event(
        activity=activity,
        begins=datetime.datetime.combine(day, datetime.time(hour, rng.choice((0, 0, 30, 30, 15)))),
        lasts=datetime.timedelta(minutes=rng.choice((40, 60, 90, 120, 150))),
        place=place,
        banner=text.format(county) if county else "",
        word=item.banners[-1].format(county),
    )
