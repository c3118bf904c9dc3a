"""The publisher's local day of a UTC time: near midnight the two differ."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawler.extract.html.page import Page
from newscrawler.text.dates import Stamp

_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""The range of offsets from UTC."""
_QUARTER = 15 * 60

# Top-level domains of countries with one time zone. Not those that are sold to the world for
# what they spell: .tv, .co, .io, .me, .ai, .fm.
_ZONES = {
    tld: zone
    for zone, tlds in {
        "Africa/Algiers": "dz", "Africa/Cairo": "eg", "Africa/Casablanca": "ma",
        "Africa/Johannesburg": "za", "Africa/Khartoum": "sd", "Africa/Lagos": "ng",
        "Africa/Nairobi": "ke", "Africa/Nouakchott": "mr", "Africa/Tripoli": "ly",
        "Africa/Tunis": "tn", "America/Argentina/Buenos_Aires": "ar", "America/Bogota": "com.co",
        "America/Caracas": "ve", "America/La_Paz": "bo", "America/Lima": "pe",
        "America/Montevideo": "uy", "Asia/Aden": "ye", "Asia/Amman": "jo", "Asia/Baghdad": "iq",
        "Asia/Bahrain": "bh", "Asia/Baku": "az", "Asia/Bangkok": "th", "Asia/Beirut": "lb",
        "Asia/Damascus": "sy", "Asia/Dhaka": "bd", "Asia/Dubai": "ae", "Asia/Gaza": "ps",
        "Asia/Ho_Chi_Minh": "vn", "Asia/Hong_Kong": "hk", "Asia/Jerusalem": "il",
        "Asia/Kabul": "af", "Asia/Karachi": "pk", "Asia/Kolkata": "in", "Asia/Kuala_Lumpur": "my",
        "Asia/Kuwait": "kw", "Asia/Manila": "ph", "Asia/Muscat": "om", "Asia/Qatar": "qa",
        "Asia/Riyadh": "sa", "Asia/Seoul": "kr", "Asia/Shanghai": "cn", "Asia/Singapore": "sg",
        "Asia/Taipei": "tw", "Asia/Tehran": "ir", "Asia/Tokyo": "jp", "Europe/Athens": "gr",
        "Europe/Belgrade": "rs", "Europe/Berlin": "de", "Europe/Bratislava": "sk",
        "Europe/Brussels": "be", "Europe/Bucharest": "ro", "Europe/Budapest": "hu",
        "Europe/Copenhagen": "dk", "Europe/Dublin": "ie", "Europe/Helsinki": "fi",
        "Europe/Istanbul": "tr", "Europe/Kyiv": "ua", "Europe/Ljubljana": "si",
        "Europe/London": "uk gb", "Europe/Minsk": "by", "Europe/Oslo": "no",
        "Europe/Paris": "fr", "Europe/Prague": "cz", "Europe/Riga": "lv", "Europe/Rome": "it",
        "Europe/Sofia": "bg", "Europe/Stockholm": "se", "Europe/Tallinn": "ee",
        "Europe/Vienna": "at", "Europe/Vilnius": "lt", "Europe/Warsaw": "pl",
        "Europe/Zagreb": "hr", "Europe/Zurich": "ch", "Europe/Amsterdam": "nl",
    }.items()
    for tld in tlds.split()
}  # fmt: skip


def is_utc(stamp: Stamp) -> bool:
    """Tell whether a stamp is a time in UTC, so that its day may not be the publisher's."""
    return stamp.precision != "day" and stamp.moment.utcoffset() == timedelta(0)


def could_be(stamp: Stamp, day: Stamp) -> bool:
    """Tell whether `day` is the local day, in some time zone, of `stamp`, a time in UTC."""
    moment = stamp.moment.replace(tzinfo=None)
    return (moment + _WEST).date() <= day.moment.date() <= (moment + _EAST).date()


def as_printed(stamp: Stamp, day: Stamp) -> Stamp | None:
    """Return a UTC time in the offset of a printed local time, if the two are one moment."""
    if day.precision not in ("minute", "second"):
        return None
    if day.moment.utcoffset():
        same = day.moment == stamp.moment
        return replace(stamp, moment=stamp.moment.astimezone(day.moment.tzinfo)) if same else None
    apart = day.moment.replace(tzinfo=None) - stamp.moment.replace(tzinfo=None)
    quarters = round(apart.total_seconds() / _QUARTER)
    shift = timedelta(seconds=quarters * _QUARTER)
    if abs(apart - shift) > timedelta(seconds=60) or not _WEST <= shift <= _EAST:
        return None
    return replace(stamp, moment=stamp.moment.replace(tzinfo=UTC).astimezone(timezone(shift)))


def in_zone_of(page: Page, stamp: Stamp, others: Iterable[Stamp]) -> Stamp | None:
    """Return a UTC time in the publisher's offset; None if no time zone is known.

    The zone is the profile's, else the offset of another date in the page's metadata, else the
    country's. Midnight in UTC is a day without a time, hence None.
    """
    moment = stamp.moment
    if not (moment.hour or moment.minute or moment.second):
        return None
    zone: tzinfo | None = page.zone
    if zone is None:
        aware = (other.moment for other in others if other.moment.utcoffset())
        zone = next((moment.tzinfo for moment in aware), None) or _zone_of_country(page)
    if zone is None:
        return None
    shift = moment.astimezone(zone).utcoffset()
    return replace(stamp, moment=moment.astimezone(timezone(shift or timedelta(0))))


def _zone_of_country(page: Page) -> tzinfo | None:
    labels = (urlsplit(page.url).hostname or "").split(".")
    region = (page.html_locale or "").lower().partition("-")[2]
    for key in (labels[-1], ".".join(labels[-2:]), region):
        zone = _ZONES.get(key)
        if zone is not None:
            return _zone(zone)
    return None


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
