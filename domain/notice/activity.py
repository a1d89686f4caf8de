"""One activity of a notice, from its sentences, its labelled lines or its row of a table."""

import datetime
import re
from dataclasses import dataclass, field, replace

from domain.notice.dates import Span, find_damage, find_spans, find_vague
from domain.notice.kinds import expects_media, kinds_of
from domain.notice.places import partners_of, venues_of
from domain.notice.subject import take_subject
from domain.notice.text import trimmed
from domain.notice.units import is_collective, split_roles


@dataclass(frozen=True, kw_only=True)
class PlannedActivity:
    """One activity as a notice plans it."""

    #: Number in the plan, from 1.
    number: int
    title: str
    #: Its own day, or None.
    date: datetime.date | None
    #: "am", "pm", "eve" or None.
    part: str | None
    #: Place as written, several joined by 、; None when the notice names none.
    venue: str | None
    #: Names of the responsible units.
    units: tuple[str, ...]
    #: Names of those who take part.
    partners: tuple[str, ...]
    #: Kinds, keys of `domain.kinds.KINDS`.
    kinds: tuple[str, ...]
    #: Places touched besides the venue.
    other_venues: tuple[str, ...]
    #: False when nobody is asked for material.
    media_expected: bool
    #: What is unsure, as (code, words of the notice); see `domain.notice.doubts`.
    unsure: tuple[tuple[str, str], ...] = ()
    #: Slice of the source that it was read from; empty when it was not read.
    place: tuple[int, int] = field(default=(0, 0), compare=False)


@dataclass(frozen=True, kw_only=True)
class Item:
    """What was written about one activity, sorted by label."""

    number: int
    #: Heading or first words; may hold more than the title.
    head: str
    #: Sentences, without labelled parts.
    text: str = ""
    #: What stands behind 时间：, 地点： and the like; empty when there is no such label.
    when: str = ""
    where: str = ""
    #: Responsible units and partners, with whether something else stood there.
    units: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    units_unsure: bool = False
    #: True where they are whoever that may be, as a sentence's subject: 各单位要组织….
    is_any: bool = False
    #: Slice of the source that holds it.
    place: tuple[int, int] = field(default=(0, 0), compare=False)


_Days = tuple[datetime.date | None, datetime.date | None]
_UNIT_LABEL = (
    r"(?:(?:主办|承办|牵头|责任|负责|组织|实施|落实|协办|配合|参与|参加|支持|协助|指导)(?:单位|部门)"
    r"|(?:主办|承办|协办|牵头)(?=：))"
)
_LABEL = re.compile(
    r"(?P<name>(?:活动|项目)?(?:名称|题目|主题|项目))"
    r"|(?P<when>(?:活动|举办|举行|开展|具体|集中)?(?:时间|日期))"
    r"|(?P<where>(?:活动|举办|举行|具体)?(?:地点|地址|场地))"
    rf"|(?P<who>{_UNIT_LABEL})"
    r"|(?P<person>责任人|负责人|联系人|联系电话|联系方式)"
    r"|(?P<what>(?:活动|主要|具体)?(?:内容|形式|对象|方式))"
)
LABEL_AT = re.compile(rf"(?:^|(?<=[\n。；，、：）】]))(?:{_LABEL.pattern})：")
_BRACKET = re.compile(r"[（【\[](?P<in>(?:[^（）【】\[\]]|（[^（）]*）){2,200})[）】\]]")
_UNFINISHED = tuple("的和与及在对将、，“（《“")
_CLAUSE = re.compile(r"(?:组织开展|举办|举行|召开|开展)(?P<what>[^，。；：]{2,40})(?![^，。；：])")
_PLACE_FIRST = re.compile(r"[在于][^，。；：]{2,24}?(?:开展|举办|举行|召开)")
_WHEN_FIRST = re.compile(r"^(?:拟|将|计划)?(?:于|在)?(?:\d{4}年)?\d{1,2}月")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_OPEN_PLACE = re.compile(r"另行通知|待定|另定|见通知")
_LATEST = re.compile(r"(?:之|以)?前|底前|内")
_HOUR = re.compile(r"(\d{1,2})[:：时点]")
#: The second day may be torn by a line break: `5月10日、1` and `1日` on the next line.
_MORE_DAYS = re.compile(r"[、和及](?:\d{1,2}月)?\d{1,2}\s*(?:\d?\s*日|\n|$)")
_LED = re.compile(
    r"(?:由|(?:^|(?<=[，。；\n]))(?=[^，。；：\n]{2,60}?(?:牵头|负责|主办|承办)(?:[，。；\n]|$)))"
    r"(?P<who>[^，。；：\n由]{2,60}?)"
    r"(?:牵头|负责|主办|承办|组织实施|具体实施|组织开展)(?:组织)?(?:实施|开展)?"
    r"|由(?P<by>[^，。；：\n由]{2,40}?)(?=组织|举办|实施|开展|安排)"
)
_HELPED = re.compile(r"，(?P<who>[^，。；：\n]{3,60}?)(?:配合|协办|协助|参与)(?=[，。；])")
_LONGEST_TITLE = 40


