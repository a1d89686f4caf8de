"""The web process of the service floor's tests, for the tests beside this file."""

from tests.service.conftest import empty_home, make_web, web  # noqa: F401
