"""What pictures and names of one occasion tell of its activity, each kind of sign once."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.tagging import Evidence
from domain.weighing.beliefs import Vector
from domain.weighing.likelihood import if_meant

#: What an asset tells by itself and its occasion shares.
TELLING = frozenset({"text", "file_name", "learnt_words"})
#: A person's word on one of an occasion, natural log odds in hundredths.
DECIDED = 800
#: Each further word of an activity adds so much, up to so many: 义诊 and 测血压 say more than
#: 义诊 twice.
ANOTHER_SIGN, MOST_SIGNS = 60, 3


_NO: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Voices:
    """One kind of sign in some pictures."""

    #: Place of the activity -> the weightiest sign of it, and how many pictures show one.
    named: Mapping[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])
    #: Place of the activity -> the different signs of it.
    signs: Mapping[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])
    #: Pictures that show any.
    count: int = 0

    def beside(self, other: "Voices") -> "Voices":
        both = dict(self.named)
        for at, (weight, count) in other.named.items():
            mine = both.get(at, (0, 0))
            both[at] = (max(mine[0], weight), mine[1] + count)
        signs = {at: self.signs.get(at, _NO) | other.signs.get(at, _NO) for at in both}
        return Voices(named=both, signs=signs, count=self.count + other.count)


#: Kind of sign -> its voices.
Told = Mapping[str, Voices]


def told_by(
    opinions: Mapping[str, Iterable[Evidence]],
    places: Mapping[str, int],
    words: Mapping[str, str],
    decided: str | None,
) -> Told:
    """What one asset tells; `places` is where each activity stands, `words` what names it in the
    picture."""
    named: dict[str, dict[int, tuple[int, int]]] = {}
    signs: dict[str, dict[int, frozenset[str]]] = {}
    for key, said in opinions.items():
        for each in said:
            if each.kind in TELLING and each.weight > 0 and each.activity is not None:
                named.setdefault(each.kind, {})[places[key]] = (each.weight, 1)
                if each.kind == "text" and key in words:
                    signs.setdefault(each.kind, {})[places[key]] = frozenset((words[key],))
    if decided is not None and decided in places:
        named["decided"] = {places[decided]: (DECIDED, 1)}
    return {
        kind: Voices(named=voices, signs=signs.get(kind, {}), count=1)
        for kind, voices in named.items()
    }


def together(told: Iterable[Told]) -> Told:
    found: dict[str, Voices] = {}
    for each in told:
        for kind, voices in each.items():
            found[kind] = found[kind].beside(voices) if kind in found else voices
    return found


#: Class of signs -> what is added to the weight of each, as the week shows them to be right.
Shifts = Mapping[str, int]
#: From this weight a sign names the activity itself, below it a word of its kind or place.
STRONG = 240


#: Up to this weight it names nothing: the week's own slogan.
NAMELESS = 20


def class_of(kind: str, weight: int) -> str:
    if weight <= NAMELESS:
        return "nameless"
    return f"{kind} {'strong' if weight >= STRONG else 'weak'}"


def vector_of(told: Told, size: int, shifts: Shifts) -> Vector:
    """A sign counts once however many pictures show it; where they differ, by their number."""
    found = [1.0] * size
    for kind, voices in told.items():
        for at, (weight, count) in voices.named.items():
            share = min(1.0, count / voices.count)
            weight = max(0, weight + shifts.get(class_of(kind, weight), 0))
            weight += ANOTHER_SIGN * min(MOST_SIGNS, max(0, len(voices.signs.get(at, _NO)) - 1))
            found[at] *= math.exp(if_meant(weight, share, 1 / size) / 100)
    return found
