"""Who is in the house: every process that opens the storage shares a lock that some need alone.

The lock is the kernel's (flock) on one file of the home, so a killed process leaves none behind. It
tells of processes of this machine alone; workers of other machines are known by their leases.
"""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from domain.errors import Conflict, StorageFailed
from domain.words import Words

#: The file in the home.
NAME = "house.lock"

_TAKEN = Words(
    zh="这台机器上正在恢复或搬迁数据，请等它结束后再运行",
    en="data is being restored or moved on this machine; run this again when that has ended",
)
_BUSY = Words(
    zh="这台机器上还有 weekreel 在运行（网页或工作进程）。请先停掉，再运行一次",
    en="weekreel still runs on this machine (pages or a worker); stop it and run this again",
)


def enter(home: Path) -> TextIO:
    """Share the house until what is given is closed; Conflict while somebody has it alone.

    Raises StorageFailed when the home cannot be used.
    """
    return _locked(home, fcntl.LOCK_SH, _TAKEN)


@contextmanager
def alone(home: Path) -> Generator[None]:
    """Nobody else of this machine has the storage open inside the `with`; Conflict otherwise."""
    with _locked(home, fcntl.LOCK_EX, _BUSY):
        yield


def _locked(home: Path, how: int, refused: Words) -> TextIO:
    file = _opened(home)
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Conflict(refused) from error
    except OSError as error:
        # Some network file systems have no locks.
        file.close()
        raise _unusable(home, error) from error
    return file


def _opened(home: Path) -> TextIO:
    try:
        home.mkdir(parents=True, exist_ok=True)
        return (home / NAME).open("a")
    except OSError as error:
        raise _unusable(home, error) from error


def _unusable(home: Path, error: OSError) -> StorageFailed:
    return StorageFailed(
        Words(
            zh=f"WEEKREEL_HOME={home} 不可用：{error.strerror}",
            en=f"WEEKREEL_HOME={home} cannot be used: {error.strerror}",
        )
    )
