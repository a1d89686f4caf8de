"""What a notice wants handed in, and how long its film may last at most."""

import re
from dataclasses import dataclass

from domain.notice.outline import chinese_number

_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3}|两)"
_LENGTH = rf"(?:{_NUMBER}(?:分钟|分(?=\d))(?:(\d{{1,2}})秒)?|(\d{{1,3}})秒)"
_AT_MOST = re.compile(
    rf"(?:不超过?|不多于|控制在|最长|不得超过|不能超过|小于|≤|至|到|—|-|~){_LENGTH}"
)
_WITHIN = re.compile(rf"{_LENGTH}钟?(?:（含[^（）]{{0,8}}）)?(?:以内|之内|内|以下|左右)")
_ABOUT_FILM = re.compile(r"视频|影像|短片|时长|录像|宣传片")
HANDS_IN = re.compile(
    r"(?:报送|送(?=[省市县区镇][\u4e00-\u9fff]{1,8}[局协委办部科室会])|上报|报回|提交|送交|发送|发至|发到|寄至|反馈|汇总报|(?<![举精申填汇警情晚早海板简通画墙喜预播快学周])(?<!\D日)报(?![告道刊纸表社名国警考业亭栏]))(?:给|至|到|往|送)?"
)
WHAT = re.compile(
    r"总结|报告|影像|视频|照片|图片|声像|音像|影音|图文|资料|材料|(?:统计|汇总|备案|登记|申报|推荐)表|信息|简报|情况|方案|名单|台账|项目|作品"
)
_KINDS = (
    ("media", r"影像|视频|照片|图片|声像|音像|影音|录像|短片|图文|作品$"),
    ("report", r"总结|报告|(?:开展|进展|落实|完成|组织|活动|工作)情况$"),
    (
        "form",
        r"(?:统计|汇总|登记|一览|备案|申报|申请|推荐|信息|计划|情况)表|报表|清单|计划书|(?:活动|工作|开展|实施)方案$|名单$|台账$|活动项目$",
    ),
    ("news", r"信息|简报|报道"),
)
LISTED_BELOW = re.compile("(?:以下|下列|如下)[^，。；]{0,6}?(?:材料|资料)|(?:材料|资料)如下")
_NUMBERED = re.compile(r"(?:（\d）|(?<!\d)\d）|[①-⑨])(?P<name>[^。；，（]{2,40})")
#: Characters within which the next item of such a list begins.
_FAR = 120
_NAME_ENDS = re.compile("于|在|报送|至|到|，|通过|打包|一并|同步|统一|(?<=.)等$")
_FILLED_IN = re.compile("(?:填写|填报|填好|报送|提交)(?P<forms>(?:《[^《》]{4,40}?表》[、和及]?)+)")
_FORM = re.compile("《([^《》]{4,40}?表)》")
#: What stands between what is handed in and the verb, where it comes first.
_MODAL = re.compile("请|务必|须|应|统一|于|在|要")
#: A heading before the first sentence under it.
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^，。；]{0,6}?(?:要求|事项|报送)"
)
_INSIDE = re.compile(r"（[^（）]{0,200}）")
_OWN_WORDS = re.compile(
    r"^(?:所有|全部|(?:不少于|不超过)?\d+(?:[—~至-]\d+)?(?:[张幅个段条份篇]|分钟|秒|M|兆)(?:以[上内下]|左右)?的?"
    r"|的|该项活动|并|连同|各自|本单位|本部门|本次|本届|有关|相关|形成的?|开展的?|活动的|完整的?|及时|一并)+"
)
_COUNT_BEHIND = re.compile(r"(?:不少于)?(?<!\d)\d+(?:[—~至-]\d+)?[张幅个段条份篇](?:以[上内下])?$")
#: 6月5日前完成总结: what is to be done by a day, behind a verb that stands in a heading.
_DATED = re.compile(r"\d[日号]前")


@dataclass(frozen=True, kw_only=True)
class Deliverable:
    #: "report", "media", "form" or "news".
    kind: str
    #: As the notice names it.
    name: str
    #: The longest a film may last, in seconds, where the notice says so.
    video_max_s: int | None = None


