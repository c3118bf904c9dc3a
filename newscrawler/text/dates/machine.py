"""Machine-readable dates: ISO 8601 (and RFC 3339), RFC 822 (and RFC 5322)."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal, NamedTuple

from dateutil import parser as dateutil_parser

from newscrawler.text.dates.time_of_day import fixed


class Moment(NamedTuple):
    """A moment as a machine wrote it; aware if it has an offset."""

    moment: datetime
    precision: Literal["day", "minute", "second"]


_ISO = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[t ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s*"
    r"(z|utc|gmt|[+-]\d\d:?(?:\d\d)?)?)?(?:\[[\w/+-]+\])?"
)
_NAMED_ZONES = {
    name: hours * 3600
    for name, hours in (("UT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7),
                        ("MDT", -6), ("PST", -8), ("PDT", -7))
}  # fmt: skip
"""RFC 5322, section 4.3: the only names of zones that mean one thing."""
_RFC822 = re.compile(
    r"((?:[a-z]{3},? *)?\d{1,2} [a-z]{3} )(\d{2}|\d{4})( \d\d:\d\d(?::\d\d)? *"
    rf"(?:[+-]\d{{4}}|z|ut|utc|gmt|{'|'.join(_NAMED_ZONES).lower()}))"
)


def read_machine(folded: str, zone: tzinfo | None) -> Moment | Literal["invalid"] | None:
    """Read a folded text that is a machine-readable date and nothing else, or return None.

    `zone` stands in for a missing offset. The result is ``invalid`` for an impossible date.
    """
    found = _ISO.fullmatch(folded)
    if found:
        # Eight digits that do not begin with 19 or 20 are some number.
        return _iso(found, zone) if found[2] or found[1][:2] in ("19", "20") else None
    found = _RFC822.fullmatch(folded)
    return _rfc822(found) if found else None


def _iso(found: re.Match[str], zone: tzinfo | None) -> Moment | Literal["invalid"]:
    year, _, month, day, hour, minute, second, offset = found.groups()
    try:
        date = datetime(int(year), int(month), int(day))  # noqa: DTZ001
        if hour is None:
            return Moment(date, "day")
        moment = date.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
        moment = moment.replace(tzinfo=_offset(offset) if offset else zone)
        return Moment(fixed(moment), "second" if second else "minute")
    except (ValueError, OverflowError):
        return "invalid"


def _offset(text: str) -> timezone:
    if text in ("z", "utc", "gmt"):
        return UTC
    sign = -1 if text.startswith("-") else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _rfc822(found: re.Match[str]) -> Moment | None:
    """Read a date of RFC 822; years of two digits are those of RFC 5322, section 4.3."""
    before, year, after = found.groups()
    if len(year) == 2:
        year = f"{'20' if year < '50' else '19'}{year}"
    text = f"{before}{year}{after}".upper()
    try:
        moment = dateutil_parser.parse(text, dayfirst=True, tzinfos=_NAMED_ZONES)
    except (ValueError, OverflowError):
        return None
    return Moment(fixed(moment), "second" if text.count(":") == 2 else "minute")
