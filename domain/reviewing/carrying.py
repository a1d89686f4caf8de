"""A correction carried over: for which other assets it may hold, shown before anything changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.asset import Asset
from domain.moves import AssetState
from domain.reviewing.deciding import PERSON
from domain.reviewing.review import Action, Decided
from domain.weighing.occasions import in_order
from domain.weighing.ties import Pairs, Tie, Tied, bursts, joined

#: States in which nobody has decided of an asset yet.
OPEN = frozenset({AssetState.TAGGED, AssetState.HELD})
#: By these a person says the activity or the day of one asset.
_SAYING = frozenset({Action.CHANGE, Action.ACCEPT})


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a person said of an asset that the machine had tagged."""

    asset: str
    #: What was said; None of what was left as it was.
    activity: str | None
    day: date | None
    #: What the machine had taken it for.
    was_activity: str | None
    was_day: date | None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An asset that a correction may hold for."""

    asset: str
    tie: Tie
    #: Version that was looked at.
    version: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a correction would change, closest ties first; and what it does not touch."""

    candidates: tuple[Candidate, ...]
    #: Assets tied to it that are as a person left them.
    persons: int


def correction(asset: Asset, decided: Sequence[Decided]) -> Correction | None:
    """What the asset's tag was corrected in, by its decisions in their order; None when not."""
    standing = [each for each in decided if not each.undone]
    said = [each for each in standing if each.decision.action in _SAYING and _named(each)]
    before = next((each.before for each in said if each.before["by"] != PERSON), None)
    if asset.tag is None or asset.tag.by != PERSON or before is None:
        return None
    day = before["day"]
    activity = before["activity"]
    return Correction(
        asset=asset.id,
        activity=asset.tag.activity if any(each.decision.activity for each in said) else None,
        day=asset.tag.day if any(each.decision.day for each in said) else None,
        was_activity=None if activity is None else str(activity),
        was_day=None if day is None else date.fromisoformat(str(day)),
    )


def _named(each: Decided) -> bool:
    return each.decision.activity is not None or each.decision.day is not None


def member_of(asset: Asset) -> Tied:
    """An asset as ties are read of it."""
    return Tied(
        asset=asset.id,
        sending=asset.sending,
        taken_at=asset.taken_at if asset.taken_class == "capture" else None,
        activity=asset.tag.activity if asset.tag else None,
        day=asset.tag.day if asset.tag else None,
    )


def offer(corrected: Correction, asset: Asset, others: Iterable[Asset], pairs: Pairs) -> Offer:
    """For which of the others the correction may hold, and what of them it would change.

    `pairs` are look-alikes. Never what a person tagged, accepted or turned down; nor what would
    be the same afterwards.
    """
    found = {each.id: each for each in others if each.id != asset.id and each.tag is not None}
    members = [member_of(asset), *map(member_of, found.values())]
    in_burst = joined(members, bursts(members))[asset.id]
    alike = joined(members, pairs)[asset.id]
    ties = {
        one: tie
        for one, each in found.items()
        if (tie := _tie(corrected, asset, each, in_burst, alike)) is not None
    }
    free = {one: tie for one, tie in ties.items() if _is_free(found[one])}
    changed = [one for one in free if _would_change(corrected, found[one])]
    order = list(Tie)
    # As they were taken, or saved: what shows one event follows one another.
    changed.sort(key=lambda one: (order.index(ties[one]), _when(found[one])))
    return Offer(
        candidates=tuple(
            Candidate(asset=one, tie=ties[one], version=found[one].version) for one in changed
        ),
        persons=len(ties) - len(free),
    )


def _tie(
    corrected: Correction,
    asset: Asset,
    other: Asset,
    in_burst: frozenset[str],
    alike: frozenset[str],
) -> Tie | None:
    if other.id in in_burst:
        return Tie.BURST
    if other.id in alike:
        return Tie.COPY
    same = other.sending == asset.sending and _taken_for_the_same(corrected, other)
    return Tie.SENDING if same else None


def _taken_for_the_same(corrected: Correction, other: Asset) -> bool:
    """In what the correction is about; what a person tagged since counts by nothing."""
    tag = other.tag
    assert tag is not None, "only what is tagged is looked at"
    return (corrected.activity is None or tag.activity == corrected.was_activity) and (
        corrected.day is None or tag.day == corrected.was_day
    )


def _is_free(asset: Asset) -> bool:
    return asset.tag is not None and asset.tag.by != PERSON and asset.state in OPEN


def _would_change(corrected: Correction, asset: Asset) -> bool:
    tag = asset.tag
    assert tag is not None, "only what is tagged is looked at"
    activity = corrected.activity not in (None, tag.activity)
    return activity or corrected.day not in (None, tag.day) or not tag.ready


def _when(asset: Asset) -> tuple[str, float, float, str, str]:
    return (asset.taken_at.isoformat() if asset.taken_at else "~", *in_order(asset))
