"""The ledger as frontier; what hosts and patterns of addresses were like; what pages showed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("crawls", sa.Column("summary", sa.JSON(none_as_null=True), nullable=True))
    for name, kind in (
        ("reason", sa.String()), ("layout", sa.String()), ("filled", sa.Integer()),
        ("words", sa.Integer()), ("rights", sa.JSON(none_as_null=True)),
    ):  # fmt: skip
        op.add_column("captures", sa.Column(name, kind, nullable=True))
    op.create_index("ix_captures_site_captured_at", "captures", ["site", "captured_at"])
    filled = sa.text("filled IS NOT NULL")
    op.create_index(
        "ix_captures_health",
        "captures",
        ["site", "captured_at"],
        sqlite_where=filled,
        postgresql_where=filled,
    )
    op.create_index("ix_crawls_site_started_at", "crawls", ["site", "started_at"])
    for name in ("queue", "role", "rank", "due_at", "born_at", "lastmod", "digest"):
        op.add_column("ledger", sa.Column(name, sa.String(), nullable=True))
    # What was known is due at once; what was under way waits.
    op.execute("UPDATE ledger SET queue = site, born_at = discovered_at, attempts = 0")
    op.execute("UPDATE ledger SET role = 'list' WHERE outcome = 'listing'")
    op.execute("UPDATE ledger SET due_at = discovered_at WHERE role IS NULL")
    op.create_index("ix_ledger_queue_due_at", "ledger", ["queue", "due_at"])
    op.create_index("ix_ledger_queue_rank", "ledger", ["queue", sa.text("rank DESC"), "id"])
    op.create_table(
        "patterns",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("queue", "pattern", name="pk_patterns"),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("not_before", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
