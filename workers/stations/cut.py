"""cut: every shot rendered as its own job and kept by its recipe, then joined into the film."""

import contextlib
import functools
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.cutting.ducking import spoken_frames
from domain.cutting.music import BEDS, NO_MUSIC, MusicState, chosen, own_id
from domain.cutting.rendering import (
    SegmentSpec,
    in_turn,
    segment_key,
    segment_specs,
    source_facts,
)
from domain.cutting.styles import chosen_style
from domain.errors import Conflict, NotFound, Refused, ToolFailed
from domain.film import STALE, Film, FilmState, Storyboard
from domain.words import Words
from storage.originals import music_blob, original_blob, segments_prefix
from workers.bench import Bench
from workers.film_profile import output_of, profile_of
from workers.forgetting import forget_withdrawn
from workers.standing_in import Stood, blames_source, stand_in
from workers.tools.film.film_music import write_bed, write_own
from workers.tools.film.film_recipe import RECIPE_VERSION, ffmpeg_build
from workers.tools.film.join import MusicWriter, join_film
from workers.tools.film.segment import RenderDeps, confined_photos, render_segment

#: Sources that may turn out broken in one place before the film is given up.
STAND_INS = 4
#: Times that a shot whose program was killed from outside is tried again.
KILLS = 2


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Where a rendered shot lies in blobs."""

    video: str
    audio: str


def shots_in_turn(bench: Bench, film_id: str) -> list[int]:
    """Places of a film's shots in the order in which their jobs are queued."""
    return in_turn(_specs(bench, *_film(bench, film_id)))


def segments_kept(bench: Bench, film_id: str) -> list[dict[str, Any] | None]:
    """Where each shot's segment lies already; None for those that must be rendered."""
    specs = _specs(bench, *_film(bench, film_id))
    segments = map(_segment, specs)
    return [_told(segment) if _is_kept(bench, segment) else None for segment in segments]