def item_of(number: int, text: str) -> Item:
    """An item of a list; line breaks in `text` are ends of paragraphs."""
    units, partners, unsure, rest = _take_brackets(text)
    if not units:
        units, helped, rest = _take_said(rest)
        partners += helped
    is_any = False
    if not units and not _labels_who(rest):
        units, rest = take_subject(rest)
        is_any = bool(units) and all(map(is_collective, units))
    labels = list(LABEL_AT.finditer(rest))
    free = rest[: labels[0].start()] if labels else rest
    head, text = _head_and_text(free)
    kinds = ("name", "when", "where", "what", "who", "person")
    values: dict[str, list[str]] = {kind: [] for kind in kinds}
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(rest)
        kind = label.lastgroup or ""
        value = rest[label.end() : stop]
        values[kind].append(label.group() + value if kind == "who" else value)
    for value in values["who"]:
        leads, helps, other = split_roles(re.split("[\n。]", value.replace("：\n", "："))[0])
        units, partners, unsure = units + leads, partners + helps, unsure or other
    if not head:
        head, text = _named(values["name"], values["what"])
    when = "".join(values["when"]).replace("\n", "，")
    where = re.split("[\n。；]", values["where"][0].strip())[0] if values["where"] else ""
    return Item(
        number=number,
        head=head,
        text="。".join((text, *values["name"], *values["what"])).replace("\n", ""),
        when=when,
        where=where,
        units=tuple(dict.fromkeys(units)),
        partners=tuple(dict.fromkeys(partners)),
        units_unsure=unsure,
        is_any=is_any,
    )


def _labels_who(text: str) -> bool:
    """True where a label says who is responsible; who does a part of it does not come beside."""
    return any(
        split_roles(re.split("[\n。]", label.group() + text[label.end() :].strip())[0])[0]
        for label in LABEL_AT.finditer(text)
        if label["who"]
    )


def _named(names: list[str], whats: list[str]) -> tuple[str, str]:
    """The head and first words of an item that has labels alone: 活动名称：, else 活动内容：."""
    if names:
        return _head_and_text(names.pop(0).strip())
    return _head_and_text(whats.pop(0).strip()) if whats else ("", "")


def _take_brackets(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, str]:
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
        said, beside = _without_labels(match["in"])
        leads, helps, other = split_roles(said)
        if labelled or (leads and (at_end or not other)):
            units, partners, unsure = leads + units, helps + partners, unsure or other
            text = text[: match.start()] + text[match.end() :] + beside
    return units, partners, unsure, text


def _without_labels(inside: str) -> tuple[str, str]:
    """Of a bracket with units, the clauses about them, and lines of those that say when or where.

    （责任单位：县教育局；时间：5月26日）.
    """
    clauses = re.split("[；;]", inside)
    labels = [LABEL_AT.match(clause) for clause in clauses]
    other = [label is not None and label.lastgroup in ("when", "where") for label in labels]
    units = "；".join(c for c, is_other in zip(clauses, other, strict=True) if not is_other)
    beside = "".join(f"\n{c}" for c, is_other in zip(clauses, other, strict=True) if is_other)
    return units, beside


