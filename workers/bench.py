"""What every station works with: storage, tools and limits, put together once at the start."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from storage.blobs import Blobs
from storage.catalog import Catalog
from workers.tools.asking import Asking
from workers.tools.confined import ConfinedPool
from workers.tools.exiftool import ExifTool


@dataclass(frozen=True, kw_only=True)
class Bench:
    catalog: Catalog
    blobs: Blobs
    #: Warm confined children that open senders' files, and the way to ask them.
    confined: ConfinedPool
    ask: Asking
    exiftool: ExifTool
    #: Folder of this worker alone for half-made files; new at its start, gone at its end.
    scratch: Path
    #: Profile files by name: county-science-week.
    profiles: Path
    #: Asked now and then whether the job was cancelled; None where nobody can.
    cancelled: Callable[[], bool] | None = None

    def for_job(self, cancelled: Callable[[], bool]) -> "Bench":
        """The same bench for one job, whose tools stop when it is cancelled."""
        return replace(self, ask=replace(self.ask, cancelled=cancelled), cancelled=cancelled)
