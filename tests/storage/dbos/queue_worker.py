"""A DBOS worker for the queue's contract: its jobs do what their subject says."""

import sys
import threading
import time
from pathlib import Path

from dbos import DBOS

from domain.errors import Conflict
from domain.words import Words
from storage.dbos.job_rows import PROGRESS
from storage.dbos.queue import APPLICATION, APPLICATION_VERSION, JSON_SERIALIZER
from storage.queues import HEAVY, LIGHT, PACKAGES

MARK = Path(sys.argv[2])


@DBOS.step()
def work(subject: str) -> None:
    if subject == "bad":
        raise Conflict(Words(zh="片长不够", en="no room in the film"))
    if subject == "once" and not MARK.exists():
        MARK.touch()
        raise ValueError("the first time it fails")
    if subject == "slow":
        time.sleep(60)


def job(subject: str) -> None:
    DBOS.set_event(PROGRESS, {"station": "cut", "done": 3, "total": 10})
    work(subject)


def main() -> None:
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": sys.argv[1],
            "application_version": APPLICATION_VERSION,
            "executor_id": "queue-contract",
            "serializer": JSON_SERIALIZER,
            "log_level": "ERROR",
        }
    )
    for name in ("asset", "film", "package"):
        DBOS.workflow(name=name)(job)
    DBOS.listen_queues([LIGHT, HEAVY, PACKAGES])
    DBOS.launch()
    for queue in (LIGHT, HEAVY, PACKAGES):
        DBOS.register_queue(queue, worker_concurrency=4, polling_interval_sec=0.05)
    threading.Event().wait()


if __name__ == "__main__":
    main()
