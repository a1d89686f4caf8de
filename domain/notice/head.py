"""What heads a notice: titles, document number, particulars, and on what it is based."""

import re
from dataclasses import dataclass, replace
from datetime import date

from domain.notice.dates import find_spans
from domain.notice.issuers import issuers_in
from domain.notice.text import Flow, trimmed
from domain.notice.units import apart, is_unit, split_units

_DOC_NO = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,14}?〔\d{4}〕(?:第)?\d{1,4}号")
_TITLE_END = re.compile(
    r"(?:通知|方案|安排|计划|意见|函|通告|公告|(?:安排|计划|活动|日程|一览)表|活动清单)"
    r"(?:（[^（）]{2,8}）)?$"
)
_GOES_ON = re.compile(r"的|及|和|与|暨|》|”")
_BODY_BEGINS = re.compile(
    r"为|根据|按照|依据|经|各(?!界)|今年|现将|现就|[一二三]、|（[一二三]）|\d[.、](?!\d)"
)
_BODY_MARK = re.compile("[。；：！]")
_APPENDIX = re.compile(r"附[件表](?:\d{1,2}|[一二三四五])?[：:]?")
#: Lines above a title: of the letterhead, of an appendix, and of the web page it was copied from.
_PAGE_LINE = (
    r"(?:索引号|发布机构|发布时间|发布日期|发文日期|成文日期|信息来源|来源|文号|名称|主题分类|组配分类"
    r"|有效性|浏览次数|字体|当前位置|咨询机构|咨询电话|信息名称|体裁|时间|导语).*"
)
_NO_TITLE = re.compile(
    rf"{_PAGE_LINE}|{_APPENDIX.pattern}|[\d一二〇○零]{{4}}年.{{1,3}}月.{{1,3}}日|（.*）"
)
#: Of a page's particulars, each on a line of its own, with what it says on the next one.
_PARTICULAR = re.compile(
    r"标题|索引号|发文机关|发文机构|发布机构|发文字号|文号|成文日期|发文日期|发布日期|主题分类|有效性|公开方式"
)
_NAMED_TITLE = re.compile("标题：.{4,}")
_WRITTEN_ON = re.compile(r"(?:成文|发文)日期：?(?=\d{4})")
_EVENT_NAME = (
    r"(?:科技活动周|科普活动周|科技周|科普周|科技节|科普月|科普日|科技工作者日"
    r"|宣传周|宣传月|活动周|活动月|安全生产月|防灾减灾日|环境日|质量月|读书日|读书节|文化周|文化节|艺术节)"
)
_EVENT = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:[县市区旗镇乡]|街道))?(?:\d{4}年)?(?:度)?"
    rf"[^，。；：、《》“”\d]{{0,24}}?{_EVENT_NAME}"
)
_HELD = re.compile(
    rf"(?:举办|举行|开展|组织|办好|做好|参加)(?P<event>\d{{4}}年[^，。；《》“”]{{1,24}}?{_EVENT_NAME})"
)
_IS_HELD = re.compile(
    rf"(?P<event>\d{{4}}年[^，。；《》“”]{{1,24}}?{_EVENT_NAME})(?:[将拟定]?于)\d"
)
_LEAD_IN = re.compile(
    r"^.*?关于(?:印发|转发|做好|组织|联合|举办|举行|开展|参加|实施|《|“)*|^(?:举办|开展|组织)+"
)
_TITLED = re.compile(
    r"《(?P<title>[^《》]{4,80})》(?:（(?P<number>[^（）]{0,20}〔\d{4}〕\d+号)）)?"
)
_RELIES = re.compile(r"根据|按照|依据|落实|遵照|依照|贯彻")
#: A number that is quoted: by the words before it in the same breath, or those behind it.
_QUOTES = re.compile(rf"{_RELIES.pattern}|按|参照|对照|执行|转发|印发|收到|现将")
_QUOTED = re.compile("文件|要求|精神|规定|部署|[的等、和及]")
_ISSUED_WITH_IT = re.compile(r"印发|予以|下发")
#: Characters of a line over a body; a title that is whole on one line may be longer.
_LONGEST_LINE, _LONGEST_TITLE = 45, 90
_LINES_OF_TITLE = 30
#: Characters that name something that is held.
_SHORTEST_NAME = 4


