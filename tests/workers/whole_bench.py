"""All stations over a real home in the test's own process: confined children, exiftool, SQLite."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from domain.asset import Asset
from domain.campaign import Campaign
from domain.judging.requirements import Requirement, Subject
from domain.sending import NewSending, NewUpload, UploadState
from storage.opening import Storage, open_storage
from storage.originals import store_original
from storage.scratch import scratch_folder
from storage.settings import read_settings
from tests.workers.test_engine import campaign
from workers.asset_flow import ASSET_WAY
from workers.bench import Bench, laid_out

#: Bounds of a film that is made in a sixth of the time, where its size is not what is looked at.
SMALL = {"width": (640, 640), "height": (360, 360)}
NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
KEY = "yunling-2024"


@dataclass(frozen=True, kw_only=True)
class House:
    storage: Storage
    bench: Bench

    def receive(self, file: Path, name: str = "") -> str:
        """The asset of one file that arrived, under its own name or another."""
        intake = self.storage.catalog.intake
        new = NewSending(
            campaign=KEY, unit="u1", invite=None, client_id="c", via="ingest", activity="a1"
        )
        sending = intake.sending(new, at=NOW)
        number = len(intake.receipts(campaign=KEY, unit="u1"))
        upload = intake.start(
            NewUpload(
                id=f"{number:032x}",
                sending=sending.id,
                filename=name or file.name,
                filetype="image/jpeg",
                size=file.stat().st_size,
                modified_ms=None,
                created_at=NOW,
                expires_at=NOW,
            )
        )
        stored = store_original(self.storage.blobs, file)
        done = intake.receive(
            upload.said.id, sha256=stored.sha256, size=stored.size, at=NOW, late=False
        )
        assert done.state in (UploadState.RECEIVED, UploadState.DUPLICATE)
        assert done.asset is not None
        return done.asset

    def walk(self, asset_id: str) -> Asset:
        """The asset after every station that it comes to."""
        for station in ASSET_WAY.values():
            if not station(self.bench, asset_id):
                break
        return self.asset(asset_id)

    def asset(self, asset_id: str) -> Asset:
        return self.storage.catalog.assets.get(asset_id)


def demanded(bounds: Mapping[str, tuple[int, int]]) -> Campaign:
    """The campaign whose notice bounds measures of the film: at least, at most."""
    asked = tuple(
        Requirement(
            id=f"its-{name}",
            about=Subject.FILM,
            says=name,
            measure=name,
            at_least=Fraction(least),
            at_most=Fraction(most),
        )
        for name, (least, most) in bounds.items()
    )
    return replace(campaign(), requirements=asked)


@contextmanager
def furnished(home: Path) -> Iterator[House]:
    """A house with one open campaign; its tools are started when first needed."""
    settings = read_settings({"WEEKREEL_HOME": str(home)})
    with (
        scratch_folder(home / "scratch") as scratch,
        open_storage(settings) as storage,
        laid_out(storage, blobs=settings.blobs_path, scratch=scratch, slots=1) as bench,
    ):
        storage.catalog.campaigns.save(campaign(), merges={}, at=NOW)
        yield House(storage=storage, bench=bench)
