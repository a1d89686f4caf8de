"""Photo and clip of one motion photo name each other, a sidecar names its photo."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # No batch: it would make the whole table anew.
    op.add_column("wr_asset", sa.Column("belongs_to", sa.String(length=16), nullable=True))
    op.create_index("ix_wr_asset_belongs_to", "wr_asset", ["belongs_to"])


def downgrade() -> None:
    op.drop_index("ix_wr_asset_belongs_to", "wr_asset")
    with op.batch_alter_table("wr_asset", schema=None) as batch_op:
        batch_op.drop_column("belongs_to")
