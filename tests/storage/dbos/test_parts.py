"""A running job's parts are queued together, once, and go with it when it is cancelled."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, update

from storage.dbos.tables import STATUS
from storage.opening import Storage
from storage.queue import NewParts
from storage.settings import Settings
from storage.sql.engine import make_engine, writing
from tests.contracts.queue_contract import new

PARTS = ("shot:f:a:0", "shot:f:a:1", "shot:f:a:2")
SHOTS = NewParts(
    job="film:f",
    kind="shot",
    campaign="yl",
    arguments={part: ("f", number) for number, part in enumerate(PARTS)},
    request="5eed",
)


@pytest.fixture
def engine(settings: Settings, storage: Storage) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    storage.queue.send(new("film", "f"))
    with writing(engine).begin() as connection:
        film = update(STATUS).where(STATUS.c.workflow_uuid == SHOTS.job)
        connection.execute(film.values(status="PENDING", executor_id="w1"))
    yield engine
    engine.dispose()


def parts(engine: Engine) -> list[tuple[str, str, int]]:
    """(part, state, turn) in their order."""
    columns = (STATUS.c.workflow_uuid, STATUS.c.status, STATUS.c.priority)
    asked = select(*columns).where(STATUS.c.queue_name == "shots").order_by(STATUS.c.priority)
    with engine.connect() as connection:
        return [
            (str(part), str(state), int(turn)) for part, state, turn in connection.execute(asked)
        ]


def test_parts_wait_in_their_order_behind_what_their_campaign_has_waiting(
    storage: Storage, engine: Engine
) -> None:
    storage.queue.send_parts(SHOTS)
    assert parts(engine) == [(part, "ENQUEUED", 1 + turn) for turn, part in enumerate(PARTS)]
    assert [storage.queue.turn("shots", campaign) for campaign in ("yl", "other")] == [4, 1]
    assert storage.queue.waiting() == {"render": 3}


def test_parts_that_were_queued_before_are_not_queued_again(
    storage: Storage, engine: Engine
) -> None:
    storage.queue.send_parts(SHOTS)
    before = parts(engine)
    storage.queue.send_parts(SHOTS)
    assert parts(engine) == before


def test_what_is_cancelled_takes_its_parts_with_it_and_queues_no_more(
    storage: Storage, engine: Engine
) -> None:
    storage.queue.send_parts(SHOTS)
    storage.queue.cancel(SHOTS.job)
    with engine.connect() as connection:
        states = connection.scalars(select(STATUS.c.status).where(STATUS.c.name == "shot")).all()
    assert set(states) == {"CANCELLED"}
    more = NewParts(job=SHOTS.job, kind="shot", campaign="yl", arguments={"shot:f:b:0": ("f", 0)})
    storage.queue.send_parts(more)
    assert parts(engine) == []
