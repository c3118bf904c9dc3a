"""Reads a date from a short text, printed, relative or machine-readable.

Unknown is a value: what is ambiguous is not guessed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Literal

from newscrawler.text.arabic import clean, fold_letters
from newscrawler.text.dates.calendars import Calendar
from newscrawler.text.dates.labels import DateOf, is_footer, part_about
from newscrawler.text.dates.machine import read_machine
from newscrawler.text.dates.printed import Day, Reason, days
from newscrawler.text.dates.relative import ago, days_ago, resolve_ago, resolve_day
from newscrawler.text.dates.time_of_day import read_clock

Precision = Literal["day", "hour", "minute", "second"]

MAX_LENGTH = 200
"""Characters; longer texts are prose, where a date belongs to something else."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date: `moment` is aware only if the offset is known, and midnight for a day."""

    moment: datetime
    precision: Precision
    raw: str
    calendar: Calendar = "gregorian"

    def iso(self) -> str:
        """Return ``YYYY-MM-DD`` for a day, else ISO 8601 with the offset if it is known."""
        if self.precision == "day":
            return self.moment.date().isoformat()
        return self.moment.isoformat(
            timespec="seconds" if self.precision == "second" else "minutes"
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is meant as a date but cannot be read as one day, and the reason.

    ``ambiguous``: several days (3/4/2020, a day without its year); ``invalid``: no day
    (31 February) or a placeholder (1 January 1970); ``relative``: the time of reading is not
    known, or the text is too coarse (two months ago).
    """

    raw: str
    reason: Reason


_SAME = str.maketrans("–—‑‐−‒\\⁄∕", "------///")
"""Variants of dashes and slashes."""
_BROKEN = re.compile(r"\W*(?:invalid date|nan|undefined|null|(?:nan[-/. ]){2}nan)\W*")


def parse_date(
    text: str,
    *,
    language: str | None = None,
    captured_at: datetime | None = None,
    zone: tzinfo | None = None,
    of: DateOf = "published",
) -> Stamp | None:
    """Read a date from a short text, or return None; see `read_date`."""
    read = read_date(text, language=language, captured_at=captured_at, zone=zone, of=of)
    return read if isinstance(read, Stamp) else None


def read_date(
    text: str,
    *,
    language: str | None = None,
    captured_at: datetime | None = None,
    zone: tzinfo | None = None,
    of: DateOf = "published",
    latest_year: int | None = None,
) -> Stamp | Unread | None:
    """Read a date from a short text; None if it holds none. Pure, and never raises.

    `language` is a BCP 47 tag: it decides the order of 7/3/2020, the calendar of 1399/1/24 and
    what ``listopad`` means; without it such a date is unread. Relative dates (``منذ ساعتين``)
    need the aware `captured_at`. `zone` applies to a time printed without an offset. `of` is
    the date that is sought, where labels distinguish publication and last change.
    `latest_year` bounds a year of two digits where `captured_at` does not.
    """
    if text.isascii() and text[:2].isdigit():  # most often machine-readable: no folding needed
        written = read_machine(text.strip().lower(), zone)
        if written and written != "invalid":
            return _sane(Stamp(written.moment, written.precision, text.strip()))
    raw = clean(text)
    if not raw or len(raw) > MAX_LENGTH:
        return None
    folded = fold_letters(raw, ta_marbuta=True).translate(_SAME)
    if is_footer(folded):
        return None
    if _BROKEN.fullmatch(folded):
        return Unread(raw, "invalid")
    written = read_machine(folded, zone)
    if written == "invalid":
        return Unread(raw, "invalid")
    if written:
        return _sane(Stamp(written.moment, written.precision, raw))
    return _read_printed(part_about(folded, of), raw, language, captured_at, zone, latest_year)


def _read_printed(
    part: str,
    raw: str,
    language: str | None,
    captured_at: datetime | None,
    zone: tzinfo | None,
    latest_year: int | None,
) -> Stamp | Unread | None:
    clock, rest = read_clock(part)
    local = captured_at.astimezone(zone) if captured_at and zone else captured_at
    found = days(rest, language, local.year if local else latest_year)
    day = _the_day(found)
    if isinstance(day, Day):
        midnight = datetime.combine(day.day, time())
        if clock is None:
            return _sane(Stamp(midnight, "day", raw, day.calendar))
        return _sane(Stamp(clock.on(midnight, zone), clock.precision, raw, day.calendar))
    if day is not None:
        return Unread(raw, day)
    since = ago(part, language)
    back = days_ago(rest) if since is None else None
    if since is None and back is None:
        return None
    resolved = None
    if captured_at and since:
        resolved = resolve_ago(since, captured_at, zone)
    elif captured_at and back is not None:
        resolved = resolve_day(back, clock, captured_at, zone)
    return _sane(Stamp(*resolved, raw)) if resolved else Unread(raw, "relative")


def _the_day(found: list[Day | Reason]) -> Day | Reason | None:
    """Return the only day of a text, Gregorian ones first; else ``ambiguous``, a reason or None."""
    read = [day for day in found if isinstance(day, Day)]
    for kept in ([d for d in read if d.calendar == "gregorian"], read):
        if kept:
            return kept[0] if len({d.day for d in kept}) == 1 else "ambiguous"
    reasons: list[Reason] = [reason for reason in found if not isinstance(reason, Day)]
    return reasons[0] if reasons else None


def _sane(stamp: Stamp) -> Stamp | Unread:
    """Reject dates that a broken clock or an empty field prints."""
    year = stamp.moment.year
    if 1970 < year <= 2100:
        return stamp
    epoch = stamp.moment.tzinfo and stamp.moment == datetime(1970, 1, 1, tzinfo=UTC)
    if epoch or not 1900 <= year <= 2100 or stamp.moment.date().isoformat() == "1970-01-01":
        return Unread(stamp.raw, "invalid")
    return stamp
