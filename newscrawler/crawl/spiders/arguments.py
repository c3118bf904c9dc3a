"""Parsers of a crawl's arguments, ``-a NAME=VALUE``."""

from datetime import date
from pathlib import Path

from newscrawler.errors import UsageError, checked
from newscrawler.text.units import parse_day, parse_span


def is_set(text: str | bool | None) -> bool:
    """Tell whether a flag is given."""
    return str(text).lower() in ("1", "true", "yes")


def day(name: str, text: str | None) -> date | None:
    """Return a day, or None where none is given. Raises UsageError."""
    return checked(name, text, parse_day, "write a day as 2024-01-31") if text else None


def seconds(name: str, text: str) -> int:
    """Return the seconds of a time, as 45s, 30m, 2h or 1d. Raises UsageError."""
    return checked(name, text, _some_seconds, "write a time as 30m or 2h")


def _some_seconds(text: str) -> int:
    span = parse_span(text)
    if not span:
        raise ValueError("no time at all")
    return int(span.total_seconds())


def count(text: str | int | None) -> int | None:
    """Return a number of articles. Raises UsageError."""
    if text is None:
        return None
    if not str(text).isdecimal():
        raise UsageError(f"limit is «{text}»; write a number of articles.")
    return int(text)


def read_list(path: str) -> list[str]:
    """Return the addresses of a file, one a line. Raises UsageError."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
