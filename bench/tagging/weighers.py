"""Who tags a week: the product's own weighing, gathered as the stations gather it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bench.tagging.assets import assets_of, notes_of, pairs_of, read_of
from bench.tagging.editor import Decided
from bench.tagging.week import Week
from domain.asset import Asset
from domain.facts import ClaimClass
from domain.looking.picture_text import TextLine
from domain.reviewing.its_day import on_its_day
from domain.reviewing.review import Action, Decision
from domain.tagging import Tag
from domain.weighing.known import own_day
from domain.weighing.lessons import lessons_of
from domain.weighing.week_weighing import weigh_together


@dataclass(frozen=True, kw_only=True)
class Tagged:
    assets: Mapping[str, Asset]
    tags: Mapping[str, Tag]
    #: Seconds of weighing alone.
    seconds: float
    week: Week

    def again(self, decided: Mapping[str, Decided]) -> Mapping[str, Tag]:
        """Tags of what waits, weighed anew with what a person decided."""
        return _weighed(self.week, self.assets, decided)

    def brings(self, file: str, tag: Tag, activity: str) -> date | None:
        """The day that it is of when a person says the activity."""
        said = Decision(asset=file, action=Action.CHANGE, actor="editor", activity=activity)
        asset = replace(self.assets[file], tag=tag)
        found = on_its_day(asset, said, self.week.plan.campaign).tag
        return found.day if found else None


def tag_week(week: Week) -> Tagged:
    """Every file of a week tagged, before anybody decides."""
    assets = {asset.id: asset for asset in assets_of(week)}
    began = time.process_time()
    tags = _weighed(week, assets, {})
    return Tagged(assets=assets, tags=tags, seconds=time.process_time() - began, week=week)


def _weighed(
    week: Week, assets: Mapping[str, Asset], decided: Mapping[str, Decided]
) -> dict[str, Tag]:
    notes, campaign = notes_of(week), week.plan.campaign
    said = {id_: each.activity for id_, each in decided.items()}
    # As a unit's assets are weighed by the stations; a week's all at once come to the same.
    return weigh_together(
        list(assets.values()),
        campaign,
        notes=notes,
        read={id_: lines_of(texts) for id_, texts in read_of(week).items()},
        pairs=[(one, other) for one, other, _ in pairs_of(week)],
        decided=said,
        lessons=lessons_of(assets.values(), campaign, notes=notes, decided=said),
    )


def lines_of(texts: Sequence[str]) -> tuple[TextLine, ...]:
    """A banner's lines as they lie in a picture: wide, above each other."""
    line = TextLine(text="", confidence=950, box=(100, 100, 900, 160), glyph=45)
    return tuple(
        replace(line, text=text, box=(100, 100 + 80 * n, 900, 160 + 80 * n))
        for n, text in enumerate(texts)
    )


def day_allowed(week: Week, asset: Asset, activity: str, day: object) -> bool:
    """Some claim of a capture or a day, or the plan for the true activity, says the true day."""
    said = [c.day for c in asset.claims if c.klass in (ClaimClass.CAPTURE, ClaimClass.DAY)]
    campaign = week.plan.campaign
    return day in said or own_day(campaign.activity(activity), campaign) == day
