"""Takes pickle out of the engine: a row of its tables is data, never code.

DBOS 3.4.0 reads whatever serialization a row names, also `py_pickle` when another one is set, and
unpickling runs code: whoever can write the database could do so in every worker.
"""

from typing import Any, NoReturn

from dbos._serialization import (  # private: pinned, held by tests/storage/dbos/test_no_pickle.py
    DBOSPortableJSON,
    DefaultSerializer,
    exception_to_workflow_error_data,
)


class PickleRefused(ValueError):
    """A row of the engine holds pickled data, which this program neither writes nor reads."""

    def __init__(self) -> None:
        super().__init__("a row of the engine's tables is pickled; it is not read")


def forbid_pickle() -> None:
    """From now on pickled rows raise PickleRefused in this process; may be called again.

    What would have been pickled is written as JSON: the engine answers a row in the row's own
    form, and a job that cannot keep its error would be tried for ever.
    """
    DefaultSerializer.deserialize = _refuse
    DefaultSerializer.serialize = _as_json


def _refuse(cls: DefaultSerializer, serialized_data: str) -> NoReturn:  # noqa: ARG001
    raise PickleRefused


def _as_json(self: DefaultSerializer, data: Any) -> str:  # noqa: ARG001
    if isinstance(data, BaseException):
        data = exception_to_workflow_error_data(data)
    return DBOSPortableJSON.serialize(data)
