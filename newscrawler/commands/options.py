"""Options that several commands have, checked in one place."""

import os
import re
from datetime import date

from newscrawler.errors import UsageError


def day(name: str, text: str | None) -> date | None:
    """Return the day that an option names, or None where it is left out. Raises UsageError."""
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageError(f"--{name} is «{text}»; write a day as 2024-01-31.") from None


def processes(given: int | None) -> int:
    """Return how many processes extract: as `--workers` says, or one a core. Raises UsageError."""
    if given is not None and given < 0:
        raise UsageError("--workers must be 0 (none) or more.")
    return given if given is not None else os.cpu_count() or 1


def seconds(name: str, text: str) -> int:
    """Return the seconds of a time, as 45s, 30m, 2h or 1d. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if found is None or not int(found[1]):
        raise UsageError(f"{name} is «{text}»; write a time as 30m or 2h.")
    return int(found[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]
