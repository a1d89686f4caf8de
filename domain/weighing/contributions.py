"""By how much each voice moves the odds of an activity, so that all together make its chance.

A chance is a product of many voices, and none has a weight of its own: what a sender's choice adds
depends on what else is likely. So they are heard one after the other, and each is given what the
log odds of the activity move by; what is left at the end is the chance itself.
"""

import math
from collections.abc import Mapping

from domain.weighing.beliefs import Vector, normed, times

#: Where the voices begin: the plan alone, before it is known who sent it.
START, REST_OF_SENDING = "plan", "sending"


def contributions(
    start: Vector,
    voices: Mapping[str, Vector],
    said: Mapping[str, Vector],
    sending: Vector,
    place: int,
) -> dict[str, int]:
    """Voice -> hundredths of log odds for the activity that stands at `place`.

    `start` are chances, `voices` likelihoods. `said` are the words on a sending as a whole, of
    which `sending` is what becomes for this asset: whose occasion they are said of is in doubt,
    and its neighbours speak in it too. They add up to the log odds of the product of `start`,
    `voices` and `sending`.
    """
    chances, moved = normed(start), dict[str, int]()
    total = moved[START] = log_odds_of(chances, place)

    def hear(name: str, vector: Vector) -> None:
        nonlocal chances, total
        chances = normed(times(chances, vector))
        now = log_odds_of(chances, place)
        moved[name], total = now - total, now

    for name, vector in voices.items():
        hear(name, vector)
    heard = moved.pop(REST_OF_SENDING, 0)
    before, reached = chances, total
    for name, vector in said.items():
        hear(name, vector)
    words = {name: moved[name] for name in said}
    chances, total = before, reached
    hear(REST_OF_SENDING, sending)
    parted = _parted(words, moved[REST_OF_SENDING])
    return moved | parted | {REST_OF_SENDING: parted[REST_OF_SENDING] + heard}


def log_odds_of(chances: Vector, place: int) -> int:
    """Natural, in hundredths."""
    others = math.fsum(each for n, each in enumerate(chances) if n != place)
    return round(100 * math.log(max(chances[place], 1e-12) / max(others, 1e-12)))


def _parted(words: Mapping[str, int], whole: int) -> dict[str, int]:
    """What a sending adds, parted among the words on it and the rest of it.

    Words count for as much as is left of them; only what goes beyond them is the rest's.
    """
    spoken = sum(words.values())
    if spoken * whole <= 0 or abs(whole) >= abs(spoken):
        return {**words, REST_OF_SENDING: whole - spoken}
    left, found = whole, dict[str, int]()
    for name, word in words.items():
        found[name] = round(word * whole / spoken)
        left -= found[name]
    return {**found, REST_OF_SENDING: left}