def written_on(flow: Flow, stop: int) -> tuple[date, tuple[int, int]] | None:
    """The day that a page's particulars say it was written on, and where; None without it.

    They stand before `stop`, the first part, each on a line or between spaces of its own.
    """
    head = flow.text[:stop].partition("。")[0]
    for match in _WRITTEN_ON.finditer(head):
        span = next(iter(find_spans(head[match.end() : match.end() + 12], None, dotted=True)), None)
        if span is None or span.start != 0 or span.first is None or not flow.gaps[match.start()]:
            continue
        end = match.end() + span.stop
        if end >= len(flow.text) or flow.starts_line(end) or _PARTICULAR.match(flow.text, end):
            return span.first, (match.end(), end)
    return None


def find_doc_no(flow: Flow, stop: int) -> str | None:
    """The notice's own number, not one that it quotes in brackets."""
    for match in _DOC_NO.finditer(flow.text, 0, stop):
        year = flow.text.index("〔", match.start())
        starts = [at for at in range(match.start(), year) if flow.gaps[at]]
        number = flow.text[starts[-1] if starts else match.start() : match.end()]
        if _QUOTES.search(re.sub("^.*文件(?=.{2})", "", number)):
            continue  # 根据某发〔2031〕5号文件精神, 各单位按某发〔2031〕5号执行
        if not flow.starts_line(match.end()) and _QUOTED.match(flow.text, match.end()):
            continue
        quoted = match.start() > 0 and flow.text[match.start() - 1] in "（《"
        if not quoted or _is_line_in_brackets(flow, match.start() - 1, match.end()):
            return re.sub("^.*文件(?=.{2})", "", number)
    return None


def _is_line_in_brackets(flow: Flow, start: int, last: int) -> bool:
    """True for a line of its own in brackets, as gazettes print a number under the title."""
    closes = flow.text.startswith("）", last)
    ends = last + 1 == len(flow.text) or flow.starts_paragraph(last + 1)
    return flow.text[start] == "（" and flow.starts_paragraph(start) and closes and ends


