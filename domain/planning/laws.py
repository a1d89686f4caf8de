"""What every choice of shots obeys, whoever makes it, and the proof that one does."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from domain.planning.candidates import Candidate
from domain.planning.question import Pick, Question, clash
from domain.words import Words


def most_of_each(question: Question) -> dict[str, int]:
    """Activity key -> the most shots that it may have: six, or half as many again as its part of
    a film of nothing but photos, so that few activities may share the whole; but all its pins.
    """
    pins = Counter(each.activity for each in question.candidates if each.name in question.pins)
    activities = {each.activity for each in question.candidates}
    most = max(question.recipe.activity_most, part_of_each(question) * 3 // 2 + 1)
    return {key: max(most, pins[key]) for key in activities}


def part_of_each(question: Question) -> int:
    """Shots of an activity when all have as many in a film of nothing but photos."""
    activities = {each.activity for each in question.candidates}
    return -(-question.room // (question.recipe.photo_preferred * max(len(activities), 1)))


def allowed(candidates: Sequence[Candidate], pins: Iterable[str]) -> list[Candidate]:
    """Of one activity, what may be chosen: the pins and all that is without fault; where there is
    neither, the best of the faulty.
    """
    fixed = set(pins)
    sound = [each for each in candidates if each.fault is None or each.name in fixed]
    if sound or not candidates:
        return sound
    return [min(candidates, key=lambda each: (not each.asset.star, -each.score, each.key))]


def broken_laws(question: Question, picks: Sequence[Pick]) -> list[Words]:
    """Every law that a choice breaks, in words; empty when it is lawful."""
    names = [pick.candidate.name for pick in picks]
    return [
        *_broken_room(question, picks),
        *_broken_pins(question, names),
        *_broken_activities(question, picks),
        *_broken_twice(question, picks),
        *_broken_faults(question, picks),
    ]


def _broken_room(question: Question, picks: Sequence[Pick]) -> list[Words]:
    found: list[Words] = []
    total = sum(pick.frames for pick in picks)
    if total > question.room:
        found.append(_says(f"共 {total} 帧，只有 {question.room} 帧", f"{total} frames"))
    for pick in picks:
        one = pick.candidate
        if not one.shortest <= pick.frames <= one.longest:
            found.append(_says(f"{one.name} 长 {pick.frames} 帧", f"{one.name}: {pick.frames}"))
    return found


def _broken_pins(question: Question, names: Sequence[str]) -> list[Words]:
    here = {each.name for each in question.candidates}
    missing = sorted((question.pins & here) - set(names))
    return [_says(f"固定的 {name} 不在", f"the pin {name} is missing") for name in missing]


def _broken_activities(question: Question, picks: Sequence[Pick]) -> list[Words]:
    counts = Counter(pick.candidate.activity for pick in picks)
    most = most_of_each(question)
    able = {each.activity for each in question.candidates} & set(question.order)
    found = [_says(f"活动 {key} 没有镜头", f"{key} has none") for key in sorted(able - set(counts))]
    for key, count in sorted(counts.items()):
        if key not in able:
            found.append(_says(f"活动 {key} 不在计划里", f"{key} is not planned"))
        elif count > most[key]:
            found.append(_says(f"活动 {key} 有 {count} 个镜头", f"{key} has {count}"))
    return found


def _broken_twice(question: Question, picks: Sequence[Pick]) -> list[Words]:
    found: list[Words] = []
    by_asset: dict[str, list[Candidate]] = {}
    for pick in picks:
        by_asset.setdefault(pick.candidate.asset.id, []).append(pick.candidate)
    for asset, own in by_asset.items():
        free = [each for each in own if each.name not in question.pins]
        apart = all(
            not clash(one, other, question.recipe)
            for one in free
            for other in own
            if one is not other
        )
        names = {each.name for each in own}
        # A clip gives two moments at most, but all that the editor pinned.
        if len(names) < len(own) or not apart or (free and len(own) > 2):
            found.append(_says(f"{asset} 重复出现", f"{asset} is shown too often"))
    return found


def _broken_faults(question: Question, picks: Sequence[Pick]) -> list[Words]:
    by_activity = grouped_by_activity(question.candidates)
    lawful = {
        each.name
        for candidates in by_activity.values()
        for each in allowed(candidates, question.pins)
    }
    return [
        _says(f"{pick.candidate.name} 有缺陷", f"{pick.candidate.name} is faulty")
        for pick in picks
        if pick.candidate.name not in lawful
    ]


def grouped_by_activity(candidates: Iterable[Candidate]) -> Mapping[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for each in candidates:
        found.setdefault(each.activity, []).append(each)
    return found


def _says(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)
