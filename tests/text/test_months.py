"""Month names against CLDR, as Babel has it."""

from collections.abc import Iterator

import pytest
from babel import Locale, localedata

from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.dates.cldr_months import CLDR_MONTHS

_TERRITORIES = {
    "ar": ["ar", "ar_DZ", "ar_IQ", "ar_LY", "ar_MA", "ar_MR", "ar_SA", "ar_SY", "ar_TN"],
    "de": ["de", "de_AT"], "en": ["en", "en_AU", "en_CA", "en_GB"], "es": ["es", "es_MX"],
    "fa": ["fa", "fa_AF"], "fr": ["fr", "fr_CA"], "it": ["it", "it_CH"], "ps": ["ps", "ps_PK"],
    "pt": ["pt", "pt_PT"], "sr": ["sr", "sr_Latn"], "ur": ["ur", "ur_IN"], "uz": ["uz", "uz_Cyrl"],
}  # fmt: skip
LOCALES = [locale for lang in sorted(CLDR_MONTHS) for locale in _TERRITORIES.get(lang, [lang])]
COLLISIONS = {"lip", "lis", "listopad", "listopada", "srp"}


def names(locale: str) -> Iterator[tuple[int, str]]:
    """Yield every wide and abbreviated name of a month, format and stand-alone."""
    # Babel resolves an alias by writing into the data that locales share.
    localedata._cache.clear()
    months = Locale.parse(locale).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from months[context][width].items()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_in_cldr_is_its_month(locale: str) -> None:
    for month, name in names(locale):
        if name.isdecimal():
            continue
        for text in (f"21 {name} 2017", f"21 {name.upper()} 2017", f"21. {name}, 2017"):
            stamp = read_date(text, language=locale)
            assert isinstance(stamp, Stamp), text
            assert stamp.iso() == f"2017-{month:02d}-21", text


@pytest.mark.parametrize("locale", LOCALES)
def test_without_a_language_a_name_is_its_month_or_refused_never_another(locale: str) -> None:
    for month, name in names(locale):
        if name.isdecimal():
            continue
        read = read_date(f"21 {name} 2017")
        if name.casefold().rstrip(".") in COLLISIONS:
            assert isinstance(read, Unread)
            assert read.reason == "ambiguous"
        else:
            assert isinstance(read, Stamp), name
            assert read.iso() == f"2017-{month:02d}-21", name


@pytest.mark.parametrize(
    ("language", "expected"), [("hr", "2020-10-05"), ("pl", "2020-11-05"), ("cs", "2020-11-05")]
)
def test_two_traditions_of_one_name_are_told_apart_by_the_language(
    language: str, expected: str
) -> None:
    stamp = read_date("5. listopada 2020", language=language)
    if language == "cs":
        stamp = read_date("5. listopadu 2020", language=language)
    assert isinstance(stamp, Stamp)
    assert stamp.iso() == expected


@pytest.mark.parametrize("text", ["5 out 2020", "10 set 2020", "3 lis 2020"])
def test_short_words_are_foreign_months_only_in_their_own_language(text: str) -> None:
    assert read_date(text, language="en") is None
