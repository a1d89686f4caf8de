"""How each claim stands beside the verdict, in words for the editor's page."""

from datetime import timedelta

from domain.facts import Claim, ClaimClass
from domain.times.doubting import DOUBTS
from domain.times.verdict import Verdict
from domain.words import Words

#: Two clocks that differ by less show the same moment.
SAME_MOMENT = timedelta(minutes=10)

_WON = Words(zh="采信", en="believed")
_AGREES = Words(zh="一致", en="agrees")
_SAME_DAY = Words(zh="同一天", en="same day")
_BOUND = Words(zh="只说明不晚于", en="only says: not after")
_NOTHING = Words(zh="没有说明时间", en="says no time")
_BESIDE = Words(zh="没有更好的依据时才用", en="used only where nothing better is known")


def standing(claim: Claim, ruling: Verdict) -> Words:
    """Why the claim won or lost: believed, doubted, agreeing, differing or a bound."""
    if claim.doubt:
        return DOUBTS[claim.doubt]
    if claim.source == ruling.taken_from:
        return _WON
    if claim.klass is ClaimClass.NONE or claim.day is None:
        return _NOTHING
    if claim.klass is ClaimClass.SAVE:
        return _BOUND
    if ruling.day is None:
        return _BESIDE
    if claim.day != ruling.day:
        return _days_apart(abs((claim.day - ruling.day).days))
    if claim.at is None or ruling.taken_at is None:
        return _SAME_DAY
    return _AGREES if abs(claim.at - ruling.taken_at) <= SAME_MOMENT else _SAME_DAY


def _days_apart(days: int) -> Words:
    return Words(zh=f"相差 {days} 天，没有采信", en=f"differs by {days} days, not believed")
