"""A campaign written as campaign.yaml: keys in reading order, each explained in Chinese."""

from collections.abc import Iterable
from fractions import Fraction

import yaml

from domain.campaign import Activity, Campaign, Unit
from domain.inspecting.coordinates import MapPoint
from domain.judging.requirements import Requirement
from domain.kinds import KINDS
from domain.notice.draft import CampaignDraft
from domain.recipients import RecipientTerms
from domain.words import Words

_HEAD = """\
# 周影活动周文件（WeekReel campaign）。改好后运行：weekreel open campaign.yaml
# key 是永久编号：序号、名称可以改，key 不要改，也不要再用于别的活动或单位。
# 日期写作 2025-05-24；film_limit_s 的单位是秒；没有的项留空或删去。
"""
_NOTES = {
    "key": "活动周的永久编号",
    "title": "名称，用在片头和报告里",
    "theme": "主题",
    "starts_on": "第一天",
    "ends_on": "最后一天",
    "zone": "时区",
    "host_units": "主办单位",
    "submitter": "由谁报送",
    "recipients": "报送给谁",
    "deadline": "报送截止日；“某日前”是否含当天不明，宜提前一天",
    "deadline_text": "通知里的原话",
    "film_limit_s": "成片最长多少秒",
    "profile": "适用的要求",
}


def dump(plan: Campaign | CampaignDraft, *, doubts: Iterable[Words] = ()) -> str:
    """The file's text; what is unsure stands at its top as comments.

    An unknown period is left blank, and `campaign_file.load` then asks for it by its line.
    """
    lines = [_HEAD.rstrip()]
    unsure = [f"#   - {words.zh}" for words in doubts]
    lines += ["#", "# 请核对：", *unsure] if unsure else []
    lines += ["", *_head_lines(plan)]
    terms = plan.terms if isinstance(plan, Campaign) else ()
    lines += ["", "# 个别报送对象的要求不同时写在这里：各生成一包；没写的与上面相同"]
    lines += ["terms:" if terms else "terms: []"]
    lines += [line for each in terms for line in _terms_lines(each)]
    lines += ["", "# 通知要求：about 是 film 成片、photos 照片、report 总结、package 报送包；"]
    lines += ["# 有 measure 的由系统检查（at_least、at_most、one_of 是界限），其余由人核对"]
    lines += ["requirements:" if plan.requirements else "requirements: []"]
    lines += [line for asked in plan.requirements for line in _requirement_lines(asked)]
    lines += ["", "# 单位：责任单位和报送素材的单位；aliases 是同一单位的其他名称"]
    lines += ["units:" if plan.units else "units: []"]
    lines += [line for unit in plan.units for line in _unit_lines(unit)]
    lines += ["", "# 活动：kinds 可用 " + "、".join(KINDS)]
    lines += ["# part 上午 am、下午 pm、晚上 eve；wanted 是希望拍到的镜头；off_plan 是计划外活动"]
    lines += ["# venue_at 是地点坐标，如 {lat: 37.9513, lon: 110.9879, system: gcj02}；"]
    lines += ["# system 写取坐标的地图：高德、腾讯 gcj02，百度 bd09，手机定位 wgs84"]
    lines += ["activities:" if plan.activities else "activities: []"]
    names = {unit.key: unit.name for unit in plan.units}
    lines += [line for item in plan.activities for line in _activity_lines(item, names)]
    return "\n".join(lines) + "\n"


def _head_lines(plan: Campaign | CampaignDraft) -> list[str]:
    values: dict[str, object] = {
        "key": plan.key,
        "title": plan.title,
        "theme": plan.theme,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "zone": plan.zone,
        "host_units": plan.host_units,
        "submitter": plan.submitter,
        "recipients": plan.recipients,
        "deadline": plan.deadline,
        "deadline_text": plan.deadline_text,
        "film_limit_s": _seconds(plan.film_limit_ms),
        "profile": plan.profile,
    }
    return [
        f"{key}: {_value(value)}".rstrip() + f"  # {_NOTES[key]}" for key, value in values.items()
    ]


def _terms_lines(terms: RecipientTerms) -> list[str]:
    limit = terms.film_limit_ms
    values: dict[str, object] = {
        "profile": terms.profile,
        "film_limit_s": None if limit is None else _seconds(limit),
        "deadline": terms.deadline,
        "deadline_text": terms.deadline_text,
    }
    shown = (f"    {key}: {_value(value)}" for key, value in values.items() if value)
    return [f"  - recipient: {_value(terms.recipient)}", *shown]


def _requirement_lines(asked: Requirement) -> list[str]:
    values: dict[str, object] = {
        "about": asked.about.value,
        "says": asked.says,
        "measure": asked.measure,
        "at_least": _number(asked.at_least),
        "at_most": _number(asked.at_most),
        "one_of": asked.one_of,
        "clause": asked.clause,
        "quote": asked.quote,
    }
    shown = (f"    {key}: {_value(value)}" for key, value in values.items() if value)
    return [f"  - id: {asked.id}", *shown]


def _number(value: Fraction | None) -> "_Exact | None":
    """Exact to a thousandth, as the file's numbers are."""
    if value is None:
        return None
    return _Exact(value if value.denominator == 1 else f"{float(value):.3f}".rstrip("0"))


def _unit_lines(unit: Unit) -> list[str]:
    lines = [f"  - key: {unit.key}", f"    name: {_value(unit.name)}"]
    return lines + ([f"    aliases: {_value(unit.aliases)}"] if unit.aliases else [])


def _activity_lines(activity: Activity, names: dict[str, str]) -> list[str]:
    values: dict[str, object] = {
        "number": activity.number,
        "title": activity.title,
        "kinds": activity.kinds,
        "date": activity.date,
        "part": activity.part,
        "venue": activity.venue,
        "venue_at": activity.venue_at,
        "units": activity.units,
        "partners": activity.partners,
        "wanted": activity.wanted,
        "media_expected": activity.media_expected,
        "off_plan": activity.off_plan,
    }
    always = ("number", "title", "date", "venue", "units", "wanted")
    plain = {"media_expected": True, "off_plan": False}
    lines = [f"  - key: {activity.key}"]
    for key, value in values.items():
        if key in always or (value and key not in plain) or value != plain.get(key, value):
            comment = "、".join(names[unit] for unit in activity.units) if key == "units" else ""
            line = f"    {key}: {_value(value)}".rstrip()
            lines.append(f"{line}  # {comment}" if comment else line)
    return lines


def _value(value: object) -> str:
    """One value on one line, quoted only where YAML needs it."""
    if value is None or value == "":
        return ""
    if isinstance(value, _Exact):
        return str(value)
    if isinstance(value, MapPoint):
        return f"{{lat: {value.lat!r}, lon: {value.lon!r}, system: {value.system}}}"
    plain = list(value) if isinstance(value, tuple) else value
    style = '"' if isinstance(plain, str) and not plain.isprintable() else None
    text = yaml.safe_dump(
        plain, allow_unicode=True, width=10**6, default_flow_style=True, default_style=style
    )
    return text.removesuffix("...\n").strip()


class _Exact(str):
    """A number already written as it must stand."""


def _seconds(milliseconds: int) -> _Exact:
    whole, rest = divmod(milliseconds, 1000)
    return _Exact(f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole))
