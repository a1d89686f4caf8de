"""Selection: which candidates become shots and how many frames each gets, inside one budget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.candidates import Candidate
from domain.errors import NoPlan
from domain.plan_recipe import PlanRecipe
from domain.shares import fair_shares
from domain.words import Words


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A candidate that is shown for so many frames."""

    candidate: Candidate
    frames: int
    #: From 1: the how-manieth choice of its activity.
    choice: int


def select(
    candidates: Iterable[Candidate], order: Sequence[str], room: int, recipe: PlanRecipe
) -> list[Pick]:
    """Picks of every activity, within `room` frames in all; `order` holds activity keys.

    Each activity with a candidate gets one, then a fair share of the room, then what the others
    leave. Lengths are stretched only when good candidates had to stay out. Raises NoPlan when
    not even one short shot of each activity fits.
    """
    ranked = _ranked_by_activity(candidates, order, room, recipe)
    least = sum(each[0].shortest for each in ranked.values())
    if least > room:
        raise NoPlan(_too_tight(len(ranked), least, room))
    picks = _within_shares(ranked, room)
    _fill(picks, ranked, room)
    if any(len(picks[key]) < len(ranked[key]) for key in ranked):
        _stretch(picks, room)
    return [pick for key in ranked for pick in picks[key]]


def ranking(candidates: Sequence[Candidate], most: int, recipe: PlanRecipe) -> list[Candidate]:
    """At most `most` candidates of one activity in the order in which they are wanted.

    Starred first, then by score less what repeats a unit, a day or a kind already chosen. Faulty
    ones stand only for an activity that has nothing better, and then one alone.
    """
    sound = [each for each in candidates if each.fault is None]
    left: list[Candidate] = sound or list(candidates)
    most = most if sound else 1
    chosen: list[Candidate] = []
    seen: Counter[object] = Counter()
    while left and len(chosen) < most:
        best = min(left, key=lambda each: _wanted(each, seen, recipe))
        chosen.append(best)
        seen.update(_traits(best))
        left = [each for each in left if _still_open(each, best, chosen, recipe)]
    return chosen


def _ranked_by_activity(
    candidates: Iterable[Candidate], order: Sequence[str], room: int, recipe: PlanRecipe
) -> dict[str, list[Candidate]]:
    """Activity key -> its ranking, one longer than could ever fit; activities with none absent."""
    by_activity: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_activity.setdefault(each.activity, []).append(each)
    most = max(room, 0) // min(recipe.photo_shortest, recipe.clip_shortest) + 1
    return {key: ranking(by_activity[key], most, recipe) for key in order if key in by_activity}


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
    duration = (each.asset.facts.duration_ms or 0) if each.asset.facts else 0
    if duration < recipe.long_clip_ms or sum(o.asset.id == each.asset.id for o in chosen) > 1:
        return False
    gap = max(each.from_ms - taken.to_ms, taken.from_ms - each.to_ms)
    return gap >= recipe.moments_apart_ms


def _within_shares(ranked: Mapping[str, list[Candidate]], room: int) -> dict[str, list[Pick]]:
    """First picks for all, then as many as each activity's fair share holds."""
    least = [each[0].shortest for each in ranked.values()]
    demands = [
        sum(candidate.preferred for candidate in each) - first
        for each, first in zip(ranked.values(), least, strict=True)
    ]
    shares = fair_shares(demands, room - sum(least))
    picks: dict[str, list[Pick]] = {}
    for (key, each), first, share in zip(ranked.items(), least, shares, strict=True):
        left = first + share
        picks[key] = []
        for choice, candidate in enumerate(each, start=1):
            frames = min(candidate.preferred, left) if choice == 1 else candidate.preferred
            if frames > left:
                break
            picks[key].append(Pick(candidate=candidate, frames=frames, choice=choice))
            left -= frames
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


def _stretch(picks: dict[str, list[Pick]], room: int) -> None:
    """Share the last frames, too few for another shot, among all shots within their lengths."""
    every = [pick for each in picks.values() for pick in each]
    slack = [pick.candidate.longest - pick.frames for pick in every]
    more = iter(fair_shares(slack, room - _frames(picks.values())))
    for key, each in picks.items():
        picks[key] = [replace(pick, frames=pick.frames + next(more)) for pick in each]


def _frames(picks: Iterable[Sequence[Pick]]) -> int:
    return sum(pick.frames for each in picks for pick in each)


def _too_tight(activities: int, least: int, room: int) -> Words:
    return Words(
        zh=f"{activities} 项活动每项一个镜头至少要 {least / 25:.1f} 秒，"
        f"除去片头片尾只有 {max(room, 0) / 25:.1f} 秒",
        en=f"one shot of each of {activities} activities takes {least / 25:.1f} s at least, "
        f"and {max(room, 0) / 25:.1f} s are left beside the cards",
    )
