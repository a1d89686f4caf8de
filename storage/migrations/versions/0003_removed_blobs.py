"""What retention deleted is known, so that a backup does not take it for lost."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "wr_removed_blob",
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("blob", name=op.f("pk_wr_removed_blob")),
    )


def downgrade() -> None:
    op.drop_table("wr_removed_blob")
