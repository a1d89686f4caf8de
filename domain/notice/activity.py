"""One activity of a notice, from its sentences, its labelled lines or its row of a table."""

import datetime
import re
from dataclasses import dataclass, field

from domain.notice.days import Days, day_of
from domain.notice.kinds import expects_media, kinds_of
from domain.notice.owners import LABEL_AT, labels_who, take_brackets, take_heading, take_said
from domain.notice.places import doubtful_venue, partners_of, venues_of
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
    #: True where the head stands on a line of its own, as a heading does.
    on_line: bool = False
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


_UNFINISHED = tuple("的和与及在对将、，“（《“")
_CLAUSE = re.compile(
    r"(?:组织开展|举办|举行|召开|开展)(?P<what>(?:“[^”]{0,200}”|《[^》]{0,200}》|[^，。；：“《]){2,60})(?![^，。；：])"
)
_PLACE_FIRST = re.compile(r"[在于][^，。；：]{2,24}?(?:开展|举办|举行|召开)")
_WHEN_FIRST = re.compile(r"^(?:拟|将|计划)?(?:于|在)?(?:\d{4}年)?\d{1,2}月")
#: With whom it is done, before what is done: 会同有关单位开展….
_WITH_WHOM = re.compile("^(?:会同|联合|协同)[^，。；：]{2,24}?(?=开展|举办|举行|组织|召开)")
_ADDRESS = re.compile("（(?:地址|位于)[^（）]{0,200}）")
_AFTER_PLACE = re.compile("[\n。；]|，(?=参观|了解|进行|开展|观看|集中)")
_DAY_IN_BRACKETS = re.compile(r"（[^（）]{0,200}?\d{1,2}月\d{1,2}日?[^（）]{0,200}）$")
_QUOTED = re.compile(r"“[^”]{0,200}”|《[^》]{0,200}》")
_OPEN_PLACE = re.compile(r"另行通知|待定|另定|见通知")
#: Characters of a title that is surely one, and of one that is a sentence.
_LONGEST_TITLE, _LONGEST_SENTENCE = 40, 60
#: Characters of a heading that ends with a full stop: 突出重点时间，抓好集中宣传。
_LONGEST_HEADING = 24
#: When it is, before what it is: 6月13日上午，…, 5月20日至26日期间，….
_WHEN_LEADS = re.compile(
    r"(?:拟|计划|定)?(?:于|在)?(?:\d{4}年)?\d{1,2}月\d{1,2}日?[^，。；：\n（）“]{0,20}，"
    r"|[^，。；：\n（）]{2,20}期间，"
)
#: Up to the first word behind a day that leads up to it.
_FIRST_WORD = re.compile("[。，\n]*(?=[^。，\n；：])")


def item_of(number: int, text: str) -> Item:
    """An item of a list; line breaks in `text` are ends of paragraphs."""
    units, partners, unsure, is_any, rest = _who_does(text)
    labels = list(LABEL_AT.finditer(rest))
    free = rest[: labels[0].start()] if labels else rest
    head, text = _head_and_text(free)
    values = _values(rest, labels)
    for value in values["who"]:
        leads, helps, other = split_roles(re.split("[\n。]", value.replace("：\n", "："))[0])
        units, partners, unsure = units + leads, partners + helps, unsure or other
    if not head:
        head, text = _named(values["name"], values["what"])
    where = _AFTER_PLACE.split(values["where"][0].strip())[0] if values["where"] else ""
    return Item(
        number=number,
        head=head,
        on_line=bool(head) and (free.startswith(f"{head}\n") or _is_heading(head, free)),
        text="。".join((text, *values["name"], *values["what"])).replace("\n", ""),
        when="".join(values["when"]).replace("\n", "，"),
        where=where,
        units=tuple(dict.fromkeys(units)),
        partners=tuple(dict.fromkeys(partners)),
        units_unsure=unsure,
        is_any=is_any,
    )


def _who_does(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, bool, str]:
    """Units and partners that no label names, whether something else stood there, whether they are
    whoever that may be, and the text without them."""
    units, partners, unsure, rest = take_brackets(text)
    if not units:
        units, helped, rest = take_said(rest)
        partners += helped
    if units or labels_who(rest):
        return units, partners, unsure, False, rest
    units, rest = take_heading(rest)
    if not units:
        units, rest = take_subject(rest)
    is_any = bool(units) and all(map(is_collective, units))
    if is_any and any(label["who"] for label in LABEL_AT.finditer(rest)):
        units, is_any = (), False  # 参加单位：… names them
    return units, partners, unsure, is_any, rest


