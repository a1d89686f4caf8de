"""Notices of invented counties, from plain facts, each with a difference that real ones show.

Each recipe gives the text and what has to be read from it, so that a test need not know the text.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Planned:
    title: str
    day: date | None = None
    part: str | None = None
    venue: str | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the notice says."""

    county: str
    year: int
    start: date | None
    end: date | None
    theme: str
    activities: tuple[Planned, ...]
    deadline: date | None
    recipients: tuple[str, ...] = ()
    limit_s: int | None = None
    #: Codes of doubts that must be there, up to a colon.
    doubts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Recipe:
    name: str
    text: str
    facts: Facts
    #: Requirement id -> a piece of its sentence.
    asked: dict[str, str] = field(default_factory=dict)


_PARTS = {"am": "上午", "pm": "下午", "eve": "晚上"}
_NUMERALS = "一二三四五六七八九十"
#: Nobody of that name; the tests look for both.
CONTACT = "联系人：周某某，电话：13911112222"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _sentence(activity: Planned) -> str:
    """5月20日上午在县文化广场举办。"""
    if activity.day is None:
        return "面向群众开展形式多样的科普服务。"
    part = _PARTS.get(activity.part or "", "")
    return f"{_day(activity.day)}{part}在{activity.venue}举办。"


def _bracketed(facts: Facts, label: str = "") -> str:
    return "\n".join(
        f"{n}.{a.title}。{_sentence(a)}（{label}{'、'.join(a.units)}）"
        for n, a in enumerate(facts.activities, 1)
    )


def _head(facts: Facts, what: str = "科技活动周") -> str:
    c = facts.county
    return (
        f"{c[0]}科发〔{facts.year}〕7号\n关于举办{facts.year}年{c}{what}的通知\n"
        "各乡镇人民政府，县直各有关单位：\n"
        f"为营造爱科学、学科学的氛围，决定举办{facts.year}年{c}{what}。现将有关事项通知如下：\n"
    )


def _foot(facts: Facts, signed: date) -> str:
    issued = f"{signed.year}年{_day(signed)}"
    return f"{CONTACT}\n{facts.county}科学技术局\n{issued}\n"


def _asks(facts: Facts, more: str = "") -> str:
    limit = f"（视频时长不超过{facts.limit_s // 60}分钟）" if facts.limit_s else ""
    return (
        f"各单位要做好总结，并将总结报告、影像资料{limit}于{_day(facts.deadline)}前"
        f"报送至{'、'.join(facts.recipients)}。{more}\n"
    )


def _facts(county: str, year: int, month: int, first: int, **other) -> Facts:
    """A week of four activities, two of them on days of their own."""
    week = date(year, month, first)
    values = {
        "county": county,
        "year": year,
        "start": week,
        "end": date(year, month, first + 7),
        "theme": "科技让生活更美好",
        "activities": (
            Planned(
                title="科技活动周启动仪式",
                day=week,
                part="am",
                venue="县文化广场",
                units=("县科技局", "县委宣传部"),
            ),
            Planned(
                title="名医义诊进社区",
                day=date(year, month, first + 2),
                part="pm",
                venue="东关社区",
                units=("县卫健局",),
            ),
            Planned(title="科普大讲堂", units=("县科协", "县教育局")),
            Planned(title="农业科技培训", units=("县农业农村局",)),
        ),
        "deadline": date(year, month, 30),
        "recipients": ("云阳市科技局",),
        "limit_s": 180,
    }
    return Facts(**{**values, **other})


def _theme_first() -> Recipe:
    f = _facts("青禾县", 2025, 5, 17)
    text = (
        f"{_head(f)}一、活动主题\n“{f.theme}”\n二、活动时间\n{f.year}年{_day(f.start)}至{_day(f.end)}\n"
        f"三、主要活动安排\n{_bracketed(f)}\n四、有关要求\n（一）加强领导。精心组织。\n"
        f"（二）及时总结。{_asks(f)}{_foot(f, date(2025, 5, 6))}"
    )
    return Recipe(
        name="theme-before-time", text=text, facts=f, asked={"film-length": "时长不超过3分钟"}
    )