def _take_said(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Units that a clause names: 由县科协牵头，县教育局配合，…"""
    for lead in _LED.finditer(text):
        units, _, unsure = split_roles(lead["who"] or lead["by"])
        if units and not unsure:
            return _with_help(text, lead, units)
    return (), (), text


def _with_help(
    text: str, lead: re.Match[str], units: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    helped = _HELPED.match(text, lead.end())
    partners = split_roles(helped["who"])[0] if helped else ()
    stop = helped.end() if helped else lead.end()
    return units, partners, text[: lead.start()] + "。" + text[stop:].lstrip("，")


def _head_and_text(free: str) -> tuple[str, str]:
    sentence = re.search("[。；：]", free)
    cut = sentence.start() if sentence else len(free)
    for line in re.finditer("\n", free[:cut]):
        if not free[: line.start()].endswith(_UNFINISHED):
            cut = line.start()
            break
    return free[:cut].replace("\n", ""), free[cut:].strip("。；：\n")


def planned_activity(
    item: Item,
    *,
    year: int | None,
    theme: str,
    period: _Days = (None, None),
) -> PlannedActivity:
    """The activity that an item plans; what is unsure is listed, not guessed.

    A range that is the campaign's own `period` gives an activity no day.
    """
    title, sure = _title_of(item.head)
    told = item.text if sure else f"{item.head}。{item.text}"
    venue, other_venues = venues_of(title, told)
    if item.where:
        venue = None if _OPEN_PLACE.search(item.where) else trimmed(item.where)
    kinds = kinds_of(title, told, theme)
    span, unsure = _day_of(item.when or f"{item.head}。{item.text}", year, period, bool(item.when))
    if not sure:
        unsure.append(("title_unsure", title))
    if item.units_unsure:
        unsure.append(("unit_unsure", ""))
    partners = (*item.partners, *partners_of(told))
    return PlannedActivity(
        number=item.number,
        title=title,
        date=span.first if span else None,
        part=span.part if span else None,
        venue=venue,
        units=item.units,
        partners=tuple(name for name in dict.fromkeys(partners) if name not in item.units),
        kinds=kinds,
        other_venues=other_venues,
        media_expected=expects_media(kinds),
        unsure=tuple(unsure),
        place=item.place,
    )


def _title_of(head: str) -> tuple[str, bool]:
    """The title, and whether the head was one: short, without date and outer comma."""
    title = trimmed(head)
    plain = _QUOTED.sub("", title)
    told_first = _WHEN_FIRST.match(title) or _PLACE_FIRST.match(title)
    if len(title) <= _LONGEST_TITLE and "，" not in plain and not told_first:
        return title, True
    clause = _CLAUSE.search(head)
    if clause:
        return trimmed(clause["what"]), False
    return trimmed(head.split("，")[0])[:_LONGEST_TITLE], False


def _day_of(
    text: str, year: int | None, period: _Days, labelled: bool
) -> tuple[Span | None, list[tuple[str, str]]]:
    spans = [
        span
        for span in find_spans(text, year, dotted=labelled)
        if (span.first, span.last) != period and not _LATEST.match(text, span.stop)
    ]
    damage = find_damage(text, year)
    if damage:
        return None, [("lost_characters", words) for words in damage]
    if not spans:
        return None, [("vague_date", words) for words in find_vague(text)]
    first = spans[0]
    days = {(span.first, span.last) for span in spans}
    if len(days) > 1 or first.is_range or _MORE_DAYS.match(text, first.stop):
        words = text[first.start : spans[-1].stop] if len(days) > 1 else _words(text, first)
        return None, [("several_days", words)]
    if first.is_cut:
        return None, [("vague_date", _words(text, first))]
    return _with_hour(first, text), []


def _words(text: str, span: Span) -> str:
    return re.split("[，。；\n]", text[span.start : span.stop + 12])[0]


def _with_hour(span: Span, text: str) -> Span:
    hour = _HOUR.match(text, span.stop)
    if span.part or not hour:
        return span
    part = "am" if int(hour[1]) < 12 else "pm" if int(hour[1]) < 18 else "eve"
    return replace(span, part=part)
