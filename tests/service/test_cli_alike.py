"""`weekreel alike`: a week's clips are judged anew only for who says so, and a failure is told."""

from pathlib import Path

import pytest

from domain.campaign import Campaign
from domain.errors import UsageError, WeekReelError
from domain.words import Words
from service.cli import review
from service.cli.common import now
from storage.opening import Storage, open_storage
from storage.queue import Job
from storage.settings import read_settings
from tests.service.conftest import plan


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    monkeypatch.setenv("WEEKREEL_HOME", str(tmp_path / "home"))
    week = plan()
    with open_storage(read_settings()) as storage:
        storage.catalog.campaigns.save(week, merges={}, at=now())
    return week


def asked_for() -> list[Job]:
    with open_storage(read_settings()) as storage:
        return [job for job in storage.queue.jobs() if job.kind == "alike"]


def test_nothing_is_judged_anew_unless_it_is_said(week: Campaign) -> None:
    with pytest.raises(UsageError, match="--again"):
        review.alike()
    assert asked_for() == []


def test_each_call_is_a_job_of_its_own_for_the_week(week: Campaign, capsys) -> None:
    review.alike(again=True)
    review.alike(again=True)
    jobs = asked_for()
    assert {job.subject for job in jobs} == {week.key} and len(jobs) == 2
    assert sorted(capsys.readouterr().out.split()) == sorted(job.id for job in jobs)


def test_who_waits_is_told_when_it_failed(week: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait_for(storage: Storage, _settings, jobs: list[str], *, title: str) -> list[Job]:
        why = Words(zh="磁盘已满", en="the disk is full")
        return [
            Job(id=jobs[0], kind="alike", subject=week.key, state="failed", error=why.en, why=why)
        ]

    monkeypatch.setattr(review, "wait_for", wait_for)
    with pytest.raises(WeekReelError, match="the disk is full") as raised:
        review.alike(again=True, wait=True)
    assert "磁盘已满" in raised.value.words.zh
