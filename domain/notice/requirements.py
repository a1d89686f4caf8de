"""What a notice asks of film, photos, report and package, as requirements with their sentence."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.judging.requirements import LONGEST_QUOTE, LONGEST_SAYING, Requirement, Subject
from domain.notice.outline import Part, Tree
from domain.notice.quoting import REACHED, quotable
from domain.notice.sayings import FINDERS, Asked
from domain.notice.text import Flow

_SUBJECTS = (
    (Subject.PACKAGE, r"命名|文件名"),
    (Subject.FILM, r"视频|影像|短片|成片|录像|宣传片|影片|作品(?!展)"),
    (Subject.PHOTOS, r"照片|图片|摄影|相片|图像"),
    (Subject.REPORT, r"总结|报告(?!会|厅)|文字材料|文稿"),
)
#: Words with which a notice asks; a bare 要 stands in every sentence.
_ASKS = re.compile(r"须|必须|应当|应为|不得|不可|不能|不要|禁止|务必|统一|一律|需(?!求)|要求")
#: What is merely advised is shown to a person, and no film fails by it.
_ADVISES = re.compile(r"推荐|最佳|建议|尽量|原则上")
_OF_WORKS = re.compile(
    r"(?:视频|影像|照片|图片|素材|作品|成片|短片|材料|报告|总结)[^。；：]{0,6}要求"
)
_OF_FILMS = re.compile(
    r"(?<![\u4e00-\u9fff])时长|画幅|横屏|竖屏|码率|帧率|片头|片尾|分辨率[^，]{0,8}\d{3,4}\s?[pP×xX*]"
)
#: What lasts as a film does and is none.
_HEARD = re.compile("讲座|报告会|授课|课程|培训|宣讲|演讲|演出|比赛|竞赛|咨询")
_NOUN = re.compile(r"(?:视频|影像|照片|图片|短片|总结|报告)(?:资料|材料|类)?")
_HEADING = re.compile(r"[^，]{0,10}要求：?")
#: What is handed in stands before it, who is reached how behind it.
_HANDED = re.compile(r"报送|上报|提交|发送|发至|报至|传至")
#: Characters; fewer are a heading or a remnant.
_SHORTEST = 4
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_CLAUSE = re.compile(r"[^，；。！？]+")


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    text: str
    start: int
    #: 五、（四）
    clause: str
    #: True under a heading such as 视频要求.
    of_works: bool
    #: What the headings above it are about, the nearest first.
    subject: Subject | None


def find_requirements(
    flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int], contacts_at: int | None
) -> tuple[Requirement, ...]:
    """Every requirement in reading order, none of them twice; the plan's items ask for nothing.

    A sentence that asks something of film, photos or report and is not understood is kept whole,
    for a person to look at.
    """
    found: dict[str, Requirement] = {}
    subject: Subject | None = None
    before = ""
    for sentence in _sentences(flow, parts, plan, contacts_at):
        subject = subject if sentence.clause == before else sentence.subject
        before = sentence.clause
        for clause in _CLAUSE.finditer(sentence.text):
            asked: list[Requirement] = []
            for start, stop, named in _by_subject(clause):
                subject = named or subject or _film_alone(sentence, start, stop)
                asked += _asked_in(start, stop, subject, sentence)
            for requirement in asked or _wish(clause, subject, sentence):
                _keep(found, requirement)
    return tuple(found.values())


def _sentences(
    flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int], contacts_at: int | None
) -> Iterator[_Sentence]:
    end = len(flow.text) if contacts_at is None else contacts_at
    tree = Tree(parts)
    for start, stop in _paragraphs(flow, parts, end):
        if plan[0] <= start < plan[1]:
            continue
        for match in _SENTENCE.finditer(flow.text, start, stop):
            chain = tree.holding(match.start())
            heads = [re.split("[。：；]", flow.text[p.body : p.body + 16])[0] for p in chain]
            about = (_subject_of(head) for head in reversed(heads))
            yield _Sentence(
                text=match.group(),
                start=match.start(),
                clause="".join(flow.text[part.start : part.body] for part in chain),
                of_works=bool(_OF_WORKS.match(match.group()))
                or any(_OF_WORKS.search(head) or _NOUN.fullmatch(head) for head in heads),
                subject=next((subject for subject in about if subject), None),
            )


def _paragraphs(flow: Flow, parts: tuple[Part, ...], end: int) -> Iterator[tuple[int, int]]:
    """Stretches without the break of a paragraph or of a numbered part."""
    cuts = {0, end, *(part.start for part in parts), *(part.body for part in parts)}
    cuts |= {at for at in range(end) if flow.starts_paragraph(at)}
    ordered = sorted(cut for cut in cuts if cut <= end)
    return itertools.pairwise(ordered)


def _subject_of(clause: str) -> Subject | None:
    """What a clause is about, by the last of its words that say so."""
    at: list[tuple[int, Subject]] = []
    for subject, shape in _SUBJECTS:
        at += [(match.start(), subject) for match in re.finditer(shape, clause)]
    named = [subject for _, subject in at if subject is Subject.PACKAGE]
    return named[0] if named else max(at)[1] if at else None


def _film_alone(sentence: _Sentence, start: int, stop: int) -> Subject | None:
    """Of a clause under no heading that says so: what only a film has."""
    of_films = _OF_FILMS.search(sentence.text[start:stop]) and not _HEARD.search(sentence.text)
    return Subject.FILM if of_films else None


def _by_subject(clause: re.Match[str]) -> Iterator[tuple[int, int, Subject | None]]:
    """The clause in pieces, each about what its first word names; the first may name nothing.

    Whoever can be reached how, and what is said in one breath with it, is left out.
    """
    text, start, stop = clause.group(), clause.start(), clause.end()
    reached = REACHED.search(text)
    if reached:
        handed = max((m.start() for m in _HANDED.finditer(text, 0, reached.start())), default=-1)
        marks = (text.rfind(mark, 0, reached.start()) for mark in "）、（")
        stop = start + max(handed, *marks)
    if Subject.PACKAGE is _subject_of(text):
        yield start, max(start, stop), Subject.PACKAGE
        return
    starts = [place for place in _named(text, start) if place[0] < stop]
    if not starts or starts[0][0] > start:
        starts.insert(0, (start, None))
    for (first, subject), (last, _) in itertools.pairwise([*starts, (stop, None)]):
        piece = text[first - start : last - start].rstrip("、（）及和与")
        yield first, first + len(piece), subject


def _named(text: str, offset: int) -> list[tuple[int, Subject | None]]:
    """Every noun that a clause is about, from what is said before it: 高清 of 高清照片."""
    found = sorted(
        (match.start(), match.end(), subject)
        for subject, shape in _SUBJECTS
        for match in re.finditer(shape, text)
    )
    before = 0
    named: list[tuple[int, Subject | None]] = []
    for start, stop, subject in found:
        mark = max(text.rfind(mark, before, start) for mark in "、（）：及和与")
        named.append((offset + (mark + 1 if mark >= 0 else before), subject))
        before = stop
    return named


def _asked_in(
    start: int, stop: int, subject: Subject | None, sentence: _Sentence
) -> list[Requirement]:
    piece = sentence.text[start:stop] if start < stop else ""
    if subject is None or REACHED.search(piece):
        return []
    asked = [a for find in FINDERS[subject] for a in find(piece)]
    if _ADVISES.search(piece):
        asked = [Asked(id=f"{a.id}-advice", says=f"{a.says}（建议）") for a in asked]
    return [_requirement(each, subject, sentence, start, stop) for each in asked]


def _wish(clause: re.Match[str], subject: Subject | None, sentence: _Sentence) -> list[Requirement]:
    """What a clause demands that no finder understood, in its own words."""
    text = clause.group()
    names = _subject_of(text)
    told = sentence.of_works or (_ASKS.search(text) and names)
    says = text.strip("：、 （）()“”")
    if not told or REACHED.search(text) or _HEADING.fullmatch(text) or len(says) < _SHORTEST:
        return []
    about = names or subject
    if about is None:
        return []
    asked = Asked(id="other", says=says[:LONGEST_SAYING])
    return [_requirement(asked, about, sentence, clause.start(), clause.end())]


def _requirement(
    asked: Asked, subject: Subject, sentence: _Sentence, start: int, stop: int
) -> Requirement:
    return Requirement(
        id=f"{subject}-{asked.id}",
        about=subject,
        says=asked.says,
        measure=asked.measure,
        at_most=asked.at_most,
        at_least=asked.at_least,
        one_of=asked.one_of,
        clause=sentence.clause,
        quote=quotable(sentence.text, start, stop)[:LONGEST_QUOTE],
    )


def _keep(found: dict[str, Requirement], new: Requirement) -> None:
    """Keep what is new; of two of one measure, the second adds the bound that the first lacks."""
    key, count = new.id, 1
    while (old := found.get(key)) is not None:
        if (old.says, old.about) == (new.says, new.about):
            return
        if new.measure and old.measure == new.measure:
            found[key] = _both(old, new)
            return
        count += 1
        key = f"{new.id}-{count}"
    found[key] = replace(new, id=key)


def _both(old: Requirement, new: Requirement) -> Requirement:
    """The first with the bound that it lacks; what contradicts it stays out."""
    at_least = old.at_least if old.at_least is not None else new.at_least
    at_most = old.at_most if old.at_most is not None else new.at_most
    added = (at_least, at_most) != (old.at_least, old.at_most)
    fits = not _above(at_least, at_most)
    if not added or not fits or old.one_of:
        return old
    says = f"{old.says}，{new.says}"[:LONGEST_SAYING]
    return replace(old, says=says, at_least=at_least, at_most=at_most)


def _above(low: Fraction | None, high: Fraction | None) -> bool:
    return low is not None and high is not None and low > high
