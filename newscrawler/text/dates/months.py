"""Month names of the calendars and languages of the press, and their months."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from newscrawler.text.arabic import fold_letters
from newscrawler.text.dates.calendars import Calendar
from newscrawler.text.dates.cldr_months import CLDR_MONTHS


class Month(NamedTuple):
    """A month of a calendar, `number` from 1 to 12."""

    calendar: Calendar
    number: int


MAX_WORDS = 2
"""The most words of a month name (تشرين الأول)."""

# Spellings of the press that CLDR lacks, by language. «|» separates them, «_» is a space.
_PRESS: tuple[tuple[str, Calendar, str], ...] = (
    # Egypt, the Gulf, Sudan
    ("ar", "gregorian", """
        يناير|ينا فبراير|فبر مارس|مار أبريل|أبر مايو يونيو|يونية|يون يوليو|يولية|يول
        أغسطس|أوغسطس|أغسطوس|أغس سبتمبر|سبت أكتوبر|أوكتوبر|أكت نوفمبر|نوف ديسمبر|دسمبر|ديس
    """),
    # Syria, Lebanon, Iraq, Jordan, Palestine
    ("ar", "gregorian", """
        كانون_الثاني|كانون_ثاني|كانون_ثان شباط آذار نيسان أيار|مايس حزيران تموز آب أيلول
        تشرين_الأول|تشرين_أول تشرين_الثاني|تشرين_ثاني|تشرين_ثان كانون_الأول|كانون_أول
    """),
    # Algeria, Tunisia
    ("ar", "gregorian", """
        جانفي فيفري|فيڤري|فيفيري مارس أفريل|آفريل ماي جوان|جوين جويلية|جويليا أوت سبتمبر أكتوبر
        نوفمبر ديسمبر
    """),
    # Morocco, Mauritania
    ("ar", "gregorian", """
        يناير فبراير مارس أبريل|إبريل ماي يونيو|يونيه يوليوز|يليوز غشت|أغشت شتنبر|شتمبر|سبتنبر
        أكتوبر نونبر|نوفنبر دجنبر|دجمبر|ديسنبر
    """),
    # Libya, 1986 to 2011
    ("ar", "gregorian", """
        أي_النار النوار الربيع الطير الماء الصيف ناصر هانيبال الفاتح التمور الحرث الكانون
    """),
    ("fa", "gregorian", """
        ژانویه|جنوری فوریه|فبروری مارس|مارچ آوریل|آپریل می ژوئن|جون ژوئیه|ژولای اوت|آگوست|آگست
        سپتامبر اکتبر|اکتوبر نوامبر دسامبر
    """),
    ("de", "gregorian", """
        jaenner feber maerz|mrz april mai juni juli august sept oktober november dezember
    """),
    ("es", "gregorian", """
        enero febrero marzo abril mayo junio julio agosto setiembre|set octubre noviembre
        diciembre
    """),
    ("ru", "gregorian", """
        янв фев марта апр мая июн июл авг сен окт ноя дек
    """),
    # Lunar months
    ("ar", "hijri", """
        محرم|المحرم صفر ربيع_الأول|ربيع_أول ربيع_الآخر|ربيع_الثاني|ربيع_آخر|ربيع_ثاني
        جمادى_الأولى|جمادى_الأول|جماد_الأول|جمادى_أولى
        جمادى_الآخرة|جمادى_الآخر|جمادى_الثانية|جمادى_الثاني|جماد_الآخر|جماد_الثاني رجب شعبان رمضان
        شوال ذو_القعدة|ذي_القعدة|ذوالقعدة|ذيالقعدة ذو_الحجة|ذي_الحجة|ذوالحجة
    """),
    # As Persian and Urdu write them
    ("fa", "hijri", """
        محرم صفر ربیع‌الاول ربیع‌الثانی جمادی‌الاول|جمادی‌الاولی جمادی‌الثانی|جمادی‌الثانیه رجب
        شعبان رمضان شوال ذیقعده|ذی‌القعده ذیحجه|ذی‌الحجه
    """),
    # Iran
    ("fa", "persian", """
        فروردین اردیبهشت خرداد تیر مرداد|امرداد شهریور مهر آبان آذر دی بهمن اسفند
    """),
    # Afghanistan, in Dari
    ("fa", "persian", """
        حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
    """),
    # Afghanistan, in Pashto
    ("ps", "persian", """
        وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب
    """),
)  # fmt: skip
_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "sr", "bs": "hr"}
"""Obsolete tags, and languages that share the names of another one."""
_SHORT = re.compile(r"[a-z]{1,3}")


def base_language(tag: str | None) -> str | None:
    """Return the primary language of a BCP 47 tag: ``pt`` of ``pt-BR``; None without a tag."""
    if not tag:
        return None
    base = tag.replace("_", "-").split("-")[0].lower()
    return _ALIASES.get(base, base)


@lru_cache(4096)
def months_named(name: str, language: str | None) -> frozenset[Month]:
    """Return the months that a folded name can mean in a text of this language.

    Empty if it names none. More than one if languages disagree (``listopad`` is October in
    Croatian, November in Polish) and `language` is neither.
    """
    meanings = _table().get(name)
    if meanings is None:
        return frozenset()
    own = frozenset(month for month, languages in meanings.items() if language in languages)
    if own:
        return own
    foreign = language in CLDR_MONTHS and not any("en" in known for known in meanings.values())
    if foreign and _SHORT.fullmatch(name):
        return frozenset()  # «5 out 2020» is a month in Portuguese alone
    return frozenset(meanings)


@cache
def _table() -> dict[str, dict[Month, set[str]]]:
    table: dict[str, dict[Month, set[str]]] = {}
    cldr: list[tuple[str, Calendar, str]] = [(k, "gregorian", v) for k, v in CLDR_MONTHS.items()]
    for language, calendar, line in (*cldr, *_PRESS):
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("|"):
                for spelling in _spellings(name.replace("_", " "), language):
                    meanings = table.setdefault(spelling, {})
                    meanings.setdefault(Month(calendar, number), set()).add(language)
    return table


def _spellings(name: str, language: str) -> set[str]:
    """Return a name as written, in capitals and without accents, folded."""
    written = {name, name.upper(), _plain(name), _plain(name, only="\u0301")}
    if language == "he":
        written.add("ב" + name)  # «5 בינואר», on 5 January
    return {fold_letters(spelling, ta_marbuta=True) for spelling in written}


def _plain(name: str, only: str = "") -> str:
    """Drop the accents, or `only` one: Greek capitals lose the tonos and keep the dialytika."""
    if unicodedata.bidirectional(name[0]) != "L" or name[0] >= "\u0500":
        return name  # marks are accents only in Latin, Greek and Cyrillic
    letters = unicodedata.normalize("NFD", name)
    bare = (c for c in letters if not (c in only if only else unicodedata.combining(c)))
    return "".join(bare).replace("ı", "i").replace("ł", "l")
