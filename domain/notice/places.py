"""Where an activity of a notice takes place and who takes part, read from its sentences."""

import re

from domain.notice.units import is_collective, leading_unit, split_units

_END = (
    "广场|社区|农村|乡村|村庄|校园|学校|中学|小学|大学|学院|幼儿园|医院|卫生院|公园|展览馆|科技馆|"
    "图书馆|文化馆|博物馆|体育馆|礼堂|会议室|报告厅|大厅|影剧院|剧场|集市|市场|基地|园区|工厂|企业|"
    "车间|厂矿|机关|军营|街道|乡镇|示范点|合作社|田间地头|田间|中心|门前|门口|路口|院内|大院|村(?![民级组务规])|馆|楼|厅|站|"
    "市场|步行街|(?<!大)街(?![头巷边面坊]|小巷)|大道|小区|酒店|宾馆|码头|入口|书城|开发区|城区|商场|超市|景区|镇|乡|(?:研究|科研|派出|会|卫生)所|研究院|剧院|园"
)
_HELD_AT = re.compile(
    rf"(?:在|于|假)(?P<place>(?:[^，。；、：在于]{{1,14}}?(?:{_END})、){{0,4}}[^，。；、：在于]{{1,24}}?(?:{_END}))"
    r"(?=[，、]?(?:分别|隆重|集中|统一|组织|联合)?"
    r"(?:、\d{1,2}月|举办|举行|召开|开展|启动|揭幕|开幕|揭牌|进行|设|组织|摆|放映|播放|展出|开设|悬挂|发放|搭建|开讲|面向))"
)
#: 在河滨大桥举行: what something is held at, though no usual ending tells that it is a place.
_HELD_BY_NAME = re.compile(
    r"(?:在|假)(?P<place>[^，。；：在于的]{2,24}?)(?:分别|隆重|集中|统一|联合)?(?:举办|举行|召开)(?!权)"
)
_SET_UP = re.compile(
    r"(?:会场|活动点|宣传点|主场|地点)(?:设在|设于|安排在)(?P<place>[^，。；：\n]{2,30}?)"
    r"(?=举[办行]|召开|开展|进行|并|[，。；：\n]|$)"
)
#: Endings that make such a name one of a place, with the side of it: 汽车站西侧; or a quoted name.
_SITE = re.compile(
    rf"(?:{_END}|出口|窗口|渡口|桥头|湖畔|河畔|办公室|会客室|[堂院宫塔寺桥巷湖山岛港亭阁苑城店厂坝室校]|台|(?<!网)站|(?<![水题])库|水库"
    r"|(?<![格布大全结])局|(?<![一思出道之])路|(?<![现立战职专首])场|(?<!地)区)"
    r"(?:[东南西北左右正]{1,2}(?:侧|面|边|门)|[一二三四五六七八九十]{1,2}[楼层]|旁边?|对面|侧|南北|东西)?$"
    r"|“[^”]{2,20}[^”节日周月年期]”$"
)
#: When or how something is held, and what is everywhere.
_NO_PLACE = re.compile(
    r"[下上中间时前后内里夕旦初末底余天晚夜晨期节假力]$|\d|期间|同时|过程|方面|范围|阶段|活动|[年月日周]$|各地|周末|[上下]午"
    r"|晚上|之际|国庆|中秋|率先|首次|首批|基础|前提|框架|背景|形势|层面|平台|辖区|^现场$|^(?:全|我|本)?[省市县区]$|^[我本全各][\u4e00-\u9fff]$"
)
#: Whose room it is.
_SOMEBODYS = re.compile("书记|[省州市县区旗镇乡村局厅处科院校所站]长|主任|经理|同志|家[里中]")
_GOES_TO = re.compile(
    r"(?:深入|走进|走入|进入|前往|奔赴|(?<!达)到(?=[^，。；：]{2,30}(?:开展|举办|进行|组织))|赴)"
    r"(?P<rest>[^，。；：]{2,40})"
)
_ONE_PLACE = re.compile(
    rf"[、和及]?(?P<place>[^、，。；：和及]{{0,14}}?(?:{_END}))"
    r"(?=[、，。；：和及]|$|[\u4e00-\u9fff]{2})"
)
_PLACE_NAME = re.compile(rf"[\u4e00-\u9fff“”]{{0,14}}(?:{_END})")
_OPENS = re.compile(r"(?:全面|免费|集中|对外|向社会)*开放(?P<rest>[^，。；：]{3,60})")
_TOO_WIDE = re.compile(r"^(?:全县|全市|全区|全省|各地|我县|我市|县内|期间|活动)$")
_CALLS = re.compile(r"(?:协调|组织|邀请|联合|依托|会同|动员|发动|协同)(?P<rest>[^，。；：]{2,60})")
#: 与市摄影家协会联合举办: who does it together with those who are not named.
_TOGETHER = re.compile(r"(?:^|(?<=[，。；\n]))[与和](?P<who>[^，。；：]{3,40}?)(?=联合|共同|一起)")
#: Whose parts or people are meant: 组织市气象局各有关单位.
_PARTS_OF_IT = ("员", "长", "各", "有关", "相关", "所属", "下属", "直属", "机关", "干部", "职工")
_LED_BY = re.compile(r"以(?P<who>[^，。；：、]{2,16}?)为(?:核心|主体|骨干|依托|抓手|主力)")
_PEOPLE = re.compile(r"^的?(?:专家|教授|人员|学者|老师|院士)|^的|的(?:专家|教授|学者|老师|院士)")
#: What follows those who are called.
_DOES = re.compile("在|共同|一起|举办|举行|开展|组织|走进|深入")
_MANY = 6


