"""Variants of an address, what discovery tells of a page, and parts by version."""

import sqlalchemy as sa
from alembic import op

from newscrawler.model.urls import variant_key

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema up."""
    for table in ("captures", "ledger"):
        op.add_column(table, sa.Column("told", sa.JSON(), nullable=True))
    op.add_column("articles", sa.Column("variant_key", sa.String(), nullable=True))
    _fill_keys()
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.alter_column("variant_key", existing_type=sa.String(), nullable=False)
        batch_op.create_index("ix_articles_site_variant_key", ["site", "variant_key"], unique=False)
    op.drop_table("parts")
    op.create_table(
        "parts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_parts_position")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_parts_version_id_versions")
        ),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["captures.id"], name=op.f("fk_parts_capture_id_captures")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_parts")),
    )


def _fill_keys() -> None:
    connection = op.get_bind()
    articles = sa.table("articles", sa.column("id"), sa.column("canonical_url"),
                        sa.column("variant_key"))  # fmt: skip
    rows = connection.execute(sa.select(articles.c.id, articles.c.canonical_url)).all()
    change = (
        sa.update(articles)
        .where(articles.c.id == sa.bindparam("article"))
        .values(variant_key=sa.bindparam("key"))
    )
    keys = [{"article": row.id, "key": variant_key(row.canonical_url)} for row in rows]
    if keys:
        connection.execute(change, keys)
