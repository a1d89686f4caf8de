"""The owner's desk: a filled week, and somebody of any role before it."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from domain.people import Role
from tests.service.conftest import serving
from tests.service.editor.conftest import desk_as, door, filled  # noqa: F401
from tests.service.editor_desk import Desk, at_home, filled_home, filled_web, log_in


@pytest.fixture(scope="module")
def looking(tmp_path_factory) -> Iterator[Desk]:
    """One owner for all tests of a file that change nothing."""
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path_factory.mktemp("looking") / "home")
        address = stack.enter_context(serving(web.app()))
        client = at_home(stack.enter_context(httpx.Client(base_url=address, timeout=30)))
        log_in(client, web, Role.OWNER)
        yield Desk(client, web, filled_home(tmp_path_factory)[1])
