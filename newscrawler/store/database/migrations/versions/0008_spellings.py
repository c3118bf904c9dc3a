"""Addresses as they are spelled, beside the form by which they are compared."""

import sqlalchemy as sa
from alembic import op

from newscrawler.model.urls import canonical_url

revision = "0008"
down_revision = "0006"

_PAGE = 10_000


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("ledger", sa.Column("spelling", sa.String(), nullable=True))
    op.add_column("captures", sa.Column("url_key", sa.String(), nullable=True))
    _fill()
    with op.batch_alter_table("captures") as batch_op:
        batch_op.alter_column("url_key", existing_type=sa.String(), nullable=False)
        batch_op.drop_index("ix_captures_url")
        batch_op.create_index("ix_captures_url_key", ["url_key"])


def _fill() -> None:
    connection = op.get_bind()
    row = sa.table("captures", *map(sa.column, ("id", "url", "url_key")))
    page = sa.select(row.c.id, row.c.url).order_by(row.c.id).limit(_PAGE)
    update = (
        sa.update(row).where(row.c.id == sa.bindparam("one")).values(url_key=sa.bindparam("key"))
    )
    last = 0
    while rows := connection.execute(page.where(row.c.id > last)).all():
        last = rows[-1].id
        connection.execute(update, [{"one": r.id, "key": canonical_url(r.url)} for r in rows])
