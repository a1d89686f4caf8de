"""What a program for recognising speech has heard in a film."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("wr_film", sa.Column("spoken", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("wr_film", "spoken")
