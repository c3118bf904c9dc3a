"""What can go wrong for a person, with the exit code that says so.

Each error's text tells what happened, where, and what to do; the command line prints it
without a traceback. The codes are a contract (see README, «Exit codes»).
"""

from typing import ClassVar


class NewscrawlerError(Exception):
    """A fault that is not a bug: shown as one message, never as a traceback."""

    exit_code: ClassVar[int] = 2


class UsageError(NewscrawlerError):
    """A wrong argument, setting, site name or path."""


class ProfileError(NewscrawlerError):
    """A profile that cannot be used; names file, line and key."""


class UnreachableError(NewscrawlerError):
    """A site gave no answer at all."""

    exit_code = 3


class RefusedError(NewscrawlerError):
    """A site, or its robots.txt, refuses us."""

    exit_code = 4


class ArchiveError(NewscrawlerError):
    """The archive cannot be read or written.

    Deliberately not an OSError: Scrapy retries those, and a full disk is not a network fault.
    """

    exit_code = 6


class StoreError(NewscrawlerError):
    """The database cannot be opened, migrated or written."""

    exit_code = 6


class LockedError(NewscrawlerError):
    """Another crawl of the same site into the same database is running."""

    exit_code = 7
