"""Queues the parts of a job as jobs of their own, all in one transaction.

By DBOS 3.4.0's own way a film of 100 shots has a transaction for each, while the first are done
already and want to write too.
"""

from collections.abc import Sequence

from dbos import DBOSClient, EnqueueOptions
from sqlalchemy import Connection, select, update

from storage.dbos.fair_turn import next_turn
from storage.dbos.tables import STATUS
from storage.queue import NewParts
from storage.queues import queue_of


def send_parts_in(
    connection: Connection, client: DBOSClient, parts: NewParts, *, app_version: str
) -> None:
    """See the Queue port; cancelling the job cancels them, as DBOS knows whose they are."""
    # Locked, so that a cancellation comes before all of them or sees all of them.
    held = select(STATUS.c.workflow_uuid).where(
        STATUS.c.workflow_uuid == parts.job, STATUS.c.status == "PENDING"
    )
    if connection.scalar(held.with_for_update()) is None:
        return
    queue = queue_of(parts.kind)
    turn = next_turn(connection, queue, parts.campaign)
    for number, (job, arguments) in enumerate(parts.arguments.items()):
        options: EnqueueOptions = {
            "workflow_name": parts.kind,
            "queue_name": queue,
            "workflow_id": job,
            "app_version": app_version,
            "priority": turn + number,
            "queue_partition_key": parts.campaign,
        }
        if parts.request is not None:
            options["authenticated_user"] = parts.request
        client.enqueue_in_transaction(connection, options, *arguments)
    _belong_to(connection, parts.job, list(parts.arguments))


def _belong_to(connection: Connection, job: str, parts: Sequence[str]) -> None:
    connection.execute(
        update(STATUS).where(STATUS.c.workflow_uuid.in_(parts)).values(parent_workflow_id=job)
    )
