"""Names of units in a notice: recognised by their endings, split from lists, matched as aliases."""

import re
from dataclasses import dataclass

_ENDINGS = (
    "局|厅|委|委员会|部|办|办公室|会|科协|社科联|社联|政协|作协|书协|美协|音协|消协|机构|妇联|残联|文联|工商联|侨联|政府|中心|院|大学|中学|小学|"
    "学校|党校|中心校|校|一中|二中|三中|幼儿园|馆|宫|站|所|队|团队|社|公司|集团|银行|厂|场|园区|乡|镇|街道|"
    "办事处|单位|部门|乡镇|企业|高校|基地|团委|团县委|团市委|团区委|电视台|法院|支队|大队|学会|协会|社区|居委会|村委会"
)
_LAST = "|".join(sorted(_ENDINGS.split("|"), key=len, reverse=True))
#: Endings of parts of a unit; only a whole name is told by them.
_PARTS = "处|股|教研室|教科室|气象台|广播电台|领导小组|工作组|专班|指挥部|组委会"
_NAME = re.compile(rf"[\u4e00-\u9fffA-Za-z·0-9（）]{{0,24}}(?:{_LAST}|{_PARTS})")
_LAST_AT = re.compile(_LAST)
_BARE_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z·0-9]+")
_LONGEST = 18
_COLLECTIVE = re.compile(r"各|有关|相关|广大|全[县市区镇省]|\d+[家个]|本单位")
_COLLECTIVE_END = re.compile("(?:各|有关|相关|责任|成员)(?:单位|部门|企业)$")
#: Any of many, when no more of a name is written.
_ANY = re.compile(
    "(?:农村|城区|乡镇|镇街|辖区|中心)?(?:中小学校?|学校|高校|院校|医院|卫生院|幼儿园|企业)"
)
_WHOLE = frozenset(
    ("科协", "妇联", "残联", "文联", "工商联", "侨联", "团县委", "团市委", "团区委", "高校", "学校")
)
_MORE = re.compile(rf"[\u4e00-\u9fff]{{0,6}}?(?:{_LAST})")
_BARE = frozenset(_ENDINGS.split("|")) - _WHOLE
_NO_UNIT = re.compile(
    r"(?:干部|社会|机会|大会|报告会|座谈会|推进会|推介会|会议|展会|音乐会|晚会|博览会|运动会|全部|内部|"
    r"现场|好处|各处|到处|处处|报告厅|大厅|餐厅|展厅|广场|市场|操场|立场|农场|场所|校园|公园|家园|网站|剧场|体育场|展馆|各种|入场)$"
    r"|在|\d[月日号时点]|^(?:把|从(?![江化])|以(?!勒)|对(?!外))|参观|观看|开展|举办|举行|组织(?!部|人事)"
    r"|进行|走进|深入|参加|负责|加强|围绕|通过|利用|以及|主办|承办|协办(?!公)|牵头|配合"
    r"|(?<!无)为(?!民)|将(?![乐军])|于(?![都洪田])|的|到|赴|(?<![促推先改引])进(?!修|出口|贤|步)"
)
#: Endings that take in the name that follows: 县委 + 宣传部.
_OPEN_END = re.compile(r"(?:委|政府|办)$")
_LEADING = "主办|主承办|承办|牵头|责任|负责|组织|实施|落实"
_HELPING = "协办|配合|参与|参加|支持|协助|协作|指导"
_OF_A_ROLE = "单位|部门|科室|处室|机构|主体"
#: 责任单位, 主办及承办单位, 活动牵头部门, as a label is written.
UNIT_LABEL = (
    rf"(?:活动|主要|具体)?(?:(?:{_LEADING}|{_HELPING}|主|承|协)(?:（[承协]）)?办?[、和及与/]?){{1,3}}"
    rf"(?:{_OF_A_ROLE})"
)
_LEADS = re.compile(
    rf"^(?=[^：]*?(?:{_LEADING}|主)){UNIT_LABEL}：?|^(?:{_LEADING})：?|(?:牵头|主办|承办|负责)$"
)
_HELPS = re.compile(
    rf"^(?=(?:活动|主要|具体)?(?:{_HELPING}|协)){UNIT_LABEL}：?|^(?:{_HELPING})：?"
    r"|(?:配合|协办|参与|协助|参加)$"
)
#: A role behind the name, in the middle of a list: 县委、县政府主办、县文旅局承办.
_SAID_BEHIND = re.compile("(?<=.{2})(?:主办|承办|牵头|负责)$")
#: Which ones are meant by a name that stands for several: 污水处理厂（甲公司、乙公司）.
_SEVERAL_INSIDE = re.compile("（[^（）、]{0,200}、[^（）]{0,200}）")
#: 县科协负责展品: who is in charge of what.
_IN_CHARGE = re.compile(
    r"(?P<who>[\u4e00-\u9fff、]{2,30}?)(?:具体|主要|牵头)?负责(?!单位|部门|人|同志|：).{2,}"
)
#: What leads up to who does it: 活动由县科协牵头, 请县科协负责….
_LEADS_UP = re.compile("^(?:(?:活动|工作|具体|主要)*由|请)")
#: Spaces between two roles are lost in a notice's flow.
_CLAUSES = re.compile(
    r"[，；。\n]+|(?<=[^，；。\n])(?=(?:主办|承办|牵头|责任|协办|配合|参与|支持)(?:单位|部门)?：)"
)
#: Whoever that may be, in a list that is said to be one of units: 各乡镇区, 有关科室.
_CALLED_ANY = re.compile(r"(?:各|有关|相关|其他)[\u4e00-\u9fff（）]{1,12}")
#: A name of a place in such a list, with an ending of institutions that elsewhere ends other words
#: too, or a short name that has none: 县美协, 县人大. Without it a name may be a person's.
_CALLED = re.compile(
    r"[\u4e00-\u9fff（）]{1,16}(?:[协社联校科股处室台庭署盟社团店]|[银商支分]行|农行|建行|工行|中行|医共体)"
    r"|[县市区镇乡省州旗](?:直)?(?:人大|人武|公安|交警|武警|消防|气象|邮政|电信|移动|联通|铁塔|供电|烟草|税务)"
)
#: Somebody, not a unit: 县委书记王强, 镇长李明, 有关人员.
_PEOPLE = re.compile(
    r"书记|[省州市县区旗镇乡村局厅处科股部院校园所站馆会队组团行厂社]长|主任|经理|主席|同志|代表|群众|市民|居民|村民"
    r"|领导|经营者|负责人|人员|教师|老师|学生|家长|职工|干部|专家|医生|志愿者"
)
_LEVELS = tuple("省州市县区旗镇乡驻")
#: Parts of the unit that the notice is of, in a list that is said to be one of units.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,8}[科股处室]")
#: Endings that in such a list are a name themselves: 报社, 电视台.
_NAMES = frozenset(("政府", "电视台", "法院", "公司", "报社", "团委", "工会", "乡镇", "街道"))
_PLACE = re.compile(
    r"(?:中共|中国共产党|共青团)?(?:[\u4e00-\u9fff]{2,4}省)?(?:[\u4e00-\u9fff]{2,4}?市)?"
    r"(?P<home>[\u4e00-\u9fff]{1,6}?[县市区旗])(?!委$)"
)
#: Usual short names that nobody has to confirm.
_USUAL = {
    "科协": "科学技术协会",
    "科技局": "科学技术局",
    "妇联": "妇女联合会",
    "残联": "残疾人联合会",
    "文联": "文学艺术界联合会",
    "工商联": "工商业联合会",
    "工会": "总工会",
    "发改局": "发展和改革局",
}


