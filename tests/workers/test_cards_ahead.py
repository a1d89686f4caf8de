"""Cards are made before anybody cuts a film, and are the very ones that the film has then."""

import dataclasses
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.editing.edits import CardText, Draft, Edits, Trim
from domain.errors import ToolFailed
from domain.planning.cards_ahead import cards_told
from domain.words import Words
from storage.opening import open_storage
from storage.queue import NewJob, cards_job
from storage.queues import LIGHT, PREVIEWS, queue_of
from storage.settings import read_settings
from tests.workers.one_photo import house
from tests.workers.test_engine import wait_until
from tests.workers.whole_bench import KEY, SMALL, House, demanded
from workers import cards
from workers.cards import make_cards
from workers.stations import cut, storyboard

__all__ = ["house"]

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
DID = Words(zh="改", en="changed")


def cards_of_a_film(house: House) -> list[bool]:
    """Whether the opening and the closing card of a film that is planned now are made already."""
    films = house.storage.catalog.films
    film = films.start(KEY, at=NOW)
    storyboard.run(house.bench, film.id)
    shots = films.storyboard(KEY, films.get(film.id).storyboard).shots
    kept = cut.segments_kept(house.bench, film.id)
    assert kept[1] is None, "nothing but cards is made ahead"
    return [kept[0] is not None, kept[len(shots) - 1] is not None]


def laid(house: House, edits: Edits) -> None:
    """An editor's changes on the table, over the shots of the newest plan."""
    films = house.storage.catalog.films
    film = films.start(KEY, at=NOW)
    storyboard.run(house.bench, film.id)
    shots = films.storyboard(KEY, films.get(film.id).storyboard).shots
    table = house.storage.catalog.edits.current(KEY)
    house.storage.catalog.edits.keep(
        KEY,
        Draft(edits=edits, shots=shots),
        did=DID,
        seen=table.line.number if table else 0,
        actor="e",
        at=NOW,
    )


def amended(house: House, **changed: object) -> None:
    house.storage.catalog.campaigns.amend(
        KEY, lambda week: dataclasses.replace(week, **changed), at=NOW
    )


def test_a_film_finds_both_its_cards_made_and_they_are_made_once(house: House) -> None:
    assert cards_of_a_film(house) == [False, False]
    assert make_cards(house.bench, KEY) == 2
    assert make_cards(house.bench, KEY) == 0
    assert cards_of_a_film(house) == [True, True]


@pytest.mark.parametrize(
    ("changed", "opening", "closing"),
    [
        ({"title": "另一个活动周"}, 1, 0),
        ({"theme": "另一个主题"}, 1, 0),
        ({"host_units": ("县科协", "县教育局")}, 1, 0),
        ({"ends_on": datetime(2024, 6, 3).date()}, 1, 0),
    ],
)
def test_a_card_is_made_again_when_what_it_says_changes(
    house: House, changed: dict[str, object], opening: int, closing: int
) -> None:
    make_cards(house.bench, KEY)
    before = cards_told(house.storage.catalog.campaigns.get(KEY).campaign, None)
    amended(house, **changed)
    week = house.storage.catalog.campaigns.get(KEY).campaign
    assert cards_told(week, None) != before, "a job is asked for"
    assert cards_of_a_film(house) == [not opening, not closing]
    assert make_cards(house.bench, KEY) == opening + closing
    assert cards_of_a_film(house) == [True, True]


def test_a_units_name_changes_the_closing_card_alone(house: House) -> None:
    make_cards(house.bench, KEY)
    week = house.storage.catalog.campaigns.get(KEY).campaign
    units = tuple(dataclasses.replace(unit, name=f"{unit.name}（新）") for unit in week.units)
    amended(house, units=units)
    assert cards_told(house.storage.catalog.campaigns.get(KEY).campaign, None) != cards_told(
        week, None
    )
    assert make_cards(house.bench, KEY) == 1
    assert cards_of_a_film(house) == [True, True]


@pytest.mark.parametrize(
    ("edits", "made"),
    [
        (Edits(style="red"), 2),
        (Edits(transition="cut"), 2),
        (Edits(trims=(Trim(shot="closing", frames=60),)), 1),
        (Edits(cards=(CardText(role="opening", title="我们的周", lines=("县科协",)),)), 1),
    ],
)
def test_what_an_editor_changes_of_the_cards_is_made_too(
    house: House, edits: Edits, made: int
) -> None:
    make_cards(house.bench, KEY)
    laid(house, edits)
    assert make_cards(house.bench, KEY) == made
    assert cards_of_a_film(house) == [True, True]


def test_where_the_films_size_is_bounded_no_card_can_be_made_before_its_length_is_known(
    house: House,
) -> None:
    bounds = {**SMALL, "size": (20, 40)}
    house.storage.catalog.campaigns.save(demanded(bounds), merges={}, at=NOW)
    assert make_cards(house.bench, KEY) == 0


def test_what_cannot_be_made_is_left_to_the_film(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise ToolFailed(Words(zh="坏了", en="broken"))

    monkeypatch.setattr(cards, "render", broken)
    assert make_cards(house.bench, KEY) == 0


def test_no_file_that_arrives_waits_for_a_card() -> None:
    job = cards_job(KEY, "told")
    assert (queue_of("asset"), queue_of(job.kind)) == (LIGHT, PREVIEWS)
    assert job.delay_s > 0


@pytest.mark.timeout(300)
def test_a_worker_makes_cards_and_judges_clips_anew_when_it_is_asked_to(tmp_path: Path) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "WEEKREEL_HOME": str(tmp_path / "home"),
        "WEEKREEL_OCR": "off",
    }
    with open_storage(read_settings(environ)) as storage:
        storage.catalog.campaigns.save(demanded(SMALL), merges={}, at=NOW)
        anew = NewJob(kind="alike", subject=KEY, campaign=KEY, nonce="once")
        jobs = [cards_job(KEY, "told"), anew]
        for job in jobs:
            storage.queue.send(job)
        command = [sys.executable, "-m", "workers", "run", "--parent", str(os.getpid())]
        with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as worker:
            try:
                wait_until(lambda: not storage.queue.jobs(unfinished=True))
            finally:
                worker.terminate()
        told = {job.id: job.state for job in storage.queue.jobs()}
        assert told == {job.id: "done" for job in jobs}
        made = [name for name in storage.blobs.names("segments/") if name.endswith(".mp4")]
        assert len(made) == 2 and all(name.startswith("segments/cards/") for name in made)
