"""Near-duplicates and furniture: tables that the next `settle` fills."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "fingerprints",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("captured_at", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("original", sa.Integer(), nullable=False),
        sa.Column("exact", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_fingerprints")),
    )
    op.create_index("ix_fingerprints_article_id", "fingerprints", ["article_id"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("original", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "original", "at", "version_id", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unsettled",
        sa.Column("captured_at", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "captured_at", "record_id", "article_id", name=op.f("pk_unsettled")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judged_by",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("latest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_judged_by")),
    )
    op.create_table(
        "edges",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("rank", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sketch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "rank", "digest", name=op.f("pk_edges")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "furniture",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("digest", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("site", "digest", name=op.f("pk_furniture")),
        sqlite_with_rowid=False,
    )
