"""Instants as they are written: ISO 8601, in UTC."""

from datetime import UTC, datetime


def timestamp(at: datetime, precision: str = "seconds") -> str:
    """Return a WARC-Date, in UTC."""
    return at.astimezone(UTC).isoformat(timespec=precision)[:-6] + "Z"
