"""Conversion to Gregorian days from three calendars: Gregorian, Hijri, Persian."""

from datetime import date
from typing import Literal

from hijridate import Hijri

Calendar = Literal["gregorian", "hijri", "persian"]

HIJRI_YEARS = range(1343, 1501)
"""The years of the Umm al-Qura table, 1924 to 2077."""
PERSIAN_YEARS = range(1279, 1480)
"""Gregorian 1900 to 2101."""
_NOWRUZ = 226530
"""The ordinal of 1 Farvardin of the year 0, had the 33-year cycle held since."""


def to_gregorian(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day, or None for a day that the calendar does not have.

    Hijri is Umm al-Qura, the civil calendar of Saudi Arabia. A country that watches the moon
    can be a day or two off it.
    """
    try:
        if calendar == "gregorian":
            return date(year, month, day)
        if calendar == "hijri":
            return date(*Hijri(year, month, day).to_gregorian().datetuple())
        return _persian(year, month, day)
    except (ValueError, OverflowError):
        return None


def _persian(year: int, month: int, day: int) -> date | None:
    """Convert by the 33-year cycle, which agrees with the equinox from 1178 to 1633 (Borkowski)."""
    first, next_first = (_NOWRUZ + 365 * y + (8 * y + 21) // 33 for y in (year, year + 1))
    before = 31 * (month - 1) - max(0, month - 7)
    length = 31 if month < 7 else 30 if month < 12 else next_first - first - 336
    if year not in PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= length:
        return None
    return date.fromordinal(first + before + day - 1)
