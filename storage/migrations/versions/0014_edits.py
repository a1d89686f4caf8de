"""What editors change of a film, one state after the other."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "wr_edit",
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_edit_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("pk_wr_edit")),
    )
    op.create_table(
        "wr_edit_head",
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_edit_head_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_wr_edit_head")),
    )
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.drop_column("draft")
    op.drop_table("wr_edit_head")
    op.drop_table("wr_edit")
