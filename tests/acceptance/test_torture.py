"""kill -9 on web and worker at ten random moments: the same film and package as undisturbed.

WEEKREEL_TORTURE_SAMPLE names a sample week made before (the full one, say), WEEKREEL_TORTURE_SEED
the moments.
"""

import os
from pathlib import Path

import pytest

from tests.acceptance.conftest import Once
from tests.acceptance.sample_week import Week, read_week
from tests.acceptance.terminal import Terminal
from tests.acceptance.torture import Run, walk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

KILLS = 10
SEED = int(os.environ.get("WEEKREEL_TORTURE_SEED", "7"))


@pytest.fixture(scope="module")
def brought(request: pytest.FixtureRequest) -> Week:
    made = os.environ.get("WEEKREEL_TORTURE_SAMPLE")
    return read_week(Path(made)) if made else request.getfixturevalue("week")


@pytest.fixture(scope="module")
def calm(once: Once, brought: Week) -> Run:
    return once("calm", lambda folder: walk(folder, brought, kills=0, seed=SEED))


@pytest.fixture(scope="module")
def rough(once: Once, brought: Week, calm: Run) -> Run:
    run: Run = once("rough", lambda folder: walk(folder, brought, kills=KILLS, seed=SEED))
    print("\n" + table(run, calm))
    return run


def table(run: Run, calm: Run) -> str:
    lines = [f"seed {SEED}: {run.seconds:.0f} s, undisturbed {calm.seconds:.0f} s"]
    lines += [
        f"{number:>3}  {kill.what:<7} {kill.seconds:6.1f} s  {kill.moment}"
        for number, kill in enumerate(run.kills, 1)
    ]
    return "\n".join(lines)


def test_ten_were_killed_while_the_way_was_walked(rough: Run) -> None:
    assert len(rough.kills) == KILLS
    assert all(kill.on_the_way for kill in rough.kills)
    assert {kill.what for kill in rough.kills} == {"web", "worker"}
    assert len({kill.moment.split()[0] for kill in rough.kills}) > 1, "all in one station"


def test_no_asset_is_lost_or_doubled(rough: Run, calm: Run) -> None:
    assert rough.outcome.assets == calm.outcome.assets
    hashes = [sha256 for _name, sha256, _state in rough.outcome.assets]
    assert len(set(hashes)) == len(hashes)


def test_the_storyboard_is_the_same(rough: Run, calm: Run) -> None:
    assert rough.outcome.shots == calm.outcome.shots
    assert len(rough.outcome.shots) > 5


def test_film_and_photos_are_the_same_bytes(rough: Run, calm: Run) -> None:
    assert rough.outcome.files == calm.outcome.files
    assert any(path.endswith(".mp4") for path in rough.outcome.files)


def test_the_package_holds_the_same_files_and_its_list_the_same_rows(rough: Run, calm: Run) -> None:
    assert rough.outcome.paths == calm.outcome.paths
    assert rough.outcome.rows == calm.outcome.rows


def test_no_job_is_stuck_and_none_failed(rough: Run, calm: Run) -> None:
    assert rough.unfinished == ()
    assert rough.jobs == calm.jobs
    assert set(rough.jobs) == {"done"}


def test_nobody_outlives_the_house_and_nothing_lies_in_scratch(rough: Run, calm: Run) -> None:
    for run in (rough, calm):
        assert (run.orphans, run.scratch) == ((), ())


def test_the_receiver_finds_the_tortured_package_in_order(
    rough: Run, brought: Week, tmp_path: Path
) -> None:
    answer = next(answer for answer in rough.said if answer.command[0] == "package")
    folder, archive = answer.out.split()
    for package in (folder, archive):
        check = Terminal(home=tmp_path / "elsewhere", extra={}).run("verify", package)
        assert (check.status, check.err) == (0, "")
