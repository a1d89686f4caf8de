"""Shots made whole: order of chapters, captions, cards, sound and places, by facts and edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.captions import chapter_caption, closing_card, opening_card, received
from domain.cutting.transitions import connected
from domain.editing.edits import Edits, laid
from domain.film import Caption, Card, Shot, ShotKind, Transition
from domain.planning.plan_recipe import PlanRecipe
from domain.timebase import ms_to_frames_floor
from domain.wording import activity_of
from domain.words import Words

Item = TypeVar("Item")

_CARD_WHY = {
    "opening": Words(zh="片头：标题、主题、时间和主办单位", en="opening card from the plan"),
    "closing": Words(zh="片尾：收到的素材和参与单位", en="closing card: what was received"),
}


def film_room(campaign: Campaign, edits: Edits, recipe: PlanRecipe) -> int:
    """Frames that the whole film may have, cards counted: the limit's, or the editor's fewer."""
    limit = recipe.film_frames(campaign.film_limit_ms)
    return limit if edits.target_ms is None else min(limit, ms_to_frames_floor(edits.target_ms))


def card_frames(role: str, edits: Edits, recipe: PlanRecipe) -> int:
    trim = edits.trim(role)
    plain = recipe.opening_frames if role == "opening" else recipe.closing_frames
    return trim.frames if trim is not None else plain


def framed(
    campaign: Campaign,
    assets: Iterable[Asset],
    edits: Edits,
    recipe: PlanRecipe,
    shots: Iterable[Shot],
) -> list[Shot]:
    """The shots between both cards, whose texts are from facts unless the editor wrote them."""
    counted = received(campaign, assets)
    cards = (opening_card(campaign), closing_card(campaign, counted))
    opening, closing = (
        Shot(
            index=0,
            starts_at=0,
            kind=ShotKind.CARD,
            frames=card_frames(card.role, edits, recipe),
            card=written(card, edits),
            why=_CARD_WHY[card.role],
        )
        for card in cards
    )
    return [opening, *shots, closing]


def written(card: Card, edits: Edits) -> Card:
    """The card with the editor's words where they wrote some."""
    text = edits.card(card.role)
    return card if text is None else Card(role=card.role, title=text.title, lines=text.lines)


def dressed(
    campaign: Campaign,
    shots: Sequence[Shot],
    assets: Mapping[str, Asset],
    edits: Edits,
    transition: Transition | None,
) -> tuple[Shot, ...]:
    """The shots with captions, sound, transitions and places as they follow from their order.

    Each chapter's first shot has its caption. `assets` holds at least those that are shown; of one
    that is missing day and unit are not said. `transition` is what chapters follow each other by,
    None as in earlier versions.
    """
    done: list[Shot] = []
    for activity, chapter in groupby(shots, key=lambda shot: shot.activity):
        members = [_heard(shot, assets, edits) for shot in chapter]
        if activity is not None:
            caption = _caption(campaign, activity, members, assets, edits)
            members = [replace(members[0], caption=caption), *members[1:]]
        done += members
    return laid(connected(done, transition))


def in_order(items: Sequence[Item], names: Sequence[str], wanted: Sequence[str]) -> list[Item]:
    """The items with those that `wanted` names in its order; all others keep their places.

    `names` are the items' own names, in the same order as they.
    """
    here = dict(zip(names, items, strict=True))
    queue = iter([here[name] for name in dict.fromkeys(wanted) if name in here])
    moved = set(wanted)
    return [next(queue) if name in moved else item for name, item in zip(names, items, strict=True)]


def _heard(shot: Shot, assets: Mapping[str, Asset], edits: Edits) -> Shot:
    asset = assets.get(shot.asset or "")
    plain = replace(shot, caption=None)
    if shot.kind is not ShotKind.CLIP or asset is None:
        return plain
    audible = asset.facts is not None and asset.facts.audio is not None
    return replace(plain, sound=audible and shot.name not in edits.muted)


def _caption(
    campaign: Campaign,
    activity: str,
    shots: Sequence[Shot],
    assets: Mapping[str, Asset],
    edits: Edits,
) -> Caption | None:
    text = edits.caption(activity)
    if text is not None:
        bare = not text.title and not text.line
        return None if bare else Caption(title=text.title, line=text.line)
    planned = activity_of(campaign, activity)
    if planned is None:
        return None
    shown = [asset for shot in shots if (asset := assets.get(shot.asset or ""))]
    days = {asset.tag.day for asset in shown if asset.tag and asset.tag.day}
    return chapter_caption(campaign, planned, days, dict.fromkeys(asset.unit for asset in shown))
