"""Where the pages are to listen: what stands in the way is said before anything is started."""

import socket

import pytest
from typer.testing import CliRunner

from domain.errors import UsageError
from service.cli import app
from service.web.doors import door_at
from tests.service.conftest import environ


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_said_before_a_link_for_a_password_is_made(web, taken):
    words = ["serve", "--port", str(taken)]
    told = CliRunner().invoke(app, words, env=environ(web.settings.home))
    assert isinstance(told.exception, UsageError)
    assert str(taken) in str(told.exception) and "--port" in str(told.exception)
    assert "/login/" not in told.output
    assert web.storage.catalog.people.users() == []


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("192.0.2.1", 8000)])
def test_an_address_that_is_not_ours_or_none_is_told_as_given(host, port):
    with pytest.raises(UsageError, match=str(port)):
        door_at(host, port)


def test_a_free_address_is_bound_and_given_back():
    with door_at("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    with door_at("127.0.0.1", port):
        pass
