"""What units and editors count: a form's numbers checked, kept and written to the audit log."""

from collections.abc import Mapping
from datetime import datetime

from domain.board.figures import Figure, FiguresEntry, checked, in_force
from storage.catalog_people import AuditEntry
from storage.opening import Storage


def enter(
    storage: Storage,
    *,
    campaign: str,
    activity: str,
    unit: str,
    written: Mapping[str, str | int] | Mapping[Figure, str],
    actor: str,
    at: datetime,
    seen: int | None = None,
) -> FiguresEntry | None:
    """Keep what a form holds; None when it says nothing new.

    Raises what `domain.board.figures.checked` and the Figures port raise.
    """
    catalog = storage.catalog
    values = checked(catalog.campaigns.get(campaign).campaign, activity, unit, written)
    known = in_force(catalog.figures.entries(campaign, unit=unit)).get((activity, unit))
    if (dict(known.values) if known else {}) == values:
        return None
    entry = catalog.figures.enter(
        campaign=campaign,
        activity=activity,
        unit=unit,
        values=values,
        actor=actor,
        at=at,
        seen=seen,
    )
    note = AuditEntry(at=at, actor=actor, event=f"figures {activity} {unit}", subject=str(entry.id))
    catalog.audit.add(campaign, note)
    return entry
