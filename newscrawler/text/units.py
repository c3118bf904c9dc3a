"""Spans of time as people read them."""

from datetime import timedelta


def span(time: timedelta) -> str:
    """Return a time in its largest unit: ``5 s``, ``12 min``, ``3 h``, ``9 d``."""
    seconds = int(time.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
