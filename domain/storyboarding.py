"""The storyboard station's decision: from a campaign's assets to every shot in whole frames."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.candidates import Candidate, candidates
from domain.captions import chapter_caption, closing_card, opening_card, received
from domain.eligibility import Eligible, Rank, Reason, eligible
from domain.errors import NoPlan
from domain.facts import ClaimClass, Kind
from domain.film import Card, LeftOut, Shot, ShotKind, Storyboard
from domain.likeness import best_first, picture
from domain.ordering import arranged
from domain.plan_recipe import PlanRecipe
from domain.scoring import photo_fault, scales
from domain.selecting import Pick, select
from domain.timebase import ms_to_frames_floor
from domain.words import Words

__all__ = ["PlanRecipe", "copy_rank", "plan", "shown_copies"]

#: Words in a file name that say the picture shows where it is and how many came.
_ESTABLISHING = ("全景", "横幅", "会场", "现场全", "大门", "航拍", "合影")
_RECIPE = PlanRecipe()
#: Later than any day or millisecond.
_AFTER_ALL = 10**18


def plan(
    campaign: Campaign,
    assets: Iterable[Asset],
    *,
    version: int,
    recipe: PlanRecipe = _RECIPE,
) -> Storyboard:
    """The film of a campaign: opening card, a chapter for each activity, closing card.

    Every asset is in a shot or left out with its reason. The order of `assets` does not matter.
    Raises NoPlan when nothing accepted may be shown, or when the limit leaves no room for one
    shot of each activity.
    """
    everything = sorted(assets, key=lambda asset: asset.id)
    able = eligible(campaign, everything, copy_rank(recipe), lambda asset: _unfit(asset, recipe))
    offered = candidates(able.chosen, scales(able.chosen), recipe)
    if not offered:
        raise NoPlan(_nothing(everything))
    order = [activity.key for activity in campaign.activities]
    picks = select(offered, order, recipe.room(campaign.film_limit_ms), recipe)
    chapters = _chapters(campaign, picks)
    counted = received(campaign, everything)
    shots = [
        _card(opening_card(campaign), recipe.opening_frames),
        *(shot for chapter in chapters for shot in _shots(campaign, chapter)),
        _card(closing_card(campaign, counted), recipe.closing_frames),
    ]
    return Storyboard(
        campaign=campaign.key,
        version=version,
        shots=_laid(shots),
        left_out=_left_out(able, offered, picks),
    )


def shown_copies(
    campaign: Campaign, assets: Iterable[Asset], recipe: PlanRecipe = _RECIPE
) -> Eligible:
    """Which assets may be shown, one of each group of look-alikes: the same in film and package."""
    return eligible(campaign, assets, copy_rank(recipe), lambda asset: _unfit(asset, recipe))


def copy_rank(recipe: PlanRecipe = _RECIPE) -> Rank:
    """Which of several look-alikes is shown: starred, without fault, then the best copy."""

    def rank(asset: Asset) -> tuple[int | bool | str, ...]:
        seen = picture(asset)
        fault = asset.kind is Kind.PHOTO and photo_fault(asset, recipe) is not None
        return (not asset.star, fault, *(best_first(seen) if seen else (True, 0, 0, asset.id)))

    return rank


def _unfit(asset: Asset, recipe: PlanRecipe) -> Reason | None:
    """A clip shorter than the least excerpt shows nothing, whatever else it is."""
    if asset.kind is None or asset.facts is None:
        return "not_read", Words(zh="还没有读取媒体信息", en="its media facts are not read yet")
    if asset.kind is Kind.PHOTO:
        return None
    frames = ms_to_frames_floor(asset.facts.duration_ms or 0)
    return None if frames >= recipe.clip_least else ("too_short", _FAULTS["too_short"])


@dataclass(frozen=True, kw_only=True)
class _Chapter:
    activity: Activity
    picks: Sequence[Pick]


def _chapters(campaign: Campaign, picks: Iterable[Pick]) -> list[_Chapter]:
    """Picks by activity in plan order, each chapter in its order of showing."""
    by_activity: dict[str, list[Pick]] = {}
    for pick in sorted(picks, key=_first_shown):
        by_activity.setdefault(pick.candidate.activity, []).append(pick)
    present = [activity for activity in campaign.activities if activity.key in by_activity]
    ordered = arranged(
        [by_activity[activity.key] for activity in present], lambda pick: pick.candidate.asset.unit
    )
    return [
        _Chapter(activity=activity, picks=chapter)
        for activity, chapter in zip(present, ordered, strict=True)
    ]


def _first_shown(pick: Pick) -> tuple[bool, int, int, str, int]:
    """Establishing pictures, then by day and time; what has no time comes after what has."""
    asset = pick.candidate.asset
    day = asset.tag.day if asset.tag else None
    captured = asset.taken_at if asset.taken_class == ClaimClass.CAPTURE else None
    moment = int(captured.timestamp() * 1000) if captured else _AFTER_ALL
    return (
        not _establishes(asset),
        day.toordinal() if day else _AFTER_ALL,
        moment,
        *pick.candidate.key,
    )


def _establishes(asset: Asset) -> bool:
    return any(word in asset.original_name for word in _ESTABLISHING)


def _shots(campaign: Campaign, chapter: _Chapter) -> list[Shot]:
    shots = [_shot(pick) for pick in chapter.picks]
    shown = [pick.candidate.asset for pick in chapter.picks]
    days = {asset.tag.day for asset in shown if asset.tag and asset.tag.day}
    caption = chapter_caption(
        campaign, chapter.activity, days, dict.fromkeys(asset.unit for asset in shown)
    )
    return [replace(shots[0], caption=caption), *shots[1:]]


def _shot(pick: Pick) -> Shot:
    candidate = pick.candidate
    asset = candidate.asset
    plain = Shot(
        index=0,
        starts_at=0,
        kind=ShotKind.PHOTO,
        frames=pick.frames,
        asset=asset.id,
        activity=candidate.activity,
        why=_why(pick),
    )
    if candidate.kind is Kind.PHOTO:
        return replace(plain, focus=asset.look.focus if asset.look else plain.focus)
    start, end = candidate.span(pick.frames)
    sound = asset.facts is not None and asset.facts.audio is not None
    return replace(plain, kind=ShotKind.CLIP, in_ms=start, out_ms=end, sound=sound)


def _why(pick: Pick) -> Words:
    """Why it is in: its place among the choices, a star, what was measured, what is missing."""
    zh, en = [f"本项活动的第 {pick.choice} 选"], [f"choice {pick.choice} of its activity"]
    if pick.candidate.asset.star:
        zh.append("编辑加了星")
        en.append("starred by the editor")
    zh.append(pick.candidate.because.zh)
    en.append(pick.candidate.because.en)
    if pick.candidate.fault is not None:
        zh.append("本项活动没有更好的素材")
        en.append("its activity has nothing better")
    return Words(zh="；".join(zh), en="; ".join(en))


def _card(card: Card, frames: int) -> Shot:
    why = {
        "opening": Words(zh="片头：标题、主题、时间和主办单位", en="opening card from the plan"),
        "closing": Words(zh="片尾：收到的素材和参与单位", en="closing card: what was received"),
    }
    return Shot(
        index=0, starts_at=0, kind=ShotKind.CARD, frames=frames, card=card, why=why[card.role]
    )


def _laid(shots: Sequence[Shot]) -> tuple[Shot, ...]:
    """The shots end to end: numbered from 0, each starting where the one before it ends."""
    laid: list[Shot] = []
    at = 0
    for index, shot in enumerate(shots):
        laid.append(replace(shot, index=index, starts_at=at))
        at += shot.frames
    return tuple(laid)


_FAULTS: Mapping[str, Words] = {
    "too_dark": Words(zh="画面太暗", en="too dark"),
    "badly_lit": Words(zh="画面过暗或过亮", en="too dark or too bright"),
    "blurred": Words(zh="画面模糊", en="blurred"),
    "too_short": Words(
        zh="没有至少 2.5 秒的可用片段", en="no usable moment of at least 2.5 seconds"
    ),
}


def _left_out(
    able: Eligible, offered: Sequence[Candidate], picks: Sequence[Pick]
) -> tuple[LeftOut, ...]:
    """What may not be shown, and what might have been: with fault, or others were better."""
    used = {pick.candidate.asset.id for pick in picks}
    shots: dict[str, int] = {}
    for pick in picks:
        shots[pick.candidate.activity] = shots.get(pick.candidate.activity, 0) + 1
    by_asset: dict[str, list[Candidate]] = {}
    for each in offered:
        by_asset.setdefault(each.asset.id, []).append(each)
    unused = [
        _unused(asset, by_asset[asset.id], shots) for asset in able.chosen if asset.id not in used
    ]
    return tuple(sorted([*able.left_out, *unused], key=lambda out: out.asset))


def _unused(asset: Asset, offered: Sequence[Candidate], shots: Mapping[str, int]) -> LeftOut:
    activity = asset.tag.activity if asset.tag else None
    fault = min(offered, key=lambda each: each.fault or "").fault
    if fault is not None:
        return LeftOut(asset=asset.id, activity=activity, code=fault, why=_FAULTS[fault])
    count = shots.get(activity or "", 0)
    words = Words(
        zh=f"时长已满：同一活动里更好的 {count} 个镜头已入选",
        en=f"no room: {count} better shots of its activity are in",
    )
    return LeftOut(asset=asset.id, activity=activity, code="no_room", why=words)


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
