"""The storyboard station: anew without changes, the editor's draft with them, mended when stale."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from domain.cutting.transitions import segments
from domain.editing.changing import Table, replanned
from domain.editing.edits import Edit, EditKind, Edits
from domain.editing.retouching import apply
from domain.errors import Conflict
from domain.film import Storyboard
from domain.reviewing.review import Action
from domain.words import Words
from storage.opening import Storage, open_storage
from storage.settings import read_settings
from tests.contracts.sample_week import AT, KEY, decide, plan, tagged
from workers.bench import Bench
from workers.stations import storyboard

DID = Words(zh="修剪镜头", en="shot trimmed")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    environ = {"WEEKREEL_HOME": str(tmp_path / "home"), "WEEKREEL_OCR": "off"}
    with open_storage(read_settings(environ)) as storage:
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        yield storage


def accepted(storage: Storage, *contents: str) -> list[str]:
    ids = tagged(storage.catalog, *contents)
    for asset in ids:
        decide(storage.catalog, asset, Action.ACCEPT)
    return ids


def edited(storage: Storage, *edits: Edit) -> int:
    """Number of the state on the table after these changes to a plan made anew."""
    catalog = storage.catalog
    assets = {asset.id: asset for asset in catalog.assets.all(KEY)}
    table = Table(campaign=plan(), assets=assets)
    draft = replanned(Edits(), table)
    for edit in edits:
        draft = apply(draft, edit, table)
    kept = catalog.edits.keep(KEY, draft, did=DID, seen=0, actor="editor", at=AT)
    return kept.line.number


def run(storage: Storage) -> Storyboard:
    """The storyboard of a new film."""
    film = storage.catalog.films.start(KEY, at=AT)
    bench = cast(Bench, SimpleNamespace(catalog=storage.catalog, blobs=storage.blobs))
    count = storyboard.run(bench, film.id)
    kept = storage.catalog.films.storyboard(KEY)
    assert segments(kept.shots) == count and storyboard.run(bench, film.id) == count
    return kept


def shown(board: Storyboard) -> list[str]:
    return [shot.asset for shot in board.shots if shot.asset is not None]


def test_a_film_without_changes_is_planned_anew_with_what_came_late(storage: Storage):
    first = accepted(storage, "one", "two")
    edited(storage)
    late = accepted(storage, "three")
    assert sorted(shown(run(storage))) == sorted([*first, *late])


def test_a_film_shows_the_editors_draft_and_names_what_came_late_as_left_out(storage: Storage):
    one, two = accepted(storage, "one", "two")
    changes = (
        Edit(kind=EditKind.BAN, shot=one),
        Edit(kind=EditKind.TRIM, shot=f"{two}@0", frames=70, in_ms=200),
        Edit(kind=EditKind.STYLE, value="plain"),
    )
    edited(storage, *changes)
    (late,) = accepted(storage, "three")
    board = run(storage)
    (shot,) = [shot for shot in board.shots if shot.asset is not None]
    assert (shot.asset, shot.frames, shot.in_ms, board.style) == (two, 70, 200, "plain")
    assert {out.asset: out.code for out in board.left_out} == {one: "banned", late: "no_room"}
    assert board.shots[-1].card is not None
    assert any("3" in line for line in board.shots[-1].card.lines), "today's count of what came"


def test_a_draft_that_shows_what_was_withdrawn_is_planned_anew_by_its_changes(storage: Storage):
    one, two, three = accepted(storage, "one", "two", "three")
    edited(storage, Edit(kind=EditKind.TRIM, shot=f"{two}@0", frames=70, in_ms=200))
    decide(storage.catalog, one, Action.WITHDRAW)
    board = run(storage)
    assert sorted(shown(board)) == sorted([two, three])
    assert next(s.frames for s in board.shots if s.asset == two) == 70


def test_music_that_is_gone_is_said_before_anything_is_rendered(storage: Storage) -> None:
    accepted(storage, "one")
    music = storage.catalog.music
    said = {"title": "县歌", "rights": "县文化馆授权", "by": "editor", "at": AT}
    kept = music.add(campaign=KEY, sha256="a" * 64, size=9, **said)
    music.heard(kept.id, duration_ms=60_000, beats=[])
    assets = {asset.id: asset for asset in storage.catalog.assets.all(KEY)}
    table = Table(campaign=plan(), assets=assets, own_music=tuple(music.all(KEY)))
    chosen = Edit(kind=EditKind.MUSIC, value=f"own:{kept.id}")
    draft = apply(replanned(Edits(), table), chosen, table)
    storage.catalog.edits.keep(KEY, draft, did=DID, seen=0, actor="editor", at=AT)
    assert run(storage).music == chosen.value
    music.remove(kept.id)
    with pytest.raises(Conflict, match="music is gone"):
        run(storage)
