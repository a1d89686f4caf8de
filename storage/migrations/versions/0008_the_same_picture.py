"""By what pictures are found again, and which were judged the same."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "wr_print",
        sa.Column("asset", sa.String(16), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_print_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_print_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("asset", name=op.f("pk_wr_print")),
    )
    op.create_index(op.f("ix_wr_print_campaign"), "wr_print", ["campaign"])
    op.create_table(
        "wr_alike",
        sa.Column("asset", sa.String(16), nullable=False),
        sa.Column("other", sa.String(16), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_alike_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["wr_asset.id"], name=op.f("fk_wr_alike_other_wr_asset")
        ),
        sa.PrimaryKeyConstraint("asset", "other", name=op.f("pk_wr_alike")),
    )
    op.create_index(op.f("ix_wr_alike_other"), "wr_alike", ["other"])
    op.drop_index("ix_wr_asset_hashes", "wr_asset")


def downgrade() -> None:
    op.create_index("ix_wr_asset_hashes", "wr_asset", ["campaign", "kind", "state", "phash", "id"])
    op.drop_table("wr_alike")
    op.drop_table("wr_print")
