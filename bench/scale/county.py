"""An invented county's week, the same plan for every county of the bench: 24 units, 20 items."""

from datetime import UTC, date, datetime, timedelta

from domain.campaign import Activity, Campaign, Unit

#: 10:30 on 28 May in Shanghai: the middle of the week.
NOW = datetime(2025, 5, 28, 2, 30, tzinfo=UTC)
FIRST_DAY = date(2025, 5, 24)
DAYS = 8

_UNITS = (
    "县科协", "县工科局", "县教育局", "县卫健局", "县农业农村局", "县林草局", "县气象局",
    "县应急局", "县融媒体中心", "县人民医院", "县中医院", "县图书馆", "县科技馆",
    "县职业技术学校", "城关镇", "青石镇", "白水镇", "双河镇", "龙泉乡", "红旗乡", "新安乡",
    "青石镇中心校", "白水镇卫生院", "龙泉乡农技站",
)  # fmt: skip

# title, day of the week from 0 (None: all week), units by their place in `_UNITS`
_ACTIVITIES: tuple[tuple[str, int | None, tuple[int, ...]], ...] = (
    ("科技活动周启动仪式", 0, (0, 1)),
    ("科普大讲堂", 3, (2, 13)),
    ("专家义诊", 2, (3, 9, 10)),
    ("科技进农村", None, (4, 23)),
    ("科普大篷车巡展", None, (0, 21)),
    ("气象科普开放日", 6, (6,)),
    ("防灾减灾演练", 4, (7, 14)),
    ("林草科技周宣传", 1, (5,)),
    ("科技馆开放", None, (12,)),
    ("图书馆科普阅读", 5, (11,)),
    ("农业技术培训", 2, (4, 15)),
    ("科技志愿服务", None, (0, 16, 17)),
    ("校园科普竞赛", 3, (2, 21)),
    ("健康知识讲座", 4, (3, 22)),
    ("科技成果展示", 0, (1,)),
    ("科普中国扫码注册", None, (0, 18, 19)),
    ("乡镇科普集市", 5, (14, 15, 16, 20)),
    ("科学家精神宣讲", 1, (2, 13)),
    ("食品安全宣传", 6, (7,)),
    ("媒体集中报道", None, (8,)),
)


def campaign_of(number: int) -> Campaign:
    """The week of county `number`; keys of units and activities are the same everywhere."""
    return Campaign(
        key=f"county-{number:04d}-2025",
        title=f"第{number}县2025年科技活动周",
        theme="矢志创新发展 建设科技强国",
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY + timedelta(days=DAYS - 1),
        host_units=("县工科局", "县科协"),
        deadline=date(2025, 6, 5),
        deadline_text="6月5日前",
        recipients=("市科技局",),
        units=tuple(Unit(key=f"u{n}", name=name) for n, name in enumerate(_UNITS, 1)),
        activities=tuple(
            Activity(
                key=f"a{n}",
                number=n,
                title=title,
                date=None if day is None else FIRST_DAY + timedelta(days=day),
                units=tuple(f"u{unit + 1}" for unit in units),
                wanted=("活动横幅全景", "互动特写"),
            )
            for n, (title, day, units) in enumerate(_ACTIVITIES, 1)
        ),
    )
