"""Films that were finished elsewhere say the name of their file."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brought", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.drop_column("brought")
