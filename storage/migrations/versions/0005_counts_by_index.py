"""What the board and the list of weeks show is read from indices, without assets and plans."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_BOARD = (
    "campaign",
    "tag_activity",
    "tag_day",
    "unit",
    "state",
    "tag_ready",
    "minors",
    "patients",
    "consent",
)
_HASHES = ("campaign", "kind", "state", "phash", "id")


def upgrade() -> None:
    # No batch: it would make the whole table anew.
    op.add_column("wr_campaign", sa.Column("title", sa.Text(), server_default="", nullable=False))
    campaigns = sa.table("wr_campaign", sa.column("key"), sa.column("title"), sa.column("plan"))
    connection = op.get_bind()
    for key, plan in connection.execute(sa.select(campaigns.c.key, campaigns.c.plan)).all():
        titled = sa.update(campaigns).where(campaigns.c.key == key)
        connection.execute(titled.values(title=json.loads(plan)["title"]))
    op.create_index("ix_wr_asset_board", "wr_asset", list(_BOARD))
    op.create_index("ix_wr_asset_hashes", "wr_asset", list(_HASHES))


def downgrade() -> None:
    op.drop_index("ix_wr_asset_hashes", "wr_asset")
    op.drop_index("ix_wr_asset_board", "wr_asset")
    with op.batch_alter_table("wr_campaign", schema=None) as batch_op:
        batch_op.drop_column("title")
