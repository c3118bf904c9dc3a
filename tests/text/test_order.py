"""The order of numbers in a date, against CLDR's short patterns as Babel has them."""

import re

import pytest
from babel import Locale, localedata
from babel.localedata import locale_identifiers

from newscrawler.text.dates.order import _DAY_FIRST, _EXCEPTIONS, _SHORT_YEARS, order_of


def pattern(locale: str) -> str:
    """Return the letters and separators of a locale's short date: ``d/M/yy``."""
    localedata._cache.clear()
    said = Locale.parse(locale.replace("-", "_")).date_formats["short"].pattern
    return re.sub(r"'[^']*'|[\u200e\u200f\s]", "", said)


def order(short: str) -> str:
    return "".join(dict.fromkeys(c.lower() for c in short if c.isalpha()))


@pytest.mark.parametrize("language", sorted(_DAY_FIRST))
def test_languages_put_the_day_first_as_in_cldr(language: str) -> None:
    assert order_of(language, "/") == "dmy"
    # Persian and Pashto, as said there.
    assert order(pattern(language)) in ("dmy", "ymd" if language in ("fa", "ps") else "dmy")


@pytest.mark.parametrize("locale", sorted(_EXCEPTIONS))
def test_territories_that_differ_are_as_in_cldr(locale: str) -> None:
    language, territory = locale.split("-")
    found = order(pattern(f"{language}-{territory.upper()}"))
    assert order_of(locale, "/") == (found if found != "ymd" else None)


@pytest.mark.parametrize("language", sorted(_SHORT_YEARS))
def test_short_years_are_those_of_cldr(language: str) -> None:
    assert re.search(r"(?<!y)yy(?!y)", pattern(language))


@pytest.mark.slow
def test_no_locale_puts_a_month_first_before_dots() -> None:
    plain = [name for name in locale_identifiers() if name.count("_") == 0]
    dotted = [name for name in plain if "." in pattern(name)]
    assert len(dotted) > 20
    assert not [name for name in dotted if order(pattern(name)) == "mdy"]
