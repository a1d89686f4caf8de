"""Opens what is kept: the one place that knows which implementation stands behind each seam."""

from dataclasses import dataclass
from types import TracebackType
from typing import TextIO

from sqlalchemy import Engine

from storage.blobs import Blobs
from storage.catalog import Catalog
from storage.dbos.claims import Claims
from storage.dbos.queue import DbosQueue
from storage.folder_blobs import FolderBlobs
from storage.half_restored import refuse_half_restored
from storage.house_lock import enter
from storage.preparing import check_version, prepare_database
from storage.queue import Queue
from storage.s3.copies import BlobCache
from storage.settings import Settings
from storage.sql.catalog import SqlCatalog
from storage.sql.engine import make_engine, storage_errors
from storage.sql.marks import refuse_moved


@dataclass(frozen=True, kw_only=True)
class Storage:
    """Catalog, blobs and queue of one process; closed at the end of a `with`."""

    catalog: Catalog
    blobs: Blobs
    queue: Queue
    claims: Claims
    _engine: Engine
    #: Held open while this process is in the house.
    _entered: TextIO

    def check_version(self) -> None:
        """UsageError when a newer version has changed the database since it was opened."""
        check_version(self._engine)

    def close(self) -> None:
        self.queue.close()
        self.catalog.close()
        self._engine.dispose()
        self._entered.close()

    def __enter__(self) -> "Storage":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_storage(settings: Settings) -> Storage:
    """Everything kept, ready to be used: tables are made or brought up to date first.

    Raises StorageFailed when the database or the folder cannot be reached, UsageError when the
    database was written by a newer version, Conflict when the data is being restored or was moved.
    """
    entered = enter(settings.home)
    try:
        refuse_half_restored(settings.home)
        prepare_database(settings)
        return _opened(settings, entered)
    except BaseException:
        entered.close()
        raise


def _opened(settings: Settings, entered: TextIO) -> Storage:
    engine = make_engine(settings.database_url, connections=settings.database_connections)
    try:
        with storage_errors():
            refuse_moved(engine)
    except BaseException:
        engine.dispose()
        raise
    queue = DbosQueue(engine)
    return Storage(
        catalog=SqlCatalog(engine, queue),
        blobs=open_blobs(settings),
        queue=queue,
        claims=Claims(engine),
        _engine=engine,
        _entered=entered,
    )


def open_blobs(settings: Settings) -> Blobs:
    """The blobs alone, for whoever may not open the catalog; raises StorageFailed."""
    if settings.blobs_place is None:
        return FolderBlobs(settings.blobs_path)
    # Imported where it is needed: boto3 takes half a second of every command's start.
    from storage.s3.blobs import S3Blobs  # noqa: PLC0415

    copies = BlobCache(settings.blobs_path, max_bytes=settings.blob_copies_bytes)
    return S3Blobs(settings.blobs_place, copies)