def _range(name: str, dash: str, county: str, first: int) -> Recipe:
    f = _facts(county, 2024, 5, first)
    told = f"{f.year}年{_day(f.start)}{dash}{f.end.day}日"
    text = (
        f"{_head(f)}一、时间安排\n{told}\n二、活动主题\n{f.theme}\n三、重点活动\n{_bracketed(f)}\n"
        f"四、工作要求\n{_asks(f)}{_foot(f, date(2024, 5, 4))}"
    )
    return Recipe(name=name, text=text, facts=f)


def _third_of_a_month() -> Recipe:
    whole = _facts("槐树县", 2025, 9, 10)
    loose = (Planned(title="流动科技馆巡展", units=("县科协",)), *whole.activities[1:])
    f = _facts(
        "槐树县",
        2025,
        9,
        10,
        start=None,
        end=None,
        activities=loose,
        doubts=frozenset({"period_missing", "period_vague", "activity_1_vague_date"}),
    )
    lines = _bracketed(f).replace("1.流动科技馆巡展。面向", "1.流动科技馆巡展。9月上旬面向")
    text = (
        f"{_head(f, '全国科普月')}一、活动时间\n{f.year}年9月上旬至下旬\n二、活动主题\n{f.theme}\n"
        f"三、主要活动\n{lines}\n四、有关要求\n{_asks(f)}{_foot(f, date(2025, 8, 20))}"
    )
    return Recipe(name="third-of-a-month", text=text, facts=f)


def _appendix_table() -> Recipe:
    f = _facts("石泉县", 2023, 5, 20)
    rows = [
        "\t".join(
            (
                str(n),
                a.title,
                _day(a.day) + _PARTS[a.part or "am"] if a.day else "活动期间",
                a.venue or "各乡镇",
                "、".join(a.units),
            )
        )
        for n, a in enumerate(f.activities, 1)
    ]
    table = "\n".join(("序号\t活动名称\t时间\t地点\t责任单位", *rows))
    text = (
        f"{_head(f)}一、活动时间\n{_day(f.start)}—{_day(f.end)}\n二、活动主题\n{f.theme}\n"
        f"三、活动安排\n具体安排见附件。\n四、有关要求\n{_asks(f)}{_foot(f, date(2023, 5, 8))}"
        f"附件\n{f.year}年{f.county}科技活动周活动安排表\n{table}\n"
    )
    return Recipe(name="appendix-table", text=text, facts=f)


def _nested_heads() -> Recipe:
    f = _facts("竹溪县", 2025, 5, 20, deadline=date(2025, 5, 31))
    items = "\n".join(
        f"（{_NUMERALS[n]}）{a.title}。{_sentence(a)}（{'、'.join(a.units)}）"
        for n, a in enumerate(f.activities)
    )
    text = (
        f"{_head(f)}一、时间和主题\n（一）时间。{f.year}年{_day(f.start)}至{_day(f.end)}。\n"
        f"（二）主题。{f.theme}。\n二、主要活动\n{items}\n三、有关要求\n{_asks(f)}"
        f"{_foot(f, date(2025, 5, 9))}"
    )
    return Recipe(name="nested-heads", text=text, facts=f)


def _labelled_lines() -> Recipe:
    f = _facts("栗山县", 2026, 5, 16)
    items = "\n".join(
        f"{n}.{a.title}\n主办单位：{'、'.join(a.units)}\n内容：面向群众的科普服务。\n活动时间："
        + (_day(a.day) + _PARTS[a.part or "am"] if a.day else "活动期间")
        + (f"\n活动地点：{a.venue}" if a.venue else "")
        for n, a in enumerate(f.activities, 1)
    )
    text = (
        f"{_head(f)}一、活动时间\n{f.year}年{_day(f.start)}-{_day(f.end)}\n二、活动主题\n{f.theme}\n"
        f"三、活动内容\n{items}\n四、有关要求\n{_asks(f)}{_foot(f, date(2026, 4, 30))}"
    )
    return Recipe(name="labelled-lines", text=text, facts=f)


