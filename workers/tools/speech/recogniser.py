"""The seam for recognising speech: absent unless the owner names a program of their own.

No model is shipped and none is fetched: what recognises Mandarin and the county's dialects well, on
what hardware, is the owner's to choose, and a wrapper of a few lines fits any of them.
"""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from domain.cutting.spoken import Spoken, spoken_of
from workers.tools.running.runner import run

#: Seconds by the clock for each second of sound, and at least.
_PATIENCE, _LEAST_S = 20.0, 120.0
#: Bytes that it may print; 600 captions take a tenth.
_MOST_BYTES = 1 << 20
#: It brings a model, perhaps mapped into memory: no limit of address space fits all.
_ADDRESS_SPACE = 1 << 46


class Recogniser(Protocol):
    """Hears what is said."""

    def heard(
        self, wav: Path, *, lasts_ms: int, cancelled: Callable[[], bool] | None = None
    ) -> tuple[Spoken, ...]:
        """What is said in a WAV file of 16 kHz, one channel, 16 bits, in the order of time.

        Raises ToolMissing where the program is not installed, ToolFailed where it ends with another
        status than 0 or prints too much, Refused where it prints no captions, ToolTimedOut, and
        ToolCancelled within 0.1 s of `cancelled()`.
        """
        ...


class CommandRecogniser:
    """A program that is called with its options and the WAV file's absolute path.

    It prints SubRip or WebVTT, in UTF-8. It runs in `/` with a clean environment and at a lower
    priority; its home, and where it puts what is temporary, is the folder of the WAV file, which
    goes afterwards. It is the owner's, so it is not confined, and may read its model wherever that
    lies.
    """

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    def heard(
        self, wav: Path, *, lasts_ms: int, cancelled: Callable[[], bool] | None = None
    ) -> tuple[Spoken, ...]:
        program, *options = self._words
        patience_s = max(_LEAST_S, _PATIENCE * lasts_ms / 1000)
        told = run(
            program,
            [*options, str(wav.absolute())],
            reads=[wav],
            writes=[wav.parent],
            timeout_s=patience_s,
            max_stdout=_MOST_BYTES,
            memory_bytes=_ADDRESS_SPACE,
            processes=True,
            trusted=True,
            niceness=10,
            cancelled=cancelled,
        )
        return spoken_of(told.stdout.decode(errors="replace"), lasts_ms=lasts_ms)


def recogniser_of(command: str | None) -> Recogniser | None:
    """None where the owner named no program."""
    return CommandRecogniser(command) if command else None
