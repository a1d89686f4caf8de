"""What one key did can be taken back whole; look-alikes can be taken apart."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "wr_stroke",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_stroke")),
    )
    op.create_index(
        op.f("ix_wr_stroke_campaign_actor_id"), "wr_stroke", ["campaign", "actor", "id"]
    )
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stroke", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_wr_decision_stroke_wr_stroke"), "wr_stroke", ["stroke"], ["id"]
        )
        batch_op.create_index(op.f("ix_wr_decision_stroke"), ["stroke"])
    with op.batch_alter_table("wr_alike", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("apart", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("wr_alike", schema=None) as batch_op:
        batch_op.drop_column("apart")
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_wr_decision_stroke"))
        batch_op.drop_constraint(op.f("fk_wr_decision_stroke_wr_stroke"), type_="foreignkey")
        batch_op.drop_column("stroke")
    op.drop_table("wr_stroke")
