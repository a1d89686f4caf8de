"""What a worker that was cut off from the database leaves on its disk: no job was at fault.

Its silence looks to others like a death, and three deaths set a job aside: three cuts of a network
would have parked innocent jobs. What it cannot tell the database then is told by the next worker
that finds the note, before it takes over, or after another machine's worker did and blamed.
"""

from pathlib import Path

import structlog

from storage.catalog_people import Deaths, Leases

log = structlog.get_logger()


class LastWords:
    """Notes in `folder`, one empty file named by the executor that ended itself."""

    def __init__(self, folder: Path, *, leases: Leases, deaths: Deaths) -> None:
        self._folder = folder
        self._leases = leases
        self._deaths = deaths

    def leave(self, executor_id: str) -> None:
        """Raises OSError where the disk is full or not ours: then the deaths are counted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / executor_id).touch()

    def deliver(self) -> list[str]:
        """Tell the database of all that ended so on this machine; who they were.

        Twice does no harm: a note is taken off when it was told.
        """
        notes = sorted(self._folder.glob("*"))
        for note in notes:
            self._leases.leave(note.name)
            jobs = self._deaths.absolve(note.name)
            note.unlink(missing_ok=True)
            log.warning("a worker had lost the database, no job of it", executor=note.name, of=jobs)
        return [note.name for note in notes]
