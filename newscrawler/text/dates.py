"""Dates as pages print them. Unknown is a value: what is ambiguous is not guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal

from dateutil import parser as dateutil_parser

from newscrawler.text.arabic import ascii_digits, clean, fold
from newscrawler.text.months import months

Precision = Literal["day", "minute", "second"]

MAX_LENGTH = 200
"""Longer texts are prose, where a date is somebody else's."""

_DAY_FIRST = frozenset(
    [
        "ar",
        "fa",
        "fr",
        "de",
        "es",
        "ru",
        "tr",
        "el",
        "it",
        "pt",
        "pl",
        "nl",
        "ur",
        "he",
        "uk",
        "ro",
        "cs",
    ]
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as read: `moment` is aware only if the offset is known, midnight for a day."""

    moment: datetime
    precision: Precision
    raw: str
    calendar: Literal["gregorian", "hijri"] = "gregorian"

    def iso(self) -> str:
        """Return ``YYYY-MM-DD`` for a day, else ISO 8601 with the offset if it is known."""
        if self.precision == "day":
            return self.moment.date().isoformat()
        return self.moment.isoformat(
            timespec="minutes" if self.precision == "minute" else "seconds"
        )


_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?(?:\[[\w/+-]+\])?",
    re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:\w{3}, *)?\d{1,2} \w{3} \d{2,4} \d\d:\d\d(?::\d\d)? *(?:[+-]\d{4}|[A-Z]{1,4})", re.ASCII
)
_NAMED_ZONES = {
    name: hours * 3600
    for name, hours in (("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7),
                        ("MDT", -6), ("PST", -8), ("PDT", -7))
}  # fmt: skip
"""RFC 5322, section 4.3: the only names of zones that mean one thing."""
_CLOCK = re.compile(
    r"(?<![\d:/.-])(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*"
    r"(a\.?m\b\.?|p\.?m\b\.?|صباح\w*|مساء\w*|ظهر\w*|ص\b|م\b)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:gmt|utc|غرينتش|غرينيتش|جرينتش)(?:\s*([+-]\d{1,2})(?::?(\d\d))?)?|([+-]\d\d):?(\d\d)\s*$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*((?:19|20)\d\d)(?!\d)")
_ARABIC_MARK = re.compile("[\u0610-\u061a\u064b-\u065f\u0670ـ]")
_UPDATED = re.compile(
    r"آخر تحديث|تحديث|تم التعديل|حدث في|updated?|modified|mis à jour|aktualisiert|actualizado|"
    r"обновлено|güncelle",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"©|\(c\)|copyright|all rights|حقوق|جميع الحقوق", re.IGNORECASE)


def parse_date(
    text: str,
    *,
    language: str | None = None,
    captured_at: datetime | None = None,
    zone: tzinfo | None = None,
) -> Stamp | None:
    """Read a date from a short text, or return None. Pure.

    `language` decides the order of 7/3/2020 and nothing else; without it such a date is
    ambiguous, hence None. Relative dates (``منذ ساعتين``) need the aware `captured_at`. `zone` is
    where a time printed without an offset was printed.
    """
    raw = clean(text)
    if not raw or len(raw) > MAX_LENGTH or _FOOTER.search(raw):
        return None
    plain = _ARABIC_MARK.sub("", ascii_digits(raw))
    stamp = _iso(plain, raw, zone) or _rfc822(plain, raw)
    if stamp is None:
        part = _published_part(plain)
        day = _printed_day(part, language)
        if day is not None:
            stamp = _with_clock(part, day, raw, zone)
        else:
            stamp = _relative(part, raw, captured_at)
    return stamp if stamp and _is_sane(stamp.moment) else None


def _iso(plain: str, raw: str, zone: tzinfo | None) -> Stamp | None:
    found = _ISO.fullmatch(plain)
    if not found:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        if hour is None:
            return Stamp(datetime(int(year), int(month), int(day)), "day", raw)  # noqa: DTZ001
        moment = datetime(  # noqa: DTZ001
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0)
        )
    except ValueError:
        return None
    if offset:
        moment = moment.replace(tzinfo=_offset(offset))
    elif zone:
        moment = moment.replace(tzinfo=zone)
    return Stamp(_fixed(moment), "second" if second else "minute", raw)


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if text.startswith("-") else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _rfc822(plain: str, raw: str) -> Stamp | None:
    if not _RFC822.fullmatch(plain):
        return None
    try:
        moment = dateutil_parser.parse(plain, dayfirst=True, tzinfos=_NAMED_ZONES)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None  # a zone that nobody knows
    return Stamp(moment, "second" if plain.count(":") == 2 else "minute", raw)


def _published_part(plain: str) -> str:
    """Return the text without what a label marks as the date of an update."""
    parts = re.split(r"\s*[|•،,؛;]\s*(?=\D)", plain)
    kept = [part for part in parts if not _UPDATED.search(part)]
    if kept and len(kept) < len(parts):
        return "، ".join(kept)
    label = _UPDATED.search(plain)
    return plain[: label.start()] if label and label.start() > 8 else plain


def _printed_day(plain: str, language: str | None) -> datetime | None:
    found = _YEAR_FIRST.search(plain)
    if found:
        return _date(found[1], found[3], found[4])
    named = _named_day(plain)
    if named is not None:
        return named
    for found in _YEAR_LAST.finditer(plain):
        first, mark, second, year = found.groups()
        if mark == "." or int(first) > 12 or (language or "") in _DAY_FIRST or first == second:
            return _date(year, second, first)
        if int(second) > 12:
            return _date(year, first, second)
    return None


@cache
def _month_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    name = rf"(?:{names})"
    # «21 december 2017», «الأربعاء 24 نيسان / أبريل 2020», «december 25 2020», «2020 مارس 17».
    return re.compile(
        rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\. )?\s+(?:de |من )?)?"
        rf"(?P<m1>{name})(?:\s*(?P<slash>/)\s*(?P<m2>{name}))?"
        rf"(?:\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:))?"
        rf"(?:\s+(?:de |عام |سنة )?(?P<y>(?:19|20)\d\d))(?!\d)",
    )


def _named_day(plain: str) -> datetime | None:
    # Names are matched folded; digits, slashes and order stay.
    tokens = re.sub(r"[^\w/:]+", " ", plain)
    folded = " / ".join(fold(part) for part in tokens.split("/"))
    for found in _month_pattern().finditer(folded):
        table = months()
        number = table[found["m1"]]
        if found["m2"] and table[found["m2"]] != number:
            continue
        day = found["d1"] or found["d2"]
        if day is None or (found["d1"] and found["d2"] and len(found["d2"]) != 2):
            continue
        return _date(found["y"], str(number), day)
    return None


def _date(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day))  # noqa: DTZ001
    except ValueError:
        return None


def _with_clock(plain: str, day: datetime, raw: str, zone: tzinfo | None) -> Stamp:
    found = _CLOCK.search(plain)
    if not found:
        return Stamp(day, "day", raw)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").casefold()
    if half.startswith(("p", "م", "ظ")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "ص")) and hour == 12:
        hour = 0
    try:
        moment = day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return Stamp(day, "day", raw)
    named = _OFFSET.search(plain)
    if named:
        sign_hours, minutes = named[1] or named[3] or "+0", named[2] or named[4] or "0"
        shift = timedelta(hours=abs(int(sign_hours)), minutes=int(minutes))
        if shift < timedelta(hours=15):
            moment = moment.replace(tzinfo=timezone(-shift if "-" in sign_hours else shift))
    elif zone:
        moment = moment.replace(tzinfo=zone)
    return Stamp(_fixed(moment), "second" if found[3] else "minute", raw)


def _fixed(moment: datetime) -> datetime:
    """Turn a zone into the offset that it had then, so that equal stamps are equal anywhere."""
    shift = moment.utcoffset()
    return moment.replace(tzinfo=timezone(shift)) if shift is not None else moment


_UNITS: tuple[tuple[str, int], ...] = (
    (r"دقيقتين|دقيقتان|دقائق|دقيقة|minutes?|mins?", 60),
    (r"ساعتين|ساعتان|ساعات|ساعة|hours?|hrs?", 3600),
    (r"يومين|يومان|أيام|ايام|يوم|days?", 86400),
    (r"أسبوعين|اسبوعين|أسابيع|اسابيع|أسبوع|اسبوع|weeks?", 604800),
)
_AGO = re.compile(r"(?:منذ|قبل)\s|\bago\b", re.IGNORECASE)
_TOO_COARSE = re.compile(r"شهر|أشهر|اشهر|شهور|سنة|سنوات|سنين|عام|months?|years?", re.IGNORECASE)


def _relative(plain: str, raw: str, now: datetime | None) -> Stamp | None:
    if now is None:
        return None
    words = {"أمس": 1, "امس": 1, "yesterday": 1, "اليوم": 0, "today": 0}
    if plain.casefold() in words:
        day = (now - timedelta(days=words[plain.casefold()])).replace(tzinfo=None)
        return Stamp(day.replace(hour=0, minute=0, second=0, microsecond=0), "day", raw)
    if not _AGO.search(plain) or _TOO_COARSE.search(plain):
        return None
    total = timedelta()
    finest = 0
    for names, seconds in _UNITS:
        found = re.search(rf"(?:(\d+)\s*)?({names})(?!\w)", plain, re.IGNORECASE)
        if found:
            dual = found[2].endswith(("تين", "تان", "مين", "مان", "عين"))
            count = int(found[1]) if found[1] else (2 if dual else 1)
            if count > 10_000:
                return None
            total += timedelta(seconds=seconds * count)
            finest = finest or seconds
    if not finest:
        return None
    then = (now - total).replace(second=0, microsecond=0)
    if finest < 86400:
        return Stamp(_fixed(then), "minute", raw)
    return Stamp(then.replace(hour=0, minute=0, tzinfo=None), "day", raw)


def _is_sane(moment: datetime) -> bool:
    # 1 January 1970 is what a broken clock or an empty field prints.
    return 1900 <= moment.year <= 2100 and moment.date().isoformat() != "1970-01-01"
