"""Words that name an activity or its kind, found in file names and notes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from domain.campaign import Activity

#: Words that tell the kinds apart (domain.md, "Keywords to kinds of activity"). What hangs at
#: every event, such as 科技活动周 and the slogan, is not among them: see SLOGANS.
KIND_WORDS: dict[str, tuple[str, ...]] = {
    "main_event": ("启动仪式", "主场活动", "科技宣传", "秧歌广场"),
    "clinic": ("义诊", "健康咨询", "眼科", "测血压", "量血压", "视力", "医院"),
    "lecture": ("科普大讲堂", "大讲堂", "讲座", "报告会", "宣讲", "科学家精神"),
    "agri_training": (
        "科技特派员",
        "农业科技",
        "培训",
        "田间指导",
        "农学会",
        "科技下乡",
        "三下乡",
    ),
    "volunteer": ("科技志愿服务", "志愿服务", "志愿者", "学雷锋"),
    "science_van": ("大篷车", "流动科技馆", "巡展", "科学实验", "进校园"),
    "open_venue": ("科技馆", "科普教育基地", "科普示范基地", "开放日"),
    "app_signup": ("科普中国", "扫码", "注册"),
    "disaster": ("防灾减灾", "应急", "消防", "地震"),
    "weather": ("气象",),
    "forest": ("林草", "森林防火"),
    "other_week": ("农业科技周", "交通运输科技周", "金融科技周", "粮食科技周"),
    "publicity": (),
    "external": (),
}
#: Said at every event of a week; they point, weakly, to the main event.
SLOGANS = ("科技活动周", "科技周", "科普月")

_VERBS = re.compile(r"^(?:积极|组织|举办|开展|参加|实施|做好|全面)+")
_DROPPED = re.compile(r"[\s，·“”\"',,.．。、;；:：!！?？_—–\-()（）【】\[\]《》]+")
_LATIN = re.compile(r"[a-z]")
#: Shorter titles are words like others.
LEAST_OF_A_TITLE = 4
#: Title words that fit any activity.
_COMMON = ("科技", "科普", "活动", "组织", "开展", "服务", "相关")


# A name is compared with every activity of the plan, and a week is weighed again and again.
@lru_cache(maxsize=16_384)
def plain_text(text: str) -> str:
    """Text as it is compared: full-width forms folded, spaces and ，·“” and the like removed."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold())


# Weighing one file asks for every title of the plan against every other: 2,400 times for 20 of
# them, which was two thirds of its time.
@lru_cache(maxsize=4096)
def title_core(title: str) -> str:
    """What is left of a title without its verb and 活动: 举办科普大讲堂活动 → 科普大讲堂."""
    core = _VERBS.sub("", plain_text(title))
    return core.removesuffix("活动") or plain_text(title)


def kind_words_in(text: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """Keywords of these kinds that the plain text holds, longest first.

    A word inside a longer one does not count, of whatever kind: 农业科技周 is no 农业科技.
    """
    found = _words_in(text)
    if not found:
        return ()
    wanted = {plain_text(word) for kind in kinds for word in KIND_WORDS.get(kind, ())}
    return tuple(word for word in found if word in wanted)


@lru_cache(maxsize=16_384)
def _words_in(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in _ALL_WORDS:
        if word in text and not any(word in longer for longer in found):
            found.append(word)
    return tuple(found)


@lru_cache(maxsize=16_384)
def without_slogan(text: str, theme: str) -> str:
    """Plain text without the campaign's theme, which hangs at every event of the week."""
    for clause in re.split(r"[，,；;。\s]+", theme):
        text = text.replace(plain_text(clause), "")
    return text


def telling_part(text: str, activity: Activity, others: Iterable[Activity]) -> str | None:
    """The longest run of three or more characters of the title that only this activity has.

    `text` is plain. A run made of common words alone (科技服务) tells nothing, nor does a piece of
    a Latin word: "emo" of Ceremony is in every awesome_movie.mov.
    """
    rest = [title_core(other.title) for other in others if other.key != activity.key]
    return _part_in(text, title_core(activity.title), rest)


def _part_in(text: str, core: str, rest: Sequence[str]) -> str | None:
    # Most names hold nothing of a title: one look at pairs of characters tells.
    if not any(core[n : n + 2] in text for n in range(len(core) - 1)):
        return None
    for length in range(len(core), 2, -1):
        for start in range(len(core) - length + 1):
            part = core[start : start + length]
            if part not in text or not _tells(part) or any(part in other for other in rest):
                continue
            if _whole(core, start, start + length) and _alone(part, text):
                return part
    return None


def without_titles(text: str, activity: Activity, others: Iterable[Activity]) -> str:
    """Plain text without the whole titles of other activities, whose words are theirs alone.

    科普大讲堂 is the name of the one that is called so, and no word for every lecture.
    """
    own = title_core(activity.title)
    cores = tuple(title_core(other.title) for other in others)
    for core in set(cores):
        if len(core) >= LEAST_OF_A_TITLE and core in text and core not in own:
            text = text.replace(core, " ")
    return without_parts(text, own, cores)


def without_parts(text: str, own: str, cores: tuple[str, ...]) -> str:
    """Plain text without what it holds of the titles of others, of all `cores` but `own`.

    健康义诊进双河乡 is of 健康义诊进乡镇, and its 义诊 no word for a lecture on health. What is
    less than half of a title, or itself a word of a kind, stays one: 科学家精神 may be said of any
    lecture.
    """
    for core, part in _parts_in(text, cores):
        if core != own and part not in own:
            text = text.replace(part, " ")
    return text


@lru_cache(maxsize=16_384)
def _parts_in(text: str, cores: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Title without its verb -> the long run of it alone that the text holds, where it has one."""
    found = (
        (core, _part_in(text, core, cores[:n] + cores[n + 1 :])) for n, core in enumerate(cores)
    )
    return tuple(
        (core, part)
        for core, part in found
        if part and len(part) >= max(LEAST_OF_A_TITLE, len(core) / 2) and part not in _ALL_WORDS
    )


def places_of(activity: Activity) -> tuple[str, ...]:
    """Names of an activity's venues that are long enough (three characters) to be found."""
    return _places_in(activity.venue or "")


@lru_cache(maxsize=4096)
def _places_in(venue: str) -> tuple[str, ...]:
    names = re.split(r"[、，,;；和及]", venue)
    return tuple(name for name in map(plain_text, names) if len(name) > 2)


def _whole(core: str, start: int, end: int) -> bool:
    """That this part of a title tears no run of Latin letters and digits apart."""
    torn = (core[n - 1 : n + 1] for n in (start, end) if 0 < n < len(core))
    return not any(pair.isascii() and pair.isalnum() for pair in torn)


def _alone(part: str, text: str) -> bool:
    """That the text has the part somewhere without a Latin letter that would go on with it.

    Digits may touch it: plain text has lost what stood between 20240528 and 3D打印.
    """
    before = "(?<![a-z])" if _LATIN.match(part) else ""
    after = "(?![a-z])" if _LATIN.match(part[-1]) else ""
    return re.search(f"{before}{re.escape(part)}{after}", text) is not None


def _tells(part: str) -> bool:
    # A number of a title is in the names of photos by chance.
    if not any(map(str.isalpha, part)):
        return False
    # 科技活动周 stands on every banner of the week, also where an activity's title holds it.
    if any(part in slogan for slogan in SLOGANS):
        return False
    for word in _COMMON:
        part = part.replace(word, "")
    return len(part) > 1


_ALL_WORDS = sorted(
    {plain_text(word) for words in KIND_WORDS.values() for word in words},
    key=lambda word: (-len(word), word),
)
