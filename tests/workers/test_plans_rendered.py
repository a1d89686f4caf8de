"""Films rendered from random plans are as many frames long as was planned, shot by shot."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.planning.weeks import Week, week
from domain.cutting.rendering import SourceFacts, TransitionSpec
from domain.cutting.segmenting import film_specs
from domain.cutting.soundplan import sound_parts
from domain.editing.changing import Table, replanned
from domain.editing.edits import Edit, EditKind, Edits
from domain.editing.retouching import apply
from domain.facts import Kind
from domain.film import Storyboard
from domain.planning.storyboarding import finished
from domain.timebase import frames_to_ms
from storage.solver.cp_sat import exactly
from tests.workers.film_media import ffmpeg, grey_photo
from tests.workers.test_join import counted_frames, durations
from workers.tools.film.join import join_film
from workers.tools.film.photo_shot import PhotoPixels
from workers.tools.film.segment import (
    RenderDeps,
    render_part,
    render_segment,
    render_transition,
)
from workers.tools.photos.film_photo import film_photo

#: A 30 s film has some ten shots.
LIMIT_MS = 32_000


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> dict[int, Path]:
    """A photo (0) and a clip with sound of every length, ms, that the weeks' clips have."""
    folder = tmp_path_factory.mktemp("sources")
    made = {0: grey_photo(folder / "photo.jpg", (1200, 900))}
    for duration in (900, 2_000, 4_000, 8_000, 15_000, 40_000, 120_000):
        made[duration] = folder / f"{duration}.mov"
        length = str(duration / 1000)
        ffmpeg(
            *("-f", "lavfi", "-i", f"testsrc=s=160x90:r=25:d={length}"),
            *("-f", "lavfi", "-i", f"sine=440:r=48000:d={length}"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
            *("-c:a", "pcm_s16le", str(made[duration])),
        )
    return made


def edited(made: Week, seed: int) -> Storyboard:
    """A plan of the week with some shots trimmed, moved and taken out."""
    chance = Random(seed)
    table = Table(campaign=made.campaign, assets={a.id: a for a in made.assets}, choose=exactly)
    draft = replanned(Edits(), table)
    keys = [shot.name for shot in draft.shots if shot.card is None]
    draft = apply(draft, Edit(kind=EditKind.BAN, shot=chance.choice(keys)), table)
    draft = apply(draft, Edit(kind=EditKind.TRIM, shot="opening", frames=57), table)
    for shot in [shot for shot in draft.shots if shot.card is None][:3]:
        trim = Edit(kind=EditKind.TRIM, shot=shot.name, frames=max(shot.frames - 13, 25))
        draft = apply(draft, trim, table)
    activity = draft.shots[1].activity
    mine = [shot.name for shot in draft.shots if shot.activity == activity]
    order = Edit(kind=EditKind.ORDER, activity=activity, shots=tuple(reversed(mine)))
    draft = apply(draft, order, table)
    return finished(made.campaign, made.assets, draft, version=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(4))
def test_a_film_has_the_frames_that_were_planned(seed, sources, tmp_path):
    made = week(seed, assets=30, activities=3, limit_ms=LIMIT_MS)
    board = edited(made, seed)
    facts = {asset.id: _facts(asset, sources) for asset in made.assets}

    def read_photo(source: Path, width: int, height: int) -> PhotoPixels:
        with source.open("rb") as file:
            size, blobs = film_photo(file, {"width": width, "height": height})
        return PhotoPixels(size["width"], size["height"], blobs["rgb"])

    deps = RenderDeps(read_photo=read_photo, scratch=tmp_path)
    paths = {asset.sha256: _path(asset, sources) for asset in made.assets} | {"": None}
    specs = film_specs(board.shots, facts)
    videos, audios = [], []
    for place, spec in enumerate(specs.all):
        video, audio = tmp_path / f"{place}.mp4", tmp_path / f"{place}.pcm"
        if isinstance(spec, TransitionSpec):
            parts = tmp_path / "before.raw", tmp_path / "after.raw"
            for part, out in zip((spec.before, spec.after), parts, strict=True):
                render_part(part, source=paths[part.source], out=out, deps=deps)
            done = render_transition(spec, *parts, out_video=video, deps=deps)
            assert done.frames == 12
        else:
            source = paths[spec.source]
            done = render_segment(spec, source=source, out_video=video, out_audio=audio, deps=deps)
            assert done.frames == spec.frames - spec.lead - spec.tail
            audios.append(audio)
        videos.append(video)
    ordered = [videos[place] for place in specs.order]
    film = tmp_path / "film.mp4"
    lie = sound_parts(board.shots)
    join_film(ordered, audios, out=film, scratch=tmp_path, title="样片", parts=lie)
    assert counted_frames(film) == board.frames <= (LIMIT_MS - 2_000) // 40
    seconds = durations(film)["video"][1]
    assert round(seconds * 1000) == frames_to_ms(board.frames)


def _path(asset, sources: dict[int, Path]) -> Path:
    return sources[asset.facts.duration_ms or 0]


def _facts(asset, sources: dict[int, Path]) -> SourceFacts:
    photo = asset.kind is Kind.PHOTO
    plain = SourceFacts(sha256=asset.sha256, width=1200, height=900)
    if photo:
        return plain
    return replace(plain, width=160, height=90, duration_ms=asset.facts.duration_ms, has_audio=True)
