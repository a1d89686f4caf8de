"""Workers say what they are and take; what a worker died on is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Nullable: a worker of an earlier version beats without a card.
    with op.batch_alter_table("wr_worker_lease", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("left_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "wr_worker_death",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("executor_id", sa.String(length=96), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", "executor_id", name=op.f("pk_wr_worker_death")),
    )


def downgrade() -> None:
    op.drop_table("wr_worker_death")
    with op.batch_alter_table("wr_worker_lease", schema=None) as batch_op:
        batch_op.drop_column("left_ms")
        batch_op.drop_column("card")
