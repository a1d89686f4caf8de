"""Cuts of a plan moved onto the beats of its music, where shots may be longer or shorter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.cutting.music import BEDS, OwnMusic, bed_beats, chosen, own_beats, own_id
from domain.cutting.transitions import LEAST
from domain.film import TRANSITION_FRAMES, Transition
from domain.planning.beats import Length, on_beat
from domain.planning.candidates import Candidate
from domain.planning.question import Pick


def film_beats(music: str | None, frames: int, own: Iterable[OwnMusic] = ()) -> tuple[int, ...]:
    """Film frames of the beats of what plays for an editor's choice; none where none are known.

    `own` is the music that was brought. Raises BrokenInput for a bed that there is not.
    """
    choice = chosen(music)
    if choice in BEDS:
        return bed_beats(BEDS[choice], frames)
    found = next((each for each in own if each.id == own_id(choice)), None)
    return own_beats(found, frames) if found is not None else ()


def shared_frames(
    transition: Transition, candidates: Iterable[Candidate], opening: int, closing: int
) -> int:
    """Film frames that a film of these candidates shows two shots in at least.

    Every activity that has a candidate has a chapter. One that might come to a shot that is too
    short for a transition counts for none at either end.
    """
    if transition is not Transition.DISSOLVE:
        return 0
    bears: dict[str, bool] = {}
    for each in candidates:
        bears[each.activity] = bears.get(each.activity, True) and each.shortest >= LEAST
    unsure = 2 * sum(not sure for sure in bears.values())
    unsure += (opening < LEAST) + (closing < LEAST)
    return TRANSITION_FRAMES * max(0, len(bears) + 1 - unsure)


def on_music(
    picks: Sequence[Pick],
    beats: Sequence[int],
    *,
    opening: int,
    closing: int,
    transition: Transition = Transition.CUT,
) -> list[Pick]:
    """The picks, in their order of showing, with as many cuts on beats as their bounds allow.

    `opening` and `closing` are the cards' frames, which stay, as do excerpts in which somebody
    speaks: they end in pauses. The sum stays. A dissolve is felt as a cut in its middle.
    """
    lengths = [_fixed(opening), *map(_length, picks), _fixed(closing)]
    if transition is Transition.DISSOLVE:
        chapters = [None, *(pick.candidate.activity for pick in picks), None]
        lengths = _overlapping(lengths, chapters)
    frames = on_beat(lengths, beats)[1:-1]
    return [replace(pick, frames=count) for pick, count in zip(picks, frames, strict=True)]


def _overlapping(lengths: Sequence[Length], chapters: Sequence[str | None]) -> list[Length]:
    """The lengths with what each shares with the next one, which begins another chapter."""
    found: list[Length] = []
    for place, each in enumerate(lengths):
        after = lengths[place + 1] if place + 1 < len(lengths) else None
        shared = 0
        if after is not None and chapters[place] != chapters[place + 1]:
            bears = min(each.shortest, after.shortest) >= LEAST
            shared = TRANSITION_FRAMES if bears else 0
        found.append(replace(each, shared=shared))
    return found


def _fixed(frames: int) -> Length:
    return Length(frames=frames, shortest=frames, longest=frames)


def _length(pick: Pick) -> Length:
    candidate = pick.candidate
    if candidate.speech:
        return _fixed(pick.frames)
    return Length(
        frames=pick.frames,
        shortest=min(candidate.shortest, pick.frames),
        longest=max(candidate.longest, pick.frames),
    )