def _values(rest: str, labels: list[re.Match[str]]) -> dict[str, list[str]]:
    """What stands behind each label, by its kind; of who does it with the label."""
    kinds = ("name", "when", "where", "what", "who", "person")
    values: dict[str, list[str]] = {kind: [] for kind in kinds}
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(rest)
        kind = label.lastgroup or ""
        value = rest[label.end() : stop]
        values[kind].append(label.group() + value if kind == "who" else value)
    return values


def _is_heading(head: str, free: str) -> bool:
    """True for a few words with a full stop before the sentences that tell of them."""
    return (
        len(head) <= _LONGEST_HEADING
        and head.count("，") == 1
        and not re.search(r"\d", head)
        and len(free) > len(head) + _LONGEST_HEADING
        and free.startswith(f"{head}。")
    )


def _named(names: list[str], whats: list[str]) -> tuple[str, str]:
    """The head and first words of an item that has labels alone: 活动名称：, else 活动内容：."""
    if names:
        return _head_and_text(names.pop(0).strip())
    return _head_and_text(whats.pop(0).strip()) if whats else ("", "")


def _head_and_text(free: str) -> tuple[str, str]:
    """The first words, and what follows them; days that lead up to them follow too."""
    at = 0
    days: list[str] = []
    while leads := _WHEN_LEADS.match(free, at):
        begins = _FIRST_WORD.match(free, leads.end())
        if begins is None:
            break
        days.append(leads.group().rstrip("，") + "。")
        at = begins.end()
    free = free[at:]
    sentence = re.search("[。；：]", free)
    cut = sentence.start() if sentence else len(free)
    for line in re.finditer("\n", free[:cut]):
        if not free[: line.start()].endswith(_UNFINISHED):
            cut = line.start()
            break
    return free[:cut].replace("\n", ""), "".join(days) + free[cut:].strip("。；：\n")


def planned_activity(
    item: Item,
    *,
    year: int | None,
    theme: str,
    period: Days = (None, None),
) -> PlannedActivity:
    """The activity that an item plans; what is unsure is listed, not guessed.

    A range that is the campaign's own `period` gives an activity no day.
    """
    title, sure = _title_of(item.head, on_line=item.on_line)
    told = item.text if sure else f"{item.head}。{item.text}"
    venue, other_venues = venues_of(title, told)
    if item.where:
        where = _ADDRESS.sub("", item.where)
        venue = None if _OPEN_PLACE.search(where) else trimmed(where)
    kinds = kinds_of(title, told, theme)
    span, unsure = day_of(item.when or f"{item.head}。{item.text}", year, period, bool(item.when))
    place = doubtful_venue(told) if venue is None and not item.where else None
    unsure += [("title_unsure", title)] * (not sure) + [("unit_unsure", "")] * item.units_unsure
    unsure += [("venue_unsure", place)] if place else []
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


def _title_of(head: str, *, on_line: bool = False) -> tuple[str, bool]:
    """The title, and whether the head was one: short, without date and outer comma."""
    title = trimmed(_DAY_IN_BRACKETS.sub("", head))
    title = title if on_line else _WITH_WHOM.sub("", title)
    plain = _QUOTED.sub("", title)
    told_first = _WHEN_FIRST.match(title) or _PLACE_FIRST.match(title)
    if on_line and not told_first and len(title) <= _LONGEST_TITLE:
        return title, True
    if "，" not in plain and not told_first and len(title) <= _LONGEST_SENTENCE:
        held = title.endswith(("活动", "仪式", "比赛", "大赛", "讲座", "展览", "培训"))
        if len(title) <= _LONGEST_TITLE or held:
            return title, True
    clause = _CLAUSE.search(head)
    if clause:
        return trimmed(_DAY_IN_BRACKETS.sub("", clause["what"])), False
    first = re.match("(?:“[^”]{0,200}”|《[^》]{0,200}》|[^，])*", head)
    return trimmed(first.group() if first else head)[:_LONGEST_SENTENCE], False


def is_title(item: Item) -> bool:
    """True for the heading of an activity, and not for the sentence that tells of one."""
    title, sure = _title_of(item.head, on_line=item.on_line)
    return sure and 0 < len(title) <= _LONGEST_TITLE


def is_open_place(words: str) -> bool:
    """True where a place is still to be told."""
    return _OPEN_PLACE.search(words) is not None
