"""A package is written whole where it may be written, and says in words where it may not."""

from pathlib import Path

import pytest

from domain.errors import StorageFailed, UsageError
from service.packing.packages import free_folder


def test_a_free_folder_may_have_parents_to_be_made_and_nothing_is_left(tmp_path: Path):
    wanted = tmp_path / "报送" / "2025"
    assert free_folder(wanted) == wanted
    assert list((tmp_path / "报送").iterdir()) == []


def test_what_an_interrupted_run_left_is_no_hindrance(tmp_path: Path):
    (tmp_path / ".package.partial/data").mkdir(parents=True)
    free_folder(tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed, match="cannot be written: Not a directory") as refused:
        free_folder(tmp_path / "file" / "package")
    assert "写不进去" in refused.value.words.zh and "都还在" in refused.value.words.zh


def test_a_folder_that_holds_something_is_not_written_over(tmp_path: Path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package/kept.txt").touch()
    with pytest.raises(UsageError, match="is not empty"):
        free_folder(tmp_path / "package")
