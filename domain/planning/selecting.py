"""Selection: which candidates become shots and how many frames each gets, inside one budget."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from domain.errors import NoPlan
from domain.planning.candidates import Candidate
from domain.planning.laws import allowed, most_of_each
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.question import Chosen, Pick, Question, clash
from domain.planning.shares import fair_shares
from domain.timebase import seconds
from domain.words import Words


def select(question: Question) -> list[Pick]:
    """The greedy choice: picks of every activity, within the room in all.

    Every candidate whose name is pinned is in. Each activity with a candidate gets one, then a
    fair share of the room, then what the others leave. Lengths are stretched only when good
    candidates had to stay out. Raises NoPlan when what is pinned does not fit, or not even one
    short shot of each activity.
    """
    room, pins, beside = question.room, question.pins, question.beside
    ranked = _ranked_by_activity(question)
    fixed = [each for ranking in ranked.values() for each in ranking if each.name in pins]
    if (pinned := sum(each.shortest for each in fixed)) > room:
        raise NoPlan(_pins_too_long(pinned, room, beside))
    firsts = _firsts(ranked, pins)
    least = sum(each.shortest for ranking in firsts.values() for each in ranking)
    if least > room:
        raise NoPlan(_too_tight(len(ranked), least, room))
    picks = _within_shares(ranked, firsts, room, pins)
    _fill(picks, ranked, room)
    left_over = sum(map(len, picks.values())) < len(question.candidates)
    chosen = [pick for key in ranked for pick in picks[key]]
    return stretched(chosen, room, beyond_liked=left_over)


def greedily(question: Question) -> Chosen:
    """The greedy choice where no solver is at hand; raises NoPlan."""
    return Chosen(picks=tuple(select(question)))


def ranking(
    candidates: Sequence[Candidate],
    most: int,
    recipe: PlanRecipe,
    *,
    pins: Collection[str] = (),
    keep: Collection[str] = (),
) -> list[Candidate]:
    """At most `most` candidates of one activity, but all pins, in the order they are wanted.

    Pins first, then what is to be kept, then starred, then by score less what repeats a unit, a
    day or a kind already chosen. Faulty ones stand only for an activity that has nothing better,
    and then one alone.
    """
    lawful = allowed(candidates, pins)
    fixed = [each for each in lawful if each.name in pins]
    left: list[Candidate] = [each for each in lawful if each.name not in pins]
    most = max(most, len(fixed))
    chosen: list[Candidate] = []
    seen: Counter[object] = Counter()
    for each in fixed:
        chosen.append(each)
        seen.update(_traits(each))
        left = [other for other in left if _still_open(other, each, chosen, recipe)]
    while left and len(chosen) < most:
        best = min(left, key=lambda each: (each.name not in keep, *_wanted(each, seen, recipe)))
        chosen.append(best)
        seen.update(_traits(best))
        left = [each for each in left if _still_open(each, best, chosen, recipe)]
    return chosen


def _ranked_by_activity(question: Question) -> dict[str, list[Candidate]]:
    """Activity key -> its ranking, as long as it may be; activities with none are absent."""
    recipe = question.recipe
    by_activity: dict[str, list[Candidate]] = {}
    for each in question.candidates:
        by_activity.setdefault(each.activity, []).append(each)
    most = most_of_each(question)
    return {
        key: ranking(by_activity[key], most[key], recipe, pins=question.pins, keep=question.keep)
        for key in question.order
        if key in by_activity
    }


def _firsts(
    ranked: Mapping[str, list[Candidate]], pins: Collection[str]
) -> dict[str, list[Candidate]]:
    """What each activity has in any case: its pins, else the one it wants most."""
    return {
        key: [each for each in ranking if each.name in pins] or ranking[:1]
        for key, ranking in ranked.items()
    }


def _traits(each: Candidate) -> tuple[object, object, object, object]:
    """What a film should not repeat too often: clip, unit, day, kind."""
    day = each.asset.tag.day if each.asset.tag else None
    return ("asset", each.asset.id), ("unit", each.asset.unit), ("day", day), each.kind


def _wanted(
    each: Candidate, seen: Counter[object], recipe: PlanRecipe
) -> tuple[bool, int, tuple[str, int]]:
    clip, unit, day, kind = _traits(each)
    worth = each.score - seen[clip] * recipe.same_clip - seen[unit] * recipe.same_unit
    worth -= seen[day] * recipe.same_day + seen[kind] * recipe.same_kind
    return (not each.asset.star, -worth, each.key)


def _still_open(
    each: Candidate, taken: Candidate, chosen: Sequence[Candidate], recipe: PlanRecipe
) -> bool:
    """A photo is shown once; a clip gives one moment, a long one two that lie apart."""
    if each.asset.id != taken.asset.id:
        return True
    twice = sum(other.asset.id == each.asset.id for other in chosen) > 1
    return not twice and not clash(each, taken, recipe)


def _within_shares(
    ranked: Mapping[str, list[Candidate]],
    firsts: Mapping[str, list[Candidate]],
    room: int,
    pins: Collection[str],
) -> dict[str, list[Pick]]:
    """First picks for all, then as many as each activity's fair share holds."""
    least = [sum(each.shortest for each in firsts[key]) for key in ranked]
    demands = [
        sum(candidate.preferred for candidate in each) - first
        for each, first in zip(ranked.values(), least, strict=True)
    ]
    shares = fair_shares(demands, room - sum(least))
    picks: dict[str, list[Pick]] = {}
    for (key, each), share in zip(ranked.items(), shares, strict=True):
        sure, left = len(firsts[key]), share
        picks[key] = []
        for choice, candidate in enumerate(each, start=1):
            if choice <= sure:
                frames = min(candidate.preferred, candidate.shortest + left)
                left -= frames - candidate.shortest
            elif candidate.preferred <= left:
                frames = candidate.preferred
                left -= frames
            else:
                break
            pinned = candidate.name in pins
            picks[key].append(
                Pick(candidate=candidate, frames=frames, choice=choice, pinned=pinned)
            )
    return picks


