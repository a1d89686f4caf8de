"""What people counted of an activity."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "wr_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("activity", sa.String(96), nullable=False),
        sa.Column("unit", sa.String(96), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_figures_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_figures")),
    )
    op.create_index(op.f("ix_wr_figures_campaign_id"), "wr_figures", ["campaign", "id"])


def downgrade() -> None:
    op.drop_table("wr_figures")
