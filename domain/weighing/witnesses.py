"""Whether anything tells what an asset shows, beside whom it comes from and when it was taken."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.weighing.contributions import REST_OF_SENDING, START
from domain.weighing.known import Known
from domain.weighing.nearby import Opinions
from domain.weighing.told import STRONG
from domain.words import Words

#: Whatever tells what an asset shows must be worth so much that it is ready, hundredths.
WITNESS = 50
#: Words name an activity, and no other, where they weigh so much more for it.
AHEAD = 200


def is_witnessed(
    seen: Known, best: Activity, mine: Iterable[Evidence], shares: Mapping[str, int]
) -> bool:
    """True where something tells what it shows, beside whom it comes from and when it was taken.

    Units go to what is not theirs too, and several things happen on one day. A link that was made
    for a unit's own activity tells the unit once more. The main event bears the week's own name:
    whoever does not answer for it may have chosen it in a hurry, for anything.
    """
    silent = {START, "unit", "time"}
    if seen.taken is not None or not any(e.kind.startswith("near_") and e.weight > 0 for e in mine):
        # Without a clock the company speaks through the sending, if any of it tells something;
        # else that is its habits, its day and when it came.
        silent.add(REST_OF_SENDING)
    silent |= _said_in_a_hurry(seen, best)
    return sum(share for voice, share in shares.items() if voice not in silent) >= WITNESS


def says_itself(opinions: Opinions, best: Activity) -> bool:
    """True where words in the picture name this activity, and hardly any other."""
    said = {
        key: max((e.weight for e in each if e.kind == "text" and e.activity), default=0)
        for key, each in opinions.items()
    }
    rivals = [weight for key, weight in said.items() if key != best.key]
    return said[best.key] >= STRONG and said[best.key] - max(rivals, default=0) >= AHEAD


def _said_in_a_hurry(seen: Known, best: Activity) -> set[str]:
    """The voices that would have named this activity whatever is shown."""
    asset = seen.asset
    own, main = _answers_for(seen, best), "main_event" in best.kinds
    found = {"sender", "invite"} if main and not own else set[str]()
    if asset.sender_activity is None and (own or main):
        found.add("invite")
    return found


def _answers_for(seen: Known, best: Activity) -> bool:
    """For a main event for which the plan names no unit those answer who hold the week."""
    campaign, unit = seen.campaign, seen.asset.unit
    if best.units or "main_event" not in best.kinds:
        return unit in best.units
    hosts = map(campaign.unit_named, (*campaign.host_units, campaign.submitter))
    return any(host.key == unit for host in hosts if host is not None)


def unwitnessed(seen: Known, best: Activity) -> Evidence:
    """That nothing tells what it shows, and why what was said does not."""
    hurried = _said_in_a_hurry(seen, best)
    if "sender" in hurried and seen.asset.sender_activity == best.key:
        return _HURRIED
    if "invite" in hurried and seen.asset.invite_activity == best.key:
        return _LINKED
    return _UNWITNESSED


_UNWITNESSED = Evidence(
    kind="conflict",
    activity=None,
    day=None,
    weight=0,
    words=Words(
        zh="只有单位和时间的依据，没有依据说明拍的是什么，请看一眼再定",
        en="only its unit and its time speak for it, nothing tells what it shows; look at it",
    ),
)
UNNAMED = replace(
    _UNWITNESSED,
    words=Words(
        zh="没有单独说明它的依据，只是由同一次发送的其他素材推断的，请看一眼再定",
        en="nothing tells of it alone, the rest of its sending does; look at it",
    ),
)
_HURRIED = replace(
    _UNWITNESSED,
    words=Words(
        zh="主场活动常被顺手选中，没有其他依据说明拍的是什么，请看一眼再定",
        en="the main event is often chosen in a hurry, and nothing else tells what it shows; look"
        " at it",
    ),
)
_LINKED = replace(
    _UNWITNESSED,
    words=Words(
        zh="链接只说明发给了谁，没有其他依据说明拍的是什么，请看一眼再定",
        en="a link tells whom it was made for, and nothing else tells what it shows; look at it",
    ),
)
