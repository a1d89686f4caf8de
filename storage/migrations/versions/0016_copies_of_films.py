"""Copies of a film in another size."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.add_column(sa.Column("of", sa.String(96), nullable=True))
        batch_op.add_column(sa.Column("profile", sa.String(64), nullable=True))
        batch_op.create_foreign_key(op.f("fk_wr_film_of_wr_film"), "wr_film", ["of"], ["id"])
        batch_op.create_index(op.f("ix_wr_film_of"), ["of"])


def downgrade() -> None:
    with op.batch_alter_table("wr_film", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_wr_film_of"))
        batch_op.drop_constraint(op.f("fk_wr_film_of_wr_film"), type_="foreignkey")
        batch_op.drop_column("profile")
        batch_op.drop_column("of")
