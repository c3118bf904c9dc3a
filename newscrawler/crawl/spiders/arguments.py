"""What a crawl is told by ``-a NAME=VALUE``, checked."""

from datetime import date
from pathlib import Path

from newscrawler.errors import UsageError


def is_set(text: str | bool | None) -> bool:
    """Tell whether a flag is given."""
    return str(text).lower() in ("1", "true", "yes")


def day(name: str, text: str | None) -> date | None:
    """Return a day. Raises UsageError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{name} is «{text}»; write a day as 2024-01-31.") from None


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
