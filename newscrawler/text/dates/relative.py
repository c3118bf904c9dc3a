"""Relative dates: «منذ ساعتين», «yesterday 10:30»."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Literal

from newscrawler.text.arabic import fold_letters
from newscrawler.text.dates import relative_words
from newscrawler.text.dates.cldr_units import CLDR_UNITS
from newscrawler.text.dates.labels import without_labels
from newscrawler.text.dates.months import base_language
from newscrawler.text.dates.time_of_day import Clock, fixed

RelativePrecision = Literal["day", "hour", "minute", "second"]

_MAX_WORDS = 16
"""Words; longer texts are prose."""

_CJK = re.compile(
    rf"(?P<n>\d+)\s?[个個かヶ]?(?P<unit>{'|'.join(relative_words.CJK_UNITS)}|[周週주月年년]|週間|개월)\s?(?:之?前|전)"
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[|•؛;:]")


@dataclass(frozen=True, slots=True)
class Ago:
    """An amount of time before now.

    `unit` is the finest unit named, in seconds; None if it is too coarse or vague to give a day.
    """

    seconds: int
    unit: int | None


def _fold(text: str) -> str:
    return fold_letters(text.replace("_", " "), ta_marbuta=True)


_SECONDS = (1, 60, 3600, 86400, None)
"""Seconds of the columns in the tables of units; None is too coarse to give a day."""


@cache
def _units() -> dict[str, dict[int | None, set[str]]]:
    """Return, by folded word, the units that it means (in seconds) and their languages."""
    table: dict[str, dict[int | None, set[str]]] = {}
    for language, line in (*CLDR_UNITS.items(), *relative_words.UNITS):
        for seconds, column in zip(_SECONDS, line.split("|"), strict=True):
            for word in column.split():
                table.setdefault(_fold(word), {}).setdefault(seconds, set()).add(language)
    return table


def _unit(word: str, language: str | None) -> int | None:
    """Return the seconds of a unit, None where it is too coarse or languages disagree.

    (``година`` is an hour in Ukrainian, a year in Bulgarian.)
    """
    meanings = _units()[word]
    own = [seconds for seconds, languages in meanings.items() if language in languages]
    kept = own or list(meanings)
    return kept[0] if len(kept) == 1 else None


_ALONE = {
    _fold(word): count for count, line in relative_words.ALONE.items() for word in line.split()
}
_COUNTS = {
    _fold(word): number for number, line in relative_words.NUMBERS.items() for word in line.split()
}
_DAY_WORDS = {
    _fold(word): days for days, line in relative_words.DAYS.items() for word in line.split()
}
_SKIPPED, _FRAME, _VAGUE = (
    frozenset(map(_fold, line.split()))
    for line in (relative_words.ABOUT, relative_words.FRAME, relative_words.VAGUE)
)
_MARK_LANGUAGES = {
    _fold(mark): language for mark, language in relative_words.MARK_LANGUAGES.items()
}
_MARKS_BEFORE, _MARKS_AFTER, _MARKS_AFTER_PERSIAN = (
    frozenset(tuple(_fold(mark).split()) for mark in line.split())
    for line in (
        relative_words.BEFORE,
        relative_words.AFTER,
        f"{relative_words.AFTER} {relative_words.PERSIAN_AFTER}",
    )
)


def ago(text: str, language: str | None) -> Ago | None:
    """Return the amount of time ago in a folded text («3 hours ago»), or None."""
    if without_labels(text).strip(" .:،,-|") in _VAGUE:
        return Ago(0, None)
    asian = _CJK.search(text)
    if asian:
        unit = relative_words.CJK_UNITS.get(asian["unit"])
        return Ago(min(int(asian["n"][:6]), 10**6) * (unit or 0), unit)
    tokens = _TOKEN.findall(text)
    if len(tokens) > _MAX_WORDS:
        return None
    base = base_language(language)
    marks = _MARKS_AFTER_PERSIAN if base in ("fa", "ur", "ps") else _MARKS_AFTER
    base = next((_MARK_LANGUAGES[t] for t in tokens if t in _MARK_LANGUAGES), base)
    at = 0
    while at < len(tokens):
        found, end = _amount(tokens, at, base)
        if found is None:
            at += 1
        elif _ends_with_mark(tokens[:at]) or _starts_with_mark(tokens[end:], marks):
            return found
        else:
            at = end
    return None


def _ends_with_mark(tokens: list[str]) -> bool:
    while tokens and tokens[-1] in _SKIPPED and tuple(tokens[-2:]) not in _MARKS_BEFORE:
        tokens = tokens[:-1]
    return any(tuple(tokens[-size:]) in _MARKS_BEFORE for size in (1, 2, 3))


def _starts_with_mark(tokens: list[str], marks: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(tokens[:size]) in marks for size in (1, 2))


def _amount(tokens: list[str], at: int, language: str | None) -> tuple[Ago | None, int]:
    """Read «3 hours 5 minutes» from token `at` on; return the amount and the token after it."""
    units = _units()
    total, finest, coarse, found = 0, 0, False, False
    while at < len(tokens):
        start = at
        while found and start < len(tokens) and tokens[start] in _SKIPPED:
            start += 1
        number = _count(tokens[start]) if start < len(tokens) else None
        place = start + (number is not None)
        place += tokens[place : place + 1] == ["de"]  # acum 21 de minute
        # «و5»: a conjunction can be glued to its word.
        word = tokens[place] if place < len(tokens) else ""
        if word not in units and found and word.startswith("و"):
            word = word[1:]
        if word not in units:
            break
        seconds = _unit(word, language)
        count = number if number is not None else _ALONE.get(word)
        found, at = True, place + 1
        if seconds is None or count is None:
            coarse = True
        else:
            total, finest = total + count * seconds, seconds
        if at < len(tokens) and _COUNTS.get(tokens[at]) == 1 and number is None:
            at += 1  # ساعة واحدة
    if not found:
        return None, at
    return Ago(total, None if coarse else finest), at


def _count(token: str) -> int | None:
    if token.isdecimal():
        return min(int(token[:7]), 10**6)
    return _COUNTS.get(token)


def is_time_unit(word: str) -> bool:
    """Tell whether a folded word is a unit of time: ``minutes``, ``ساعات``."""
    return word in _units()


def days_ago(rest: str) -> int | None:
    """Return 0 for «today», 1 for «yesterday», 2 for the day before; None for any other text.

    `rest` is folded and has no times.
    """
    words = _TOKEN.findall(without_labels(rest))
    return _DAY_WORDS.get(" ".join(w for w in words if w not in _FRAME).replace("’", "'"))


def resolve_ago(
    since: Ago, now: datetime, zone: tzinfo | None
) -> tuple[datetime, RelativePrecision] | None:
    """Return the moment before the aware `now`, truncated to the unit; None without a unit."""
    if since.unit is None:
        return None
    local = now.astimezone(zone) if zone else now
    try:
        then = local - timedelta(seconds=since.seconds)
    except OverflowError:
        return None
    if since.unit >= 86400:
        return then.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), "day"
    then = fixed((now - timedelta(seconds=since.seconds)).astimezone(zone or now.tzinfo))
    if since.unit >= 3600:
        return then.replace(minute=0, second=0, microsecond=0), "hour"
    return then.replace(second=0, microsecond=0), "minute"


def resolve_day(
    days: int, clock: Clock | None, now: datetime, zone: tzinfo | None
) -> tuple[datetime, RelativePrecision]:
    """Return the date `days` before `now`, with the time of day if the text has one."""
    local = now.astimezone(zone) if zone else now
    day = (local - timedelta(days=days)).replace(
        hour=0, minute=0, second=0, microsecond=0, tzinfo=None
    )
    return (clock.on(day, zone), clock.precision) if clock else (day, "day")