def _fill(picks: dict[str, list[Pick]], ranked: Mapping[str, list[Candidate]], room: int) -> None:
    """Give what the shares left over to the activities that have least, one shot at a time."""
    while True:
        left = room - _frames(picks.values())
        waiting = [
            key
            for key, each in ranked.items()
            if len(picks[key]) < len(each) and each[len(picks[key])].shortest <= left
        ]
        if not waiting:
            return
        key = min(waiting, key=lambda key: _frames([picks[key]]))
        candidate = ranked[key][len(picks[key])]
        frames = min(candidate.preferred, left)
        picks[key].append(Pick(candidate=candidate, frames=frames, choice=len(picks[key]) + 1))


def stretched(picks: Sequence[Pick], room: int, *, beyond_liked: bool) -> list[Pick]:
    """The picks with the frames that are left shared among them: up to the length each is liked
    at, then, where `beyond_liked`, up to the longest.

    Excerpts in which somebody speaks end where no words are cut; what that leaves goes to those
    in which nobody does.
    """
    liked = [pick.candidate.preferred for pick in picks]
    most = [pick.candidate.longest for pick in picks] if beyond_liked else liked
    picks = _shared(_shared(picks, room, liked), room, most)
    whole = [replace(pick, frames=pick.candidate.unbroken(pick.frames)) for pick in picks]
    silent = [
        pick.frames if pick.candidate.speech else length
        for pick, length in zip(whole, most, strict=True)
    ]
    return _shared(whole, room, silent)


def _shared(picks: Sequence[Pick], room: int, most: Sequence[int]) -> list[Pick]:
    slack = [max(length - pick.frames, 0) for pick, length in zip(picks, most, strict=True)]
    more = fair_shares(slack, room - _frames([picks]))
    return [
        replace(pick, frames=pick.frames + extra) for pick, extra in zip(picks, more, strict=True)
    ]


def _frames(picks: Iterable[Sequence[Pick]]) -> int:
    return sum(pick.frames for each in picks for pick in each)


def _pins_too_long(pinned: int, room: int, beside: int) -> Words:
    wanted, most = pinned + beside, room + beside
    zh, en = ("连片头片尾", " with the cards") if beside else ("", "")
    return Words(
        zh=f"固定的镜头{zh}共 {seconds(wanted)} 秒，超过 {seconds(most)} 秒",
        en=f"the pinned shots take {seconds(wanted)} s{en}, more than {seconds(most)} s",
    )


def _too_tight(activities: int, least: int, room: int) -> Words:
    return Words(
        zh=f"{activities} 项活动每项一个镜头至少要 {seconds(least)} 秒，"
        f"除去片头片尾只有 {seconds(max(room, 0))} 秒",
        en=f"one shot of each of {activities} activities takes {seconds(least)} s at least, "
        f"and {seconds(max(room, 0))} s are left beside the cards",
    )
