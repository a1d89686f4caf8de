"""Weeks know whether they came to their state by following a package."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    # In place: a batch would make the table anew on SQLite, and lose what points to it.
    followed = sa.Column("followed", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("wr_campaign", followed)
    # Who accepted them is not kept: taken for followed, an undo deletes nothing too early.
    op.execute("UPDATE wr_campaign SET followed = true WHERE state = 'accepted'")


def downgrade() -> None:
    # Made anew, as a batch would do it on SQLite, the table would lose what points to it.
    op.execute("ALTER TABLE wr_campaign DROP COLUMN followed")
