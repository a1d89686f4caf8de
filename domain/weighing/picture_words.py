"""What the words in a picture say of the activities: banners, backdrops, signs, boards.

A banner with an activity's title is as good a sign as its sender's choice; a slogan hangs at every
event. Only the weightiest word of a picture counts for an activity, however many lines it has, and
a board that tells of everything tells of nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.campaign import Activity, Campaign
from domain.looking.picture_text import TextLine, rows
from domain.weighing.keywords import (
    KIND_WORDS,
    SLOGANS,
    kind_words_in,
    places_of,
    plain_text,
    telling_part,
    title_core,
    without_parts,
    without_slogan,
)
from domain.weighing.likely_words import LEAST_FORGIVEN, likely_in
from domain.words import Words

#: Natural-log odds in hundredths, as in weighing_sources.py: an activity's whole title on a banner,
#: a part of it that no other activity has, its venue, a unit that is responsible for it, a word of
#: its kind, and what hangs at every event.
TITLE, TITLE_PART, SHORT_PART, VENUE, UNIT, KIND, SLOGAN = 420, 260, 180, 180, 120, 150, 20
#: A word that helpers wear at every event.
WORN, _WORN = 60, "志愿者"
#: With one character read wrongly.
NEARLY = 60
#: Small print counts in hundredths, by its glyphs beside the tallest of the picture: half as tall
#: is full, a quarter is a caption, less is a board's text. A title counts for more than that.
_SIZES = ((50, 100), (25, 60), (0, 30))
_LEAST_OF_A_TITLE = 60
#: Lines that are read with less trust, or hold fewer characters, are left aside.
_LEAST_SURE, _FEWEST = 600, 2
#: Of so many activities that one picture names about equally, none is meant.
_BOARD, _ABOUT = 3, 60
#: A line so wide, per mille of the picture, and so many glyphs long is called a banner.
_BANNER_WIDE, _BANNER_GLYPHS = 250, 5
_SHOWN = 26


@dataclass(frozen=True, kw_only=True)
class WordFound:
    """The weightiest word that a picture holds of one activity."""

    weight: int
    words: Words
    #: The activity's own word that was found, however it was read.
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class _Hit:
    weight: int
    #: The activity's word, and how it stands in the picture.
    word: str
    read: str
    line: TextLine


def words_found(
    lines: Sequence[TextLine], campaign: Campaign, *, sender: str
) -> dict[str, WordFound]:
    """Activity key -> what the picture's words say for it; no key where they say nothing.

    `sender` is the key of the unit that sent it: its own name on a wall is no news.
    """
    legible = [line for line in rows(lines) if _is_legible(line)]
    if not legible:
        return {}
    tallest = max(line.glyph for line in legible)
    plain = [_compared(line, campaign, tallest) for line in legible]
    hits = {
        activity.key: hit
        for activity in campaign.activities
        if (hit := _strongest(activity, plain, campaign, sender)) is not None
    }
    top = max((hit.weight for hit in hits.values()), default=0)
    named = sum(100 * hit.weight >= _ABOUT * top for hit in hits.values() if hit.weight > SLOGAN)
    share = named - 1 if named >= _BOARD else 1
    return {key: _found(hit, max(SLOGAN, hit.weight // share)) for key, hit in hits.items()}


def _is_legible(line: TextLine) -> bool:
    letters = sum("一" <= character <= "鿿" for character in line.text)
    return line.confidence >= _LEAST_SURE and letters >= _FEWEST


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line as it is compared."""

    line: TextLine
    #: Plain, without the week's own theme and name.
    text: str
    #: What it counts for, in hundredths.
    size: int
    #: Title without its verb -> how it stands there, for all titles that do, the longest first.
    titles: Mapping[str, str]


def _compared(line: TextLine, campaign: Campaign, tallest: int) -> _Line:
    plain = without_slogan(plain_text(line.text), campaign.theme)
    text = plain.replace(plain_text(campaign.title), "")
    cores = {title_core(each.title) for each in campaign.activities}
    titles = {
        core: read
        for core in sorted(cores, key=lambda each: (-len(each), each))
        if len(core) >= LEAST_FORGIVEN
        and (read := likely_in(core, text, others=cores - {core})) is not None
    }
    return _Line(line=line, text=text, size=_size(line, tallest), titles=titles)


def _size(line: TextLine, tallest: int) -> int:
    share = 100 * line.glyph // max(1, tallest)
    return next(counts for least, counts in _SIZES if share >= least)


def _strongest(
    activity: Activity, lines: Sequence[_Line], campaign: Campaign, sender: str
) -> _Hit | None:
    hits = [hit for line in lines for hit in _hits(activity, line, campaign, sender)]
    return max(hits, key=lambda hit: (hit.weight, len(hit.word), hit.line.glyph), default=None)


