"""The audit log can be read by time."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_audit_at_id"), ["at", "id"], unique=False)
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_decision_at_id"), ["at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_wr_decision_undone_at_id"), ["undone_at", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_decision_undone_at_id"))
        batch_op.drop_index(batch_op.f("ix_wr_decision_at_id"))
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_audit_at_id"))
