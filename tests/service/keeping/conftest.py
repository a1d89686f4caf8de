import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.opening import open_storage
from storage.settings import read_settings
from tests.service.conftest import environ
from tests.service.keeping.house import House, furnish


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> House:
    """Furnished once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(empty_home, folder / "home")
    settings = read_settings(environ(folder / "home"))
    with open_storage(settings) as storage:
        return furnish(settings, storage, folder)


@pytest.fixture
def house(tmp_path: Path, furnished: House) -> Iterator[House]:
    shutil.copytree(furnished.settings.home, tmp_path / "home")
    settings = read_settings(environ(tmp_path / "home"))
    with open_storage(settings) as storage:
        yield House(settings, storage, dict(furnished.assets))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"