def venues_of(title: str, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The venue as written (several joined by 、) or None, and places touched besides it."""
    held = _HELD_AT.search(text)
    visited = _visited(text)
    if held and not _TOO_WIDE.match(held["place"]):
        places = dict.fromkeys(match["place"] for match in _HELD_AT.finditer(text))
        several = held.end() < len(text) and text[held.end()] == "、"
        return "、".join(places) if several else held["place"], visited
    named = _named(text)
    if named and _is_surely_a_place(named):
        return named, visited
    opened = _opened(text) or _opened(title)
    places = opened or visited
    return ("、".join(places) or None), ()


def doubtful_venue(text: str) -> str | None:
    """Words that something is held at, which may be no place: 在龙源国际举行."""
    named = _named(text)
    return named if named and not _is_surely_a_place(named) else None


def _named(text: str) -> str | None:
    """What something is held at by a name alone, unless it says when or how."""
    found = _SET_UP.search(text) or _HELD_BY_NAME.search(text)
    if not found or _NO_PLACE.search(found["place"]) or _TOO_WIDE.match(found["place"]):
        return None
    return found["place"]


def _is_surely_a_place(named: str) -> bool:
    return bool(_SITE.search(named)) and not _SOMEBODYS.search(named)


def _visited(text: str) -> tuple[str, ...]:
    places: list[str] = []
    for match in _GOES_TO.finditer(text):
        places.extend(place for place in _place_list(match["rest"]) if len(place) > 1)
    return tuple(dict.fromkeys(places))


def _place_list(rest: str) -> list[str]:
    places: list[str] = []
    at = 0
    one = re.split("开展|举办|举行|进行|组织|宣传|为", rest)[0]
    if re.search("[镇乡村街]", one[:-1]) and not re.search("[、和及]", one) and _is_place(one):
        return [one]  # 走进小路口镇胜利村: the longest name that is one place
    if whole := _whole_names(re.split("开展|举办|进行|组织|宣传|为", rest)[0]):
        return whole
    while (match := _ONE_PLACE.match(rest, at)) and len(places) < _MANY:
        places.append(match["place"])
        at = match.end()
        if at < len(rest) and rest[at] not in "、和及":
            break
    return places


def _whole_names(listed: str) -> list[str]:
    """Names between 、, which may hold a 和: 和平中学、福和小学; [] when one is no place."""
    names: list[str] = []
    for token in listed.split("、"):
        halves = re.split("[和及]", token, maxsplit=1)
        names += halves if len(halves) == 2 and all(map(_is_place, halves)) else [token]
    return names[:_MANY] if len(names) > 1 and all(map(_is_place, names)) else []


def _is_place(name: str) -> bool:
    return _PLACE_NAME.fullmatch(name) is not None


def _opened(text: str) -> tuple[str, ...]:
    match = _OPENS.search(text)
    if not match:
        return ()
    tokens = re.split("[、和及]", match["rest"])
    fits = [token for token in tokens if re.search(rf"(?:{_END})$", token)]
    return tuple(fits) if len(fits) == len(tokens) else ()


def partners_of(text: str) -> tuple[str, ...]:
    """Units that take part without being responsible: 邀请、组织、协调 them, or 以 them 为核心."""
    partners: list[str] = []
    for match in _CALLS.finditer(text):
        partners.extend(_called(match["rest"]))
    for match in _TOGETHER.finditer(text):
        named, unsure = split_units(match["who"])
        partners.extend(() if unsure else named)
    for match in _LED_BY.finditer(text):
        if leading_unit(match["who"]) == match["who"]:
            partners.append(match["who"])
    return tuple(dict.fromkeys(partners))


def _called(rest: str) -> list[str]:
    units: list[str] = []
    listed, unsure = split_units(_DOES.split(rest)[0])
    if len(listed) > 1 and not unsure:
        return [unit for unit in listed if not is_collective(unit)]
    for token in rest.split("、"):
        unit = leading_unit(token)
        if unit is None:
            break
        said_of_it = token[len(unit) :]
        if said_of_it.startswith(_PARTS_OF_IT):
            return []  # 消防队员
        if _PEOPLE.search(said_of_it):
            return []  # "of those units the experts": people are invited, not units
        if not is_collective(unit):
            units.append(unit)
        if said_of_it:
            break
    return units
