"""The desk as tests find it: one to change things on, one shared by those that only look."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from domain.people import Role
from tests.service.conftest import Web, serving
from tests.service.editor_desk import Desk, at_home, filled_home, filled_web, log_in


@pytest.fixture
def filled(tmp_path, tmp_path_factory) -> Iterator[Web]:
    with ExitStack() as stack:
        yield filled_web(stack, tmp_path_factory, tmp_path / "filled")


@pytest.fixture
def door(filled, client_of) -> httpx.Client:
    """A browser that is not logged in."""
    return at_home(client_of(filled.app()))


@pytest.fixture
def desk_as(filled, door, tmp_path_factory) -> Callable[[Role], Desk]:
    def make(role: Role) -> Desk:
        log_in(door, filled, role)
        return Desk(door, filled, filled_home(tmp_path_factory)[1])

    return make


@pytest.fixture
def desk(desk_as) -> Desk:
    return desk_as(Role.EDITOR)


@pytest.fixture(scope="module")
def quiet_desk(tmp_path_factory) -> Iterator[Desk]:
    """One desk for all tests of a file that change nothing."""
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path_factory.mktemp("quiet") / "home")
        address = stack.enter_context(serving(web.app()))
        client = at_home(stack.enter_context(httpx.Client(base_url=address, timeout=30)))
        log_in(client, web)
        yield Desk(client, web, filled_home(tmp_path_factory)[1])
