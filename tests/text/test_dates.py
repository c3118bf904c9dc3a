from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.dates import parse_date

NOW = datetime(2020, 5, 10, 12, 0, tzinfo=UTC)
MONTHS = {
    "Egypt, the Gulf": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "Levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "Algeria": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "Morocco": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "English": "January February March April May June July August September October November December",
}  # fmt: skip
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def iso(text: str, language: str = "ar", **more: object) -> str | None:
    stamp = parse_date(text, language=language, captured_at=NOW, **more)  # type: ignore[arg-type]
    return stamp.iso() if stamp else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21 ديسمبر، 2017", "2017-12-21"),
        ("نشر في 21 ديسمبر، 2017 - 12:30 م", "2017-12-21T12:30"),
        ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07T12:09"),
        ("الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22"),
        ("17 مارس/ آذار 2020", "2020-03-17"),
        ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01T02:00"),
        ("8 فيفري 2019", "2019-02-08"),
        ("11 شوال 1441هـ - 03 يونيو 2020م", "2020-06-03"),
        ("2020/12/25 - 1:59 صباحًا", "2020-12-25T01:59"),
        ("ديسمبر 25, 2020", "2020-12-25"),
        ("28 آب/اغسطس 2013، آخر تحديث 29 آب/اغسطس 2013", "2013-08-28"),
        ("الخميس 7/3/1429 هـ - الموافق 13/3/2008 م", "2008-03-13"),
        ("19 تشرين الأوّل / أكتوبر 2012 01:51 صباحاً", "2012-10-19T01:51"),
        ("3 نونبر 2019", "2019-11-03"),
        ("2021-03-05T10:00:00+0300", "2021-03-05T10:00:00+03:00"),
        ("Tue, 05 Mar 2019 10:20:30 +0200", "2019-03-05T10:20:30+02:00"),
        ("12 декабря 2019, 10:30", "2019-12-12T10:30"),
        ("5. März 2020", "2020-03-05"),
    ],
)
def test_printed_forms(text: str, expected: str) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "© 2020 الصحيفة", "31 فبراير 2020", "Invalid Date", "ديسمبر 2017", "744 مشاهدات", "12:30",
     "اقرأ أيضا", "2017"],
)  # fmt: skip
def test_what_is_no_date_is_unknown(text: str) -> None:
    assert iso(text) is None


def test_a_day_or_month_that_cannot_be_told_apart_depends_on_the_language() -> None:
    assert iso("03/04/2020", "ar") == "2020-04-03"
    assert iso("03/04/2020", "en") is None


def test_relative_dates_are_read_against_the_capture_and_only_then() -> None:
    assert iso("منذ ساعتين", zone=ZoneInfo("UTC")) == "2020-05-10T10:00+00:00"
    assert parse_date("منذ ساعتين", language="ar", captured_at=None) is None


def test_the_zone_of_the_site_gives_the_offset() -> None:
    assert (
        iso("28 آب 2010 الساعة 10:45", zone=ZoneInfo("Asia/Damascus")) == "2010-08-28T10:45+03:00"
    )


@given(
    day=st.dates(date(1990, 1, 1), date(2019, 12, 31)),
    months=st.sampled_from(sorted(MONTHS)),
    arabic_digits=st.booleans(),
    comma=st.sampled_from(["", "،", ","]),
)
def test_every_day_in_every_tradition(
    day: date, months: str, arabic_digits: bool, comma: str
) -> None:
    name = MONTHS[months].split()[day.month - 1].replace("_", " ")
    text = f"{day.day} {name}{comma} {day.year}"
    assert iso(text.translate(_ARABIC_DIGITS) if arabic_digits else text) == day.isoformat()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2020, 1, 1)), st.integers(-12, 14))
def test_iso_8601_keeps_moment_and_offset(moment: datetime, hours: int) -> None:
    sign, size = "-" if hours < 0 else "+", abs(hours)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{size:02d}:00"
    stamp = parse_date(text, language="en", captured_at=NOW)
    assert stamp is not None
    assert stamp.moment.replace(tzinfo=None) == moment.replace(microsecond=0)
    assert stamp.moment.utcoffset() == timedelta(hours=hours)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str) -> None:
    stamp = parse_date(text, language="ar", captured_at=NOW)
    assert stamp is None or 1800 < stamp.moment.year < 2100
