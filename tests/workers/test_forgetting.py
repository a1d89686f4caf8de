"""What is kept of a withdrawn file after its withdrawal goes, unless the same bytes are needed."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from domain.errors import Conflict
from domain.film import STALE
from domain.reviewing.review import Action
from storage.opening import open_storage
from storage.originals import segments_prefix
from storage.settings import read_settings
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    decide,
    invited,
    plan,
    said,
    sha,
    storyboard,
    tagged,
)
from workers.bench import PROFILES, Bench
from workers.forgetting import forget_withdrawn
from workers.stations import cut

OTHER = "other-2025"


@pytest.fixture
def bench(tmp_path: Path):
    with open_storage(read_settings({"WEEKREEL_HOME": str(tmp_path / "home")})) as storage:
        made = SimpleNamespace(
            catalog=storage.catalog,
            blobs=storage.blobs,
            scratch=tmp_path,
            cancelled=None,
            profiles=PROFILES,
        )
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        yield cast(Bench, made)


def segment(bench: Bench, content: str) -> str:
    name = f"{segments_prefix(sha(content))}0.mp4"
    bench.blobs.put(name, b"segment")
    return name


def test_nothing_goes_of_what_is_here(bench: Bench) -> None:
    (asset,) = tagged(bench.catalog, "one")
    kept = segment(bench, "one")
    assert not forget_withdrawn(bench, asset)
    assert bench.blobs.exists(kept)


def test_a_segment_kept_after_the_withdrawal_goes(bench: Bench) -> None:
    (asset,) = tagged(bench.catalog, "one")
    decide(bench.catalog, asset, Action.WITHDRAW, reason="taken back")
    bench.catalog.assets.purge(asset, bench.blobs.delete)
    late = segment(bench, "one")
    assert forget_withdrawn(bench, asset)
    assert not bench.blobs.exists(late)


def test_a_segment_that_another_weeks_film_shows_stays(bench: Bench) -> None:
    (asset,) = tagged(bench.catalog, "one")
    bench.catalog.campaigns.save(plan(OTHER), merges={}, at=AT)
    sending = bench.catalog.intake.sending(said(invited(bench.catalog, campaign=OTHER)), at=AT)
    other = arrive(bench.catalog, sending, "one").asset
    assert other is not None
    shared = segment(bench, "one")
    decide(bench.catalog, asset, Action.WITHDRAW, reason="taken back")
    assert forget_withdrawn(bench, asset)
    assert bench.blobs.exists(shared)
    decide(bench.catalog, other, Action.WITHDRAW, reason="taken back")
    assert forget_withdrawn(bench, other)
    assert not bench.blobs.exists(shared)


def test_a_film_whose_segments_went_with_a_withdrawal_says_so(bench: Bench) -> None:
    (asset,) = tagged(bench.catalog, "one")
    film = bench.catalog.films.start(KEY, at=AT).id
    bench.catalog.films.planned(film, storyboard([asset]))
    lost = [{"video": "segments/gone.mp4", "audio": "segments/gone.pcm"}]
    decide(bench.catalog, asset, Action.WITHDRAW, reason="taken back")
    with pytest.raises(Conflict) as told:
        cut.run_join(bench, film, lost)
    assert told.value.words == STALE
