"""A folder of the home for one run; what a killed run left of its own is deleted by the next."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from service.keeping.medium import faults

#: Start of its name. A copy of the whole database lies in it.
_PREFIX = ".snapshot-"


@contextmanager
def scratch_folder(home: Path) -> Generator[Path]:
    """Gone at the end. A run that lives holds a lock on its folder, so only dead ones' are deleted.

    Raises StorageFailed when the home cannot be written.
    """
    with faults(home):
        for left in home.glob(f"{_PREFIX}*"):
            _delete_if_left(left)
        folder = Path(tempfile.mkdtemp(dir=home, prefix=_PREFIX))
        lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _delete_if_left(folder: Path) -> None:
    with contextlib.suppress(BlockingIOError, FileNotFoundError):
        lock = _locked(folder)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
