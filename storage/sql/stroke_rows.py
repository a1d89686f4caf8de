"""From a stroke's row to the stroke."""

from domain.reviewing.strokes import Stroke
from storage.sql.models import StrokeRow


def stroke_of(row: StrokeRow) -> Stroke:
    return Stroke(
        id=row.id,
        campaign=row.campaign,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        count=row.count,
        undone=row.undone_at is not None,
    )
