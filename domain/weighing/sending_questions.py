"""What a sending is asked: all that bears on which of its occasions its sender meant, so far."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.weighing.atoms import Atom, Sending
from domain.weighing.beliefs import Vector, flat, times
from domain.weighing.day_beliefs import Calendar
from domain.weighing.pieces import Piece
from domain.weighing.said_activity import INVITE_LEFT, Way, voices_in
from domain.weighing.segments import TWO
from domain.weighing.sending_beliefs import Sent
from domain.weighing.sending_days import days_of_row, said_on
from domain.weighing.told import Shifts, class_of
from domain.weighing.week_rates import Rates

#: Long rows are of one occasion at least so often: events differ in length more than by chance.
LEAST_ONE = 0.1
#: A day that the sender did not say is meant a little all the same.
_ANY_DAY = 0.02


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is alike for all sendings of a week, in one round of its weighing."""

    #: Activity key -> where it stands.
    places: Mapping[str, int]
    calendar: Calendar
    rates: Rates
    shifts: Shifts


def question_of(sent: Sending, prior: Vector, asking: Asking) -> Sent:
    """`prior` are chances of an activity for its unit, before anything is heard."""
    rates, calendar = asking.rates, asking.calendar
    one, several, not_after = days_of_row(sent, calendar, rates.later.share, rates.over.share)
    of_one, of_two = _occasions_of(len(sent.row), rates)
    return Sent(
        prior=prior,
        said=times(flat(len(prior)), *voices_of(sent, asking).values()),
        one_day=one,
        several_days=several,
        not_after=not_after,
        occasions=[atom.incoming(sent.id) for atom in sent.timed],
        on_said_day=[_on_said_day(sent, atom, len(calendar.week)) for atom in sent.timed],
        row=[_piece(sent, atom) for atom in sent.row],
        again=rates.again.share,
        one=of_one,
        two=of_two,
        shifts=asking.shifts,
    )


def _piece(sent: Sending, atom: Atom) -> Piece:
    """What is known of one of its files beside it; what another sending shows more of is that one's
    word, with the pictures that both show."""
    owner = atom.sendings[0]
    others = {key: said for key, said in atom.heard.items() if key != sent.id}
    if owner == sent.id:
        return Piece(told=atom.told, voices=tuple(others.items()))
    others[owner] = times(atom.local, others.get(owner, flat(len(atom.local))))
    return Piece(told={}, voices=tuple(others.items()))


def beside_guests(sent: Sending, asked: Sent) -> Sent:
    """The same question without what is known of occasions that are another sending's."""
    nothing, silent = flat(len(asked.prior)), Piece(told={})
    mine = [atom.sendings[0] == sent.id for atom in sent.timed]
    own = [atom.sendings[0] == sent.id for atom in sent.row]
    return replace(
        asked,
        occasions=[o if is_ else nothing for o, is_ in zip(asked.occasions, mine, strict=True)],
        row=[piece if is_ else silent for piece, is_ in zip(asked.row, own, strict=True)],
    )


def voices_of(sent: Sending, asking: Asking) -> dict[str, Vector]:
    """What is said of a sending as a whole, voice by voice."""
    asset, places, named = sent.first.asset, asking.places, sent.named
    many = len(places)
    note = flat(many + 1)
    for place, weight in sent.note.items():
        shifted = weight + asking.shifts.get(class_of("note", weight), 0)
        note[place] *= math.exp(max(0, shifted) / 100)
    found = {"note": note, "learnt": sent.learnt}
    if named is not None:
        right = asking.rates.right(named.way, sent.unit, sent.id)
        for voice, weight in voices_in(named, right).items():
            found[voice] = _naming(places[named.activity], many, weight)
    invite = asset.invite_activity
    left = named is None or named.way is Way.CHOICE
    if left and invite is not None and invite in places:
        found["invite"] = _naming(places[invite], many, INVITE_LEFT)
    return found


def _naming(place: int, many: int, weight: int) -> Vector:
    found = flat(many + 1)
    found[place] = math.exp(weight / 100)
    return found


def _on_said_day(sent: Sending, atom: Atom, many: int) -> float:
    said = sent.first.asset.sender_day
    if said is None:
        return 1.0
    return _ANY_DAY + math.fsum(p * said_on(said, day, many) for day, p in atom.days.items())


def _occasions_of(files: int, rates: Rates) -> tuple[float, float]:
    """That a row of so many files is of one occasion, and of two where it is of several."""
    one, mean = rates.one.share, max(1.5, rates.files)
    more = 1 - 1 / mean
    # So many files of one occasion, or of two or three together: the number of divisions.
    n = max(1, files)
    second = (1 - one) * TWO * (n - 1) * (1 - more) / more
    third = (1 - one) * (1 - TWO) * (n - 1) * (n - 2) / 2 * ((1 - more) / more) ** 2
    several = second + third
    return max(LEAST_ONE, one / (one + several)), second / several if several else TWO