def is_unit(name: str) -> bool:
    """True when the whole name ends as units' names do and holds no verb."""
    return bool(_NAME.fullmatch(name)) and name not in _BARE and not _NO_UNIT.search(name)


def leading_unit(text: str) -> str | None:
    """The unit's name with which a text begins, or None: 县农学会 of 县农学会深入农村."""
    name = _first_unit(text)
    if not name:
        return None
    while _OPEN_END.search(name) and (more := _MORE.match(text, len(name))):
        if not is_unit(text[: more.end()]):
            break
        name = text[: more.end()]
    return name


def _first_unit(text: str) -> str:
    """The shortest beginning that is a unit's name: 镇党政办, though 镇 ends names too."""
    at = 0
    while match := _LAST_AT.search(text, at, _LONGEST):
        name = text[: match.end()]
        if name not in _BARE:
            return name if is_unit(name) and _BARE_NAME.fullmatch(name) else ""
        at = match.start() + 1
    return ""


def is_collective(name: str) -> bool:
    """True for whoever that may be: 各成员单位, 有关部门, 30家单位, 学校."""
    any_of_many = _COLLECTIVE.match(name) or _COLLECTIVE_END.search(name) or _ANY.fullmatch(name)
    return bool(any_of_many)


def split_units(text: str, *, called: bool = False) -> tuple[tuple[str, ...], bool]:
    """The units of a list (、，； and spaces between), and whether something else stood there.

    Where a label or column says that they are units (`called`), a name needs no unit's ending.
    """
    names: list[str] = []
    for token in re.split(r"[、，；。/\s]+", apart(text)):
        bare = re.sub(r"等(?:单位|部门|相关单位|有关部门)?$", "", token)
        bare = _SAID_BEHIND.sub("", bare) if called else bare
        names.extend(_split_joined(bare))
    fits = _may_be_unit if called else is_unit
    units = tuple(dict.fromkeys(name for name in names if fits(name)))
    return units, any(name and not fits(name) for name in names)


