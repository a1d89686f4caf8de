"""What a sender's choice and a link say of the activity: it is meant, or said out of habit.

Who errs errs in two ways: by a slip any activity is named, by habit the one that lies next to hand.
That is the first on the page for who chooses; and for who opens a link one of those that the unit
was given, which are made for its own activities, whatever it sends by them.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.asset import Asset
from domain.campaign import Campaign


class Way(StrEnum):
    """How an activity was named."""

    #: Chosen on the page, where nothing else was marked or another was.
    CHOICE = "choice"
    #: The link's, which the page had marked already and the sender left so.
    KEPT = "kept"
    #: The link's, where the sender chose none.
    INVITE = "invite"


#: Of those who err so many slip; the others do as they always do.
SLIPS: Mapping[Way, float] = {Way.CHOICE: 0.5, Way.KEPT: 0.5, Way.INVITE: 0.5}
#: Of those who choose as they always do so many choose the main event, whose name is the week's
#: own; the others what stands first.
MAIN_BY_HABIT = 0.75


@dataclass(frozen=True, kw_only=True)
class Named:
    """An activity that was named for a sending."""

    way: Way
    activity: str
    #: The chance that who errs names it while another is shown.
    if_wrong: float
    #: The chance that who errs names it all the same while it is shown.
    by_luck: float

    def ratio(self, right: float) -> float:
        """How much likelier it is named where it is shown, if so many name what they mean.

        However few do, what is named is no sign against it.
        """
        wrong = 1 - right
        return max(1.0, (right + wrong * self.by_luck) / (wrong * self.if_wrong))

    def weight(self, right: float) -> int:
        """The same as natural log odds in hundredths."""
        return round(100 * math.log(self.ratio(right)))

    def meant(self, shown: float, right: float) -> float:
        """The chance that it was meant, where it is shown with the chance `shown`.

        What is shown and would have been named anyway proves nobody careful.
        """
        return shown * right / (right + (1 - right) * self.by_luck)


#: So many sendings by links of what their units neither answer for nor all take part in, and half
#: the links are believed to be made for whoever goes there.
_STRANGE = 2


@dataclass(frozen=True, kw_only=True)
class Links:
    """Which links are about in a week, as far as sendings show it."""

    #: Unit -> the activities whose links it opened.
    opened: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    #: The chance that units are given links of all activities, not of their own alone.
    of_all: float = 0.0

    def likely(self, key: str, unit: str, campaign: Campaign) -> float:
        """The chance that a unit that takes any link at hand takes this one."""
        near = {*_own(unit, campaign), *self.opened.get(unit, ()), key}
        return (1 - self.of_all) / len(near) + self.of_all / len(campaign.activities)


NO_LINKS = Links()


def links_of(sendings: Iterable[Asset], campaign: Campaign) -> Links:
    """The links of a week, of one asset a sending."""
    opened, strange = dict[str, set[str]](), 0
    own = {a.key: {*a.units} for a in campaign.activities}
    main = {a.key for a in campaign.activities if "main_event" in a.kinds}
    for asset in sendings:
        key = asset.invite_activity
        if key is not None and key in own:
            opened.setdefault(asset.unit, set()).add(key)
            strange += asset.unit not in own[key] and key not in main
    return Links(
        opened={unit: frozenset(keys) for unit, keys in opened.items()},
        of_all=strange / (strange + _STRANGE),
    )


def named_for(asset: Asset, campaign: Campaign, links: Links = NO_LINKS) -> Named | None:
    """What its sender's choice or its link names; None where neither names one of the plan."""
    choice, invite = asset.sender_activity, asset.invite_activity
    way = Way.INVITE if choice is None else Way.KEPT if choice == invite else Way.CHOICE
    key = invite if choice is None else choice
    keys = [each.key for each in campaign.activities]
    if key is None or key not in keys:
        return None
    habit = (
        _of_page(key, asset.unit, campaign)
        if way is Way.CHOICE
        else links.likely(key, asset.unit, campaign)
    )
    slips = SLIPS[way]
    return Named(
        way=way,
        activity=key,
        if_wrong=slips / max(1, len(keys) - 1) + (1 - slips) * habit,
        by_luck=(1 - slips) * habit,
    )


def _of_page(key: str, unit: str, campaign: Campaign) -> float:
    """Most take the main event, the others what stands first, as the page lists a unit's own
    activities before the others, and none of which nothing is wanted."""
    numbered = {a.key: a.number for a in campaign.activities}
    wanted = [a.key for a in campaign.activities if a.media_expected]
    first = min(_own(unit, campaign) or wanted or numbered, key=lambda each: numbered[each])
    main = [a.key for a in campaign.activities if "main_event" in a.kinds] or [first]
    by_place = (1 - MAIN_BY_HABIT) * (key == first)
    return by_place + MAIN_BY_HABIT * (key in main) / len(main)


def _own(unit: str, campaign: Campaign) -> list[str]:
    return [a.key for a in campaign.activities if a.media_expected and unit in a.units]


#: Of what a link's kept activity weighs so much is the link's; what one says that was left for
#: another, natural log odds in hundredths.
_KEPT, INVITE_LEFT = 100, 200


def voices_in(named: Named, right: float) -> dict[str, int]:
    """Whose word it is -> what it weighs, natural log odds in hundredths."""
    weight = named.weight(right)
    if named.way is Way.INVITE:
        return {"invite": weight}
    if named.way is Way.CHOICE:
        return {"sender": weight}
    of_link = min(_KEPT, weight)
    return {"sender": weight - of_link, "invite": of_link}
