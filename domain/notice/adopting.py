"""A plan read anew takes over the permanent keys of the campaign that it renews."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from domain.campaign import Activity, Campaign, Unit
from domain.campaign_checks import plain_name

M = TypeVar("M", Unit, Activity)


def adopt_keys(new: Campaign, old: Campaign) -> Campaign:
    """`new` with the keys of what `old` calls the same, so that assets stay where they are.

    A unit is the same by any of its names. An activity is the same by its title, else by its
    number when no title claims that one; it keeps where its venue was picked while the venue is
    the same, and the shots wanted of it while `new` names none. What is new gets keys that `old`
    does not use.
    """
    units = _new_keys(new.units, old.units, (_shares_a_name,), "u")
    activities = _new_keys(new.activities, old.activities, (_same_title, _same_number), "a")
    before = {activity.key: activity for activity in old.activities}
    return replace(
        new,
        units=tuple(replace(unit, key=units[unit.key]) for unit in new.units),
        activities=tuple(
            _continued(
                replace(
                    activity,
                    key=activities[activity.key],
                    units=tuple(units[key] for key in activity.units),
                ),
                before.get(activities[activity.key]),
            )
            for activity in new.activities
        ),
    )


def _continued(activity: Activity, before: Activity | None) -> Activity:
    if before is None:
        return activity
    same_place = activity.venue == before.venue and activity.venue_at is None
    return replace(
        activity,
        venue_at=before.venue_at if same_place else activity.venue_at,
        wanted=activity.wanted or before.wanted,
    )


def _shares_a_name(new: Unit, old: Unit) -> bool:
    return bool(set(map(plain_name, new.names)) & set(map(plain_name, old.names)))


def _same_title(new: Activity, old: Activity) -> bool:
    return plain_name(new.title) == plain_name(old.title)


def _same_number(new: Activity, old: Activity) -> bool:
    return new.number == old.number


def _new_keys(
    new: Iterable[M], old: Iterable[M], same: Iterable[Callable[[M, M], bool]], letter: str
) -> dict[str, str]:
    """Key in `new` -> key to have, by the first rule that finds a partner not yet taken."""
    found: dict[str, str] = {}
    for rule in same:
        for member in new:
            partners = (o.key for o in old if o.key not in found.values() and rule(member, o))
            partner = None if member.key in found else next(partners, None)
            if partner is not None:
                found[member.key] = partner
    taken = {member.key for member in old}
    for member in new:
        if member.key not in found:
            free = (f"{letter}{n}" for n in range(1, len(taken) + 2))
            found[member.key] = next(key for key in free if key not in taken)
            taken.add(found[member.key])
    return found
