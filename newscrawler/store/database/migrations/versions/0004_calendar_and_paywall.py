"""The calendar that a date was printed in, and whether a paywall hid the rest of the text."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("versions", sa.Column("published_calendar", sa.String(), nullable=True))
    op.add_column(
        "versions",
        sa.Column("paywalled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
