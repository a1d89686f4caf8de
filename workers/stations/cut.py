"""cut: every shot rendered as its own job and kept by its recipe, then joined into the film."""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import Conflict
from domain.film import STALE, Film, FilmState, Storyboard
from domain.moves import AssetState
from domain.rendering import SegmentSpec, segment_key, segment_specs, source_facts
from storage.originals import original_blob, segments_prefix
from workers.bench import Bench
from workers.tools.film_recipe import RECIPE_VERSION, ffmpeg_build
from workers.tools.join import join_film
from workers.tools.segment import RenderDeps, confined_photos, render_segment


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Where a rendered shot lies in blobs."""

    video: str
    audio: str


def run_shot(bench: Bench, film_id: str, index: int) -> dict[str, Any]:
    """Render one shot unless its segment is kept already; answers where it lies.

    Raises Conflict when its asset was withdrawn meanwhile; then nothing of it is kept.
    """
    film, storyboard = _film(bench, film_id)
    spec = _specs(bench, storyboard)[index]
    segment = _segment(spec)
    if not (bench.blobs.exists(segment.video) and bench.blobs.exists(segment.audio)):
        _render(bench, spec, segment, f"{film.id}-{index}")
        _forget_withdrawn(bench, storyboard.shots[index].asset, segment)
    return {"video": segment.video, "audio": segment.audio}


def _forget_withdrawn(bench: Bench, asset_id: str | None, segment: Segment) -> None:
    """A withdrawal deletes the segments that it finds; one kept after it looked goes here."""
    if asset_id is None:
        return
    if bench.catalog.assets.get(asset_id).state in (AssetState.WITHDRAWN, AssetState.PURGED):
        bench.blobs.delete(segment.video)
        bench.blobs.delete(segment.audio)
        raise Conflict(STALE)


def _film(bench: Bench, film_id: str) -> tuple[Film, Storyboard]:
    film = bench.catalog.films.get(film_id)
    return film, bench.catalog.films.storyboard(film.campaign, film.storyboard)


def _specs(bench: Bench, storyboard: Storyboard) -> tuple[SegmentSpec, ...]:
    assets = {shot.asset for shot in storyboard.shots if shot.asset is not None}
    # In one query: every shot asks for those of all, and one by one they took 50 of them a shot.
    sources = {
        asset_id: source_facts(asset.sha256, asset.facts)
        for asset_id, asset in bench.catalog.assets.get_all(assets).items()
        if asset.facts is not None
    }
    return segment_specs(storyboard.shots, sources)


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
        with _source(bench, spec) as source:
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


def run_join(bench: Bench, film_id: str, segments: Sequence[dict[str, Any]]) -> None:
    """Join the segments into the film and keep it; nothing to do when it is cut already.

    Raises Conflict when it shows what may not be shown any more; then it is not kept.
    """
    film = bench.catalog.films.get(film_id)
    if film.state is not FilmState.CUTTING:
        return
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(_attempt(bench, film_id))
        local = [
            (
                stack.enter_context(bench.blobs.local(segment["video"])),
                stack.enter_context(bench.blobs.local(segment["audio"])),
            )
            for segment in segments
        ]
        out = scratch / "film.mp4"
        videos, sounds = zip(*local, strict=True)
        join_film(
            videos,
            sounds,
            out=out,
            scratch=scratch,
            title=campaign.title,
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
