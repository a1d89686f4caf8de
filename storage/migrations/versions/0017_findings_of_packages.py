"""What was found in a package when it was made."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        batch_op.add_column(sa.Column("findings", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        batch_op.drop_column("findings")
