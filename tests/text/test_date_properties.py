"""Any day, printed in any way, is read as that day, or refused as ambiguous: never another."""

from datetime import UTC, date, datetime, time

import pytest
from hijridate import Gregorian
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawler.text.dates import Stamp, Unread, read_date
from newscrawler.text.dates.calendars import to_gregorian
from newscrawler.text.dates.cldr_months import CLDR_MONTHS
from newscrawler.text.dates.months import _PRESS

NOW = datetime(2020, 5, 10, 12, 0, tzinfo=UTC)
_PLACEHOLDER = date(1970, 1, 1)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).filter(lambda day: day != _PLACEHOLDER)
DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]).map(
    lambda row: str.maketrans("0123456789", row)
)
TRADITIONS = [
    (language, [names.replace("_", " ").split("|") for names in line.split()])
    for language, line in (
        *CLDR_MONTHS.items(),
        *((language, line) for language, calendar, line in _PRESS if calendar == "gregorian"),
    )
]
ARABIC = [months for language, months in TRADITIONS if language == "ar"]
HIJRI, PERSIAN = (
    [[n.replace("_", " ").split("|") for n in line.split()] for _, calendar, line in _PRESS if calendar == kind]
    for kind in ("hijri", "persian")
)  # fmt: skip
WEEKDAYS = st.sampled_from(["", "الخميس ", "الأحد، ", "Thursday, ", "jeudi ", "Do. ", "پنجشنبه "])
FORMS = st.sampled_from(
    ["{d} {m} {y}", "{d} {m}، {y}", "{d}. {m} {y}", "{m} {d}, {y}", "{y} {m} {d}", "{d}-{m}-{y}"]
)
LABELS = st.sampled_from(["", "نشر في: ", "تاريخ النشر: ", "Published: ", "Publié le "])
CLOCKS = st.sampled_from(["{d} {h}", "{d} - {h}", "{h} {d}", "{d}، الساعة {h}", "{h} | {d}"])
LANGUAGES = st.sampled_from(
    ["ar", "fa", "fr", "de", "en", "en-US", "en-GB", "tr", "zh", "sv", None]
)
# How locales print numbers: the language, then its forms (CLDR, short and medium).
NUMERIC = st.sampled_from([
    ("ar", "{d}/{m}/{y}"), ("ar", "{y}/{m}/{d}"), ("ar", "{d} / {m} / {y}"), ("ar", "{d}-{m}-{y}"), ("fr", "{d}/{m}/{y}"),
    ("de", "{d}.{m}.{y}"), ("en-US", "{m}/{d}/{y}"), ("en-GB", "{d}/{m}/{y}"), ("sv", "{y}-{m}-{d}"), ("nl", "{d}-{m}-{y}"),
    ("ja", "{y}/{m}/{d}"), ("hu", "{y}. {m}. {d}."), ("ko", "{y}. {m}. {d}."), ("zh", "{y}年{m}月{d}日"), ("ko", "{y}년 {m}월 {d}일"),
])  # fmt: skip


def same_or_ambiguous(text: str, language: str | None, day: date) -> Stamp | None:
    read = read_date(text, language=language, captured_at=NOW)
    if isinstance(read, Stamp):
        assert read.moment.date() == day, text
        return read
    assert isinstance(read, Unread), text
    assert read.reason == "ambiguous", text
    return None


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(DAYS, st.sampled_from(TRADITIONS), FORMS, DIGITS, WEEKDAYS, LABELS, st.data())
def test_a_day_by_the_name_of_its_month(day, tradition, form, digits, weekday, label, data):  # type: ignore[no-untyped-def]
    language, months = tradition
    name = data.draw(st.sampled_from(months[day.month - 1]))
    printed = form.format(d=day.day, m=name, y=day.year).translate(digits)
    stamp = same_or_ambiguous(f"{label}{weekday}{printed}", language, day)
    assert stamp, "its own language is never ambiguous"
    assert (stamp.precision, stamp.calendar) == ("day", "gregorian")
    other = data.draw(LANGUAGES)
    if not (name.isascii() and len(name) < 4):
        same_or_ambiguous(f"{weekday}{printed}", other, day)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(
    DAYS,
    st.sampled_from(ARABIC),
    st.sampled_from(ARABIC),
    st.sampled_from([" / ", "/", "-", " (", " - ", " "]),
    st.data(),
)
def test_a_day_by_two_names_that_agree(day, one, two, mark, data):  # type: ignore[no-untyped-def]
    first, second = (data.draw(st.sampled_from(months[day.month - 1])) for months in (one, two))
    close = ")" if "(" in mark else ""
    stamp = same_or_ambiguous(f"{day.day} {first}{mark}{second}{close} {day.year}", "ar", day)
    assert stamp


