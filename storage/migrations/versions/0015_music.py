"""Music that people brought."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "wr_music",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("beats", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_music_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_music")),
    )
    op.create_index(op.f("ix_wr_music_campaign"), "wr_music", ["campaign"])
    op.create_index(op.f("ix_wr_music_sha256"), "wr_music", ["sha256"])


def downgrade() -> None:
    op.drop_table("wr_music")
