"""The storyboard station's decision: from a campaign's assets to every shot in whole frames."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.framing import photo_aim
from domain.cutting.music import OwnMusic
from domain.cutting.transitions import chosen_transition, kept_transition
from domain.editing.edits import Draft, Edits
from domain.errors import NoPlan
from domain.facts import ClaimClass, Kind
from domain.film import Shot, ShotKind, Storyboard
from domain.planning.candidates import establishing
from domain.planning.dressing import card_frames, dressed, film_room, framed, in_order
from domain.planning.leaving_out import left_out
from domain.planning.offering import Offer, check_twins, copy_rank, gone_pins, offer, shown_copies
from domain.planning.ordering import apart, arranged
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.question import Chooser, Pick, Question
from domain.planning.rhythm import film_beats, on_music, shared_frames
from domain.planning.selecting import greedily
from domain.words import Words

__all__ = ["PlanRecipe", "copy_rank", "plan", "shown_copies"]

_RECIPE = PlanRecipe()
_NO_EDITS = Edits()
#: Later than any day or millisecond.
_AFTER_ALL = 10**18


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The shots of a plan, and how good it is proven to be (`Chosen.gap`)."""

    shots: tuple[Shot, ...]
    gap: int | None


def plan(
    campaign: Campaign,
    assets: Iterable[Asset],
    *,
    version: int,
    edits: Edits = _NO_EDITS,
    recipe: PlanRecipe = _RECIPE,
    choose: Chooser = greedily,
    own_music: Iterable[OwnMusic] = (),
) -> Storyboard:
    """The film of a campaign: opening card, a chapter for each activity, closing card.

    Every asset is in a shot or left out with its reason; what the editor changed stands. The order
    of `assets` does not matter. Raises NoPlan when nothing accepted may be shown, when the limit
    leaves no room for one shot of each activity, or when what is pinned does not fit.
    """
    everything = sorted(assets, key=lambda asset: asset.id)
    offered = offer(campaign, everything, edits, recipe)
    made = planned(campaign, everything, offered, edits, recipe, choose=choose, own_music=own_music)
    return _board(campaign, made, offered, edits, version)


def planned(
    campaign: Campaign,
    everything: Sequence[Asset],
    offered: Offer,
    edits: Edits,
    recipe: PlanRecipe = _RECIPE,
    *,
    choose: Chooser = greedily,
    keep: Iterable[Shot] = (),
    own_music: Iterable[OwnMusic] = (),
) -> Planned:
    """A plan made anew, cards and captions with it; raises NoPlan.

    `keep` are shots that stay where they can; `own_music` is what was brought, whose beats count
    where the edits choose it.
    """
    check_twins(offered, edits)
    free = offered.free()
    if not free:
        raise NoPlan(_nothing(everything))
    order = [activity.key for activity in campaign.activities]
    opening, closing = (card_frames(role, edits, recipe) for role in ("opening", "closing"))
    transition = chosen_transition(edits.transition)
    shared = shared_frames(transition, free, opening, closing)
    cards = opening + closing - shared
    gone = set(gone_pins(offered, edits))
    pins = {pin.name for key in edits.pins if key not in gone and (pin := offered.named(key))}
    question = Question(
        candidates=tuple(free),
        order=tuple(order),
        room=film_room(campaign, edits, recipe) - cards,
        recipe=recipe,
        pins=frozenset(pins),
        keep=frozenset(shot.name for shot in keep),
        beside=cards,
    )
    chosen = choose(question)
    ordered = _ordered(campaign, chosen.picks, edits)
    beats = film_beats(edits.music, film_room(campaign, edits, recipe), own_music)
    timed = on_music(ordered, beats, opening=opening, closing=closing, transition=transition)
    shots = framed(campaign, everything, edits, recipe, map(shot_of, timed))
    known = {asset.id: asset for asset in everything}
    whole = dressed(campaign, shots, known, edits, transition)
    return Planned(shots=whole, gap=chosen.gap)


def finished(
    campaign: Campaign,
    assets: Iterable[Asset],
    draft: Draft,
    *,
    version: int,
    recipe: PlanRecipe = _RECIPE,
    choose: Chooser = greedily,
    own_music: Iterable[OwnMusic] = (),
) -> Storyboard:
    """The storyboard of an editor's draft as it stands, its cards told by today's facts.

    When a shot's asset may not be shown any more, or the limit was lowered since, the film is
    planned anew by the same edits, keeping what it had where it can.
    """
    everything = sorted(assets, key=lambda asset: asset.id)
    offered = offer(campaign, everything, draft.edits, recipe)
    inside = [shot for shot in draft.shots if shot.card is None]
    fits = draft.frames <= film_room(campaign, draft.edits, recipe)
    if fits and inside and all(showable(offered, shot) for shot in inside):
        framed_shots = framed(campaign, everything, draft.edits, recipe, inside)
        known = {asset.id: asset for asset in everything}
        transition = kept_transition(draft.edits.transition, draft.shots)
        shots = dressed(campaign, framed_shots, known, draft.edits, transition)
        made = Planned(shots=shots, gap=draft.gap)
    else:
        made = planned(
            campaign,
            everything,
            offered,
            draft.edits,
            recipe,
            choose=choose,
            keep=inside,
            own_music=own_music,
        )
    return _board(campaign, made, offered, draft.edits, version)


