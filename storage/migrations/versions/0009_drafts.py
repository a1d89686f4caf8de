"""A notice on an editor's table, until it is a campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "wr_draft",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["wr_user.name"], name=op.f("fk_wr_draft_user_wr_user")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_wr_draft")),
    )
    op.create_index(op.f("ix_wr_draft_updated_at"), "wr_draft", ["updated_at"])


def downgrade() -> None:
    op.drop_table("wr_draft")
