"""Errors that are shown to a person, and the exit codes that programs read.

An error's text tells what happened, where, and what to do; the command line prints it without a
traceback. The codes are a contract.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import ClassVar, Self, TypeVar

_T = TypeVar("_T")


class ExitCode(IntEnum):
    """Exit codes of every command; where several apply, the first in this order counts.

    `meaning` stands in summaries (JSON) and in `--help`, `detail` in the documentation.
    """

    meaning: str
    detail: str

    BUG = 1, "a bug", "a bug; there is a traceback"
    USAGE = 2, "a wrong argument, setting or profile", "a wrong argument, setting or profile"
    LOCKED = (
        7,
        "another crawl of the site is running",
        "another crawl of the same site, or a backup into the same folder, is running",
    )
    DAMAGED = (
        6,
        "archive or database cannot be used",
        "the archive or the database cannot be read or written",
    )
    UNREACHABLE = (
        3,
        "the site cannot be reached",
        "the network or the site cannot be reached, or it answers with errors alone",
    )
    REFUSED = 4, "the site refuses us", "the site refuses us: 401, 403, 429 or robots.txt"
    NO_RESULT = (
        5,
        "nothing came out, or an alarm stands",
        (
            "nothing came out: no list names an article, or of what was due no article was stored, "
            "revised or unchanged; or an alarm stands ([docs/health.md](docs/health.md))"
        ),
    )
    DONE = 0, "done", "done, or nothing was due; failures of single pages are in the summary"

    def __new__(cls, code: int, meaning: str = "", detail: str = "") -> Self:
        """Make a member that is a plain number with two texts."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.detail = meaning, detail
        return member


class NewscrawlerError(Exception):
    """A fault that is not a bug: shown as one message, never as a traceback."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class UsageError(NewscrawlerError):
    """A wrong argument, setting, site name or path."""


class ProfileError(NewscrawlerError):
    """A profile that cannot be used; names file, line and key."""


class UnreachableError(NewscrawlerError):
    """A site gave no answer at all."""

    exit_code = ExitCode.UNREACHABLE


class RefusedError(NewscrawlerError):
    """A site, or its robots.txt, refuses us."""

    exit_code = ExitCode.REFUSED


class ArchiveError(NewscrawlerError):
    """The archive cannot be read or written.

    Deliberately not an OSError: Scrapy retries those, and a full disk is not a network fault.
    """

    exit_code = ExitCode.DAMAGED


class StoreError(NewscrawlerError):
    """The database cannot be opened, migrated or written."""

    exit_code = ExitCode.DAMAGED


class LockedError(NewscrawlerError):
    """Another crawl of the same site into the same database is running."""

    exit_code = ExitCode.LOCKED


def checked(name: str, text: str, parse: Callable[[str], _T], advice: str) -> _T:
    """Parse what a person gave under a name; `advice` is a clause that says what to write.

    Raises UsageError where `parse` raises ValueError.
    """
    try:
        return parse(text)
    except ValueError:
        raise UsageError(f"{name} is «{text}»; {advice}.") from None
