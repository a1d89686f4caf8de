"""A small house with something of everything, and a fingerprint of all that it keeps."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import inspect, text

from domain.arriving.refusals import REFUSALS
from domain.film import PackageFile
from domain.handing.links import Fetched
from domain.moves import PackageState
from domain.reviewing.review import Action
from domain.sending import NewSending
from domain.words import Words
from service.arriving.receiving import ingest_file
from service.packing.handing import share_package
from service.reviewing import withdraw
from storage.catalog_assets import Derivative
from storage.opening import Storage
from storage.settings import Settings
from storage.sql.engine import make_engine
from tests.contracts.sample_week import AT, KEY, LOOK, TAG, decide, plan, storyboard
from tests.contracts.sample_week import inspect as looked_into


@dataclass
class House:
    settings: Settings
    storage: Storage
    #: By the words that were sent as its bytes.
    assets: dict[str, str] = field(default_factory=dict)

    def take(self, content: str, folder: Path, *, campaign: str = KEY) -> str:
        """A file taken in; its asset's id."""
        path = folder / f"{content}.jpg"
        path.write_text(content)
        said = NewSending(
            campaign=campaign, unit="u1", invite=None, client_id="stick", via="ingest"
        )
        upload = ingest_file(self.settings, self.storage, said, path, at=AT)
        assert upload.asset is not None
        self.assets[content] = upload.asset
        return upload.asset

    def review(self, content: str) -> None:
        """Looked at, tagged and accepted, with a picture made of it."""
        asset, catalog = self.assets[content], self.storage.catalog
        sha256 = catalog.assets.get(asset).sha256
        blob = f"derived/{sha256[:2]}/{sha256}-thumb.webp"
        self.storage.blobs.put(blob, f"thumb of {content}".encode())
        looked_into(catalog, asset)
        catalog.assets.looked(asset, look=LOOK, derivatives=[Derivative(role="thumb", blob=blob)])
        catalog.assets.tagged(asset, tag=TAG, held=False)
        decide(catalog, asset, Action.ACCEPT)

    def start_film(self, *contents: str) -> str:
        """A film whose shots are being cut; a segment of each is kept."""
        catalog = self.storage.catalog
        film = catalog.films.start(KEY, at=AT)
        catalog.films.planned(film.id, storyboard([self.assets[c] for c in contents]))
        for content in contents:
            sha256 = catalog.assets.get(self.assets[content]).sha256
            name = f"segments/{sha256[:2]}/{sha256}/k.mp4"
            self.storage.blobs.put(name, f"shot of {content}".encode())
        return film.id

    def finish_film(self, film: str) -> str:
        """The film verified and packaged; the package's id."""
        films, packages = self.storage.catalog.films, self.storage.catalog.packages
        content = f"film {film}".encode() * 1000
        sha256 = hashlib.sha256(content).hexdigest()
        self.storage.blobs.put(f"films/{film}-{sha256[:16]}.mp4", content)
        films.cut(film, blob=f"films/{film}-{sha256[:16]}.mp4", sha256=sha256, size=len(content))
        films.verified(film, measures={"duration_ms": 34_000}, findings=())
        package = packages.start(KEY, film=film, at=AT)
        made = PackageFile(
            path="data/清单.txt", blob=f"packaged/{sha256[:2]}/{sha256}", size=3, sha256=sha256
        )
        self.storage.blobs.put(made.blob, b"abc")
        packages.made(package.id, files=[made], assets=list(self.assets.values())[:1])
        self._hand_in(package.id, film)
        return package.id

    def _hand_in(self, package: str, film: str) -> None:
        """Sent, by a link that was used; a leader's remark."""
        catalog = self.storage.catalog
        made, sent = PackageState.MADE, PackageState.SENT
        catalog.handing.move(package, seen=made, to=sent, by="editor", at=AT)
        kept = catalog.packages.get(package)
        link = share_package(self.storage, kept, label="", days=7, by="editor", at=AT).link.id
        catalog.handing.fetched(
            link, Fetched.PAGE, visitor="192.0.2.*", agent="phone", size=0, at=AT
        )
        catalog.signing.comment(link, film=film, at_ms=0, text="remark", name="leader", at=AT)

    def withdraw(self, content: str) -> None:
        withdraw(self.storage, self.assets[content], actor="editor", reason="", at=AT)


def furnish(settings: Settings, storage: Storage, folder: Path) -> House:
    """Six files: four accepted, one new, one refused; a film with a package, another being cut."""
    house = House(settings, storage)
    storage.catalog.campaigns.save(plan(), merges={}, at=AT)
    for content in ("a", "b", "c", "d", "new", "bad"):
        house.take(content, folder)
    for content in ("a", "b", "c", "d"):
        house.review(content)
    storage.catalog.assets.refuse(
        house.assets["bad"], code="unreadable", words=REFUSALS["unreadable"]
    )
    house.finish_film(house.start_film("a", "b"))
    house.start_film("a", "c")
    return house


def package_lists(storage: Storage) -> list[object]:
    """What every package consists of."""
    return [
        [(file.path, file.sha256, file.blob) for file in package.files]
        for package in storage.catalog.packages.all(KEY)
    ]


def blobs_of(storage: Storage) -> dict[str, str]:
    """Blob -> sha256 of its bytes."""
    found = {}
    for name in storage.blobs.names():
        with storage.blobs.open(name) as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


#: What tells of processes and not of the week.
_PASSING = {"wr_worker_lease", "wr_alembic_version", "dbos_migrations", "weekreel_moved"}


def rows_of(settings: Settings) -> dict[str, list[str]]:
    """Table -> its rows as text, sorted."""
    engine = make_engine(settings.database_url)
    found = {}
    with engine.connect() as connection:
        looking = inspect(connection)
        schemas = [None] if engine.dialect.name == "sqlite" else [None, "dbos"]
        for schema in schemas:
            for name in looking.get_table_names(schema=schema):
                if name not in _PASSING:
                    place = f"{schema}.{name}" if schema else name
                    columns = sorted(c["name"] for c in looking.get_columns(name, schema=schema))
                    names = ", ".join(f'"{column}"' for column in columns)
                    rows = connection.execute(text(f"SELECT {names} FROM {place}"))
                    found[name] = sorted(map(str, rows))
    engine.dispose()
    return found


class Interfering:
    """A telling that does something at a step, or after so many bytes of it; each once."""

    def __init__(self, **deeds: Callable[[], object]) -> None:
        #: First word of the step's English words -> what to do.
        self._deeds = deeds
        self.steps: list[str] = []
        self.advanced = 0

    def step(self, words: Words, total: int) -> None:
        self.steps.append(words.en)
        deed = self._deeds.pop(words.en.replace(" ", "_"), None)
        if deed is not None:
            deed()

    def advance(self, by: int) -> None:
        self.advanced += by
