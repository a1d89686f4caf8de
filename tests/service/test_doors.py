"""Where the pages are to listen: what stands in the way is said before anything is started."""

import socket

import pytest
from typer.testing import CliRunner

from domain.errors import UsageError
from service.cli import app
from service.cli.running import _here
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


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 99_999), ("192.0.2.1", 8000), ("no.such.invalid", 8001), ("x" * 70, 8002)],
)
def test_an_address_that_is_not_ours_or_none_is_told_as_given(host, port):
    with pytest.raises(UsageError, match=str(port)):
        door_at(host, port)


def test_a_free_address_is_bound_and_given_back():
    with door_at("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    with door_at("127.0.0.1", port):
        pass


def test_a_held_port_is_refused_before_anybody_listens_on_it_in_earnest():
    """Two that were started together both bound it, and both started a worker."""
    with door_at("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(UsageError, match=str(port)):
            door_at("127.0.0.1", port)


@pytest.fixture
def ipv6() -> None:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            pass
    except OSError as error:
        pytest.skip(f"no IPv6: {error}")


def test_ipv6_takes_no_ipv4(ipv6):
    """Which would come as ::ffff:10.0.0.1, and be in no network that is trusted."""
    with door_at("::", 0) as door:
        port = door.getsockname()[1]
        with socket.create_connection(("::1", port)):
            taken, address = door.accept()
            taken.close()
        assert address[0] == "::1"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


@pytest.mark.parametrize(
    ("addresses", "family"),
    [(["::1"], socket.AF_INET6), (["::1", "127.0.0.1"], socket.AF_INET)],
)
def test_a_name_is_listened_on_by_the_address_it_has_and_by_ipv4_if_it_has_both(
    ipv6, monkeypatch, addresses, family
):
    real = socket.getaddrinfo

    def named(host, *more, **other):
        return [each for address in addresses for each in real(address, *more, **other)]

    monkeypatch.setattr(socket, "getaddrinfo", named)
    with door_at("office.example", 0) as door:
        assert door.family == family


def test_the_first_link_names_an_address_that_is_listened_on(web):
    assert _here(web.settings, "0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert _here(web.settings, "::", 8000) == "http://[::1]:8000"
    assert _here(web.settings, "192.0.2.7", 8000) == "http://192.0.2.7:8000"
