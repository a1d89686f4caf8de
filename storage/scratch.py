"""Scratch folders of the home: one's own while one lives, cleared away after a kill by the next."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

#: Held open and locked by the process whose folder it is; the kernel lets go however it ends.
_ALIVE = ".alive"
_TURN = ".lock"


def scratch_root(home: Path) -> Path:
    """Where all of them lie."""
    return home / "scratch"


@contextlib.contextmanager
def scratch_folder(root: Path, kind: str = "worker") -> Generator[Path]:
    """A new folder `<kind>-*` inside `root`, gone at the end.

    First those of killed processes, of any kind, are removed. Raises OSError where the disk cannot
    be written.
    """
    root.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as living:
        # One at a time, or a folder that is not locked yet would be taken for a dead one's.
        with (root / _TURN).open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            _remove_abandoned(root)
            folder = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=root))
            alive = living.enter_context((folder / _ALIVE).open("a"))
            fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned(root: Path) -> int:
    """Remove the folders of killed processes; how many."""
    if not root.is_dir():
        return 0
    with (root / _TURN).open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _remove_abandoned(root)


def _remove_abandoned(root: Path) -> int:
    folders = [Path(entry) for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False)]
    left = [folder for folder in folders if not _is_held(folder / _ALIVE)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


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