def _may_be_unit(name: str) -> bool:
    """True for a name in a list that is said to be one of units; not for people in it."""
    if is_unit(name) or name in _NAMES:
        return True
    if _PEOPLE.search(name) or _NO_UNIT.search(name):
        return False
    placed = name[:1] in _LEVELS or 0 < len(place_of(name)) < len(name) <= _LONGEST
    if placed and _CALLED.fullmatch(name):
        return True
    return bool(_OFFICE.fullmatch(name) or _CALLED_ANY.fullmatch(name))


def apart(units: str) -> str:
    """Units without the spaces or lines between them, parted: each begins with its place."""
    place = place_of(units)
    if not place:
        return units
    whole = units.partition(place)[0].removeprefix("中共") + place
    return re.sub(f"(?<=[^、，；\\s])(?<!中共)(?={whole}[^、，；]{{2}})", "、", units)


def _split_joined(token: str) -> tuple[str, ...]:
    for match in re.finditer("[和及与]|会同|联合", token):
        left, right = token[: match.start()], token[match.end() :]
        if is_unit(left) and is_unit(right):
            return (left, right)
    return (token,)


def split_roles(
    text: str, *, called: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Responsible units, partners, and whether something else stood in the text.

    "县科协牵头，县教育局配合", "牵头单位：县科协；配合单位：县教育局" and plain lists.
    """
    leads: list[str] = []
    helps: list[str] = []
    unsure = False
    role = leads
    called = called or re.match(UNIT_LABEL, text) is not None
    for told in _CLAUSES.split(text):
        clause = _LEADS_UP.sub("", told)
        if _HELPS.search(clause):
            role = helps
        elif _LEADS.search(clause):
            role = leads
        named = _IN_CHARGE.match(clause)
        clause = _SEVERAL_INSIDE.sub("", clause) if called else clause
        bare = named["who"] if named else _HELPS.sub("", _LEADS.sub("", clause))
        units, other = split_units(bare, called=called)
        role.extend(unit for unit in units if unit not in leads)
        unsure = unsure or other
    return tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(helps)), unsure


def place_of(name: str) -> str:
    """The county, city or district with which a unit's name begins; empty when there is none."""
    match = _PLACE.match(name)
    return match["home"] if match else ""


@dataclass(frozen=True, kw_only=True)
class _Split:
    place: str
    core: str


def _split(name: str, home: str) -> _Split:
    rest = re.sub(r"^(?:中共|中国共产党)", "", name)
    place = ""
    if home and rest.startswith(home):
        rest = re.sub("^委(?=.{2})", "", rest[len(home) :])
    elif match := re.match(r"(?:[\u4e00-\u9fff]{2,4}省)?[\u4e00-\u9fff]{1,4}?[省市县区旗]", rest):
        bare = match.group() in ("省", "市", "县", "区", "旗")
        place = match.group() if not bare else ""
        rest = rest[match.end() :] if place else rest
    level = home[-1:] or "县"
    rest = re.sub(rf"^{level}(?:委(?!$))?", "", rest)
    return _Split(place=place, core=rest or name)


def short_form(name: str, home: str) -> str:
    """The name with the home place shortened to its level: 云岭县科技局 is 县科技局."""
    rest = re.sub(r"^中共", "", name)
    if not home or not rest.startswith(home):
        return name
    rest = rest[len(home) :]
    return rest if rest.startswith(home[-1]) else home[-1] + rest


def same_unit(left: str, right: str, home: str) -> bool:
    """True when both may name one unit of the same place: 工信局 and 县工业和信息化局."""
    a, b = _split(left, home), _split(right, home)
    if a.place != b.place:
        return False
    full_a, full_b = _USUAL.get(a.core, a.core), _USUAL.get(b.core, b.core)
    if full_a == full_b:
        return True
    short, long = sorted((a.core, b.core), key=len)
    ends_alike = short[-1] == long[-1] and short[0] == long[0]
    return len(short) >= 3 and ends_alike and _is_subsequence(short, long)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def alias_groups(names: tuple[str, ...], home: str) -> tuple[tuple[str, ...], ...]:
    """The names gathered by unit, in order of first appearance."""
    groups: list[list[str]] = []
    for name in dict.fromkeys(names):
        touching = [g for g in groups if any(same_unit(name, other, home) for other in g)]
        merged = [other for group in touching for other in group] + [name]
        at = groups.index(touching[0]) if touching else len(groups)
        groups = [group for group in groups if group not in touching]
        groups.insert(at, merged)
    order = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return tuple(tuple(sorted(group, key=order.__getitem__)) for group in groups)


def is_usual_alias(group: tuple[str, ...], home: str) -> bool:
    """True when the names differ only by place or by a usual short name (县科协 = 科学技术协会)."""
    cores = {_split(name, home).core for name in group}
    return len({_USUAL.get(core, core) for core in cores}) == 1
