"""Options that several commands share: added, and checked, in one place."""

import argparse
import os
from datetime import date

from newscrawler.errors import UsageError, checked
from newscrawler.text.units import parse_day


def overrides(options: argparse.Namespace) -> dict[str, str]:
    """Return the settings that the command line sets. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in [*options.set_before, *options.set]:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"-s {pair}: write -s NAME=VALUE.")
        found[name] = value
    if options.db:
        found["NEWSCRAWLER_DB"] = options.db
    if options.archive:
        found["NEWSCRAWLER_ARCHIVE"] = options.archive
    return found


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`, which every command has that prints data."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def day(name: str, text: str | None) -> date | None:
    """Return the day that an option names, or None where it is left out. Raises UsageError."""
    if text is None:
        return None
    return checked(f"--{name}", text, parse_day, "write a day as 2024-01-31")


def processes(given: int | None) -> int:
    """Return how many processes extract: as `--workers` says, or one a core. Raises UsageError."""
    if given is not None and given < 0:
        raise UsageError("--workers must be 0 (none) or more.")
    return given if given is not None else os.cpu_count() or 1
