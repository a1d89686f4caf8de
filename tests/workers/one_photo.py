"""A bench whose week of small films has one accepted photo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.reviewing.review import Action, Decision
from tests.workers.test_film_again import photo
from tests.workers.whole_bench import NOW, SMALL, House, demanded, furnished


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path / "home") as house:
        house.storage.catalog.campaigns.save(demanded(SMALL), merges={}, at=NOW)
        asset = house.receive(photo(tmp_path))
        house.walk(asset)
        house.storage.catalog.assets.decide(
            [Decision(asset=asset, action=Action.ACCEPT, actor="e", activity="a1")], at=NOW
        )
        yield house
