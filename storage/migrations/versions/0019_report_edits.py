"""What editors wrote over the composed report."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "wr_report_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("paragraph", sa.String(96), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_report_edit_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_report_edit")),
    )
    op.create_index(
        op.f("ix_wr_report_edit_campaign_paragraph_id"),
        "wr_report_edit",
        ["campaign", "paragraph", "id"],
    )


def downgrade() -> None:
    op.drop_table("wr_report_edit")
