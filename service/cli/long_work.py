"""A progress bar for work of many bytes: how much, how fast, how long still."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from domain.words import Words
from service.cli.common import said


class Bars:
    """One bar a step; the one before is filled when the next begins."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID | None = None

    def step(self, words: Words, total: int) -> None:
        self.fill()
        self._bar = self._progress.add_task(said(words), total=total or None)

    def advance(self, by: int) -> None:
        if self._bar is not None:
            self._progress.advance(self._bar, by)

    def fill(self) -> None:
        for task in self._progress.tasks:
            total = task.total or task.completed or 1
            self._progress.update(task.id, total=total, completed=total)


@contextmanager
def bars() -> Iterator[Bars]:
    """On stderr, so that what a command answers can be piped."""
    with Progress(
        TextColumn("{task.description:<22}"),
        BarColumn(bar_width=28),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:
        shown = Bars(progress)
        yield shown
        shown.fill()