def deliverables_of(sentence: str, verb: int) -> tuple[Deliverable, ...]:
    """What stands between 将, 把 or 形成 and the verb or date, else what follows the verb."""
    if found := _named_in(sentence, verb):
        return found
    # 工作总结请于6月7日前报…: what is handed in begins its clause.
    clause = re.split("[，；：]", sentence[:verb])[-1]
    clause = _HEADING.sub("", clause)
    first = _MODAL.split(clause)[0]
    return _kinds_in(first) if first != clause else ()


def _named_in(sentence: str, verb: int) -> tuple[Deliverable, ...]:
    before = re.split("将|把|形成", sentence[:verb])
    told = before[-1] if len(before) > 1 else sentence[verb:]
    told = HANDS_IN.sub("", told, count=1) if len(before) == 1 else told
    return _kinds_in(told)


def _kinds_in(told: str) -> tuple[Deliverable, ...]:
    found: list[Deliverable] = []
    for token in listed(told):
        cut = HANDS_IN.split(_NAME_ENDS.split(_INSIDE.sub("", token))[0])[0]
        name = _COUNT_BEHIND.sub("", _OWN_WORDS.sub("", cut))
        kind = next((kind for kind, shape in _KINDS if re.search(shape, name)), None)
        if kind and len(name) <= 24 and not _DATED.search(name):
            seconds = _seconds(token) if kind == "media" else None
            found.append(Deliverable(kind=kind, name=name, video_max_s=seconds))
    return tuple(dict.fromkeys(found))


def filled_in(sentence: str) -> tuple[Deliverable, ...]:
    """The forms that a sentence asks to fill in: 填写《项目备案表》."""
    said = (match["forms"] for match in _FILLED_IN.finditer(sentence))
    names = dict.fromkeys(name for forms in said for name in _FORM.findall(forms))
    return tuple(Deliverable(kind="form", name=name) for name in names)


def listed(text: str) -> list[str]:
    # 、 between two names in quotation marks parts no list: “世界水日”、“中国水周”宣传情况.
    tokens = re.findall(r"(?:（[^（）]{0,200}）|[^、，；（]|(?<=”)、(?=“))+", text)
    split: list[str] = []
    for token in tokens:
        halves = re.split("[和及与](?![^（）]{0,200}）)", token)
        both = len(halves) == 2 and all(WHAT.search(_INSIDE.sub("", half)) for half in halves)
        split.extend(halves if both else [token])
    return split


def _limit_in(text: str) -> re.Match[str] | None:
    return _AT_MOST.search(text) or _WITHIN.search(text)


def _seconds(text: str) -> int | None:
    match = _limit_in(text)
    if not match:
        return None
    minutes, more, seconds = match.groups()
    if seconds:
        return int(seconds)
    return (2 if minutes == "两" else chinese_number(minutes)) * 60 + int(more or 0)


def video_limit(text: str) -> tuple[int | None, tuple[int, int]]:
    """The longest a film may last, and the slice that says so."""
    for sentence in re.finditer("[^。；\n]+", text):
        if _ABOUT_FILM.search(sentence.group()) and (limit := _limit_in(sentence.group())):
            at = sentence.start()
            return _seconds(limit.group()), (at + limit.start(), at + limit.end())
    return None, (0, 0)


def with_limit(items: tuple[Deliverable, ...], limit: int | None) -> tuple[Deliverable, ...]:
    """The film's limit on the one deliverable that it is about."""
    if limit is None or any(item.video_max_s for item in items):
        return items
    media = [item for item in items if item.kind == "media"]
    film = next((item for item in media if _ABOUT_FILM.search(item.name)), None)
    chosen = film or (media[0] if media else None)
    return tuple(
        Deliverable(kind=item.kind, name=item.name, video_max_s=limit) if item is chosen else item
        for item in items
    )


def below(text: str, at: int) -> tuple[Deliverable, ...]:
    """What a list behind the request names: 提交以下材料：1）… 2）…"""
    found: list[Deliverable] = []
    for match in _NUMBERED.finditer(text, at):
        if match.start() > at + _FAR:
            break
        name = _COUNT_BEHIND.sub("", _INSIDE.sub("", match["name"])).strip("《》")
        kind = next((kind for kind, shape in _KINDS if re.search(shape, name)), None)
        if kind and len(name) <= 24:
            found.append(Deliverable(kind=kind, name=name))
            at = match.end()
    return tuple(dict.fromkeys(found))
