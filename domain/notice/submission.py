"""What a notice wants handed in, by when, by whom and to whom."""

import datetime
import re
from dataclasses import dataclass, field, replace

from domain.notice.dates import find_damage, find_spans, find_vague
from domain.notice.outline import chinese_number
from domain.notice.units import is_collective, is_unit, leading_unit

_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3}|两)"
_LENGTH = rf"(?:{_NUMBER}(?:分钟|分(?=\d))(?:(\d{{1,2}})秒)?|(\d{{1,3}})秒)"
_AT_MOST = re.compile(
    rf"(?:不超过?|不多于|控制在|最长|不得超过|不能超过|小于|≤|至|到|—|-|~){_LENGTH}"
)
_WITHIN = re.compile(rf"{_LENGTH}钟?(?:（含[^（）]{{0,8}}）)?(?:以内|之内|内|以下|左右)")
_ABOUT_FILM = re.compile(r"视频|影像|短片|时长|录像|宣传片")
_HANDS_IN = re.compile(
    r"(?:报送|上报|报回|提交|送交|发送|反馈|汇总报|报(?![告道刊纸表]))(?:给|至|到|往|送)?"
)
_WHAT = re.compile(
    r"总结|报告|影像|视频|照片|图片|声像|音像|影音|图文|资料|材料|统计表|汇总表|信息|简报"
)
_KINDS = (
    ("media", r"影像|视频|照片|图片|声像|音像|影音|录像|短片|图文"),
    ("report", r"总结|报告"),
    ("form", r"统计表|汇总表|登记表|一览表|报表|清单"),
    ("news", r"信息|简报|报道"),
)
#: No sentence has so many stages: what follows is read as one, as each looks at all behind it.
_MOST_STAGES = 12
_INSIDE = re.compile(r"（[^（）]*）")
_OWN_WORDS = re.compile(
    r"^(?:(?:不少于|不超过)?\d+(?:[—~至-]\d+)?(?:[张幅个段条份篇]|分钟|秒|M|兆)(?:以[上内下]|左右)?的?"
    r"|的|并|连同|各自|本单位|本部门|本次|本届|有关|相关|形成的?|开展的?|活动的|完整的?|及时|一并)+"
)
_COUNT_BEHIND = re.compile(r"(?:不少于)?\d+(?:[—~至-]\d+)?[张幅个段条份篇](?:以[上内下])?$")
_BEFORE = re.compile(
    r"(?:（[^（）]*）)?(?:(?:上午|下午|晚上)?\d{1,2}[:：时点]\d{0,2}分?|下班)?(?:之|以)?前"
    r"(?:（含[^（）]*）)?"
)
_BEFORE_END = re.compile("前$")
_CLOCK = re.compile(r"\d[:：时点]|下班")
_LATEST = re.compile(r"(?:截止|截至|最迟|不晚于|不迟于)(?:时间|日期)?(?:为|是|到|至|于)?：?$")
_RELATIVE = re.compile(
    r"(?:本次|本届)?(?:科技活动周|活动周|科技周|科普月|科普日|活动)结束后[^，。；]{0,10}?内"
)
_SENDER = re.compile(r"(?=要|负责|应|须|将|请|汇总|统一|于|务必|对)")
_HANDED_TO = re.compile(
    r"(?:报送?|上报|提交|送交?|发送|反馈)[^，。；]*?[至给到]|报送?|上报|提交|发送|反馈"
)


