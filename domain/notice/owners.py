"""Who is responsible for an item of a list: in brackets, behind labels, or by a clause's verb."""

import re

from domain.notice.units import UNIT_LABEL, split_roles, split_units

_UNIT_LABEL = rf"(?:{UNIT_LABEL}|(?:主办|承办|协办|牵头)(?=：))"
_LABEL = re.compile(
    r"(?P<name>(?:活动|项目)?(?:名称|题目|主题|项目))"
    r"|(?P<when>(?:活动|举办|举行|开展|具体|集中|开放)?(?:时间|日期))"
    r"|(?P<where>(?:活动|举办|举行|具体|开放|集中)?(?:地点|地址|场地))"
    rf"|(?P<who>{_UNIT_LABEL})"
    r"|(?P<person>责任人|负责人|联系人|联系电话|联系方式)"
    r"|(?P<what>(?:活动|主要|具体)?(?:内容|形式|对象|方式))"
)
LABEL_AT = re.compile(rf"(?:^|(?<=[\n。；，、：）】]))(?:{_LABEL.pattern})：")
#: Units, a day maybe, and the end of the heading with what they do behind it.
_UNITS_ALONE = re.compile(
    r"(?P<who>[^，。；：\n（）]{2,60})(?:（(?P<day>[^（）]{0,8}\d月\d{1,2}日?[^（）]{0,12})）)?"
    r"(?:：\n?|\n)(?=[^\n]{4})"
)
#: Where it is, as likely as who does it.
_MAY_BE_A_PLACE = re.compile("(?:中学|小学|学校|幼儿园|馆|宫|场|院|站|园区|基地|中心)$")
_OF_UNITS = re.compile(f"{_UNIT_LABEL}：")
_BRACKET = re.compile(r"[（【\[](?P<in>(?:[^（）【】\[\]]|（[^（）]{0,200}）){2,200})[）】\]]")
#: A clause of a bracket that is a day, and what is said of it: 5月26日上午.
_A_DAY = re.compile(r"(?:^|[，；])(?P<day>\d{1,2}月\d{1,2}日[^，；：、]*)(?:[，；]|$)")
_LED = re.compile(
    r"(?:由|(?:^|(?<=[，。；\n]))(?=[^，。；：\n]{2,60}?(?:牵头|负责|主办|承办)(?:[，。；\n]|$)))"
    r"(?P<who>[^，。；：\n由]{2,60}?)"
    r"(?:牵头|负责|主办|承办|组织实施|具体实施|组织开展)(?:组织)?(?:实施|开展)?"
    r"|由(?P<by>[^，。；：\n由]{2,40}?)(?=(?:联合|共同|统一|分别)?(?:组织|举办|实施|开展|安排))"
)
_HELPED = re.compile(
    r"，(?P<who>[^，。；：\n]{3,60}?)(?P<role>承办|配合|协办|协助|参与|支持)(?=[，。；\n]|$)"
)


def take_heading(text: str) -> tuple[tuple[str, ...], str]:
    """The units that an item has for its heading, 县教育局（5月20日）：…, and what they do."""
    heading = _UNITS_ALONE.match(text)
    units, unsure = split_units(heading["who"]) if heading else ((), True)
    if heading is None or unsure or any(map(_MAY_BE_A_PLACE.search, units)):
        return (), text
    day = f"\n时间：{heading['day']}" if heading["day"] else ""
    return units, text[heading.end() :] + day


def labels_who(text: str) -> bool:
    """True where a label says who is responsible; who does a part of it does not come beside."""
    return any(
        split_roles(re.split("[\n。]", label.group() + text[label.end() :].strip())[0])[0]
        for label in LABEL_AT.finditer(text)
        if label["who"]
    )


def take_brackets(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, str]:
    """Units and partners of the brackets that hold them, and the text without those brackets."""
    units: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    unsure = False
    for match in reversed(list(_BRACKET.finditer(text))):
        labelled = re.match(_UNIT_LABEL, match["in"]) is not None
        at_end = not text[match.end() :].strip("。；\n")
        ends_head = text[match.end() : match.end() + 1] in ("。", "\n") and match.start() > 0
        if not labelled and not at_end and not ends_head:
            continue
        if not labelled and _OF_UNITS.match(text, text.rfind("\n", 0, match.start()) + 1):
            continue  # 配合单位：污水处理厂（甲公司、乙公司）
        said, beside = _without_labels(match["in"])
        leads, helps, other = split_roles(said)
        if labelled or (leads and (at_end or not other)):
            units, partners, unsure = leads + units, helps + partners, unsure or other
            text = text[: match.start()] + text[match.end() :] + beside
    return units, partners, unsure, text


def _without_labels(inside: str) -> tuple[str, str]:
    """Of a bracket with units, the clauses about them, and lines of those that say when or where.

    （责任单位：县教育局；时间：5月26日）, （5月26日，县教育局负责）.
    """
    clauses = re.split("[；;]", _A_DAY.sub(r"；时间：\g<day>；", inside).strip("；"))
    labels = [LABEL_AT.match(clause) for clause in clauses]
    other = [label is not None and label.lastgroup in ("when", "where") for label in labels]
    units = "；".join(c for c, is_other in zip(clauses, other, strict=True) if not is_other)
    beside = "".join(f"\n{c}" for c, is_other in zip(clauses, other, strict=True) if is_other)
    return units, beside


def take_said(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Units that a clause names: 由县科协牵头，县教育局配合，…"""
    for lead in _LED.finditer(text):
        units, _, unsure = split_roles(lead["who"] or lead["by"])
        if units and not unsure:
            return _with_help(text, lead, units)
    return (), (), text


def _with_help(
    text: str, lead: re.Match[str], units: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    partners: tuple[str, ...] = ()
    stop = lead.end()
    while helped := _HELPED.match(text, stop):
        named = split_roles(helped["who"])[0]
        units += named if helped["role"] == "承办" else ()
        partners += () if helped["role"] == "承办" else named
        stop = helped.end()
    return units, partners, text[: lead.start()] + "。" + text[stop:].lstrip("，")
