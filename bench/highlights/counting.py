"""Chosen excerpts against what the recipe says of every millisecond."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.footage import BAD
from bench.highlights.choosers import Excerpt
from bench.highlights.recipe import Sent

#: The recipe's parts change at once and cameras do not: this near to a change is neither, ms.
_EDGE_MS = 80


@dataclass(frozen=True, kw_only=True)
class Chosen:
    #: Milliseconds in all, and of bad kinds.
    ms: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    #: Ends of excerpts inside a sounding word, and how many ends there are.
    words_cut: int = 0
    ends: int = 0
    #: Excerpts of a copy beside one of its original.
    duplicates: int = 0
    #: Activities with an excerpt, and with clips.
    covered: int = 0
    activities: int = 0

    def __add__(self, other: "Chosen") -> "Chosen":
        return Chosen(
            ms=self.ms + other.ms,
            bad=self.bad + other.bad,
            words_cut=self.words_cut + other.words_cut,
            ends=self.ends + other.ends,
            duplicates=self.duplicates + other.duplicates,
            covered=self.covered + other.covered,
            activities=self.activities + other.activities,
        )

    def row(self) -> dict[str, object]:
        bad = sum(self.bad.values())
        return {
            "seconds": round(self.ms / 1000, 1),
            "good_percent": round(100 - 100 * bad / self.ms, 2) if self.ms else None,
            "bad_ms": dict(self.bad),
            "words_cut": f"{self.words_cut} of {self.ends}",
            "duplicates": self.duplicates,
            "coverage": f"{self.covered} of {self.activities}",
        }


def counted(week: Sequence[Sent], excerpts: Sequence[Excerpt]) -> Chosen:
    bad: Counter[str] = Counter()
    words_cut = 0
    for sent, start, end in excerpts:
        for begins, ends, kind in sent.footage.parts:
            inside = min(end, ends - _EDGE_MS) - max(start, begins + _EDGE_MS)
            if kind in BAD and inside > 0:
                bad[kind] += inside
        words_cut += sum(_in_word(sent, point) for point in (start, end))
    shown = {sent.name for sent, _, _ in excerpts}
    activities = {sent.activity for sent in week}
    return Chosen(
        ms=sum(end - start for _, start, end in excerpts),
        bad=bad,
        words_cut=words_cut,
        ends=2 * len(excerpts),
        duplicates=sum(sent.copy_of in shown for sent in week if sent.name in shown),
        covered=len({sent.activity for sent, _, _ in excerpts}),
        activities=len(activities),
    )


def _in_word(sent: Sent, point: int) -> bool:
    return any(begins < point < ends for begins, ends in sent.footage.words)
