"""Blobs from one store into another, each read back there; noted, so that a kill loses little."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from domain.errors import StorageFailed
from domain.words import Words
from service.keeping.medium import CHUNK, faults
from service.keeping.telling import Telling
from storage.blobs import Blobs
from storage.originals import PREFIX as ORIGINALS
from storage.originals import original_blob


class MovingBlobs:
    """The copying of one store into another; `journal` names what was verified there."""

    def __init__(self, source: Blobs, target: Blobs, journal: Path, telling: Telling) -> None:
        self._source = source
        self._target = target
        self._journal = journal
        self._telling = telling
        self._verified = _read(journal)
        #: Blobs of the source that cannot be read, and originals that are not what their names say.
        self.damaged: set[str] = set()

    def move_new(self, words: Words) -> None:
        """Copy and read back what is not verified yet; StorageFailed when bytes differ."""
        listed, there = dict(self._source.sizes()), dict(self._target.sizes())
        new = [
            name
            for name, size in sorted(listed.items())
            if name not in self.damaged and not (name in self._verified and there.get(name) == size)
        ]
        self._telling.step(words, sum(listed[name] for name in new))
        # A line that a kill tore ends here; `_read` passes it over.
        self._note("")
        for name in new:
            if self._move(name):
                self._note(json.dumps(name))
            self._telling.advance(listed[name])

    def _note(self, line: str) -> None:
        # A process that is killed keeps what it wrote; only a power cut loses it.
        with faults(self._journal.parent), self._journal.open("a") as journal:
            journal.write(f"{line}\n")

    def _move(self, name: str) -> bool:
        with self._source.local(name) as path:
            sha256 = _sha256_of(path)
            wrong = name.startswith(f"{ORIGINALS}/") and name != original_blob(sha256 or "")
            if wrong or sha256 is None:
                self.damaged.add(name)
                return False
            self._target.put(name, path)
        with self._target.open(name) as file:
            if _sha256(file) != sha256:
                raise StorageFailed(
                    Words(
                        zh=f"“{name}”在新存储里的内容与原来不同。请删除新存储里的它，再运行一次",
                        en=f"{name!r} has other bytes in the new store; delete it there and run"
                        " this again",
                    )
                )
        self._verified.add(name)
        return True


def _read(journal: Path) -> set[str]:
    try:
        lines = journal.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return set()
    names: set[str] = set()
    for line in lines:
        with contextlib.suppress(ValueError):
            names.add(str(json.loads(line)))
    return names


def _sha256_of(path: Path) -> str | None:
    """None when the disk cannot give the bytes back."""
    try:
        with path.open("rb") as file:
            return _sha256(file)
    except OSError:
        return None


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def differing(source: Mapping[str, int], target: Mapping[str, int]) -> list[str]:
    """Blobs that are on one side alone, or of another length."""
    return sorted(
        name for name in source.keys() | target.keys() if source.get(name) != target.get(name)
    )