def showable(offered: Offer, shot: Shot) -> bool:
    """True while the shot's asset may be shown in its chapter; a better copy does not matter."""
    for asset in offered.able.chosen:
        if asset.id == shot.asset:
            return asset.tag is not None and asset.tag.activity == shot.activity
    return any(
        out.asset == shot.asset and out.code == "near_duplicate" and out.activity == shot.activity
        for out in offered.able.left_out
    )


def _board(
    campaign: Campaign, made: Planned, offered: Offer, edits: Edits, version: int
) -> Storyboard:
    return Storyboard(
        campaign=campaign.key,
        version=version,
        shots=made.shots,
        left_out=left_out(offered.able, offered.candidates, made.shots, offered.barred),
        gap=made.gap,
        music=edits.music,
        style=edits.style,
    )


def _ordered(campaign: Campaign, picks: Iterable[Pick], edits: Edits) -> list[Pick]:
    """Picks by activity in plan order, each chapter in its order of showing, as the editor moved
    them.
    """
    by_activity: dict[str, list[Pick]] = {}
    for pick in sorted(picks, key=_first_shown):
        by_activity.setdefault(pick.candidate.activity, []).append(pick)
    present = [each.key for each in campaign.activities if each.key in by_activity]
    present = in_order(present, present, edits.chapters)
    chapters = apart(
        arranged([by_activity[key] for key in present], _unit),
        lambda pick: pick.candidate.asset.id,
        _unit,
    )
    ordered: list[Pick] = []
    for key, chapter in zip(present, chapters, strict=True):
        ordered += in_order(chapter, [pick.candidate.name for pick in chapter], edits.order(key))
    return ordered


def _unit(pick: Pick) -> str:
    return pick.candidate.asset.unit


def _first_shown(pick: Pick) -> tuple[bool, int, int, str, int]:
    return first_shown(pick.candidate.asset, pick.candidate.from_ms)


def first_shown(asset: Asset, from_ms: int) -> tuple[bool, int, int, str, int]:
    """Sort key within a chapter: establishing pictures, then by day and time; what has no time
    comes after what has.
    """
    day = asset.tag.day if asset.tag else None
    captured = asset.taken_at if asset.taken_class == ClaimClass.CAPTURE else None
    moment = int(captured.timestamp() * 1000) if captured else _AFTER_ALL
    return (
        not establishing(asset),
        day.toordinal() if day else _AFTER_ALL,
        moment,
        asset.id,
        from_ms,
    )


def shot_of(pick: Pick) -> Shot:
    """The shot of a pick, without its place in the film."""
    candidate = pick.candidate
    asset = candidate.asset
    plain = Shot(
        index=0,
        starts_at=0,
        kind=ShotKind.PHOTO,
        frames=pick.frames,
        asset=asset.id,
        activity=candidate.activity,
        key=candidate.name,
        why=_why(pick),
    )
    if candidate.kind is Kind.PHOTO:
        return replace(plain, focus=photo_aim(asset.look.focus if asset.look else plain.focus))
    start, end = candidate.span(pick.frames)
    return replace(plain, kind=ShotKind.CLIP, in_ms=start, out_ms=end)


def _why(pick: Pick) -> Words:
    """Why it is in: its place among the choices, a star, what was measured, what is missing."""
    zh, en = [f"本项活动的第 {pick.choice} 选"], [f"choice {pick.choice} of its activity"]
    if pick.pinned:
        zh, en = ["编辑固定了它"], ["pinned by the editor"]
    if pick.candidate.asset.star:
        zh.append("编辑加了星")
        en.append("starred by the editor")
    zh.append(pick.candidate.because.zh)
    en.append(pick.candidate.because.en)
    if pick.candidate.fault is not None:
        zh.append("本项活动没有更好的素材")
        en.append("its activity has nothing better")
    return Words(zh="；".join(zh), en="; ".join(en))


def _nothing(assets: Sequence[Asset]) -> Words:
    accepted = sum(asset.in_film for asset in assets)
    if accepted:
        return Words(
            zh=f"通过审核的 {accepted} 件素材都不能用于成片，请看各自的原因",
            en=f"none of the {accepted} accepted assets can be shown; see their reasons",
        )
    return Words(
        zh=f"还没有通过审核的素材（共收到 {len(assets)} 件），请先审核再生成成片",
        en=f"nothing is accepted yet ({len(assets)} received); review before cutting the film",
    )
