"""cut: every shot rendered as its own job and kept by its recipe, then joined into the film."""

import contextlib
import functools
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from domain.cutting.ducking import spoken_frames
from domain.cutting.music import BEDS, NO_MUSIC, MusicState, chosen, own_id
from domain.cutting.rendering import in_turn, source_facts, spec_hash
from domain.cutting.segmenting import FilmSpecs, film_specs
from domain.cutting.soundplan import sound_parts
from domain.cutting.styles import chosen_style
from domain.errors import Conflict, NotFound, Refused, ToolFailed
from domain.film import STALE, Film, FilmState, Storyboard
from domain.words import Words
from storage.originals import music_blob
from workers.bench import Bench
from workers.film_profile import output_of, profile_of
from workers.forgetting import forget_withdrawn
from workers.segments import (
    PartBroken,
    attempt,
    is_kept,
    render,
    segment_of,
    told_of,
)
from workers.standing_in import Stood, blames_source, stand_in
from workers.tools.film.film_music import write_own
from workers.tools.film.join import MusicWriter, join_film

#: Sources that may turn out broken in one place before the film is given up.
STAND_INS = 4
#: Times that a shot whose program was killed from outside is tried again.
KILLS = 2


def shots_in_turn(bench: Bench, film_id: str) -> list[int]:
    """Places of a film's segments in the order in which their jobs are queued."""
    return in_turn(_specs(bench, *_film(bench, film_id)).all)


def segments_kept(bench: Bench, film_id: str) -> list[dict[str, Any] | None]:
    """Where each segment lies already; None for those that must be rendered.

    Those of the shots come first, in their order, then those of the transitions.
    """
    specs = _specs(bench, *_film(bench, film_id)).all
    return [told_of(spec) if is_kept(bench, segment_of(spec)) else None for spec in specs]


def run_shot(bench: Bench, film_id: str, index: int) -> dict[str, Any]:
    """Render one shot, or the transition of that place behind the shots, unless its segment is kept
    already; answers where it lies.

    A source that turns out to be broken gives way to the next best of its activity, and only when
    there is none its ToolFailed, or a photo's Refused, is raised. A program that was killed is
    tried again: that is no fault of its source. Raises Conflict when its asset was withdrawn
    meanwhile; then nothing of it is kept.
    """
    stood = killed = 0
    while True:
        film, storyboard = _film(bench, film_id)
        try:
            return _rendered(bench, film, storyboard, index)
        except (ToolFailed, Refused, _OfShot) as raised:
            fault, shot = raised.blame if isinstance(raised, _OfShot) else (raised, index)
            if not blames_source(fault):
                killed += 1
                if killed > KILLS:
                    raise fault from None
                continue
            outcome = stand_in(bench, film, storyboard, shot, fault)
            # A film that is over by now takes no other storyboard: nobody was faster.
            unmoved = outcome is Stood.LOST and _film(bench, film_id)[1] == storyboard
            stood += outcome is Stood.IN
            if outcome is Stood.NOTHING or unmoved or stood > STAND_INS:
                raise fault from None


class _OfShot(Exception):
    """What is to blame on another place than the one that was rendered."""

    def __init__(self, fault: ToolFailed | Refused, shot: int) -> None:
        super().__init__(str(fault))
        self.blame = (fault, shot)


def _rendered(bench: Bench, film: Film, storyboard: Storyboard, index: int) -> dict[str, Any]:
    specs = _specs(bench, film, storyboard)
    spec = specs.all[index]
    join = specs.joins[index - len(specs.shots)] if index >= len(specs.shots) else None
    shown = (index,) if join is None else (join.index - 1, join.index)
    segment = segment_of(spec)
    if not is_kept(bench, segment):
        try:
            render(bench, spec, segment, f"{film.id}-{index}")
        except PartBroken as broken:
            raise _OfShot(broken.fault, shown[broken.later]) from broken
        assets = [storyboard.shots[place].asset for place in shown]
        # A withdrawal deletes the segments that it finds; this one was kept after it looked.
        gone = [asset for asset in assets if asset is not None and forget_withdrawn(bench, asset)]
        if gone:
            raise Conflict(STALE)
    return told_of(spec)


def words_for(bench: Bench, film_id: str, index: int) -> Words:
    """What stands in that place, for whoever is told that it was not made."""
    shots = len(_film(bench, film_id)[1].shots)
    if index < shots:
        return Words(zh=f"第 {index + 1} 个镜头", en=f"shot {index + 1}")
    number = index - shots + 1
    return Words(zh=f"第 {number} 个转场", en=f"transition {number}")


def _film(bench: Bench, film_id: str) -> tuple[Film, Storyboard]:
    film = bench.catalog.films.get(film_id)
    return film, bench.catalog.films.storyboard(film.campaign, film.storyboard)