def _square_brackets() -> Recipe:
    f = _facts("枫桥区", 2025, 5, 24, deadline=date(2025, 6, 6))
    items = "\n".join(
        f"（{_NUMERALS[n]}）{a.title}。{_sentence(a)}【责任单位：{'、'.join(a.units)}】"
        for n, a in enumerate(f.activities)
    )
    works = (
        "五、作品要求\n1.视频要求：MP4格式，分辨率不低于1920×1080，每秒25帧，大小100—200MB，"
        "有片头片尾和中文字幕，不得带有水印、台标。\n"
        "2.照片要求：JPG格式，长边不低于3000像素，每项活动不超过5张，附文字说明。\n"
        "3.总结报告为Word和PDF各一份，不超过3000字。\n"
        "4.文件以“单位+活动名称”命名。\n"
    )
    text = (
        f"{_head(f)}一、活动时间\n{f.year}年{_day(f.start)}至{_day(f.end)}\n二、活动主题\n{f.theme}\n"
        f"三、重点活动安排\n{items}\n四、有关要求\n（一）认真总结。{_asks(f)}{works}"
        f"{_foot(f, date(2025, 5, 12))}"
    )
    asked = {
        "film-length": "视频时长不超过3分钟",
        "film-container": "MP4格式",
        "film-width": "1920×1080",
        "film-height": "1920×1080",
        "film-frame-rate": "每秒25帧",
        "film-size": "100—200MB",
        "film-opening": "片头片尾",
        "film-closing": "片头片尾",
        "film-subtitles": "中文字幕",
        "film-marks": "不得带有水印",
        "photos-format": "JPG格式",
        "photos-pixels": "3000像素",
        "photos-count": "不超过5张",
        "photos-captions": "附文字说明",
        "report-format": "Word和PDF",
        "report-length": "3000字",
        "package-naming": "单位+活动名称",
    }
    return Recipe(name="square-brackets", text=text, facts=f, asked=asked)


def _covering_letter() -> Recipe:
    f = _facts("松岭县", 2025, 5, 19)
    plan_title = f"松岭县{f.year}年科技活动周实施方案"
    text = (
        f"松科字〔{f.year}〕11号\n关于印发《{plan_title}》的通知\n各有关单位：\n"
        f"现将《{plan_title}》印发给你们，请认真组织实施。\n松岭县科学技术局\n{f.year}年5月7日\n"
        f"{plan_title}\n一、活动时间\n{f.year}年{_day(f.start)}至{_day(f.end)}\n二、活动主题\n{f.theme}\n"
        f"三、主要活动\n{_bracketed(f)}\n四、有关要求\n{_asks(f)}{CONTACT}\n"
    )
    return Recipe(name="covering-letter", text=text, facts=f)


def _lost_characters() -> Recipe:
    f = _facts(
        "柳河县",
        2025,
        5,
        7,
        start=None,
        end=None,
        doubts=frozenset({"lost_characters", "period_missing"}),
    )
    text = (
        f"{_head(f)}一、活动时间\n{f.year}年57日至14日\n二、活动主题\n{f.theme}\n三、主要活动\n"
        f"{_bracketed(f)}\n四、有关要求\n{_asks(f)}{_foot(f, date(2025, 4, 28))}"
    )
    return Recipe(name="lost-characters", text=text, facts=f)


def _no_unit() -> Recipe:
    whole = _facts("芦湾县", 2024, 5, 18)
    orphan = Planned(title="参观科普教育基地")
    f = _facts(
        "芦湾县",
        2024,
        5,
        18,
        activities=(*whole.activities, orphan),
        doubts=frozenset({"activity_5_no_unit"}),
    )
    lines = _bracketed(f).replace("（）", "")
    text = (
        f"{_head(f)}一、活动时间\n{_day(f.start)}至{_day(f.end)}\n二、活动主题\n{f.theme}\n三、主要活动\n"
        f"{lines}\n四、有关要求\n{_asks(f)}{_foot(f, date(2024, 5, 5))}"
    )
    return Recipe(name="no-unit", text=text, facts=f)


RECIPES = (
    _theme_first(),
    _range("range-with-dash", "—", "麦积县", 20),
    _range("range-with-hyphen", "-", "杏林县", 18),
    _third_of_a_month(),
    _appendix_table(),
    _nested_heads(),
    _labelled_lines(),
    _square_brackets(),
    _covering_letter(),
    _lost_characters(),
    _no_unit(),
)
