"""What commands write out: whole under its name or not at all, and over nothing of others."""

import contextlib
import os
import shutil
import zipfile
from collections.abc import Generator
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO

from domain.errors import StorageFailed, UsageError
from domain.words import Words


@contextlib.contextmanager
def told(path: Path) -> Generator[None]:
    """Rights and full disks are said in words."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(
            Words(
                zh=f"{path} 写不进去：{error.strerror}。请换一个文件夹；已收到的都还在",
                en=f"{path} cannot be written: {error.strerror}. Name another folder; all that was"
                " received is kept",
            )
        ) from error


def free_folder(folder: Path) -> Path:
    """The absolute path of a folder that can be made.

    UsageError when something is there already, StorageFailed when nothing can be written there.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Words(
                zh=f"{folder} 已存在且不为空，请换一个文件夹",
                en=f"{folder} exists and is not empty; name another folder",
            )
        )
    with told(folder):
        partial = partial_path(folder)
        partial.mkdir(parents=True)
        partial.rmdir()
    return folder


def check_zip(path: Path, *marks: str, force: bool) -> None:
    """UsageError when a zip would take the place of one that is not ours, unless by `force`.

    Ours has one top folder, and the files `marks` in it.
    """
    if force or not path.exists() or _is_ours(path, marks):
        return
    raise UsageError(
        Words(
            zh=f"{path} 已存在，而且不是以前导出的，没有改动。请换一个名字；确实要盖掉，加 --force",
            en=f"{path} exists and is none that was written here before; it was left as it is:"
            " name another, or overwrite it with --force",
        )
    )


def _is_ours(path: Path, marks: tuple[str, ...]) -> bool:
    try:
        with zipfile.ZipFile(path) as zipped:
            names = set(zipped.namelist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    tops = {name.partition("/")[0] for name in names}
    return len(tops) == 1 and {f"{top}/{mark}" for top in tops for mark in marks} <= names


def partial_path(path: Path) -> Path:
    """Where it is written first; what an interrupted run left there is gone."""
    partial = path.with_name(f".{path.name}.partial")
    if partial.is_file():
        partial.unlink()
    shutil.rmtree(partial, ignore_errors=True)
    return partial


@contextlib.contextmanager
def whole_folder(folder: Path) -> Generator[Path]:
    """A folder to be filled, which takes its name when the block ends well; else nothing is left.

    Raises StorageFailed.
    """
    with told(folder):
        partial = partial_path(folder)
        partial.mkdir(parents=True)
        try:
            yield partial
            if folder.exists():
                folder.rmdir()
            partial.rename(folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


@contextlib.contextmanager
def whole_file(path: Path) -> Generator[BinaryIO]:
    """A file to be written, which takes its name when the block ends well; else nothing is left.

    A link is followed; a pipe or a device is written straight. Raises StorageFailed.
    """
    if path.exists() and not path.is_file():
        with told(path), path.open("wb") as out:
            yield out
        return
    with told(path):
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = partial_path(path)
        try:
            with partial.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            partial.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def write_whole(path: Path, text: str) -> None:
    """A text as UTF-8, whole or not at all; raises StorageFailed."""
    with whole_file(path) as out:
        out.write(text.encode())


def write_beside_edited(path: Path, text: str) -> Path | None:
    """The same, for a file that people edit: another text there is kept as `<name>~`, `<name>~2`…

    Answers where it is kept; None when nothing was there, or the same text. Raises StorageFailed.
    """
    kept: Path | None = None
    if path.is_file():
        with told(path):
            path = path.resolve()
            if path.read_bytes() != text.encode():
                names = (f"{path.name}~{number or ''}" for number in chain((0,), count(2)))
                kept = next(one for name in names if not (one := path.with_name(name)).exists())
                shutil.copy2(path, kept)
    write_whole(path, text)
    return kept
