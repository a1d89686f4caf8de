"""Every door of the app is built as it is when it serves; other tests build those they open."""

from collections.abc import Iterable, Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import FastAPIError
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from tests.service.conftest import LateRoute


@pytest.fixture(autouse=True)
def plain_routes(monkeypatch):
    monkeypatch.setitem(APIRouter.__init__.__kwdefaults__, "route_class", APIRoute)


def doors(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        yield from doors(getattr(route, "routes", None) or ())


def test_what_every_handler_takes_and_gives_can_be_looked_into(web):
    found = list(doors(web.app().routes))
    assert not any(isinstance(door, LateRoute) for door in found)
    assert all(door.dependant.call is door.endpoint for door in found)
    assert len(found) > 100


def test_a_door_that_cannot_be_built_is_found_so():
    def handler(what: FastAPIError) -> None: ...

    with pytest.raises(FastAPIError):
        FastAPI().get("/wrong")(handler)
