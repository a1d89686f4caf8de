"""The first tables of the catalog."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "wr_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_audit")),
    )
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_audit_campaign"), ["campaign"], unique=False)

    op.create_table(
        "wr_campaign",
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wr_campaign")),
    )
    op.create_table(
        "wr_job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_job")),
    )
    with op.batch_alter_table("wr_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_job_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_wr_job_created_ms"), ["created_ms"], unique=False)

    op.create_table(
        "wr_user",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wr_user")),
    )
    op.create_table(
        "wr_worker_lease",
        sa.Column("executor_id", sa.String(length=96), nullable=False),
        sa.Column("beat_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_wr_worker_lease")),
    )
    op.create_table(
        "wr_film",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blob", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("measures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("failed_because", sa.Text(), nullable=True),
        sa.Column("to_be_replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_film_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_film")),
        sa.UniqueConstraint("campaign", "number", name=op.f("uq_wr_film_campaign_number")),
    )
    op.create_table(
        "wr_invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("unit", sa.String(length=96), nullable=False),
        sa.Column("activity", sa.String(length=96), nullable=True),
        sa.Column("secret_hash", sa.String(length=128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_invite_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_invite")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_wr_invite_secret_hash")),
    )
    with op.batch_alter_table("wr_invite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_invite_campaign"), ["campaign"], unique=False)

    op.create_table(
        "wr_link",
        sa.Column("token_hash", sa.String(length=128), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["wr_user.name"], name=op.f("fk_wr_link_user_wr_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_wr_link")),
    )
    with op.batch_alter_table("wr_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_link_user"), ["user"], unique=False)

    op.create_table(
        "wr_session",
        sa.Column("token_hash", sa.String(length=128), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user"], ["wr_user.name"], name=op.f("fk_wr_session_user_wr_user")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_wr_session")),
    )
    with op.batch_alter_table("wr_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_session_user"), ["user"], unique=False)

    op.create_table(
        "wr_package",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("film", sa.String(length=96), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("to_be_replaced", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_package_campaign_wr_campaign")
        ),
        sa.ForeignKeyConstraint(["film"], ["wr_film.id"], name=op.f("fk_wr_package_film_wr_film")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_package")),
        sa.UniqueConstraint("campaign", "number", name=op.f("uq_wr_package_campaign_number")),
    )
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_package_film"), ["film"], unique=False)

    op.create_table(
        "wr_sending",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("unit", sa.String(length=96), nullable=False),
        sa.Column("invite", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("activity", sa.String(length=96), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("informed", sa.Boolean(), nullable=False),
        sa.Column("minors", sa.Boolean(), nullable=False),
        sa.Column("patients", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_unit", sa.String(length=96), nullable=False),
        sa.Column("number_day", sa.Date(), nullable=False),
        sa.Column("number_count", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_sending_campaign_wr_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["invite"], ["wr_invite.id"], name=op.f("fk_wr_sending_invite_wr_invite")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_sending")),
        sa.UniqueConstraint(
            "campaign",
            "number_unit",
            "number_day",
            "number_count",
            name=op.f("uq_wr_sending_campaign_number_unit_number_day_number_count"),
        ),
    )
    with op.batch_alter_table("wr_sending", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wr_sending_campaign_unit"), ["campaign", "unit"], unique=False
        )

    op.create_table(
        "wr_storyboard",
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("film", sa.String(length=96), nullable=False),
        sa.Column("board", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_storyboard_campaign_wr_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["film"], ["wr_film.id"], name=op.f("fk_wr_storyboard_film_wr_film")
        ),
        sa.PrimaryKeyConstraint("campaign", "version", name=op.f("pk_wr_storyboard")),
        sa.UniqueConstraint("film", name=op.f("uq_wr_storyboard_film")),
    )
    op.create_table(
        "wr_asset",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=96), nullable=False),
        sa.Column("sending", sa.String(length=96), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("refused_code", sa.String(length=64), nullable=True),
        sa.Column("refused_words", sa.Text(), nullable=True),
        sa.Column("sender_activity", sa.String(length=96), nullable=True),
        sa.Column("sender_day", sa.Date(), nullable=True),
        sa.Column("invite_activity", sa.String(length=96), nullable=True),
        sa.Column("modified_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("informed", sa.Boolean(), nullable=False),
        sa.Column("minors", sa.Boolean(), nullable=False),
        sa.Column("patients", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_class", sa.String(length=16), nullable=False),
        sa.Column("taken_from", sa.String(length=32), nullable=True),
        sa.Column("look", sa.Text(), nullable=True),
        sa.Column("phash", sa.String(length=16), nullable=True),
        sa.Column("tag_activity", sa.String(length=96), nullable=True),
        sa.Column("tag_day", sa.Date(), nullable=True),
        sa.Column("tag_by", sa.String(length=16), nullable=True),
        sa.Column("tag_confidence", sa.Integer(), nullable=True),
        sa.Column("tag_ready", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("star", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of", sa.String(length=16), nullable=True),
        sa.Column("near_duplicate_of", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_asset_campaign_wr_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["sending"], ["wr_sending.id"], name=op.f("fk_wr_asset_sending_wr_sending")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_asset")),
        sa.UniqueConstraint("campaign", "sha256", name=op.f("uq_wr_asset_campaign_sha256")),
    )
    with op.batch_alter_table("wr_asset", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wr_asset_campaign_id"), ["campaign", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_wr_asset_campaign_state_id"), ["campaign", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_wr_asset_campaign_tag_activity_id_state"),
            ["campaign", "tag_activity", "id", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_wr_asset_campaign_unit_id"), ["campaign", "unit", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_wr_asset_sending"), ["sending"], unique=False)
        batch_op.create_index(batch_op.f("ix_wr_asset_sha256"), ["sha256"], unique=False)

    op.create_table(
        "wr_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("asset", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(length=96), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_decision_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_decision_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_decision")),
    )
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wr_decision_campaign_asset_id"),
            ["campaign", "asset", "id"],
            unique=False,
        )

    op.create_table(
        "wr_derivative",
        sa.Column("asset", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_derivative_asset_wr_asset")
        ),
        sa.PrimaryKeyConstraint("asset", "role", name=op.f("pk_wr_derivative")),
    )
    with op.batch_alter_table("wr_derivative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_derivative_blob"), ["blob"], unique=False)

    op.create_table(
        "wr_film_asset",
        sa.Column("film", sa.String(length=96), nullable=False),
        sa.Column("asset", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_film_asset_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["film"], ["wr_film.id"], name=op.f("fk_wr_film_asset_film_wr_film")
        ),
        sa.PrimaryKeyConstraint("film", "asset", name=op.f("pk_wr_film_asset")),
    )
    with op.batch_alter_table("wr_film_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_film_asset_asset"), ["asset"], unique=False)

    op.create_table(
        "wr_package_asset",
        sa.Column("package", sa.String(length=96), nullable=False),
        sa.Column("asset", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_package_asset_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["package"], ["wr_package.id"], name=op.f("fk_wr_package_asset_package_wr_package")
        ),
        sa.PrimaryKeyConstraint("package", "asset", name=op.f("pk_wr_package_asset")),
    )
    with op.batch_alter_table("wr_package_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_package_asset_asset"), ["asset"], unique=False)

    op.create_table(
        "wr_tombstone",
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("asset", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_tombstone_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_tombstone_campaign_wr_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign", "sha256", name=op.f("pk_wr_tombstone")),
    )
    op.create_table(
        "wr_upload",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("sending", sa.String(length=96), nullable=False),
        sa.Column("campaign", sa.String(length=96), nullable=False),
        sa.Column("invite", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("filetype", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("asset", sa.String(length=16), nullable=True),
        sa.Column("refused_code", sa.String(length=64), nullable=True),
        sa.Column("refused_words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset"], ["wr_asset.id"], name=op.f("fk_wr_upload_asset_wr_asset")
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["wr_campaign.key"], name=op.f("fk_wr_upload_campaign_wr_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["invite"], ["wr_invite.id"], name=op.f("fk_wr_upload_invite_wr_invite")
        ),
        sa.ForeignKeyConstraint(
            ["sending"], ["wr_sending.id"], name=op.f("fk_wr_upload_sending_wr_sending")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wr_upload")),
        sa.UniqueConstraint("sending", "position", name=op.f("uq_wr_upload_sending_position")),
    )
    with op.batch_alter_table("wr_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wr_upload_asset"), ["asset"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_wr_upload_campaign_sha256"), ["campaign", "sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_wr_upload_invite_state"), ["invite", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_wr_upload_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wr_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_upload_state"))
        batch_op.drop_index(batch_op.f("ix_wr_upload_invite_state"))
        batch_op.drop_index(batch_op.f("ix_wr_upload_campaign_sha256"))
        batch_op.drop_index(batch_op.f("ix_wr_upload_asset"))

    op.drop_table("wr_upload")
    op.drop_table("wr_tombstone")
    with op.batch_alter_table("wr_package_asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_package_asset_asset"))

    op.drop_table("wr_package_asset")
    with op.batch_alter_table("wr_film_asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_film_asset_asset"))

    op.drop_table("wr_film_asset")
    with op.batch_alter_table("wr_derivative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_derivative_blob"))

    op.drop_table("wr_derivative")
    with op.batch_alter_table("wr_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_decision_campaign_asset_id"))

    op.drop_table("wr_decision")
    with op.batch_alter_table("wr_asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_asset_sha256"))
        batch_op.drop_index(batch_op.f("ix_wr_asset_sending"))
        batch_op.drop_index(batch_op.f("ix_wr_asset_campaign_unit_id"))
        batch_op.drop_index(batch_op.f("ix_wr_asset_campaign_tag_activity_id_state"))
        batch_op.drop_index(batch_op.f("ix_wr_asset_campaign_state_id"))
        batch_op.drop_index(batch_op.f("ix_wr_asset_campaign_id"))

    op.drop_table("wr_asset")
    op.drop_table("wr_storyboard")
    with op.batch_alter_table("wr_sending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_sending_campaign_unit"))

    op.drop_table("wr_sending")
    with op.batch_alter_table("wr_package", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_package_film"))

    op.drop_table("wr_package")
    with op.batch_alter_table("wr_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_session_user"))

    op.drop_table("wr_session")
    with op.batch_alter_table("wr_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_link_user"))

    op.drop_table("wr_link")
    with op.batch_alter_table("wr_invite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_invite_campaign"))

    op.drop_table("wr_invite")
    op.drop_table("wr_film")
    op.drop_table("wr_worker_lease")
    op.drop_table("wr_user")
    with op.batch_alter_table("wr_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_job_created_ms"))
        batch_op.drop_index(batch_op.f("ix_wr_job_campaign"))

    op.drop_table("wr_job")
    op.drop_table("wr_campaign")
    with op.batch_alter_table("wr_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wr_audit_campaign"))

    op.drop_table("wr_audit")