@dataclass(frozen=True, kw_only=True)
class Deliverable:
    #: "report", "media", "form" or "news".
    kind: str
    #: As the notice names it.
    name: str
    #: The longest a film may last, in seconds, where the notice says so.
    video_max_s: int | None = None


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
    limit, limit_place = _video_limit(joined)
    readings = _readings(joined, "。", year)
    if not readings:
        return Submission(video_max_s=limit, limit_place=limit_place)
    best = max(reversed(readings), key=_completeness)  # the last stage is the one upwards
    others = {r.deadline.text for r in readings if r.deadline and r.deadline != best.deadline}
    unsure = (*best.unsure, *(("other_deadline", words) for words in sorted(others)))
    return replace(
        best,
        deliverables=_with_limit(best.deliverables, limit),
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
    if not _WHAT.search(sentence):
        return []
    found: list[tuple[int, str]] = []
    at = 0
    while (rest := sentence[at:]) and _HANDS_IN.search(rest):
        end = _stage_end(rest) if len(found) < _MOST_STAGES else len(rest)
        found.append((at, rest[:end]))
        at += end + 1
    return found


def _stage_end(sentence: str) -> int:
    """The comma behind a stage that another one with its own date follows, or the end."""
    verbs = list(_HANDS_IN.finditer(sentence))
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
    verb = list(_HANDS_IN.finditer(sentence))[-1]
    return Submission(
        deliverables=_deliverables_of(sentence, verb.start()),
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
        latest = _LATEST.search(sentence[: span.start])
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


def _deliverables_of(sentence: str, verb: int) -> tuple[Deliverable, ...]:
    """What stands between 将, 把 or 形成 and the verb or date, else what follows the verb."""
    before = re.split("将|把|形成", sentence[:verb])
    told = before[-1] if len(before) > 1 else sentence[verb:]
    told = _HANDS_IN.sub("", told, count=1) if len(before) == 1 else told
    found: list[Deliverable] = []
    for token in _listed(told):
        cut = re.split("于|在|报送|至|到|，|通过|打包|一并", _INSIDE.sub("", token))[0]
        name = _COUNT_BEHIND.sub("", _OWN_WORDS.sub("", cut))
        kind = next((kind for kind, shape in _KINDS if re.search(shape, name)), None)
        if kind and len(name) <= 24:
            seconds = _seconds(token) if kind == "media" else None
            found.append(Deliverable(kind=kind, name=name, video_max_s=seconds))
    return tuple(dict.fromkeys(found))


def _listed(text: str) -> list[str]:
    tokens = re.findall(r"(?:（[^（）]*）|[^、，；（])+", text)
    split: list[str] = []
    for token in tokens:
        halves = re.split("[和及与]", token)
        both = len(halves) == 2 and all(_WHAT.search(_INSIDE.sub("", half)) for half in halves)
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


def _video_limit(text: str) -> tuple[int | None, tuple[int, int]]:
    """The longest a film may last, and the slice that says so."""
    for sentence in re.finditer("[^。；\n]+", text):
        if _ABOUT_FILM.search(sentence.group()) and (limit := _limit_in(sentence.group())):
            at = sentence.start()
            return _seconds(limit.group()), (at + limit.start(), at + limit.end())
    return None, (0, 0)


def _with_limit(items: tuple[Deliverable, ...], limit: int | None) -> tuple[Deliverable, ...]:
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


def _submitter_of(sentence: str) -> str | None:
    found: str | None = None
    for clause in re.split("[，；：]", sentence):
        clause = re.sub("^（[^（）]*）", "", clause)  # the end of the paragraph before
        for place in _SENDER.finditer(clause):
            name = re.sub("^[请由]", "", clause[: place.start()])
            if is_unit(name) and not is_collective(name):
                found = name
                break
    return found


def _recipients_of(sentence: str) -> tuple[str, ...]:
    for match in reversed(list(_HANDED_TO.finditer(sentence))):
        told = sentence[match.end() :].split("，")[0]
        names = [name for token in _listed(told) if (name := leading_unit(token))]
        if names:
            return _with_places(tuple(names))
    return ()


def _with_places(names: tuple[str, ...]) -> tuple[str, ...]:
    """市科协 after 某市科技局 belongs to that city."""
    full: list[str] = []
    for name in names:
        owner = next((other for other in full if _place_before(other, name[0])), "")
        full.append(_place_before(owner, name[0]) + name[1:] if owner else name)
    return tuple(dict.fromkeys(full))


def _place_before(name: str, level: str) -> str:
    match = re.match(rf"[\u4e00-\u9fff]{{1,6}}?{level}", name) if level in "省市县区旗" else None
    return match.group() if match else ""