def _lines(flow: Flow, start: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    at = start
    while at < len(flow.text) and len(lines) < _LINES_OF_TITLE:
        end = flow.line_end(at)
        lines.append((at, end))
        at = end
    return lines


@dataclass(frozen=True, kw_only=True)
class Titled:
    """A notice's title, and the units that stand over it or that it begins with."""

    title: str
    issuers: tuple[str, ...]


def find_title(flow: Flow, start: int) -> Titled | None:
    """The title that begins at `start`, over several lines if need be; None at a body's text.

    Where there is none, the one that a page's particulars name behind 标题.
    """
    found, named = _title_over_body(flow, start)
    return found or (_titled([named]) if named and len(named) <= _LONGEST_TITLE else None)


def _title_over_body(flow: Flow, start: int) -> tuple[Titled | None, str]:
    """The title over a body, and what stands behind 标题 among the particulars above it."""
    gathered: list[str] = []
    letterhead: list[str] = []
    skipping = False
    particular = named = ""
    for at, end in _lines(flow, start):
        line = flow.text[at:end].strip()
        if particular:
            named = line if particular == "标题" else named
            particular = ""
            continue
        if _PARTICULAR.fullmatch(line):
            particular = line
            continue
        if _NAMED_TITLE.match(line):
            named = line[len("标题：") :]
            continue
        heads = "文件" in line or _DOC_NO.fullmatch(line) is not None
        line = _DOC_NO.sub("", line) if line.endswith("号") else line
        goes_on = skipping and not flow.starts_paragraph(at) and not line.startswith("关于")
        skipping = goes_on or _is_no_title(line)
        heads = heads and (skipping or _units_of_letterhead([line]) != ())
        if skipping or heads:
            letterhead += _units_of_letterhead([*gathered, line]) if heads else ()
            gathered.clear()
            continue
        if _is_body(line, gathered):
            return _headline(gathered) if start == 0 else None, named
        gathered.append(line)
        if _TITLE_END.search("".join(gathered)) and not _GOES_ON.match(flow.text, end):
            found = _titled(gathered)
            return replace(found, issuers=found.issuers or tuple(letterhead)), named
    return None, named


def _headline(gathered: list[str]) -> Titled | None:
    """What stands over the body and names something held, though no kind of document."""
    line = "".join(gathered)
    held = re.search(f"(?:活动|{_EVENT_NAME})$", line) and len(line) <= _LONGEST_LINE
    return _titled(gathered) if held else None


def _units_of_letterhead(lines: list[str]) -> tuple[str, ...]:
    """Whose paper it is, from the lines up to 文件 or the number; () where others stand there."""
    pieces = [piece for line in lines for piece in line.split("文件") if piece]
    return tuple(pieces) if all(map(is_unit, pieces)) else ()


def _is_no_title(line: str) -> bool:
    return not line or line.endswith("文件") or _NO_TITLE.fullmatch(line) is not None


def _is_body(line: str, gathered: list[str]) -> bool:
    begins = not gathered and _BODY_BEGINS.match(line)
    longest = _LONGEST_TITLE if "关于" in line and _TITLE_END.search(line) else _LONGEST_LINE
    return bool(begins or _BODY_MARK.search(line) or len(line) > longest)


def _titled(lines: list[str]) -> Titled:
    rest = list(lines)
    above: list[str] = []
    while len(rest) > 1 and is_unit(rest[0]):
        above += split_units(apart(rest.pop(0)))[0]
    title = trimmed(re.sub("^【[^】]*】", "", "".join(rest)))
    return Titled(title=title, issuers=tuple(above) or issuers_in(title))


def appendix_starts(flow: Flow) -> tuple[int, ...]:
    """Where lines begin that say 附件 or 附表."""
    starts = (match.start() for match in _APPENDIX.finditer(flow.text))
    return tuple(start for start in starts if flow.starts_line(start))


def find_event(title: str | None, text: str) -> str | None:
    """The name of what is held, such as 2025年…科技活动周, from a title or the opening."""
    if title:
        match = _EVENT.search(_LEAD_IN.sub("", title).strip("《》“”"))
        if match:
            return match.group()
    plain = re.sub(r"《[^》]{0,200}》", "", text)
    match = _HELD.search(plain) or _IS_HELD.search(plain)
    return match["event"] if match else None


def held_name(title: str | None) -> str:
    """What a title's notice is about: 防灾减灾日宣传活动 of 防灾减灾日宣传活动通知.

    The whole title where too little would be left.
    """
    if title is None:
        return ""
    bare = re.sub("^【[^】]*】", "", title)
    bare = re.sub("^.*?关于(?:印发|转发|做好|组织|联合|举办|举行|召开|开展|参加|报送)*", "", bare)
    for _ in range(2):  # 《…方案》的通知
        bare = re.sub("(?:的|实施|工作|总体|具体)*(?:通知|方案|计划|安排)$", "", bare.strip("《》"))
    return bare if len(bare) >= _SHORTEST_NAME else title


def suggested_title(event: str, text: str) -> str:
    """A title for a notice that has none, by what it calls itself."""
    if re.search("本方案|方案如下|此方案", text):
        return f"{event}活动方案"
    return f"关于举办{event}的通知"


def find_based_on(text: str) -> tuple[str, ...]:
    """Documents that the opening relies on: their numbers, else their titles in 《》."""
    found: list[str] = []
    for sentence in text.split("。"):
        relies = _RELIES.search(sentence)
        for match in _TITLED.finditer(sentence, relies.start()) if relies else ():
            if not _ISSUED_WITH_IT.match(sentence, match.end()):
                found.append(match["number"] or f"《{match['title']}》")
    return tuple(dict.fromkeys(found))


def is_plan_title(title: str) -> bool:
    """True for the title of a plan of activities, as a covering letter has it behind it."""
    return bool(
        re.search(r"(?:方案|安排|计划|通知|表|清单)", title) and re.search("活动|科技|科普", title)
    )
