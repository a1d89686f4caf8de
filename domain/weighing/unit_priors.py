"""What a unit is expected to show before anything is seen of its pictures."""

import math

from domain.campaign import Campaign
from domain.weighing.beliefs import Vector, normed
from domain.weighing.week_rates import Rates

#: Natural log odds in hundredths of what is none of the plan's activities.
NONE = -150
#: What is not its own and not the main event it shows at least so often.
_LEAST_REST = 0.02


def prior_of(unit: str, campaign: Campaign, rates: Rates) -> Vector:
    """Chances in the plan's order, with none of them last."""
    own, main, rest = parts_of(unit, campaign, rates)
    found: Vector = []
    for activity, parts in zip(campaign.activities, zip(own, main, rest, strict=True), strict=True):
        share = math.fsum(parts)
        if not activity.media_expected:
            share *= math.exp(-3)
        if activity.off_plan:
            share *= math.exp(-1)
        found.append(share)
    found.append(rest[0] * math.exp(NONE / 100) if rest else 1.0)
    return normed(found)


def parts_of(unit: str, campaign: Campaign, rates: Rates) -> tuple[Vector, Vector, Vector]:
    """Activity by activity the share that is the unit's own, the main event's, and anybody's."""
    activities = campaign.activities
    mine = [a.key for a in activities if unit in a.units]
    own, main = rates.own.share, rates.main.share
    rest = max(_LEAST_REST, 1 - own - main) if mine else 1 - main
    return (
        [own / len(mine) if a.key in mine else 0.0 for a in activities],
        [main if "main_event" in a.kinds else 0.0 for a in activities],
        [rest / len(activities) for _ in activities],
    )
