"""The audit log is one chain: what decisions and their undoing left in their own table joins it."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.reviewing.audit_chain import Logged, Place, linked

revision = "0013"
down_revision = "0012"

#: Entries written at a time.
_BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "wr_audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("anchor_number", sa.BigInteger(), nullable=False),
        sa.Column("anchor_hash", sa.String(64), nullable=False),
        sa.Column("anchored_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_audit_head")),
    )
    connection = op.get_bind()
    known = _known(connection)
    connection.execute(sa.text("DELETE FROM wr_audit"))
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.BigInteger(), nullable=False))
        batch_op.add_column(sa.Column("hash", sa.String(64), nullable=False))
        batch_op.add_column(sa.Column("before", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("after", sa.JSON(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_wr_audit_number"), ["number"])
    _chain(connection, known)


def _known(connection: sa.Connection) -> list[Logged]:
    """Every entry as the log has shown it so far, oldest first."""
    audit = _table("wr_audit", "id", "campaign", "at", "actor", "event", "subject")
    rows = connection.execute(sa.select(audit))
    found = [(_utc(r.at), 0, r.id, _logged(r, r.at, r.actor, r.event, r.subject)) for r in rows]
    decision = _table(
        "wr_decision",
        "id", "campaign", "at", "actor", "action", "asset", "before", "after", "undone_at",
        "undone_by",
    )  # fmt: skip
    for r in connection.execute(sa.select(decision)):
        made = _logged(r, r.at, r.actor, r.action, r.asset, r.before, r.after)
        found.append((made.at, 1, r.id, made))
        if r.undone_at is not None:
            undone = _logged(r, r.undone_at, r.undone_by, "undo", r.asset, r.after, r.before)
            found.append((undone.at, 2, r.id, undone))
    return [logged for *_, logged in sorted(found, key=lambda each: each[:3])]


def _table(name: str, *columns: str) -> sa.TableClause:
    types: dict[str, Any] = {
        "id": sa.Integer(),
        "at": sa.DateTime(timezone=True),
        "undone_at": sa.DateTime(timezone=True),
        "before": sa.JSON(),
        "after": sa.JSON(),
    }
    return sa.table(name, *(sa.column(each, types.get(each, sa.Text())) for each in columns))


def _logged(
    row: Any,
    at: datetime,
    actor: str,
    event: str,
    subject: str,
    before: Any = None,
    after: Any = None,
) -> Logged:
    return Logged(
        campaign=row.campaign,
        at=_utc(at),
        actor=actor or "",
        event=event,
        subject=subject,
        before=before,
        after=after,
    )


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _chain(connection: sa.Connection, known: list[Logged]) -> None:
    if not known:
        return
    links = linked(Place(), known)
    audit = sa.table(
        "wr_audit",
        *(sa.column(name, sa.Text()) for name in ("campaign", "actor", "event", "subject", "hash")),
        sa.column("number", sa.BigInteger()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("before", sa.JSON(none_as_null=True)),
        sa.column("after", sa.JSON(none_as_null=True)),
    )
    rows = [
        {
            "number": link.number,
            "hash": link.hash,
            "campaign": link.logged.campaign,
            "at": link.logged.at,
            "actor": link.logged.actor,
            "event": link.logged.event,
            "subject": link.logged.subject,
            "before": link.logged.before,
            "after": link.logged.after,
        }
        for link in links
    ]
    for start in range(0, len(rows), _BATCH):
        connection.execute(sa.insert(audit), rows[start : start + _BATCH])
    head = sa.table(
        "wr_audit_head",
        *(sa.column(name, sa.BigInteger()) for name in ("id", "number", "anchor_number")),
        *(sa.column(name, sa.String()) for name in ("hash", "anchor_hash")),
    )
    connection.execute(
        sa.insert(head).values(
            id=1,
            number=links[-1].number,
            hash=links[-1].hash,
            anchor_number=0,
            anchor_hash=Place().hash,
        )
    )


def downgrade() -> None:
    # What decisions said stands in their own table again.
    op.execute("DELETE FROM wr_audit WHERE event = 'undo' OR after IS NOT NULL")
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_wr_audit_number"), type_="unique")
        for name in ("after", "before", "hash", "number"):
            batch_op.drop_column(name)
    op.drop_table("wr_audit_head")
