"""The index of the archive, what extracted a version, and what was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the schema up."""
    with op.batch_alter_table("captures") as table:
        for name in (
            "folder", "kind", "media_type", "payload_digest", "refers_to_url", "refers_to_date",
        ):  # fmt: skip
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        for name in ("warc_offset", "warc_length"):
            table.alter_column(name, type_=sa.BigInteger(), existing_type=sa.Integer())
    op.create_index("ix_captures_payload_digest", "captures", ["payload_digest"])
    op.add_column("versions", sa.Column("extractor", sa.String(), nullable=True))
    op.create_table(
        "tombstones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("variant_key", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("erased_at", sa.String(), nullable=False),
        sa.Column("records", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("finished_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tombstones"),
        sa.UniqueConstraint("site", "url", name="uq_tombstones_site_url"),
    )
    op.create_index("ix_tombstones_variant_key", "tombstones", ["variant_key"])
