"""What a campaign offers to its film: who may be shown, and what each could give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.asset import Asset
from domain.campaign import Campaign
from domain.editing.edits import Edits
from domain.errors import NoPlan
from domain.facts import Kind
from domain.looking.likeness import CLIP_MS, best_first, picture
from domain.looking.scoring import photo_fault, scales
from domain.planning.candidates import Candidate, candidates
from domain.planning.eligibility import Eligible, Rank, Reason, eligible
from domain.planning.leaving_out import FAULTS
from domain.planning.plan_recipe import PlanRecipe
from domain.timebase import ms_to_frames_floor
from domain.words import Words

_RECIPE = PlanRecipe()
_NO_EDITS = Edits()
_NO_BANS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """All that a plan chooses from."""

    able: Eligible
    #: What each asset that may be shown could give, by id and source time; banned ones too.
    candidates: tuple[Candidate, ...]
    #: Name of each candidate that the editor took out -> the bans that hold it out: its own, its
    #: asset's, or a look-alike's.
    barred: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_BANS)

    def free(self) -> list[Candidate]:
        """Those that the editor did not take out."""
        return [each for each in self.candidates if each.name not in self.barred]

    def alike(self, asset: str) -> frozenset[str]:
        """Ids of what shows the same as an asset, its own with them."""
        found = next((group for group in self.able.groups if asset in group), None)
        return found or frozenset({asset})

    def named(self, key: str) -> Candidate | None:
        """The candidate of that key; of a clip that was seen anew since, the moment nearest."""
        exact = next((each for each in self.candidates if each.name == key), None)
        if exact is not None or "@" not in key:
            return exact
        asset, _, at = key.partition("@")
        own = [each for each in self.candidates if each.asset.id == asset]
        near = int(at) if at.isdecimal() else 0
        return min(own, key=lambda each: (abs(each.from_ms - near), each.from_ms), default=None)


def offer(
    campaign: Campaign,
    assets: Iterable[Asset],
    edits: Edits = _NO_EDITS,
    recipe: PlanRecipe = _RECIPE,
) -> Offer:
    """What these assets offer; a pinned copy stands for its look-alikes, trims are as set."""
    pinned = {key.split("@")[0] for key in edits.pins}
    copies = copy_rank(recipe)

    def rank(asset: Asset) -> tuple[int | bool | str, ...]:
        return (asset.id not in pinned, *copies(asset))

    able = eligible(campaign, assets, rank, lambda asset: unfit(asset, recipe))
    found = candidates(able.chosen, scales(able.chosen), recipe)
    plain = Offer(able=able, candidates=tuple(_trimmed(each, edits) for each in found))
    return replace(plain, barred=_barred(plain, edits)) if edits.bans else plain


def _barred(offered: Offer, edits: Edits) -> dict[str, tuple[str, ...]]:
    """A pin outweighs the ban of a look-alike: it was said of this very picture."""
    pins = {pin.name for key in edits.pins if (pin := offered.named(key)) is not None}
    touched = {a for key in edits.bans for a in offered.alike(key.split("@")[0])}
    found: dict[str, tuple[str, ...]] = {}
    for each in offered.candidates:
        bans = bans_of(each, offered, edits) if each.asset.id in touched else ()
        own = {each.name, each.asset.id}.intersection(bans)
        if own or (bans and each.name not in pins):
            found[each.name] = bans
    return found


def bans_of(each: Candidate, offered: Offer, edits: Edits) -> tuple[str, ...]:
    """The bans that speak of a candidate: its own, its asset's, and those of look-alikes."""
    alike = offered.alike(each.asset.id)
    return tuple(
        key
        for key in edits.bans
        if key in (each.asset.id, each.name) or _same_is_banned(key, each, alike)
    )


def _same_is_banned(key: str, each: Candidate, alike: frozenset[str]) -> bool:
    """True for a ban of a look-alike; of a clip's moment, where it is the same moment."""
    asset, _, at = key.partition("@")
    if asset == each.asset.id or asset not in alike:
        return False
    if not at.isdecimal() or each.kind is Kind.PHOTO:
        return True
    # A copy's times may be off by a little.
    return each.from_ms - CLIP_MS <= int(at) < each.to_ms


def shown_copies(
    campaign: Campaign, assets: Iterable[Asset], recipe: PlanRecipe = _RECIPE
) -> Eligible:
    """Which assets may be shown, one of each group of look-alikes: the same in film and package."""
    return eligible(campaign, assets, copy_rank(recipe), lambda asset: unfit(asset, recipe))


def copy_rank(recipe: PlanRecipe = _RECIPE) -> Rank:
    """Which of several look-alikes is shown: starred, without fault, then the best copy."""

    def rank(asset: Asset) -> tuple[int | bool | str, ...]:
        seen = picture(asset)
        fault = asset.kind is Kind.PHOTO and photo_fault(asset, recipe) is not None
        return (not asset.star, fault, *(best_first(seen) if seen else (True, 0, 0, asset.id)))

    return rank


def unfit(asset: Asset, recipe: PlanRecipe) -> Reason | None:
    """A clip shorter than the least excerpt shows nothing, whatever else it is."""
    if asset.kind is None or asset.facts is None:
        return "not_read", Words(zh="还没有读取媒体信息", en="its media facts are not read yet")
    if asset.kind is Kind.PHOTO:
        return None
    frames = ms_to_frames_floor(asset.facts.duration_ms or 0)
    return None if frames >= recipe.clip_least else ("too_short", FAULTS["too_short"])


def _trimmed(each: Candidate, edits: Edits) -> Candidate:
    trim = edits.trim(each.name)
    if trim is None:
        return each
    fixed = trim.frames
    return replace(each, shortest=fixed, preferred=fixed, longest=fixed, in_ms=trim.in_ms)


def check_twins(offered: Offer, edits: Edits) -> None:
    """Of look-alikes one is shown at most, so NoPlan when two are pinned."""
    pinned = {key.split("@")[0] for key in edits.pins}
    for out in offered.able.left_out:
        if out.asset in pinned and out.code == "near_duplicate":
            zh = f"固定的镜头里有两份几乎相同的画面，只能固定一份：{out.why.zh}"
            raise NoPlan(Words(zh=zh, en=f"two look-alikes are pinned: {out.why.en}"))


def gone_pins(offered: Offer, edits: Edits) -> Sequence[str]:
    """Keys of pins whose assets may not be shown any more, whatever the editor wished."""
    here = {each.asset.id for each in offered.candidates}
    return [key for key in edits.pins if key.split("@")[0] not in here]
