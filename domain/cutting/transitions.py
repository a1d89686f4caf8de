"""Between chapters: where a transition stands, and which frames of both shots it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import BrokenInput
from domain.film import TRANSITION_FRAMES, Shot, Transition
from domain.timebase import FILM_RATE
from domain.words import Words

#: What a film has of which nobody chose anything.
DEFAULT_TRANSITION = Transition.DISSOLVE
#: Frames of a shot that bears a transition at each end: at least one is its own, at 24 a second
#: too.
LEAST = 2 * TRANSITION_FRAMES + 2

TRANSITIONS: Mapping[Transition, Words] = {
    Transition.DISSOLVE: Words(zh="叠化（半秒）", en="Dissolve (half a second)"),
    Transition.DIP: Words(zh="过黑（半秒）", en="Through black (half a second)"),
    Transition.CUT: Words(zh="不用，直接切", en="None, a hard cut"),
}


def chosen_transition(choice: str | None) -> Transition:
    """The transition that an editor chose, the default when none was; raises BrokenInput."""
    if choice is None:
        return DEFAULT_TRANSITION
    try:
        return Transition(choice)
    except ValueError:
        raise BrokenInput(
            Words(zh=f"没有名为“{choice}”的转场", en=f"there is no transition called {choice!r}")
        ) from None


def kept_transition(choice: str | None, shots: Sequence[Shot]) -> Transition | None:
    """The transition of a film that lies on the table already.

    None where an earlier version laid it out and nobody chose one since: it stays as it is.
    """
    old = bool(shots) and all(shot.into is None for shot in shots)
    return None if choice is None and old else chosen_transition(choice)


def connected(shots: Sequence[Shot], transition: Transition | None) -> list[Shot]:
    """The shots with how each follows the one before it: by `transition` where a chapter begins.

    A shot that is too short for one at each end is cut to.
    """
    done: list[Shot] = []
    for shot in shots:
        before = done[-1] if done else None
        between = before is not None and before.activity != shot.activity
        bears = before is not None and min(before.frames, shot.frames) >= LEAST
        into = transition if between and bears else Transition.CUT
        done.append(replace(shot, into=None if transition is None else into))
    return done


@dataclass(frozen=True, kw_only=True)
class Join:
    """A transition: the last frames of one shot, and the first ones of the next."""

    #: Place of the shot that it leads into.
    index: int
    transition: Transition
    #: Frames of the shot before and of this one that it shows.
    before: int
    after: int

    @property
    def frames(self) -> int:
        """Of the transition itself."""
        if self.transition is Transition.DISSOLVE:
            return self.before
        return self.before + self.after


def joins(shots: Sequence[Shot], rate: int = FILM_RATE) -> tuple[Join, ...]:
    """The transitions of a film counted in frames of 25 a second, in frames of `rate`."""
    found: list[Join] = []
    for index, shot in enumerate(shots):
        if shot.into is None or shot.into is Transition.CUT:
            continue
        before = shots[index - 1]
        dissolves = shot.into is Transition.DISSOLVE
        half = TRANSITION_FRAMES if dissolves else TRANSITION_FRAMES // 2
        starts, ends = shot.starts_at, before.starts_at + before.frames
        shown = (_frames(ends - half, ends, rate), _frames(starts, starts + half, rate))
        found.append(Join(index=index, transition=shot.into, before=shown[0], after=shown[1]))
    return tuple(found)


def segments(shots: Sequence[Shot]) -> int:
    """Number of segments that a film of these shots is cut in: shots, then transitions."""
    return len(shots) + len(joins(shots))


def _frames(first: int, last: int, rate: int) -> int:
    return last * rate // FILM_RATE - first * rate // FILM_RATE
