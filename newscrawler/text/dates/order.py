"""The order of day and month in a language's numeric dates (CLDR's short date patterns)."""

from typing import Literal

from newscrawler.text.dates.months import base_language

Order = Literal["dmy", "mdy"]

_DAY_FIRST = frozenset([
    "ar", "az", "be", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "es", "et", "fi", "fr", "ga",
    "gl", "he", "hi", "hr", "hy", "id", "is", "it", "ka", "kk", "ku", "lv", "mk", "ms", "mt", "nb",
    "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sw", "th", "tr", "uk", "ur", "uz", "vi",
    # Their short patterns put the year first; their dates with the year last put the day first.
    "fa", "ps",
])  # fmt: skip
_EXCEPTIONS: dict[str, Order | None] = {
    "en-us": "mdy", "en-ph": "mdy", "es-pa": "mdy", "es-pr": "mdy", "fr-ca": None,
    **dict.fromkeys(
        ("en-au", "en-gb", "en-gh", "en-hk", "en-ie", "en-il", "en-in", "en-jm", "en-ke", "en-mt",
         "en-my", "en-ng", "en-nz", "en-pk", "en-sg", "en-tt", "en-ug"),
        "dmy",
    ),
}  # fmt: skip
_SHORT_YEARS = frozenset([
    "az", "be", "bg", "bn", "ca", "cs", "cy", "de", "el", "es", "et", "gl", "hi", "hy", "id", "it",
    "ka", "kk", "mk", "ms", "sl", "sq", "lv", "th", "uk", "ur", "uz", "vi",
])  # fmt: skip
"""Languages whose short pattern has a year of two digits: 17.03.20 for 17 March 2020."""


def order_of(language: str | None, separator: str) -> Order | None:
    """Return the order of a date with the year last, or None where the language leaves it open.

    Without a language a dot means day first: no CLDR locale writes the month first before dots.
    """
    tag = (language or "").replace("_", "-").lower()
    if tag in _EXCEPTIONS:
        return _EXCEPTIONS[tag]
    base = base_language(language)
    if base in _DAY_FIRST or (separator == "." and base != "en"):
        return "dmy"
    return None


def writes_short_years(language: str | None) -> bool:
    """Tell whether a language writes dates with the day first and a year of two digits."""
    return base_language(language) in _SHORT_YEARS
