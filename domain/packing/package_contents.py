"""The package station's decision: which photos go in under which names, and what the list says."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.asset import Asset
from domain.campaign import Activity, Campaign
from domain.cutting.captions import shortened
from domain.facts import Kind
from domain.film import Storyboard
from domain.looking.scoring import scales
from domain.moves import AssetState
from domain.packing.package_names import film_name, photo_name
from domain.planning.candidates import Candidate, candidates
from domain.planning.offering import shown_copies
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.selecting import ranking
from domain.wording import days_zh, unit_name
from domain.words import Words

#: Real notices ask for at most five pictures of an activity.
PHOTOS_PER_ACTIVITY = 5
_RECIPE = PlanRecipe()
_WITHDRAWN = (AssetState.WITHDRAWN, AssetState.PURGED)


@dataclass(frozen=True, kw_only=True)
class PackagedPhoto:
    """A photo that goes into the package."""

    asset: Asset
    #: Activity key.
    activity: str
    #: From 1 through the whole package, in plan order and best first.
    number: int
    #: File name without folder.
    name: str


@dataclass(frozen=True, kw_only=True)
class ActivityFacts:
    """What a package knows of one activity, counted; nothing that only people know."""

    activity: Activity
    #: Days of the accepted assets.
    days: tuple[datetime.date, ...]
    #: Names of the responsible units, and of those whose assets were accepted.
    responsible: tuple[str, ...]
    senders: tuple[str, ...]
    #: Assets received, and accepted photos and clips.
    received: int
    photos: int
    clips: int
    #: Shots and frames in the film.
    shots: int
    frames: int
    #: Photos in the package.
    selected: int
    #: Why nothing of it is shown; None when something is.
    remark: Words | None


def select_photos(
    campaign: Campaign,
    assets: Iterable[Asset],
    *,
    most: int = PHOTOS_PER_ACTIVITY,
    recipe: PlanRecipe = _RECIPE,
) -> dict[str, tuple[Asset, ...]]:
    """Activity key -> its selected photos, best first; activities in plan order, none empty.

    Accepted, consent given, one of each group of look-alikes (the same one as in the film), by
    the film's scores and its care for several units and days.
    """
    shown = shown_copies(campaign, assets, recipe).chosen
    offered = candidates(
        [asset for asset in shown if asset.kind is Kind.PHOTO], scales(shown), recipe
    )
    by_activity: dict[str, list[Candidate]] = {}
    for each in offered:
        by_activity.setdefault(each.activity, []).append(each)
    return {
        activity.key: tuple(each.asset for each in ranking(by_activity[activity.key], most, recipe))
        for activity in campaign.activities
        if activity.key in by_activity
    }


def name_photos(
    campaign: Campaign, selected: Mapping[str, Sequence[Asset]]
) -> tuple[PackagedPhoto, ...]:
    """The selected photos numbered through in the order given, each with its file name."""
    pairs = [(key, asset) for key, assets in selected.items() for asset in assets]
    digits = max(2, len(str(len(pairs))))
    return tuple(
        PackagedPhoto(
            asset=asset,
            activity=key,
            number=number,
            name=photo_name(
                number,
                shortened(campaign.activity(key).title),
                asset.tag.day if asset.tag else None,
                unit_name(campaign, asset.unit),
                digits=digits,
            ),
        )
        for number, (key, asset) in enumerate(pairs, start=1)
    )


#: Before the names in a package that may not be sent yet.
DRAFT = "草稿-"


def film_file_name(campaign: Campaign, *, draft: bool = False) -> str:
    """`单位+活动名称.mp4` of a campaign, marked when it is a draft."""
    name = film_name(campaign.submitter, campaign.title)
    return f"{DRAFT}{name}" if draft else name


def activity_facts(
    campaign: Campaign,
    assets: Iterable[Asset],
    storyboard: Storyboard,
    photos: Sequence[PackagedPhoto],
) -> tuple[ActivityFacts, ...]:
    """The counts of every activity of the plan, in its order, the absent ones with a reason."""
    here = [asset for asset in assets if asset.state not in (AssetState.REFUSED, *_WITHDRAWN)]
    return tuple(
        _facts_of(campaign, activity, here, storyboard, photos) for activity in campaign.activities
    )


def _facts_of(
    campaign: Campaign,
    activity: Activity,
    assets: Sequence[Asset],
    storyboard: Storyboard,
    photos: Sequence[PackagedPhoto],
) -> ActivityFacts:
    mine = [asset for asset in assets if asset.tag and asset.tag.activity == activity.key]
    usable = [asset for asset in mine if asset.in_film]
    shots = [shot for shot in storyboard.shots if shot.activity == activity.key]
    senders = dict.fromkeys(sorted(asset.unit for asset in usable))
    return ActivityFacts(
        activity=activity,
        days=tuple(sorted({a.tag.day for a in usable if a.tag and a.tag.day})),
        responsible=tuple(unit_name(campaign, key) for key in activity.units),
        senders=tuple(unit_name(campaign, key) for key in senders),
        received=len(mine),
        photos=sum(asset.kind is Kind.PHOTO for asset in usable),
        clips=sum(asset.kind is Kind.CLIP for asset in usable),
        shots=len(shots),
        frames=sum(shot.frames for shot in shots),
        selected=sum(photo.activity == activity.key for photo in photos),
        remark=None if shots else _absent(activity, mine, usable),
    )


def _absent(activity: Activity, mine: Sequence[Asset], usable: Sequence[Asset]) -> Words:
    if usable:
        return Words(zh="素材无法用于成片", en="its material could not be shown")
    if mine:
        return Words(
            zh=f"收到 {len(mine)} 件素材，没有一件通过审核",
            en=f"{len(mine)} assets were received, none accepted",
        )
    if not activity.media_expected:
        return Words(zh="不要求报送素材", en="no material was asked for")
    return Words(zh="没有收到素材", en="no material was received")


def days_text(facts: ActivityFacts) -> str:
    """Days of an activity as the report and the findings page write them; "" when unknown."""
    return days_zh(facts.days)
