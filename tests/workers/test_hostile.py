"""Hostile files through the real stations: none crashes, hangs, swells, reads or calls elsewhere.

The slow rest of the corpus, some hundred files, is `make torture-hostile`.
"""

import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from domain.arriving.refusals import REFUSALS
from domain.moves import AssetState
from tests.workers.hostile_files import Hostile, Lure, corpus
from tests.workers.lookouts import Canary, Listener, peak_memory, seconds
from tests.workers.media_recipes import clip
from tests.workers.whole_bench import House, furnished

#: What no file may take: seconds on its whole way, bytes of one process.
PATIENCE_S, MEMORY = 20, 2 << 30
#: A busy machine is slow for every file; an ordinary one is measured beside the hostile.
_BUSY = 4


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("hostile") / "home") as house:
        yield house


@pytest.fixture
def lure(tmp_path: Path) -> Iterator[tuple[Lure, Canary, Listener]]:
    canary = clip(tmp_path / "canary.mp4")
    watch, listener = Canary(canary), Listener()
    yield Lure(canary=canary, address=listener.address), watch, listener
    watch.close()
    listener.close()


def offences(
    house: House, files: Iterable[Hostile], lured: tuple[Lure, Canary, Listener], folder: Path
) -> list[str]:
    """Sentences about every file that did what it may not."""
    lure, canary, listener = lured
    found: list[str] = []
    ordinary_s = _ordinary(house, folder)
    for number, file in enumerate(files):
        path = folder / f"{number}.bin"
        path.write_bytes(file.make(lure))
        with peak_memory() as peak, seconds() as took:
            state = house.walk(house.receive(path, file.name)).state
        path.unlink()
        if state not in (AssetState.REFUSED, AssetState.TAGGED):
            found.append(f"{file.name} was left {state}")
        if took[0] > PATIENCE_S and took[0] > _BUSY * PATIENCE_S * ordinary_s:
            found.append(f"{file.name} took {took[0]:.0f} s")
        if peak.bytes > MEMORY:
            found.append(f"{file.name} took {peak.bytes >> 20} MiB")
        if canary.opened():
            found.append(f"{file.name} had the canary opened")
        if listener.called():
            found.append(f"{file.name} called the network")
    return found


def _ordinary(house: House, folder: Path) -> float:
    """Seconds for a plain clip, which also starts the tools."""
    with seconds() as took:
        assert house.walk(house.receive(clip(folder / "plain.mp4"))).state is AssetState.TAGGED
    return took[0]


def test_the_lookouts_see_what_they_watch_for(lure: tuple[Lure, Canary, Listener]):
    lured, canary, listener = lure
    assert not canary.opened() and not listener.called()
    lured.canary.read_bytes()
    host, _, port = lured.address.partition(":")
    socket.create_connection((host, int(port)), timeout=5).close()
    assert canary.opened() and listener.called()
    assert not canary.opened() and not listener.called()


@pytest.mark.timeout(300)
def test_no_hostile_file_does_what_it_is_after(
    house: House, lure: tuple[Lure, Canary, Listener], tmp_path: Path
):
    quick = (file for file in corpus(tmp_path) if file.quick)
    assert offences(house, quick, lure, tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_none_of_the_whole_corpus_does_what_it_is_after(
    house: House, lure: tuple[Lure, Canary, Listener], tmp_path: Path
):
    assert offences(house, corpus(tmp_path), lure, tmp_path) == []


def test_what_was_refused_says_a_reason_that_its_sender_understands(
    house: House, lure: tuple[Lure, Canary, Listener], tmp_path: Path
):
    wanted = {
        "playlist.mp4": "playlist",
        "drawing.jpg": "svg",
        "archive.jpg": "archive",
        "document.png": "document",
        "pixels.png": "too-large-picture",
        "nothing.jpg": "empty",
    }
    for file in corpus(tmp_path):
        if file.name in wanted:
            path = tmp_path / "one.bin"
            path.write_bytes(file.make(lure[0]))
            refused = house.walk(house.receive(path, file.name)).refused
            assert refused == (wanted[file.name], REFUSALS[wanted[file.name]])
