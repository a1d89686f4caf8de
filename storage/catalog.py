"""The seam to rows: small ports, one per subject, that any SQL database can stand behind.

Every write is one transaction. Times are aware datetimes in UTC. A state move is one conditional
UPDATE: `False` means another process was first or the move is not lawful from where the row is.
"""

from typing import Protocol

from storage.catalog_assets import Assets
from storage.catalog_campaigns import Campaigns
from storage.catalog_drafts import Drafts
from storage.catalog_edits import Edits
from storage.catalog_figures import Figures
from storage.catalog_films import Films
from storage.catalog_handing import Handing, Signing
from storage.catalog_intake import Intake
from storage.catalog_likeness import Likeness
from storage.catalog_music import Musics
from storage.catalog_packages import Packages
from storage.catalog_people import Audit, Deaths, Leases, People
from storage.catalog_reports import Reports
from storage.catalog_retention import Retention
from storage.catalog_scans import Scans
from storage.catalog_strokes import Strokes
from storage.catalog_texts import Texts
from storage.catalog_watch import Watch


class Catalog(Protocol):
    """All ports over one database."""

    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def intake(self) -> Intake: ...
    @property
    def assets(self) -> Assets: ...
    @property
    def likeness(self) -> Likeness: ...
    @property
    def strokes(self) -> Strokes: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def edits(self) -> Edits: ...
    @property
    def films(self) -> Films: ...
    @property
    def packages(self) -> Packages: ...
    @property
    def handing(self) -> Handing: ...
    @property
    def signing(self) -> Signing: ...
    @property
    def music(self) -> Musics: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def people(self) -> People: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def scans(self) -> Scans: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def deaths(self) -> Deaths: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def watch(self) -> Watch: ...
    @property
    def retention(self) -> Retention: ...

    def ping(self) -> None:
        """StorageFailed when the database does not answer."""
        ...

    def close(self) -> None: ...
