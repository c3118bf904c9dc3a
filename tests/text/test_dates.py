"""Every form of a date that we know from pages, and what is none."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawler.text.dates import Stamp, Unread, parse_date, read_date

NOW = datetime(2020, 5, 10, 12, 40, tzinfo=UTC)


def iso(text: str, language: str | None = "ar", **more: Any) -> str | None:
    """Return the ISO form of a date, `?reason` of an unread one, None of none."""
    read = read_date(text, language=language, captured_at=NOW, **more)
    return read.iso() if isinstance(read, Stamp) else f"?{read.reason}" if read else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The forms of real Arabic pages.
        ("21 ديسمبر، 2017", "2017-12-21"),
        ("نشر في 21 ديسمبر، 2017 - 12:30 م", "2017-12-21T12:30"),
        ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07T12:09"),
        ("الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22"),
        ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22"),
        ("17 مارس/ آذار 2020", "2020-03-17"),
        ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01T02:00"),
        ("8 فيفري 2019", "2019-02-08"),
        ("11 شوال 1441هـ - 03 يونيو 2020م", "2020-06-03"),
        ("2020/12/25 - 1:59 صباحًا", "2020-12-25T01:59"),
        ("ديسمبر 25, 2020", "2020-12-25"),
        ("GMT 17:27 17.03.2020", "2020-03-17T17:27+00:00"),
        ("28 آب/اغسطس 2013، آخر تحديث 29 آب/اغسطس 2013", "2013-08-28"),
        ("الخميس 7/3/1429 هـ - الموافق 13/3/2008 م", "2008-03-13"),
        ("19 تشرين الأوّل / أكتوبر 2012 01:51 صباحاً", "2012-10-19T01:51"),
        ("3 نونبر 2019", "2019-11-03"),
        ("05 جانفي 2020", "2020-01-05"),
        ("12 جويلية 2020", "2020-07-12"),
        ("30 غشت 2020", "2020-08-30"),
        # A day without its year is many days.
        ("3 نونبر", "?ambiguous"), ("05 جانفي", "?ambiguous"), ("مايو 5", "?ambiguous"),
        # Spellings.
        ("5 ابريل 2020", "2020-04-05"), ("5 إبريل 2020", "2020-04-05"), ("5 أفريل 2020", "2020-04-05"),
        ("5 اذار 2020", "2020-03-05"), ("5 آذار 2020", "2020-03-05"), ("5 يونية 2020", "2020-06-05"),
        ("5 يونيه 2020", "2020-06-05"), ("5 جويليه 2020", "2020-07-05"), ("5 أوت 2020", "2020-08-05"),
        ("5 تشرين الأوّل 2020", "2020-10-05"), ("5 تشرين ثاني 2020", "2020-11-05"),
        ("5 كانون الاول 2020", "2020-12-05"), ("5 ديـسـمبر 2020", "2020-12-05"),
        ("5 ﺩﻳﺴﻤﺒﺮ 2020", "2020-12-05"), ("5 فيفرى 2020", "2020-02-05"), ("5 مايس 2020", "2020-05-05"),
        ("5 شتمبر 2020", "2020-09-05"), ("5 دجمبر 2020", "2020-12-05"), ("5 الفاتح 2009", "2009-09-05"),
        # Two names, in any order and with any sign; two that disagree are none.
        ("5 نيسان/أبريل 2020", "2020-04-05"), ("5 أبريل / نيسان 2020", "2020-04-05"),
        ("5 آب (أغسطس) 2020", "2020-08-05"), ("5 آب-أغسطس 2020", "2020-08-05"),
        ("5 آب أغسطس 2020", "2020-08-05"), ("كانون الثاني / يناير 5، 2020", "2020-01-05"),
        ("5 مارس / أبريل 2020", "?invalid"), ("5 نيسان (مايو) 2020", "?invalid"),
        # Times, before and after, in every half of the day.
        ("10:30 ص 5 مايو 2020", "2020-05-05T10:30"), ("5 مايو 2020 12:30 ص", "2020-05-05T00:30"),
        ("5 مايو 2020 12:30 ظهراً", "2020-05-05T12:30"), ("5 مايو 2020 11:30 ظهرا", "2020-05-05T11:30"),
        ("5 مايو 2020 1:30 ظهرا", "2020-05-05T13:30"), ("5 مايو 2020، الساعة 10:45 مساء", "2020-05-05T22:45"),
        ("مساءً 10:45 - 5 مايو 2020", "2020-05-05T22:45"), ("5 مايو 2020 الساعة 10.30", "2020-05-05T10:30"),
        ("5 مايو 2020 4:15 عصرا", "2020-05-05T16:15"), ("5 مايو 2020 11:15 ليلا", "2020-05-05T23:15"),
        ("5 مايو 2020 2:15 فجرا", "2020-05-05T02:15"), ("5 مايو 2020 10:30:15 PM", "2020-05-05T22:30:15"),
        ("5 مايو 2020 25:30", "2020-05-05"), ("5 مايو 2020 10:30 - 12:45", "2020-05-05"),
        # Labels.
        ("تاريخ النشر: 5 مايو 2020", "2020-05-05"), ("نُشر في 5 مايو 2020", "2020-05-05"),
        ("آخر تحديث: 5 مايو 2020", None), ("حقوق النشر © 2020", None), ("جميع الحقوق محفوظة 5 مايو 2020", None),
        ("قسم حقوق الإنسان 5 مايو 2020", "2020-05-05"),
        ("نشر: 5 مايو 2020 10:30 | تحديث: 6 مايو 2020 11:30", "2020-05-05T10:30"),
        # Hijri alone.
        ("الخميس 7/3/1429 هـ", "2008-03-15"), ("11 شوال 1441هـ", "2020-06-03"), ("١٤٤١/١٠/١١", "2020-06-03"),
        ("٣٠ رمضان ١٤٤١ هـ", "2020-05-23"), ("1 ذو الحجة 1441", "2020-07-22"), ("1 ذي القعدة 1441", "2020-06-22"),
        ("1 جمادى الآخرة 1441", "2020-01-26"), ("1 جمادي الثاني 1441", "2020-01-26"),
        ("5 رمضان 2020", "?invalid"), ("31 رمضان 1441", "?invalid"),
        # What is none: broken, or not of one day.
        ("31 فبراير 2020", "?invalid"), ("31 فبراير", "?invalid"), ("30/2/2020", "?invalid"),
        ("2020-13-05", "?invalid"), ("2020/13/05", "?invalid"), ("13/13/2020", "?invalid"),
        ("Invalid Date", "?invalid"), ("NaN", "?invalid"), ("NaN/NaN/NaN", "?invalid"),
        ("1 يناير، 1970", "?invalid"), ("1970-01-01T00:00:00Z", "?invalid"),
        ("1969-12-31T19:00:00-05:00", "?invalid"), ("0000-00-00", "?invalid"), ("0000-00-00 00:00:00", "?invalid"),
        ("01/01/0001", "?invalid"), ("0001-01-01T00:00:00", "?invalid"), ("5 مايو 1441", "?invalid"),
        ("", None), (" ", None), ("ديسمبر 2017", None), ("2017", None), ("744 مشاهدات", None), ("12:30", None),
        ("اقرأ أيضا", None), ("العدد 5 - مايو 2020", None), ("10.0.0.1", None), ("12345678", None),
        ("5 مايو 2020 و 7 مايو 2020", "?ambiguous"), ("5 مايو 2020" + " نص" * 90, None),
    ],
)  # fmt: skip
def test_arabic_forms(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Published: May 5, 2020 at 5pm", "2020-05-05T17:00"), ("en", "Thursday 5th March 2020", "2020-03-05"),
        ("en", "Nov 19, 2019, 07:47 PM EST", "2019-11-19T19:47-05:00"), ("en", "10-Nov-2000", "2000-11-10"),
        ("en", "Mon Oct 11 14:57:21 +0200 2021", "2021-10-11T14:57:21+02:00"), ("en", "Updated May 5, 2020", None),
        ("en", "5 May 2020, 10:30 BST", "2020-05-05T10:30"), ("en", "May 5, 2020 (updated)", None),
        ("fr", "5 mars 2020 à 10h30", "2020-03-05T10:30"), ("fr", "1er févr. 2020", "2020-02-01"),
        ("fr", "Publié le 5 mars 2020, modifié le 6 mars 2020 à 11h", "2020-03-05"),
        ("de", "5. März 2020, 10.30 Uhr", "2020-03-05T10:30"), ("de", "2.9.2020", "2020-09-02"),
        ("fi", "2.9.2020 klo 12.45", "2020-09-02T12:45"), ("es", "5 de mayo de 2020", "2020-05-05"),
        ("it", "martedì 5 maggio 2020 ore 10.30", "2020-05-05T10:30"), ("pt", "5 de março de 2020 às 10h30", "2020-03-05T10:30"),
        ("ru", "12 декабря 2019 г., 10:30", "2019-12-12T10:30"), ("uk", "12 грудня 2019", "2019-12-12"),
        ("tr", "5 Ağustos 2020 Çarşamba 10:30", "2020-08-05T10:30"), ("tr", "5 KASIM 2020", "2020-11-05"),
        ("el", "Τρίτη, 5 ΜΑΪΟΥ 2020 10:30 μ.μ.", "2020-05-05T22:30"), ("nl", "5 mei 2020 om 10:30", "2020-05-05T10:30"),
        ("pl", "21.07.2011, aktualizacja: 22.07.2011 15:20", "2011-07-21"), ("he", "5 במאי 2020", "2020-05-05"),
        ("ur", "5 مئی 2020", "2020-05-05"), ("hu", "2020. március 5.", "2020-03-05"),
        ("lv", "2020. gada 5. maijs", "2020-05-05"), ("lt", "2020 m. gegužės 5 d.", "2020-05-05"),
        ("vi", "ngày 5 tháng 3 năm 2020", "2020-03-05"), ("th", "5 พ.ค. 2020", "2020-05-05"),
        ("zh", "2020年3月5日 10:30", "2020-03-05T10:30"), ("ja", "2020年03月05日 10時30分", "2020-03-05T10:30"), ("ja", "3月5日", "?ambiguous"),
        ("ko", "2020년 3월 5일 오후 3:30", "2020-03-05T15:30"),
        ("fa", "دوشنبه ۲۴ فروردین ۱۳۹۹ - ۱۰:۳۰", "2020-04-12T10:30"), ("fa", "1399/01/24", "2020-04-12"),
        ("fa", "2 تير 1399 - 12:09:08 ب.ظ", "2020-06-22T12:09:08"), ("ar", "24 حمل 1399", "2020-04-12"),
        ("en", "1399/01/24", "?ambiguous"), (None, "1399/01/24", "?ambiguous"), ("fa", "۳۰ اسفند ۱۴۰۰", "?invalid"),
        ("fa", "۱۱ شوال ۱۴۴۱ - ۱۴ خرداد ۱۳۹۹ - ۳ ژوئن ۲۰۲۰", "2020-06-03"),
    ],
)  # fmt: skip
def test_forms_of_other_languages(language: str | None, text: str, expected: str | None) -> None:
    assert iso(text, language) == expected


@pytest.mark.parametrize(
    ("text", "calendar"),
    [("11 شوال 1441هـ", "hijri"), ("7/3/1429 هـ", "hijri"), ("24 فروردین 1399", "persian"),
     ("1399/01/24 ه.ش", "persian"), ("11 شوال 1441هـ - 03 يونيو 2020م", "gregorian")],
)  # fmt: skip
def test_the_calendar_that_the_page_prints_is_kept(text: str, calendar: str) -> None:
    stamp = parse_date(text, language="ar")
    assert stamp
    assert stamp.calendar == calendar
    assert stamp.raw == text


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("03/04/2020", "ar", "2020-04-03"), ("03/04/2020", "en-GB", "2020-04-03"), ("03/04/2020", "en-US", "2020-03-04"),
        ("03/04/2020", "en", "?ambiguous"), ("03/04/2020", None, "?ambiguous"), ("03/04/2020", "ja", "?ambiguous"),
        ("13/04/2020", None, "2020-04-13"), ("04/13/2020", None, "2020-04-13"), ("04/04/2020", None, "2020-04-04"),
        ("3.4.2020", None, "2020-04-03"), ("3.4.2020", "en", "?ambiguous"), ("3-4-2020", "nl", "2020-04-03"),
        ("2020/4/3", None, "2020-04-03"), ("3\\4\\2020", "ar", "2020-04-03"), ("3–4–2020", "ar", "2020-04-03"),
        ("03/04/20", "ar", "?ambiguous"), ("03.04.20", "de", "2020-04-03"), ("03.04.99", "de", "1999-04-03"),
        ("03.04.21", "de", "?ambiguous"), ("25/12/99", None, "?ambiguous"), ("21 dec 17", "en", "?ambiguous"),
    ],
)  # fmt: skip
def test_the_order_of_numbers_is_the_languages_and_never_guessed(
    text: str, language: str | None, expected: str
) -> None:
    assert iso(text, language) == expected


def test_a_short_year_needs_the_capture() -> None:
    assert read_date("03.04.20", language="de") == Unread("03.04.20", "ambiguous")


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2021-03-05T10:00:00+0300", 3), ("2021-03-05T10:00:00Z", 0), ("2021-03-05 10:00 GMT+3", 3),
        ("5 مايو 2020 10:30 بتوقيت غرينتش", 0), ("5 مايو 2020 10:30 (GMT+03:00)", 3), ("5 May 2020 10:30 UTC-5", -5),
        ("Tue, 05 Mar 19 10:20:30 +0200", 2), ("Tue, 05 Mar 2019 10:20:30 +0200", 2), ("Tue, 05 Mar 2019 10:20:30 EST", -5), ("5 mai 2020 10:30 CEST", 2),
        ("5 مايو 2020 10:30", None), ("5 مايو 2020 10:30 بتوقيت دمشق", None), ("5 May 2020 10:30 IST", None),
        ("04.01.2012 12:23 мск", None),
    ],
)  # fmt: skip
def test_offsets_are_those_that_the_text_names(text: str, offset: int | None) -> None:
    stamp = parse_date(text, language="fr")
    assert stamp
    assert stamp.moment.utcoffset() == (None if offset is None else timedelta(hours=offset))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("28 آب 2010 الساعة 10:45", "2010-08-28T10:45+03:00"), ("28 آب 2010", "2010-08-28"),
     ("28 آب 2010 10:45 بتوقيت مكة", "2010-08-28T10:45"), ("28 آب 2010 10:45 بالتوقيت المحلي", "2010-08-28T10:45+03:00"),
     ("2010-12-28T10:45:00", "2010-12-28T10:45:00+02:00"), ("28 آب 2010 10:45 غرينتش", "2010-08-28T10:45+00:00")],
)  # fmt: skip
def test_the_zone_of_the_site_gives_the_offset(text: str, expected: str) -> None:
    assert iso(text, zone=ZoneInfo("Asia/Damascus")) == expected


@pytest.mark.parametrize(
    ("text", "published", "modified"),
    [
        ("5 مايو 2020، آخر تحديث 6 مايو 2020", "2020-05-05", "2020-05-06"),
        ("آخر تحديث: 6 مايو 2020", None, "2020-05-06"), ("6 مايو 2020", "2020-05-06", "2020-05-06"),
        ("Updated 6 May 2020, published 5 May 2020", "2020-05-05", "2020-05-06"),
        ("aktualisiert am 6. Mai 2020", None, "2020-05-06"), ("Mis à jour le 6 mai 2020", None, "2020-05-06"),
    ],
)  # fmt: skip
def test_labels_tell_the_publication_from_the_last_change(
    text: str, published: str | None, modified: str | None
) -> None:
    assert iso(text, None) == published
    assert iso(text, None, of="modified") == modified


def test_a_moment_keeps_its_precision() -> None:
    texts = (
        "5 مايو 2020",
        "5 مايو 2020 الساعة 5 مساء",
        "5 مايو 2020 10:30",
        "5 مايو 2020 10:30:15",
    )
    stamps = [parse_date(text) for text in texts]
    assert [s.precision for s in stamps if s] == ["day", "hour", "minute", "second"]


@given(st.text(max_size=220) | st.text("0123456789/-.: ٢٠مهـصAPM،مايوago", max_size=210))
def test_any_text_is_read_or_not_and_never_raises(text: str) -> None:
    zone: tzinfo
    for language, zone in (("ar", ZoneInfo("Asia/Damascus")), (None, UTC)):
        read = read_date(text, language=language, captured_at=NOW, zone=zone)
        assert read is None or isinstance(read, Unread) or 1900 <= read.moment.year <= 2100


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 100,
        "12:" * 66,
        "10:30 " * 33,
        "1/" * 100,
        "منذ 1 ساعة " * 18,
        "a" * 200,
        "- " * 100,
        "5 May " * 33,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    import time

    start = time.thread_time()
    for _ in range(10):
        read_date(text, language="ar", captured_at=NOW)
    assert time.thread_time() - start < 1
