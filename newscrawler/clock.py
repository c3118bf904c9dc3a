"""The clock of the live run, in one place: a simulation lets a month pass in minutes.

What is extracted and stored takes its time from captures, never from here.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from newscrawler.text.instants import timestamp


def _system() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _system
"""What tells the time, aware, in UTC."""


def moment() -> datetime:
    """Return the time."""
    return source()


def now() -> str:
    """Return the time to the second, as a WARC-Date: ``2017-12-21T09:30:00Z``."""
    return timestamp(source())
