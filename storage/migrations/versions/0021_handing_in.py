"""Packages have versions, makers, recipients and a state; links without account; 审签."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_NEW = (
    ("by", sa.Text(), ""),
    ("recipient", sa.Text(), ""),
    ("texts", sa.Text(), "[]"),
    ("state", sa.String(16), "made"),
)
_TIME = sa.DateTime(timezone=True)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name)


def upgrade() -> None:
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        for name, kind, plain in _NEW:
            batch_op.add_column(sa.Column(name, kind, server_default=plain, nullable=False))
    _moves()
    _shares()
    _signing()


def _moves() -> None:
    table = "wr_package_move"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(96), nullable=False),
        sa.Column("to", sa.String(16), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _to(table, "package", "wr_package"),
        _key(table),
    )
    op.create_index(op.f("ix_wr_package_move_package"), table, ["package"])


def _shares() -> None:
    table = "wr_share"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("package", sa.String(96), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.String(128), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _to(table, "campaign", "wr_campaign", "key"),
        _to(table, "package", "wr_package"),
        _key(table),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_wr_share_secret_hash")),
    )
    op.create_index(op.f("ix_wr_share_campaign"), table, ["campaign"])
    fetches = "wr_share_fetch"
    op.create_table(
        fetches,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("first_at", _TIME, nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("visitor", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(16), nullable=False),
        _to(fetches, "share", table),
        _key(fetches),
    )
    op.create_index(op.f("ix_wr_share_fetch_share_last_at"), fetches, ["share", "last_at"])


def _signing() -> None:
    table = "wr_comment"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("film", sa.String(96), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("done_at", _TIME, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=False),
        _to(table, "campaign", "wr_campaign", "key"),
        _to(table, "share", "wr_share"),
        _to(table, "film", "wr_film"),
        _key(table),
    )
    op.create_index(op.f("ix_wr_comment_campaign"), table, ["campaign"])
    verdicts = "wr_verdict"
    op.create_table(
        verdicts,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(96), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("film", sa.String(96), nullable=False),
        sa.Column("film_sha256", sa.String(64), nullable=False),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _to(verdicts, "campaign", "wr_campaign", "key"),
        _to(verdicts, "share", "wr_share"),
        _to(verdicts, "film", "wr_film"),
        _key(verdicts),
    )
    op.create_index(op.f("ix_wr_verdict_campaign"), verdicts, ["campaign"])


def downgrade() -> None:
    for table in ("wr_verdict", "wr_comment", "wr_share_fetch", "wr_share", "wr_package_move"):
        op.drop_table(table)
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        for name, _, _ in reversed(_NEW):
            batch_op.drop_column(name)
