"""A catalog that breaks its promises must not pass the suites: each breach is named here."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.opening import open_storage
from storage.settings import read_settings
from storage.sql import assets, decisions
from storage.sql.intake import SqlIntake
from storage.sql.models import AssetRow, UploadRow
from tests.contracts.assets_contract import DecisionsContract, StationsContract
from tests.contracts.failures import failing
from tests.contracts.intake_contract import UploadsContract
from tests.databases import Databases, SqliteFiles

numbers = itertools.count()


@pytest.fixture
def databases(sqlite_files: SqliteFiles) -> Databases:
    """One kind is enough: what is broken here stands above both."""
    return sqlite_files


def red(suite: type, tmp_path: Path, databases: Databases) -> set[str]:
    """Names of the suite's tests that fail on the catalog as it is now patched."""
    opened: list[Any] = []

    def storage() -> Any:
        environ = databases.fresh(tmp_path / str(next(numbers)))
        opened.append(open_storage(read_settings(environ)))
        return opened[-1]

    fixtures: dict[str, Callable[[], object]] = {
        "catalog": lambda: storage().catalog,
        "queue": lambda: opened[-1].queue,
    }
    try:
        return failing(suite, fixtures)
    finally:
        for one in opened:
            one.close()


def test_a_receipt_that_is_not_idempotent_is_red(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
):
    whole = SqlIntake.receive

    def forgetful(self: SqlIntake, upload_id: str, **said: Any) -> object:
        with self._database.write() as session:
            session.execute(
                update(UploadRow).where(UploadRow.id == upload_id).values(state="arriving")
            )
        return whole(self, upload_id, **said)

    monkeypatch.setattr(SqlIntake, "receive", forgetful)
    assert red(UploadsContract, tmp_path, databases) == {
        "test_receiving_twice_changes_nothing_and_answers_the_same",
        "test_a_refused_upload_keeps_its_reason",
        "test_an_archive_that_was_unpacked_is_no_file_of_its_own",
    }


def test_moves_without_a_condition_are_red(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
):
    def unconditional(
        session: Session, asset_id: str, _sources: Any, to: str, values: Any, **_more: Any
    ) -> bool:
        changed = (
            update(AssetRow)
            .where(AssetRow.id == asset_id)
            .values(state=to, version=AssetRow.version + 1, **values)
            .returning(AssetRow.id)
        )
        return session.scalar(changed) is not None

    monkeypatch.setattr(assets, "_move", unconditional)
    assert red(StationsContract, tmp_path, databases) >= {
        "test_a_station_run_twice_or_too_early_changes_nothing",
        "test_a_machines_tag_is_weighed_again_until_a_person_decides",
        "test_a_refused_asset_says_why_and_is_refused_only_before_the_review",
    }


def test_decisions_that_do_not_look_at_the_version_are_red(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
):
    class AnyVersion(dict[str, int]):
        def setdefault(self, _key: str, _default: Any = None) -> Any:
            class Equal(int):
                __eq__ = lambda *_: True  # noqa: E731
                __hash__ = int.__hash__

            return Equal()

    one = decisions._decide_one
    monkeypatch.setattr(
        decisions,
        "_decide_one",
        lambda session, made, at, _seen, plans: one(session, made, at, AnyVersion(), plans),
    )
    assert red(DecisionsContract, tmp_path, databases) == {"test_of_two_editors_the_second_is_told"}


def test_an_unbroken_catalog_is_green_when_run_by_hand(tmp_path: Path, databases: Databases):
    assert red(UploadsContract, tmp_path, databases) == set()
