"""The words that were read in pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "wr_text",
        sa.Column("asset", sa.String(16), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset"], ["wr_asset.id"], name=op.f("fk_wr_text_asset_wr_asset")),
        sa.PrimaryKeyConstraint("asset", name=op.f("pk_wr_text")),
    )


def downgrade() -> None:
    op.drop_table("wr_text")
