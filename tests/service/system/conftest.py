"""The owner's desk: a filled week, and somebody of any role before it."""

from tests.service.editor.conftest import desk_as, door, filled  # noqa: F401
