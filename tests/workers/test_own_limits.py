"""What one machine does at a time is its own affair."""

import pytest
from dbos import DBOSClient

from storage.dbos_queue import JSON_SERIALIZER
from tests.workers.conftest import House
from workers.own_limits import own_limits


@pytest.fixture
def client(house: House) -> DBOSClient:
    return DBOSClient(system_database_url=house.settings.database_url, serializer=JSON_SERIALIZER)


def test_a_machine_that_starts_later_does_not_change_what_another_does_at_a_time(
    client: DBOSClient,
) -> None:
    def told() -> int | None:
        queue = client._sys_db.get_queue("light")
        assert queue is not None
        return queue._worker_concurrency

    client.register_queue("light", worker_concurrency=16)
    with own_limits({"light": 16}):
        client.register_queue("light", worker_concurrency=2)
        assert told() == 16
        assert client._sys_db.get_queue("unknown") is None
    assert told() == 2
    client.destroy()
