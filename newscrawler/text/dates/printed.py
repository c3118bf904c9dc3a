"""Printed days: in numbers (7/3/2020) or with the name of the month."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from newscrawler.text.dates.calendars import HIJRI_YEARS, Calendar, to_gregorian
from newscrawler.text.dates.months import MAX_WORDS, Month, base_language, months_named
from newscrawler.text.dates.order import Order, order_of, writes_short_years

Reason = Literal["ambiguous", "invalid", "relative"]

_LEAP: dict[Calendar, int] = {"gregorian": 2000, "hijri": 1442, "persian": 1399}
"""A year of each calendar that has every day that any year has, or nearly: Hijri months vary."""


class Day(NamedTuple):
    """A day: its Gregorian date, and the calendar in which it was printed."""

    day: date
    calendar: Calendar


_NUMBERS = re.compile(
    r"(?<!\d)(?<!\d[/.-])(?P<a>\d{1,4})\s?(?P<mark>[/.-])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<c>\d{1,4})"
    r"(?![/.-]?\d)"
    r"(?:\s?(?P<era>ه(?:جري\w*)?(?:\W{0,2}(?:ش|ق|شمسي|قمري))?|شمسي|خورشيدي|قمري|ah)(?!\w))?"
)
_UNITS = re.compile(
    r"(?:(?P<y>\d{4})\s?[年년]\s?)?(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]?"
    r"|(?P<d2>\d{1,2})\s(?:tháng|thg)\s(?P<m2>\d{1,2})(?:,?\snăm)?,?\s(?P<y2>\d{4})"
)
# A word may hold marks: combining ones, and those of Hebrew, Indic scripts and Thai.
_TOKEN = re.compile(
    "\\d+|(?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05bd\u0900-\u0963\u0981-\u09e3\u0a81-\u0ae3"
    "\u0e31-\u0e4e])+|\\S"
)
# «كانون2», the second of two months with this name, in Joomla's Arabic.
_COUNTED = re.compile(r"(كانون|تشرين) ?([12])(?=\s?[/|-]|\s\d{4}(?!\d))")
_COUNTS = {"1": "الاول", "2": "الثاني"}
_ARABIC = re.compile("[\u0621-\u064a]")
_DIGIT = re.compile(r"\d")
_FILLERS = frozenset([
    ",", ".", "-", "/", "(", ")", "·", "،", "|", "'", "’", "`", "׳", "॰",
    "st", "nd", "rd", "th", "er", "o", "a", "d", "de", "del", "of", "the", "m", "gada",
    "من", "شهر", "عام", "سنه", "لعام", "لسنه", "г", "года", "год", "р", "року", "ж",
])  # fmt: skip
"""Tokens between the parts of a date."""
_PAIRED = frozenset("-|")
"""Separators that need a second one after the month: «العدد 5 - مايو 2020» has no day."""


def days(text: str, language: str | None, latest_year: int | None) -> list[Day | Reason]:
    """Return the days in a folded text without times; a Reason for each that cannot be read.

    `latest_year` is the year of the capture: a year of two digits is not after it.
    """
    if not _DIGIT.search(text):
        return []
    if "كانون" in text or "تشرين" in text:
        text = _COUNTED.sub(lambda found: f"{found[1]} {_COUNTS[found[2]]}", text)
    return [
        *_with_units(text),
        *_numeric(text, language, latest_year),
        *_named(_TOKEN.findall(text), language),
    ]


def _day(calendar: Calendar, year: int, month: int, day: int) -> Day | Reason:
    found = to_gregorian(calendar, year, month, day)
    return Day(found, calendar) if found else "invalid"


def _with_units(text: str) -> Iterator[Day | Reason]:
    for found in _UNITS.finditer(text):
        year, month, day = (found[name] or found[f"{name}2"] for name in "ymd")
        yield _day("gregorian", int(year), int(month), int(day)) if year else "ambiguous"


def _numeric(text: str, language: str | None, latest: int | None) -> Iterator[Day | Reason]:
    # All languages of the Arabic script put the day first where the year is last.
    order = language or ("ar" if _ARABIC.search(text) else None)
    for found in _NUMBERS.finditer(text):
        a, b, c = found["a"], found["b"], found["c"]
        era = found["era"] or ""
        if len(a) == 4 and len(c) <= 2:
            yield _in_calendar(int(a), int(b), int(c), era, language)
        elif len(c) == 4 and len(a) <= 2:
            if era.startswith("ه"):
                language = language or "ar"  # the sign itself is Arabic script
            yield _year_last(int(a), int(b), int(c), era, language, order_of(order, found["mark"]))
        elif len(a) <= 2 and len(c) == 2:
            yield _short_year(int(a), int(b), int(c), language, latest)


def _in_calendar(year: int, month: int, day: int, era: str, language: str | None) -> Day | Reason:
    """Read a day whose order is known; years from 1300 to 1500 need a sign or a language."""
    if not 1250 <= year <= 1500:
        return _day("gregorian", year, month, day)
    base = base_language(language)
    if "ش" in era or (not era and base in ("fa", "ps")):
        return _day("persian", year, month, day)
    if era or (base == "ar" and year in HIJRI_YEARS):
        return _day("hijri", year, month, day)
    return "ambiguous"


def _year_last(
    first: int, second: int, year: int, era: str, language: str | None, order: Order | None
) -> Day | Reason:
    readings = {
        reading
        for day, month in ((first, second), (second, first))
        if isinstance(reading := _in_calendar(year, month, day, era, language), Day)
    }
    if len(readings) == 1:
        return readings.pop()
    if not readings:
        return _in_calendar(year, second, first, era, language)
    if order is None:
        return "ambiguous"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _in_calendar(year, month, day, era, language)


def _short_year(
    first: int, second: int, short: int, language: str | None, latest: int | None
) -> Day | Reason:
    """Read 17.03.20 where that is the language's own short form and the capture bounds it.

    News on the web is from 1990 or later, and from before its capture.
    """
    if latest is None or not writes_short_years(language):
        return "ambiguous"
    year = 1900 + short if short >= 90 else 2000 + short
    return "ambiguous" if year > latest else _day("gregorian", year, second, first)


def _named(tokens: list[str], language: str | None) -> Iterator[Day | Reason]:
    base = base_language(language)
    at = 0
    while at < len(tokens):
        meanings, end = _month_at(tokens, at, base)
        if not meanings:
            at += 1
            continue
        # A second name may give the same month in another tradition: «نيسان / أبريل».
        while True:
            start = _skip(tokens, end, 1, frozenset("/-(),|"))
            more, after = _month_at(tokens, start, base)
            if not more:
                break
            meanings, end = meanings & more, after
        reading = _around(tokens, at, end, meanings)
        if reading is not None:
            yield reading
        at = end


def _month_at(tokens: list[str], at: int, language: str | None) -> tuple[frozenset[Month], int]:
    if at >= len(tokens) or not tokens[at][0].isalpha():
        return frozenset(), at
    for words in range(MAX_WORDS, 0, -1):
        end = at + words
        if end <= len(tokens):
            # An abbreviation's dots may part its letters (Thai ม.ค.), and others end it.
            found = months_named(" ".join(tokens[at:end]), language)
            if found:
                return found, end
    if tokens[at + 1 : at + 2] == ["."] and at + 2 < len(tokens):
        found = months_named(f"{tokens[at]} {tokens[at + 2]}", language)
        if found:
            return found, at + 3
    return frozenset(), at


def _skip(tokens: list[str], at: int, step: int, what: frozenset[str] = _FILLERS) -> int:
    while 0 <= at < len(tokens) and tokens[at] in what:
        at += step
    return at


def _number(tokens: list[str], at: int) -> str:
    return tokens[at] if 0 <= at < len(tokens) and tokens[at].isdecimal() else ""


def _around(
    tokens: list[str], start: int, end: int, meanings: frozenset[Month]
) -> Day | Reason | None:
    """Read the day whose month is tokens[start:end] from the numbers that stand beside it."""
    before = _skip(tokens, start - 1, -1)
    after = _skip(tokens, end, 1)
    left, right = _number(tokens, before), _number(tokens, after)
    if _PAIRED & set(tokens[before + 1 : start]) - set(tokens[end:after]):
        left = ""
    last = _number(tokens, _skip(tokens, after + 1, 1)) if right else ""
    first = _number(tokens, _skip(tokens, before - 1, -1)) if left else ""
    forms = (
        (left, right),  # 21 December 2017
        (right, last),  # December 21, 2017
        (right, left),  # 2017 December 21
        (left, first),  # 2017. gada 21. decembris
    )
    day, year = next((f for f in forms if _is_day(f[0]) and len(f[1]) == 4), ("", ""))
    if not day:
        # A day without its year is many days.
        day = next((number for number in (left, right) if _is_day(number)), "")
        possible = any(
            to_gregorian(m.calendar, _LEAP[m.calendar], m.number, int(day or 1)) for m in meanings
        )
        return None if not day else "ambiguous" if possible else "invalid"
    if not meanings:
        return "invalid"  # two names that disagree
    if len(meanings) > 1 or (_is_day(left) and day != left):
        return "ambiguous"
    (month,) = meanings
    return _day(month.calendar, int(year), month.number, int(day))


def _is_day(number: str) -> bool:
    return 0 < len(number) <= 2
