"""Assets say which wanted shots they show."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_SOME = sa.text("shows <> '[]'")


def upgrade() -> None:
    with op.batch_alter_table("wr_asset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shows", sa.Text(), server_default="[]", nullable=False))
    op.create_index(
        "ix_wr_asset_shown", "wr_asset", ["campaign"], postgresql_where=_SOME, sqlite_where=_SOME
    )


def downgrade() -> None:
    op.drop_index("ix_wr_asset_shown", "wr_asset")
    # Made anew, as a batch would do it on SQLite, the table would lose what points to it.
    op.execute("ALTER TABLE wr_asset DROP COLUMN shows")
