"""A film on the editors' table: what lies there, and one change made and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.campaign import Campaign
from domain.editing.changing import Table, another, needs_all, replanned
from domain.editing.edits import CHANGED, Draft, Edit, Edits, edit_words
from domain.editing.retouching import apply
from domain.errors import Conflict
from domain.words import Words
from storage.catalog import Catalog
from storage.catalog_edits import EditState
from storage.planned_here import newest_planned
from storage.solver.cp_sat import exactly

REPLANNED = Words(zh="重新排片", en="planned anew")
_ANOTHER = Words(zh="再选一个", en="another one")
_BEGUN = Words(zh="成片的分镜", en="the film's storyboard")
_NOTHING = Words(zh="还没有分镜，请先排片", en="there is no storyboard yet; plan the film first")


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who changes what they saw."""

    campaign: Campaign
    #: Number of the state that was seen on the table, 0 for none.
    seen: int
    actor: str
    at: datetime


def lying(catalog: Catalog, campaign: str) -> Draft | None:
    """The draft on the table, else the newest film's shots without changes, else None."""
    current = catalog.edits.current(campaign)
    return _from_film(catalog, campaign) if current is None else current.draft


def table(catalog: Catalog, campaign: Campaign, draft: Draft, *, whole: bool) -> Table:
    """With every asset, or only with those that are shown."""
    if whole:
        assets = {asset.id: asset for asset in catalog.assets.all(campaign.key)}
    else:
        shown = {shot.asset for shot in draft.shots if shot.asset is not None}
        assets = catalog.assets.get_all(shown)
    own = tuple(catalog.music.all(campaign.key))
    return Table(campaign=campaign, assets=assets, choose=exactly, own_music=own)


def change(catalog: Catalog, hand: Hand, edits: Sequence[Edit]) -> EditState:
    """All the changes as one state. Conflict when somebody changed it since it was seen."""
    draft = _begun(catalog, hand)
    whole = any(needs_all(draft, edit) for edit in edits)
    desk = table(catalog, hand.campaign, draft, whole=whole)
    for edit in edits:
        if not whole and needs_all(draft, edit):
            whole = True
            desk = table(catalog, hand.campaign, draft, whole=True)
        draft = apply(draft, edit, desk)
    kinds = {edit.kind for edit in edits}
    did = edit_words(edits[0]) if len(kinds) == 1 else _several(edits)
    return _kept(catalog, hand, draft, did)


def other_shot(catalog: Catalog, hand: Hand, key: str) -> EditState:
    """The next best in a shot's place."""
    draft = _begun(catalog, hand)
    desk = table(catalog, hand.campaign, draft, whole=True)
    return _kept(catalog, hand, another(draft, key, desk), _ANOTHER)


def plan_anew(catalog: Catalog, hand: Hand, *, keep: bool) -> EditState:
    """The whole film by what the editor changed; `keep` leaves what stands where it can."""
    lies = lying(catalog, hand.campaign.key)
    draft = lies or Draft(edits=Edits(), shots=())
    desk = table(catalog, hand.campaign, draft, whole=True)
    stays = [shot for shot in draft.shots if shot.card is None] if keep else []
    return _kept(catalog, hand, replanned(draft.edits, desk, keep=stays), REPLANNED)


def restore(catalog: Catalog, hand: Hand, number: int) -> EditState:
    """An older state laid on the table as a new one, so that it can be undone."""
    found = catalog.edits.state(hand.campaign.key, number)
    name = found.line.name or f"#{number}"
    did = Words(zh=f"恢复版本“{name}”", en=f"version {name} restored")
    return _kept(catalog, hand, found.draft, did)


def _begun(catalog: Catalog, hand: Hand) -> Draft:
    """The draft as the hand saw it; raises Conflict when another lies there."""
    current = catalog.edits.current(hand.campaign.key)
    if (current.line.number if current else 0) != hand.seen:
        raise Conflict(CHANGED)
    draft = current.draft if current else _from_film(catalog, hand.campaign.key)
    if draft is None:
        raise Conflict(_NOTHING)
    return draft


def _kept(catalog: Catalog, hand: Hand, draft: Draft, did: Words) -> EditState:
    seen, key = hand.seen, hand.campaign.key
    base = _from_film(catalog, key) if seen == 0 else None
    if base is not None:
        # What the film shows lies beneath the first change, so that it can be undone.
        first = catalog.edits.keep(key, base, did=_BEGUN, seen=0, actor=hand.actor, at=hand.at)
        seen = first.line.number
    return catalog.edits.keep(key, draft, did=did, seen=seen, actor=hand.actor, at=hand.at)


def _from_film(catalog: Catalog, campaign: str) -> Draft | None:
    board = newest_planned(catalog, campaign)
    if board is None:
        return None
    return Draft(
        edits=Edits(music=board.music, style=board.style), shots=board.shots, gap=board.gap
    )


def _several(edits: Sequence[Edit]) -> Words:
    first = edit_words(edits[0])
    return Words(zh=f"{first.zh}等 {len(edits)} 处改动", en=f"{first.en} and {len(edits) - 1} more")
