"""The sweep finds what is left to do, and a withdrawal who else needs a blob, without a walk."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # No batch: it would make the whole table anew. NULL: the next sweep looks at each once more.
    op.add_column(
        "wr_tombstone", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index("ix_wr_tombstone_settled_at", "wr_tombstone", ["settled_at"])
    op.create_index("ix_wr_film_blob", "wr_film", ["blob"])
    op.create_index("ix_wr_film_state", "wr_film", ["state"])
    made = op.create_table(
        "wr_package_blob",
        sa.Column("package", sa.String(length=96), nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["package"], ["wr_package.id"], name=op.f("fk_wr_package_blob_package_wr_package")
        ),
        sa.PrimaryKeyConstraint("package", "blob", name=op.f("pk_wr_package_blob")),
    )
    op.create_index("ix_wr_package_blob_blob", "wr_package_blob", ["blob"])
    packages = sa.table("wr_package", sa.column("id"), sa.column("files"))
    connection = op.get_bind()
    for package, files in connection.execute(sa.select(packages.c.id, packages.c.files)).all():
        blobs = sorted({file["blob"] for file in json.loads(files)})
        if blobs:
            op.bulk_insert(made, [{"package": package, "blob": blob} for blob in blobs])


def downgrade() -> None:
    op.drop_table("wr_package_blob")
    op.drop_index("ix_wr_film_state", "wr_film")
    op.drop_index("ix_wr_film_blob", "wr_film")
    op.drop_index("ix_wr_tombstone_settled_at", "wr_tombstone")
    with op.batch_alter_table("wr_tombstone", schema=None) as batch_op:
        batch_op.drop_column("settled_at")
