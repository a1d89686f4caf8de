"""A terminal with nothing but the weekreel command: its own home, its own environment."""

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from storage.opening import Storage, open_storage
from storage.settings import read_settings
from tests.acceptance.typed import typed

ROOT = Path(__file__).parents[2]
COMMAND = ROOT / ".venv" / "bin" / "weekreel"
PYTHON = ROOT / ".venv" / "bin" / "python"
#: Seconds without a sign of life after which a worker is taken for dead.
LEASE_TTL_S = 6
CHINESE = "zh_CN.UTF-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command said before it ended."""

    #: As typed, without the program's name.
    command: tuple[str, ...]
    #: Exit status.
    status: int
    out: str
    err: str
    seconds: float

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its output as JSON, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        (row,) = self.rows
        return row


@dataclass(frozen=True, kw_only=True)
class Terminal:
    #: Becomes WEEKREEL_HOME.
    home: Path
    #: What is set beside it, such as WEEKREEL_MAX_FILE_BYTES.
    extra: Mapping[str, str]
    #: Commands run to their end are typed into a process that has the command line loaded.
    loaded: bool = False

    @property
    def environ(self) -> dict[str, str]:
        """Clean: nothing of whoever runs the tests but where programs are found."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "WEEKREEL_HOME": str(self.home),
            "WEEKREEL_LEASE_TTL": str(LEASE_TTL_S),
            **self.extra,
        }

    def run(self, *command: str | Path, tongue: str = "C.UTF-8", timeout_s: float = 300) -> Answer:
        """One command to its end, in the tongue (LANG) asked for."""
        words = tuple(str(word) for word in command)
        environ = self.environ | {"LANG": tongue}
        began = time.monotonic()
        run = self._typed if self.loaded else self._started
        status, out, err = run(words, environ, timeout_s)
        seconds = time.monotonic() - began
        return Answer(command=words, status=status, out=out, err=err, seconds=seconds)

    def _started(
        self, words: Sequence[str], environ: Mapping[str, str], timeout_s: float
    ) -> tuple[int, str, str]:
        done = subprocess.run(
            [COMMAND, *words],
            env=environ,
            cwd=self.home.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
        return done.returncode, done.stdout, done.stderr

    def _typed(
        self, words: Sequence[str], environ: Mapping[str, str], timeout_s: float
    ) -> tuple[int, str, str]:
        with tempfile.TemporaryDirectory() as folder:
            return typed(
                words,
                environ,
                cwd=self.home.parent,
                said=Path(folder, "said"),
                timeout_s=timeout_s,
            )

    @contextlib.contextmanager
    def beside(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A command that runs on inside the `with` (worker, serve), then is told to end."""
        with (self.home.parent / f"{command[0]}.log").open("ab") as log:
            child = subprocess.Popen(
                [COMMAND, *command],
                env=self.environ,
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @contextlib.contextmanager
    def storage(self) -> Iterator[Storage]:
        """What is kept in this home, opened by the test itself."""
        # The S3 client finds its key in the process's own environment alone.
        keys = {name: value for name, value in self.environ.items() if name.startswith("AWS_")}
        with mock.patch.dict(os.environ, keys):
            with open_storage(read_settings(self.environ)) as storage:
                yield storage


def until(what: str, true: object, *, timeout_s: float = 120, every_s: float = 0.1) -> None:
    """Wait for `true()`; an AssertionError that says what never came."""
    deadline = time.monotonic() + timeout_s
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(every_s)
