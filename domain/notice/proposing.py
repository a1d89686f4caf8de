"""Names that may be of one unit, for a person to accept or refuse: 县工科局 = 工信局."""

from dataclasses import dataclass, replace

from domain.campaign import Unit
from domain.notice.draft import CampaignDraft
from domain.notice.notice import Notice
from domain.notice.units import is_usual_alias


@dataclass(frozen=True, kw_only=True)
class ProposedAlias:
    """A name that the rules take for another one of a unit."""

    #: Key of the unit in the draft.
    unit: str
    name: str


def proposed_aliases(
    notice: Notice, draft: CampaignDraft
) -> tuple[CampaignDraft, tuple[ProposedAlias, ...]]:
    """The draft with those aliases alone that nobody has to confirm, and the others."""
    proposed = tuple(
        ProposedAlias(unit=unit.key, name=alias)
        for unit in draft.units
        for alias in unit.aliases
        if not is_usual_alias((unit.name, alias), notice.place)
    )
    open_ = {(each.unit, each.name) for each in proposed}
    units = tuple(replace(unit, aliases=_sure(unit, open_)) for unit in draft.units)
    return replace(draft, units=units), proposed


def _sure(unit: Unit, open_: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(alias for alias in unit.aliases if (unit.key, alias) not in open_)
