"""A package out of blobs: as a folder, as a zip on disk, as a zip streamed to a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from zipstream import ZIP_STORED, ZipStream

from domain.film import Film, FilmState, Package
from domain.packing.package_contents import DRAFT
from service.writing import check_zip, free_folder, whole_file, whole_folder
from storage.bag import FINDINGS
from storage.blobs import Blobs

#: Bytes read at once when a file is streamed.
PIECE = 1 << 20


def sendable(films: list[Film]) -> Film | None:
    """The newest film that was verified and holds nothing withdrawn; None when there is none."""
    checked = (f for f in reversed(films) if f.state is FilmState.VERIFIED)
    return next((film for film in checked if not film.to_be_replaced), None)


def write_folder(blobs: Blobs, package: Package, folder: Path) -> Path:
    """Write the bag as `folder`, which must be new or empty; it appears whole or not at all."""
    folder = free_folder(folder)
    with whole_folder(folder) as partial:
        for file in package.files:
            target = partial / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with blobs.open(file.blob) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, PIECE)
    return folder


def zip_beside(folder: Path, *, draft: bool) -> Path:
    """Where the folder's zip stands; a draft says so in its name, as inside it does."""
    return folder.with_name(f"{DRAFT if draft else ''}{folder.name}.zip")


def check_beside(folder: Path, *, force: bool) -> None:
    """UsageError when a zip that is no package of ours stands where this one's may come to be."""
    for draft in (False, True):
        check_zip(zip_beside(folder, draft=draft), "bagit.txt", FINDINGS, force=force)


def write_zip(blobs: Blobs, package: Package, path: Path) -> None:
    """Write the bag as a zip whose one top folder is named like the file."""
    with whole_file(path) as out:
        out.writelines(zip_pieces(blobs, package, path.stem))


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
