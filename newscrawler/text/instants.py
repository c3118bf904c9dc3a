"""Instants, written and read: WARC-Dates (ISO 8601 in UTC) and CDX's fourteen digits.

All that the project stores of time goes through here. What pages print is read in `text/dates/`.
"""

import re
from datetime import UTC, datetime

_CDX = "%Y%m%d%H%M%S"


def timestamp(at: datetime, precision: str = "seconds") -> str:
    """Return an aware datetime as a WARC-Date, in UTC: ``2017-12-21T09:30:00Z``.

    `precision` is a timespec of `datetime.isoformat`: ``seconds`` (what is finer is cut off, not
    rounded, so that no instant is written that has not come yet), ``microseconds`` (six digits),
    or ``auto``: six digits where there are any, else none. WARC 1.1 allows up to nine.
    """
    return at.astimezone(UTC).isoformat(timespec=precision)[:-6] + "Z"


def read_instant(text: str) -> datetime:
    """Read ISO 8601, aware and in UTC; without an offset it is UTC already, a day is its start.

    Precise to the microsecond; digits beyond are cut off. Raises ValueError.
    """
    return utc(datetime.fromisoformat(text))


def utc(at: datetime) -> datetime:
    """Return a datetime in UTC; one without an offset is taken for UTC, not for local time.

    Raises ValueError where that is no longer in the years 1 to 9999.
    """
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(f"{at} is beyond the years that can be written") from error


def cdx_timestamp(at: datetime) -> str:
    """Return an instant as indexes and addresses of web archives have it: ``20171221093000``.

    In UTC, to the second; what is finer is cut off.
    """
    return re.sub(r"\D", "", timestamp(at))


def read_cdx_timestamp(digits: str) -> datetime:
    """Read fourteen digits, aware and in UTC. Raises ValueError."""
    return datetime.strptime(digits, _CDX).replace(tzinfo=UTC)
