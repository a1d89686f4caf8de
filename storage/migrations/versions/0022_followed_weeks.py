"""Weeks know whether they came to their state by following a package."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    with op.batch_alter_table("wr_campaign", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("followed", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    # Who accepted them is not kept: taken for followed, an undo deletes nothing too early.
    op.execute("UPDATE wr_campaign SET followed = true WHERE state = 'accepted'")


def downgrade() -> None:
    # Made anew, as a batch would do it on SQLite, the table would lose what points to it.
    op.execute("ALTER TABLE wr_campaign DROP COLUMN followed")
