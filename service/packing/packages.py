"""A package out of blobs: as a folder, as a zip on disk, as a zip streamed to a browser."""

import contextlib
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from zipstream import ZIP_STORED, ZipStream

from domain.errors import StorageFailed, UsageError
from domain.film import Film, FilmState, Package
from domain.packing.package_contents import DRAFT
from domain.words import Words
from storage.blobs import Blobs

#: Bytes read at once when a file is streamed.
PIECE = 1 << 20


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


def partial_path(path: Path) -> Path:
    """Where it is written first; what an interrupted run left there is gone."""
    partial = path.with_name(f".{path.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    return partial


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


def sendable(films: list[Film]) -> Film | None:
    """The newest film that was verified and holds nothing withdrawn; None when there is none."""
    checked = (f for f in reversed(films) if f.state is FilmState.VERIFIED)
    return next((film for film in checked if not film.to_be_replaced), None)


def write_folder(blobs: Blobs, package: Package, folder: Path) -> Path:
    """Write the bag as `folder`, which must be new or empty; it appears whole or not at all."""
    folder = free_folder(folder)
    with told(folder):
        partial = partial_path(folder)
        for file in package.files:
            target = partial / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with blobs.open(file.blob) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, PIECE)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    return folder


def zip_beside(folder: Path, package: Package) -> Path:
    """Where the folder's zip stands; a draft says so in its name, as inside it does."""
    mark = DRAFT if package.is_draft else ""
    return folder.with_name(f"{mark}{folder.name}.zip")


def write_zip(blobs: Blobs, package: Package, path: Path) -> None:
    """Write the bag as a zip whose one top folder is named like the file."""
    partial = path.with_name(f".{path.name}.partial")
    with told(path):
        with partial.open("wb") as out:
            out.writelines(zip_pieces(blobs, package, path.stem))
        partial.rename(path)


def zip_pieces(blobs: Blobs, package: Package, top: str) -> Iterator[bytes]:
    """The zip piece by piece, in bounded memory; stored, since films and photos are compressed."""
    zipped = ZipStream(compress_type=ZIP_STORED)
    for file in package.files:
        zipped.add(_pieces(blobs, file.blob), f"{top}/{file.path}")
    yield from zipped


def _pieces(blobs: Blobs, name: str) -> Iterator[bytes]:
    with blobs.open(name) as source:
        yield from _read(source)


def _read(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece
