"""A notice's theme, from its headed part, a labelled line, or what the campaign turns round."""

import itertools
import re
from dataclasses import dataclass

from domain.notice.outline import Part
from domain.notice.text import Flow, trimmed
from domain.notice.when import OF_WHAT, headed

_THEME_HEAD = re.compile(rf"{OF_WHAT}主题(?:[和及与、](?:活动)?时间)?(?:内容)?")
_THEME_LABEL = re.compile(
    r"主题(?:沿用|确定为|定为|仍为|仍是|为|是|：)(?:“(?P<q>[^”]{4,60})”|(?P<p>[^“”。；]{4,60}))"
)
_THEME_OF = re.compile(
    r"(?:以|围绕)[“《](?P<q>[^”《》]{4,120})[”》](?:为|这一|的|，|开展|深入开展)*(?:活动)?主题"
)
#: 围绕携手建设创新型城市主题开展, 以…为主题: a theme without quotation marks.
_THEME_AROUND = re.compile(
    r"(?:围绕(?P<p>[^，。；：“”《》]{6,30}?)(?:这一|的)?主题(?=开展|进行|组织|，|。)"
    r"|(?<![\u4e00-\u9fff]所)以(?P<r>[^，。；：“”《》]{6,40}?)为(?:活动)?主题(?!教育|党日|班会|团日|词))"
)
#: What names no theme but whose it is: 围绕今年环境日主题.
_WHOSE = re.compile("(?:[周日月节年]|活动|本次|本届|今年|宣传)$")
#: 我县活动主题：… beside 全国活动主题：…, each a clause of its own.
_THEME_CLAUSE = re.compile(r"(?P<of>[^，。；：“”]{2,20})主题(?:为|是|：)“?(?P<t>[^“”。；]{4,60})")
_WIDER = re.compile("全国|国家|全省|自治区|^省")
#: Whose theme it is, from the widest level to the nearest, and what is said of none.
_LEVELS = (
    "联合国|世界|国际",
    "我国|全国|国家|中国",
    "[我全本]省|自治区",
    "[我全本]市",
    "[我全本][县区旗镇乡]",
)
_NO_LEVEL = 3
#: 第九届科技活动周的主题：, as the theme's own part may begin.
_THEME_SAID = re.compile(r"[^，。；：“”]{0,30}主题(?:为|是|：)")


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The theme, without quotation marks, and where it stands."""

    #: With the space it is written with.
    text: str
    #: Slice of the flow.
    place: tuple[int, int]


def find_theme(flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int]) -> Theme | None:
    """The theme of its own part, else one that a sentence outside the plan names."""
    for start, stop in headed(flow, parts, plan, _THEME_HEAD):
        theme = _theme_in(flow, start, stop)
        if theme:
            return theme
    for pattern in (_THEME_LABEL, _THEME_OF):
        told = [m for m in pattern.finditer(flow.text) if not plan[0] < m.start() < plan[1]]
        if told:
            own = max(told, key=lambda match: _level(flow.text[: match.start()]))
            start, stop = own.span(own.lastgroup or 0)
            return _theme(flow, start, min(stop, flow.paragraph_end(start)))
    for match in _THEME_AROUND.finditer(flow.text):
        said = match[match.lastgroup or 0]
        if not plan[0] < match.start() < plan[1] and not _WHOSE.search(said):
            return _theme(flow, *match.span(match.lastgroup or 0))
    return None


def _nearness(flow: Flow, said: re.Match[str], place: int) -> tuple[int, int]:
    """How near a theme is; of two of one level the first is the week's, of none the last."""
    level = _level(flow.text[: said.start()])
    return level, place if level == _NO_LEVEL else -place


def _level(before: str) -> int:
    """How near to the notice's own place a theme is, by the clause before the word: 我省…主题."""
    clause = re.split("[，。；：\n]", before[-60:])[-1]
    levels = (n for n, shape in enumerate(_LEVELS, 1) if re.search(shape, clause))
    return max(levels, default=_NO_LEVEL)


def _theme_in(flow: Flow, start: int, stop: int) -> Theme | None:
    while start < stop and flow.text[start] in "为是：。，":
        start += 1
    if told := _own_theme(flow, start, stop):
        return _theme(flow, *told)
    if said := _THEME_OF.search(flow.text, start, stop):
        return _theme(flow, *said.span("q"))
    called = [m for m in _THEME_LABEL.finditer(flow.text, start, stop) if m["q"]]
    if called:
        own = max(enumerate(called), key=lambda each: _nearness(flow, each[1], each[0]))[1]
        return _theme(flow, *own.span("q"))
    quoted = re.compile("“([^”]{4,60})”").search(flow.text, start, stop)
    line = flow.text[start : min(stop, flow.paragraph_end(start))].split("。")[0]
    goes_on = re.fullmatch("“[^”]{4,60}”[^，；：“”]{4,30}", line)
    if goes_on and not re.search("主题|开展|进行", line):
        return _theme(flow, start, start + len(line))
    if quoted:
        return _theme(flow, *quoted.span(1))
    end = min(stop, flow.paragraph_end(start))
    full_stop = flow.text.find("。", start, end)
    return _theme(flow, start, end if full_stop < 0 else full_stop)


def _own_theme(flow: Flow, start: int, stop: int) -> tuple[int, int] | None:
    """Where several levels each have a theme: the last one that is not of a wider level."""
    cuts = [at for at in range(start + 1, stop) if _cuts_clause(flow, at)]
    pieces = itertools.pairwise([start, *cuts, stop])
    told = [m for a, b in pieces if (m := _THEME_CLAUSE.match(flow.text, a, b))]
    own = [match for match in told if not _WIDER.search(match["of"])]
    return own[-1].span("t") if own and len(told) > 1 else None


def _cuts_clause(flow: Flow, at: int) -> bool:
    return flow.starts_line(at) or flow.text[at - 1] in "。；，"


def _theme(flow: Flow, start: int, stop: int) -> Theme | None:
    if names_itself := _THEME_SAID.match(flow.text, start, stop):
        start = names_itself.end()
    spaced = trimmed(flow.spaced(start, stop))
    text = spaced if spaced.count(" ") <= 2 else trimmed(flow.text[start:stop])
    return Theme(text=text, place=(start, stop)) if text else None
