"""Options that several commands have, checked in one place."""

import os
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
