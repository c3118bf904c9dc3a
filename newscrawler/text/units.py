"""Spans of time, sizes and days, as people write and read them.

Each parser raises ValueError; who calls it knows the name under which the text was given.
"""

import re
from datetime import date, timedelta

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def parse_span(text: str) -> timedelta:
    """Parse a span of time: ``90s``, ``50m``, ``2h``, ``7d``; ``0`` needs no unit."""
    if text.strip() == "0":
        return timedelta(0)
    found = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if found is None:
        raise ValueError(f"no span of time: {text!r}")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def parse_size(text: str) -> int:
    """Parse a number of bytes: ``4096``, ``500K``, ``10M``, ``1G``; K is 1000."""
    found = re.fullmatch(r"(\d{1,15})([KMG]?)", text.strip())
    if found is None:
        raise ValueError(f"no size: {text!r}")
    return int(found[1]) * _BYTES[found[2]]


def parse_day(text: str) -> date:
    """Parse a day in a form of ISO 8601: ``2024-01-31``."""
    return date.fromisoformat(text)


def format_span(time: timedelta) -> str:
    """Return a span of time in its largest unit: ``5 s``, ``12 min``, ``3 h``, ``9 d``."""
    seconds = int(time.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
