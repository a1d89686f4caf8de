"""Commands typed one after the other into a process that has loaded the command line once.

Loading is most of what a command costs, and is itself tested by those that start the program. Each
command runs in a fork of its own, with the modules that `service.command` has before it speaks, and
a worker's, which no command asks for.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

from service.command import main
from tests.forks import FORKS


def typed(
    words: Sequence[str], environ: Mapping[str, str], *, cwd: Path, said: Path, timeout_s: float
) -> tuple[int, str, str]:
    """Exit status and what was said, which is kept beside `said` while it runs.

    TimeoutError when it goes on for longer.
    """
    out, err = said.with_suffix(".out"), said.with_suffix(".err")
    process = FORKS.Process(target=_speak, args=(words, dict(environ), cwd, out, err))
    process.start()
    process.join(timeout_s)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError(f"{' '.join(words)} goes on after {timeout_s} s")
    return process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


def _speak(
    words: Sequence[str], environ: Mapping[str, str], cwd: Path, out: Path, err: Path
) -> None:
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(cwd)
    for number, path in ((1, out), (2, err)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding="utf-8")
    sys.argv = ["weekreel", *words]
    main()
