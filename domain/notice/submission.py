"""What a notice wants handed in, by when, by whom and to whom."""

import datetime
import re
from dataclasses import dataclass, field, replace

from domain.notice.dates import find_damage, find_spans, find_vague
from domain.notice.deliverables import (
    HANDS_IN,
    LISTED_BELOW,
    WHAT,
    Deliverable,
    below,
    deliverables_of,
    filled_in,
    listed,
    video_limit,
    with_limit,
)
from domain.notice.units import is_collective, is_unit, leading_unit

#: The last day for material, without a verb that says who sends it.
_CLOSES = re.compile(
    r"(?:材料|总结|资料|成果|信息)[^。；，]{0,8}?截[止至](?:时间|日期)?(?:为|是|：)"
)
#: By a day, to a unit, of what was named in the sentence before.
_DUE_AT_A_UNIT = re.compile(
    r"\d[日号][^，。]{0,12}?前[^。]{0,40}?(?:报送|上报|提交|送交|报)[至到给]?(?=[省市县区旗州镇乡])"
)
#: No sentence has so many stages, or verbs that hand in: what follows is read as one, as each looks
#: at all behind it.
_MOST_STAGES = 12
_BEFORE = re.compile(
    r"(?:（[^（）]{0,200}）)?(?:(?:上午|下午|晚上)?\d{1,2}[:：时点]\d{0,2}分?|下班)?(?:之|以)?前"
    r"(?:（含[^（）]{0,200}）)?"
)
_BEFORE_END = re.compile("前$")
_CLOCK = re.compile(r"\d[:：时点]|下班")
_LATEST = re.compile(r"(?:截止|截至|最迟|不晚于|不迟于)(?:时间|日期)?(?:为|是|到|至|于)?：?$")
#: Characters of 截止时间为：.
_LONGEST_LATEST = 12
_RELATIVE = re.compile(
    r"(?:本次|本届)?(?:科技活动周|活动周|科技周|科普月|科普日|活动)(?:结束|完成)后[^，。；]{0,10}?内"
)
_SENDER = re.compile(r"(?=要|负责|应|须|将|请|汇总|统一|于|务必|对)")
#: The part of a unit that takes what is handed in: 办公室, 社会发展科.
_OFFICE = re.compile(r"办公室|[\u4e00-\u9fff]{2,8}[科股处室部]")
#: 向县科协报送….
_HANDED_BY = re.compile("(?<=[向])(?P<to>[^，。；：向]{2,40}?)(?:报送|上报|提交|送交|反馈)")
_HANDED_TO = re.compile(
    r"(?:报送?|上报|提交|送交?|发送|反馈)[^，。；]{0,60}?[至给到]|报送?|送(?=[省市县区镇])|上报|提交|发送|反馈"
)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    #: The notice's words, such as 于6月5日前.
    text: str
    #: The day named; None when it is vague or counted from another day.
    date: datetime.date | None
    #: "yes" when that day still counts, "ambiguous" after a bare 前.
    inclusive: str
    #: The day to be ready by, so that either reading is kept.
    internal_target: datetime.date | None


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What is to be handed in; each field empty when the notice does not say."""

    deliverables: tuple[Deliverable, ...] = ()
    deadline: Deadline | None = None
    submitter: str | None = None
    recipients: tuple[str, ...] = ()
    #: The longest a film may last, in seconds, wherever the notice says so.
    video_max_s: int | None = None
    #: (code, words of the notice).
    unsure: tuple[tuple[str, str], ...] = ()
    #: Slices of the text (its line breaks not counted) that ask for it and that limit the film;
    #: empty where there is none.
    place: tuple[int, int] = field(default=(0, 0), compare=False)
    limit_place: tuple[int, int] = field(default=(0, 0), compare=False)


def find_submission(text: str, year: int | None) -> Submission:
    """The sentence that asks for the summary and its media, taken apart.

    Line breaks in `text` are ends of paragraphs; where they cut the sentence itself, it is read
    across them.
    """
    joined = text.replace("\n", "")
    limit, limit_place = video_limit(joined)
    readings = _readings(joined, "。", year)
    if not readings:
        return Submission(video_max_s=limit, limit_place=limit_place)
    best = max(reversed(readings), key=_completeness)  # the last stage is the one upwards
    others = {r.deadline.text for r in readings if r.deadline and r.deadline != best.deadline}
    if all(item.kind == "form" for item in best.deliverables):
        forms = (*best.deliverables, *filled_in(joined))
        best = replace(best, deliverables=tuple(dict.fromkeys(forms)))
    unsure = (*best.unsure, *(("other_deadline", words) for words in sorted(others)))
    return replace(
        best,
        deliverables=with_limit(best.deliverables, limit),
        submitter=best.submitter or _submitter_at(text, best.deadline, year),
        video_max_s=limit,
        unsure=unsure,
        limit_place=limit_place,
    )


def _readings(text: str, end: str, year: int | None) -> list[Submission]:
    readings: list[Submission] = []
    for sentence in re.finditer(f"[^{end}]+", text):
        what: tuple[Deliverable, ...] = ()
        for at, request in _requests(sentence.group()):
            reading = _submission_of(request, year)
            if named := LISTED_BELOW.search(request):
                listed_at = sentence.start() + at + named.end()
                reading = replace(reading, deliverables=below(text, listed_at))
            # Who hands on what was gathered does not name it again.
            what = reading.deliverables or what
            first = sentence.start() + at
            place = (first, first + len(request))
            readings.append(replace(reading, deliverables=what, place=place))
    return readings


def _submitter_at(text: str, deadline: Deadline | None, year: int | None) -> str | None:
    """The submitter of the same request, where a heading without a mark stands before it."""
    readings = _readings(text, "。\n", year)
    return next((r.submitter for r in readings if r.submitter and r.deadline == deadline), None)


def _requests(sentence: str) -> list[tuple[int, str]]:
    """The sentence, or its stages where units hand in to one that hands on with its own date.

    Each with where it begins.
    """
    if not WHAT.search(sentence) and not _DUE_AT_A_UNIT.search(sentence):
        return []
    found: list[tuple[int, str]] = []
    at = 0
    while (rest := sentence[at:]) and HANDS_IN.search(rest):
        end = _stage_end(rest) if len(found) < _MOST_STAGES else len(rest)
        found.append((at, rest[:end]))
        at += end + 1
    return found or ([(0, sentence)] if _CLOSES.search(sentence) else [])


def _stage_end(sentence: str) -> int:
    """The comma behind a stage that another one with its own date follows, or the end."""
    verbs = list(HANDS_IN.finditer(sentence))
    dates = find_spans(sentence, None) if len(verbs) > 1 else ()
    for verb in verbs[:-1]:
        comma = sentence.find("，", verb.end())
        before = [span for span in dates if span.stop <= verb.start()]
        if before and any(0 < comma < span.start for span in dates):
            return comma
    return len(sentence)


def _completeness(submission: Submission) -> int:
    kinds = {item.kind for item in submission.deliverables}
    return (
        2 * ("media" in kinds)
        + 2 * ("report" in kinds)
        + 2 * (submission.deadline is not None)
        + bool(submission.recipients)
    )


def _submission_of(sentence: str, year: int | None) -> Submission:
    deadline, unsure = _deadline_of(sentence, year)
    # The last verb may say only how it is sent: 提交总结，发送到邮箱.
    verbs = reversed(list(HANDS_IN.finditer(sentence))[-_MOST_STAGES:])
    items = (deliverables_of(sentence, verb.start()) for verb in verbs)
    return Submission(
        deliverables=next(filter(None, items), ()) or filled_in(sentence),
        deadline=deadline,
        submitter=_submitter_of(sentence),
        recipients=_recipients_of(sentence),
        unsure=unsure,
    )


def _deadline_of(
    sentence: str, year: int | None
) -> tuple[Deadline | None, tuple[tuple[str, str], ...]]:
    for span in find_spans(sentence, year):
        before = _BEFORE.match(sentence, span.stop)
        latest = _LATEST.search(sentence, max(0, span.start - _LONGEST_LATEST), span.start)
        if not before and not latest:
            continue
        stop = before.end() if before else span.stop
        start = latest.start() if latest else span.start - sentence[: span.start].endswith("于")
        whole = sentence[start:stop]
        surely = bool(latest) or "含" in whole or bool(_CLOCK.search(sentence[span.stop : stop]))
        return _deadline(whole, span.first, surely), ()
    damage = find_damage(sentence, year) or find_vague(sentence)
    relative = _RELATIVE.search(sentence)
    words = _whole(sentence, damage[0]) if damage else relative.group() if relative else ""
    if not words:
        return None, ()
    return _deadline(words, None, False), (("deadline_unsure", words),)


def _whole(sentence: str, words: str) -> str:
    """Damaged words with the 于 before and the 前 behind them."""
    match = re.search(rf"于?{re.escape(words)}(?:(?:之|以)?前)?", sentence)
    return match.group() if match else words


def _deadline(words: str, day: datetime.date | None, surely: bool) -> Deadline:
    target = day if surely or day is None else day - datetime.timedelta(days=1)
    inclusive = "yes" if surely else "ambiguous"
    return Deadline(text=words, date=day, inclusive=inclusive, internal_target=target)


def written_deadline(words: str, day: datetime.date | None) -> Deadline | None:
    """The deadline of a campaign whose day and wording are known; None without a day."""
    if day is None:
        return None
    surely = not _BEFORE_END.search(words) or "含" in words or bool(_CLOCK.search(words))
    return _deadline(words, day, surely)


def _submitter_of(sentence: str) -> str | None:
    found: str | None = None
    for clause in re.split("[，；：]", sentence):
        clause = re.sub("^（[^（）]{0,200}）", "", clause)  # the end of the paragraph before
        for place in _SENDER.finditer(clause):
            name = re.sub("^[请由]", "", clause[: place.start()])
            if is_unit(name) and not is_collective(name):
                found = name
                break
    return found


def _recipients_of(sentence: str) -> tuple[str, ...]:
    for match in reversed(list(_HANDED_BY.finditer(sentence))):
        names = [name for token in listed(match["to"]) if (name := _unit_at(token))]
        if names:
            return _with_places(tuple(names))
    for match in reversed(list(_HANDED_TO.finditer(sentence))[-_MOST_STAGES:]):
        told = sentence[match.end() :].split("，")[0]
        names = [name for token in listed(told) if (name := _unit_at(token))]
        if names:
            return _with_places(tuple(names))
    return ()


def _unit_at(token: str) -> str | None:
    """The unit that begins here, or the part of one that stands alone: 科研处."""
    alone = re.split("[：（]", token)[0]
    unit = leading_unit(token)
    if unit is None:
        return alone if is_unit(alone) else None
    office = _OFFICE.fullmatch(alone[len(unit) :])
    return unit + office.group() if office else unit


def _with_places(names: tuple[str, ...]) -> tuple[str, ...]:
    """市科协 after 某市科技局 belongs to that city."""
    full: list[str] = []
    places: dict[str, str] = {}
    for name in names:
        full.append(places[name[0]] + name[1:] if name[0] in places else name)
        for level in "省市县区旗":
            if level not in places and (place := _place_before(full[-1], level)):
                places[level] = place
    return tuple(dict.fromkeys(full))


def _place_before(name: str, level: str) -> str:
    match = re.match(rf"[\u4e00-\u9fff]{{1,6}}?{level}", name)
    return match.group() if match else ""