def run_shot(bench: Bench, film_id: str, index: int) -> dict[str, Any]:
    """Render one shot unless its segment is kept already; answers where it lies.

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
        except (ToolFailed, Refused) as fault:
            if not blames_source(fault):
                killed += 1
                if killed > KILLS:
                    raise
                continue
            outcome = stand_in(bench, film, storyboard, index, fault)
            # A film that is over by now takes no other storyboard: nobody was faster.
            unmoved = outcome is Stood.LOST and _film(bench, film_id)[1] == storyboard
            stood += outcome is Stood.IN
            if outcome is Stood.NOTHING or unmoved or stood > STAND_INS:
                raise


def _rendered(bench: Bench, film: Film, storyboard: Storyboard, index: int) -> dict[str, Any]:
    spec = _specs(bench, film, storyboard)[index]
    segment = _segment(spec)
    if not _is_kept(bench, segment):
        _render(bench, spec, segment, f"{film.id}-{index}")
        asset = storyboard.shots[index].asset
        # A withdrawal deletes the segments that it finds; this one was kept after it looked.
        if asset is not None and forget_withdrawn(bench, asset):
            raise Conflict(STALE)
    return _told(segment)


def _is_kept(bench: Bench, segment: Segment) -> bool:
    return bench.blobs.exists(segment.video) and bench.blobs.exists(segment.audio)


def _told(segment: Segment) -> dict[str, Any]:
    return {"video": segment.video, "audio": segment.audio}


def _film(bench: Bench, film_id: str) -> tuple[Film, Storyboard]:
    film = bench.catalog.films.get(film_id)
    return film, bench.catalog.films.storyboard(film.campaign, film.storyboard)


def _specs(bench: Bench, film: Film, storyboard: Storyboard) -> tuple[SegmentSpec, ...]:
    assets = {shot.asset for shot in storyboard.shots if shot.asset is not None}
    # In one query: every shot asks for those of all, and one by one they took 50 of them a shot.
    sources = {
        asset_id: source_facts(asset.sha256, asset.facts)
        for asset_id, asset in bench.catalog.assets.get_all(assets).items()
        if asset.facts is not None
    }
    output = output_of(profile_of(bench, film))
    style = chosen_style(storyboard.style).key
    return segment_specs(storyboard.shots, sources, output, style)


def _segment(spec: SegmentSpec) -> Segment:
    key = segment_key(spec, RECIPE_VERSION, ffmpeg_build())
    name = f"{segments_prefix(spec.source)}{key}"
    return Segment(video=f"{name}.mp4", audio=f"{name}.pcm")


def _render(bench: Bench, spec: SegmentSpec, segment: Segment, name: str) -> None:
    """Written under a name of this attempt: a worker taken for dead may still be writing its own.

    The sound goes in first, so that whoever sees the video finds its sound too.
    """
    with _attempt(bench, name) as scratch:
        video, audio = scratch / "video.mp4", scratch / "audio.pcm"
        deps = RenderDeps(
            read_photo=confined_photos(bench.confined, bench.cancelled),
            scratch=scratch,
            cancelled=bench.cancelled,
        )
        pixels = spec.width * spec.height if spec.kind == "clip" else 0
        with bench.room.taken(pixels, bench.cancelled), _source(bench, spec) as source:
            render_segment(spec, source=source, out_video=video, out_audio=audio, deps=deps)
        bench.blobs.put(segment.audio, audio)
        bench.blobs.put(segment.video, video)


@contextlib.contextmanager
def _attempt(bench: Bench, name: str) -> Iterator[Path]:
    folder = bench.scratch / f"{name}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


@contextlib.contextmanager
def _source(bench: Bench, spec: SegmentSpec) -> Iterator[Path | None]:
    if not spec.source:
        yield None
        return
    with bench.blobs.local(original_blob(spec.source)) as path:
        yield path


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
        yield functools.partial(write_bed, BEDS[choice], kept=bench.scratch)
    else:
        try:
            music = bench.catalog.music.get(music_id)
        except NotFound as gone:
            raise Conflict(_MUSIC_GONE) from gone
        if music.state is not MusicState.READY or music.campaign != storyboard.campaign:
            raise Conflict(_MUSIC_GONE)
        with bench.blobs.local(music_blob(music.sha256)) as source:
            yield functools.partial(write_own, source, cancelled=bench.cancelled)


def run_join(bench: Bench, film_id: str, segments: Sequence[dict[str, Any]]) -> None:
    """Join the segments into the film and keep it; nothing to do when it is cut already.

    Raises Conflict when it shows what may not be shown any more; then it is not kept.
    """
    film = bench.catalog.films.get(film_id)
    if film.state is not FilmState.CUTTING:
        return
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    _, storyboard = _film(bench, film_id)
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(_attempt(bench, film_id))
        videos, sounds = _opened(bench, stack, film_id, segments)
        out = scratch / "film.mp4"
        join_film(
            videos,
            sounds,
            out=out,
            scratch=scratch,
            title=campaign.title,
            output=output_of(profile_of(bench, film)),
            speech=_speech(bench, storyboard),
            music=stack.enter_context(_music(bench, storyboard)),
            cancelled=bench.cancelled,
        )
        with out.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        blob = f"films/{film_id}-{sha256[:16]}.mp4"
        bench.blobs.put(blob, out)
        bench.catalog.films.cut(film_id, blob=blob, sha256=sha256, size=out.stat().st_size)
    if bench.catalog.films.get(film_id).to_be_replaced:
        bench.blobs.delete(blob)
        raise Conflict(STALE)


def _opened(
    bench: Bench, stack: contextlib.ExitStack, film_id: str, segments: Sequence[dict[str, Any]]
) -> tuple[list[Path], list[Path]]:
    """The segments' pictures and sounds; Conflict when one went with a withdrawal."""
    try:
        return (
            [stack.enter_context(bench.blobs.local(segment["video"])) for segment in segments],
            [stack.enter_context(bench.blobs.local(segment["audio"])) for segment in segments],
        )
    except NotFound as gone:
        if bench.catalog.films.get(film_id).to_be_replaced:
            raise Conflict(STALE) from gone
        raise
