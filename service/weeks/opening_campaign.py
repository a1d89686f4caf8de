"""A plan becomes a campaign, or changes one: what would change, and what stands against it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from domain.campaign import Campaign, Change, campaign_changes
from domain.errors import Conflict, NotFound
from domain.words import Words
from service.weeks.campaign_text import dump
from storage.catalog import Catalog

_CHANGED = Words(
    zh="活动周刚才被别人改过。请再看一遍下面的差别，然后确认",
    en="the campaign was changed meanwhile; look at the difference again, then confirm",
)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A plan held against what is kept under its key."""

    #: What is kept; None when the campaign is new.
    old: Campaign | None
    #: The plan with the units that were added beside the notice.
    campaign: Campaign
    changes: tuple[Change, ...]
    #: Activities that would go although assets hang on them, one sentence each.
    blocked: tuple[Words, ...]
    #: Changes when what is kept does.
    seen: str


def kept(catalog: Catalog, key: str) -> Campaign | None:
    """The campaign of that key, None when there is none."""
    try:
        return catalog.campaigns.get(key).campaign
    except NotFound:
        return None


def opening(catalog: Catalog, campaign: Campaign) -> Opening:
    """What opening `campaign` would change."""
    old = kept(catalog, campaign.key)
    campaign = _with_added_units(old, campaign)
    changes = campaign_changes(old, campaign)
    return Opening(
        old=old,
        campaign=campaign,
        changes=changes,
        blocked=_blocked(catalog, old, changes),
        seen=hashlib.sha256((dump(old) if old else "").encode()).hexdigest()[:16],
    )


def open_seen(catalog: Catalog, campaign: Campaign, *, seen: str, at: datetime) -> Opening:
    """Open it as it was seen.

    Conflict when what is kept changed since, or an activity with assets would go.
    """
    found = opening(catalog, campaign)
    if found.seen != seen:
        raise Conflict(_CHANGED)
    if found.blocked:
        raise Conflict(found.blocked[0])
    catalog.campaigns.save(found.campaign, merges={}, at=at)
    return found


def _with_added_units(old: Campaign | None, new: Campaign) -> Campaign:
    """`new` and the units that came by `unit add`: a plan written before them does not end them."""
    known = {unit.key for unit in new.units}
    added = [
        unit
        for unit in (old.units if old else ())
        if unit.key not in known and new.unit_named(unit.name) is None
    ]
    return replace(new, units=(*new.units, *added))


def _blocked(
    catalog: Catalog, old: Campaign | None, changes: tuple[Change, ...]
) -> tuple[Words, ...]:
    gone = [change.key for change in changes if change.drops_activity]
    if old is None or not gone:
        return ()
    counts = catalog.campaigns.assets_per_activity(old.key)
    return tuple(
        Words(
            zh=f"活动“{old.activity(key).title}”下已有 {counts[key]} 件素材，不能删除。"
            "请把它加回来，或先在审核页把素材改到别的活动",
            en=f"activity {old.activity(key).title!r} has {counts[key]} assets and cannot go; "
            "add it again, or move the assets in the review first",
        )
        for key in gone
        if counts.get(key)
    )
