"""What commands write out is whole, over nothing of others, and says in words what hinders it."""

import errno
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import StorageFailed, UsageError
from service.packing.packages import check_beside
from service.writing import check_zip, free_folder, whole_file, whole_folder, write_whole


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


def full() -> Iterator[bytes]:
    yield b"half"
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_on_a_full_disk_is_said_and_what_stood_there_stays(tmp_path: Path):
    path = tmp_path / "导出.zip"
    path.write_bytes(b"before")
    with (
        pytest.raises(StorageFailed, match="No space left") as refused,
        whole_file(path) as out,
    ):
        out.writelines(full())
    assert "写不进去" in refused.value.words.zh
    assert [p.name for p in tmp_path.iterdir()] == ["导出.zip"] and path.read_bytes() == b"before"


def test_a_folder_on_a_full_disk_leaves_nothing(tmp_path: Path):
    with (
        pytest.raises(StorageFailed, match="No space left"),
        whole_folder(tmp_path / "package") as partial,
        (partial / "film.mp4").open("wb") as out,
    ):
        out.writelines(full())
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_before_is_no_hindrance_and_a_link_is_followed(tmp_path: Path):
    (tmp_path / ".real.yaml.partial").write_text("half")
    (tmp_path / "real.yaml").write_text("before")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    write_whole(tmp_path / "link.yaml", "活动")
    assert (tmp_path / "real.yaml").read_text("utf-8") == "活动"
    assert (tmp_path / "link.yaml").is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.yaml", "real.yaml"]


def test_what_is_no_file_is_written_straight(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "活动")
    assert os.read(reader, 100).decode() == "活动"
    os.close(reader)
    with pytest.raises(StorageFailed, match="Is a directory"):
        write_whole(tmp_path, "x")


def zip_of(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name in names:
            out.writestr(name, b"x")
    return path


PACKAGE = ("报送/bagit.txt", "报送/data/检查结果.json", "报送/data/成片.mp4")


def test_an_earlier_package_may_be_written_over_and_nothing_of_others(tmp_path: Path):
    folder, beside = tmp_path / "X", tmp_path / "X.zip"
    check_beside(folder, force=False)
    zip_of(beside, *PACKAGE)
    check_beside(folder, force=False)
    for names in (("照片/1.jpg",), (*PACKAGE, "别人/1.jpg"), PACKAGE[1:], ()):
        zip_of(beside, *names)
        with pytest.raises(UsageError, match="--force") as refused:
            check_beside(folder, force=False)
        assert "没有改动" in refused.value.words.zh
        check_beside(folder, force=True)
    zip_of(beside, *PACKAGE)
    (tmp_path / "草稿-X.zip").write_bytes(b"a letter")
    with pytest.raises(UsageError, match=r"草稿-X\.zip"):
        check_beside(folder, force=False)


def test_a_folder_named_like_a_zip_is_not_ours(tmp_path: Path):
    (tmp_path / "X.zip").mkdir()
    with pytest.raises(UsageError, match=r"X\.zip"):
        check_zip(tmp_path / "X.zip", "README.txt", force=False)