def _specs(bench: Bench, film: Film, storyboard: Storyboard) -> FilmSpecs:
    assets = {shot.asset for shot in storyboard.shots if shot.asset is not None}
    # In one query: every shot asks for those of all, and one by one they took 50 of them a shot.
    sources = {
        asset_id: source_facts(asset.sha256, asset.facts)
        for asset_id, asset in bench.catalog.assets.get_all(assets).items()
        if asset.facts is not None
    }
    output = output_of(profile_of(bench, film))
    style = chosen_style(storyboard.style).key
    return film_specs(storyboard.shots, sources, output, style)


def _speech(bench: Bench, storyboard: Storyboard) -> tuple[tuple[int, int], ...]:
    """Where in the film somebody is heard speaking, as look heard it."""
    shown = {shot.asset for shot in storyboard.shots if shot.asset is not None and shot.sound}
    assets = bench.catalog.assets.get_all(shown)
    heard = {key: asset.look.speech for key, asset in assets.items() if asset.look is not None}
    return spoken_frames(storyboard.shots, heard)


_MUSIC_GONE = Words(
    zh="成片选用的音乐已被删除或不能使用，请另选配乐后重新剪辑",
    en="the music chosen for the film is gone or unusable; choose other music, then cut again",
)


@contextlib.contextmanager
def _music(bench: Bench, storyboard: Storyboard) -> Iterator[MusicWriter | None]:
    """Who writes the film's music; None for a film of natural sound alone.

    Raises Conflict when it was chosen and cannot be had.
    """
    choice = chosen(storyboard.music)
    music_id = own_id(choice)
    if choice == NO_MUSIC:
        yield None
    elif music_id is None:
        yield functools.partial(bench.beds.write, BEDS[choice])
    else:
        try:
            music = bench.catalog.music.get(music_id)
        except NotFound as gone:
            raise Conflict(_MUSIC_GONE) from gone
        if music.state is not MusicState.READY or music.campaign != storyboard.campaign:
            raise Conflict(_MUSIC_GONE)
        with bench.blobs.local(music_blob(music.sha256)) as source:
            yield functools.partial(write_own, source, cancelled=bench.cancelled)


def _settled(
    bench: Bench, film_id: str, segments: Sequence[dict[str, Any]]
) -> tuple[Storyboard, FilmSpecs, list[dict[str, Any]]]:
    """The storyboard with segments of what stands in it now.

    A source that turned out broken in a transition, or in its own shot, gave way in both; what was
    rendered of it before is rendered anew.
    """
    settled = list(segments)
    while True:
        film, storyboard = _film(bench, film_id)
        specs = _specs(bench, film, storyboard)
        hashes = [spec_hash(spec) for spec in specs.all]
        # Jobs of earlier versions tell none, and have no transitions.
        old = [n for n, own in enumerate(hashes) if settled[n].get("spec", own) != own]
        if not old:
            return storyboard, specs, settled
        for place in old:
            settled[place] = run_shot(bench, film_id, place)


def run_join(bench: Bench, film_id: str, segments: Sequence[dict[str, Any]]) -> None:
    """Join the segments into the film and keep it; nothing to do when it is cut already.

    Raises Conflict when it shows what may not be shown any more; then it is not kept.
    """
    film = bench.catalog.films.get(film_id)
    if film.state is not FilmState.CUTTING:
        return
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    storyboard, specs, segments = _settled(bench, film_id, segments)
    output = output_of(profile_of(bench, film))
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(attempt(bench, film_id))
        videos, sounds = _opened(bench, stack, film_id, specs, segments)
        out = scratch / "film.mp4"
        join_film(
            videos,
            sounds,
            out=out,
            scratch=scratch,
            title=campaign.title,
            output=output,
            parts=sound_parts(storyboard.shots, output.rate),
            speech=_speech(bench, storyboard),
            music=stack.enter_context(_music(bench, storyboard)),
            kept=bench.sounds,
            cancelled=bench.cancelled,
        )
        with out.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        blob = f"films/{film_id}-{sha256[:16]}.mp4"
        bench.blobs.put(blob, out, final=True)
        bench.catalog.films.cut(film_id, blob=blob, sha256=sha256, size=out.stat().st_size)
    if bench.catalog.films.get(film_id).to_be_replaced:
        bench.blobs.delete(blob)
        raise Conflict(STALE)


def _opened(
    bench: Bench,
    stack: contextlib.ExitStack,
    film_id: str,
    specs: FilmSpecs,
    segments: Sequence[dict[str, Any]],
) -> tuple[list[Path], list[Path]]:
    """The segments' pictures in the film's order, and the shots' sounds.

    Conflict when one went with a withdrawal.
    """
    pictures = [segments[place]["video"] for place in specs.order]
    sounds = [segment["audio"] for segment in segments[: len(specs.shots)]]
    try:
        return (
            [stack.enter_context(bench.blobs.local(name)) for name in pictures],
            [stack.enter_context(bench.blobs.local(name)) for name in sounds],
        )
    except NotFound as gone:
        if bench.catalog.films.get(film_id).to_be_replaced:
            raise Conflict(STALE) from gone
        raise
