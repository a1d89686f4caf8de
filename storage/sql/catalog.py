"""The Catalog: all ports over one database."""

from sqlalchemy import Engine, text

from storage.queue import Queue
from storage.sql.assets import SqlAssets
from storage.sql.audit import SqlAudit
from storage.sql.campaigns import SqlCampaigns
from storage.sql.deaths import SqlDeaths
from storage.sql.drafts import SqlDrafts
from storage.sql.edits import SqlEdits
from storage.sql.engine import Database
from storage.sql.figures import SqlFigures
from storage.sql.films import SqlFilms
from storage.sql.handing import SqlHanding
from storage.sql.intake import SqlIntake
from storage.sql.leases import SqlLeases
from storage.sql.likeness import SqlLikeness
from storage.sql.music import SqlMusics
from storage.sql.packages import SqlPackages
from storage.sql.people import SqlPeople
from storage.sql.reports import SqlReports
from storage.sql.retention import SqlRetention
from storage.sql.scans import SqlScans
from storage.sql.signing import SqlSigning
from storage.sql.strokes import SqlStrokes
from storage.sql.texts import SqlTexts
from storage.sql.watch import SqlWatch


class SqlCatalog:
    """The Catalog port; `queue` writes jobs into the same database, in the same transactions."""

    def __init__(self, engine: Engine, queue: Queue) -> None:
        self._database = Database(engine)
        self.campaigns = SqlCampaigns(self._database, queue)
        self.intake = SqlIntake(self._database, queue)
        self.assets = SqlAssets(self._database, queue)
        self.likeness = SqlLikeness(self._database)
        self.strokes = SqlStrokes(self._database, queue)
        self.texts = SqlTexts(self._database)
        self.edits = SqlEdits(self._database)
        self.films = SqlFilms(self._database, queue)
        self.packages = SqlPackages(self._database, queue)
        self.handing = SqlHanding(self._database)
        self.signing = SqlSigning(self._database)
        self.music = SqlMusics(self._database, queue)
        self.figures = SqlFigures(self._database)
        self.reports = SqlReports(self._database)
        self.people = SqlPeople(self._database)
        self.drafts = SqlDrafts(self._database)
        self.scans = SqlScans(self._database, queue)
        self.leases = SqlLeases(self._database)
        self.deaths = SqlDeaths(self._database)
        self.audit = SqlAudit(self._database)
        self.retention = SqlRetention(self._database)
        self.watch = SqlWatch(self._database)

    def ping(self) -> None:
        with self._database.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        self._database.engine.dispose()
