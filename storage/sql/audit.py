"""The audit log as it is kept: verbs and ids, never personal text."""

from sqlalchemy import select

from storage.catalog_people import AuditEntry
from storage.sql.engine import Database
from storage.sql.models import AuditRow


class SqlAudit:
    """The Audit port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, campaign: str, entry: AuditEntry) -> None:
        with self._database.write() as session:
            session.add(
                AuditRow(
                    campaign=campaign,
                    at=entry.at,
                    actor=entry.actor,
                    event=entry.event,
                    subject=entry.subject,
                )
            )

    def entries(self, campaign: str) -> list[AuditEntry]:
        found = select(AuditRow).where(AuditRow.campaign == campaign).order_by(AuditRow.id)
        with self._database.read() as session:
            return [
                AuditEntry(at=row.at, actor=row.actor, event=row.event, subject=row.subject)
                for row in session.scalars(found)
            ]
