"""What every implementation of the Queue port must do; bring fixtures `queue` and `worker`.

`worker` starts a worker whose jobs do what their subject says, and yields; at its end it is gone:
"good" finishes, "bad" fails with "no room in the film", "slow" says that it has cut 3 of 10 parts
and waits, "once" fails the first time and finishes the second.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Conflict, NotFound
from domain.words import Words
from storage.queue import Job, JobQuery, NewJob, Queue

Worker = Callable[[], AbstractContextManager[None]]


def new(kind: str, subject: str, *, campaign: str = "yunling-2025", nonce: str = "") -> NewJob:
    return NewJob(kind=kind, subject=subject, campaign=campaign, nonce=nonce)


def until(queue: Queue, job_id: str, *states: str, station: str = "") -> Job:
    """The job as soon as it is in one of these states (and says this station)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = queue.job(job_id)
        if job is not None and job.state in states and (not station or job.station == station):
            return job
        time.sleep(0.05)
    raise AssertionError(f"{queue.job(job_id)} did not become {states}")


class QueueContract:
    def test_a_job_waits_until_a_worker_comes(self, queue: Queue):
        before = time.time_ns() // 1_000_000
        queue.send(new("asset", "0123456789abcdef"))
        job = queue.job("asset:0123456789abcdef")
        assert job is not None
        assert (job.kind, job.subject, job.state) == ("asset", "0123456789abcdef", "waiting")
        assert (job.station, job.done, job.total, job.error) == ("", 0, 0, "")
        assert before <= job.created_ms <= job.updated_ms
        assert queue.jobs() == [job]

    def test_the_same_work_is_queued_once_and_a_nonce_makes_it_another(self, queue: Queue):
        for _ in range(3):
            queue.send(new("retag", "s1"))
        queue.send(new("retag", "s1", nonce="2"))
        assert {job.id for job in queue.jobs()} == {"retag:s1", "retag:s1:2"}
        assert {job.subject for job in queue.jobs()} == {"s1"}

    def test_jobs_are_listed_newest_first_by_campaign(self, queue: Queue):
        for subject in ("1", "2", "3"):
            queue.send(new("asset", subject))
            time.sleep(0.002)
        queue.send(new("asset", "4", campaign="other"))
        assert [job.subject for job in queue.jobs(campaign="yunling-2025")] == ["3", "2", "1"]
        assert [job.subject for job in queue.jobs(campaign="other")] == ["4"]
        assert queue.jobs(campaign="none") == []

    def test_a_delayed_job_waits_its_time_and_is_then_done(self, queue: Queue, worker: Worker):
        queue.send(replace(new("asset", "good"), delay_s=1))
        job = queue.job("asset:good")
        assert job is not None and job.state == "waiting"
        with worker():
            assert until(queue, "asset:good", "done").state == "done"

    def test_what_waits_is_counted_by_what_a_worker_must_take_for_it(self, queue: Queue):
        for kind, subject in (("asset", "1"), ("retag", "1"), ("film", "1"), ("package", "1")):
            queue.send(new(kind, subject))
        queue.cancel("film:1")
        assert queue.waiting() == {"intake": 2, "package": 1}

    def test_done_and_cancelled_jobs_are_forgotten_after_their_time_and_no_others(
        self, queue: Queue, worker: Worker
    ):
        for kind, subject in (("asset", "good"), ("film", "bad"), ("package", "slow")):
            queue.send(new(kind, subject))
        with worker():
            until(queue, "asset:good", "done")
            until(queue, "film:bad", "failed")
            until(queue, "package:slow", "running", station="cut")
            queue.send(new("sweep", "nobody knows it"))
            queue.send(new("film", "gone"))
            queue.cancel("film:gone")
            assert (queue.forgettable(before_ms=0), queue.forget(before_ms=0, limit=10)) == (0, 0)
            later = time.time_ns() // 1_000_000 + 1000
            assert queue.forgettable(before_ms=later) == 2
            assert queue.forget(before_ms=later, limit=1) == 1
            assert queue.forget(before_ms=later, limit=10) == 1
            left = {job.id for job in queue.jobs()}
        assert left == {"film:bad", "package:slow", "sweep:nobody knows it"}

    def test_a_cancelled_job_may_be_started_again(self, queue: Queue):
        queue.send(new("film", "good"))
        queue.cancel("film:good")
        assert until(queue, "film:good", "cancelled")
        assert queue.jobs(unfinished=True) == []
        queue.cancel("film:good")
        queue.retry("film:good")
        assert until(queue, "film:good", "waiting").id == "film:good"
        assert len(queue.jobs(unfinished=True)) == 1

    def test_what_is_not_there_is_not_found(self, queue: Queue):
        assert queue.job("film:x") is None
        for ask in (queue.cancel, queue.retry):
            with pytest.raises(NotFound):
                ask("film:x")

    def test_one_campaigns_single_job_does_not_wait_for_anothers_hundred(
        self, queue: Queue, worker: Worker
    ):
        for number in range(120):
            queue.send(new("asset", f"good {number}", campaign="large"))
        queue.send(new("asset", "good", campaign="small"))
        with worker():
            until(queue, "asset:good", "done")
            left = queue.jobs(campaign="large", unfinished=True)
        # It is the second in turn; the rest is what four hands do until somebody looks.
        assert len(left) > 60

    def test_a_worker_takes_every_job_that_was_sent_before_it_came(
        self, queue: Queue, worker: Worker
    ):
        for kind, subject in (("asset", "good"), ("film", "bad"), ("package", "slow")):
            queue.send(new(kind, subject))
        queue.send(new("film", "once"))
        with worker():
            assert until(queue, "asset:good", "done").error == ""
            failed = until(queue, "film:bad", "failed")
            assert failed.why == Words(zh="片长不够", en="no room in the film")
            assert failed.error == failed.why.en
            running = until(queue, "package:slow", "running", station="cut")
            assert (running.done, running.total) == (3, 10)
            # Jobs start in no promised order: what is left is asked only when the last one is over.
            until(queue, "film:once", "failed")
            assert [job.id for job in queue.jobs(unfinished=True)] == ["package:slow"]
            for unready in ("asset:good", "package:slow"):
                with pytest.raises(Conflict):
                    queue.retry(unready)
            queue.retry("film:once")
            assert until(queue, "film:once", "done").error == ""
            queue.cancel("package:slow")
            until(queue, "package:slow", "cancelled")

    def test_what_is_not_done_is_counted_by_campaign_kind_and_state(
        self, queue: Queue, worker: Worker
    ):
        with worker():
            queue.send(new("asset", "good"))
            queue.send(new("asset", "bad"))
            queue.send(new("asset", "slow"))
            until(queue, "asset:good", "done")
            until(queue, "asset:bad", "failed")
            slow = until(queue, "asset:slow", "running", station="cut")
            assert sum(queue.running().values()) == 1
        queue.send(new("film", "f1", campaign="other"))
        found = {(c.campaign, c.kind, c.state): c for c in queue.counts()}
        assert set(found) == {
            ("other", "film", "waiting"),
            ("yunling-2025", "asset", "failed"),
            ("yunling-2025", "asset", "running"),
        }
        assert {count.count for count in found.values()} == {1}
        since_ms = found["yunling-2025", "asset", "running"].since_ms
        assert slow.created_ms <= since_ms <= time.time_ns() // 1_000_000

    def test_jobs_of_one_state_are_paged_newest_first(self, queue: Queue):
        for subject in ("1", "2", "3"):
            queue.send(new("asset", subject))
            time.sleep(0.002)
        queue.send(new("film", "4", campaign="other"))
        queue.cancel("asset:2")

        def ids(**narrowed: Any) -> list[str]:
            return [listed.job.id for listed in queue.find(JobQuery(**narrowed))]

        assert ids(state="waiting") == ["film:4", "asset:3", "asset:1"]
        assert ids(state="cancelled") == ["asset:2"]
        assert ids(state="failed") == []
        assert ids(state="waiting", kind="asset") == ["asset:3", "asset:1"]
        assert ids(state="waiting", campaign="other") == ["film:4"]
        (newest,) = queue.find(JobQuery(state="waiting", limit=1))
        assert newest.campaign == "other"
        after = (newest.job.created_ms, newest.job.id)
        assert ids(state="waiting", after=after) == ["asset:3", "asset:1"]
