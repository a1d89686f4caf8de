"""Cuts of a plan moved onto the beats of its music, where shots may be longer or shorter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.cutting.music import BEDS, OwnMusic, bed_beats, chosen, own_beats, own_id
from domain.planning.beats import Length, on_beat
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


def on_music(
    picks: Sequence[Pick], beats: Sequence[int], *, opening: int, closing: int
) -> list[Pick]:
    """The picks, in their order of showing, with as many cuts on beats as their bounds allow.

    `opening` and `closing` are the cards' frames, which stay, as do excerpts in which somebody
    speaks: they end in pauses. The sum stays.
    """
    lengths = [_fixed(opening), *map(_length, picks), _fixed(closing)]
    frames = on_beat(lengths, beats)[1:-1]
    return [replace(pick, frames=count) for pick, count in zip(picks, frames, strict=True)]


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
