"""A worker's scratch folder: its own while it lives, cleared away after a kill by the next one."""

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Held open and locked by the worker whose folder it is; the kernel lets go however it ends.
_ALIVE = ".alive"


@contextlib.contextmanager
def scratch_folder(root: Path) -> Iterator[Path]:
    """A new folder inside `root`, gone at the end; first those of killed workers are removed."""
    root.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as living:
        # One at a time, or a folder that is not locked yet would be taken for a dead worker's.
        with (root / ".lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            _remove_abandoned(root)
            folder = Path(tempfile.mkdtemp(prefix="worker-", dir=root))
            alive = living.enter_context((folder / _ALIVE).open("a"))
            fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(root: Path) -> None:
    for folder in root.glob("worker-*"):
        if not _is_held(folder / _ALIVE):
            shutil.rmtree(folder, ignore_errors=True)


def _is_held(file: Path) -> bool:
    try:
        with file.open("a") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # Killed between making the folder and marking it, or not ours to open.
        return False
    return False