def _hits(activity: Activity, line: _Line, campaign: Campaign, sender: str) -> Iterator[_Hit]:
    text = line.text

    def hit(weight: int, word: str, read: str | None, least: int = 0) -> Iterator[_Hit]:
        if read is not None:
            full = weight - (NEARLY if read != word else 0)
            counted = full * max(line.size, least) // 100
            yield _Hit(weight=counted, word=word, read=read, line=line.line)

    others = [each for each in campaign.activities if each.key != activity.key]
    core = title_core(activity.title)
    if _is_own_title(core, others, campaign):
        yield from hit(TITLE, core, line.titles.get(core), _LEAST_OF_A_TITLE)
    part = telling_part(text, activity, campaign.activities)
    if part and not _is_common(part, campaign):
        yield from hit(_weight_of(part), part, part)
    for place in places_of(activity):
        if not _is_common(place, campaign):
            yield from hit(VENUE, place, likely_in(place, text))
    for name in _names_of_units(activity, campaign, sender):
        yield from hit(UNIT, name, likely_in(name, text))
    for word, read in _kind_words(activity, _without_titles(line, core, campaign)):
        yield from hit(WORN if word == _WORN else KIND, word, read)
    slogan = next((word for word in SLOGANS if word in plain_text(line.line.text)), None)
    if slogan and "main_event" in activity.kinds:
        yield _Hit(weight=SLOGAN, word=slogan, read=slogan, line=line.line)


def _without_titles(line: _Line, own: str, campaign: Campaign) -> str:
    """Its text without the titles of others, whole or in long part, whose words are theirs alone.

    A title that is read with one wrong character is a title all the same: 科学家精口宣讲 is no 宣讲
    of another lecture.
    """
    text = line.text
    for core, read in line.titles.items():
        if core not in own:
            text = text.replace(read, " ")
    return without_parts(text, own, tuple(title_core(each.title) for each in campaign.activities))


def _weight_of(part: str) -> int:
    """Of a part of a title; 进校园 and the like are words of a kind wherever they stand."""
    if len(part) >= LEAST_FORGIVEN:
        return TITLE_PART
    return KIND if part in _EVERY_KIND_WORD else SHORT_PART


def _is_own_title(core: str, others: Sequence[Activity], campaign: Campaign) -> bool:
    long_enough = len(core) >= LEAST_FORGIVEN
    inside = any(core in title_core(other.title) for other in others)
    return long_enough and not inside and not _is_common(core, campaign)


def _is_common(word: str, campaign: Campaign) -> bool:
    """Part of the week's own name, which stands on every banner: 云岭县, 科技活动周."""
    return word in plain_text(campaign.title)


def _names_of_units(activity: Activity, campaign: Campaign, sender: str) -> Iterator[str]:
    """Of units that answer for this activity and not for many; not the sender's own."""
    for unit in campaign.units:
        mine = [each for each in campaign.activities if unit.key in each.units]
        if unit.key == sender or len(mine) > 2 or activity not in mine:
            continue
        for name in map(plain_text, unit.names):
            if len(name) >= LEAST_FORGIVEN and not _is_common(name, campaign):
                yield name


def _kind_words(activity: Activity, text: str) -> Iterator[tuple[str, str]]:
    exact = kind_words_in(text, activity.kinds)
    yield from ((word, word) for word in exact[:1])
    if exact:
        return
    for kind in activity.kinds:
        for word in map(plain_text, KIND_WORDS.get(kind, ())):
            read = likely_in(word, text, others=_LONG_KIND_WORDS - {word})
            if read is not None and read != word:
                yield word, read


_EVERY_KIND_WORD = frozenset(plain_text(word) for words in KIND_WORDS.values() for word in words)
_LONG_KIND_WORDS = frozenset(word for word in _EVERY_KIND_WORD if len(word) >= LEAST_FORGIVEN)


def _found(hit: _Hit, weight: int) -> WordFound:
    zh, en = _where(hit.line)
    shown = _excerpt(hit)
    if hit.read != hit.word:
        return WordFound(
            weight=weight,
            word=hit.word,
            words=Words(
                zh=f"{zh}“{shown}”，与“{hit.word}”只差一个字",
                en=f"{en} “{shown}”, one character from “{hit.word}”",
            ),
        )
    words = Words(zh=f"{zh}“{shown}”", en=f"{en} “{shown}”")
    return WordFound(weight=weight, word=hit.word, words=words)


def _where(line: TextLine) -> tuple[str, str]:
    wide = line.box[2] - line.box[0]
    banner = wide >= _BANNER_WIDE and wide >= _BANNER_GLYPHS * line.glyph
    zh, en = ("横幅上写着", "a banner reads") if banner else ("画面上写着", "the picture reads")
    if line.at_ms is None:
        return zh, en
    return f"第 {line.at_ms // 1000} 秒的{zh}", f"at {line.at_ms // 1000} s {en}"


def _excerpt(hit: _Hit) -> str:
    """The line as it was read, around the word when it is long."""
    text = " ".join(hit.line.text.split())
    if len(text) <= _SHOWN:
        return text
    at = max(0, text.find(hit.read[:2]))
    start = max(0, min(at - 4, len(text) - _SHOWN))
    end = start + _SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