@settings(max_examples=500, deadline=None)
@given(DAYS, st.integers(1, 11), st.sampled_from(ARABIC), st.data())
def test_two_names_that_disagree_are_no_date(day, shift, months, data):  # type: ignore[no-untyped-def]
    first = data.draw(st.sampled_from(months[day.month - 1]))
    second = data.draw(st.sampled_from(months[(day.month - 1 + shift) % 12]))
    read = read_date(f"{day.day} {first} / {second} {day.year}", language="ar")
    assert isinstance(read, Unread)
    assert read.reason == "invalid"


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(DAYS, NUMERIC, DIGITS, st.booleans(), WEEKDAYS, LANGUAGES)
def test_a_day_in_numbers(day, printed, digits, padded, weekday, other):  # type: ignore[no-untyped-def]
    language, form = printed
    size = 2 if padded else 1
    text = form.format(d=f"{day.day:0{size}}", m=f"{day.month:0{size}}", y=day.year)
    text = weekday + text.translate(digits)
    assert same_or_ambiguous(text, language, day), text
    month_first = form.startswith("{m}")
    day_first_reader = other not in ("en", "en-US", "zh", "sv", None)
    # An Arabic word tells the order to a reader who knows no language.
    day_first_reader |= other is None and any("\u0621" <= c <= "\u064a" for c in weekday)
    # A reader of another order would read another day: it is the page that is misdeclared.
    if not (month_first and day_first_reader) and not (form.startswith("{d}") and other == "en-US"):
        same_or_ambiguous(text, other, day)


@settings(max_examples=500, deadline=None)
@given(DAYS, st.times(), CLOCKS, DIGITS, st.sampled_from(["24", "12", "am", "h"]), st.booleans())
def test_a_time_of_the_day(day, clock, form, digits, style, seconds):  # type: ignore[no-untyped-def]
    hour = clock.hour % 12 or 12
    late = clock.hour > 11
    tail = f":{clock.second:02}" if seconds and style != "h" else ""
    shown = {
        "24": f"{clock.hour:02}:{clock.minute:02}{tail}",
        "12": f"{hour}:{clock.minute:02}{tail} {'مساءً' if late else 'صباحًا'}",
        "am": f"{hour}:{clock.minute:02}{tail} {'PM' if late else 'AM'}",
        "h": f"{clock.hour}h{clock.minute:02}",
    }[style]
    text = form.format(d=f"{day.day} مايو {day.year}", h=shown).translate(digits)
    stamp = read_date(text, language="ar")
    assert isinstance(stamp, Stamp), text
    wanted = datetime.combine(day.replace(month=5), time(clock.hour, clock.minute))
    assert stamp.moment.replace(second=0) == wanted, text
    assert stamp.moment.second == (clock.second if tail else 0)
    assert stamp.precision == ("second" if tail else "minute")


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(st.dates(date(1925, 1, 1), date(2076, 12, 31)).filter(lambda day: day != _PLACEHOLDER),
       st.sampled_from(["{d} {n} {y}", "{d} {n} {y}هـ", "{d}/{m}/{y} هـ", "{y}/{m}/{d}", "{y}/{m}/{d} هـ"]), DIGITS,
       WEEKDAYS, st.booleans(), st.data())  # fmt: skip
def test_a_hijri_day_alone_or_beside_its_gregorian_one(day, form, digits, weekday, paired, data):  # type: ignore[no-untyped-def]
    hijri = Gregorian.fromdate(day).to_hijri()
    name = data.draw(st.sampled_from(data.draw(st.sampled_from(HIJRI))[hijri.month - 1]))
    text = weekday + form.format(d=hijri.day, m=hijri.month, n=name, y=hijri.year)
    if paired:
        text += f" - الموافق {day.day} {ARABIC[0][day.month - 1][0]} {day.year} م"
    stamp = same_or_ambiguous(text.translate(digits), "ar", day)
    assert stamp
    assert stamp.calendar == ("gregorian" if paired else "hijri")


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.integers(1300, 1479), st.integers(1, 12), st.integers(1, 29), st.sampled_from(["{d} {n} {y}", "{y}/{m}/{d}"]),
       DIGITS, st.sampled_from(["fa", "ps"]), st.data())  # fmt: skip
def test_a_persian_day(year, month, day, form, digits, language, data):  # type: ignore[no-untyped-def]
    gregorian = to_gregorian("persian", year, month, day)
    assert gregorian
    if gregorian.year > 2100 or gregorian == _PLACEHOLDER:
        return
    name = data.draw(st.sampled_from(data.draw(st.sampled_from(PERSIAN))[month - 1]))
    text = form.format(d=day, m=month, n=name, y=year).translate(digits)
    stamp = same_or_ambiguous(text, language, gregorian)
    assert stamp
    assert stamp.calendar == "persian"
    if form.startswith("{y}"):
        assert same_or_ambiguous(text, None, gregorian) is None


@settings(max_examples=300, deadline=None)
@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)).filter(lambda m: m.date() != _PLACEHOLDER),
       st.integers(-14 * 60, 14 * 60), st.sampled_from(["T", " "]))  # fmt: skip
def test_iso_8601_keeps_moment_and_offset(moment, minutes, mark):  # type: ignore[no-untyped-def]
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{moment:%Y-%m-%d}{mark}{moment:%H:%M:%S}{sign}{size // 60:02d}:{size % 60:02d}"
    stamp = read_date(text)
    assert isinstance(stamp, Stamp)
    assert stamp.moment.replace(tzinfo=None) == moment.replace(microsecond=0)
    offset = stamp.moment.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == minutes * 60
