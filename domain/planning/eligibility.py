"""Which assets may be shown: a person's yes, consent, an activity, one of each look-alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.film import LeftOut
from domain.grouping import grouped
from domain.moves import AssetState
from domain.wording import activity_of
from domain.words import Words

#: Best first; smaller sorts first.
Rank = Callable[[Asset], tuple[int | bool | str, ...]]
#: Stable code and the sentence for people.
Reason = tuple[str, Words]


@dataclass(frozen=True, kw_only=True)
class Eligible:
    #: Assets that may be shown, one of each group of look-alikes, by id.
    chosen: tuple[Asset, ...]
    #: All others with their reason, by id.
    left_out: tuple[LeftOut, ...]
    #: Ids of what shows the same, two and more in each.
    groups: tuple[frozenset[str], ...] = ()


def eligible(
    campaign: Campaign,
    assets: Iterable[Asset],
    rank: Rank,
    unfit: Callable[[Asset], Reason | None],
) -> Eligible:
    """Sort assets into those that may be shown and those that may not, each with its reason.

    Of look-alikes (`near_duplicate_of`, `duplicate_of`) and of the photo and clip of one motion
    photo (`belongs_to`) the best by `rank` stays, except where
    an activity would lose its only material: then another member may stand for the group.
    A near shot that nobody allowed bars its look-alikes too, unless they were allowed themselves.
    `unfit` says why an asset has nothing to show, None when it has.
    """
    ordered = sorted(assets, key=lambda asset: asset.id)
    groups = look_alikes(ordered)
    barred = {
        asset.id: reason
        for group in groups
        for asset in group
        if (reason := _barred(campaign, asset, group) or unfit(asset)) is not None
    }
    open_groups = [[asset for asset in group if asset.id not in barred] for group in groups]
    chosen = _one_of_each([group for group in open_groups if group], rank)
    taken = {a.id: b for group in groups for a in group for b in group if b.id in chosen}
    return Eligible(
        chosen=tuple(asset for asset in ordered if asset.id in chosen),
        left_out=tuple(
            _left_out(asset, *barred[asset.id])
            if asset.id in barred
            else _worse(asset, taken[asset.id])
            for asset in ordered
            if asset.id not in chosen
        ),
        groups=tuple(frozenset(a.id for a in group) for group in groups if len(group) > 1),
    )


def look_alikes(assets: Sequence[Asset]) -> list[list[Asset]]:
    """Assets in groups of one picture each, most of them alone; all by id."""
    known = {asset.id: asset for asset in assets}
    links = [
        (asset.id, other)
        for asset in assets
        for other in (asset.duplicate_of, asset.near_duplicate_of, asset.belongs_to)
        if other is not None
    ]
    # A link to an asset that is not here (purged) still joins those that point to it.
    groups = grouped(known, links)
    return [[known[id_] for id_ in group if id_ in known] for group in groups]


_STATES: Mapping[AssetState, Reason] = {
    AssetState.REJECTED: ("rejected", Words(zh="审核时没有采用", en="rejected at the review")),
    AssetState.REFUSED: ("refused", Words(zh="文件不能使用", en="the file cannot be used")),
    AssetState.WITHDRAWN: ("withdrawn", Words(zh="已经撤回", en="withdrawn")),
    AssetState.PURGED: ("withdrawn", Words(zh="已经撤回并删除", en="withdrawn and deleted")),
}
_PENDING = Words(
    zh="含未成年人或患者近景，还没有人决定能否使用",
    en="a near shot of minors or patients that nobody decided on yet",
)
_HELD = Words(zh="暂缓使用，等待决定", en="held back, waiting for a decision")
_DENIED = Words(zh="近景未获同意，不能使用", en="consent for the near shot was denied")
_TWIN = Words(
    zh="同一画面的另一份含近景，未获同意或尚未决定",
    en="a look-alike is a near shot that was not allowed",
)
_NOT_YET = Words(zh="还没有审核通过", en="not accepted yet")
_NOWHERE = Words(zh="还没有归入活动", en="not assigned to an activity of the plan")


def _barred(campaign: Campaign, asset: Asset, group: Sequence[Asset]) -> Reason | None:
    """Why an asset may not be shown whatever it looks like; None when it may."""
    if asset.state in _STATES:
        code, words = _STATES[asset.state]
        return code, asset.refused[1] if asset.refused else words
    if asset.consent.decision == "denied":
        return "consent_denied", _DENIED
    if asset.consent.needs_decision or asset.state is AssetState.HELD:
        return "consent", _PENDING if asset.consent.needs_decision else _HELD
    if asset.state is not AssetState.ACCEPTED:
        return "not_accepted", _NOT_YET
    if asset.consent.decision != "granted" and any(_not_allowed(other) for other in group):
        return "consent", _TWIN
    if asset.tag is None or activity_of(campaign, asset.tag.activity) is None:
        return "no_activity", _NOWHERE
    return None


def _not_allowed(asset: Asset) -> bool:
    return asset.consent.decision == "denied" or not asset.consent.allows_film


def _activity(asset: Asset) -> str:
    return asset.tag.activity or "" if asset.tag else ""


def _one_of_each(groups: Sequence[Sequence[Asset]], rank: Rank) -> set[str]:
    """The id that stands for each group."""
    sure = {_activity(group[0]) for group in groups if len({_activity(a) for a in group}) == 1}
    mixed = {n: group for n, group in enumerate(groups) if len({_activity(a) for a in group}) > 1}
    given = _matched(mixed, sure)
    chosen: set[str] = set()
    for number, group in enumerate(groups):
        for_it = given.get(number)
        members = [a for a in group if for_it is None or _activity(a) == for_it]
        chosen.add(min(members, key=rank).id)
    return chosen


def _matched(mixed: Mapping[int, Sequence[Asset]], sure: set[str]) -> dict[int, str]:
    """Group number -> activity that needs it: as many activities as possible get one.

    Augmenting paths (Kuhn): an activity takes a free group, or one whose holder can move on.
    """
    wanted: dict[str, list[int]] = {}
    for number, group in mixed.items():
        for activity in sorted({_activity(a) for a in group} - sure):
            wanted.setdefault(activity, []).append(number)
    holder: dict[int, str] = {}

    def take(activity: str, tried: set[int]) -> bool:
        for number in wanted[activity]:
            if number not in tried:
                tried.add(number)
                if number not in holder or take(holder[number], tried):
                    holder[number] = activity
                    return True
        return False

    for activity in sorted(wanted):
        take(activity, set())
    return holder


def _worse(asset: Asset, taken: Asset) -> LeftOut:
    name = taken.original_name
    if taken.id == asset.belongs_to:
        zh = f"与“{name}”是同一张动态照片，已选用那一份"
        en = f"one motion photo with “{name}”, which was taken"
    else:
        zh = f"与“{name}”几乎相同，已选用那一份"
        en = f"almost the same as “{name}”, which was taken"
    out = _left_out(asset, "near_duplicate", Words(zh=zh, en=en))
    return replace(out, names=taken.id)


def _left_out(asset: Asset, code: str, words: Words) -> LeftOut:
    activity = asset.tag.activity if asset.tag else None
    return LeftOut(asset=asset.id, activity=activity, code=code, why=words)
