"""Which blobs rows speak of in any way: what is not known may be left by a killed process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cutting.music import MusicState
from domain.film import FilmState
from domain.moves import AssetState
from storage.sql.models import (
    AssetRow,
    DerivativeRow,
    FilmRow,
    MusicRow,
    PackageRow,
    ScanRow,
)

#: Films whose jobs have not ended.
MAKING = (FilmState.PLANNED, FilmState.CUTTING, FilmState.CUT)
#: Assets whose pictures may be in the store before a row names them.
_ON_THE_WAY = (AssetState.RECEIVED, AssetState.INSPECTED)


@dataclass(frozen=True, kw_only=True)
class KnownBlobs:
    """All that rows say of blobs, at one moment."""

    originals: frozenset[str]
    #: sha256 of what is being looked at.
    looking: frozenset[str]
    named: frozenset[str]
    #: Films being made.
    making: frozenset[str]
    packaging: bool
    #: sha256 of brought music.
    music: frozenset[str] = frozenset()
    #: Ids of scanned notices.
    scans: frozenset[str] = frozenset()

    def knows(self, name: str) -> bool:
        """True also for a kind of name that this version does not write."""
        check = _CHECKS.get(name.partition("/")[0])
        return check is None or check(self, name)


def known_blobs(session: Session) -> KnownBlobs:
    looking = select(AssetRow.sha256).where(AssetRow.state.in_(_ON_THE_WAY))
    named = set(session.scalars(select(DerivativeRow.blob)))
    named |= {blob for blob in session.scalars(select(FilmRow.blob)) if blob is not None}
    for files in session.scalars(select(PackageRow.files)):
        named |= {file.blob for file in files}
    # Of a purged asset nothing is kept, unless another that is not has the same bytes.
    kept = select(AssetRow.sha256).where(AssetRow.state != AssetState.PURGED)
    unmade = select(PackageRow.id).where(PackageRow.made.is_(False)).limit(1)
    return KnownBlobs(
        originals=frozenset(session.scalars(kept.distinct())),
        looking=frozenset(session.scalars(looking)),
        named=frozenset(named),
        making=frozenset(session.scalars(select(FilmRow.id).where(FilmRow.state.in_(MAKING)))),
        packaging=session.scalar(unmade) is not None,
        music=frozenset(
            session.scalars(select(MusicRow.sha256).where(MusicRow.state != MusicState.REMOVED))
        ),
        scans=frozenset(session.scalars(select(ScanRow.id))),
    )


def _original(known: KnownBlobs, name: str) -> bool:
    return name.rpartition("/")[2] in known.originals


def _derived(known: KnownBlobs, name: str) -> bool:
    sha256 = name.rpartition("/")[2].partition("-")[0]
    return name in known.named or sha256 in known.looking


def _segment(known: KnownBlobs, name: str) -> bool:
    parts = name.split("/")
    # Cards are of no asset; they go when all campaigns are over.
    return parts[1] == "cards" or (len(parts) > 2 and parts[2] in known.originals)


def _film(known: KnownBlobs, name: str) -> bool:
    film = name.partition("/")[2].rpartition("-")[0]
    return name in known.named or film in known.making


def _packaged(known: KnownBlobs, name: str) -> bool:
    return known.packaging or name in known.named


def _music(known: KnownBlobs, name: str) -> bool:
    return name.rpartition("/")[2] in known.music


def _scan(known: KnownBlobs, name: str) -> bool:
    return name.split("/")[1] in known.scans


_CHECKS: Mapping[str, Callable[[KnownBlobs, str], bool]] = {
    "originals": _original,
    "derived": _derived,
    "segments": _segment,
    "films": _film,
    "packaged": _packaged,
    "music": _music,
    "scans": _scan,
}
