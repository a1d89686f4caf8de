"""One moment of the database as a file, while everybody goes on writing, and what it speaks of."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, make_url, select, text

from domain.film import FilmState
from service import pg_programs
from storage.preparing import VERSION_TABLE
from storage.sql.engine import BACKENDS, storage_errors
from storage.sql.models import FilmRow
from storage.sql.references import CampaignCount, campaign_counts, required_blobs

#: Films whose jobs have not ended.
_MAKING = (FilmState.PLANNED, FilmState.CUTTING, FilmState.CUT)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a moment of the database says."""

    #: Blobs without which it is not whole.
    required: frozenset[str]
    campaigns: tuple[CampaignCount, ...]
    revision: str
    #: Major version of the server; 0 for a file.
    server: int
    #: True when a film is being made, whose job needs the shots rendered so far.
    making_films: bool


def kind_of(url: str) -> str:
    """sqlite or postgresql."""
    return make_url(url).get_backend_name()


def take_snapshot(url: str, to: Path) -> Snapshot:
    """Write one moment of the database into `to`, which must not exist.

    Raises StorageFailed when the database is away or its copy is not sound, ToolMissing and
    ToolFailed for a server's programs.
    """
    backend = BACKENDS[kind_of(url)]
    with storage_errors(), backend.moment(make_url(url), to, pg_programs.dump) as connection:
        return _read(connection, server=backend.version(connection))


def _read(connection: Connection, *, server: int) -> Snapshot:
    making = select(FilmRow.id).where(FilmRow.state.in_(_MAKING)).limit(1)
    return Snapshot(
        required=frozenset(required_blobs(connection)),
        campaigns=tuple(campaign_counts(connection)),
        revision=str(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))),
        server=server,
        making_films=connection.scalar(making) is not None,
    )
