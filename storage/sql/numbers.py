"""Films and packages are numbered within their week, from 1 on."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.sql.models import FilmRow, PackageRow


def next_number(session: Session, table: type[FilmRow] | type[PackageRow], campaign: str) -> int:
    newest = select(func.max(table.number)).where(table.campaign == campaign)
    return (session.scalar(newest) or 0) + 1
