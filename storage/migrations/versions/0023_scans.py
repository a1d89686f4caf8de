"""Scanned notices on their way to be read, with the people they name."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "wr_scan",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["wr_user.name"], name=op.f("fk_wr_scan_user_wr_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_scan")),
    )
    op.create_index(op.f("ix_wr_scan_user"), "wr_scan", ["user"])
    op.create_table(
        "wr_scan_page",
        sa.Column("scan", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan"], ["wr_scan.id"], name=op.f("fk_wr_scan_page_scan_wr_scan")
        ),
        sa.PrimaryKeyConstraint("scan", "number", name=op.f("pk_wr_scan_page")),
    )


def downgrade() -> None:
    op.drop_table("wr_scan_page")
    op.drop_table("wr_scan")
