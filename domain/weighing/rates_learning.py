"""What a week shows of its own rates, by what is believed of its sendings so far."""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.campaign import Campaign
from domain.weighing.atoms import Sending
from domain.weighing.beliefs import Vector, dot
from domain.weighing.clock_beliefs import Clock
from domain.weighing.said_activity import Way
from domain.weighing.told import NAMELESS, class_of
from domain.weighing.unit_priors import parts_of
from domain.weighing.week_rates import Heeded, Rate, Rates

#: An occasion has so many files, as strong as so many occasions seen.
FILES, FILES_STRENGTH = 12.0, 5.0


def learnt(
    rates: Rates,
    sendings: Sequence[Sending],
    clocks: Sequence[Clock],
    campaign: Campaign,
    priors: Mapping[str, Vector],
) -> Rates:
    """The rates with what is seen of them; what was seen before is forgotten.

    `priors` is what a unit is expected to show.
    """
    places = {a.key: n for n, a in enumerate(campaign.activities)}
    wrong = [1 - clock.off.get(datetime.timedelta(0), 0.0) for clock in clocks]
    heeded = {s.id: found for s in sendings if (found := _heeded(s, rates, places)) is not None}
    return replace(
        rates,
        named={way: _meant(rate, way, heeded.values()) for way, rate in rates.named.items()},
        heeded=heeded,
        clock=rates.clock.seen(math.fsum(wrong), len(wrong)),
        again=_again(rates.again, sendings, priors),
        words=_words(rates.words, sendings),
        **_habits(rates, sendings, campaign),
        **_of_units(rates, sendings, campaign),
    )


def _heeded(sent: Sending, rates: Rates, places: Mapping[str, int]) -> Heeded | None:
    """Whether what was named for a sending was meant, as far as is known by now."""
    named = sent.named
    if named is None:
        return None
    right = rates.right(named.way, sent.unit, sent.id)
    chance = named.meant(sent.meant[places[named.activity]], right)
    return Heeded(unit=sent.unit, way=named.way, chance=chance)


def _meant(rate: Rate, way: Way, heeded: Iterable[Heeded]) -> Rate:
    seen = [each.chance for each in heeded if each.way is way]
    return rate.seen(math.fsum(seen), len(seen))


def _words(rates: Mapping[str, Rate], sendings: Iterable[Sending]) -> dict[str, Rate]:
    """How often words are of what their pictures show: one case a sending and class."""
    right: dict[str, list[float]] = {name: [] for name in rates}
    for sent in sendings:
        for name, shares in _heard_in(sent).items():
            if name in right:
                right[name].append(math.fsum(shares) / len(shares))
    return {
        name: rate.seen(math.fsum(right[name]), len(right[name])) for name, rate in rates.items()
    }


def _heard_in(sent: Sending) -> dict[str, list[float]]:
    """Class of signs -> how likely each of them is right, in one sending."""
    seen: dict[str, list[float]] = {}
    for atom in (*sent.timed, *sent.row):
        if atom.sendings[0] == sent.id:
            for kind, voices in atom.told.items():
                _hear(seen, kind, voices.named, atom.belief)
    _hear(seen, "note", {at: (w, 1) for at, w in sent.note.items()}, sent.meant)
    return seen


def _hear(
    seen: dict[str, list[float]],
    kind: str,
    named: Mapping[int, tuple[int, int]],
    belief: Vector,
) -> None:
    """Add how likely it is that the strongest signs of a kind are right."""
    top = max((weight for weight, _ in named.values()), default=0)
    if top > NAMELESS:
        right = math.fsum(belief[at] for at, (weight, _) in named.items() if weight == top)
        seen.setdefault(class_of(kind, top), []).append(right)


def _habits(
    rates: Rates, sendings: Sequence[Sending], campaign: Campaign
) -> dict[str, Rate | float]:
    """How many sendings show one occasion, by clocks or as it is believed of rows, and how often
    several come after the week; and of those whose clocks tell how many files an occasion has, and
    how late one comes."""
    timed = [s for s in sendings if s.timed and not s.row]
    alone = [s for s in timed if len(s.timed) == 1]
    rows = [s.alone for s in sendings if s.alone is not None]
    # How likely each shows several occasions, and whether it came when the week was over.
    several = [
        (1.0 if s.alone is None else 1 - s.alone, s.received > campaign.ends_on)
        for s in sendings
        if s.alone is not None or len(s.timed) + bool(s.row) > 1
    ]
    sizes = [
        len(a.members) for s in timed for a in s.timed if len(a.sendings) == 1 and a.entangled == 1
    ]
    days = [0.0, 0.0]
    for s in alone:
        for day, chance in s.timed[0].days.items():
            late = (s.received - day).days
            if 0 <= late < 8:
                days[0] += chance * late
                days[1] += chance * (late + 1)
    return {
        "one": rates.one.seen(len(alone) + math.fsum(rows), len(timed) + len(rows)),
        "files": (FILES * FILES_STRENGTH + sum(sizes)) / (FILES_STRENGTH + len(sizes)),
        "later": rates.later.seen(days[0], days[1]),
        "over": rates.over.seen(
            math.fsum(chance for chance, over in several if over),
            math.fsum(chance for chance, _ in several),
        ),
    }


def _again(rate: Rate, sendings: Iterable[Sending], priors: Mapping[str, Vector]) -> Rate:
    """How often two occasions of a sending that follow show the same."""
    s, yes, count = rate.share, 0.0, 0
    for sent in sendings:
        prior = priors[sent.unit]
        for one, other in zip(sent.timed, sent.timed[1:], strict=False):
            if one.entangled > 1 and other.entangled > 1:
                continue
            m, n = one.incoming(sent.id), other.incoming(sent.id)
            both = s * math.fsum(p * a * b for p, a, b in zip(prior, m, n, strict=True))
            apart = (1 - s) * dot(prior, m) * dot(prior, n)
            yes += both / max(both + apart, 1e-300)
            count += 1
    return rate.seen(yes, count)


def _of_units(rates: Rates, sendings: Iterable[Sending], campaign: Campaign) -> dict[str, Rate]:
    """How much of what units send is of their own activities, and of the main event."""
    seen, own, main, count = dict[str, tuple[Vector, Vector, Vector]](), 0.0, 0.0, 0
    for sent in sendings:
        if sent.unit not in seen:
            seen[sent.unit] = parts_of(sent.unit, campaign, rates)
        of_own, of_main, of_rest = seen[sent.unit]
        if not any(of_own):
            continue
        beliefs = [atom.belief for atom in (*sent.timed, *sent.row)]
        shown = [math.fsum(each) / len(beliefs) for each in zip(*beliefs, strict=True)]
        for chance, o, m, r in zip(shown, of_own, of_main, of_rest, strict=False):
            own += chance * o / (o + m + r)
            main += chance * m / (o + m + r)
        count += 1
    return {"own": rates.own.seen(own, count), "main": rates.main.seen(main, count)}
