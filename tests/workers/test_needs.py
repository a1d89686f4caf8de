"""A machine takes what it can; what it leaves to others is said, and nothing waits in silence."""

from collections.abc import Callable

import pytest

from domain.errors import ToolFailed
from storage.manning import untaken_jobs
from storage.queues import TAKES, WorkerCard
from tests.workers.conftest import KEY, NOW, House
from workers.needs import choose

ALL = ("all",)


def untaken(house: House) -> dict[str, int]:
    storage = house.storage
    return untaken_jobs(storage.catalog, storage.queue, house.settings.lease_ttl_s)


def without(*programs: str) -> Callable[[str], bool]:
    return lambda name: name not in programs


def test_a_machine_with_everything_takes_everything() -> None:
    assert choose(ALL, without()) == (tuple(TAKES), {})


def test_without_ffmpeg_it_takes_files_in_and_renders_nothing() -> None:
    takes, cannot = choose(ALL, without("ffmpeg", "ffprobe"))
    assert takes == ("intake", "ocr")
    assert cannot == dict.fromkeys(("film", "render", "package", "preview"), "ffmpeg")


def test_what_was_asked_for_by_name_is_not_left_out_in_silence() -> None:
    with pytest.raises(ToolFailed, match="apt-get install -y ffmpeg"):
        choose(("intake", "render"), without("ffmpeg"))
    assert choose(("intake",), without("ffmpeg")) == (("intake",), {})


def test_where_words_are_not_read_nothing_but_that_is_left_out() -> None:
    everything_else = ("intake", "film", "render", "package", "preview")
    assert choose(ALL, without(), ocr=False) == (everything_else, {})
    assert choose(("ocr",), without("ffmpeg", "ffprobe", "exiftool")) == (("ocr",), {})


def test_a_machine_that_can_do_nothing_does_not_start() -> None:
    with pytest.raises(ToolFailed, match="apt-get install -y ffmpeg libimage-exiftool-perl"):
        choose(ALL, without("ffmpeg", "ffprobe", "exiftool"))


def test_jobs_that_no_worker_takes_are_told(house: House) -> None:
    catalog, queue = house.storage.catalog, house.storage.queue
    house.send(2)
    film = catalog.films.start(KEY, at=NOW).id
    assert untaken(house) == {"intake": 2, "film": 1}
    for name, takes in (("w1", ("intake",)), ("w2", ("render", "package"))):
        catalog.leases.join(
            WorkerCard(
                executor_id=name, host=name, pid=1, version="1", started_ms=1, takes=takes,
                cannot={},
            )
        )  # fmt: skip
    assert untaken(house) == {"film": 1}
    queue.cancel(f"film:{film}")
    assert untaken(house) == {}
