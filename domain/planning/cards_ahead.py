"""Opening and closing card before there is a film: as a film that is cut now would have them."""

import hashlib
from collections.abc import Iterable

from domain.asset import Asset
from domain.campaign import Campaign
from domain.cutting.captions import opening_card
from domain.cutting.output import Output
from domain.cutting.rendering import SegmentSpec, SourceFacts
from domain.cutting.segmenting import film_specs
from domain.cutting.styles import chosen_style
from domain.cutting.transitions import kept_transition
from domain.editing.edits import Draft, Edits
from domain.film import Shot, ShotKind
from domain.planning.dressing import dressed, framed
from domain.planning.plan_recipe import PlanRecipe
from domain.wording import unit_name
from domain.words import Words

_RECIPE = PlanRecipe()
_ROLES = ("opening", "closing")
#: Stands for all that is between the cards. It is not rendered: what it bears are the transitions,
#: of which both cards hold their part.
_BETWEEN = "between"
_SOURCE = SourceFacts(sha256="0" * 64, width=1920, height=1080)


def hangs_on_its_film(output: Output) -> bool:
    """True where bounds of the whole file's size set the rate of each shot: no card can be made
    before the film's length is known.
    """
    return any(
        (output.least_bytes, output.most_bytes, output.least_file_kbps, output.most_file_kbps)
    )


def cards_ahead(
    campaign: Campaign,
    assets: Iterable[Asset],
    draft: Draft | None,
    output: Output,
    recipe: PlanRecipe = _RECIPE,
) -> tuple[SegmentSpec, SegmentSpec]:
    """The segments of both cards; `draft` is what lies on the editors' table, if anything.

    Raises NoPlan when no film can come out as `output` says, BrokenInput for a style that is gone.
    """
    edits = draft.edits if draft is not None else Edits()
    transition = kept_transition(edits.transition, draft.shots if draft is not None else ())
    between = Shot(
        index=0,
        starts_at=0,
        kind=ShotKind.PHOTO,
        frames=recipe.opening_frames,
        asset=_BETWEEN,
        activity=_BETWEEN,
        why=Words(zh="", en=""),
    )
    laid = framed(campaign, assets, edits, recipe, [between])
    shots = dressed(campaign, laid, {}, edits, transition)
    specs = film_specs(shots, {_BETWEEN: _SOURCE}, output, chosen_style(edits.style).key).shots
    return specs[0], specs[-1]


def cards_told(campaign: Campaign, draft: Draft | None) -> str:
    """A hash of all that both cards hang on, what was received aside: the same needs no new job."""
    edits = draft.edits if draft is not None else Edits()
    told = (
        opening_card(campaign),
        [unit_name(campaign, unit.key) for unit in campaign.units],
        (campaign.profile, campaign.requirements),
        [(edits.card(role), edits.trim(role)) for role in _ROLES],
        (edits.style, edits.transition),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
